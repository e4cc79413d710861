"""Ready-made mapping profiles: files whose headings are the names of the fields, as a template writes them.

They need not be kept: a file that is called as one of them says is loaded by it. Where several agencies of a
partnership send such a file, each has a profile of its own, made from the ready one, so that none replaces what another
sent.
"""

import csv
import io
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from saferplan.errors import UsageError
from saferplan.evidence.partners.fields import all_fields
from saferplan.evidence.partners.keeping import kept_profiles
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.partners.profile_file import LONGEST_FEED, LONGEST_TITLE, read_profile
from saferplan.evidence.sources.template import EXAMPLE

FOLDER = files("saferplan.evidence.partners").joinpath("standard_profiles")
ABOUT = "about"


@dataclass(frozen=True)
class Standard:
    """`examples`: cells by heading. `several_agencies`: whether each agency needs a profile of its own."""

    profile: Profile
    what_for: str
    several_agencies: bool
    examples: tuple[Mapping[str, str], ...]

    @property
    def name(self) -> str:
        return self.profile.feed

    def fields_of(self, heading: str) -> list[str]:
        """The fields that the column fills: as a rule the one that it is called by."""
        return [rule.field.name for rule in self.profile.columns if heading in rule.all_headings]

    def is_needed(self, heading: str) -> bool:
        """Whether a row without it is rejected."""
        return any(all_fields()[name].needed or name in ("kind", "reported_time") for name in self.fields_of(heading))

    def limits_of(self, heading: str) -> list[str]:
        """In words, what the cells of a column may say."""
        declared = tomllib.loads(self.profile.text)
        maps = declared.get("values", {})
        said = []
        for name in self.fields_of(heading):
            rule = declared["columns"][name]
            used = rule.get("values", "") if isinstance(rule, dict) else ""
            if used in maps:
                said.append(f"one of {', '.join(maps[used])}")
            elif used:
                said.append(f"as in the list {used}")
            elif allowed := all_fields()[name].allowed:
                said.append(f"one of {', '.join(allowed)}")
        return said

    def as_csv(self) -> str:
        """An empty file with its headings, and examples that are marked as such in their first cell."""
        text = io.StringIO()
        writer = csv.DictWriter(text, self.profile.headings, restval="", lineterminator="\n")
        writer.writeheader()
        first = self.profile.headings[0]
        writer.writerows({**row, first: f"{EXAMPLE} {row[first]}"} for row in self.examples)
        return text.getvalue()

    def text_for(self, agency: str) -> str:
        """The profile of one agency, as TOML to be kept. Raises UsageError where the agency's name cannot be used."""
        feed = f"{slug(agency)}-{self.name}"
        if not slug(agency) or not agency.isprintable() or '"' in agency or "\\" in agency:
            raise UsageError("an agency's name has letters, and neither quotation marks nor backslashes")
        if len(feed) > LONGEST_FEED or len(agency) > LONGEST_TITLE // 2:
            raise UsageError("the agency's name is too long", remedy="Take the name that people use.")
        text = self.profile.text.replace(f'"{self.profile.agency},', f'"{agency},')
        text = _with(text, "agency", agency)
        text = _with(text, "feed", feed)
        return text.replace(f'name = "*{self.name}*"', f'name = "*{feed}*"')


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")


def _with(text: str, key: str, value: str) -> str:
    """The first line of the key says `value`; a profile's own keys stand above all tables."""
    return re.sub(rf'^{key} = ".*"$', lambda _: f'{key} = "{value}"', text, count=1, flags=re.MULTILINE)


@cache
def standards() -> dict[str, Standard]:
    """Every ready-made profile, by its name, in the order in which they are listed."""
    about: dict[str, Any] = tomllib.loads(FOLDER.joinpath(f"{ABOUT}.toml").read_text(encoding="utf-8"))
    return {name: _standard(name, said) for name, said in about.items()}


def _standard(name: str, said: Mapping[str, Any]) -> Standard:
    text = FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8")
    profile = read_profile(text, f"ready-made profile {name}")
    return Standard(profile, said["what_for"], said["several_agencies"], tuple(said["examples"]))


@cache
def standard_profiles() -> tuple[Profile, ...]:
    """Those by which a file is loaded without a profile being kept."""
    return tuple(one.profile for one in standards().values() if not one.several_agencies)


def profiles_for(root: Path) -> list[Profile]:
    """Profiles by which files come into the lake in `root`: those that it keeps, and the ready-made ones."""
    return [*kept_profiles(root), *standard_profiles()]
