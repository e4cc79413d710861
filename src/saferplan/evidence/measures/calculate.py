"""`measure`: one measure of one area over a period, broken down and compared as asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from saferplan.errors import NothingLoaded, UsageError
from saferplan.evidence.analysis.change import RateRatio, compare_rates, difference, verdict
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.analysis.rates import MONTHS_IN_YEAR
from saferplan.evidence.basis import Basis
from saferplan.evidence.denominators import Denominator
from saferplan.evidence.geography import SETS_OF_UNITS, Area
from saferplan.evidence.measures.definition import Measure
from saferplan.evidence.measures.records import Against, Beside, Record, Row, number_or_none, records_of
from saferplan.evidence.measures.tally import Extent, Tally, counting_kind, extent_of, narrowed, tally
from saferplan.evidence.periods import Period

Breakdown = Literal["month", "ward", "lsoa", "crime_type"]


@dataclass(frozen=True)
class Request:
    """What one row asks for: an area, a period, and the crime types of a measure."""

    area: Area
    period: Period
    measure: Measure
    crime_type: str


def measure_area(
    basis: Basis,
    measure: Measure,
    area: Area,
    period: Period,
    *,
    by: Breakdown | None = None,
    against: Period | None = None,
) -> list[Record]:
    """Records of the area, or of its parts. With `against`, each with its change over the months that both have."""
    requests = _requests(basis, measure, area, period, by)
    records = measured(basis, requests)
    if against is not None:
        add_changes(basis, requests, records, against)
    return records


def _requests(basis: Basis, measure: Measure, area: Area, period: Period, by: Breakdown | None) -> list[Request]:
    whole = _request(area, period, measure)
    if by is None:
        return [whole]
    if by == "month":
        return [replace(whole, period=Period(month, month, month)) for month in period.months]
    if by == "crime_type":
        loaded = set(_loaded_types(basis, area))
        types = [slug for slug in measure.crime_types if slug in loaded]
        return [replace(whole, measure=replace(measure, crime_types=(slug,)), crime_type=slug) for slug in types]
    return [replace(whole, area=part) for part in parts_of(basis, area, by)]


def parts_of(basis: Basis, area: Area, kind: Literal["ward", "lsoa"]) -> list[Area]:
    """Wards or LSOAs of an area, in the order of their codes."""
    geography = basis.geography
    codes = [code for unit in area.units for code in geography.members(kind, unit)]
    if area.kind in ("ward", "lsoa", "ltla"):
        inside = set(_codes_within(basis, area, kind))
        codes = [code for code in codes if code in inside]
    return [geography.area(code) for code in codes]


def _codes_within(basis: Basis, area: Area, kind: str) -> list[str]:
    places = basis.geography.places
    pairs = zip(places.column(kind).to_pylist(), places.column(area.kind).to_pylist(), strict=True)
    return [part for part, own in pairs if own == area.code]


def _loaded_types(basis: Basis, area: Area) -> tuple[str, ...]:
    kind = counting_kind(area)
    return basis.counts(kind, None if kind == "unit" else area.units[0]).crime_types


def measured(basis: Basis, requests: Sequence[Request]) -> list[Record]:
    """A record for each request, their intervals worked out together."""
    if not basis.coverage.months:
        raise NothingLoaded(
            "no incidents are loaded",
            where=str(basis.snapshot.root),
            remedy="Load files of data.police.uk with: saferplan load PATH",
        )
    rows = [
        _row(basis, request, extent_of(basis, request.area, request.period.months), request.period)
        for request in requests
    ]
    return records_of(rows) if rows else []


def _row(basis: Basis, request: Request, extent: Extent, period: Period) -> Row:
    denominator = _denominator(basis, request, period)
    return Row(
        tally(basis, request.measure, extent, denominator),
        period,
        request.crime_type,
        denominator.source,
        request.measure.per,
    )


def _denominator(basis: Basis, request: Request, period: Period) -> Denominator:
    return basis.denominators.nearest(request.measure.denominator, counting_kind(request.area), period)


def add_changes(basis: Basis, requests: Sequence[Request], records: Sequence[Record], against: Period) -> None:
    """Adds to each record its change since `against`, and a q across all of them."""
    pairs = [_paired_tallies(basis, request, against) for request in requests]
    ratios = _ratios([now for now, _ in pairs], [before for _, before in pairs])
    q = np.atleast_1d(q_values(ratios.p))
    words = np.atleast_1d(verdict(q, ratios.ratio))
    for at, (record, (now, before)) in enumerate(zip(records, pairs, strict=True)):
        record.against = Against(
            against.code,
            before.count,
            len(now.extent.months),
            now.count,
            *_at(ratios, at),
            number_or_none(q[at]),
            str(words[at]),
        )


def _paired_tallies(basis: Basis, request: Request, against: Period) -> tuple[Tally, Tally]:
    """The counts of both periods over the months of the year that both have, from the same partnership areas."""
    month_pairs = like_months(request.period, against)
    present = {
        month for months in zip(*month_pairs, strict=True) for month in extent_of(basis, request.area, months).months
    }
    both = [(now, then) for now, then in month_pairs if now in present and then in present]
    now_months, then_months = tuple(now for now, _ in both), tuple(then for _, then in both)
    now, then = _extents(basis, request.area, now_months, then_months)
    return (
        tally(basis, request.measure, now, _denominator(basis, request, request.period)),
        tally(basis, request.measure, then, _denominator(basis, request, against)),
    )


def _extents(basis: Basis, area: Area, now: tuple[str, ...], then: tuple[str, ...]) -> tuple[Extent, Extent]:
    if area.kind not in SETS_OF_UNITS:
        return Extent(area, now, area.units), Extent(area, then, area.units)
    whole = narrowed(basis, area, now + then)
    if not whole.units:
        now = then = ()
    return replace(whole, months=now), replace(whole, months=then)


def like_months(period: Period, against: Period) -> list[tuple[str, str]]:
    """Pairs of the same month of the year; raises UsageError where the periods do not go together so."""
    if len(period.months) == len(against.months) and period.first[5:] == against.first[5:]:
        return list(zip(period.months, against.months, strict=True))
    if max(len(period.months), len(against.months)) <= MONTHS_IN_YEAR:
        by_month = {month[5:]: month for month in against.months}
        return [(month, by_month[month[5:]]) for month in period.months if month[5:] in by_month]
    raise UsageError(
        f"{period.code} and {against.code} cannot be compared month by month",
        remedy="Compare periods of one length that begin in the same month, or of twelve months at most.",
    )


def _ratios(now: Sequence[Tally], then: Sequence[Tally]) -> RateRatio:
    return compare_rates(_counts(now), _exposures(now), _counts(then), _exposures(then))


def _counts(tallies: Sequence[Tally]) -> np.ndarray:
    return np.array([np.nan if one.count is None else one.count for one in tallies], dtype=float)


def _exposures(tallies: Sequence[Tally]) -> np.ndarray:
    """People (or households) x months."""
    return np.array([(one.denominator or np.nan) * len(one.extent.months) for one in tallies], dtype=float)


def _at(ratios: RateRatio, at: int) -> tuple[float | None, float | None, float | None, float | None]:
    return tuple(number_or_none(np.atleast_1d(part)[at]) for part in (ratios.ratio, ratios.low, ratios.high, ratios.p))  # type: ignore[return-value]


def compare_areas(
    basis: Basis, measures: Sequence[Measure], area: Area, others: Sequence[Area], period: Period
) -> list[Record]:
    """A record for each measure and other area, beside `area` over the months that both have, with a q across all.

    Where `area` is part of the other, the ratio and its test are against the rest of it: a part cannot be tested
    against a whole that holds it.
    """
    pairs = [
        (_request(area, period, measure), _request(other, period, measure)) for measure in measures for other in others
    ]
    sides = [_side_by_side(basis, own, other) for own, other in pairs]
    ratios = _ratios([mine for mine, _ in sides], [_rest(area, mine, theirs) for mine, theirs in sides])
    q = np.atleast_1d(q_values(ratios.p))
    words = np.atleast_1d(difference(q, ratios.ratio))
    records = measured(basis, [other for _, other in pairs])
    for at, (record, (mine, theirs), (own, _)) in enumerate(zip(records, sides, pairs, strict=True)):
        record.beside = Beside(
            area.code,
            len(mine.extent.months),
            mine.count,
            theirs.count,
            _yearly(theirs, own.measure),
            _yearly(mine, own.measure),
            *_at(ratios, at),
            number_or_none(q[at]),
            str(words[at]),
        )
    return records


def _request(area: Area, period: Period, measure: Measure) -> Request:
    return Request(area, period, measure, measure.crime_types[0] if measure.is_single_type else measure.name)


def _side_by_side(basis: Basis, own: Request, other: Request) -> tuple[Tally, Tally]:
    mine = extent_of(basis, own.area, own.period.months)
    theirs = extent_of(basis, other.area, other.period.months)
    months = tuple(month for month in mine.months if month in theirs.months)
    mine = replace(mine, months=months)
    theirs = narrowed(basis, other.area, months) if other.area.kind in SETS_OF_UNITS else replace(theirs, months=months)
    return (
        tally(basis, own.measure, mine, _denominator(basis, own, own.period)),
        tally(basis, other.measure, theirs, _denominator(basis, other, other.period)),
    )


def _rest(area: Area, mine: Tally, theirs: Tally) -> Tally:
    """What is left of the other area without ours, where ours is part of it."""
    is_part = theirs.extent.area.kind in SETS_OF_UNITS and set(area.units) <= set(theirs.extent.units)
    if not is_part or theirs.count is None or mine.count is None or not (mine.denominator and theirs.denominator):
        return theirs
    return Tally(theirs.extent, theirs.count - mine.count, theirs.denominator - mine.denominator)


def _yearly(one: Tally, measure: Measure) -> float | None:
    if one.count is None or not one.denominator:
        return None
    return one.count / one.denominator * measure.per * MONTHS_IN_YEAR / len(one.extent.months)
