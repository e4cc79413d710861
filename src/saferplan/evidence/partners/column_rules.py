"""Reads one entry of a profile's [columns]: a heading, or a table that says how its cells are to be read."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from saferplan.evidence.partners.code_lists import SHIPPED_MAPS, shipped_map
from saferplan.evidence.partners.fields import JOINED_KINDS, Field
from saferplan.evidence.partners.profile import EVERY_OTHER, ColumnRule
from saferplan.evidence.partners.times import format_fault
from saferplan.evidence.sources.template_cells import YES_NO

SURNAME_FIRST, FORENAMES_FIRST = "surname-first", "forenames-first"
# What an entry may say besides its column, by the kind of the field.
_OPTIONS = {
    "time": ("time", "format", "zone"),
    "date": ("format",),
    "full-name": ("order",),
    "yes-no": ("values", "contains"),
    "name": ("values",),
    "slug": ("values",),
    "offence-code": ("values",),
    "sex": ("values",),
    "text": ("values",),
}


class Faults(Protocol):
    def add(self, key: str, problem: str) -> None: ...
    def unknown(self, key: str, name: str, known: Sequence[str]) -> None: ...


def read_rule(field: Field, spec: object, maps: Mapping[str, Any], faults: Faults) -> ColumnRule | None:
    """The rule, or None where the entry has a fault. `maps`: the profile's own maps of values, by name."""
    key = f"columns.{field.name}"
    said = {"column": spec} if isinstance(spec, str) else spec
    if not isinstance(said, dict):
        faults.add(key, 'must be a heading in quotes, or a table such as { column = "Reported", format = "%d/%m/%Y" }')
        return None
    allowed = _allowed_options(field)
    for name in said.keys() - {"column", *allowed}:
        known = {option for options in _OPTIONS.values() for option in options}
        if name in known:
            faults.add(f"{key}.{name}", f"does not go with a field of the kind {field.kind}")
        else:
            faults.unknown(f"{key}.{name}", name, ("column", *allowed))
    headings = _headings(field, said.get("column"), key, faults)
    rule = ColumnRule(
        field,
        headings,
        _text(said, "time", key, faults),
        _formats(said, key, faults),
        _zone(said, key, faults),
        _values(field, said, maps, key, faults),
        _texts(said, "contains", key, faults),
        _order(said, key, faults) == SURNAME_FIRST,
    )
    return rule if headings else None


def _allowed_options(field: Field) -> tuple[str, ...]:
    return () if field.is_reference else _OPTIONS.get(field.kind, ())


def _headings(field: Field, column: object, key: str, faults: Faults) -> tuple[str, ...]:
    listed: list[Any] = column if isinstance(column, list) else [column]
    if not listed or not all(isinstance(one, str) and one.strip() for one in listed):
        faults.add(key, "must name a column by its heading")
        return ()
    if len(listed) > 1 and (field.kind not in JOINED_KINDS or field.is_reference):
        faults.add(key, "is told by one column")
        return ()
    return tuple(listed)


def _text(said: Mapping[str, Any], name: str, key: str, faults: Faults) -> str:
    value = said.get(name, "")
    if not isinstance(value, str) or (name in said and not value.strip()):
        faults.add(f"{key}.{name}", "must be a text")
        return ""
    return value


def _texts(said: Mapping[str, Any], name: str, key: str, faults: Faults) -> tuple[str, ...]:
    value = said.get(name, [])
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(one, str) and one.strip() for one in listed):
        faults.add(f"{key}.{name}", "must be a text, or a list of texts")
        return ()
    return tuple(listed)


def _formats(said: Mapping[str, Any], key: str, faults: Faults) -> tuple[str, ...]:
    formats = _texts(said, "format", key, faults)
    for one in formats:
        if fault := format_fault(one):
            faults.add(f"{key}.format", fault)
    return formats


def _zone(said: Mapping[str, Any], key: str, faults: Faults) -> str:
    zone = _text(said, "zone", key, faults)
    if not zone:
        return ""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        faults.add(f"{key}.zone", "must be a zone of time such as Europe/London or UTC")
        return ""
    return zone


def _order(said: Mapping[str, Any], key: str, faults: Faults) -> str:
    order = said.get("order", FORENAMES_FIRST)
    if order not in (SURNAME_FIRST, FORENAMES_FIRST):
        faults.add(f"{key}.order", f"must be {SURNAME_FIRST} or {FORENAMES_FIRST}")
    return order


def _values(
    field: Field, said: Mapping[str, Any], maps: Mapping[str, Any], key: str, faults: Faults
) -> Mapping[str, str] | None:
    name = _text(said, "values", key, faults)
    if not name:
        return None
    if name in maps:
        return _own_map(field, name, maps[name], faults)
    if name not in SHIPPED_MAPS:
        faults.unknown(f"{key}.values {name}", name, [*maps, *SHIPPED_MAPS])
        return None
    found = shipped_map(name)
    if field.allowed and not set(found.values()) <= set(field.allowed):
        faults.add(f"{key}.values", f"{name} is not a map of {field.own_name}")
    return found


def _own_map(field: Field, name: str, declared: object, faults: Faults) -> Mapping[str, str] | None:
    if not isinstance(declared, dict) or not declared:
        faults.add(f"values.{name}", "must be a table of what the file prints and what it means")
        return None
    found: dict[str, str] = {}
    for printed, meant in declared.items():
        text = meant if isinstance(meant, str) else str(meant).lower()
        if fault := _meaning_fault(field, text):
            faults.add(f"values.{name}", f'"{printed}" {fault}')
        if printed != EVERY_OTHER and folded(printed) in found:
            faults.add(f"values.{name}", f'"{printed}" stands there twice, but for its case')
        found[printed if printed == EVERY_OTHER else folded(printed)] = text
    return found


def _meaning_fault(field: Field, meant: str) -> str:
    if not meant:
        return ""  # what the file prints says nothing
    if field.allowed and meant not in field.allowed:
        return f"must mean one of {', '.join(field.allowed)}, or nothing"
    if field.kind == "yes-no" and meant not in YES_NO:
        return "must mean yes or no, or nothing"
    return ""


def folded(text: str) -> str:
    """A cell as maps of values compare it: without case, with single spaces."""
    return " ".join(text.casefold().split())
