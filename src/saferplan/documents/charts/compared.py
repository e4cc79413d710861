"""One figure of several areas in a row each: the own area as a dot, the others as quieter marks of their own shape."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from saferplan.documents import numbers
from saferplan.documents.charts import theme
from saferplan.documents.charts.picture import Picture, Point
from saferplan.documents.charts.rows import Rows
from saferplan.documents.charts.scales import Records, Scale, ceiling, present, tick_text, ticks

KEY_ROW, AXIS, RADIUS = 24, 28, 6
MOST_SERIES = 3


@dataclass(frozen=True)
class _Row:
    name: str
    values: tuple[float | None, ...]
    text: str


def compared_dots(
    records: Records, *, label: str, series: Mapping[str, str], kind: str = "rate"
) -> Callable[[int], str]:
    """A row a record. `series` maps keys of the records to what they are called; the first is the own area, whose
    figure stands at the right. From zero. At most three series: a filled dot, a ring, an upright stroke.
    """
    if len(series) > MOST_SERIES:
        raise ValueError(f"a row compares at most {MOST_SERIES} areas")
    keys, names = list(series), list(series.values())
    rows = [
        _Row(
            str(record[label]),
            tuple(record[key] if present(record.get(key)) else None for key in keys),
            numbers.printed(record.get(keys[0]), kind),
        )
        for record in records
    ]
    return lambda width: _drawn(rows, names, kind, width)


def _drawn(found: Sequence[_Row], names: Sequence[str], kind: str, width: int) -> str:
    edge = theme.edge(width)
    places = _key_places(names, width)
    rows = Rows.of([row.name for row in found], width, top=places[-1][1] + KEY_ROW)
    picture = Picture(width, rows.bottom + AXIS)
    texts = [theme.text_width(row.text, theme.SMALL) for row in found]
    right = width - edge - RADIUS - (0 if rows.above else max(texts, default=0) + 14)
    highest = max([value for row in found for value in row.values if value is not None] + [0])
    scale = Scale(0, ceiling(highest), rows.left + RADIUS, right)
    _draw_key(picture, names, places)
    _draw_axis(picture, rows, scale, kind)
    for at, row in enumerate(found):
        _draw_row(picture, row, scale, rows.middle(at))
        beside = (width - edge, rows.name_middle(at) if rows.above else rows.middle(at))
        picture.text(beside, row.text, size=theme.SMALL, colour=theme.STRONG, anchor="end", bold=True)
    rows.draw_names(picture, [row.name for row in found], [False] * len(found), [wide * theme.BOLDER for wide in texts])
    return picture.svg()


def _draw_row(picture: Picture, row: _Row, scale: Scale, y: float) -> None:
    """The own area last, so that it lies on top."""
    known = [scale(value) for value in row.values if value is not None]
    if len(known) > 1:
        picture.line((min(known), y), (max(known), y), theme.GRID, 3)
    for place in reversed(range(len(row.values))):
        value = row.values[place]
        if value is not None:
            _mark(picture, place, (scale(value), y))


def _mark(picture: Picture, place: int, at: Point) -> None:
    x, y = at
    if place == 0:
        picture.dot(at, RADIUS, theme.STRONG, theme.GROUND, 1)
    elif place == 1:
        picture.dot(at, RADIUS - 1, theme.GROUND, theme.QUIET, 2)
    else:
        picture.line((x, y - RADIUS - 2), (x, y + RADIUS + 2), theme.INK, 3)


def _draw_axis(picture: Picture, rows: Rows, scale: Scale, kind: str) -> None:
    for tick in ticks(scale.low, scale.high, max(2, int((scale.end - scale.start) / 80))):
        for top, bottom in rows.stretches():
            picture.line((scale(tick), top), (scale(tick), bottom), theme.GRID)
        at = (scale(tick), rows.bottom + 15)
        picture.text(at, tick_text(tick, kind), size=theme.SMALL, colour=theme.QUIET, anchor="middle")


def _key_places(names: Sequence[str], width: int) -> list[Point]:
    """Where the marks of the key stand: in one line, or below one another where they do not fit."""
    edge, x, y = theme.edge(width), 0.0, 10.0
    places: list[Point] = []
    for name in names:
        wide = 2 * RADIUS + 8 + theme.text_width(name, bold=True)
        if x and x + wide > width - edge:
            x, y = 0.0, y + KEY_ROW
        x = x or edge + RADIUS + 1.0
        places.append((x, y))
        x += wide + 18
    return places


def _draw_key(picture: Picture, names: Sequence[str], places: Sequence[Point]) -> None:
    for place, (name, at) in enumerate(zip(names, places, strict=True)):
        _mark(picture, place, at)
        is_own, colour = place == 0, theme.STRONG if place == 0 else theme.INK
        words = theme.shortened(name, picture.width - at[0] - RADIUS - 6, bold=is_own)
        picture.text((at[0] + RADIUS + 6, at[1]), words, colour=colour, bold=is_own)
