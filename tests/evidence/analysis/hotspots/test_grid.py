"""The grid: every point in one cell, the nearest; cells that fit together and add up to the area; clear refusals."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from saferplan.errors import UsageError
from saferplan.evidence.analysis.hotspots.grid import MOST_CELLS, Lattice, Shape, grid_over

BOX = shapely.box(1_000, 2_000, 11_000, 8_000)
BOTH = pytest.mark.parametrize("shape", list(Shape))


@BOTH
@settings(deadline=None, max_examples=50)
@given(
    east=st.floats(-5_000, 5_000),
    north=st.floats(-5_000, 5_000),
    cell=st.floats(10, 3_000),
)
def test_a_point_lies_in_the_cell_whose_middle_is_nearest(shape: Shape, east: float, north: float, cell: float) -> None:
    lattice, point = Lattice(cell, shape, (0.0, 0.0)), np.array([(east, north)])
    own = lattice.place(point)
    column, row = own[0]
    around = np.array([(column + i, row + j) for i in (-2, -1, 0, 1, 2) for j in (-2, -1, 0, 1, 2)])
    reach = np.hypot(*(lattice.middles(around) - point).T)
    found = np.hypot(*(lattice.middles(own) - point)[0])
    if shape is Shape.HEX:
        assert found <= reach.min() + 1e-6
    else:
        assert np.abs(lattice.middles(own) - point).max() <= cell / 2 + 1e-6


@BOTH
@settings(deadline=None, max_examples=50)
@given(east=st.floats(0, 4_000), north=st.floats(0, 4_000))
def test_the_outline_of_a_points_cell_holds_it(shape: Shape, east: float, north: float) -> None:
    lattice = Lattice(500.0, shape, (0.0, 0.0))
    outline = lattice.outlines(lattice.place(np.array([(east, north)])))[0]
    assert outline.distance(shapely.Point(east, north)) < 1e-6


def test_squares_by_hand() -> None:
    lattice = Lattice(100.0, Shape.SQUARE, (0.0, 0.0))
    points = np.array([(0, 0), (49, -49), (51, 0), (-51, 149), (250.5, 0)], dtype=float)
    assert lattice.place(points).tolist() == [[0, 0], [0, 0], [1, 0], [-1, 1], [3, 0]]
    assert lattice.middles(np.array([(3, 1)])).tolist() == [[300.0, 100.0]]


def test_hexagons_by_hand() -> None:
    """100 m between the flat sides left and right; rows 86.6 m apart, odd ones half a cell to the east."""
    lattice = Lattice(100.0, Shape.HEX, (0.0, 0.0))
    assert lattice.middles(np.array([(0, 0), (1, 0), (0, 1), (0, -1), (2, 2)])).round(1).tolist() == [
        [0.0, 0.0],
        [100.0, 0.0],
        [50.0, 86.6],
        [50.0, -86.6],
        [200.0, 173.2],
    ]
    corner = 100 / math.sqrt(3)  # the corner north of the middle, 57.7 m away
    assert lattice.place(np.array([(0, corner - 1), (49, 0), (51, 0), (50, 80)], dtype=float)).tolist() == [
        [0, 0],
        [0, 0],
        [1, 0],
        [0, 1],
    ]
    west, south, east, north = lattice.outlines(np.array([(0, 0)]))[0].bounds
    assert (round(east - west), round(north - south, 1)) == (100, round(2 * corner, 1))


@BOTH
@pytest.mark.parametrize("cell", [300.0, 777.7, 2_000.0])
def test_cells_cover_the_area_once(shape: Shape, cell: float) -> None:
    grid = grid_over(BOX, cell, shape)
    assert grid.square_km.sum() == pytest.approx(60.0)
    assert shapely.union_all(grid.outlines).area == pytest.approx(60e6)
    assert len(np.unique(grid.index, axis=0)) == len(grid)


@BOTH
def test_an_area_with_a_hole_and_two_parts(shape: Shape) -> None:
    holed = shapely.union(BOX.difference(shapely.box(3_000, 3_000, 5_000, 5_000)), shapely.box(20_000, 0, 21_000, 900))
    grid = grid_over(holed, 400.0, shape)
    assert grid.square_km.sum() == pytest.approx(holed.area / 1e6)
    assert grid.place(np.array([(4_000.0, 4_000.0)])).tolist() == [-1]


@BOTH
@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_every_point_of_the_area_is_counted_once(shape: Shape, seed: int) -> None:
    random = np.random.default_rng(seed)
    points = random.uniform([1_000, 2_000], [11_000, 8_000], (60, 2))
    weights = random.integers(1, 5, 60).astype(float)
    grid = grid_over(BOX, 730.0, shape)
    slow = np.zeros(len(grid))
    for point, weight in zip(points, weights, strict=True):
        away = shapely.distance(grid.lattice.outlines(grid.index), shapely.Point(point))
        slow[int(np.argmin(away))] += weight
    assert grid.count(points, weights).tolist() == slow.tolist()


@pytest.mark.parametrize(("shape", "around"), [(Shape.SQUARE, 8), (Shape.HEX, 6)])
def test_neighbours_are_the_cells_that_touch(shape: Shape, around: int) -> None:
    grid = grid_over(BOX, 900.0, shape)
    neighbours = grid.neighbours.toarray()
    assert (neighbours == neighbours.T).all()
    assert not neighbours.diagonal().any()
    assert neighbours.sum(axis=1).max() == around
    whole = grid.lattice.outlines(grid.index)
    touching = np.array([shapely.distance(whole, one) < 1e-6 for one in whole]) & ~np.eye(len(grid), dtype=bool)
    assert (touching == (neighbours == 1)).all()


def test_grids_of_one_size_fit_together_whatever_the_area() -> None:
    one = grid_over(BOX, 500.0)
    other = grid_over(shapely.box(5_000, 5_000, 30_000, 9_000), 500.0)
    shared = {tuple(index) for index in one.index} & {tuple(index) for index in other.index}
    assert len(shared) > 50
    for index in list(shared)[:5]:
        assert one.lattice.middles(np.array([index])).tolist() == other.lattice.middles(np.array([index])).tolist()


def test_a_point_a_little_outside_goes_to_the_nearest_cell_and_one_far_off_to_none() -> None:
    grid = grid_over(BOX, 500.0, Shape.SQUARE)
    outside, far = (11_700.0, 5_000.0), (14_000.0, 5_000.0)
    assert grid.place(np.array([outside, far])).tolist() == [-1, -1]
    near, lost = grid.place(np.array([outside, far]), within=500.0)
    assert grid.middles[near].tolist() == [11_000.0, 5_000.0]
    assert lost == -1


@pytest.mark.parametrize("cell", [0.0, -5.0, math.nan, math.inf])
def test_a_cell_of_no_size_is_refused(cell: float) -> None:
    with pytest.raises(UsageError, match=r"is no cell.*--cell in metres"):
        grid_over(BOX, cell)


def test_absurdly_many_cells_are_refused_before_any_is_made() -> None:
    with pytest.raises(UsageError, match=rf"about 60,000,000,000,000, more than {MOST_CELLS:,}"):
        grid_over(BOX, 0.001, Shape.SQUARE)


def test_one_cell_for_all_is_refused() -> None:
    with pytest.raises(UsageError, match="one cell of 100,000 m holds the whole area"):
        grid_over(shapely.box(10, 10, 20, 20), 100_000.0, Shape.SQUARE)
