"""Which periods the figures of places can be of: the last twelve months known, and financial years."""

from collections.abc import Collection

from saferplan.errors import UsageError
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.tally import known_months
from saferplan.evidence.periods import Period, financial_years, parse_period

A_YEAR = 12


def months_known(basis: Basis, area: Area) -> list[str]:
    """Months in which the parts of the area can be counted, or where none can, the area as a whole."""
    parts = set().union(*(basis.recorded_by_unit.get(unit, ()) for unit in area.units))
    return sorted(parts or set().union(*(known_months(basis, area).get(unit, ()) for unit in area.units)))


def periods_of(months: Collection[str]) -> list[Period]:
    """The last twelve months, then each financial year of which any month is known, the latest first."""
    if not months:
        return []
    last = max(months)
    latest = parse_period(f"R{A_YEAR}:{last}")
    return [latest, *(year for year in financial_years(months)[::-1] if year.months != latest.months)]


def period_in(periods: list[Period], code: str) -> Period:
    """The one that the address names, else the first; any other that can be read is taken as well."""
    try:
        return next((one for one in periods if one.code == code), None) or parse_period(code)
    except UsageError:
        return periods[0]


def year_before(period: Period, months: Collection[str]) -> Period | None:
    """The same months a year earlier; None where none of them is known, or the period is longer than a year."""
    if len(period.months) > A_YEAR:
        return None
    found = period.earlier()
    return found if set(found.months) & set(months) else None
