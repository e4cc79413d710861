"""Neighbours by border and by distance."""

import math

import numpy as np
import pytest
import shapely

from saferplan.errors import UsageError
from saferplan.evidence.analysis.hotspots.neighbours import touching, within_distance


def test_sides_and_corners_touch_and_gaps_do_not() -> None:
    boxes = np.array(
        [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(2, 1, 3, 2), shapely.box(5, 5, 6, 6)]
    )
    assert touching(boxes).toarray().tolist() == [
        [0, 1, 0, 0],
        [1, 0, 1, 0],
        [0, 1, 0, 0],
        [0, 0, 0, 0],
    ]


def test_distance_counts_both_ends() -> None:
    points = np.array([(0.0, 0.0), (0.0, 3.0), (4.0, 0.0)])
    assert within_distance(points, 3.0).toarray().tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    assert within_distance(points, 5.0).toarray().sum() == 6


def test_points_at_one_place_are_neighbours() -> None:
    assert within_distance(np.zeros((2, 2)), 1.0).toarray().tolist() == [[0, 1], [1, 0]]


def test_no_points_near_give_an_empty_matrix() -> None:
    assert within_distance(np.array([(0.0, 0.0), (9.0, 9.0)]), 1.0).nnz == 0


@pytest.mark.parametrize("metres", [0.0, -1.0, math.nan, math.inf])
def test_no_distance_is_refused(metres: float) -> None:
    with pytest.raises(UsageError, match="is no distance between neighbours"):
        within_distance(np.zeros((2, 2)), metres)
