"""What figures are worked out from: one snapshot of the lake, with its geography, coverage, denominators and counts."""

from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar

import pyarrow as pa

from saferplan.evidence.counts import (
    Counts,
    as_counts,
    count_by_point,
    count_incidents,
    count_units,
    months_of_codes,
)
from saferplan.evidence.coverage import Coverage
from saferplan.evidence.denominators import Denominators, LakeDenominators
from saferplan.evidence.geography import OWN, Geography
from saferplan.evidence.lake import Snapshot
from saferplan.evidence.own_areas.figures import OwnAreas
from saferplan.evidence.profiles import Profile, read_profiles
from saferplan.evidence.recent import Recent
from saferplan.evidence.tables import AREA_COUNTS, INCIDENTS

if TYPE_CHECKING:
    from saferplan.evidence.engines import Engine

MOST_EXTENTS = 20_000
"""Which months of an area are present, some hundred bytes each: those of a dozen questions about a county's LSOAs."""
MOST_RANKS = 64
"""Figures of all places of a kind over a period, up to some megabytes each."""
MOST_PLACES = 256
"""What is told of one place over a period, some ten kilobytes each."""
T = TypeVar("T")


class Basis:
    """Reads each thing once, when it is first needed. One object serves one area or all of them."""

    def __init__(self, snapshot: Snapshot, engine: "Engine | None" = None) -> None:
        self.snapshot = snapshot
        self._engine = engine
        self._counts: dict[tuple[str, str | None], Counts] = {}
        self._remembered: dict[Hashable, Any] = {}
        self.extents, self.ranks, self.places = Recent(MOST_EXTENTS), Recent(MOST_RANKS), Recent(MOST_PLACES)

    @cached_property
    def engine(self) -> "Engine":
        from saferplan.evidence.engines import DuckDbEngine

        return self._engine or DuckDbEngine(self.snapshot)

    @cached_property
    def geography(self) -> Geography:
        return Geography.of(self.snapshot)

    @cached_property
    def coverage(self) -> Coverage:
        return Coverage.of(self.snapshot)

    @cached_property
    def months_by_unit(self) -> dict[str, frozenset[str]]:
        return self.coverage.by_unit(self.geography)

    @cached_property
    def denominators(self) -> Denominators:
        return LakeDenominators(self.snapshot, self.geography)

    @cached_property
    def profiles(self) -> dict[str, Profile]:
        return read_profiles(self)

    @cached_property
    def crime_types(self) -> frozenset[str]:
        """Crime types of which there are any incidents at all, wherever."""
        tables = (self.engine.table(name) for name in (INCIDENTS.name, AREA_COUNTS.name))
        seen = [self.engine.run(table.select("crime_type").distinct()).column("crime_type") for table in tables]
        return frozenset(slug for column in seen for slug in column.to_pylist())

    def with_own_areas(self, own: OwnAreas) -> Self:
        """The same, with areas that the partnership has drawn for itself: `geography.area("own-3")` is one."""
        other = copy(self)
        other.geography = self.geography.with_own_areas(own)
        other._remembered = dict(self._remembered)
        other.extents, other.ranks, other.places = self.extents.copy(), self.ranks.copy(), self.places.copy()
        return other

    def remembered(self, name: Hashable, work_out: Callable[[], T]) -> T:
        """What `work_out` gives, worked out once for this basis: for what there are as many of as the lake has areas.

        What people can ask about any period, of which there is no end, is for `extents`, `ranks` and `places`.
        """
        if name not in self._remembered:
            self._remembered[name] = work_out()
        return self._remembered[name]

    @cached_property
    def recorded_by_unit(self) -> dict[str, frozenset[str]]:
        """Months whose single records are in the lake: a part of a partnership area can be counted in no others."""
        return replace(self.coverage, counted={}).by_unit(self.geography)

    @cached_property
    def months_of_splits(self) -> dict[str, frozenset[str]]:
        """Months in which incidents are told by a small area of 2011 that was split, by its code."""
        return months_of_codes(self.engine, self.geography.places, list(self.geography.splits))

    def counts(self, kind: str, unit: str | None = None) -> Counts:
        """Counts by areas of `kind` over all that is loaded; `unit` bounds them to one partnership area."""
        if kind == OWN:
            return self.geography.own.counts
        if kind in self.geography.wards.levels:
            return self._kept(kind, unit, lambda own: count_by_point(self.engine, self.geography, kind, unit=own))
        if kind == "unit" and self.snapshot.has(AREA_COUNTS.name):
            return self._kept(kind, unit, self._count_units)
        return self.counts_in(self.geography.places, kind, unit)

    def counts_in(self, places: pa.Table, kind: str, unit: str | None = None) -> Counts:
        """The same over other places: `kind` is a column of `places`. A count of all areas answers for each."""
        return self._kept(kind, unit, lambda own: count_incidents(self.engine, places, kind, unit=own))

    def _kept(self, kind: str, unit: str | None, count: Callable[[str | None], pa.Table]) -> Counts:
        unit = None if (kind, None) in self._counts else unit
        if (kind, unit) not in self._counts:
            self._counts[(kind, unit)] = as_counts(count(unit))
        return self._counts[(kind, unit)]

    def _count_units(self, unit: str | None) -> pa.Table:
        return count_units(self.engine, self.geography.places, unit=unit)
