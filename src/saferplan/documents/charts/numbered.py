"""A list of numbered names below a picture, in as many columns as fit, for marks too small to hold a name."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from saferplan.documents.charts import theme
from saferplan.documents.charts.picture import Picture

ROW, SECOND_LINE, GAP, NUMBER, BESIDE = 20, 15, 26, 24, 10
MOST_COLUMNS, MOST_LINES = 3, 2


@dataclass(frozen=True)
class Entry:
    number: int
    name: str
    figure: str = ""


@dataclass(frozen=True)
class _Columns:
    """`wide`: of a column; `lines`: each entry's name as it is set."""

    count: int
    wide: float
    lines: Sequence[Sequence[str]]

    @property
    def rows(self) -> int:
        return math.ceil(len(self.lines) / self.count)

    def height(self, place: int) -> float:
        return ROW + SECOND_LINE * (len(self.lines[place]) - 1)

    def top(self, place: int) -> float:
        """Where an entry begins, below the top of the list."""
        first = place // self.rows * self.rows
        return sum(self.height(above) for above in range(first, place))

    @property
    def bottom(self) -> float:
        return max(self.top(place) + self.height(place) for place in range(len(self.lines)))


def draw_list(picture: Picture | None, entries: Sequence[Entry], top: float, width: int) -> float:
    """Down the columns from the left; returns the height taken (draws nothing without a picture)."""
    if not entries:
        return 0
    edge, figures = theme.edge(width), theme.widest([entry.figure for entry in entries], theme.SMALL)
    columns = _columns(entries, width - 2 * edge, NUMBER + BESIDE + figures)
    for place, entry in enumerate(entries if picture else ()):
        left = edge + place // columns.rows * (columns.wide + GAP)
        _draw_entry(picture, entry, columns.lines[place], (left, top + columns.top(place) + ROW / 2), columns.wide)
    return columns.bottom


def _columns(entries: Sequence[Entry], room: float, beside: float) -> _Columns:
    """As many columns as hold every name whole, in two lines at most; one where none do."""
    longest = theme.widest([entry.name for entry in entries], theme.SMALL) + 1
    for count in range(min(MOST_COLUMNS, len(entries)), 1, -1):
        columns = _columns_of(count, entries, min((room - GAP * (count - 1)) / count, beside + longest), beside)
        if all(" ".join(lines) == entry.name for lines, entry in zip(columns.lines, entries, strict=True)):
            return columns
    return _columns_of(1, entries, min(room, beside + longest), beside)


def _columns_of(count: int, entries: Sequence[Entry], wide: float, beside: float) -> _Columns:
    lines = [theme.wrapped(entry.name, wide - beside, theme.SMALL, most=MOST_LINES) for entry in entries]
    return _Columns(count, wide, lines)


def _draw_entry(
    picture: Picture | None, entry: Entry, lines: Sequence[str], at: tuple[float, float], wide: float
) -> None:
    if picture is None:
        return
    x, y = at
    picture.text((x + NUMBER - 6, y), str(entry.number), size=theme.SMALL, anchor="end", bold=True)
    for place, words in enumerate(lines):
        picture.text((x + NUMBER, y + SECOND_LINE * place), words, size=theme.SMALL)
    picture.text((x + wide, y), entry.figure, size=theme.SMALL, colour=theme.QUIET, anchor="end")
