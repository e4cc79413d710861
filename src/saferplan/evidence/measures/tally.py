"""Counting over months that are there: for one partnership area, its parts, or a set of partnership areas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from saferplan.evidence.basis import Basis
from saferplan.evidence.denominators import Denominator, sum_over
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.definition import Measure
from saferplan.evidence.measures.untold import unknown_months
from saferplan.evidence.periods import Period

# A force area, region or country counts as present in a month when partnership areas with at least this share of its
# residents are: some forces publish nothing for years (Greater Manchester from July 2019), and a whole country would
# else be unknown for as long. The areas left out are named in the record.
MOST_OF_RESIDENTS = 0.5


@dataclass(frozen=True)
class Extent:
    """Months and partnership areas over which one area can be counted. `left_out` names the areas without data."""

    area: Area
    months: tuple[str, ...]
    units: tuple[str, ...]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tally:
    """`count` is None where no month is present; `denominator` where none is loaded for all of the area."""

    extent: Extent
    count: int | None
    denominator: int | None


def extent_of(basis: Basis, area: Area, months: Sequence[str]) -> Extent:
    """The months of `months` in which the area is present, and the partnership areas present in all of them."""
    wanted = tuple(months)
    return basis.extents.get((area, wanted), lambda: extent_over(basis, area, present_months(basis, area, wanted)))


def present_months(basis: Basis, area: Area, months: Sequence[str]) -> tuple[str, ...]:
    """Those of `months` in which the area, or most of a set of partnership areas, can be counted.

    Of a set, the same partnership areas must be most of it in all of these months together; until they are, the month
    that fewest residents have is given up.
    """
    known = known_months(basis, area)
    if not area.is_set_of_units:
        there = known[area.units[0]] - unknown_months(basis, area)
        return tuple(month for month in months if month in there)
    residents = _residents(basis, area, months)
    enough = sum(residents.values()) * MOST_OF_RESIDENTS

    def having(*wanted: str) -> int:
        return sum(weight for unit, weight in residents.items() if known[unit].issuperset(wanted))

    kept = [month for month in months if having(month) >= enough > 0]
    while kept and having(*kept) < enough:
        kept.remove(min(kept, key=lambda month: (having(month), month)))
    return tuple(kept)


def extent_over(basis: Basis, area: Area, months: Sequence[str]) -> Extent:
    """The extent over exactly these months, each of them present: partnership areas that lack one are left out."""
    if not area.is_set_of_units:
        return Extent(area, tuple(months), area.units)
    known = known_months(basis, area)
    units = tuple(unit for unit in area.units if months and known[unit].issuperset(months))
    left_out = tuple(basis.geography.units[unit].name for unit in area.units if unit not in units) if units else ()
    return Extent(area, tuple(months) if units else (), units, left_out)


def in_use(extent: Extent, measure: Measure) -> Extent:
    """The extent without months in which the publisher did not have the measure's crime types."""
    return replace(extent, months=measure.in_use(extent.months))


def known_months(basis: Basis, area: Area) -> Mapping[str, frozenset[str]]:
    """Months known of each partnership area. Ready counts are of whole ones: their parts need single records."""
    return basis.months_by_unit if area.is_set_of_units or area.kind == "unit" else basis.recorded_by_unit


def _residents(basis: Basis, area: Area, months: Sequence[str]) -> dict[str, int]:
    """Residents of each unit as weights; one each where some are not known."""
    if not months:
        return {}
    denominator = basis.denominators.nearest("residents", "unit", Period(min(months), max(months), ""), area.units)
    known = {unit: denominator.of(unit) or 0 for unit in area.units}
    return known if all(known.values()) else dict.fromkeys(area.units, 1)


def counting_kind(area: Area) -> str:
    """The kind of area by which an area's incidents are counted: sets of partnership areas are sums of these."""
    return "unit" if area.is_set_of_units else area.kind


def counted_codes(extent: Extent) -> tuple[str, ...]:
    """Codes, of the counting kind, that make up an extent."""
    return extent.units if extent.area.is_set_of_units else (extent.area.code,)


def tally(basis: Basis, measure: Measure, extent: Extent, denominator: Denominator) -> Tally:
    """Counts one measure over one extent."""
    kind, codes = counting_kind(extent.area), counted_codes(extent)
    related_to = sum_over(denominator, codes)
    if not extent.months:
        return Tally(extent, None, related_to)
    counts = basis.counts(kind, None if kind == "unit" else extent.area.units[0])
    return Tally(extent, int(counts.of(codes, extent.months, measure.crime_types).sum()), related_to)


def less(whole: Tally, part: Tally) -> Tally:
    """What is left of an area without a part of it, counted over the same months."""
    if whole.count is None or part.count is None:
        return whole
    known = whole.denominator is not None and part.denominator is not None
    rest = whole.denominator - part.denominator if known else None  # type: ignore[operator]
    return Tally(whole.extent, whole.count - part.count, rest)
