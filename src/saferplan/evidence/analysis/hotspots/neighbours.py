"""Which areas are neighbours: by a common border, or by distance. Matrices of 1 and 0 with an empty diagonal."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from saferplan.errors import UsageError
from saferplan.evidence.analysis.rates import FloatArray


def touching(outlines: NDArray[Any]) -> csr_array:
    """Areas whose polygons share a side or a corner (queen contiguity); shape (areas, areas)."""
    import shapely

    one, other = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    return _matrix(one, other, len(outlines))


def within_distance(points: FloatArray, metres: float) -> csr_array:
    """Areas whose points (easting, northing) lie no further apart than `metres`. Raises UsageError for no distance."""
    from scipy.spatial import KDTree

    if not (math.isfinite(metres) and metres > 0):
        raise UsageError(f"{metres:g} m is no distance between neighbours", remedy="Give it in metres, above 0.")
    pairs = KDTree(points).query_pairs(metres, output_type="ndarray")
    return _matrix(np.concatenate(pairs.T), np.concatenate(pairs[:, ::-1].T), len(points))


def _matrix(one: NDArray[Any], other: NDArray[Any], size: int) -> csr_array:
    apart = one != other
    return csr_array((np.ones(apart.sum()), (one[apart], other[apart])), shape=(size, size))
