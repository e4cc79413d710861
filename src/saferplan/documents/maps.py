"""A map of real boundaries, for where they are loaded: British National Grid, north up, no axes."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

from saferplan.documents.charts import theme
from saferplan.documents.charts.classes import Classes, classes_of, draw_key
from saferplan.documents.charts.labels import Box, place_label
from saferplan.documents.charts.picture import Picture, Point
from saferplan.documents.charts.scales import Records, present

HIGHEST = 620
TOLERANCE = 0.8
"""Pixels by which an outline may be simplified: less than a reader sees."""


def areas(
    records: Records, *, outline: str, label: str, value: str, kind: str = "rate", named: Sequence[str] = ()
) -> Callable[[int], str]:
    """An area a record in the colour of its class; `outline` names the key that holds its well-known binary, in
    longitude and latitude (WGS84). `named` holds the labels to be written on the map, where there is room.
    """
    return lambda width: draw_map(
        [record[outline] for record in records],
        [record.get(value) for record in records],
        width,
        labels=[str(record[label]) for record in records],
        kind=kind,
        named=named,
    )


def draw_map(
    outlines: Sequence[bytes],
    values: Sequence[Any],
    width: int,
    *,
    labels: Sequence[str] = (),
    kind: str = "rate",
    named: Sequence[str] = (),
) -> str:
    """The SVG. Classes as on the tile map: about as many areas in each, between round figures."""
    import shapely

    shapes = _projected(tuple(outlines))
    classes = classes_of(
        [value for value in values if present(value)], kind, has_missing=not all(present(value) for value in values)
    )
    key_height, edge = draw_key(None, classes, width), theme.edge(width)
    west, south, east, north = _extent(shapes)
    per_pixel = max((east - west) / (width - 2 * edge - 2), (north - south) / HIGHEST)
    picture = Picture(width, key_height + (north - south) / per_pixel + 4)
    draw_key(picture, classes, width)
    aside = (width - (east - west) / per_pixel) / 2

    def pixel(easting: float, northing: float) -> Point:
        return aside + (easting - west) / per_pixel, key_height + 2 + (north - northing) / per_pixel

    # Simplified together, so that neighbours keep one common border.
    for shape, value in zip(shapely.coverage_simplify(shapes, per_pixel * TOLERANCE), values, strict=True):
        _draw_area(picture, shape, value, classes, pixel)
    _draw_names(picture, [shape.representative_point() for shape in shapes], labels, named, pixel)
    return picture.svg()


def _draw_area(picture: Picture, shape: Any, value: Any, classes: Classes, pixel: Callable[..., Point]) -> None:
    fill, _ = classes.look(value)
    edge = theme.GROUND if present(value) else theme.COMPARATOR
    rings = [[pixel(*place) for place in ring] for ring in _rings(shape)]
    if rings:
        picture.area(*rings, fill=fill, edge=edge, width=0.8)


def _draw_names(
    picture: Picture, points: Sequence[Any], labels: Sequence[str], named: Sequence[str], pixel: Callable[..., Point]
) -> None:
    field = Box(2, 0, picture.width - 2, picture.height)
    taken: list[Box] = []
    for label, point in zip(labels, points, strict=False):
        if label not in named:
            continue
        at = pixel(point.x, point.y)
        placed = place_label(at, label, taken, field)
        if placed:
            picture.dot(at, 2.5, theme.INK, theme.GROUND, 1)
            picture.text(placed.at, label, size=theme.SMALL, anchor=placed.anchor, bold=True, halo=True)
            taken.append(placed.box)


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


def _extent(shapes: Sequence[Any]) -> tuple[float, float, float, float]:
    wests, souths, easts, norths = zip(*(shape.bounds for shape in shapes), strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def _rings(shape: Any) -> Iterator[list[Point]]:
    for part in getattr(shape, "geoms", [shape]):
        if not part.is_empty:
            for ring in (part.exterior, *part.interiors):
                yield [(x, y) for x, y, *_ in ring.coords]
