"""A regular grid of squares or hexagons, in metres of a flat map such as the British National Grid, cut to an area."""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from saferplan.errors import UsageError
from saferplan.evidence.analysis.rates import FloatArray

IntArray = NDArray[np.int64]
ROW = math.sqrt(3) / 2
"""Distance between rows of hexagons, in widths of a hexagon."""
MOST_CELLS = 250_000
METRES_IN_KM = 1000.0


class Shape(StrEnum):
    SQUARE = "square"
    HEX = "hex"

    @property
    def many(self) -> str:
        """As readers call the cells."""
        return "hexagons" if self is Shape.HEX else "squares"


@dataclass(frozen=True)
class Lattice:
    """Cells without end. `cell` is the metres from one middle to the next: the side of a square, or the distance
    between two opposite sides of a hexagon, which stand left and right. `origin` is the middle of cell (0, 0).

    Rows are counted northwards; odd rows of hexagons stand half a cell to the east.
    """

    cell: float
    shape: Shape
    origin: tuple[float, float]

    @property
    def row_height(self) -> float:
        return self.cell * (ROW if self.shape is Shape.HEX else 1.0)

    @property
    def square_metres(self) -> float:
        return self.cell * self.row_height

    def place(self, points: FloatArray) -> IntArray:
        """(column, row) of the cell in which each point lies; for hexagons, the one with the nearest middle."""
        across = (points[:, 0] - self.origin[0]) / self.cell
        up = (points[:, 1] - self.origin[1]) / self.row_height
        if self.shape is Shape.SQUARE:
            return np.floor(np.column_stack([across, up]) + 0.5).astype(np.int64)
        below = np.floor(up).astype(np.int64)
        lower, upper = self._in_row(across, below), self._in_row(across, below + 1)
        nearer = self._away(points, lower) <= self._away(points, upper)
        return np.where(nearer[:, None], lower, upper)

    def _in_row(self, across: FloatArray, row: IntArray) -> IntArray:
        return np.column_stack([np.floor(across - (row % 2) / 2 + 0.5).astype(np.int64), row])

    def _away(self, points: FloatArray, index: IntArray) -> FloatArray:
        away = points - self.middles(index)
        return np.asarray(np.hypot(away[:, 0], away[:, 1]), dtype=float)

    def middles(self, index: IntArray) -> FloatArray:
        aside = (index[:, 1] % 2) / 2 if self.shape is Shape.HEX else 0.0
        east = (index[:, 0] + aside) * self.cell + self.origin[0]
        return np.column_stack([east, index[:, 1] * self.row_height + self.origin[1]]).astype(float)

    def outlines(self, index: IntArray) -> NDArray[Any]:
        """A polygon a cell."""
        import shapely

        return np.asarray(shapely.polygons(self.middles(index)[:, None, :] + self._corners))

    @cached_property
    def _corners(self) -> FloatArray:
        if self.shape is Shape.SQUARE:
            return np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]) * self.cell
        angles = np.radians(np.arange(30, 390, 60))
        return np.column_stack([np.cos(angles), np.sin(angles)]) * (self.cell / math.sqrt(3))

    def beside(self, index: IntArray) -> list[IntArray]:
        """The neighbours in each direction: eight of a square (it shares a side or a corner), six of a hexagon."""
        column, row = index.T
        if self.shape is Shape.SQUARE:
            steps = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]
            return [np.column_stack([column + i, row + j]) for i, j in steps]
        aside = column - 1 + row % 2
        around = [(column - 1, row), (column + 1, row)]
        around += [(aside + i, row + j) for i in (0, 1) for j in (-1, 1)]
        return [np.column_stack(pair) for pair in around]


@dataclass(frozen=True)
class Grid:
    """The cells of a lattice that touch an area, in order of row and column.

    `index`: (column, row) of each, shape (cells, 2). `outlines`: polygons, cut to the area. `square_km`: inside it.
    """

    lattice: Lattice
    index: IntArray
    outlines: NDArray[Any]
    square_km: FloatArray

    def __len__(self) -> int:
        return len(self.index)

    @cached_property
    def middles(self) -> FloatArray:
        return self.lattice.middles(self.index)

    @cached_property
    def _corner(self) -> IntArray:
        return self.index.min(axis=0)

    @cached_property
    def _positions(self) -> IntArray:
        """Position of each (column, row) in the grid; -1 where there is no cell."""
        found = np.full(tuple(np.ptp(self.index, axis=0) + 1), -1)
        found[tuple((self.index - self._corner).T)] = np.arange(len(self))
        return found

    def at(self, index: IntArray) -> IntArray:
        """Positions of cells by (column, row); -1 for those that are not in the grid."""
        from_corner = index - self._corner
        inside = ((from_corner >= 0) & (from_corner < self._positions.shape)).all(axis=1)
        found = np.full(len(index), -1)
        found[inside] = self._positions[tuple(from_corner[inside].T)]
        return found

    def place(self, points: FloatArray, within: float = 0.0) -> IntArray:
        """Position of the cell of each point (easting, northing). A point in no cell goes to the nearest one, where
        that one's middle is no more than `within` metres further off than a cell is wide; else -1.
        """
        found = self.at(self.lattice.place(points))
        lost = np.flatnonzero(found < 0)
        if within > 0 and lost.size:
            from scipy.spatial import KDTree

            reach = within + self.lattice.cell
            far, nearest = KDTree(self.middles).query(points[lost], distance_upper_bound=reach)
            found[lost] = np.where(np.isfinite(far), nearest, -1)
        return found

    def count(self, points: FloatArray, weights: FloatArray | None = None, within: float = 0.0) -> FloatArray:
        """Events in each cell; `weights` says how many each point stands for."""
        placed = self.place(points, within)
        inside = placed >= 0
        own = None if weights is None else np.asarray(weights, dtype=float)[inside]
        return np.bincount(placed[inside], own, minlength=len(self)).astype(float)

    @cached_property
    def neighbours(self) -> csr_array:
        """1 where two cells touch, 0 elsewhere and on the diagonal; shape (cells, cells)."""
        froms, tos = [], []
        for beside in self.lattice.beside(self.index):
            other = self.at(beside)
            froms.append(np.flatnonzero(other >= 0))
            tos.append(other[other >= 0])
        rows, columns = np.concatenate(froms), np.concatenate(tos)
        return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(self), len(self)))


def grid_over(outline: Any, cell: float, shape: Shape = Shape.HEX) -> Grid:
    """The grid over a polygon or multipolygon in metres. Lattices start at (0, 0), so that grids of one cell size fit
    together whatever the area. Raises UsageError for a cell that is no length, or that gives too many cells or one.
    """
    import shapely

    lattice = Lattice(_checked(cell), shape, (0.0, 0.0))
    west, south, east, north = shapely.bounds(outline)
    _check_number((east - west) * (north - south) / lattice.square_metres, cell)
    index = _covering(lattice, west, south, east, north)
    cells = lattice.outlines(index)
    shapely.prepare(outline)
    touches = shapely.intersects(outline, cells)
    index, cells = index[touches], cells[touches]
    cut = np.flatnonzero(~shapely.contains_properly(outline, cells))
    cells[cut] = shapely.intersection(outline, cells[cut])
    areas = shapely.area(cells)
    kept = areas > 0
    if kept.sum() < 2:
        raise UsageError(f"one cell of {cell:,.0f} m holds the whole area", remedy="Choose smaller cells with --cell.")
    return Grid(lattice, index[kept], cells[kept], areas[kept] / METRES_IN_KM**2)


def _covering(lattice: Lattice, west: float, south: float, east: float, north: float) -> IntArray:
    (first, low), (last, high) = lattice.place(np.array([(west, south), (east, north)]))
    columns, rows = np.meshgrid(np.arange(first - 1, last + 2), np.arange(low - 1, high + 2))
    return np.column_stack([columns.ravel(), rows.ravel()])


def _checked(cell: float) -> float:
    if not (math.isfinite(cell) and cell > 0):
        raise UsageError(f"a cell of {cell:g} m is no cell", remedy="Give --cell in metres, such as 500.")
    return float(cell)


def _check_number(cells: float, cell: float) -> None:
    if cells > MOST_CELLS:
        raise UsageError(
            f"cells of {cell:g} m would be about {cells:,.0f}, more than {MOST_CELLS:,}",
            remedy="Choose larger cells with --cell, or a smaller area.",
        )
