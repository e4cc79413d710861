"""Which financial year to assess and which to compare it with, where nobody said: the ones with most to show."""

from collections.abc import Iterable

from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.tally import extent_of
from saferplan.evidence.periods import Period, financial_years, month_number


def choose_periods(basis: Basis, area: Area) -> tuple[Period | None, Period | None]:
    """The financial year assessed and the one before or after it for comparison; None where there is none."""
    own = basis.months_by_unit[area.units[0]]
    country = basis.geography.area(basis.geography.units[area.units[0]].country)
    beside = extent_of(basis, country, sorted(own)).months if own else ()
    return most_told(own, beside)


def most_told(own: Iterable[str], beside: Iterable[str]) -> tuple[Period | None, Period | None]:
    """By the months that the area has (`own`) and that the country has too (`beside`).

    First the year with most months that can be set beside the country, then most months at all, then the latest.
    It is compared with the year that shares most of its calendar months: an earlier one if it can be, then the nearest.
    """
    months, shared = set(own), set(beside)
    years = financial_years(months)
    if not years:
        return None, None
    chosen = max(years, key=lambda year: (len(_of(year, shared)), len(_of(year, months)), year.first))
    others = {year: len(_of(year, months) & _of(chosen, months)) for year in years if year != chosen}
    compared = max(
        (year for year in others if others[year]),
        key=lambda year: (others[year], year.first < chosen.first, -_apart(year, chosen)),
        default=None,
    )
    return chosen, compared


def _apart(one: Period, other: Period) -> int:
    return abs(month_number(one.first) - month_number(other.first))


def _of(year: Period, months: set[str]) -> set[str]:
    """Calendar months of the financial year that are among `months`."""
    return {month[5:] for month in months.intersection(year.months)}
