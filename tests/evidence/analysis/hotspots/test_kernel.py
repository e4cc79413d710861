"""Kernel density: a plain reference to 1e-9, scikit-learn for the same kernel, and the error of the binned one."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from saferplan.errors import TooLittleData, UsageError
from saferplan.evidence.analysis.hotspots import kernel
from saferplan.evidence.analysis.hotspots.grid import Grid, Shape, grid_over
from saferplan.evidence.analysis.hotspots.kernel import (
    Kernel,
    binned_density,
    error_of,
    exact_density,
    suggested_bandwidth,
)

BOTH = pytest.mark.parametrize("shape", list(Kernel))


def plain(points: np.ndarray, weights: np.ndarray, at: np.ndarray, bandwidth: float, shape: Kernel) -> np.ndarray:
    """Every place with every point, in loops, from the formula in a book."""
    found = []
    for place in at:
        total = 0.0
        for point, weight in zip(points, weights, strict=True):
            u = math.dist(place, point) / bandwidth
            if u < 1:
                height = 3 / math.pi * (1 - u * u) ** 2 if shape is Kernel.QUARTIC else 2 / math.pi * (1 - u * u)
                total += weight * height / bandwidth**2
        found.append(total * 1e6)
    return np.array(found)


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(11)


@pytest.fixture(scope="module")
def squares() -> Grid:
    return grid_over(shapely.box(0, 0, 6_000, 5_000), 100.0, Shape.SQUARE)


@BOTH
def test_exact_is_the_plain_reference(shape: Kernel, random: np.random.Generator) -> None:
    points, at = random.uniform(0, 3_000, (150, 2)), random.uniform(0, 3_000, (80, 2))
    weights = random.integers(1, 9, 150).astype(float)
    expected = plain(points, weights, at, 700.0, shape)
    assert exact_density(points, weights, at, 700.0, shape) == pytest.approx(expected, abs=1e-9, rel=1e-9)


@BOTH
def test_in_parts_it_is_the_same(shape: Kernel, random: np.random.Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    points, weights, at = random.uniform(0, 900, (60, 2)), np.ones(60), random.uniform(0, 900, (40, 2))
    whole = exact_density(points, weights, at, 400.0, shape)
    monkeypatch.setattr(kernel, "PAIRS_AT_ONCE", 70)
    assert exact_density(points, weights, at, 400.0, shape) == pytest.approx(whole, rel=1e-12)


def test_epanechnikov_is_scikit_learns(random: np.random.Generator) -> None:
    neighbors = pytest.importorskip("sklearn.neighbors")
    points, at = random.normal(0, 500, (300, 2)), random.normal(0, 500, (100, 2))
    theirs = neighbors.KernelDensity(bandwidth=350.0, kernel="epanechnikov", rtol=0, atol=0).fit(points)
    expected = np.exp(theirs.score_samples(at)) * 300 * 1e6
    assert exact_density(points, np.ones(300), at, 350.0, Kernel.EPANECHNIKOV) == pytest.approx(expected, rel=1e-9)


@BOTH
def test_by_hand_under_one_event(shape: Kernel) -> None:
    """At the event itself: 3 / pi h² for the quartic, 2 / pi h² for Epanechnikov; nothing a bandwidth away."""
    at = np.array([(0.0, 0.0), (500.0, 0.0), (1_000.0, 0.0)])
    found = exact_density(np.zeros((1, 2)), np.array([2.0]), at, 1_000.0, shape)
    top = {Kernel.QUARTIC: 3, Kernel.EPANECHNIKOV: 2}[shape] / math.pi
    assert found == pytest.approx([2 * top, 2 * top * 0.75 ** (2 if shape is Kernel.QUARTIC else 1), 0.0])


@BOTH
def test_all_events_are_there_when_the_density_is_summed(shape: Kernel, squares: Grid) -> None:
    points, weights = np.array([(3_010.0, 2_345.0), (2_500.0, 2_500.0)]), np.array([3.0, 5.0])
    found = exact_density(points, weights, squares.middles, 900.0, shape)
    assert (found * 0.01).sum() == pytest.approx(8.0, rel=2e-3)
    assert (binned_density(points, weights, squares, 900.0, shape) * 0.01).sum() == pytest.approx(8.0, rel=2e-3)


@BOTH
def test_binned_at_the_middles_of_cells_is_exact(shape: Kernel, squares: Grid, random: np.random.Generator) -> None:
    points = squares.middles[random.integers(0, len(squares), 200)]
    weights = random.integers(1, 4, 200).astype(float)
    exact = exact_density(points, weights, squares.middles, 750.0, shape)
    assert binned_density(points, weights, squares, 750.0, shape) == pytest.approx(exact, abs=1e-7 * exact.max())


@BOTH
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 1_000), cells=st.integers(6, 15))
def test_binned_is_near_and_its_error_is_stated(shape: Kernel, squares: Grid, seed: int, cells: int) -> None:
    random = np.random.default_rng(seed)
    points = random.normal([3_000, 2_500], 900, (400, 2))
    weights, bandwidth = np.ones(400), cells * 100.0
    binned = binned_density(points, weights, squares, bandwidth, shape)
    exact = exact_density(points, weights, squares.middles, bandwidth, shape)
    off = np.abs(binned - exact).max()
    assert off < exact.max() * 0.9 / cells**2 * 2
    told = error_of(binned, points, weights, squares, bandwidth, shape)
    assert 500 <= told.cells <= 1_000
    assert 0.5 * off < told.largest <= off + 1e-12
    assert told.of_highest == pytest.approx(told.largest / exact.max(), rel=0.05)


def test_the_error_falls_with_the_square_of_the_cells(random: np.random.Generator) -> None:
    points, weights = random.uniform(1_000, 4_000, (300, 2)), np.ones(300)
    off = []
    for cell in (200.0, 100.0, 50.0):
        grid = grid_over(shapely.box(0, 0, 5_000, 5_000), cell, Shape.SQUARE)
        found = binned_density(points, weights, grid, 1_000.0)
        off.append(error_of(found, points, weights, grid, 1_000.0).largest)
    assert off[0] / off[1] > 2.5
    assert off[1] / off[2] > 2.5


def test_events_beyond_the_grid_still_reach_into_it(squares: Grid) -> None:
    near, far = np.array([(-350.0, 2_450.0)]), np.array([(-9_000.0, 2_450.0)])
    for points in (near, far):
        exact = exact_density(points, np.array([5.0]), squares.middles, 600.0)
        assert binned_density(points, np.array([5.0]), squares, 600.0) == pytest.approx(
            exact, abs=0.05 * exact.max() + 1e-9
        )


@pytest.mark.parametrize("bandwidth", [0.0, -3.0, math.nan, math.inf])
def test_no_bandwidth_is_refused(bandwidth: float, squares: Grid) -> None:
    for density in (lambda: exact_density(np.zeros((3, 2)), np.ones(3), np.zeros((1, 2)), bandwidth),
                    lambda: binned_density(np.zeros((3, 2)), np.ones(3), squares, bandwidth)):  # fmt: skip
        with pytest.raises(UsageError, match=r"spreads nothing.*--bandwidth in metres"):
            density()


def test_one_event_is_no_density() -> None:
    with pytest.raises(TooLittleData, match="at least 2 events, and there are 1"):
        exact_density(np.zeros((1, 2)), np.ones(1), np.zeros((1, 2)), 100.0)


def test_hexagons_are_not_binned() -> None:
    grid = grid_over(shapely.box(0, 0, 2_000, 2_000), 200.0, Shape.HEX)
    with pytest.raises(UsageError, match="wants a grid of squares"):
        binned_density(np.zeros((3, 2)), np.ones(3), grid, 500.0)


def test_the_bandwidth_suggested_is_five_cells() -> None:
    assert suggested_bandwidth(350.0) == 1_750.0
