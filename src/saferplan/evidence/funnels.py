"""Which areas stand out, by any measure or indicator: among the wards of an area, or among areas like it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from saferplan.errors import NothingLoaded, UnknownName, UsageError, nearest
from saferplan.evidence.basis import Basis
from saferplan.evidence.comparators import comparators
from saferplan.evidence.geography import Area
from saferplan.evidence.indicators import COUNT, OTHER, Figure, all_figures, figures_by_unit
from saferplan.evidence.measures.calculate import parts_of
from saferplan.evidence.measures.definition import Measure, all_measures
from saferplan.evidence.measures.request import Request, denominator_of
from saferplan.evidence.measures.tally import Tally, extent_of, tally
from saferplan.evidence.periods import Period
from saferplan.evidence.standing import FEWEST_AREAS, Standings, standings

PARTS = ("ward", "lsoa")
GROUPS = ("similar", "force", "region", "country")


@dataclass(frozen=True)
class AreaFunnel:
    """`left_out`: names of areas that could not be counted in the same months, or of which there is no figure."""

    standings: Standings
    left_out: tuple[str, ...]


def funnel_of_measure(basis: Basis, measure: Measure, area: Area, period: Period, among: str) -> AreaFunnel:
    """Each area's rate against that of all of them together, over the months of `area` that most of them have.

    `among`: ward or lsoa (parts of the area), similar (it and the most similar areas), force, region or country (the
    partnership areas there). Raises NothingLoaded for a period without data or too few areas, UsageError for another
    `among`.
    """
    areas = _areas(basis, area, among)
    months = _same_months(basis, areas, area, period)
    if not months:
        raise NothingLoaded(f"no month of {period.title} is loaded for {area.name}")
    extents = [extent_of(basis, other, months) for other in areas]
    requests = [Request.of(extent.area, period, measure) for extent in extents if extent.months == months]
    tallies = [
        tally(basis, measure, extent_of(basis, one.area, months), denominator_of(basis, one, period))
        for one in requests
    ]
    rows = [_measured_row(one, counted) for one, counted in zip(requests, tallies, strict=True)]
    return _judged(standings(rows, per=measure.per), areas, rows)


def _same_months(basis: Basis, areas: Sequence[Area], own: Area, period: Period) -> tuple[str, ...]:
    """The months that the area has and that most of the areas have."""
    own_months = extent_of(basis, own, period.months).months
    often = Counter(month for other in areas for month in extent_of(basis, other, own_months).months)
    return tuple(month for month in own_months if often[month] == max(often.values()))


def _measured_row(request: Request, counted: Tally) -> dict:
    count, size = counted.count, counted.denominator
    return {
        "area_code": request.area.code,
        "area_name": request.area.name,
        "period": request.period.code,
        "crime_type": request.crime_type,
        "count": count,
        "denominator": size,
        "rate": count / size * request.measure.per if count is not None and size else None,
        "months_present": len(counted.extent.months),
    }


def funnel_of_indicator(basis: Basis, name: str, area: Area, period: Period | None, among: str) -> AreaFunnel:
    """The same of an indicator that was given with numerator and denominator, in `period` or its newest one.

    Raises UnknownName with the nearest names, and UsageError for an indicator that is no rate or share.
    """
    known = sorted({figure.indicator for figure in all_figures(basis)})
    if name not in known:
        raise UnknownName(f"there is no measure or indicator '{name}'", remedy=nearest(name, [*all_measures(), *known]))
    if among in PARTS:
        raise UsageError(f"an indicator has no figures by {among}", remedy="Use --among similar or country.")
    areas, figures = _areas(basis, area, among), figures_by_unit(basis, name, period)
    own = [(other, figures[other.code]) for other in areas if other.code in figures]
    rows = [
        _row(other, figure)
        for other, figure in own
        if figure.kind not in (COUNT, OTHER) and figure.numerator is not None
    ]
    per = next((figure.per for _, figure in own if figure.per), None) or 1.0
    return _judged(standings(rows, per=per, yearly=1.0), areas, rows)


def _row(area: Area, figure: Figure) -> dict:
    return {
        "area_code": area.code,
        "area_name": area.name,
        "period": figure.period.code,
        "crime_type": figure.indicator,
        "count": figure.numerator,
        "denominator": figure.denominator,
        "rate": figure.value,
        "months_present": len(figure.period.months),
    }


def _areas(basis: Basis, area: Area, among: str) -> list[Area]:
    if among in PARTS:
        return parts_of(basis, area, among)
    if among not in GROUPS:
        raise UsageError(f"'{among}' is none of {', '.join((*PARTS, *GROUPS))}", where="--among")
    others = comparators(basis, area, among)
    codes = dict.fromkeys([area.code, *(unit for other in others for unit in other.units)])
    return [basis.geography.area(code) for code in codes]


def _judged(found: Standings, areas: Sequence[Area], rows: Sequence[dict]) -> AreaFunnel:
    if not found.rows:
        raise NothingLoaded(
            f"only {len(rows)} areas can be compared, and a funnel takes {FEWEST_AREAS} at least",
            remedy="Compare among more areas, or in a period that more of them have.",
        )
    shown = {row["area_code"] for row in found.rows}
    return AreaFunnel(found, tuple(area.name for area in areas if area.code not in shown))
