"""How small cells may be: the spacing of map points by hand, and the share misplaced as it is."""

import numpy as np
import pytest

from saferplan.errors import TooLittleData
from saferplan.evidence.analysis.hotspots.grid import Lattice, Shape
from saferplan.evidence.analysis.hotspots.snapping import misplaced_share, smallest_cell, typical_spacing


def test_spacing_of_the_median_incident() -> None:
    """Points at 0, 30, 100 and 400 m: nearest others at 30, 30, 70 and 300 m, with 1, 1, 5 and 2 incidents."""
    points = np.array([(0.0, 0.0), (30.0, 0.0), (100.0, 0.0), (400.0, 0.0)])
    assert typical_spacing(points, np.array([1.0, 1, 5, 2]), np.array(["a", "b", "c", "d"])) == 70.0


def test_a_point_that_was_moved_keeps_its_name_and_is_not_the_next_one() -> None:
    points = np.array([(0.0, 0.0), (4.0, 0.0), (100.0, 0.0), (103.0, 0.0)])
    names = np.array(["High Street", "High Street", "Mill Lane", "Mill Lane"])
    assert typical_spacing(points, np.ones(4), names) == 96.0


def test_points_of_one_name_are_no_pattern() -> None:
    for points in (np.zeros((1, 2)), np.array([(0.0, 0.0), (3.0, 0.0)])):
        with pytest.raises(TooLittleData, match="all events lie at one map point"):
            typical_spacing(points, np.ones(len(points)), np.array(["High Street"] * len(points)))


def test_the_smallest_cell_misplaces_a_quarter_at_most() -> None:
    """97 m apart: 48.5 m off, 4 x 48.5 / (pi x 0.25) = 247 m, in steps of ten 250 m."""
    assert smallest_cell(97.0) == 250.0
    assert misplaced_share(97.0, 250.0) == pytest.approx(0.247, abs=5e-4)
    assert misplaced_share(97.0, 240.0) > 0.25
    assert misplaced_share(500.0, 10.0) == 1.0


@pytest.mark.parametrize("shape", list(Shape))
def test_a_step_in_a_random_direction_leaves_a_cell_as_often_as_said(shape: Shape) -> None:
    random, step, cell = np.random.default_rng(2), 30.0, 250.0
    lattice = Lattice(cell, shape, (0.0, 0.0))
    points, turn = random.uniform(0, 10_000, (40_000, 2)), random.uniform(0, 2 * np.pi, 40_000)
    moved = points + step * np.column_stack([np.cos(turn), np.sin(turn)])
    left = (lattice.place(points) != lattice.place(moved)).any(axis=1).mean()
    assert left == pytest.approx(misplaced_share(2 * step, cell), rel=0.06)
