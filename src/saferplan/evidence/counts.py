"""Counts of incidents by area, month and crime type: one grouping of the lake, from which all measures are taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from saferplan.evidence.engines import Engine
from saferplan.evidence.periods import month_range

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Counts:
    """`values` has the shape (areas, months, crime types), in the orders of the three lists. A 0 may be a month
    that nobody published: only coverage can tell.
    """

    areas: tuple[str, ...]
    months: tuple[str, ...]
    crime_types: tuple[str, ...]
    values: IntArray

    @cached_property
    def _area_index(self) -> dict[str, int]:
        return {code: index for index, code in enumerate(self.areas)}

    @cached_property
    def _month_index(self) -> dict[str, int]:
        return {month: index for index, month in enumerate(self.months)}

    @cached_property
    def _type_index(self) -> dict[str, int]:
        return {slug: index for index, slug in enumerate(self.crime_types)}

    def of(self, areas: Iterable[str], months: Sequence[str], types: Iterable[str]) -> IntArray:
        """Counts of the shape (areas, months), summed over crime types; 0 for what does not occur."""
        rows = _positions(self._area_index, areas)
        columns = _positions(self._month_index, months)
        layers = [self._type_index[slug] for slug in types if slug in self._type_index]
        if not self.values.size:
            return np.zeros((len(rows), len(columns)), dtype=np.int64)
        counted = self.values[np.ix_(rows, columns, layers)].sum(axis=2)
        return np.where(np.outer(rows >= 0, columns >= 0), counted, 0)


def _positions(index: dict[str, int], wanted: Iterable[str]) -> IntArray:
    """Where each is; -1 for what does not occur."""
    return np.array([index.get(one, -1) for one in wanted], dtype=np.int64)


def count_incidents(
    engine: Engine,
    places: pa.Table,
    kind: str,
    *,
    unit: str | None = None,
) -> pa.Table:
    """Columns area, month, crime_type, incidents: counts by areas of `kind`, a column of `places`.

    Incidents are placed by their LSOA code; those without one belong to no area. `unit` keeps one partnership area.
    """
    placed = places.filter(pa.compute.equal(places["unit"], unit)) if unit else places
    placed = placed.select(["lsoa_code", kind]).rename_columns(["lsoa_code", "area"]).drop_null()
    lookup = engine.small(f"place_{kind}", placed)
    incidents = engine.table("incidents")
    joined = incidents.join(lookup, incidents.lsoa_code == lookup.lsoa_code)
    grouped = joined.group_by("area", "month", "crime_type").aggregate(incidents=joined.count())
    return engine.run(grouped)


def as_counts(grouped: pa.Table) -> Counts:
    """The dense form of what `count_incidents` gives."""
    if not grouped.num_rows:
        return Counts((), (), (), np.zeros((0, 0, 0), dtype=np.int64))
    areas, area_at = _coded(grouped, "area")
    types, type_at = _coded(grouped, "crime_type")
    seen = grouped.column("month").unique().to_pylist()
    months = month_range(min(seen), max(seen))
    month_at = {month: index for index, month in enumerate(months)}
    at_month = np.array([month_at[month] for month in grouped.column("month").to_pylist()])
    values = np.zeros((len(areas), len(months), len(types)), dtype=np.int64)
    np.add.at(values, (area_at, at_month, type_at), grouped.column("incidents").to_numpy())
    return Counts(areas, months, types, values)


def _coded(grouped: pa.Table, column: str) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    encoded = grouped.column(column).combine_chunks().dictionary_encode()
    return tuple(encoded.dictionary.to_pylist()), encoded.indices.to_numpy()
