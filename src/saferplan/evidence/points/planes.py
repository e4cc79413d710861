"""Flat maps in metres: the British National Grid, or for points elsewhere the zone of UTM in which they lie."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from saferplan.errors import UsageError
from saferplan.evidence.analysis.rates import FloatArray

WEST, SOUTH, EAST, NORTH = -9.5, 49.0, 3.0, 62.0
"""The United Kingdom with its waters, in degrees."""


@dataclass(frozen=True)
class Plane:
    """`name` as a reader would say it; `crs` as PROJ reads it."""

    name: str
    crs: str

    def metres(self, longitudes: FloatArray, latitudes: FloatArray) -> FloatArray:
        """(easting, northing) of places in degrees (WGS84), shape (n, 2)."""
        return np.column_stack(self._transformer.transform(longitudes, latitudes)).reshape(-1, 2)

    def degrees(self, metres: FloatArray) -> FloatArray:
        """(longitude, latitude) of places in metres, shape (n, 2)."""
        return np.column_stack(self._transformer.transform(metres[:, 0], metres[:, 1], direction="INVERSE"))

    def shapes_in_metres(self, shapes: Any) -> Any:
        import shapely

        return shapely.transform(shapes, lambda places: self.metres(places[:, 0], places[:, 1]))

    def shapes_in_degrees(self, shapes: Any) -> Any:
        import shapely

        return shapely.transform(shapes, self.degrees)

    @cached_property
    def _transformer(self) -> Any:
        from pyproj import Transformer

        return Transformer.from_crs("EPSG:4326", self.crs, always_xy=True)


BRITISH_NATIONAL_GRID = Plane("British National Grid", "EPSG:27700")


def plane_for(longitudes: FloatArray, latitudes: FloatArray) -> Plane:
    """The British National Grid for points in the United Kingdom; elsewhere the zone of UTM in which their middle lies.

    Raises UsageError for points on both sides, or that are no places on Earth.
    """
    if (np.abs(longitudes) > 180).any() or (np.abs(latitudes) > 90).any():
        raise UsageError(
            "some points are not in degrees of longitude and latitude",
            remedy="Name columns in metres of the British National Grid easting and northing.",
        )
    inside = (longitudes > WEST) & (longitudes < EAST) & (latitudes > SOUTH) & (latitudes < NORTH)
    if inside.all():
        return BRITISH_NATIONAL_GRID
    if inside.any() or np.ptp(longitudes) > 6:
        raise UsageError(
            f"{np.count_nonzero(~inside):,} of {inside.size:,} points lie far from the others",
            remedy="Look for swapped or missing coordinates.",
        )
    zone = int((longitudes.mean() + 180) // 6) + 1
    north = latitudes.mean() >= 0
    return Plane(f"UTM zone {zone}{'N' if north else 'S'}", f"EPSG:{(32600 if north else 32700) + zone}")
