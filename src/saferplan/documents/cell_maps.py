"""Maps of places in metres: coloured cells over the outlines of wards, in panels beside or below one another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from saferplan.documents.charts import theme
from saferplan.documents.charts.classes import KEY_ROW, SWATCH
from saferplan.documents.charts.labels import Box, place_label
from saferplan.documents.charts.picture import Picture, Point

HIGHEST = 620
GAP = 20
TITLE_ROW = 20
BELOW = 26
"""Room for the bar that shows the scale."""
BAR_SHARE = 0.3
TOLERANCE = 0.4
"""Pixels by which outlines may be simplified: less than a reader sees."""
WARD_LINE = 0.7
SNAP = 0.1
"""Metres to which corners are rounded, so that neighbouring cells close up."""

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Layer:
    """A shape in metres, or several as one, and how it looks; `fill` "none" for a line alone."""

    shape: Any
    fill: str
    edge: str = "none"
    width: float = 0.0


@dataclass(frozen=True)
class Panel:
    """One map: `window` is west, south, east, north in metres; `names` stand at (easting, northing); layers are drawn
    in order, over `wards`, whose lines come last.
    """

    title: str
    window: Bounds
    wards: Sequence[Any]
    layers: Sequence[Layer]
    key: Sequence[tuple[str, str]] = ()
    names: Sequence[tuple[float, float, str]] = ()


def panels(drawn: Sequence[Panel], *, columns: int = 2) -> Callable[[int], str]:
    """So many panels in a row; on a phone below one another."""
    return lambda width: draw_panels(drawn, width, columns if width >= theme.PHONE else 1)


def draw_panels(drawn: Sequence[Panel], width: int, columns: int) -> str:
    """The SVG."""
    edge = theme.edge(width)
    wide = (width - 2 * edge - (columns - 1) * GAP) / columns
    rows = [drawn[start : start + columns] for start in range(0, len(drawn), columns)]
    heads = [max(_draw_head(None, one, (0, 0), wide) for one in row) for row in rows]
    maps = [max(_map_height(one.window, wide) for one in row) for row in rows]
    picture = Picture(width, sum(heads) + sum(maps) + len(rows) * (BELOW + GAP) - GAP)
    top = 0.0
    for row, head, height in zip(rows, heads, maps, strict=True):
        for at, one in enumerate(row):
            left = edge + at * (wide + GAP)
            _draw_head(picture, one, (left, top), wide)
            _draw_map(picture, one, (left, top + head), (wide, height))
        top += head + height + BELOW + GAP
    return picture.svg()


def _map_height(window: Bounds, wide: float) -> float:
    west, south, east, north = window
    return min(wide * (north - south) / (east - west), HIGHEST)


def _draw_head(picture: Picture | None, panel: Panel, at: Point, wide: float) -> float:
    """Title and key; returns the height taken, and draws nothing without a picture."""
    x, y = at
    lines = theme.wrapped(panel.title, wide, bold=True)
    for row, words in enumerate(lines):
        if picture:
            picture.text((x, y + row * TITLE_ROW + TITLE_ROW / 2), words, bold=True)
    top, left = y + len(lines) * TITLE_ROW + 4, x
    for fill, name in panel.key:
        needed = SWATCH + 6 + theme.text_width(name, theme.SMALL)
        if left > x and left + needed > x + wide:
            left, top = x, top + KEY_ROW
        if picture:
            _draw_swatch(picture, (left, top), fill)
            picture.text((left + SWATCH + 6, top + 3 + SWATCH / 2), name, size=theme.SMALL)
        left += needed + 14
    return top + (KEY_ROW if panel.key else 0) + 6 - y


def _draw_swatch(picture: Picture, at: Point, fill: str) -> None:
    x, y = at[0], at[1] + 3
    square = [(x, y), (x + SWATCH, y), (x + SWATCH, y + SWATCH), (x, y + SWATCH)]
    picture.area(square, fill=fill, edge=theme.COMPARATOR)


def _draw_map(picture: Picture, panel: Panel, at: Point, size: tuple[float, float]) -> None:
    import shapely

    west, south, east, north = panel.window
    per_pixel = max((east - west) / size[0], (north - south) / size[1])
    aside = (size[0] - (east - west) / per_pixel) / 2

    def pixel(easting: float, northing: float) -> Point:
        return at[0] + aside + (easting - west) / per_pixel, at[1] + (north - northing) / per_pixel

    wards = [Layer(shapely.multipolygons(_polygons(panel.wards)), theme.GAP_GROUND)] if len(panel.wards) else []
    lines = [Layer(ward, "none", theme.COMPARATOR, WARD_LINE) for ward in panel.wards]
    for layer in (*wards, *panel.layers, *lines):
        seen = shapely.clip_by_rect(layer.shape, *panel.window)
        rings = [[pixel(*place) for place in ring] for ring in _rings(shapely.simplify(seen, per_pixel * TOLERANCE))]
        if rings:
            picture.area(*rings, fill=layer.fill, edge=layer.edge, width=layer.width)
    _draw_names(picture, panel, pixel, Box(at[0] + 1, at[1], at[0] + size[0] - 1, at[1] + size[1]))
    _draw_bar(picture, (at[0] + aside, at[1] + (north - south) / per_pixel + 12), (east - west), per_pixel)


def _draw_names(picture: Picture, panel: Panel, pixel: Callable[..., Point], field: Box) -> None:
    taken: list[Box] = []
    for easting, northing, name in panel.names:
        place = place_label(pixel(easting, northing), name, taken, field, may_lead=True)
        if place:
            if place.leads:
                picture.line(pixel(easting, northing), place.at, theme.INK)
            picture.text(place.at, name, size=theme.SMALL, anchor=place.anchor, bold=True, halo=True)
            taken.append(place.box)


def _draw_bar(picture: Picture, at: Point, across: float, per_pixel: float) -> None:
    """A line of a round number of kilometres or metres."""
    steps = [lead * 10**power for power in range(1, 7) for lead in (1, 2, 5)]
    metres = max(step for step in steps if step <= max(across * BAR_SHARE, steps[0]))
    wide = metres / per_pixel
    picture.line(at, (at[0] + wide, at[1]), theme.QUIET, 2)
    words = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres} m"
    picture.text((at[0] + wide + 6, at[1]), words, size=theme.SMALL, colour=theme.QUIET)


def window_around(bounds: Bounds, *, margin: float = 0.0, least: float = 0.0, is_square: bool = False) -> Bounds:
    """Bounds with a margin (a share of their longer side), at least so many metres across, and square where asked."""
    west, south, east, north = bounds
    side = max(max(east - west, north - south) * (1 + 2 * margin), least)
    wide, high = (side, side) if is_square else (max(east - west, least), max(north - south, least))
    middle = (west + east) / 2, (south + north) / 2
    return middle[0] - wide / 2, middle[1] - high / 2, middle[0] + wide / 2, middle[1] + high / 2


def joined(shapes: Any) -> Any:
    """Cells of one colour as one shape: a few lines in place of hundreds."""
    import shapely

    return shapely.union_all(shapes, grid_size=SNAP)


def _polygons(shapes: Sequence[Any]) -> list[Any]:
    return [part for shape in shapes for part in getattr(shape, "geoms", [shape])]


def _rings(shape: Any) -> Iterator[list[Point]]:
    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type == "Polygon" and not part.is_empty:
            for ring in (part.exterior, *part.interiors):
                yield [(x, y) for x, y, *_ in ring.coords]
        elif part.geom_type == "MultiPolygon":
            yield from _rings(part)
