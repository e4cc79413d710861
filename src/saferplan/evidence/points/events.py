"""Events with a place and a month: incidents of data.police.uk, offences of a force's own extract, or a file of points.

Incidents are taken as every other figure takes them: by the LSOA of their map point, from the area's own force.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from saferplan.evidence.analysis.rates import FloatArray
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import OWN, Area
from saferplan.evidence.points.outlines import among, drawn_outline, outline_of, small_areas
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID, Plane

PURPOSE = "hotspots"
PLACE_COLUMNS = ("easting", "northing", "longitude", "latitude", "lsoa_code")
NOWHERE = -1
IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Events:
    """Events grouped by point, month and crime type: arrays of one length, `number` being how many of each there are.

    `point`: row of `points` (easting, northing on `plane`); NOWHERE for events without coordinates. `month` and
    `crime_type` are empty texts where the source has none. `are_snapped`: moved to map points before publication, whose
    names are `point_names`, in the order of `points`.
    """

    points: FloatArray
    point: IntArray
    month: NDArray[Any]
    crime_type: NDArray[Any]
    number: IntArray
    plane: Plane = BRITISH_NATIONAL_GRID
    are_snapped: bool = False
    is_restricted: bool = False
    point_names: NDArray[Any] | None = None

    @cached_property
    def months(self) -> tuple[str, ...]:
        """Months in which there is any event, in order."""
        return tuple(sorted(set(self.month) - {""}))

    def of(self, months: Collection[str] | None = None, crime_types: Collection[str] | None = None) -> "Events":
        """Those of these months and crime types; None for all of them."""
        kept = np.ones(self.number.size, dtype=bool)
        if months is not None:
            kept &= np.isin(self.month, list(months))
        if crime_types is not None:
            kept &= np.isin(self.crime_type, list(crime_types))
        return replace(
            self,
            point=self.point[kept],
            month=self.month[kept],
            crime_type=self.crime_type[kept],
            number=self.number[kept],
        )

    @property
    def total(self) -> int:
        return int(self.number.sum())

    @property
    def without_place(self) -> int:
        return int(self.number[self.point == NOWHERE].sum())

    @cached_property
    def at_points(self) -> FloatArray:
        """Events at each point, in the order of `points`."""
        placed = self.point != NOWHERE
        return np.bincount(self.point[placed], self.number[placed], minlength=len(self.points)).astype(float)


def incidents_of(basis: Basis, area: Area) -> Events:
    """Every incident of data.police.uk in the area that is loaded, of whatever month and type."""
    return basis.remembered(("events", area.code, area.kind), lambda: _incidents(basis, area))


def _incidents(basis: Basis, area: Area) -> Events:
    is_drawn = area.kind == OWN and basis.geography.own[area.code].is_outlined
    places = small_areas(basis.geography, basis.geography.area(area.units[0]) if is_drawn else area)
    lookup = basis.engine.small("places_of_events", places.select(["lsoa_code", "publisher"]))
    incidents = basis.engine.table("incidents").join(lookup, ["lsoa_code", "publisher"])
    grouped = incidents.group_by("longitude", "latitude", "month", "crime_type").aggregate(
        number=incidents.count(), location=incidents.location.max()
    )
    rows = basis.engine.run(grouped)
    return grouped_events(_inside(rows, drawn_outline(basis, area)) if is_drawn else rows, are_snapped=True)


def _inside(rows: pa.Table, outline: Any) -> pa.Table:
    """Those inside a drawn line or on it; what has no map point is in no drawn area."""
    import shapely

    across, up = (rows[name].to_numpy(zero_copy_only=False) for name in ("longitude", "latitude"))
    return rows.filter(pa.array(shapely.intersects_xy(outline, across.astype(float), up.astype(float))))


def offences_of(basis: Basis, area: Area) -> Events:
    """Every offence of the template offence-records in the area: by its LSOA, else by its point in the outline.

    Offences with neither are not in any area. Raises PurposeRefused where the table may not be read for hotspots.
    """
    table = basis.engine.table("offence_records", purpose=PURPOSE)
    rows = basis.engine.run(table.select(*PLACE_COLUMNS, "month", "crime_type"))
    kept, metres = lie_in(basis, area, rows), metres_of(rows)
    return events_at(metres[kept], _texts(rows, "month")[kept], _texts(rows, "crime_type")[kept], is_restricted=True)


def lie_in(basis: Basis, area: Area, rows: pa.Table) -> NDArray[np.bool_]:
    """Which offence records, given with PLACE_COLUMNS, lie in the area: by their LSOA, else by their point.

    Raises NothingLoaded where some have a point alone and the outline of the area is not known.
    """
    import shapely

    own = pc.call_function("is_in", [rows["lsoa_code"]], among(small_areas(basis.geography, area)["lsoa_code"]))
    kept, metres = own.to_numpy(zero_copy_only=False).copy(), metres_of(rows)
    by_point = rows["lsoa_code"].is_null().to_numpy() & np.isfinite(metres).all(axis=1)
    if by_point.any():
        kept[by_point] = shapely.contains_xy(outline_of(basis, area), *metres[by_point].T)
    return kept


def grouped_events(rows: pa.Table, *, are_snapped: bool) -> Events:
    """Events from columns longitude, latitude, month, crime_type, number and location, the name of the map point."""
    longitudes, latitudes = (
        rows[name].to_numpy(zero_copy_only=False).astype(float) for name in ("longitude", "latitude")
    )
    placed = np.isfinite(longitudes) & np.isfinite(latitudes)
    degrees, first, at = np.unique(
        np.column_stack([longitudes, latitudes])[placed], axis=0, return_index=True, return_inverse=True
    )
    point = np.full(len(longitudes), NOWHERE)
    point[placed] = at.ravel()
    return Events(
        BRITISH_NATIONAL_GRID.metres(degrees[:, 0], degrees[:, 1]),
        point,
        _texts(rows, "month"),
        _texts(rows, "crime_type"),
        rows["number"].to_numpy().astype(np.int64),
        are_snapped=are_snapped,
        point_names=_texts(rows, "location")[placed][first],
    )


def events_at(
    metres: FloatArray,
    months: NDArray[Any],
    crime_types: NDArray[Any],
    plane: Plane = BRITISH_NATIONAL_GRID,
    *,
    is_restricted: bool = False,
) -> Events:
    """Events from a row each; NaN where an event has no place."""
    placed = np.isfinite(metres).all(axis=1)
    points, at = np.unique(metres[placed], axis=0, return_inverse=True)
    point = np.full(len(metres), NOWHERE)
    point[placed] = at.ravel()
    number = np.ones(len(metres), dtype=np.int64)
    return Events(points, point, months, crime_types, number, plane, is_restricted=is_restricted)


def metres_of(rows: pa.Table) -> FloatArray:
    """(easting, northing) of each row, from whichever pair of coordinates it has; NaN where it has neither."""
    east, north, longitude, latitude = (
        _numbers(rows, name) for name in ("easting", "northing", "longitude", "latitude")
    )
    metres = np.column_stack([east, north])
    in_degrees = ~np.isfinite(east) & np.isfinite(longitude)
    metres[in_degrees] = BRITISH_NATIONAL_GRID.metres(longitude[in_degrees], latitude[in_degrees])
    return metres


def _numbers(rows: pa.Table, name: str) -> FloatArray:
    return rows[name].to_numpy(zero_copy_only=False).astype(float)


def _texts(rows: pa.Table, name: str) -> NDArray[Any]:
    return rows[name].fill_null("").to_numpy(zero_copy_only=False).astype(str)
