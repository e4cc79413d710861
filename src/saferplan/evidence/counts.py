"""Counts of incidents by area, month and crime type: one grouping of the lake, from which all measures are taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from saferplan.evidence.geography import Geography
from saferplan.evidence.periods import month_range

if TYPE_CHECKING:
    from saferplan.evidence.engines import Engine

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
        layers = np.array([self._type_index[slug] for slug in types if slug in self._type_index], dtype=np.int64)
        if not self.values.size:
            return np.zeros((len(rows), len(columns)), dtype=np.int64)
        counted = self.values[np.ix_(rows, columns, layers)].sum(axis=2)
        return np.where(np.outer(rows >= 0, columns >= 0), counted, 0)


def _positions(index: dict[str, int], wanted: Iterable[str]) -> IntArray:
    """Where each is; -1 for what does not occur."""
    return np.array([index.get(one, -1) for one in wanted], dtype=np.int64)


def count_incidents(engine: "Engine", places: pa.Table, kind: str, *, unit: str | None = None) -> pa.Table:
    """Columns area, month, crime_type, incidents: counts by areas of `kind`, a column of `places`.

    Incidents are placed by their LSOA code; those without one belong to no area. Only rows of the area's own police
    force are counted: other forces' files come and go from month to month, and with them a change that is none.
    `unit` keeps one partnership area.
    """
    return engine.run(_counted(placed_incidents(engine, places, kind, unit=unit)))


def count_units(engine: "Engine", places: pa.Table, *, unit: str | None = None) -> pa.Table:
    """The same by partnership area, with ready counts for months in which an area's own records are not in the lake."""
    records = placed_incidents(engine, places, "unit", unit=unit)
    table = engine.table("area_counts")
    given = table.select(area=table.code, month=table.month, crime_type=table.crime_type, incidents=table.incidents)
    given = given.filter(given.area == unit) if unit else given
    given = given.anti_join(records.select("area", "month").distinct(), ["area", "month"])
    counted = _counted(records)
    return engine.run(counted.union(given.select(counted.columns).cast(counted.schema())))


def placed_incidents(engine: "Engine", places: pa.Table, kind: str, *, unit: str | None = None) -> Any:
    """Incidents, as an expression, each with the `area` of `kind` in which it lies and whose own force recorded it."""
    placed = _within(places, [unit]) if unit else places
    placed = placed.select(["lsoa_code", "publisher", kind]).rename_columns(["lsoa_code", "publisher", "area"])
    lookup = engine.small(f"place_{kind}", placed.drop_null())
    return engine.table("incidents").join(lookup, ["lsoa_code", "publisher"])


def _within(places: pa.Table, units: Sequence[str]) -> pa.Table:
    wanted = pc.SetLookupOptions(pa.array(units, pa.string()))
    return places.filter(pc.call_function("is_in", [places["unit"]], wanted))


def _counted(placed: Any) -> Any:
    return placed.group_by("area", "month", "crime_type").aggregate(incidents=placed.count())


def months_of_codes(engine: "Engine", places: pa.Table, codes: Iterable[str]) -> dict[str, frozenset[str]]:
    """LSOA codes to the months in which the area's own force published incidents under them."""
    wanted = pc.SetLookupOptions(pa.array(codes, pa.string()))
    own = places.filter(pc.call_function("is_in", [places["lsoa_code"]], wanted)).select(["lsoa_code", "publisher"])
    lookup = engine.small("codes", own.drop_null())
    told = engine.table("incidents").join(lookup, ["lsoa_code", "publisher"]).select("lsoa_code", "month").distinct()
    found: dict[str, set[str]] = {}
    for row in engine.run(told).to_pylist():
        found.setdefault(row["lsoa_code"], set()).add(row["month"])
    return {code: frozenset(months) for code, months in found.items()}


def count_by_point(engine: "Engine", geography: Geography, level: str, *, unit: str | None = None) -> pa.Table:
    """Columns as above, by wards of another vintage: each incident in the ward of its partnership area in which its
    map point lies. Incidents without coordinates, or far from every ward of their area, belong to none.
    """
    wanted = [unit] if unit else sorted(set(geography.wards.unit_of(level).values()))
    homes = _within(geography.places, wanted).select(["lsoa_code", "publisher", "unit"])
    incidents = engine.table("incidents")
    located = incidents.join(engine.small(f"homes_{level}", homes), ["lsoa_code", "publisher"]).filter(
        incidents.longitude.notnull() & incidents.latitude.notnull()
    )
    points = engine.run(located.select("unit", "longitude", "latitude").distinct())
    wards = engine.small(f"points_{level}", _points_in_wards(points, geography, level))
    return engine.run(_counted(located.join(wards, ["unit", "longitude", "latitude"])))


def _points_in_wards(points: pa.Table, geography: Geography, level: str) -> pa.Table:
    units = points.column("unit").to_numpy(zero_copy_only=False)
    longitudes, latitudes = (points.column(name).to_numpy() for name in ("longitude", "latitude"))
    wards = np.full(len(units), None, dtype=object)
    for unit in sorted(set(units)):
        own = units == unit
        wards[own] = geography.wards.place(level, unit, longitudes[own], latitudes[own])
    return points.append_column("area", pa.array(wards, pa.string())).drop_null()


def as_counts(grouped: pa.Table) -> Counts:
    """The dense form of what `count_incidents` gives."""
    if not grouped.num_rows:
        return Counts((), (), (), np.zeros((0, 0, 0), dtype=np.int64))
    areas, area_at = _coded(grouped, "area")
    types, type_at = _coded(grouped, "crime_type")
    seen, seen_at = _coded(grouped, "month")
    months = month_range(min(seen), max(seen))
    month_at = np.array([months.index(month) for month in seen], dtype=np.int64)[seen_at]
    values = np.zeros((len(areas), len(months), len(types)), dtype=np.int64)
    np.add.at(values, (area_at, month_at, type_at), grouped.column("incidents").to_numpy())
    return Counts(areas, months, types, values)


def _coded(grouped: pa.Table, column: str) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    encoded = grouped.column(column).combine_chunks().dictionary_encode()
    return tuple(encoded.dictionary.to_pylist()), encoded.indices.to_numpy()
