"""Wards of another year than the lookup's: by the map point, since no lookup of small areas leads to them.

An incident belongs to the ward of its partnership area in which its point lies. Residents have no points: each
small area's go to the ward in which its centroid lies (best fit), so that a ward's rate relates incidents inside
its outline to people who live about there.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from saferplan.errors import NothingLoaded
from saferplan.evidence.lake import Snapshot
from saferplan.evidence.snapshot import quoted

# ONS publishes outlines generalised to within 500 metres at most ("ultra generalised, BUC"), so a point that close
# to an outline may lie inside the true one.
GENERALISED_METRES = 500.0
METRES_IN_DEGREE_OF_LATITUDE = 111_200.0
LOAD_BOUNDARIES = "Get them with `saferplan fetch geography` and load them with `saferplan load`."

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Outlines:
    """Wards' polygons on a plane on which a degree is as long in every direction, near enough for one area."""

    codes: NDArray[Any]
    polygons: NDArray[Any]
    stretch: FloatArray

    @classmethod
    def of(cls, codes: NDArray[Any], polygons: NDArray[Any]) -> "Outlines":
        import shapely

        south, north = shapely.total_bounds(polygons)[[1, 3]]
        stretch = np.array([np.cos(np.radians((south + north) / 2)), 1.0])
        return cls(codes, shapely.transform(polygons, lambda points: points * stretch), stretch)

    @cached_property
    def _tree(self) -> Any:
        import shapely

        return shapely.STRtree(self.polygons)

    def containing(self, points: FloatArray) -> NDArray[Any]:
        """Code of the ward in which each point (longitude, latitude) lies; None where in none.

        A point on the line between two wards goes to the one with the lower code.
        """
        import shapely

        placed = shapely.points(points * self.stretch)
        return self._first(len(points), *self._tree.query(placed, predicate="intersects"))

    def nearest(self, points: FloatArray) -> NDArray[Any]:
        """The same; for a point in none, the nearest ward within the 500 metres by which outlines are generalised."""
        import shapely

        found = self.containing(points)
        lost = np.flatnonzero(found == None)  # noqa: E711 - element by element
        near = GENERALISED_METRES / METRES_IN_DEGREE_OF_LATITUDE
        placed = shapely.points(points[lost] * self.stretch)
        found[lost] = self._first(len(lost), *self._tree.query_nearest(placed, max_distance=near))
        return found

    def _first(self, size: int, point_at: NDArray[Any], ward_at: NDArray[Any]) -> NDArray[Any]:
        """For each point, the lowest code of the wards found for it."""
        found = np.full(size, None, dtype=object)
        order = np.argsort(self.codes[ward_at])[::-1]
        found[point_at[order]] = self.codes[ward_at[order]]  # of several, the last one written stays
        return found


class WardsByPoint:
    """Wards of the vintages that only boundaries describe; `levels` to the codes and names of each."""

    def __init__(self, snapshot: Snapshot, places: pa.Table, levels: dict[str, dict[str, str]]) -> None:
        self._snapshot, self._places, self.levels = snapshot, places, levels
        self._best_fits: dict[str, dict[str, str]] = {}
        self._unit_of: dict[str, dict[str, str]] = {}
        self._outlines: dict[str, Outlines] = {}
        self._ward_homes: dict[str, NDArray[Any]] = {}

    @cached_property
    def names(self) -> dict[str, str]:
        return {code: name or code for own in self.levels.values() for code, name in own.items()}

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Level of each ward; of a code that several vintages share, the newest."""
        return {code: level for level, own in sorted(self.levels.items()) for code in own}

    def unit_of(self, level: str) -> dict[str, str]:
        """Partnership area of each ward: the one that most of its small areas belong to, else the nearest's."""
        if level not in self._unit_of:
            self._unit_of[level] = self._units(level)
        return self._unit_of[level]

    def places_with(self, level: str) -> pa.Table:
        """The places with a column `level`: the ward in which each small area's centroid lies."""
        fits = self.fits(level)
        wards = [fits.get(lsoa) for lsoa in self._places.column("lsoa").to_pylist()]
        return self._places.append_column(level, pa.array(wards, pa.string()))

    def place(self, level: str, unit: str, longitudes: FloatArray, latitudes: FloatArray) -> NDArray[Any]:
        """The ward of `unit` in which each point lies. None: more than 500 metres from every one of its wards."""
        outlines = self._all_outlines(level)
        own = self._homes_of_wards(level) == unit
        within = Outlines(outlines.codes[own], outlines.polygons[own], outlines.stretch)
        return within.nearest(np.column_stack([longitudes, latitudes]))

    def _homes_of_wards(self, level: str) -> NDArray[Any]:
        """Partnership area of each ward, in the order of the outlines."""
        if level not in self._ward_homes:
            unit_of = self.unit_of(level)
            codes = self._all_outlines(level).codes
            self._ward_homes[level] = np.array([unit_of.get(code) for code in codes], dtype=object)
        return self._ward_homes[level]

    def _all_outlines(self, level: str) -> Outlines:
        if level not in self._outlines:
            self._outlines[level] = self._read_outlines(level)
        return self._outlines[level]

    def _read_outlines(self, level: str) -> Outlines:
        return Outlines.of(*self._polygons(level))

    @cached_property
    def _centroids(self) -> tuple[list[str], FloatArray]:
        """Small areas of 2021 and their centroids, longitude and latitude. Raises NothingLoaded without boundaries."""
        import shapely

        codes, polygons = self._polygons("lsoa21")
        if not len(codes):
            raise NothingLoaded(
                "wards of another year need the boundaries of the small areas (LSOA 2021), to find their residents",
                where=str(self._snapshot.root),
                remedy=LOAD_BOUNDARIES,
            )
        return list(codes), shapely.get_coordinates(shapely.centroid(polygons))

    def _polygons(self, level: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """Codes and outlines of one level, the more detailed of two copies."""
        import duckdb
        import shapely

        rows = duckdb.connect().execute(
            f"SELECT code, arg_max(outline, vertices) FROM {self._snapshot.scan('boundaries')}"
            f" WHERE level = {quoted([level])} AND outline IS NOT NULL GROUP BY code ORDER BY code"
        )
        found = rows.fetchall()
        codes = np.array([code for code, _ in found], dtype=object)
        return codes, np.asarray(shapely.from_wkb(np.array([outline for _, outline in found], dtype=object)))

    def fits(self, level: str) -> dict[str, str]:
        """Small area to the ward of its partnership area in which its centroid lies."""
        if level not in self._best_fits:
            codes, points = self._centroids
            homes = np.array([self._homes.get(code) for code in codes], dtype=object)
            wards = np.full(len(codes), None, dtype=object)
            for unit in set(self.unit_of(level).values()):
                own = homes == unit
                wards[own] = self.place(level, unit, *points[own].T)
            self._best_fits[level] = {code: ward for code, ward in zip(codes, wards, strict=True) if ward}
        return self._best_fits[level]

    @cached_property
    def _homes(self) -> dict[str, str]:
        """Partnership area of each small area."""
        pairs = zip(self._places.column("lsoa").to_pylist(), self._places.column("unit").to_pylist(), strict=True)
        return {lsoa: unit for lsoa, unit in pairs if unit}

    def _units(self, level: str) -> dict[str, str]:
        codes, points = self._centroids
        votes: dict[str, dict[str, int]] = {}
        for lsoa, ward in zip(codes, self._all_outlines(level).containing(points), strict=True):
            if ward and (unit := self._homes.get(lsoa)):
                own = votes.setdefault(ward, {})
                own[unit] = own.get(unit, 0) + 1
        found = {ward: max(sorted(own), key=own.__getitem__) for ward, own in votes.items()}
        return found | self._units_of_nearest(level, set(self.levels[level]) - set(found))

    def _units_of_nearest(self, level: str, wards: set[str]) -> dict[str, str]:
        """For wards that hold no centroid, as in the City of London: the unit of the nearest small area."""
        import shapely

        outlines = self._all_outlines(level)
        lost = [at for at, code in enumerate(outlines.codes) if code in wards]
        codes, points = self._centroids
        centroids: Any = shapely.points(points * outlines.stretch)
        nearest = shapely.STRtree(centroids).nearest(outlines.polygons[lost])
        pairs = zip(lost, nearest, strict=True)
        return {outlines.codes[ward]: unit for ward, at in pairs if (unit := self._homes.get(codes[at]))}
