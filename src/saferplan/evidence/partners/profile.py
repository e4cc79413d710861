"""A mapping profile: which column of one agency's one kind of file becomes which field of the canonical incident."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from saferplan.evidence.partners.fields import PLACE, Field
from saferplan.evidence.partners.mentions import Feed
from saferplan.evidence.sources.area_columns import plain
from saferplan.evidence.sources.base import Delivered

AGENCY_KINDS = (
    "police",
    "council",
    "landlord",
    "fire",
    "ambulance",
    "health",
    "trading-standards",
    "youth-justice",
    "probation",
)
EVERY_OTHER = "*"
"""In a map of values: what every value means that the map does not name."""


class Delivers(StrEnum):
    """What a file holds: whole months, whose earlier rows it replaces, or rows that are new or changed."""

    MONTHS = "months"
    ADDITIONS = "additions"


@dataclass(frozen=True)
class ColumnRule:
    """How the cells under `headings` become the values of `field`.

    `time_heading`: the column of the hour beside a column of days. `values`: by the cell in small letters; None where
    cells stand for themselves. `contains`: for a flag, the marks that mean yes in a cell that lists several.
    """

    field: Field
    headings: tuple[str, ...]
    time_heading: str = ""
    formats: tuple[str, ...] = ()
    zone: str = ""
    values: Mapping[str, str] | None = None
    contains: tuple[str, ...] = ()
    surname_first: bool = False

    @property
    def all_headings(self) -> tuple[str, ...]:
        return (*self.headings, *([self.time_heading] if self.time_heading else []))

    @property
    def shown(self) -> str:
        """The headings as one, for messages and tables."""
        return " + ".join(self.all_headings)


@dataclass(frozen=True)
class Profile:
    """`text` is the TOML that it was read from. `name_pattern` is '' where files are known by their headings alone."""

    feed: str
    version: int
    agency: str
    agency_kind: str
    title: str
    source: str
    retention_months: int
    suspect_retention_months: int
    delivers: Delivers
    name_pattern: str
    sheets: tuple[str, ...]
    columns: tuple[ColumnRule, ...]
    constants: Mapping[str, Any]
    text: str

    @property
    def format(self) -> str:
        """What the load summary and the list of extracts call files of this profile."""
        return f"{self.feed} (profile, version {self.version})"

    @property
    def as_feed(self) -> Feed:
        return Feed(self.feed, self.agency, self.agency_kind, self.version)

    @cached_property
    def rules(self) -> dict[str, ColumnRule]:
        """Of every field that a column fills."""
        return {rule.field.name: rule for rule in self.columns}

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """Every column that the profile needs, once, as it writes them."""
        found = {plain(heading): heading for rule in self.columns for heading in rule.all_headings}
        return tuple(found.values())

    @property
    def identifying(self) -> tuple[ColumnRule, ...]:
        """Columns that tell by themselves who somebody is or where."""
        return tuple(rule for rule in self.columns if rule.field.identifies)

    @property
    def needs_keys(self) -> bool:
        """Whether rows get pseudonyms: of persons by name or by their agency's number, or of addresses."""
        return bool(self.identifying) or any(rule.field.own_name == "person_reference" for rule in self.columns)

    def names(self, subject: str) -> bool:
        """Whether a column tells anything of the victim, of the suspect or of the place that a key is made from."""
        own = [rule.field for rule in self.columns if rule.field.subject == subject]
        return any(field.identifies or (field.own_name == "person_reference" and subject != PLACE) for field in own)

    def bears_name(self, delivered: Delivered) -> bool:
        """Whether the file is called as the profile says, in whatever case; of every file where it does not say."""
        own_name = delivered.name.rsplit("!", 1)[-1].replace("\\", "/").rsplit("/", 1)[-1]
        return not self.name_pattern or fnmatchcase(own_name.casefold(), self.name_pattern.casefold())

    @property
    def has_own_name(self) -> bool:
        """False where the pattern has no letter before its ending, and so says nothing: '*.csv'."""
        return any(letter.isalnum() for letter in self.name_pattern.rpartition(".")[0] or self.name_pattern)
