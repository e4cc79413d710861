"""How small cells may be where incidents were moved to map points before they were published.

data.police.uk gives each incident the coordinates of the nearest of some 750,000 map points. An incident then lies up
to about half the way to the next map point from where it happened. A step of length d in a random direction leaves a
grid's cell of width w with chance about 4d / (pi w), for squares (Laplace's needle) and hexagons alike: both have
borders of 2 / w metres a square metre.
"""

import math

import numpy as np

from saferplan.errors import TooLittleData
from saferplan.evidence.analysis.rates import FloatArray

ONE_POINT = 10.0
"""Metres. The list of map points has been revised: in the same months of two years points stand 2 to 8 metres apart
that bear one name (98% of those nearer than this in Buckinghamshire and Bedford), and within one year none do."""
MISPLACED = 0.25
"""Share of incidents that may be counted in a neighbouring cell: our choice, no published limit is known to us."""
STEP = 10.0


def typical_spacing(points: FloatArray, weights: FloatArray) -> float:
    """Metres from the map point of the median incident to the next map point.

    `points`: map points used, (easting, northing); `weights`: incidents at each. Points that were never used are not
    known, so this is an upper estimate; with a year of incidents it is a close one. Raises TooLittleData for one point.
    """
    from scipy.spatial import KDTree

    places, numbers = _merged(points, weights)
    if len(places) < 2:
        raise TooLittleData("all events lie at one point, so there is no pattern in space")
    distance = KDTree(places).query(places, k=2)[0][:, 1]
    order = np.argsort(distance)
    middle = np.searchsorted(np.cumsum(numbers[order]), numbers.sum() / 2)
    return float(distance[order][middle])


def smallest_cell(spacing: float) -> float:
    """Metres: the cell of which no more than a quarter of incidents are expected to belong to a neighbour."""
    return math.ceil(4 * (spacing / 2) / (math.pi * MISPLACED) / STEP) * STEP


def misplaced_share(spacing: float, cell: float) -> float:
    """Share of incidents expected to be counted in a neighbouring cell."""
    return min(1.0, 4 * (spacing / 2) / (math.pi * cell))


def _merged(points: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Points nearer than ONE_POINT taken for one: the place of the busiest of them, and the incidents of all."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import KDTree

    pairs = KDTree(points).query_pairs(ONE_POINT, output_type="ndarray")
    joined = coo_array((np.ones(len(pairs)), tuple(pairs.T)), shape=(len(points), len(points)))
    number, label = connected_components(joined, directed=False)
    busiest_last = np.argsort(weights, kind="stable")
    place = np.empty((number, 2))
    place[label[busiest_last]] = points[busiest_last]
    return place, np.bincount(label, weights, minlength=number).astype(float)
