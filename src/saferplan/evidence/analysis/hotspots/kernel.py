"""Kernel density: events per square kilometre, each spread over a disc of the bandwidth.

Silverman (1986), "Density Estimation for Statistics and Data Analysis", 4.2.1, has both kernels (with the quartic
as his K2). The quartic is what crime analysts use (Chainey and Ratcliffe 2005, "GIS and Crime Mapping", 6).
"""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from saferplan.errors import TooLittleData, UsageError
from saferplan.evidence.analysis.hotspots.grid import METRES_IN_KM, Grid, Shape
from saferplan.evidence.analysis.rates import FloatArray

CELLS_IN_BANDWIDTH = 5
"""Bandwidth suggested, in cells: Chainey (2013), Bulletin de la Société géographique de Liège 60: 7-19, begins so and
finds that smaller bandwidths foretell better and that the size of cells scarcely matters."""
FEWEST_EVENTS = 2
PAIRS_AT_ONCE = 2_000_000
CHECKED_CELLS = 1_000


class Kernel(StrEnum):
    QUARTIC = "quartic"
    EPANECHNIKOV = "epanechnikov"

    @property
    def power(self) -> int:
        """Of 1 - (distance / bandwidth)²."""
        return {Kernel.QUARTIC: 2, Kernel.EPANECHNIKOV: 1}[self]

    def density(self, distance: FloatArray, bandwidth: float) -> FloatArray:
        """Per square metre, at so many metres from an event; its integral over the plane is 1."""
        inside = np.maximum(0.0, 1 - (distance / bandwidth) ** 2)
        return (self.power + 1) / (math.pi * bandwidth**2) * inside**self.power


@dataclass(frozen=True)
class Error:
    """How far a binned density is from the exact one, over `cells` cells spread over the grid: the largest difference,
    in events per square km, and the same as a share of the highest exact density among them.
    """

    largest: float
    of_highest: float
    cells: int


def suggested_bandwidth(cell: float) -> float:
    """Metres: five cells."""
    return CELLS_IN_BANDWIDTH * cell


def exact_density(
    points: FloatArray,
    weights: FloatArray,
    at: FloatArray,
    bandwidth: float,
    kernel: Kernel = Kernel.QUARTIC,
) -> FloatArray:
    """Events per square km at each place of `at`. Points and places are (easting, northing) in metres, shape (n, 2);
    `weights` says how many events a point stands for. Raises UsageError for no bandwidth, TooLittleData for no events.
    """
    from scipy.spatial import KDTree

    _check(bandwidth, weights)
    places = KDTree(at)
    found = np.zeros(len(at))
    reached = np.cumsum(places.query_ball_point(points, bandwidth, return_length=True))
    cuts = np.searchsorted(reached, np.arange(PAIRS_AT_ONCE, reached[-1], PAIRS_AT_ONCE), side="right")
    for own in np.split(np.arange(len(points)), np.unique(cuts)):
        if own.size:
            pairs = places.sparse_distance_matrix(KDTree(points[own]), bandwidth, output_type="ndarray")
            spread = weights[own][pairs["j"]] * kernel.density(pairs["v"], bandwidth)
            found += np.bincount(pairs["i"], spread, minlength=len(at))
    return found * METRES_IN_KM**2


def binned_density(
    points: FloatArray,
    weights: FloatArray,
    grid: Grid,
    bandwidth: float,
    kernel: Kernel = Kernel.QUARTIC,
) -> FloatArray:
    """The same at the middles of a grid of squares, by convolution: each event is shared among the four middles around
    it (linear binning, Wand 1994, Journal of Computational and Graphical Statistics 3: 433-445), and the kernel is
    laid over all at once. The error falls with the square of cell / bandwidth: measure it with `error_of`.
    """
    _check(bandwidth, weights)
    if grid.lattice.shape is not Shape.SQUARE:
        raise UsageError("binned density wants a grid of squares", remedy="Use --shape square, or the exact density.")
    cell = grid.lattice.cell
    reach = int(bandwidth // cell) + 1
    corner = grid.index.min(axis=0) - reach
    raster = _shared_out(points, weights, grid, corner, np.ptp(grid.index, axis=0) + 2 * reach + 1)
    steps = np.arange(-reach, reach + 1) * cell
    stamp = kernel.density(np.hypot(steps[:, None], steps[None, :]), bandwidth)
    from scipy.signal import oaconvolve

    spread = oaconvolve(raster, stamp, mode="same")
    return np.maximum(spread[tuple((grid.index - corner).T)], 0.0) * METRES_IN_KM**2


def _shared_out(
    points: FloatArray, weights: FloatArray, grid: Grid, corner: NDArray[np.int64], size: NDArray[np.int64]
) -> FloatArray:
    """Events by (column, row) from the corner, each shared among the four middles around it; those beyond are dropped,
    since nothing of them reaches the grid.
    """
    place = (points - grid.lattice.origin) / grid.lattice.cell - corner
    low = np.floor(place).astype(np.int64)
    part = place - low
    raster = np.zeros(int(np.prod(size)))
    for right in (0, 1):
        for up in (0, 1):
            column, row = low[:, 0] + right, low[:, 1] + up
            share = np.abs(1 - right - part[:, 0]) * np.abs(1 - up - part[:, 1]) * weights
            inside = (column >= 0) & (column < size[0]) & (row >= 0) & (row < size[1])
            raster += np.bincount((column * size[1] + row)[inside], share[inside], minlength=raster.size)
    return raster.reshape(tuple(size))


def error_of(
    density: FloatArray,
    points: FloatArray,
    weights: FloatArray,
    grid: Grid,
    bandwidth: float,
    kernel: Kernel = Kernel.QUARTIC,
) -> Error:
    """A density on a grid held against the exact one: the cells with most of it, and as many spread over the rest."""
    half = min(CHECKED_CELLS, len(grid)) // 2
    highest = np.argsort(density)[::-1][:half]
    spread = np.linspace(0, len(grid) - 1, min(CHECKED_CELLS, len(grid)) - half).astype(np.int64)
    checked = np.unique(np.concatenate([highest, spread]))
    exact = exact_density(points, weights, grid.middles[checked], bandwidth, kernel)
    largest = float(np.abs(density[checked] - exact).max())
    return Error(largest, largest / float(exact.max()) if exact.max() > 0 else 0.0, checked.size)


def _check(bandwidth: float, weights: FloatArray) -> None:
    if not (math.isfinite(bandwidth) and bandwidth > 0):
        raise UsageError(f"a bandwidth of {bandwidth:g} m spreads nothing", remedy="Give --bandwidth in metres.")
    if weights.sum() < FEWEST_EVENTS:
        raise TooLittleData(f"a density wants at least {FEWEST_EVENTS} events, and there are {weights.sum():.0f}")
