"""Counts a partnership's own areas over all that is loaded, in two passes: those made of small areas, those drawn.

A drawn area's incidents are those of its partnership area whose map point lies inside its line or on it. Residents
have no points: of a small area that the line cuts, the share of its land inside stands for the share of its people.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from saferplan.errors import NothingLoaded
from saferplan.evidence.basis import Basis
from saferplan.evidence.counts import Counts, as_counts
from saferplan.evidence.engines import DuckDbEngine, Engine
from saferplan.evidence.own_areas.definition import OwnArea
from saferplan.evidence.own_areas.figures import WHOLE, OwnFigures, note_of, residents_of
from saferplan.evidence.periods import Period
from saferplan.evidence.points.outlines import among, small_area_shapes
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID

SLIVER = 0.01
"""A line that follows a published boundary does so to some metres: of so small a share of a small area's land inside
or outside it is taken that none was meant."""


def counted(basis: Basis, areas: Sequence[OwnArea]) -> list[OwnFigures]:
    """The figures of each, in order. Areas of one partnership area, as a partnership's are, are counted together.

    By an engine of its own: a basis may be read by others at the same time.
    """
    engine = DuckDbEngine(basis.snapshot)
    found: dict[str, OwnFigures] = {}
    for unit in sorted({one.unit for one in areas}):
        found |= _Counting(basis, engine, unit, [one for one in areas if one.unit == unit]).figures()
    return [found[one.code] for one in areas]


class _Counting:
    def __init__(self, basis: Basis, engine: Engine, unit: str, areas: Sequence[OwnArea]) -> None:
        self._basis, self._engine, self._areas = basis, engine, areas
        self._unit = basis.geography.area(unit)

    def figures(self) -> dict[str, OwnFigures]:
        drawn = [one for one in self._areas if one.is_outlined]
        picked = [one for one in self._areas if not one.is_outlined]
        counts = (self._counts_of_drawn(drawn), self._counts_of_picked(picked))
        return {one.code: self._figures(one, counts[not one.is_outlined]) for one in (*drawn, *picked)}

    def _figures(self, area: OwnArea, counts: Counts) -> OwnFigures:
        shares = self._shares(area)
        unknown = [] if area.is_outlined else sorted(set(area.parts) - self._known)
        months, types, own = _of_one(counts, area.code)
        residents = residents_of(shares, self._newest_residents(shares))
        note = note_of(area.is_outlined, shares, residents, unknown)
        return OwnFigures(
            area.code,
            area.name,
            area.unit,
            area.is_outlined,
            shares,
            months,
            types,
            own,
            unknown,
            residents,
            note,
            area.outline.hex(),
        )

    def _newest_residents(self, codes: Iterable[str]) -> Any:
        months = self._basis.coverage.months or ("2021-03",)  # without any incident, those of the census
        last = Period(months[-1], months[-1], months[-1])
        return self._basis.denominators.nearest("residents", "lsoa", last, tuple(codes))

    @cached_property
    def _places(self) -> pa.Table:
        places = self._basis.geography.places
        return places.filter(pc.call_function("is_in", [places["unit"]], among(list(self._unit.units))))

    @cached_property
    def _members(self) -> dict[str, frozenset[str]]:
        """Small areas of each ward, and each small area itself."""
        found: dict[str, set[str]] = {}
        for lsoa, ward in zip(self._places["lsoa"].to_pylist(), self._places["ward"].to_pylist(), strict=True):
            if lsoa:
                found.setdefault(lsoa, set()).add(lsoa)
                found.setdefault(ward or lsoa, set()).add(lsoa)
        return {code: frozenset(own) for code, own in found.items()}

    @property
    def _known(self) -> frozenset[str]:
        return frozenset(self._members)

    def _small_areas(self, area: OwnArea) -> list[str]:
        return sorted({lsoa for part in area.parts for lsoa in self._members.get(part, ())})

    def _counts_of_picked(self, areas: Sequence[OwnArea]) -> Counts:
        pairs = [(lsoa, one.code) for one in areas for lsoa in self._small_areas(one)]
        if not pairs:
            return as_counts(_EMPTY)
        lsoas, codes = zip(*pairs, strict=True)
        within = self._places.select(["lsoa_code", "publisher", "lsoa"]).join(
            pa.table({"lsoa": list(lsoas), "area": list(codes)}), "lsoa", join_type="inner"
        )
        return self._counts(within.select(["lsoa_code", "publisher", "area"]), ["lsoa_code", "publisher"])

    def _counts_of_drawn(self, areas: Sequence[OwnArea]) -> Counts:
        if not areas:
            return as_counts(_EMPTY)
        engine = self._engine
        homes = engine.small("homes_of_own", self._places.select(["lsoa_code", "publisher"]))
        located = engine.table("incidents").join(homes, ["lsoa_code", "publisher"])
        located = located.filter(located.longitude.notnull() & located.latitude.notnull())
        points = engine.run(located.select("longitude", "latitude").distinct())
        return self._counts(_within(points, areas), ["longitude", "latitude"], located)

    def _counts(self, places: pa.Table, keys: list[str], incidents: Any = None) -> Counts:
        engine = self._engine
        table = engine.table("incidents") if incidents is None else incidents
        placed = table.join(engine.small("places_of_own", places), keys)
        grouped = placed.group_by("area", "month", "crime_type").aggregate(incidents=placed.count())
        return as_counts(engine.run(grouped))

    @cached_property
    def _shapes(self) -> dict[str, Any]:
        """Outlines of the small areas; none where they are not all loaded."""
        try:
            return small_area_shapes(self._basis, self._unit)
        except NothingLoaded:
            return {}

    def _shares(self, area: OwnArea) -> dict[str, float]:
        if not area.is_outlined:
            return dict.fromkeys(self._small_areas(area), WHOLE)
        return shares_of(area.outline, self._shapes)


def _of_one(counts: Counts, code: str) -> tuple[list[str], list[str], list[list[int]]]:
    """Months and crime types of which there is any incident in the area, in order, and its counts of them."""
    if code not in counts.areas:
        return [], [], []
    own = counts.values[counts.areas.index(code)]
    months = np.flatnonzero(own.any(axis=1))
    types = sorted(np.flatnonzero(own.any(axis=0)), key=lambda at: counts.crime_types[at])
    return (
        [counts.months[at] for at in months],
        [counts.crime_types[at] for at in types],
        own[np.ix_(months, types)].tolist(),
    )


def shares_of(outline: bytes, shapes: dict[str, Any]) -> dict[str, float]:
    """Which share of the land of each small area lies inside. `shapes`: in metres of the British National Grid."""
    import shapely

    if not shapes:
        return {}
    own = BRITISH_NATIONAL_GRID.shapes_in_metres(shapely.from_wkb(outline))
    codes, lands = list(shapes), np.array(list(shapes.values()), dtype=object)
    touched = shapely.STRtree(lands).query(own, predicate="intersects")
    shares = shapely.area(shapely.intersection(lands[touched], own)) / shapely.area(lands[touched])
    rounded = np.where(shares > 1 - SLIVER, WHOLE, np.round(shares, 4))
    found = {codes[at]: float(share) for at, share in zip(touched, rounded, strict=True) if share >= SLIVER}
    return dict(sorted(found.items()))


def _within(points: pa.Table, areas: Sequence[OwnArea]) -> pa.Table:
    """Rows of (longitude, latitude, area): a point lies in each of the areas that hold it."""
    import shapely

    across, up = (points.column(name).to_numpy() for name in ("longitude", "latitude"))
    shapes = [shapely.from_wkb(one.outline) for one in areas]
    inside = [np.flatnonzero(shapely.intersects_xy(shape, across, up)) for shape in shapes]
    at = np.concatenate(inside)
    codes = [one.code for one, own in zip(areas, inside, strict=True) for _ in own]
    return pa.table({"longitude": across[at], "latitude": up[at], "area": pa.array(codes, pa.string())})


_EMPTY = pa.table(
    {
        "area": pa.array([], pa.string()),
        "month": pa.array([], pa.string()),
        "crime_type": pa.array([], pa.string()),
        "incidents": pa.array([], pa.int64()),
    }
)
