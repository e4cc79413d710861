"""The ground of a map from real boundaries, for where they are loaded: British National Grid, north up, no axes."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from saferplan.documents.charts.scales import Records
from saferplan.documents.ground import MANY, Ground, GroundOf, Ring, shaded

TOLERANCE, TOLERANCE_OF_MANY = 0.8, 1.3
"""Pixels by which an outline may be simplified: less than a reader sees, of many areas a little more."""


def areas(
    records: Records, *, outline: str, label: str, value: str, kind: str = "rate", named: Sequence[str] = ()
) -> Callable[[int], str]:
    """An area a record in the colour of its class; `outline` names the key that holds its well-known binary, in
    longitude and latitude (WGS84). `named` areas are numbered on the map and listed below it, in that order.
    """
    ground_of = outlines_ground([record[outline] for record in records])
    return shaded(records, ground_of, label=label, value=value, kind=kind, named=named)


def outlines_ground(outlines: Sequence[bytes]) -> GroundOf:
    """The ground of these outlines (well-known binary, WGS84); nothing is read until it is drawn."""
    every = tuple(sorted(set(outlines)))
    places = {outline: place for place, outline in enumerate(every)}
    order = [places[outline] for outline in outlines]
    return lambda width, height: _in_order(_ground(every, width, height), order)


def _in_order(ground: Ground, order: Sequence[int]) -> Ground:
    """Of areas of which every map has the same outlines, and each its own order."""
    rings = [ground.rings[place] for place in order]
    return Ground(ground.width, ground.height, rings, [ground.middles[place] for place in order])


@lru_cache(maxsize=32)
def _ground(outlines: tuple[bytes, ...], width: float, height: float) -> Ground:
    import shapely

    shapes = _projected(outlines)
    west, south, east, north = shapely.total_bounds(shapes)
    per_pixel = max((east - west) / width, (north - south) / height)

    def pixel(easting: float, northing: float) -> tuple[float, float]:
        return (easting - west) / per_pixel, (north - northing) / per_pixel

    # Simplified together, so that neighbours keep one common border.
    tolerance = TOLERANCE if len(shapes) < MANY else TOLERANCE_OF_MANY
    simplified = shapely.coverage_simplify(shapes, per_pixel * tolerance)
    rings = [[[pixel(*place) for place in ring] for ring in _rings(shape)] for shape in simplified]
    middles = [pixel(point.x, point.y) for point in (shape.representative_point() for shape in shapes)]
    return Ground((east - west) / per_pixel, (north - south) / per_pixel, rings, middles)


@cache
def _to_grid() -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(4326, 27700, always_xy=True)


@lru_cache(maxsize=4)
def _projected(outlines: tuple[bytes, ...]) -> list[Any]:
    import numpy as np
    import shapely

    def to_grid(places: Any) -> Any:
        return np.column_stack(_to_grid().transform(places[:, 0], places[:, 1]))

    return list(shapely.transform(shapely.from_wkb(list(outlines)), to_grid))


def _rings(shape: Any) -> Iterator[Ring]:
    for part in getattr(shape, "geoms", [shape]):
        if not part.is_empty:
            for ring in (part.exterior, *part.interiors):
                yield [(x, y) for x, y, *_ in ring.coords]
