"""A range a row, from its lower to its upper end, with its middle and a figure to set beside it."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from saferplan.documents.charts import theme
from saferplan.documents.charts.picture import Picture
from saferplan.documents.charts.rows import BAR, Rows
from saferplan.documents.charts.scales import Records, Scale, present, tick_text

KEY, AXIS, RADIUS = 28, 28, 6
TENFOLD = 10
LEAST = 1
"""An axis that goes up tenfold at each line has no zero; it begins at one."""


@dataclass(frozen=True)
class _Range:
    name: str
    low: float
    middle: float | None
    high: float
    beside: float | None
    text: str
    short: str


def ranges(
    records: Records,
    *,
    label: str,
    low: str,
    middle: str,
    high: str,
    text: str,
    short: str,
    beside: str,
    beside_name: str,
) -> Callable[[int], str]:
    """A row a record on an axis that goes up tenfold at each line: a bar from `low` to `high`, a dot at `middle` where
    there is one, an upright stroke at `beside` where that is known, and the words of `text` at the right (those of
    `short` on a phone).

    A missing upper end runs to the end of the axis. Records without a lower end are left out. The key above calls the
    stroke `beside_name`, where any row has one.
    """
    known = [record for record in records if present(record.get(low))]
    found = [
        _Range(
            str(record[label]),
            record[low],
            record[middle] if present(record.get(middle)) else None,
            record[high] if present(record.get(high)) else math.inf,
            record[beside] if present(record.get(beside)) else None,
            str(record[text]),
            str(record[short]),
        )
        for record in known
    ]
    return lambda width: _drawn(found, width, beside_name)


def _drawn(found: list[_Range], width: int, beside_name: str) -> str:
    edge, texts_width = theme.edge(width), theme.widest([one.text for one in found])
    has_key = any(one.beside is not None for one in found)
    rows = Rows.of([one.name for one in found], width, top=KEY if has_key else 2)
    picture = Picture(width, rows.bottom + AXIS)
    right = width - edge - RADIUS if rows.above else width - edge - texts_width - 16
    least, most = _ends(found)
    scale = Scale(least, most, rows.left + RADIUS, right, logarithmic=True)
    _draw_axis(picture, rows, scale)
    for row, one in enumerate(found):
        _draw_range(picture, one, scale, rows.middle(row))
        # Ends at the edge: a reader's font may be wider than the one that was measured.
        words, size = (one.short, theme.SMALL) if rows.above else (one.text, theme.LETTER)
        picture.text((width - edge, rows.name_middle(row)), words, size=size, anchor="end")
    if has_key:
        _draw_stroke(picture, edge + 3, 11)
        picture.text((edge + 12, 11), beside_name, size=theme.SMALL)
    names = [one.name for one in found]
    rows.draw_names(picture, names, [False] * len(found), [theme.text_width(one.short, theme.SMALL) for one in found])
    return picture.svg()


def _ends(found: list[_Range]) -> tuple[float, float]:
    """Powers of ten below and above all that is drawn."""
    every = [at for one in found for at in (one.low, one.middle, one.high, one.beside) if present(at)]
    above = [max(at, LEAST) for at in every] or [LEAST]
    low = TENFOLD ** math.floor(math.log10(min(above)))
    return low, max(TENFOLD ** math.ceil(math.log10(max(above))), low * TENFOLD)


def _draw_axis(picture: Picture, rows: Rows, scale: Scale) -> None:
    """A line at every power of ten; of their names, every one, every second and so on, as there is room."""
    ticks = _powers(scale)
    widest = theme.text_width(tick_text(scale.high, "count"), theme.SMALL) + 8
    apart = (scale.end - scale.start) / max(len(ticks) - 1, 1)
    named = ticks[:: max(1, math.ceil(widest / apart))]
    for tick in ticks:
        for top, bottom in rows.stretches():
            picture.line((scale(tick), top), (scale(tick), bottom), theme.GRID)
    for tick in named:
        words = tick_text(tick, "count")
        middle = min(scale(tick), picture.width - theme.text_width(words, theme.SMALL) / 2)
        picture.text((middle, rows.bottom + 15), words, size=theme.SMALL, colour=theme.QUIET, anchor="middle")


def _powers(scale: Scale) -> list[float]:
    powers = range(round(math.log10(scale.low)), round(math.log10(scale.high)) + 1)
    return [float(TENFOLD**power) for power in powers]


def _draw_range(picture: Picture, one: _Range, scale: Scale, y: float) -> None:
    start, end = scale(max(one.low, LEAST)), scale(one.high)
    if end > start:
        picture.rect(start, y - BAR / 2, end - start, BAR, theme.COMPARATOR)
    if one.middle is not None or end <= start:
        picture.dot(
            (scale(one.middle if one.middle is not None else one.low), y), RADIUS, theme.STRONG, theme.GROUND, 1
        )
    if one.beside is not None:
        _draw_stroke(picture, scale(max(one.beside, LEAST)), y)


def _draw_stroke(picture: Picture, x: float, y: float) -> None:
    """An upright stroke with a pale edge, to be seen on the bar and beside it."""
    for colour, width in ((theme.GROUND, 6), (theme.INK, 3)):
        picture.line((x, y - BAR / 2 - 2), (x, y + BAR / 2 + 2), colour, width)
