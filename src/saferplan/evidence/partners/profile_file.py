"""Reads a mapping profile from TOML, and names everything that is wrong with it: the key, and what it should be."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from saferplan.errors import FileRefused, nearest
from saferplan.evidence.partners.column_rules import read_rule
from saferplan.evidence.partners.fields import TIMES, WAYS_TO_A_POINT, all_fields
from saferplan.evidence.partners.mentions import Subject
from saferplan.evidence.partners.profile import AGENCY_KINDS, ColumnRule, Delivers, Profile
from saferplan.evidence.sources.template_cells import YES_NO

LARGEST_PROFILE = 1024**2
LONGEST_FEED, LONGEST_TITLE = 60, 200
MOST_VERSIONS = 9_999
# No feed of a partnership is kept for longer than a century; a larger number is a slip of the keyboard.
MOST_MONTHS = 1_200
REMEDY = "Fields and keys are explained in docs/reference/profile.md."
_FEED = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
TEXTS = ("feed", "agency", "agency_kind", "title", "source")
KNOWN_KEYS = (
    *TEXTS,
    "version",
    "kind",
    "retention_months",
    "suspect_retention_months",
    "delivers",
    "file",
    "columns",
    "values",
    "constants",
)


class Faults:
    """What is wrong with a profile, as lines that begin with the key."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, key: str, problem: str) -> None:
        self.found.append(f"{key} {problem}")

    def unknown(self, key: str, name: str, known: Sequence[str]) -> None:
        self.add(key, f"is not known. {nearest(name, list(known), 2)}".rstrip())


def read_profile_file(path: Path) -> Profile:
    """Raises FileRefused where the file cannot be read or is no sound profile."""
    try:
        if path.stat().st_size > LARGEST_PROFILE:
            raise FileRefused("it is too large for a profile", where=str(path), remedy=REMEDY)
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as fault:
        raise FileRefused(f"the file cannot be read ({fault.strerror})", where=str(path)) from None
    except UnicodeDecodeError:
        raise FileRefused("it is not UTF-8 text", where=str(path), remedy="Save it as UTF-8.") from None
    return read_profile(text, str(path))


def read_profile(text: str, where: str) -> Profile:
    """The profile that the TOML declares. Raises FileRefused with every fault; `where` names the file."""
    try:
        declared = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as fault:
        raise FileRefused(f"it is not TOML ({fault})", where=where, remedy=REMEDY) from None
    faults = Faults()
    profile = _profile(declared, faults, text)
    if faults.found or profile is None:
        many = f"{len(faults.found)} things are wrong: " if len(faults.found) > 1 else ""
        raise FileRefused(many + "; ".join(one.rstrip(".") for one in faults.found), where=where, remedy=REMEDY)
    return profile


def _profile(declared: dict[str, Any], faults: Faults, text: str) -> Profile | None:
    for key in declared.keys() - set(KNOWN_KEYS):
        faults.unknown(key, key, KNOWN_KEYS)
    texts = {key: _text(declared, key, faults) for key in TEXTS}
    version = _whole(declared, "version", MOST_VERSIONS, faults)
    months = _whole(declared, "retention_months", MOST_MONTHS, faults)
    suspects = months
    if "suspect_retention_months" in declared:
        suspects = _whole(declared, "suspect_retention_months", max(months, 1), faults)
    _check_texts(texts, faults)
    file = _table(declared, "file", faults)
    for key in file.keys() - {"name", "sheets"}:
        faults.unknown(f"file.{key}", key, ("name", "sheets"))
    columns = _columns(declared, faults)
    constants = _constants(declared, faults)
    delivers = _delivers(declared, faults)
    _check_together(columns, constants, faults)
    if faults.found:
        return None
    return Profile(
        texts["feed"],
        version,
        texts["agency"],
        texts["agency_kind"],
        texts["title"],
        texts["source"],
        months,
        suspects,
        delivers,
        _file_name(file, faults),
        _sheets(file, faults),
        columns,
        constants,
        text,
    )


def _text(declared: Mapping[str, Any], key: str, faults: Faults) -> str:
    value = declared.get(key)
    if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > LONGEST_TITLE:
        faults.add(key, f"must be a text of 1 to {LONGEST_TITLE} letters" if key in declared else "is missing")
        return ""
    return value


def _check_texts(texts: Mapping[str, str], faults: Faults) -> None:
    feed, kind = texts["feed"], texts["agency_kind"]
    if feed and (not _FEED.fullmatch(feed) or len(feed) > LONGEST_FEED):
        faults.add("feed", "must be a name of small letters, digits and hyphens, such as harbour-homes-asb")
    if kind and kind not in AGENCY_KINDS:
        faults.add("agency_kind", f"must be one of {', '.join(AGENCY_KINDS)}. {nearest(kind, list(AGENCY_KINDS), 1)}")


def _whole(declared: Mapping[str, Any], key: str, most: int, faults: Faults) -> int:
    value = declared.get(key)
    if type(value) is int and 1 <= value <= most:
        return value
    faults.add(key, f"must be a whole number from 1 to {most:,}" if key in declared else "is missing")
    return 0


def _delivers(declared: Mapping[str, Any], faults: Faults) -> Delivers:
    value = declared.get("delivers", Delivers.MONTHS)
    if value not in list(Delivers):
        faults.add("delivers", f"must be one of {', '.join(Delivers)}")
        return Delivers.MONTHS
    return Delivers(value)


def _table(declared: Mapping[str, Any], key: str, faults: Faults) -> dict[str, Any]:
    value = declared.get(key, {})
    if not isinstance(value, dict):
        faults.add(key, f"must be a table: [{key}]")
        return {}
    return value


def _file_name(file: Mapping[str, Any], faults: Faults) -> str:
    name = file.get("name", "")
    if not isinstance(name, str) or "/" in name or "\\" in name:
        faults.add("file.name", "must be a pattern of the file's own name, such as harbour-homes*.xlsx")
        return ""
    return name


def _sheets(file: Mapping[str, Any], faults: Faults) -> tuple[str, ...]:
    sheets = file.get("sheets", [])
    if not isinstance(sheets, list) or not all(isinstance(one, str) and one for one in sheets):
        faults.add("file.sheets", "must be a list of names of sheets")
        return ()
    return tuple(sheets)


def _columns(declared: Mapping[str, Any], faults: Faults) -> tuple[ColumnRule, ...]:
    maps = _table(declared, "values", faults)
    used: set[str] = set()
    found = []
    for name, spec in _flat(_table(declared, "columns", faults)).items():
        field = all_fields().get(name)
        if field is None:
            faults.unknown(f"columns.{name}", name, list(all_fields()))
            continue
        used.add(spec.get("values", "") if isinstance(spec, dict) else "")
        rule = read_rule(field, spec, maps, faults)
        if rule:
            found.append(rule)
    for name in maps.keys() - used:
        faults.add(f"values.{name}", "is used by no column")
    return tuple(found)


def _flat(columns: Mapping[str, Any]) -> dict[str, Any]:
    """TOML takes an unquoted place.address for a table within a table; both spellings mean the same here."""
    found: dict[str, Any] = {}
    for name, spec in columns.items():
        if name in ("place", *Subject) and isinstance(spec, dict):
            found |= {f"{name}.{own}": one for own, one in spec.items()}
        else:
            found[name] = spec
    return found


def _constants(declared: Mapping[str, Any], faults: Faults) -> dict[str, Any]:
    said = dict(_table(declared, "constants", faults))
    if "kind" in declared:
        said.setdefault("kind", declared["kind"])
    found = {}
    for name, value in said.items():
        field = all_fields().get(name)
        if field is None:
            faults.unknown(f"constants.{name}", name, list(all_fields()))
        elif field.is_personal or field.is_reference or field.kind not in ("name", "text", "slug", "yes-no"):
            faults.add(f"constants.{name}", "cannot be the same in every row")
        elif field.kind == "yes-no":
            found[name] = _yes_no(f"constants.{name}", value, faults)
        elif not isinstance(value, str) or (field.allowed and value not in field.allowed):
            faults.add(f"constants.{name}", f"must be {_choices(field.allowed)}")
        else:
            found[name] = value
    return found


def _yes_no(key: str, value: Any, faults: Faults) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in YES_NO:
        return YES_NO[value.lower()]
    faults.add(key, "must be true or false")
    return None


def _choices(allowed: Sequence[str]) -> str:
    return f"one of {', '.join(allowed)}" if allowed else "a text"


def _check_together(columns: Sequence[ColumnRule], constants: Mapping[str, Any], faults: Faults) -> None:
    """What holds between fields."""
    mapped = {rule.field.name for rule in columns}
    for name, field in all_fields().items():
        if field.needed and name not in mapped:
            faults.add(f"columns.{name}", "is needed")
        if name in mapped and name in constants:
            faults.add(f"constants.{name}", "is told by a column already")
    if not mapped & set(TIMES):
        faults.add(f"columns.{TIMES[0]}", f"or columns.{TIMES[1]} is needed")
    if "kind" not in mapped | constants.keys():
        faults.add("kind", f"is needed, or columns.kind: {_choices(all_fields()['kind'].allowed)}")
    _check_ways(mapped, faults)
    for subject in Subject:
        parts = mapped & {f"{subject}.forenames", f"{subject}.surname"}
        if f"{subject}.full_name" in mapped and parts:
            faults.add(f"columns.{subject}.full_name", f"and {sorted(parts)[0]} tell the same: leave one out")


def _check_ways(mapped: set[str], faults: Faults) -> None:
    told = [way for way in WAYS_TO_A_POINT if mapped & set(way)]
    if len(told) > 1:
        faults.add("columns", f"tell the place in {len(told)} ways ({_listed(told)}): leave one")
    for way in told:
        for name in set(way) - mapped:
            faults.add(f"columns.{name}", f"is needed beside {next(iter(mapped & set(way)))}")


def _listed(ways: Sequence[Sequence[str]]) -> str:
    return ", ".join(" and ".join(way) for way in ways)
