"""A funnel plot (Spiegelhalter 2005): areas against their size, with the limits within which chance explains them."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from saferplan.documents.charts import theme
from saferplan.documents.charts.labels import Box, place_label
from saferplan.documents.charts.picture import Anchor, Picture
from saferplan.documents.charts.scales import Records, Scale, ceiling, present, spread, tick_text, ticks

PLOT_AT_DESK, PLOT_ON_PHONE, AXIS, HEAD = 380, 360, 46, 28
OUTER = ("low_998", "high_998")
INNER = ("low_95", "high_95")
NAMES_AT_DESK = {OUTER[1]: "99.8% limits", INNER[1]: "95% limits"}
NAMES_ON_PHONE = {OUTER[1]: "99.8%", INNER[1]: "95%"}
DWARFED = 3
"""Times the centre from which the highest area would press the others together on an even scale."""
TINY = 64
"""Part of the centre below which an area would stretch a logarithmic axis more than it says."""
_COLOURS = {1: theme.SERIES[0], -1: theme.STRONG, 0: theme.COMPARATOR}


@dataclass(frozen=True)
class _Area:
    name: str
    size: float
    value: float
    side: int = 0
    """1 above the outer limits, -1 below, 0 within."""


def funnel(
    records: Records,
    *,
    label: str,
    size: str,
    value: str,
    limits: Records,
    centre: float,
    kind: str = "rate",
    size_title: str = "",
    value_title: str = "",
    centre_name: str = "",
    outside: Collection[str] | None = None,
) -> Callable[[int], str]:
    """A dot an area at its `size` (such as residents) and `value`; those outside the outer limits are named.

    `limits` are records of size, low_95, high_95, low_998, high_998, in order of size; `centre` is the value of all
    areas together and `centre_name` what it is called. `outside` names the outlying areas where these were found by
    a test of their own; otherwise they are read off the outer limits.
    """
    found = [
        _Area(str(record[label]), record[size], record[value])
        for record in records
        if present(record.get(size)) and present(record.get(value))
    ]
    found = [replace(area, side=_side(area, limits, centre, outside)) for area in found]
    look = _Look(kind, size_title, value_title, centre, centre_name)
    return lambda width: _drawn(found, limits, look, width)


@dataclass(frozen=True)
class _Look:
    kind: str
    size_title: str
    value_title: str
    centre: float
    centre_name: str


def _side(area: _Area, limits: Records, centre: float, outside: Collection[str] | None) -> int:
    if outside is not None:
        return 0 if area.name not in outside else 1 if area.value > centre else -1
    low, high = (_at_size(limits, area.size, key) for key in OUTER)
    return 1 if area.value > high else -1 if area.value < low else 0


def _at_size(limits: Records, size: float, key: str) -> float:
    """The limit at `size`, on the straight line between its neighbours."""
    before, after = limits[0], limits[-1]
    for lower, upper in pairwise(limits):
        if lower["size"] <= size <= upper["size"]:
            before, after = lower, upper
            break
    if before["size"] == after["size"]:
        return before[key]
    part = min(max((size - before["size"]) / (after["size"] - before["size"]), 0), 1)
    return before[key] + part * (after[key] - before[key])


def _drawn(found: list[_Area], limits: Records, look: _Look, width: int) -> str:
    on_phone, edge = width < theme.PHONE, theme.edge(width)
    height = PLOT_ON_PHONE if on_phone else PLOT_AT_DESK
    low, high, at, logarithmic = _upright(found, limits, look.centre)
    left = edge + theme.widest([tick_text(tick, look.kind) for tick in at], theme.SMALL) + 8
    names = NAMES_ON_PHONE if on_phone else NAMES_AT_DESK
    right = width - edge - theme.widest(list(names.values()), theme.SMALL) - 8
    sizes = [record["size"] for record in limits] or [area.size for area in found]
    x = Scale(min(sizes), max(sizes), left, right)
    y = Scale(low, high, HEAD + height, HEAD, logarithmic)
    picture = Picture(width, HEAD + height + AXIS)
    _draw_axes(picture, x, y, at, look)
    taken = _draw_limits(picture, x, y, limits, names)
    _draw_areas(picture, x, y, found, look, taken)
    return picture.svg()


def _upright(found: list[_Area], limits: Records, centre: float) -> tuple[float, float, list[float], bool]:
    """Foot, top, ticks, and whether logarithmic: so that few areas that dwarf the others do not press them together."""
    values = [area.value for area in found] or [centre]
    highest, lowest = max([*values, centre * 1.3]), min(values)
    if lowest <= centre / TINY or highest < centre * DWARFED:
        top = ceiling(highest * 1.02)
        return 0, top, ticks(0, top, 6), False
    low = 0.85 * min([lowest, *(record[OUTER[0]] for record in limits if record[OUTER[0]] > 0)])
    start = ticks(centre / 2, centre, 4)[-1]
    steps = range(math.ceil(math.log2(low / start)), math.floor(math.log2(highest * 1.1 / start)) + 1)
    return low, highest * 1.1, [start * 2.0**step for step in steps], True


def _draw_axes(picture: Picture, x: Scale, y: Scale, at: list[float], look: _Look) -> None:
    small: dict[str, Any] = {"size": theme.SMALL, "colour": theme.QUIET}
    for tick in at:
        picture.line((x.start, y(tick)), (x.end, y(tick)), theme.GRID)
        picture.text((x.start - 8, y(tick)), tick_text(tick, look.kind), anchor="end", **small)
    picture.line((x.start, y.start), (x.end, y.start), theme.QUIET)
    for tick in ticks(x.low, x.high, max(2, int((x.end - x.start) / 80))):
        picture.line((x(tick), y.start), (x(tick), y.start + 5), theme.QUIET)
        picture.text((x(tick), y.start + 16), tick_text(tick, "count"), anchor="middle", **small)
    doubles = " (each line twice the one below)" if y.logarithmic and look.value_title else ""
    room = picture.width - 2 * theme.edge(picture.width)
    title = look.value_title + doubles
    shown = title if theme.text_width(title, theme.SMALL) <= room else look.value_title
    picture.text((theme.edge(picture.width), 9), theme.shortened(shown, room, theme.SMALL), **small)
    picture.text((x.end, y.start + 36), look.size_title, anchor="end", **small)


def _draw_limits(picture: Picture, x: Scale, y: Scale, limits: Records, names: Mapping[str, str]) -> list[Box]:
    """The limits as curves, cut where they leave the plot, the upper ones named; returns the room taken."""
    ends: dict[str, float] = {}
    for key in (*OUTER, *INNER):
        points = [(x(one["size"]), y(one[key])) for one in limits if y.low <= one[key] <= y.high]
        if len(points) > 1:
            picture.curve(points, theme.COMPARATOR, 1.5, "" if key in OUTER else "5 4")
            ends |= {key: points[-1][1]} if key in names else {}
    places = spread(list(ends.values()), 16, y.end, y.start)
    taken: list[Box] = []
    for key, place in zip(ends, places, strict=True):
        at = (x.end + 6, place)
        picture.text(at, names[key], size=theme.SMALL, colour=theme.QUIET)
        taken.append(Box.of_text(at, names[key], theme.SMALL, "start"))
    return taken


def _draw_areas(picture: Picture, x: Scale, y: Scale, found: list[_Area], look: _Look, taken: list[Box]) -> None:
    picture.line((x.start, y(look.centre)), (x.end, y(look.centre)), theme.INK, 1.5)
    points = {area.name: (x(area.size), y(area.value)) for area in found}
    for area in sorted(found, key=lambda area: abs(area.side)):
        picture.dot(points[area.name], 4.5 if area.side else 3.5, _COLOURS[area.side], theme.GROUND, 1)
    field = Box(theme.edge(picture.width), y.end - 6, picture.width - 2, y.start - 2)
    taken = [*taken, *(Box.around(point, 4) for point in points.values())]
    taken += _name_centre(picture, x, y(look.centre), look.centre_name, taken)
    outlying = sorted((area for area in found if area.side), key=lambda area: -abs(_distance(area, look.centre)))
    for area in outlying:
        point, may_lead = points[area.name], picture.width >= theme.PHONE
        label = place_label(point, area.name, taken, field, may_lead=may_lead)
        if label:
            if label.leads:
                picture.line(point, label.at, _COLOURS[area.side], 0.75)
            colour = _COLOURS[area.side]
            picture.text(label.at, area.name, size=theme.SMALL, colour=colour, anchor=label.anchor, halo=True)
            taken.append(label.box)


def _name_centre(picture: Picture, x: Scale, y: float, words: str, taken: list[Box]) -> list[Box]:
    """Above or below the line of all areas, at whichever end is free."""
    ends: list[tuple[Anchor, float]] = [("end", x.end), ("start", x.start + 4)]
    for anchor, across, down in [(*end, y + aside) for end in ends for aside in (-10, 10)] if words else []:
        box = Box.of_text((across, down), words, theme.SMALL, anchor)
        if not any(box.overlaps(other) for other in taken):
            picture.text((across, down), words, size=theme.SMALL, anchor=anchor, halo=True)
            return [box]
    return []


def _distance(area: _Area, centre: float) -> float:
    return math.log(max(area.value, 1e-9) / max(centre, 1e-9))
