"""Periods of whole months: financial years, calendar years, rolling years, or any range.

Written `2024-04..2025-03`, `FY2024` (April 2024 to March 2025), `CY2025`, `R12:2025-12` (the twelve months
to December 2025), or one month `2025-12`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from saferplan.errors import UsageError

FORMS = "2024-04..2025-03, FY2024, CY2025, R12:2025-12 or 2025-12"
MONTH_NAMES = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
APRIL = 4
"""The month in which a financial year begins."""
# Years of four digits that calendars and codes can hold: not a limit of any data.
MOST_SHOWN = 240
"""Months that a page, or an answer to a program, has room for: twenty years."""
_YEAR = "(?:1[0-9]|2[0-9])[0-9]{2}"
_MONTH = re.compile(rf"{_YEAR}-(0[1-9]|1[0-2])")


def month_number(month: str) -> int:
    """Months since year 0, so that months can be counted and compared."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def month_of(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def month_title(month: str) -> str:
    """'2025-12' as 'December 2025'."""
    return f"{MONTH_NAMES[int(month[5:7]) - 1]} {month[:4]}"


def is_month(text: str) -> bool:
    """Whether it is written as months are here: 2025-12."""
    return _MONTH.fullmatch(text) is not None


def month_range(first: str, last: str) -> tuple[str, ...]:
    return tuple(month_of(number) for number in range(month_number(first), month_number(last) + 1))


@dataclass(frozen=True)
class Period:
    """A run of whole months, `first` to `last`, both included. `code` is how the user wrote it."""

    first: str
    last: str
    code: str

    @cached_property
    def months(self) -> tuple[str, ...]:
        return month_range(self.first, self.last)

    @property
    def middle(self) -> date:
        """The day halfway through, to which a denominator should be nearest."""
        start, end = _first_day(self.first), _first_day(month_of(month_number(self.last) + 1))
        return start + timedelta(days=(end - start).days // 2)

    @property
    def title(self) -> str:
        """'April 2024 to March 2025'."""
        if self.first == self.last:
            return month_title(self.first)
        return f"{month_title(self.first)} to {month_title(self.last)}"

    @property
    def short_title(self) -> str:
        """'2024/25' for a financial year, '2025' for a calendar year, else the months."""
        year = int(self.first[:4])
        if self.first[5:] == "04" and len(self.months) == 12:
            return f"{year}/{(year + 1) % 100:02d}"
        if self.first[5:] == "01" and len(self.months) == 12:
            return str(year)
        return self.title

    def earlier(self, years: int = 1) -> "Period":
        """The same months so many years before."""
        return run_of_months(*(month_of(month_number(month) - years * 12) for month in (self.first, self.last)))

    def __str__(self) -> str:
        return self.code


def run_of_months(first: str, last: str) -> Period:
    """From one month to another, written as people would: a financial year or a single month by its own name."""
    year = financial_year_of(first)
    if (first, last) == (year.first, year.last):
        return year
    return Period(first, last, first if first == last else f"{first}..{last}")


def financial_year(start: int) -> Period:
    """The year from April `start` to March of the next."""
    return Period(f"{start}-04", f"{start + 1}-03", f"FY{start}")


def financial_year_of(month: str) -> Period:
    """The one in which a month lies."""
    return financial_year(int(month[:4]) - (int(month[5:]) < APRIL))


def financial_years(months: Iterable[str]) -> list[Period]:
    """Those in which any of the months lies, the earliest first."""
    return sorted({financial_year_of(month) for month in months}, key=lambda year: year.first)


def parse_period(text: str) -> Period:
    """Reads a period in any of its forms; raises UsageError where it is none."""
    written = text.strip()
    if match := re.fullmatch(rf"FY({_YEAR})", written, re.IGNORECASE):
        return financial_year(int(match[1]))
    if match := re.fullmatch(rf"CY({_YEAR})", written, re.IGNORECASE):
        return Period(f"{match[1]}-01", f"{match[1]}-12", f"CY{match[1]}")
    if match := re.fullmatch(r"R([0-9]{1,3}):([0-9]{4}-[0-9]{2})", written, re.IGNORECASE):
        return _rolling(int(match[1]), match[2], written)
    first, dots, last = written.partition("..")
    last = last if dots else first
    if not (is_month(first) and is_month(last)):
        raise UsageError(f"'{text}' is not a period", remedy=f"Write it as {FORMS}.")
    if month_number(last) < month_number(first):
        raise UsageError(f"the period '{text}' ends before it begins", remedy=f"Write it as {last}..{first}.")
    return Period(first, last, written)


def parse_shown_period(text: str) -> Period:
    """One that a page, or an answer to a program, has room for; raises UsageError where it is none."""
    period = parse_period(text)
    if len(period.months) > MOST_SHOWN:
        raise UsageError(f"the period has {len(period.months):,} months", remedy=f"At most {MOST_SHOWN} can be shown.")
    return period


def _rolling(length: int, last: str, written: str) -> Period:
    if not is_month(last) or length == 0:
        raise UsageError(f"'{written}' is not a period", remedy=f"Write it as {FORMS}.")
    return Period(month_of(month_number(last) - length + 1), last, f"R{length}:{last}")


def _first_day(month: str) -> date:
    return date(int(month[:4]), int(month[5:7]), 1)
