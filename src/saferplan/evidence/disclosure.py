"""What may be published of counts of people: small ones are hidden, and with them as many others as it takes.

Open tables are public already and pass unchanged; this is for counts from restricted ones. A reader of a published
table knows its totals, that counts are whole, and that a hidden cell is not 0, for zeros are shown. No hidden cell may
then have one possible value only (Hundepool et al. 2012, Statistical Disclosure Control, ch. 4).
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from heapq import heappop, heappush
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Cell = tuple[int, int]
Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]
# A table is a net: each cell is a line between its row and its column. What is added to one cell must be taken from
# another of the same row and column, round a closed path.
_Node = tuple[str, int]
_Arcs = Mapping[_Node, Sequence[tuple[_Node, Cell]]]


class Rule(NamedTuple):
    """`threshold`: counts of 1 and more below it are hidden."""

    threshold: int
    citation: str
    checked: date


@cache
def rule() -> Rule:
    """The setting in force."""
    return Rule(**tomllib.loads(files("saferplan.evidence").joinpath("disclosure.toml").read_text(encoding="utf-8")))


def is_small(count: ArrayLike, threshold: int | None = None) -> Mask:
    """Whether each count is of so few people that one might be known: 1 up to below the threshold."""
    counts = np.asarray(count)
    return (counts >= 1) & (counts < (rule().threshold if threshold is None else threshold))


def with_totals(cells: ArrayLike) -> Counts:
    """Counts (rows, columns) with a column and a row of totals added: (rows + 1, columns + 1)."""
    inner = np.asarray(cells, dtype=np.int64)
    wide = np.hstack([inner, inner.sum(axis=1, keepdims=True)])
    return np.vstack([wide, wide.sum(axis=0, keepdims=True)])


def to_hide(table: ArrayLike, threshold: int | None = None) -> Mask:
    """Which cells of a table (rows + 1, columns + 1), totals last, must be hidden.

    First every small one, totals too; then, until no hidden cell can be worked out, the cheapest others that keep
    one that can: small ones before large, inner cells before totals. Raises ValueError where totals do not add up or
    a count is negative.
    """
    counts = _checked(table)
    hidden = is_small(counts, threshold)
    while exposed := next(given_away(counts, hidden), None):
        for cell in _companions(counts, hidden, exposed):
            hidden[cell] = True
    return hidden


def to_hide_in_list(counts: ArrayLike, threshold: int | None = None) -> Mask:
    """The same for one list of counts that is published with its total: a value a count, then the total's."""
    column = np.asarray(counts, dtype=np.int64).reshape(-1, 1)
    return np.asarray(to_hide(with_totals(column), threshold).any(axis=1))


def given_away(table: ArrayLike, hidden: ArrayLike) -> Iterator[Cell]:
    """Hidden cells (row, column) that only one value fits, for a reader who adds up and knows that none is 0.

    A cell can be one more, or one less, where the change can be carried round a closed path of hidden cells. What
    fits is a convex set with whole corners, so that a cell that can move by nothing whole can move not at all.
    """
    counts, mask = _checked(table), np.asarray(hidden, dtype=bool)
    arcs = _arcs(counts, mask)
    for cell in zip(*np.nonzero(mask), strict=True):
        row, column = int(cell[0]), int(cell[1])
        tail, head = _ends((row, column), counts.shape)
        can_grow = _reaches(arcs, head, tail, (row, column))
        can_shrink = counts[row, column] > 1 and _reaches(arcs, tail, head, (row, column))
        if not (can_grow or can_shrink):
            yield row, column


def _checked(table: ArrayLike) -> Counts:
    counts = np.asarray(table, dtype=np.int64)
    if counts.ndim != 2 or min(counts.shape) < 2:
        raise ValueError("a table has rows and columns, each with its total")
    if (counts < 0).any():
        raise ValueError("a count is negative")
    if not np.array_equal(with_totals(counts[:-1, :-1]), counts):
        raise ValueError("the totals do not add up")
    return counts


def _companions(counts: Counts, hidden: Mask, exposed: Cell) -> set[Cell]:
    """The cells to hide beside an exposed one: those of the cheapest closed path through it.

    What is hidden already costs nothing, other cells their count, totals more than all inner cells together. A zero
    tells of nobody and hides nothing. There is such a path: twice every count of the table is a table too.
    """
    arcs = _arcs(counts, counts > 0)
    tail, head = _ends(exposed, counts.shape)
    grow = _cheapest(arcs, head, tail, exposed, counts, hidden)
    shrink = _cheapest(arcs, tail, head, exposed, counts, hidden) if counts[exposed] > 1 else None
    return min((path for path in (grow, shrink) if path), key=lambda path: path[0])[1]


def _cheapest(
    arcs: _Arcs, start: _Node, goal: _Node, without: Cell, counts: Counts, hidden: Mask
) -> tuple[int, set[Cell]] | None:
    """Dijkstra 1959: what the path costs, and the cells on it."""
    waiting: list[tuple[int, _Node, tuple[Cell, ...]]] = [(0, start, ())]
    done: set[_Node] = set()
    while waiting:
        cost, node, path = heappop(waiting)
        if node == goal:
            return cost, set(path)
        if node in done:
            continue
        done.add(node)
        for further, cell in arcs.get(node, ()):
            if cell != without and further not in done:
                heappush(waiting, (cost + _cost(cell, counts, hidden), further, (*path, cell)))
    return None


def _cost(cell: Cell, counts: Counts, hidden: Mask) -> int:
    if hidden[cell]:
        return 0
    totals = (cell[0] == counts.shape[0] - 1) + (cell[1] == counts.shape[1] - 1)
    return int(counts[cell]) + totals * int(counts.sum())


def _arcs(counts: Counts, hidden: Mask) -> _Arcs:
    """From each row and column, where one more can be carried to, and by way of which hidden cell."""
    arcs: dict[_Node, list[tuple[_Node, Cell]]] = defaultdict(list)
    for at in zip(*np.nonzero(hidden), strict=True):
        cell = (int(at[0]), int(at[1]))
        tail, head = _ends(cell, counts.shape)
        arcs[tail].append((head, cell))
        if counts[cell] > 1:
            arcs[head].append((tail, cell))
    return arcs


def _ends(cell: Cell, shape: tuple[int, ...]) -> tuple[_Node, _Node]:
    """From where to where one more in this cell runs: totals run against the cells that they sum."""
    row, column = ("row", cell[0]), ("column", cell[1])
    is_total = (cell[0] == shape[0] - 1) != (cell[1] == shape[1] - 1)
    return (column, row) if is_total else (row, column)


def _reaches(arcs: _Arcs, start: _Node, goal: _Node, without: Cell) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        for node, cell in arcs.get(waiting.pop(), ()):
            if cell == without or node in seen:
                continue
            if node == goal:
                return True
            seen.add(node)
            waiting.append(node)
    return False
