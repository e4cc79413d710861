"""How small cells may be where incidents were moved to map points before they were published.

data.police.uk gives each incident the coordinates of the nearest of some 750,000 map points. An incident then lies up
to about half the way to the next map point from where it happened. A step of length d in a random direction leaves a
grid's cell of width w with chance about 4d / (pi w), for squares (Laplace's needle) and hexagons alike: both have
borders of 2 / w metres a square metre.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saferplan.errors import TooLittleData
from saferplan.evidence.analysis.rates import FloatArray

LOOKED_AT = 16
"""Nearest points among which one of another name is looked for."""
MISPLACED = 0.25
"""Share of incidents that may be counted in a neighbouring cell: our choice, no published limit is known to us."""
STEP = 10.0


def typical_spacing(points: FloatArray, weights: FloatArray, names: NDArray[Any]) -> float:
    """Metres from the map point of the median incident to the next map point of another name.

    `points`: map points used, (easting, northing); `weights`: incidents at each; `names`: of each, as published. The
    list of map points is revised now and then, and its points move by some metres and keep their names: in 2021 to 2025
    98% of the points in Buckinghamshire with another less than 10 metres away have its name, and within one year there
    are no such pairs. Points that were never used are not known, so this is an upper estimate. Raises TooLittleData for
    points of one name alone.
    """
    from scipy.spatial import KDTree

    if len(points) < 2 or (names == names[0]).all():
        raise TooLittleData("all events lie at one map point, so there is no pattern in space")
    distance, at = KDTree(points).query(points, k=min(LOOKED_AT, len(points)))
    is_other = names[at] != names[:, None]
    nearest = np.where(is_other.any(axis=1), distance[np.arange(len(points)), is_other.argmax(axis=1)], distance[:, -1])
    order = np.argsort(nearest)
    middle = np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)
    return float(nearest[order][middle])


def smallest_cell(spacing: float) -> float:
    """Metres: the cell of which no more than a quarter of incidents are expected to belong to a neighbour."""
    return math.ceil(4 * (spacing / 2) / (math.pi * MISPLACED) / STEP) * STEP


def misplaced_share(spacing: float, cell: float) -> float:
    """Share of incidents expected to be counted in a neighbouring cell."""
    return min(1.0, 4 * (spacing / 2) / (math.pi * cell))
