"""A table of shaded cells: rows against columns, darker for more, with bars of the sums at its sides if asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from saferplan.documents.charts import theme
from saferplan.documents.charts.classes import Classes, classes_of, draw_key
from saferplan.documents.charts.picture import Picture
from saferplan.documents.charts.scales import Records, present

ROW_AT_DESK, ROW_ON_PHONE, NARROW_ROW = 30, 34, 22
BARS_ABOVE, BARS_BESIDE, APART = 46, 76, 8
HEADING, ROOM_FOR_WORDS, MOST_LETTERED = 18, 32, 12
GAP = 1.5
"""White between cells, in pixels."""


@dataclass(frozen=True)
class _Cell:
    value: float | None
    text: str
    is_quiet: bool


@dataclass(frozen=True)
class _Table:
    rows: Sequence[str]
    columns: Sequence[str]
    cells: Sequence[Sequence[_Cell]]
    classes: Classes

    def turned(self) -> "_Table":
        """Rows for columns: the longer side runs down where the screen is narrow."""
        return _Table(self.columns, self.rows, list(zip(*self.cells, strict=True)), self.classes)

    def sums(self) -> tuple[list[float], list[float]]:
        """Of each row and of each column."""
        values = [[cell.value or 0 for cell in row] for row in self.cells]
        return [sum(row) for row in values], [sum(column) for column in zip(*values, strict=True)]

    @property
    def has_text(self) -> bool:
        """Cells that print their figures need no key of colours."""
        return any(cell.text for row in self.cells for cell in row)


def heat_table(
    records: Records,
    *,
    row: str,
    column: str,
    value: str,
    kind: str = "count",
    text: str | None = None,
    quiet: str | None = None,
    row_title: str = "",
    with_sums: bool = False,
    turned_on_phone: bool = False,
) -> Callable[[int], str]:
    """A cell a record, rows and columns in the order in which they first occur; a missing figure is left white.

    `text` names what is printed in a cell; `quiet` says which cells are left white with grey letters, such as those
    that chance explains. `row_title` stands above the names of the rows. `with_sums` draws bars of the sums of rows
    and columns.
    """
    rows, columns = (list(dict.fromkeys(str(record[key]) for record in records)) for key in (row, column))
    found = {(str(record[row]), str(record[column])): _cell(record, value, text, quiet) for record in records}
    cells = [[found.get((one, other), _Cell(None, "", True)) for other in columns] for one in rows]
    shaded = [cell.value for line in cells for cell in line if cell.value is not None and not cell.is_quiet]
    table = _Table(rows, columns, cells, classes_of(shaded, kind))
    return lambda width: _drawn(table, width, row_title, with_sums=with_sums, is_turned=turned_on_phone)


def _cell(record: Any, value: str, text: str | None, quiet: str | None) -> _Cell:
    known = float(record[value]) if present(record.get(value)) else None
    return _Cell(known, str(record.get(text) or "") if text else "", bool(quiet and record.get(quiet)))


def _drawn(table: _Table, width: int, row_title: str, *, with_sums: bool, is_turned: bool) -> str:
    on_phone, edge = width < theme.PHONE, theme.edge(width)
    table = table.turned() if on_phone and is_turned else table
    has_key = bool(table.classes.edges) and not table.has_text
    key = draw_key(None, table.classes, width) if has_key else 0
    left = edge + max(theme.widest(list(table.rows), theme.SMALL), theme.text_width(row_title, theme.SMALL)) + 12
    right = width - edge - (BARS_BESIDE if with_sums else 0)
    headings = _headings(table.columns, (right - left) / len(table.columns))
    top = key + (BARS_ABOVE if with_sums else 0) + HEADING * max(map(len, headings)) + 6
    height = _row_height(table, on_phone=on_phone)
    picture = Picture(width, top + height * len(table.rows) + 4)
    if has_key:
        draw_key(picture, table.classes, width)
    grid = _Grid(left, top, (right - left) / len(table.columns), height)
    _draw_names(picture, table, grid, headings, row_title)
    for number, line in enumerate(table.cells):
        for place, cell in enumerate(line):
            _draw_cell(picture, grid, (number, place), cell, table.classes)
    if with_sums:
        _draw_sums(picture, table, grid, top - HEADING * max(map(len, headings)) - 6)
    return picture.svg()


@dataclass(frozen=True)
class _Grid:
    """Where cells stand, in pixels."""

    left: float
    top: float
    across: float
    down: float

    def corner(self, row: int, column: int) -> tuple[float, float]:
        return self.left + column * self.across, self.top + row * self.down

    def middle(self, row: int, column: int) -> tuple[float, float]:
        x, y = self.corner(row, column)
        return x + self.across / 2, y + self.down / 2


def _row_height(table: _Table, *, on_phone: bool) -> int:
    if len(table.rows) > 12:
        return NARROW_ROW
    return ROW_ON_PHONE if on_phone else ROW_AT_DESK


def _headings(columns: Sequence[str], room: float) -> list[list[str]]:
    """Each in up to four lines; where there is no room for words, their first letters, or of many every third."""
    if room >= ROOM_FOR_WORDS:
        return [theme.wrapped(name, room - 4, theme.SMALL, most=4) for name in columns]
    if len(columns) <= MOST_LETTERED:
        return [[name[:2]] for name in columns]
    return [[name.removesuffix(":00")] if place % 3 == 0 else [] for place, name in enumerate(columns)]


def _draw_names(
    picture: Picture, table: _Table, grid: _Grid, headings: Sequence[Sequence[str]], row_title: str
) -> None:
    for place, lines in enumerate(headings):
        x, _ = grid.middle(0, place)
        for up, words in enumerate(reversed(lines)):
            at = (x, grid.top - 12 - up * HEADING + up * 2)
            picture.text(at, words, size=theme.SMALL, colour=theme.QUIET, anchor="middle")
    if row_title:
        picture.text((grid.left - 8, grid.top - 12), row_title, size=theme.SMALL, colour=theme.QUIET, anchor="end")
    for number, name in enumerate(table.rows):
        _, y = grid.middle(number, 0)
        picture.text((grid.left - 8, y), name, size=theme.SMALL, anchor="end")


def _draw_cell(picture: Picture, grid: _Grid, place: tuple[int, int], cell: _Cell, classes: Classes) -> None:
    x, y = grid.corner(*place)
    fill, letters = classes.look(cell.value)
    if cell.is_quiet or cell.value is None:
        fill, letters = theme.GAP_GROUND, theme.QUIET
    elif not classes.edges:  # of one class there is no more and no less: only that it stands out
        fill, letters = theme.SEQUENCE[-1], theme.GROUND
    picture.rect(x + GAP / 2, y + GAP / 2, grid.across - GAP, grid.down - GAP, fill)
    if cell.text:
        words = theme.shortened(cell.text, grid.across - 4, theme.SMALL)
        picture.text(grid.middle(*place), words, size=theme.SMALL, colour=letters, anchor="middle")


def _draw_sums(picture: Picture, table: _Table, grid: _Grid, bottom: float) -> None:
    """Bars above for the columns, on the right for the rows, each side on a scale of its own from zero."""
    rows, columns = table.sums()
    whole = sum(rows) or 1
    for place, total in enumerate(columns):
        tall = (BARS_ABOVE - APART) * total / (max(columns) or 1)
        x, _ = grid.corner(0, place)
        picture.rect(x + GAP, bottom - tall, grid.across - 2 * GAP, tall, theme.COMPARATOR)
    right = grid.left + grid.across * len(table.columns)
    room = BARS_BESIDE - APART - theme.text_width("100%", theme.SMALL)
    for number, total in enumerate(rows):
        long = room * total / (max(rows) or 1)
        _, y = grid.corner(number, 0)
        picture.rect(right + APART, y + grid.down * 0.2, long, grid.down * 0.6, theme.COMPARATOR)
        at = (right + APART + long + 3, y + grid.down / 2)
        picture.text(at, f"{total / whole:.0%}", size=theme.SMALL, colour=theme.QUIET)
