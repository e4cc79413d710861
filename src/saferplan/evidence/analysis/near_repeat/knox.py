"""The Knox test for near repeats over several bands of distance and days, by permutation of the days.

Knox (1964), "The detection of space-time interactions", Applied Statistics 13: 25-30; for burglary Johnson et al.
(2007), "Space-time patterns of risk", Journal of Quantitative Criminology 23: 201-219. Ratio, p and bands as in the R
package NearRepeat (Steenbeek 2018).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from saferplan.errors import TooLittleData, UsageError
from saferplan.evidence.analysis.change import ALPHA
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.analysis.near_repeat.bands import Bands
from saferplan.evidence.analysis.near_repeat.pairs import (
    LANES,
    ClosePairs,
    IntArray,
    Metric,
    close_pairs,
    pairs_by_days,
)
from saferplan.evidence.analysis.rates import FloatArray

FEWEST_EVENTS = 30
"""Our judgement: fewer make 435 pairs at most, of which next to none are close in both ways."""
PERMUTATIONS = 999
FEWEST_PERMUTATIONS = 19
"""With fewer no p can be 0.05."""
SEED = 20_240_229
WORKERS = 2
Whole = NDArray[np.integer]


@dataclass(frozen=True)
class Knox:
    """Arrays of the shape (bands of distance + 1, bands of days + 1); the last row and column are beyond the bands.

    `observed`: pairs of events. `mean`, `median`: of the permutations. `expected`: what the mean would be over all
    permutations: pairs in the row x pairs in the column / all pairs. `p`: share of permutations, the data among them,
    with at least as many pairs. `q`: false discovery rate over the cells within the bands; NaN beyond them.
    """

    space: Bands
    days: Bands
    metric: Metric
    events: int
    permutations: int
    observed: IntArray
    mean: FloatArray
    median: FloatArray
    p: FloatArray
    q: FloatArray

    @property
    def expected(self) -> FloatArray:
        pairs = self.events * (self.events - 1) / 2
        return np.outer(self.observed.sum(axis=1), self.observed.sum(axis=0)) / pairs

    @property
    def ratio(self) -> FloatArray:
        """Knox ratio: observed over the mean of the permutations; NaN where that is 0."""
        return _over(self.observed, self.mean)

    @property
    def ratio_median(self) -> FloatArray:
        return _over(self.observed, self.median)

    @property
    def clear(self) -> NDArray[np.bool_]:
        """Cells with more pairs than chance explains, after the false discovery rate."""
        return self.q < ALPHA

    @property
    def can_be_clear(self) -> bool:
        """Whether one cell alone could be clear: its least possible p, taken among all the cells' tests."""
        return len(self.space) * len(self.days) / (self.permutations + 1) < ALPHA


def knox(
    x: ArrayLike,
    y: ArrayLike,
    day: ArrayLike,
    space: Bands,
    days: Bands,
    *,
    metric: Metric = "manhattan",
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> Knox:
    """The test for events at `x`, `y` (metres) on `day` (whole days from any start), three arrays of one length.

    The order of the events makes no difference, nor does the number of processors. Raises TooLittleData where there
    are too few events, where they are all of one day or a coordinate is missing; UsageError for too few permutations.
    """
    events = _in_order(x, y, day)
    _check(*events, permutations)
    pairs = close_pairs(events[0], events[1], space, metric)
    numbers, upper = _smallest(events[2], days)
    counted = pairs.counted(np.tile(numbers[:, None], LANES), upper)[0]
    simulated = _permuted(pairs, numbers, upper, permutations, seed)
    whole = _Margins(pairs.in_band, pairs_by_days(events[2], days), len(numbers) * (len(numbers) - 1) // 2)
    observed, by_chance = whole.completed(counted), whole.completed(simulated)
    p = (1 + (by_chance >= observed).sum(axis=0)) / (permutations + 1)
    q = np.full(p.shape, np.nan)
    q[:-1, :-1] = q_values(p[:-1, :-1])
    mean, median = by_chance.mean(axis=0), np.median(by_chance, axis=0)
    return Knox(space, days, metric, len(numbers), permutations, observed, mean, median, p, q)


@dataclass(frozen=True)
class _Margins:
    """What no permutation changes: pairs by distance, pairs by days, all pairs."""

    by_distance: IntArray
    by_days: IntArray
    pairs: int

    def completed(self, counted: IntArray) -> IntArray:
        """Counts within the bands, of the shape (…, bands, bands), with the row and the column beyond them."""
        beyond_days = self.by_distance - counted.sum(axis=-1)
        wider = np.concatenate([counted, beyond_days[..., None]], axis=-1)
        totals = np.append(self.by_days, self.pairs - self.by_days.sum())
        beyond = totals - wider.sum(axis=-2)
        return np.concatenate([wider, beyond[..., None, :]], axis=-2)


def _permuted(pairs: ClosePairs, days: Whole, upper: Whole, permutations: int, seed: int) -> IntArray:
    """Each permutation has random numbers of its own, so that it is the same on however many processors."""

    def some(first: int) -> IntArray:
        shuffled = [np.random.default_rng([seed, first + lane]).permutation(days) for lane in range(LANES)]
        return pairs.counted(np.column_stack(shuffled), upper)

    with ThreadPoolExecutor(WORKERS) as threads:
        return np.concatenate(list(threads.map(some, range(0, permutations, LANES))))[:permutations]


def _in_order(x: ArrayLike, y: ArrayLike, day: ArrayLike) -> tuple[FloatArray, FloatArray, IntArray]:
    across, up, days = np.asarray(x, dtype=float), np.asarray(y, dtype=float), np.asarray(day, dtype=np.int64)
    if not across.shape == up.shape == days.shape or across.ndim != 1:
        raise ValueError("x, y and day must be one-dimensional and of one length")
    order = np.lexsort((days, up, across))
    return across[order], up[order], days[order]


def _check(x: FloatArray, y: FloatArray, day: IntArray, permutations: int) -> None:
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise TooLittleData("an event has no coordinates", remedy="Leave out events without a place.")
    if len(x) < FEWEST_EVENTS:
        raise TooLittleData(
            f"{len(x):,} {'event is' if len(x) == 1 else 'events are'} too few for a near-repeat test",
            remedy=f"It needs at least {FEWEST_EVENTS} events with a day and a place.",
        )
    if day.min() == day.max():
        raise TooLittleData(
            "all events are of one day, so that none can be nearer in time than another",
            remedy="Take a longer period.",
        )
    if permutations < FEWEST_PERMUTATIONS:
        raise UsageError(
            f"{permutations} permutations are too few", remedy=f"Take at least {FEWEST_PERMUTATIONS}, better 999."
        )


def _smallest(day: IntArray, bands: Bands) -> tuple[Whole, Whole]:
    """Days from the first, and upper ends of the bands, in 16 bits where these hold both: several times as fast."""
    from_first, upper = day - day.min(), bands.upper.astype(np.int64)
    kind = np.int16 if max(from_first.max(), upper[-1]) <= np.iinfo(np.int16).max else np.int64
    return from_first.astype(kind), upper.astype(kind)


def _over(observed: IntArray, by_chance: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(by_chance > 0, observed / by_chance, np.nan)
