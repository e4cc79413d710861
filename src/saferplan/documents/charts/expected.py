"""A monthly series beside the range in which it was to be expected, with its trend, and the range of months to come."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from saferplan.documents.charts import theme
from saferplan.documents.charts.lines import (
    AXIS,
    BAR,
    BREAK,
    Break,
    Line,
    Plot,
    draw_grid,
    draw_lines,
    draw_months,
    name_breaks,
    shade_breaks,
)
from saferplan.documents.charts.months import number_of, runs
from saferplan.documents.charts.picture import Picture
from saferplan.documents.charts.scales import Records, Scale, ceiling, present, tick_text, ticks

PLOT, KEY_ROW, SWATCH = 250, 22, 22
COUNTED, TREND, RANGE, OUTSIDE = "counted", "trend", "expected range (95%)", "outside the range"
BAND, BAND_TO_COME = theme.SEQUENCE[0], theme.SEQUENCE[1]
DOT, RING = 3, 6


@dataclass(frozen=True)
class _Series:
    """By month, as numbers."""

    counted: dict[int, float]
    trend: dict[int, float]
    low: dict[int, float]
    high: dict[int, float]
    outside: frozenset[int]

    @property
    def months(self) -> list[int]:
        return sorted(self.low)

    @property
    def to_come(self) -> list[int]:
        return [month for month in self.months if month > max(self.counted)]


def expected(
    records: Records,
    *,
    month: str,
    value: str,
    trend: str,
    low: str,
    high: str,
    outside: str,
    breaks: Sequence[Break] = (),
) -> Callable[[int], str]:
    """What was counted as dots, the range as a band, the trend as a line; `outside` says which months to ring.

    Records without a value are months to come, the band of which is darker. Months of a break are shaded and named.
    """

    def column(key: str) -> dict[int, float]:
        return {number_of(record[month]): record[key] for record in records if present(record.get(key))}

    rings = frozenset(number_of(record[month]) for record in records if record.get(outside))
    found = _Series(column(value), column(trend), column(low), column(high), rings)
    return lambda width: _drawn(found, width, breaks)


def _drawn(found: _Series, width: int, breaks: Sequence[Break]) -> str:
    first, last, edge = found.months[0], found.months[-1], theme.edge(width)
    shown = [one for one in breaks if number_of(one.end) >= first and number_of(one.start) <= last]
    keys = _keys(found)
    places, height_of_keys = _key_places(keys, width)
    top = height_of_keys + 10 + (BREAK * len(shown) + BAR if shown else 0)
    highest = ceiling(max([*found.high.values(), *found.counted.values()]))
    at = ticks(0, highest, 6)
    left = edge + theme.widest([tick_text(tick, "count") for tick in at], theme.SMALL) + 8
    plot = Plot(Scale(first - 0.5, last + 0.5, left, width - edge - 4), Scale(0, highest, top + PLOT, top))
    picture = Picture(width, top + PLOT + AXIS)
    shade_breaks(picture, plot, shown)
    _draw_band(picture, plot, found)
    draw_grid(picture, plot, at, "count", None)
    name_breaks(picture, plot, shown)
    draw_months(picture, plot)
    draw_lines(picture, plot, [Line(TREND, found.trend, theme.COMPARATOR, is_strong=False)])
    _draw_counted(picture, plot, found)
    for name, (x, y) in zip(keys, places, strict=True):
        _draw_key(picture, name, x, y)
    return picture.svg()


def _draw_band(picture: Picture, plot: Plot, found: _Series) -> None:
    """A step a month, so that the range of one month is not read off between two."""
    half = plot.month / 2
    to_come = set(found.to_come)
    for month in found.months:
        x, top, bottom = plot.x(month), plot.y(found.high[month]), plot.y(found.low[month])
        fill = BAND_TO_COME if month in to_come else BAND
        picture.rect(x - half, top, 2 * half + 0.3, bottom - top, fill)


def _draw_counted(picture: Picture, plot: Plot, found: _Series) -> None:
    for run in runs(found.counted):
        points = [(plot.x(month), plot.y(found.counted[month])) for month in run]
        if len(points) > 1:
            picture.curve(points, theme.STRONG, 1.5)
    for month, count in found.counted.items():
        at = (plot.x(month), plot.y(count))
        if month in found.outside:
            picture.dot(at, RING, theme.GROUND, theme.SERIES[0], 2.5)
        picture.dot(at, DOT, theme.STRONG)


def _keys(found: _Series) -> list[str]:
    return [COUNTED, TREND, RANGE, *(["range to come"] if found.to_come else []), *([OUTSIDE] if found.outside else [])]


def _key_places(keys: Sequence[str], width: int) -> tuple[list[tuple[float, float]], float]:
    """Where each key begins, in as many rows as they need, and the height of these."""
    edge, places = theme.edge(width), []
    x, y = float(edge), KEY_ROW / 2
    for name in keys:
        wide = SWATCH + 6 + theme.text_width(name, theme.SMALL)
        if x > edge and x + wide > width - edge:
            x, y = float(edge), y + KEY_ROW
        places.append((x, y))
        x += wide + 18
    return places, y + KEY_ROW / 2


def _draw_key(picture: Picture, name: str, x: float, y: float) -> None:
    middle = (x + SWATCH / 2, y)
    if name == COUNTED:
        picture.line((x, y), (x + SWATCH, y), theme.STRONG, 1.5)
        picture.dot(middle, DOT, theme.STRONG)
    elif name == TREND:
        picture.line((x, y), (x + SWATCH, y), theme.COMPARATOR, 2)
    elif name == OUTSIDE:
        picture.dot(middle, RING, theme.GROUND, theme.SERIES[0], 2.5)
        picture.dot(middle, DOT, theme.STRONG)
    else:
        picture.rect(x, y - 7, SWATCH, 14, BAND if name == RANGE else BAND_TO_COME)
    picture.text((x + SWATCH + 6, y), name, size=theme.SMALL)
