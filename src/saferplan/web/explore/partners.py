"""Partners' records on a page: exact for whom the role lets see small numbers, released figures for all others."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import OWN, Area
from saferplan.evidence.own_areas.restricted import FromBestFits, counted_codes, of_best_fits
from saferplan.evidence.people.words import agencies_title
from saferplan.evidence.periods import Period, financial_year_of, financial_years, month_title
from saferplan.evidence.rounding import base, rounded_down
from saferplan.evidence.summaries.partner_counts import NOWHERE, Figures, PartnerCounts, Series, released

KINDS = {
    "crime": "Crimes",
    "asb": "Anti-social behaviour",
    "hate-incident": "Hate incidents",
    "fire": "Fires",
    "call": "Calls",
    "complaint": "Complaints",
    "other": "Other records",
}
BY_WARD, BY_MONTH, BY_OWN = "ward", "month", "own-area"
Shown = int | None
Places = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Line:
    """`low` to `high`: what the count can be for all that is shown; alike where it is exact. Both are None where it is
    not known, `high` alone where there is no telling how many more there are.
    """

    name: str
    code: str
    low: Shown
    high: Shown

    @property
    def text(self) -> str:
        if self.low is None:
            return "not available"
        if self.high is None:
            return f"{self.low:,} or more"
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"


@dataclass(frozen=True)
class PartnerView:
    """`lines` are None where there are too few to be broken down for this reader."""

    series: Series
    year: Period
    months: tuple[str, ...]
    whole: Line
    lines: tuple[Line, ...] | None
    by: str

    @property
    def is_by_month(self) -> bool:
        return self.by == BY_MONTH


def title_of(series: Series) -> str:
    """'Anti-social behaviour, from social landlords'."""
    kind, agency_kind = series
    agencies = agencies_title(agency_kind)
    return (
        f"{KINDS.get(kind, kind)}, from {agencies if agencies[:2].isupper() else agencies[:1].lower() + agencies[1:]}"
    )


def word_of(series: Series) -> str:
    return "/".join(series)


def series_for(counts: PartnerCounts, *, is_exact: bool) -> list[Series]:
    """Those that there is anything to see of. For who may not see small numbers, of which a year has a printed figure:
    that a kind stands in the list would tell of the one record that there is.
    """
    wholes = _whole_years(counts)

    def is_seen(series: Series, year: Period) -> bool:
        return is_exact or bool(rounded_down(wholes[series, year]))

    return [
        series
        for series in counts.series
        if any(is_seen(series, year) for year in years_of(counts, series, is_exact=is_exact))
    ]


def _whole_years(counts: PartnerCounts) -> Counter[tuple[Series, Period]]:
    """Exact counts of the months that are known of a kind of agency."""
    known = {agency_kind: counts.months_of(agency_kind) for _, agency_kind in counts.series}
    columns = (counts.rows[name].to_pylist() for name in ("kind", "agency_kind", "month", "incidents"))
    found = Counter[tuple[Series, Period]]()
    for kind, agency_kind, month, number in zip(*columns, strict=True):
        if month in known[agency_kind]:
            found[(kind, agency_kind), financial_year_of(month)] += number
    return found


def years_of(counts: PartnerCounts, series: Series, *, is_exact: bool) -> list[Period]:
    """The latest first. For who may not see small numbers those that have ended: a year that grows from load to load
    tells of what was added.
    """
    months = counts.months_of(series[1])
    return [year for year in financial_years(months)[::-1] if is_exact or year.last in months]


def places_of(basis: Basis, own: Area) -> Places:
    """Every ward of the area with its small areas."""
    table = basis.geography.places
    found: dict[str, set[str]] = {}
    columns = (table[name].to_pylist() for name in ("ward", "lsoa", "unit"))
    for ward, lsoa, unit in zip(*columns, strict=True):
        if unit in own.units and ward:
            found.setdefault(ward, set()).add(lsoa)
    return {ward: sorted(own_areas) for ward, own_areas in sorted(found.items())}


def view_of(
    basis: Basis, own: Area, counts: PartnerCounts, series: Series, year: Period, by: str, *, is_exact: bool
) -> PartnerView:
    """`by`: ward, month, own area, or the code of a ward, which is broken down by its small areas."""
    months = tuple(month for month in year.months if month in counts.months_of(series[1]))
    places = places_of(basis, own)
    whole, parts = _exact(counts, series, months, places, by) if is_exact else _open(counts, series, months, places, by)
    names = _names(basis, by)
    span = 0 if is_exact else base() - 1
    lines = None if parts is None else tuple(_line(names(code), code, number, span) for code, number in parts.items())
    if by == BY_OWN:
        lines = _of_own_areas(basis, counts, series, months, places, is_exact=is_exact)
    if lines is not None and by == BY_MONTH:
        lines += tuple(_unknown(month_title(month), month) for month in year.months if month not in months)
    return PartnerView(series, year, months, _line(own.name, own.code, whole, span), lines, by)


def own_areas_of(basis: Basis) -> list[str]:
    return [code for code, kind in basis.geography.kinds.items() if kind == OWN]


def _of_own_areas(
    basis: Basis, counts: PartnerCounts, series: Series, months: tuple[str, ...], places: Places, *, is_exact: bool
) -> tuple[Line, ...] | None:
    """Of the small areas that fit each best, never by its line (ADR 0046)."""
    fits = {code: basis.geography.own[code].best_fits for code in own_areas_of(basis)}
    names = basis.geography.names
    if is_exact:
        exact = dict.fromkeys(places, 0)
        exact |= counts.by(series, months, lambda row: row["lsoa"]) | counts.by(series, months, lambda row: row["ward"])
        return tuple(_summed(names[code], code, parts, exact, places) for code, parts in fits.items())
    figures = released(counts, series, months, places)
    if figures.wards is None:
        return None
    told = {
        code: number
        for of_one in (figures.wards, *figures.small.values())
        for code, number in (of_one or {}).items()
        if code != NOWHERE
    }
    return tuple(_fitted(names[code], code, of_best_fits(parts, told, places)) for code, parts in fits.items())


def _summed(name: str, code: str, parts: list[str], exact: Figures, places: Places) -> Line:
    if not parts:
        return _unknown(name, code)
    return _line(name, code, sum(exact.get(one, 0) for one in counted_codes(parts, exact, places)), 0)


def _fitted(name: str, code: str, figure: FromBestFits) -> Line:
    says_nothing = not figure.parts or (figure.low == 0 and figure.high is None)
    return _unknown(name, code) if says_nothing else Line(name, code, figure.low, figure.high)


def _unknown(name: str, code: str) -> Line:
    return Line(name, code, None, None)


def _line(name: str, code: str, number: int, span: int) -> Line:
    return Line(name, code, number, number + span)


def _exact(
    counts: PartnerCounts, series: Series, months: Iterable[str], places: Mapping[str, Iterable[str]], by: str
) -> tuple[int, Figures]:
    by_month = dict.fromkeys(months, 0) | counts.by(series, months, lambda row: row["month"])
    whole = sum(by_month.values())
    if by == BY_MONTH:
        return whole, by_month
    if by == BY_OWN:
        return whole, {}
    if by == BY_WARD:
        return whole, dict.fromkeys([*places, NOWHERE], 0) | counts.by(series, months, lambda row: row["ward"])
    own = counts.by(series, months, lambda row: (row["ward"], row["lsoa"]))
    return whole, {lsoa: own.get((by, lsoa), 0) for lsoa in (*places[by], NOWHERE)}


def _open(
    counts: PartnerCounts, series: Series, months: tuple[str, ...], places: Mapping[str, Iterable[str]], by: str
) -> tuple[int, Figures | None]:
    figures = released(counts, series, months, places)
    parts = {BY_MONTH: figures.months, BY_WARD: figures.wards}
    return figures.whole, parts[by] if by in parts else figures.small.get(by)


def _names(basis: Basis, by: str) -> Any:
    if by == BY_MONTH:
        return month_title
    return lambda code: basis.geography.names.get(code, code) if code else "Place not known"
