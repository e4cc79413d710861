"""What is measured of one place: each measure's rate, its change, its rank among places of its kind, and the place
beside the rest of the partnership.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from saferplan.evidence.analysis.rates import FloatArray
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import WITHIN_UNIT, Area
from saferplan.evidence.measures.calculate import add_changes, compare_areas, measured, parts_of
from saferplan.evidence.measures.definition import Measure
from saferplan.evidence.measures.records import Record
from saferplan.evidence.measures.request import Request
from saferplan.evidence.measures.yearly_rates import alike, yearly_rates
from saferplan.evidence.periods import Period


@dataclass(frozen=True)
class Rank:
    """1 is the highest rate; places with the same rate share a rank. `of` counts the places whose rate is known."""

    rank: int
    of: int


@dataclass(frozen=True)
class PlaceFigure:
    """`whole`: the partnership's own record, whose `beside` sets the place beside the rest of it; None for the
    partnership area itself. `rank` is None where the rate is not known, or no other places are of the kind.
    """

    measure: Measure
    record: Record
    whole: Record | None
    rank: Rank | None


def place_figures(
    basis: Basis,
    measures: Sequence[Measure],
    place: Area,
    whole: Area,
    period: Period,
    against: Period | None = None,
) -> list[PlaceFigure]:
    """A figure for each measure. `against`: each record gets its change; one false discovery rate over all measures.

    Raises NothingLoaded where no incidents are loaded.
    """
    name = ("place_figures", tuple(measure.name for measure in measures), place, whole, period, against)
    return basis.places.get(name, lambda: _place_figures(basis, measures, place, whole, period, against))


def _place_figures(
    basis: Basis, measures: Sequence[Measure], place: Area, whole: Area, period: Period, against: Period | None
) -> list[PlaceFigure]:
    requests = [Request.of(place, period, measure) for measure in measures]
    records = measured(basis, requests)
    if against is not None:
        add_changes(basis, requests, records, against)
    is_whole = place.code == whole.code
    wholes = [None] * len(records) if is_whole else compare_areas(basis, measures, place, [whole], period)
    return [
        PlaceFigure(measure, record, other, rank_of(record, known_rates(basis, measure, whole, place.kind, period)))
        for measure, record, other in zip(measures, records, wholes, strict=True)
    ]


def rates_of_kind(basis: Basis, measure: Measure, whole: Area, kind: str, period: Period) -> list[Record]:
    """One measure of every place of `kind` in an area; of kinds that do not divide it, none."""
    places = _places(basis, whole, kind)
    name = ("rates_of_kind", measure.name, whole.code, kind, period)
    return basis.ranks.get(name, lambda: measured(basis, [Request.of(place, period, measure) for place in places]))


def known_rates(basis: Basis, measure: Measure, whole: Area, kind: str, period: Period) -> FloatArray:
    """The rates a year of these places where they are known."""
    name = ("places_alike", whole.code, kind, period)
    places = basis.ranks.get(name, lambda: alike(basis, _places(basis, whole, kind), period))
    return yearly_rates(basis, measure, places, period)


def _places(basis: Basis, whole: Area, kind: str) -> list[Area]:
    divides = kind in WITHIN_UNIT or kind in basis.geography.wards.levels
    return parts_of(basis, whole, kind) if divides else []


def rank_of(record: Record, rates: FloatArray) -> Rank | None:
    """`rates`: those known of all places of the kind, the record's own among them."""
    if record.rate_annualised is None or len(rates) < 2:
        return None
    return Rank(1 + int((rates > record.rate_annualised).sum()), len(rates))


def compare_places(basis: Basis, measures: Sequence[Measure], one: Area, other: Area, period: Period) -> list[Record]:
    """The other place's record for each measure; its `beside` has both rates, their ratio, and whether it is clear."""
    return compare_areas(basis, measures, one, [other], period)
