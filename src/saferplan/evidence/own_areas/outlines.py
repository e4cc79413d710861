"""From shapes as a file or a hand has drawn them to one sound outline: valid, in degrees, in the partnership's area.

What was mended is said in remarks, for whoever drew it to look at; what cannot be is refused, with what to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from saferplan.errors import FileRefused
from saferplan.evidence.own_areas.reading import Shapes
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID, EAST, NORTH, SOUTH, WEST
from saferplan.evidence.sources.boundaries import to_degrees

MOST_VERTICES = 2_000
"""Of an outline that is kept: a drawing of a county's edge to ten metres has fewer."""
TOLERANCES = (1.0, 2.0, 5.0, 10.0)
"""Metres by which a more detailed outline may be simplified, tried in turn."""
LEAST_HECTARES = 0.1
"""A circle of 18 metres: smaller ones hold no map point of the police, and are a slip of the hand."""
MENDED_SHARE = 0.01
"""An outline whose crossings, when they are mended, change its area by more has been drawn as something else."""
OUTSIDE_SHARE = 0.5
"""An area of which more lies elsewhere is not this partnership's."""
UNNOTICED_SHARE = 0.001
BORDER = 100.0
"""Metres by which published outlines differ from each other: so far beyond the partnership's own nothing is cut off,
and gaps between the small areas that it is made of are no gaps. Incidents are counted at home alone in any case.
"""
METRES_ACROSS, METRES_UP = 700_000, 1_300_000
"""How far the British National Grid reaches."""
SQUARE_METRES_IN_HECTARE = 10_000


@dataclass(frozen=True)
class Drawn:
    """`outline`: polygons in well-known binary, longitude and latitude. `remarks`: what was done to it, in words."""

    outline: bytes
    hectares: float
    remarks: tuple[str, ...] = field(default=())


def drawn(shapes: Shapes, home: Any = None) -> Drawn:
    """One outline of all the shapes. `home`: the partnership's area in metres of the grid, where it is known.

    Raises FileRefused.
    """
    polygons, remarks = _in_degrees(shapes)
    whole, mended = _mended(BRITISH_NATIONAL_GRID.shapes_in_metres(polygons))
    whole, cut = _at_home(whole, home)
    whole, simplified = _simplified(whole)
    if whole.area < LEAST_HECTARES * SQUARE_METRES_IN_HECTARE:
        raise FileRefused(f"the area is smaller than {LEAST_HECTARES} hectares", remedy="Draw it larger.")
    outline = shapely.set_precision(BRITISH_NATIONAL_GRID.shapes_in_degrees(whole), 1e-6)
    return Drawn(
        shapely.to_wkb(_polygons_of(outline)),
        whole.area / SQUARE_METRES_IN_HECTARE,
        tuple(filter(None, (*remarks, mended, cut, simplified))),
    )


def _in_degrees(shapes: Shapes) -> tuple[Any, list[str]]:
    polygons = np.asarray(shapely.from_wkb([one.outline for one in shapes.shapes], on_invalid="ignore"), dtype=object)
    if shapely.is_missing(polygons).any() or not np.isfinite(shapely.get_coordinates(polygons)).all():
        raise FileRefused("it has coordinates that are no numbers", remedy="Save it again.")
    crs, remarks = _coordinates(shapes.crs, polygons)
    try:
        degrees = to_degrees(polygons, crs)
    except ProjError:
        raise FileRefused("its coordinates cannot be brought to longitude and latitude") from None
    if not _in_the_kingdom(degrees):
        turned = shapely.transform(degrees, lambda places: places[:, ::-1])
        if not _in_the_kingdom(turned):
            raise FileRefused(
                "it lies outside the United Kingdom in the coordinates that it has",
                remedy="Save it in longitude and latitude (WGS84) or in the British National Grid, and say which.",
            )
        return turned, [*remarks, "Latitude stood before longitude in the file, and was turned round."]
    return degrees, remarks


def _coordinates(stated: str, polygons: Any) -> tuple[CRS, list[str]]:
    """What the file states, unless its numbers cannot be that; without a statement, what its numbers can be."""
    west, south, east, north = shapely.total_bounds(polygons)
    are_degrees = max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90
    on_the_grid = min(west, south) >= 0 and east <= METRES_ACROSS and north <= METRES_UP
    crs = _known(stated)
    if crs is not None and crs.is_geographic == are_degrees:
        return crs, []
    if are_degrees:
        return CRS.from_epsg(4326), ["The file does not say so, but its numbers are longitude and latitude."]
    if on_the_grid:
        return CRS.from_epsg(27700), ["The file does not say so, but its numbers are of the British National Grid."]
    raise FileRefused(
        "its coordinates are not those that it states",
        remedy="Save it in longitude and latitude (WGS84) or in the British National Grid, and say which.",
    )


def _known(stated: str) -> CRS | None:
    try:
        return CRS.from_user_input(stated) if stated else None
    except CRSError:
        return None


def _in_the_kingdom(polygons: Any) -> bool:
    west, south, east, north = shapely.total_bounds(polygons)
    return bool(west >= WEST and south >= SOUTH and east <= EAST and north <= NORTH)


def _mended(polygons: Sequence[Any]) -> tuple[Any, str]:
    """All of them as one. Raises FileRefused where a line crosses itself so that it is not told what is meant."""
    before = sum(_enclosed(one) for one in polygons)
    sound = [_polygons_of(shapely.make_valid(one)) for one in polygons]
    for one, now in zip(polygons, sound, strict=True):
        if abs(now.area - _enclosed(one)) > MENDED_SHARE * max(now.area, 1):
            raise FileRefused(
                f"its line crosses itself ({shapely.is_valid_reason(one).split('[')[0].strip().lower()})",
                remedy="Draw it so that the line goes round the area once.",
            )
    whole = _polygons_of(shapely.union_all(sound))
    if before - whole.area > MENDED_SHARE * max(before, 1):
        return whole, "Shapes that overlapped were joined into one."
    return whole, "" if all(shapely.is_valid(polygons)) else "Places where the line touched itself were mended."


def _enclosed(polygon: Any) -> float:
    """By the surveyor's formula, which lines that cross have too; loops the other way round then count against it."""
    return sum(
        abs(_ring_area(part.exterior)) - sum(abs(_ring_area(hole)) for hole in part.interiors)
        for part in getattr(polygon, "geoms", [polygon])
    )


def _ring_area(ring: Any) -> float:
    x, y = shapely.get_coordinates(ring).T
    x, y = x - x[0], y - y[0]
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2


def _polygons_of(shape: Any) -> Any:
    """As one multipolygon, without lines and points, which mending may leave."""
    parts = [one for one in shapely.get_parts(shapely.get_parts(shape)) if one.geom_type == "Polygon" and one.area > 0]
    return shapely.MultiPolygon(parts)


def _at_home(whole: Any, home: Any) -> tuple[Any, str]:
    if home is None or whole.area == 0:
        return whole, ""
    inside = _polygons_of(shapely.intersection(whole, shapely.buffer(home, BORDER)))
    outside = 1 - inside.area / whole.area
    if outside > OUTSIDE_SHARE:
        raise FileRefused(
            f"{outside:.0%} of it lies outside the partnership's area",
            remedy="Look whether it is the right file, and whether its coordinates are what it says.",
        )
    if outside <= UNNOTICED_SHARE:
        return inside, ""
    return inside, f"{outside:.1%} of it lay outside the partnership's area, and was cut off."


def _simplified(whole: Any) -> tuple[Any, str]:
    vertices = shapely.get_num_coordinates(whole)
    if vertices <= MOST_VERTICES:
        return whole, ""
    for tolerance in TOLERANCES:
        simple = _polygons_of(shapely.make_valid(shapely.simplify(whole, tolerance)))
        if shapely.get_num_coordinates(simple) <= MOST_VERTICES:
            return (
                simple,
                f"Its {vertices:,} points were reduced, by which the line moved {tolerance:.0f} metres at most.",
            )
    raise FileRefused(
        f"it has {vertices:,} points, and more than {MOST_VERTICES:,} even when simplified to 10 metres",
        remedy="Save it with less detail, or as fewer parts.",
    )
