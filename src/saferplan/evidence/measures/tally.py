"""Counting over months that are there: for one partnership area, its parts, or a set of partnership areas."""

from collections.abc import Sequence
from dataclasses import dataclass

from saferplan.evidence.basis import Basis
from saferplan.evidence.denominators import Denominator, sum_over
from saferplan.evidence.geography import SETS_OF_UNITS, Area
from saferplan.evidence.measures.definition import Measure
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
    known = basis.months_by_unit
    if area.kind not in SETS_OF_UNITS:
        here = known[area.units[0]]
        return Extent(area, tuple(month for month in months if month in here), area.units)
    residents = _residents(basis, area, months)
    total = sum(residents.values()) or 1
    present = tuple(
        month
        for month in months
        if sum(residents[unit] for unit in area.units if month in known[unit]) >= total * MOST_OF_RESIDENTS
    )
    return narrowed(basis, area, present)


def narrowed(basis: Basis, area: Area, months: Sequence[str]) -> Extent:
    """The extent over exactly these months: partnership areas that lack one of them are left out."""
    units = tuple(unit for unit in area.units if set(months) <= basis.months_by_unit[unit])
    left_out = tuple(basis.geography.units[unit].name for unit in area.units if unit not in units)
    return Extent(area, tuple(months) if units else (), units, left_out)


def _residents(basis: Basis, area: Area, months: Sequence[str]) -> dict[str, int]:
    """Residents of each unit as weights; one each where no population is loaded."""
    period = Period(months[0], months[-1], "")
    denominator = basis.denominators.nearest("residents", "unit", period)
    return {unit: denominator.of(unit) or 1 for unit in area.units}


def counting_kind(area: Area) -> str:
    """The kind of area by which an area's incidents are counted: sets of partnership areas are sums of these."""
    return "unit" if area.kind in SETS_OF_UNITS else area.kind


def tally(basis: Basis, measure: Measure, extent: Extent, denominator: Denominator) -> Tally:
    """Counts one measure over one extent."""
    area = extent.area
    codes = extent.units if area.kind in SETS_OF_UNITS else (area.code,)
    related_to = sum_over(denominator, codes)
    if not extent.months:
        return Tally(extent, None, related_to)
    counts = basis.counts(counting_kind(area), None if counting_kind(area) == "unit" else area.units[0])
    return Tally(extent, int(counts.of(codes, extent.months, measure.crime_types).sum()), related_to)
