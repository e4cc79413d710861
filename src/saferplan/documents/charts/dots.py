"""A dot and its interval for each of several areas or crime types."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from saferplan.documents import numbers
from saferplan.documents.charts import theme
from saferplan.documents.charts.picture import Picture
from saferplan.documents.charts.rows import Rows
from saferplan.documents.charts.scales import Records, Scale, present, tick_text, ticks

AXIS, REFERENCE = 28, 26
RADIUS = 5
RATIO_TICKS = (0.1, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4, 6, 10)


@dataclass(frozen=True)
class _Dot:
    name: str
    value: float | None
    interval: tuple[float, float] | None
    text: str
    is_strong: bool
    is_clear: bool

    @property
    def colour(self) -> str:
        return theme.STRONG if self.is_strong and self.is_clear else theme.COMPARATOR

    @property
    def reach(self) -> list[float]:
        return [] if self.value is None else [self.value, *(self.interval or ())]


@dataclass(frozen=True)
class _Axis:
    kind: str
    no_change: float | None
    no_change_text: str
    reference: tuple[float, str] | None = None

    def words(self, tick: float) -> str:
        if self.no_change is None:
            return tick_text(tick, self.kind)
        return self.no_change_text if tick == self.no_change else numbers.change(tick / self.no_change)


def dots(
    records: Records,
    *,
    label: str,
    value: str,
    low: str,
    high: str,
    kind: str = "rate",
    highlight: Collection[str] = (),
    no_change: float | None = None,
    clear: str | None = None,
    unclear_text: str = "no clear change",
    no_change_text: str = "no change",
    reference: tuple[float, str] | None = None,
    faint: str | None = None,
) -> Callable[[int], str]:
    """A row a record, in their order: a dot at `value`, a line from `low` to `high`, the figure at the right.

    `highlight` holds labels to be drawn strong (all where it is empty). With `no_change` (1 for ratios) the axis is
    logarithmic and marks that line; a record whose interval covers it, or whose field `clear` is false, gets a
    hollow dot and `unclear_text` in place of its figure; `no_change_text` names the line. A missing figure has
    words and no dot. `reference` is a figure to read the dots against and its name, drawn as a line. A record whose
    field `faint` is true, such as a part of a year, gets a hollow, quiet dot.
    """
    found = [_dot(record, label, value, (low, high), kind, highlight) for record in records]
    if no_change is not None:
        verdicts = [record.get(clear) if clear else None for record in records]
        found = [_compared(dot, no_change, verdict, unclear_text) for dot, verdict in zip(found, verdicts, strict=True)]
    if faint:
        found = [replace(dot, is_clear=not record[faint]) for dot, record in zip(found, records, strict=True)]
    return lambda width: _drawn(found, width, _Axis(kind, no_change, no_change_text, reference))


def _dot(
    record: Mapping[str, Any],
    label: str,
    value: str,
    ends: tuple[str, str],
    kind: str,
    highlight: Collection[str],
) -> _Dot:
    name = str(record[label])
    known = record[value] if present(record.get(value)) else None
    interval = None
    if known is not None and present(record.get(ends[0])):
        # An interval without an upper limit runs to the end of the axis.
        interval = (record[ends[0]], record[ends[1]] if not numbers.is_missing(record.get(ends[1])) else known)
    text = numbers.printed(record.get(value), kind)
    return _Dot(name, known, interval, text, not highlight or name in highlight, is_clear=True)


def _compared(dot: _Dot, no_change: float, verdict: Any, unclear_text: str) -> _Dot:
    if dot.value is None:
        return dot
    covered = dot.interval is not None and dot.interval[0] <= no_change <= dot.interval[1]
    is_clear = not covered if verdict is None else bool(verdict)
    text = numbers.change(dot.value / no_change) if is_clear else unclear_text
    return _Dot(dot.name, dot.value, dot.interval, text, dot.is_strong, is_clear)


def _drawn(found: list[_Dot], width: int, axis: _Axis) -> str:
    edge, texts_width = theme.edge(width), theme.widest([dot.text for dot in found])
    rows = Rows.of([dot.name for dot in found], width, top=REFERENCE if axis.reference else 0)
    picture = Picture(width, rows.bottom + AXIS)
    right = width - edge - RADIUS if rows.above else width - edge - texts_width - 16
    low, high = _ends(found, axis)
    scale = Scale(low, high, rows.left + RADIUS, right, logarithmic=axis.no_change is not None)
    _draw_axis(picture, rows, scale, axis)
    if axis.reference:
        _draw_reference(picture, rows, scale, *axis.reference)
    for row, dot in enumerate(found):
        _draw_dot(picture, dot, scale, rows.middle(row))
        colour = theme.INK if dot.is_clear and dot.value is not None else theme.QUIET
        # Ends at the edge: a reader's font may be wider than the one that was measured.
        size = theme.SMALL if rows.above else theme.LETTER
        picture.text((width - edge, rows.name_middle(row)), dot.text, size=size, colour=colour, anchor="end")
    all_strong = all(dot.is_strong for dot in found)
    bold = [dot.is_strong and not all_strong for dot in found]
    rows.draw_names(
        picture, [dot.name for dot in found], bold, [theme.text_width(dot.text, theme.SMALL) for dot in found]
    )
    return picture.svg()


def _draw_dot(picture: Picture, dot: _Dot, scale: Scale, y: float) -> None:
    if dot.value is None:
        return
    if dot.interval:
        picture.line((scale(dot.interval[0]), y), (scale(dot.interval[1]), y), dot.colour, 3)
    fill = dot.colour if dot.is_clear else theme.GROUND
    picture.dot((scale(dot.value), y), RADIUS, fill, dot.colour, 2.5)


def _draw_axis(picture: Picture, rows: Rows, scale: Scale, axis: _Axis) -> None:
    for tick in _ticks(scale, axis):
        for top, bottom in rows.stretches():
            colour = theme.INK if tick == axis.no_change else theme.GRID
            picture.line((scale(tick), top), (scale(tick), bottom), colour)
        at = (scale(tick), rows.bottom + 15)
        picture.text(at, axis.words(tick), size=theme.SMALL, colour=theme.QUIET, anchor="middle")


def _ticks(scale: Scale, axis: _Axis) -> list[float]:
    """For ratios the line of no change, and those beside it whose words leave each other room."""
    if axis.no_change is None:
        return ticks(scale.low, scale.high, max(4, int((scale.end - scale.start) / 90)))
    kept = [axis.no_change]
    for tick in (axis.no_change * ratio for ratio in RATIO_TICKS):
        words = axis.words(tick)
        rooms = {other: theme.text_width(words + axis.words(other), theme.SMALL) for other in kept}
        clears = all(abs(scale(tick) - scale(other)) > room / 2 + 8 for other, room in rooms.items())
        if scale.low <= tick <= scale.high and clears:
            kept.append(tick)
    return kept


def _draw_reference(picture: Picture, rows: Rows, scale: Scale, value: float, name: str) -> None:
    """A line through all rows, named above them."""
    x, edge = scale(value), theme.edge(picture.width)
    for top, bottom in rows.stretches():
        picture.line((x, top), (x, bottom), theme.INK, 1.5)
    half = theme.text_width(name, theme.SMALL, bold=True) / 2
    middle = max(min(x, picture.width - edge - half), edge + half)
    picture.text((middle, 9), name, size=theme.SMALL, anchor="middle", bold=True)
    picture.line((x, 17), (x, rows.stretches()[0][0]), theme.INK, 1.5)


def _ends(found: list[_Dot], axis: _Axis) -> tuple[float, float]:
    """Where the axis begins and ends: zero is no bound, since dots stand by place and not by length."""
    no_change, extra = axis.no_change, [axis.reference[0]] if axis.reference else []
    reached = [at for dot in found for at in dot.reach if math.isfinite(at)] + extra or [0, 1]
    lowest, highest = min(reached), max(reached)
    if no_change is None:
        margin = (highest - lowest or 1) * 0.05
        return (max(lowest - margin, 0) if lowest >= 0 else lowest - margin), highest + margin
    lowest = max(min(lowest, no_change * 0.75), no_change * RATIO_TICKS[0])
    return lowest / 1.05, min(max(highest, no_change * 1.25), no_change * RATIO_TICKS[-1]) * 1.05
