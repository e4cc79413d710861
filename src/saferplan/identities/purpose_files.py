"""Reads a purpose from its TOML file, and names every fault of it at once."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from saferplan.errors import FileRefused, nearest
from saferplan.identities.purposes import Agreement, Group, Purpose, Result, gateways

MOST_BYTES = 200_000
MOST_MONTHS = 120


@dataclass(frozen=True)
class Field:
    """A field of the file. `kind`: text, date, texts or months; `known`: the words that it may hold."""

    kind: str
    meaning: str
    known: tuple[str, ...] = ()


def _words(words: type[StrEnum]) -> tuple[str, ...]:
    return tuple(str(word) for word in words)


FIELDS = {
    "name": Field("name", "by which commands name the purpose: small letters, digits and hyphens"),
    "title": Field("text", "one line"),
    "what_for": Field("text", "what is to be found out and what is done with it"),
    "gateway": Field("text", "the power or duty to share", tuple(gateways())),
    "feeds": Field("texts", "the feeds whose people it may use, by the names of their mapping profiles"),
    "groups": Field("texts", "the groups of people that it may link", _words(Group)),
    "result": Field("text", "what comes of it", _words(Result)),
    "retention_months": Field("months", f"for how long links are kept, 1 to {MOST_MONTHS} months"),
    "dpia": Field("text", "reference of the data protection impact assessment"),
    "decided_by": Field("text", "role and name of whoever decided it"),
}
AGREEMENT_FIELDS = {
    "name": Field("text", "the agreement's own name"),
    "parties": Field("texts", "the agencies that signed it, as their profiles name them"),
    "signed": Field("date", "the day on which the last party signed"),
    "from": Field("date", "its first day"),
    "until": Field("date", "its last day"),
    "review": Field("date", "the day by which it is to be reviewed"),
}


def read_purpose(file: Path) -> Purpose:
    """Raises FileRefused where the file cannot be read, or says anything that a purpose cannot say."""
    try:
        content = file.read_bytes()
    except OSError as fault:
        raise FileRefused(f"it cannot be read ({fault.strerror})", where=str(file)) from None
    if len(content) > MOST_BYTES:
        raise FileRefused("it is too long for a purpose", where=str(file))
    try:
        told = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        raise FileRefused("it is not TOML in UTF-8", where=str(file)) from None
    if faults := list(_faults(told)):
        raise FileRefused("; ".join(faults), where=str(file), remedy="What a purpose holds: docs/reference/purpose.md")
    return purpose_of(told)


def purpose_of(told: dict[str, Any], number: int = 0) -> Purpose:
    """From what a faultless file says, or the database repeats."""
    agreement = told["agreement"]
    return Purpose(
        name=told["name"],
        title=told["title"],
        what_for=told["what_for"],
        gateway=told["gateway"],
        agreement=Agreement(
            agreement["name"],
            tuple(agreement["parties"]),
            _date(agreement["signed"]),
            _date(agreement["from"]),
            _date(agreement["until"]),
            _date(agreement["review"]),
        ),
        feeds=tuple(told["feeds"]),
        groups=tuple(Group(group) for group in told["groups"]),
        result=Result(told["result"]),
        retention_months=told["retention_months"],
        dpia=told["dpia"],
        decided_by=told["decided_by"],
        number=number,
    )


def content_of(purpose: Purpose) -> dict[str, Any]:
    """What the database keeps of it: the file's own fields, dates as ISO 8601."""
    agreement = purpose.agreement
    return {name: getattr(purpose, name) for name in FIELDS} | {
        "agreement": {
            "name": agreement.name,
            "parties": agreement.parties,
            "signed": agreement.signed.isoformat(),
            "from": agreement.begins.isoformat(),
            "until": agreement.until.isoformat(),
            "review": agreement.review.isoformat(),
        }
    }


def _date(told: date | str) -> date:
    return told if isinstance(told, date) else date.fromisoformat(told)


def _faults(told: dict[str, Any]) -> Iterator[str]:
    agreement = told.get("agreement")
    yield from _table_faults({name: value for name, value in told.items() if name != "agreement"}, FIELDS, "")
    if not isinstance(agreement, dict):
        yield "the table [agreement] is missing"
        return
    faults = list(_table_faults(agreement, AGREEMENT_FIELDS, "agreement."))
    yield from faults
    if not faults and not agreement["from"] <= agreement["until"]:
        yield "agreement.until comes before agreement.from"


def _table_faults(told: dict[str, Any], fields: dict[str, Field], within: str) -> Iterator[str]:
    for name in sorted(told.keys() - fields.keys()):
        yield f"'{within}{name}' is not a field of a purpose. {nearest(name, list(fields))}".rstrip()
    for name, field in fields.items():
        if name not in told:
            yield f"'{within}{name}' is missing: {field.meaning}"
        elif fault := _field_fault(told[name], field):
            yield f"'{within}{name}' {fault}"


def _field_fault(value: Any, field: Field) -> str:
    kinds = {
        "name": _name_fault,
        "text": _text_fault,
        "texts": _texts_fault,
        "date": _date_fault,
        "months": _months_fault,
    }
    if fault := kinds[field.kind](value):
        return fault
    words = value if isinstance(value, list) else [value]
    unknown = [word for word in words if field.known and word not in field.known]
    return f"may hold {', '.join(field.known)}, and not '{unknown[0]}'" if unknown else ""


def _text_fault(value: Any) -> str:
    return "" if isinstance(value, str) and value.strip() else "is to be a text"


def _name_fault(value: Any) -> str:
    fits = isinstance(value, str) and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) and len(value) <= 60
    return "" if fits else "is to be made of small letters, digits and single hyphens, 60 at most"


def _texts_fault(value: Any) -> str:
    if not isinstance(value, list) or not value or any(_text_fault(one) for one in value):
        return "is to be a list of texts, and not empty"
    return "names something twice" if len(set(value)) < len(value) else ""


def _date_fault(value: Any) -> str:
    is_date = isinstance(value, date) and not isinstance(value, datetime)
    return "" if is_date else "is to be a date such as 2026-04-01, without quotes"


def _months_fault(value: Any) -> str:
    fits = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_MONTHS
    return "" if fits else f"is to be a whole number of months, 1 to {MOST_MONTHS}"
