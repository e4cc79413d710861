"""Pairs of events that are close in space, found once; and how many of them are close in time, counted fast.

Where events were does not change from one permutation to the next, so a k-d tree finds the close pairs once, and each
permutation of the days looks only at these.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from saferplan.errors import UsageError
from saferplan.evidence.analysis.near_repeat.bands import Bands
from saferplan.evidence.analysis.rates import FloatArray

Metric = Literal["manhattan", "euclidean"]
IntArray = NDArray[np.int64]
MINKOWSKI: dict[Metric, int] = {"manhattan": 1, "euclidean": 2}
MOST_PAIRS = 30_000_000
"""Close pairs that fit into some 2 GB of memory; beyond that the bands are too wide to speak of near repeats."""
LANES = 8
"""Permutations counted at once."""
MOST_IN_A_BYTE = 255
AT_ONCE = 1 << 14
"""Pairs looked at in one step, so that all lanes of them stay in the processor's cache."""


@dataclass(frozen=True)
class ClosePairs:
    """Pairs `one`, `other` of positions of events, ordered by band; band b is from `starts[b]` to `starts[b + 1]`."""

    one: IntArray
    other: IntArray
    starts: IntArray

    @property
    def in_band(self) -> IntArray:
        """How many pairs each band of distance holds."""
        return np.diff(self.starts)

    def counted(self, days: NDArray[np.integer], upper: NDArray[np.integer]) -> IntArray:
        """Pairs by band of distance and band of days, of the shape (LANES, bands, len(upper)).

        `days`: of each event in LANES permutations side by side, of the shape (events, LANES) and of a signed type
        that holds their differences; `upper`: upper ends of the bands of days, not included, of that type too.
        """
        rows = np.ascontiguousarray(days)
        whole = rows.view(np.dtype((np.void, rows.itemsize * LANES))).ravel()
        found = np.zeros((LANES, len(self.starts) - 1, len(upper)), dtype=np.int64)
        for band, (first, end) in enumerate(pairwise(self.starts.tolist())):
            for start in range(first, end, AT_ONCE):
                piece = slice(start, min(start + AT_ONCE, end))
                # An event's days in all lanes are fetched as one: fetching takes longer than all that follows.
                one, other = (whole.take(events[piece]).view(rows.dtype) for events in (self.one, self.other))
                apart = np.abs(np.subtract(one, other, out=one), out=one)
                found[:, band] += np.column_stack([_true_by_lane(apart < limit) for limit in upper])
        return np.diff(found, axis=2, prepend=0)


def _true_by_lane(flags: NDArray[np.bool_]) -> IntArray:
    """How many are true in each lane of flags that lie lane beside lane.

    Eight flags are one whole number of 64 bits, a byte a lane; up to 255 such numbers add up with no byte running over.
    """
    numbers = flags.view(np.uint64)
    sums = np.add.reduceat(numbers, np.arange(0, len(numbers), MOST_IN_A_BYTE))
    return sums.view(np.uint8).reshape(-1, LANES).sum(axis=0, dtype=np.int64)


def close_pairs(x: FloatArray, y: FloatArray, bands: Bands, metric: Metric) -> ClosePairs:
    """All pairs nearer than the last edge of `bands`. Raises UsageError where there are more than MOST_PAIRS."""
    points, norm, reach = np.column_stack([x, y]), MINKOWSKI[metric], bands.edges[-1]
    tree = KDTree(points)
    likely = (int(tree.count_neighbors(tree, reach, p=norm)) - len(points)) // 2
    if likely > MOST_PAIRS:
        raise UsageError(
            f"{likely:,} pairs of events are nearer than {reach:g} m, more than can be held",
            remedy="Choose narrower bands of distance, or fewer events.",
        )
    pairs = tree.query_pairs(reach, p=norm, output_type="ndarray")
    apart = distances(points[pairs[:, 0]] - points[pairs[:, 1]], metric)
    band = np.searchsorted(bands.upper, apart, side="right")
    order = np.argsort(band, kind="stable")
    starts = np.searchsorted(band[order], np.arange(len(bands) + 1))
    kept = order[: starts[-1]]
    return ClosePairs(pairs[kept, 0], pairs[kept, 1], starts)


def distances(difference: FloatArray, metric: Metric) -> FloatArray:
    """Lengths of differences of the shape (pairs, 2)."""
    return np.abs(difference).sum(axis=1) if metric == "manhattan" else np.hypot(*difference.T)


def pairs_by_days(days: NDArray[np.integer], bands: Bands) -> IntArray:
    """Of all pairs of events, wherever they were, how many lie in each band of days."""
    ordered, position = np.sort(days), np.arange(len(days))
    nearer = [int((position - np.searchsorted(ordered, ordered - end, side="right")).sum()) for end in bands.upper]
    return np.diff(nearer, prepend=0)
