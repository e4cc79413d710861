"""A square a month, a row a year: which months are there, and which of them a document is about."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from saferplan.documents.charts import theme
from saferplan.documents.charts.months import NAMES
from saferplan.documents.charts.picture import Picture, Point
from saferplan.documents.charts.scales import Records

CELL_AT_DESK, HEAD, KEY_ROW, GAP = 34, 24, 26, 3
IN_YEAR = 12


@dataclass(frozen=True)
class State:
    """What a month may be: its words in the key, its fill, and the letters of the mark inside, "" for none."""

    words: str
    fill: str
    mark: str = ""
    letters: str = theme.GROUND


def calendar(
    records: Records,
    *,
    month: str,
    state: str,
    states: Mapping[str, State],
    outlined: Mapping[str, Collection[str]] | None = None,
) -> Callable[[int], str]:
    """A square a record's `month` (YYYY-MM) in the look of its `state`. `outlined` maps words of the key to months
    that get an edge: the first a thick one, the second a thin one.
    """
    marked = {record[month]: states[record[state]] for record in records}
    used = [one for key, one in states.items() if any(record[state] == key for record in records)]
    return lambda width: _drawn(marked, used, outlined or {}, width)


def _drawn(marked: Mapping[str, State], used: list[State], outlined: Mapping[str, Collection[str]], width: int) -> str:
    edge = theme.edge(width)
    years = range(int(min(marked)[:4]), int(max(marked)[:4]) + 1)
    left = edge + theme.text_width("2020 ", theme.SMALL) + 8
    cell = min((width - edge - left) / IN_YEAR, CELL_AT_DESK)
    shown = {words: months for words, months in outlined.items() if set(months) & marked.keys()}
    top = _draw_key(None, used, list(shown), width) + HEAD
    picture = Picture(width, top + len(years) * cell + 6)
    _draw_key(picture, used, list(shown), width)
    _draw_months(picture, left, top, cell)
    for row, year in enumerate(years):
        picture.text((edge, top + (row + 0.5) * cell), str(year), size=theme.SMALL)
    places = {month: _place(month, years[0], (left, top), cell) for month in marked}
    for month, state in marked.items():
        _draw_cell(picture, places[month], cell, state)
    for order, months in enumerate(shown.values()):
        for run in _runs(sorted(set(months) & marked.keys())):
            _draw_outline(picture, [places[one] for one in run], cell, order)
    return picture.svg()


def _place(month: str, first_year: int, corner: Point, cell: float) -> Point:
    return corner[0] + (int(month[5:]) - 1) * cell, corner[1] + (int(month[:4]) - first_year) * cell


def _draw_months(picture: Picture, left: float, top: float, cell: float) -> None:
    for at, name in enumerate(NAMES):
        words = name if cell > theme.widest(NAMES, theme.SMALL) else name[0]
        middle = (left + (at + 0.5) * cell, top - 12)
        picture.text(middle, words, size=theme.SMALL, colour=theme.QUIET, anchor="middle")


def _draw_cell(picture: Picture, at: Point, cell: float, state: State) -> None:
    picture.area(_corners(at, cell - GAP, cell - GAP), fill=state.fill, edge=theme.COMPARATOR)
    if state.mark:
        middle = (at[0] + (cell - GAP) / 2, at[1] + (cell - GAP) / 2)
        picture.text(middle, state.mark, size=theme.SMALL, colour=state.letters, anchor="middle", bold=True)


def _draw_outline(picture: Picture, places: list[Point], cell: float, order: int) -> None:
    first, last = places[0], places[-1]
    corners = _corners((first[0] - 1.5, first[1] - 1.5), last[0] - first[0] + cell, cell)
    picture.area(corners, fill="none", edge=theme.INK, width=1.5 if order else 3.5)


def _runs(months: list[str]) -> list[list[str]]:
    """Months of one row in stretches."""
    runs: list[list[str]] = []
    for before, month in pairwise(["", *months]):
        if before[:4] == month[:4] and int(before[5:]) + 1 == int(month[5:]):
            runs[-1].append(month)
        else:
            runs.append([month])
    return runs


def _draw_key(picture: Picture | None, used: list[State], outlined: list[str], width: int) -> float:
    """Squares and words from the top left; returns the height taken (draws nothing without a picture)."""
    edge, side = theme.edge(width) + 2, 16
    entries = [(one.words, one) for one in used] + [(words, None) for words in outlined]
    x, y = float(edge), 4.0
    for place, (words, state) in enumerate(entries):
        wide = side + 7 + theme.text_width(words, theme.SMALL)
        if x > edge and x + wide > width - edge:
            x, y = float(edge), y + KEY_ROW
        if picture:
            look = state or State(words, theme.GROUND)
            thick = 1.0 if state else 3.5 if place == len(used) else 1.5
            corners = _corners((x, y), side, side)
            picture.area(corners, fill=look.fill, edge=theme.COMPARATOR if state else theme.INK, width=thick)
            picture.text((x + side + 7, y + side / 2), words, size=theme.SMALL)
        x += wide + 16
    return y + KEY_ROW


def _corners(at: Point, wide: float, high: float) -> list[Point]:
    x, y = at
    return [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
