"""Partners' records on a page: exact for whom the role lets see small numbers, released figures for all others."""

from collections import Counter
from dataclasses import dataclass

from saferplan.documents.strategic_assessment.wording import in_sentence
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import OWN, Area
from saferplan.evidence.people.words import agencies_title
from saferplan.evidence.periods import Period, financial_year_of, financial_years, month_title
from saferplan.evidence.rounding import rounded_down
from saferplan.evidence.summaries.partner_counts import PartnerCounts, Series
from saferplan.web.explore.partner_figures import (
    BY_MONTH,
    BY_OWN,
    UNKNOWN,
    Asked,
    ExactFigures,
    Figures,
    Places,
    ReleasedFigures,
)

KINDS = {
    "crime": "Crimes",
    "asb": "Anti-social behaviour",
    "hate-incident": "Hate incidents",
    "fire": "Fires",
    "call": "Calls",
    "complaint": "Complaints",
    "other": "Other records",
}
Shown = int | None


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
    return f"{KINDS.get(kind, kind)}, from {in_sentence(agencies_title(agency_kind))}"


def choice_of(series: Series) -> str:
    """'Social landlords: anti-social behaviour': in a narrow list, its first words tell one from another."""
    kind, agency_kind = series
    return f"{agencies_title(agency_kind)}: {in_sentence(KINDS.get(kind, kind))}"


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
    asked = Asked(counts, series, months, places_of(basis, own))
    figures: Figures = ExactFigures(asked) if is_exact else ReleasedFigures(asked)
    parts = figures.own_areas(_best_fits(basis)) if by == BY_OWN else figures.parts(by)
    if parts is not None and by == BY_MONTH:
        parts = dict.fromkeys(year.months, UNKNOWN) | dict(parts)
    lines = None if parts is None else tuple(Line(_name(basis, code, by), code, *ends) for code, ends in parts.items())
    return PartnerView(series, year, months, Line(own.name, own.code, *figures.whole), lines, by)


def own_areas_of(basis: Basis) -> list[str]:
    return [code for code, kind in basis.geography.kinds.items() if kind == OWN]


def _best_fits(basis: Basis) -> dict[str, list[str]]:
    return {code: basis.geography.own[code].best_fits for code in own_areas_of(basis)}


def _name(basis: Basis, code: str, by: str) -> str:
    if by == BY_MONTH:
        return month_title(code)
    return basis.geography.names.get(code, code) if code else "Place not known"
