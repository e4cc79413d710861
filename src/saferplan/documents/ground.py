"""What maps of outlines and maps of tiles have in common: areas as rings of pixels, and ways to show figures on them.

A `GroundOf` gives the areas' ground in the order of the records, as large as fits a width and a height in pixels.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from saferplan.documents import numbers
from saferplan.documents.charts import theme
from saferplan.documents.charts.classes import Classes, classes_of, draw_key, draw_swatches
from saferplan.documents.charts.multiples import COLUMNS_AT_DESK, COLUMNS_ON_PHONE, GUTTER, TITLE, draw_panel_title
from saferplan.documents.charts.numbered import Entry, draw_list
from saferplan.documents.charts.picture import Picture, Point
from saferplan.documents.charts.scales import Records, present

Ring = Sequence[Point]
HIGHEST = 620
HIGHEST_PANEL = 260
EDGE, THIN_EDGE, MANY = 0.8, 0.3, 150
"""Width of the line between areas; of many areas those in towns are so small that a wide one would hide them."""
BELOW = 12
"""Pixels between a map and the list of names below it."""
BADGE = 9
"""Radius of a numbered mark."""
LARGEST_AT_DESK, LARGEST_ON_PHONE = 30, 20
"""Radius of the circle of the largest figure."""


@dataclass(frozen=True)
class Ground:
    """`rings` of each area (outline, then holes or further parts) and its middle, from the top left corner."""

    width: float
    height: float
    rings: Sequence[Sequence[Ring]]
    middles: Sequence[Point]

    def moved(self, across: float, down: float) -> "Ground":
        rings = [[[(x + across, y + down) for x, y in ring] for ring in own] for own in self.rings]
        return Ground(self.width, self.height, rings, [(x + across, y + down) for x, y in self.middles])


GroundOf = Callable[[float, float], Ground]


def shaded(
    records: Records,
    ground_of: GroundOf,
    *,
    label: str,
    value: str,
    kind: str = "rate",
    named: Sequence[str] = (),
    classes: Classes | None = None,
) -> Callable[[int], str]:
    """Each area in the colour of its class. `named` areas get a number, in that order, and a line in a list below."""
    values = [record.get(value) for record in records]
    found = classes or _classes_of(values, kind)
    looks = [found.look(one) for one in values]
    listed = _listed(records, label, value, kind, named)

    def draw(width: int) -> str:
        return _drawn(ground_of, looks, listed, width, lambda picture: draw_key(picture, found, width))

    return draw


def told(
    records: Records,
    ground_of: GroundOf,
    *,
    label: str,
    verdict: str,
    looks: Mapping[str, tuple[str, str]],
    figure: str,
    named: Sequence[str] = (),
) -> Callable[[int], str]:
    """Each area in the fill of its verdict; `looks` maps verdicts to fill and words of the key, in the key's order.
    `figure` is the key of the words that stand beside a name in the list below.
    """
    fills = [(looks[str(record[verdict])][0], theme.INK) for record in records]
    listed = _listed(records, label, figure, "text", named)
    present_ones = [look for key, look in looks.items() if any(str(record[verdict]) == key for record in records)]

    def draw(width: int) -> str:
        return _drawn(ground_of, fills, listed, width, lambda picture: draw_swatches(picture, present_ones, width))

    return draw


def _classes_of(values: Sequence[Any], kind: str) -> Classes:
    known = [value for value in values if present(value)]
    return classes_of(known, kind, has_missing=len(known) < len(values))


def _listed(records: Records, label: str, value: str, kind: str, named: Sequence[str]) -> list[tuple[int, Entry]]:
    """Position of each named area among the records, and its entry."""
    places = {str(record[label]): place for place, record in enumerate(records)}
    known = [name for name in named if name in places]
    return [
        (places[name], Entry(number, name, numbers.printed(records[places[name]].get(value), kind)))
        for number, name in enumerate(known, start=1)
    ]


def _drawn(
    ground_of: GroundOf,
    looks: Sequence[tuple[str, str]],
    listed: Sequence[tuple[int, Entry]],
    width: int,
    key: Callable[[Picture | None], float],
) -> str:
    edge, top = theme.edge(width), key(None)
    ground = ground_of(width - 2 * edge - 2, HIGHEST)
    names_top = top + ground.height + (BELOW if listed else 4)
    entries = [entry for _, entry in listed]
    picture = Picture(width, names_top + draw_list(None, entries, names_top, width))
    key(picture)
    ground = ground.moved((width - ground.width) / 2, top)
    edge_width = EDGE if len(looks) < MANY else THIN_EDGE
    for rings, (fill, _) in zip(ground.rings, looks, strict=True):
        _draw_area(picture, rings, fill, edge_width)
    _draw_badges(picture, ground, looks, listed)
    draw_list(picture, entries, names_top, width)
    return picture.svg()


def _draw_area(picture: Picture, rings: Sequence[Ring], fill: str, width: float) -> None:
    if rings:
        edge = theme.COMPARATOR if fill == theme.GROUND else theme.GROUND
        picture.area(*rings, fill=fill, edge=edge, width=width)


def _draw_badges(
    picture: Picture, ground: Ground, looks: Sequence[tuple[str, str]], listed: Sequence[tuple[int, Entry]]
) -> None:
    """Numbers in the middle of each area: bare where every area has one, as on tiles, else on a white disc."""
    if len(listed) < len(ground.middles):
        _draw_discs(picture, ground, listed)
        return
    for place, entry in listed:
        colour = looks[place][1]
        picture.text(ground.middles[place], str(entry.number), size=12, colour=colour, anchor="middle", bold=True)


def _draw_discs(picture: Picture, ground: Ground, listed: Sequence[tuple[int, Entry]]) -> None:
    """Numbers on white discs, pushed apart where areas lie close together and joined to their area by a line."""
    for (place, entry), at in zip(listed, _apart([ground.middles[place] for place, _ in listed]), strict=True):
        if math.dist(at, ground.middles[place]) > 1:
            picture.line(ground.middles[place], at, theme.INK, 1)
        picture.dot(at, BADGE, theme.GROUND, theme.INK, 1.2)
        picture.text(at, str(entry.number), size=12, anchor="middle", bold=True)


def _apart(points: Sequence[Point], room: float = 2 * BADGE + 1) -> list[Point]:
    """The points, those that would lie over one another pushed apart: the first keep their place."""
    placed: list[Point] = []
    for x, y in points:
        steps = [(0.0, 0.0)] + [
            (reach * math.cos(math.radians(turn)), reach * math.sin(math.radians(turn)))
            for reach in (room, 1.5 * room, 2 * room, 3 * room)
            for turn in range(0, 360, 30)
        ]
        free = ((x + across, y + down) for across, down in steps)
        placed.append(next((at for at in free if all(math.dist(at, one) >= room for one in placed)), (x, y)))
    return placed


def panels(
    records: Records, ground_of: GroundOf, *, area: str, panel: str, value: str, classes: Classes
) -> Callable[[int], str]:
    """The same small map for each value of `panel`, in the order of the records, all in the same classes.

    Every panel has one record an area, known by the field `area`, in the order of the ground.
    """
    by_panel: dict[str, dict[str, Any]] = {}
    for record in records:
        by_panel.setdefault(str(record[panel]), {})[str(record[area])] = record.get(value)
    return lambda width: _drawn_panels(
        {name: list(own.values()) for name, own in by_panel.items()}, ground_of, classes, width
    )


def _drawn_panels(shown: Mapping[str, Sequence[Any]], ground_of: GroundOf, classes: Classes, width: int) -> str:
    columns = COLUMNS_ON_PHONE if width < theme.PHONE else COLUMNS_AT_DESK
    edge, top = theme.edge(width), draw_key(None, classes, width)
    panel_width = (width - 2 * edge - GUTTER * (columns - 1)) / columns
    ground = ground_of(panel_width - 2, HIGHEST_PANEL)
    height = TITLE + ground.height + 12
    picture = Picture(width, top + math.ceil(len(shown) / columns) * height)
    draw_key(picture, classes, width)
    for place, rings in enumerate(ground.rings):
        picture.define(f"a{place}", rings)
    for position, (name, values) in enumerate(shown.items()):
        left, upper = edge + (position % columns) * (panel_width + GUTTER), top + (position // columns) * height
        draw_panel_title(picture, name, left, upper, panel_width)
        at = (left + (panel_width - ground.width) / 2, upper + TITLE - 6)
        for place, value in enumerate(values):
            fill, edged = classes.look(value)[0], theme.GROUND if present(value) else theme.COMPARATOR
            picture.use(f"a{place}", at, fill=fill, edge=edged, width=0.5)
    return picture.svg()


def circles(
    records: Records, ground_of: GroundOf, *, label: str, value: str, kind: str = "count", named: Sequence[str] = ()
) -> Callable[[int], str]:
    """A circle in each area, its surface as large as the figure; `named` areas are numbered and listed."""
    values = [record[value] if present(record.get(value)) else 0 for record in records]
    listed = _listed(records, label, value, kind, named)
    return lambda width: _drawn_circles(ground_of, values, listed, kind, width)


def _drawn_circles(
    ground_of: GroundOf, values: Sequence[float], listed: Sequence[tuple[int, Entry]], kind: str, width: int
) -> str:
    edge, largest = theme.edge(width), LARGEST_ON_PHONE if width < theme.PHONE else LARGEST_AT_DESK
    most = max([*values, 1])
    entries, top = [entry for _, entry in listed], 2 * largest + 16
    ground = ground_of(width - 2 * edge - 2, HIGHEST)
    names_top = top + ground.height + BELOW
    picture = Picture(width, names_top + draw_list(None, entries, names_top, width))
    ground = ground.moved((width - ground.width) / 2, top)
    for rings in ground.rings:
        picture.area(*rings, fill=theme.GAP_GROUND, edge=theme.COMPARATOR, width=0.6)
    radii = [largest * math.sqrt(value / most) for value in values]
    for place in sorted(range(len(values)), key=lambda one: -values[one]):
        if radii[place] > 0:
            picture.dot(ground.middles[place], radii[place], theme.SEQUENCE[2], theme.STRONG, 1.2)
    _draw_discs(picture, ground, listed)
    _draw_sizes(picture, most, largest, kind)
    draw_list(picture, entries, names_top, width)
    return picture.svg()


def _draw_sizes(picture: Picture, most: float, largest: float, kind: str) -> None:
    """The key: the largest circle, and one of a quarter of it, with what they stand for."""
    x, foot = theme.edge(picture.width) + largest + 1, 2 * largest + 2
    for part in (1, 0.25):
        radius = largest * math.sqrt(part)
        picture.dot((x, foot - radius), radius, theme.SEQUENCE[2], theme.STRONG, 1.2)
        words = numbers.printed(round(most * part), kind)
        picture.text((x + radius + 6, foot - radius), words, size=theme.SMALL)
        x += radius + theme.text_width(words, theme.SMALL) + 40
