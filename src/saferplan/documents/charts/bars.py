"""Bars, each with its figure at its end, and an interval where there is one."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from saferplan.documents import numbers
from saferplan.documents.charts import theme
from saferplan.documents.charts.picture import Picture
from saferplan.documents.charts.rows import BAR, Rows
from saferplan.documents.charts.scales import Records, Scale, present


@dataclass(frozen=True)
class _Bar:
    name: str
    value: float | None
    interval: tuple[float, float] | None
    text: str
    is_strong: bool
    marker: float | None = None

    @property
    def end(self) -> float:
        return max(self.value or 0, self.interval[1] if self.interval else 0, self.marker or 0)


def bars(
    records: Records,
    *,
    label: str,
    value: str,
    kind: str = "count",
    low: str | None = None,
    high: str | None = None,
    highlight: Collection[str] = (),
    marker: str | None = None,
    marker_name: str = "",
) -> Callable[[int], str]:
    """A bar a record, from zero, in the order of the records; a missing figure has words in place of a bar.

    `label`, `value`, `low`, `high` name keys of the records; `highlight` holds the labels to be drawn strong,
    all where it is empty. `marker` is the key of a figure to set beside, drawn as a stroke across the bar; the key
    above calls it `marker_name`.
    """
    found = [_bar(record, label, value, (low, high), kind, highlight) for record in records]
    if marker:
        known = [record[marker] if present(record.get(marker)) else None for record in records]
        found = [replace(bar, marker=beside) for bar, beside in zip(found, known, strict=True)]
    return lambda width: _drawn(found, width, marker_name)


def _bar(
    record: Mapping[str, Any],
    label: str,
    value: str,
    ends: tuple[str | None, str | None],
    kind: str,
    highlight: Collection[str],
) -> _Bar:
    name = str(record[label])
    known = record[value] if present(record.get(value)) else None
    low, high = (record.get(end) if end else None for end in ends)
    interval = (low, high) if known is not None and present(low) and present(high) else None
    return _Bar(name, known, interval, numbers.printed(record.get(value), kind), not highlight or name in highlight)


def _drawn(found: list[_Bar], width: int, marker_name: str) -> str:
    rows = Rows.of([bar.name for bar in found], width, top=26 if marker_name else 2)
    picture = Picture(width, rows.bottom + 4)
    right = width - theme.edge(width) - theme.widest([bar.text for bar in found]) - 8
    scale = Scale(0, max([bar.end for bar in found] + [0]) or 1, rows.left, right)
    for row, bar in enumerate(found):
        if bar.value is not None:
            colour = theme.STRONG if bar.is_strong else theme.COMPARATOR
            picture.rect(rows.left, rows.bar(row), scale(bar.value) - rows.left, BAR, colour)
        if bar.interval:
            draw_whisker(picture, (scale(bar.interval[0]), scale(bar.interval[1])), rows.middle(row))
        if bar.marker is not None:
            _draw_marker(picture, scale(bar.marker), rows.middle(row))
        picture.text((scale(bar.end) + 6, rows.middle(row)), bar.text)
    if marker_name:
        _draw_marker(picture, theme.edge(width) + 3, 11)
        picture.text((theme.edge(width) + 12, 11), marker_name, size=theme.SMALL)
    if not rows.above:
        picture.line((rows.left, rows.top), (rows.left, rows.bottom))
    all_strong = all(bar.is_strong for bar in found)
    rows.draw_names(picture, [bar.name for bar in found], [bar.is_strong and not all_strong for bar in found])
    return picture.svg()


def draw_whisker(picture: Picture, ends: tuple[float, float], y: float) -> None:
    """With a pale edge, to be seen on the bar and beside it."""
    for colour, width in ((theme.GROUND, 4.5), (theme.INK, 1.5)):
        picture.line((ends[0], y), (ends[1], y), colour, width)
        for end in ends:
            picture.line((end, y - 4), (end, y + 4), colour, width)


def _draw_marker(picture: Picture, x: float, y: float) -> None:
    """An upright stroke with a pale edge."""
    for colour, width in ((theme.GROUND, 6), (theme.INK, 3)):
        picture.line((x, y - BAR / 2 - 1), (x, y + BAR / 2 + 1), colour, width)
