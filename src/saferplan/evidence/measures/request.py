"""What one figure asks for: an area, a period, and the crime types of a measure."""

from dataclasses import dataclass

from saferplan.evidence.basis import Basis
from saferplan.evidence.denominators import Denominator
from saferplan.evidence.geography import OWN, Area
from saferplan.evidence.measures.definition import Measure
from saferplan.evidence.measures.tally import counting_kind
from saferplan.evidence.periods import Period

SMALL_AREAS = "lsoa"
"""What the residents and households of an own area are added up from."""


@dataclass(frozen=True)
class Request:
    """One row of a table. `crime_type` is the name that its record carries."""

    area: Area
    period: Period
    measure: Measure
    crime_type: str

    @classmethod
    def of(cls, area: Area, period: Period, measure: Measure) -> "Request":
        """A request named by the one crime type that its measure counts, or by the measure."""
        return cls(area, period, measure, measure.crime_types[0] if measure.is_single_type else measure.name)


def denominators_of(basis: Basis, request: Request, periods: tuple[Period, Period]) -> tuple[Denominator, Denominator]:
    """Those to relate the request's counts in two periods to, from one series of estimates."""
    area, name = request.area, request.measure.denominator
    if area.kind == OWN:
        own = basis.geography.own
        pair = basis.denominators.of_one_series(name, SMALL_AREAS, periods, tuple(own[area.code].shares))
        return own.related(area.code, pair[0]), own.related(area.code, pair[1])
    codes = area.units if area.is_set_of_units else (area.code,)
    return basis.denominators.of_one_series(name, counting_kind(area), periods, codes)


def denominator_of(basis: Basis, request: Request, period: Period) -> Denominator:
    """The population or households to relate the request's count to, nearest to the middle of `period`."""
    area, name = request.area, request.measure.denominator
    if area.kind == OWN:
        own = basis.geography.own
        by_small_area = basis.denominators.nearest(name, SMALL_AREAS, period, tuple(own[area.code].shares))
        return own.related(area.code, by_small_area)
    codes = area.units if area.is_set_of_units else (area.code,)
    return basis.denominators.nearest(name, counting_kind(area), period, codes)
