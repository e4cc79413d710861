"""What a cell of a template's column must be, by the type of the column: its value, and the reason to reject it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from saferplan.errors import UsageError
from saferplan.evidence.disclosure import rule as disclosure_rule
from saferplan.evidence.periods import FORMS, MONTH_NAMES, parse_period
from saferplan.evidence.sources.area_columns import KIND_NAMED, kind_of_code
from saferplan.evidence.sources.records import decimal_number, whole_number
from saferplan.evidence.sources.template import TemplateColumn

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")
# What British spreadsheet programs make of 2024-07-31, 2024-07-31T22:15 and 2024-07 when they save a CSV file, and what
# a workbook holds in their place: the day before the month, always.
_BRITISH = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})( [0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?")
_BRITISH_MONTH = re.compile(r"([A-Z][a-z]{2})-([0-9]{2})")
_FIRST_OF_MONTH = re.compile(r"([0-9]{4}-[0-9]{2})-01( 00:00:00)?")
_MONTHS = {name[:3]: number for number, name in enumerate(MONTH_NAMES, 1)}
YES_NO = {"yes": True, "true": True, "no": False, "false": False}
# What a date alone stands for, where a time may be told to the day only.
TIME_OF_DATE = {"start": time.min, "end": time(23, 59, 59)}
MOST_LISTED = 12
MOST_LETTERS = 1_000


@dataclass(frozen=True)
class CellRule:
    """`value` of a cell's text, None where it is not what the column takes; `fault` is then the reason."""

    value: Callable[[str], Any]
    fault: str


def cell_rule(column: TemplateColumn) -> CellRule:
    return _FIXED.get(column.kind) or _OF_COLUMN[column.kind](column)


def _text(column: TemplateColumn) -> CellRule:
    if column.pattern:
        return CellRule(lambda text: text if re.fullmatch(column.pattern, text) else None, column.fault)
    if column.allowed:
        listed = ", ".join(column.allowed[:MOST_LISTED])
        more = f" and {len(column.allowed) - MOST_LISTED} more" if len(column.allowed) > MOST_LISTED else ""
        return CellRule(lambda text: text if text in column.allowed else None, f"is none of {listed}{more}")
    return CellRule(_words, f"has more than {MOST_LETTERS:,} letters, or some that cannot be printed")


def _words(text: str) -> str | None:
    """With single spaces for line breaks and the hard spaces of spreadsheets. Marks that turn writing round, or that
    steer a terminal, are not for titles and source lines.
    """
    words = " ".join(text.split())
    return words if words.isprintable() and len(words) <= MOST_LETTERS else None


def _name(column: TemplateColumn) -> CellRule:
    if column.allowed:
        return _text(column)
    fault = "is not a name of small letters, digits and hyphens, such as first-time-entrants"
    return CellRule(lambda text: text if _NAME.fullmatch(text) else None, fault)


def _number(column: TemplateColumn, parse: Callable[[str], float | None], what: str) -> CellRule:
    def value(text: str) -> float | None:
        number = parse(text)
        return number if number is not None and _within(column, number) else None

    return CellRule(value, f"is not {what}{_bounds(column)}")


def _whole(column: TemplateColumn) -> CellRule:
    rule = _number(column, whole_number, "a whole number")
    if not column.withholds_small:
        return rule
    small = range(1, disclosure_rule().threshold)
    fault = f"{rule.fault}, or is one of {small[0]} to {small[-1]}: leave the cell empty, which means withheld"
    return CellRule(lambda text: None if (number := rule.value(text)) in small else number, fault)


def _within(column: TemplateColumn, number: float) -> bool:
    too_small = column.minimum is not None and number < column.minimum
    too_large = column.maximum is not None and number > column.maximum
    return not (too_small or too_large)


def _bounds(column: TemplateColumn) -> str:
    least = f" from {column.minimum:,}" if column.minimum is not None else ""
    return f"{least} to {column.maximum:,}" if column.maximum is not None else least


def _area_code(column: TemplateColumn) -> CellRule:
    def value(text: str) -> str | None:
        kind = kind_of_code(text)
        return text if kind and _takes(column, text) else None

    if not column.kinds:
        return CellRule(value, "is not the code of an area, such as E06000060")
    named = [KIND_NAMED[name] for name in column.kinds]
    listed = " or ".join(f"{kind.title}, which looks like {kind.example}" for kind in named)
    return CellRule(value, f"is not the code of {listed}")


def _takes(column: TemplateColumn, code: str) -> bool:
    return not column.kinds or any(re.match(KIND_NAMED[name].shape, code) for name in column.kinds)


def _month(text: str) -> str | None:
    """Also of 'Jul-24' and of the first day of a month, which spreadsheets make of '2024-07'."""
    if (found := _BRITISH_MONTH.fullmatch(text)) and found[1] in _MONTHS:
        return f"20{found[2]}-{_MONTHS[found[1]]:02d}"
    first = _FIRST_OF_MONTH.fullmatch(_year_first(text))
    month = first[1] if first else text
    return month if _MONTH.fullmatch(month) else None


def _year_first(text: str) -> str:
    """31/07/2024 22:15 as 2024-07-31 22:15; anything else as it is."""
    found = _BRITISH.fullmatch(text)
    return f"{found[3]}-{found[2]}-{found[1]}{found[4] or ''}" if found else text


def _period(text: str) -> str | None:
    """Held as its first and last month, so that one period has one spelling."""
    try:
        period = parse_period(_month(text) or text)
    except UsageError:
        return None
    return f"{period.first}..{period.last}"


def _date(text: str) -> date | None:
    """A workbook gives a day as midnight of it."""
    written = _year_first(text).removesuffix(" 00:00:00")
    try:
        return date.fromisoformat(written) if _DATE.fullmatch(written) else None
    except ValueError:
        return None


def _time(column: TemplateColumn) -> CellRule:
    def value(text: str) -> datetime | None:
        written = _year_first(text)
        try:
            if _DATE.fullmatch(written):
                return datetime.combine(date.fromisoformat(written), TIME_OF_DATE[column.date_means])
            return datetime.fromisoformat(written) if _TIME.fullmatch(written) else None
        except ValueError:
            return None

    return CellRule(value, "is not a local time such as 2024-07-31T22:15, or a day such as 2024-07-31")


def _yes_no(text: str) -> bool | None:
    return YES_NO.get(text.lower())


# Kinds whose rule is the same for every column.
_FIXED = {
    "month": CellRule(_month, "is not a month such as 2024-07"),
    "period": CellRule(_period, f"is not a period such as {FORMS}"),
    "date": CellRule(_date, "is not a day such as 2024-07-31"),
    "yes-no": CellRule(_yes_no, "is neither yes nor no"),
}
_OF_COLUMN: dict[str, Callable[[TemplateColumn], CellRule]] = {
    "text": _text,
    "name": _name,
    "whole": _whole,
    "decimal": lambda column: _number(column, decimal_number, "a number"),
    "area-code": _area_code,
    "time": _time,
}
