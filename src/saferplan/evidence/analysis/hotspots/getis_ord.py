"""Getis-Ord Gi*: where high values stand together with high ones, and low with low.

Getis and Ord (1992), "The analysis of spatial association by use of distance statistics", Geographical Analysis 24:
189-206; the standardised form is that of Ord and Getis (1995), Geographical Analysis 27: 286-306. Weights are binary
and each area is a neighbour of itself.

The normal p of the statistic is only near the truth where neighbourhoods are large or values are not skew. Counts of
crime are very skew, so p is also worked out from chance itself, in two ways. With binary weights the sum over an area
and its neighbours depends, when values are shuffled over the map, only on how many they are. So

- `exact_p` counts all ways to draw so many of the values (Pagano and Tritchler 1983, Journal of the American
  Statistical Association 78: 435-440): no random numbers, and no least p;
- `permute` shuffles, also with each area's own value held (conditional permutation). All areas share each shuffle, as
  in PySAL: one random order of the values, summed up step by step, serves every area, and an area's rank is looked
  up in the sorted sums of its number. That its own value is not among those drawn is put right for the few draws
  that held it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.special import binom, ndtr

from saferplan.errors import TooLittleData
from saferplan.evidence.analysis.rates import FloatArray

IntArray = NDArray[np.int64]
PERMUTATIONS = 999
FEWEST_AREAS = 3
DRAWN_AT_ONCE = 4_000_000
MOST_WAYS = 20_000_000
"""Numbers that the table of all draws may hold: 160 MB."""


@dataclass(frozen=True)
class GiStar:
    """Arrays in the order of the areas. g: share of the total that lies in the area and its neighbours. z: g less its
    expectation over its standard deviation. p: two-sided, from the normal distribution.
    """

    g: FloatArray
    z: FloatArray
    p: FloatArray


@dataclass(frozen=True)
class Permuted:
    """at_least, at_most: permutations in which the sum was at least, and at most, the one observed. p: two-sided,
    twice the smaller of (at_least + 1) / (permutations + 1) and the same of at_most, not above 1.
    """

    at_least: IntArray
    at_most: IntArray
    permutations: int

    @property
    def p(self) -> FloatArray:
        return np.minimum(1.0, 2 * (np.minimum(self.at_least, self.at_most) + 1) / (self.permutations + 1))


def gi_star(values: ArrayLike, neighbours: csr_array) -> GiStar:
    """Gi* of each area. `neighbours`: 1 where two areas are neighbours, shape (areas, areas); the diagonal is ignored.

    NaN where an area is a neighbour of every other, so that there is nothing to compare with. Raises TooLittleData
    where values are all alike or nothing, ValueError for weights other than 0 and 1 or negative values.
    """
    observed, others = _checked(values, neighbours)
    size, number = observed.size, np.diff(others.indptr) + 1.0
    mean, deviation = observed.mean(), observed.std()
    sums = others @ observed + observed
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (sums - number * mean) / (deviation * np.sqrt(number * (size - number) / (size - 1)))
    z = np.where(number < size, z, np.nan)
    return GiStar(sums / observed.sum(), z, 2 * ndtr(-np.abs(z)))


def exact_p(values: ArrayLike, neighbours: csr_array) -> FloatArray:
    """Two-sided p of each area's sum, over all ways to shuffle the values: twice the smaller tail, not above 1.

    Values must be whole numbers. Raises TooLittleData and ValueError as `gi_star` does, ValueError also where values
    are so large that the table of all draws would not fit: then shuffle.
    """
    observed, others = _checked(values, neighbours)
    counts = observed.astype(np.int64)
    if (counts != observed).any():
        raise ValueError("exact p wants whole numbers")
    number = np.diff(others.indptr) + 1
    ways = _ways(counts, int(number.max()))
    sums = (others @ observed + observed).astype(np.int64)
    found = np.empty(counts.size)
    for size in np.unique(number):
        own, chance = number == size, ways[size] / ways[size].sum()
        at_least = np.cumsum(chance[::-1])[::-1][sums[own]]
        found[own] = np.minimum(1.0, 2 * np.minimum(at_least, np.cumsum(chance)[sums[own]]))
    return found


def _ways(counts: IntArray, most: int) -> FloatArray:
    """In how many ways so many counts, drawn without putting back, add up to each sum; shape (most + 1, sums)."""
    highest = int(np.sort(counts)[::-1][:most].sum())
    if (most + 1) * (highest + 1) > MOST_WAYS:
        raise ValueError(f"sums up to {highest:,} of up to {most} areas are too many to count all ways")
    ways = np.zeros((most + 1, highest + 1))
    ways[0, 0] = 1.0
    for count, often in zip(*np.unique(counts, return_counts=True), strict=True):
        longer = ways.copy()
        for times in range(1, min(most, often) + 1):
            reach = times * int(count)
            if reach > highest:
                break
            longer[times:, reach:] += binom(often, times) * ways[: most + 1 - times, : highest + 1 - reach]
        ways = longer
    return ways


def permute(
    values: ArrayLike,
    neighbours: csr_array,
    permutations: int = PERMUTATIONS,
    *,
    seed: int = 0,
    hold_own: bool = True,
) -> Permuted:
    """How often chance gives as much. `hold_own`: an area keeps its value and the others are shuffled (conditional
    permutation, Anselin 1995, Geographical Analysis 27: 93-115); otherwise all are shuffled, which tests the very
    statistic that z does. Raises as `gi_star` does.
    """
    observed, others = _checked(values, neighbours)
    own = np.zeros_like(observed) if hold_own else observed
    target = others @ observed + own
    number = np.diff(others.indptr) + (0 if hold_own else 1)
    most = int(number.max())
    at_least, at_most = np.zeros(observed.size, np.int64), np.zeros(observed.size, np.int64)
    random, left = np.random.default_rng(seed), permutations
    while left > 0:
        rows = min(left, max(1, DRAWN_AT_ONCE // (most + 2)))
        drawn = _draw(random, rows, min(most + 1, observed.size), observed.size)
        sums = np.cumsum(np.column_stack([np.zeros(rows), observed[drawn]]), axis=1)
        _rank(sums, number, target, at_least, at_most)
        if hold_own:
            _leave_out_own(sums, drawn, number, target, observed, at_least, at_most)
        left -= rows
    return Permuted(at_least, at_most, permutations)


def _rank(sums: FloatArray, number: IntArray, target: FloatArray, at_least: IntArray, at_most: IntArray) -> None:
    """Adds where each area's sum stands among the random sums of as many values as it has neighbours."""
    for count in np.unique(number):
        own = np.flatnonzero(number == count)
        ordered = np.sort(sums[:, count])
        at_least[own] += ordered.size - np.searchsorted(ordered, target[own], side="left")
        at_most[own] += np.searchsorted(ordered, target[own], side="right")


def _leave_out_own(
    sums: FloatArray,
    drawn: IntArray,
    number: IntArray,
    target: FloatArray,
    observed: FloatArray,
    at_least: IntArray,
    at_most: IntArray,
) -> None:
    """Where an area was among the first it drew, the next one drawn takes its place."""
    row, step = np.nonzero(np.arange(drawn.shape[1]) < number[drawn])
    area = drawn[row, step]
    held = sums[row, number[area]]
    without = sums[row, number[area] + 1] - observed[area]
    np.add.at(at_least, area, (without >= target[area]).astype(np.int64) - (held >= target[area]))
    np.add.at(at_most, area, (without <= target[area]).astype(np.int64) - (held <= target[area]))


def _draw(random: np.random.Generator, rows: int, length: int, size: int) -> IntArray:
    """The first `length` of so many random orders of 0 … size - 1, a row an order."""
    if length**2 > size:
        parts = max(1, DRAWN_AT_ONCE // size)
        orders = [
            random.permuted(np.tile(np.arange(size), (min(parts, rows - start), 1)), axis=1)[:, :length]
            for start in range(0, rows, parts)
        ]
        return np.concatenate(orders)
    # Rows with a repetition, few where the draw is short, are drawn again: the rest are without, and all as likely.
    drawn = random.integers(0, size, (rows, length))
    while (again := _repeating(drawn)).size:
        drawn[again] = random.integers(0, size, (again.size, length))
    return drawn


def _repeating(drawn: IntArray) -> IntArray:
    return np.flatnonzero((np.diff(np.sort(drawn, axis=1), axis=1) == 0).any(axis=1))


def _checked(values: ArrayLike, neighbours: csr_array) -> tuple[FloatArray, csr_array]:
    """The values, and the neighbours without the diagonal."""
    observed = np.asarray(values, dtype=float)
    others = csr_array(neighbours).copy()
    if observed.ndim != 1 or others.shape != (observed.size, observed.size):
        raise ValueError(f"{observed.shape} values do not go with neighbours of shape {others.shape}")
    if not np.isfinite(observed).all() or (observed < 0).any():
        raise ValueError("Gi* wants values that are known and not negative")
    others.setdiag(0)
    others.eliminate_zeros()
    if others.nnz and not (others.data == 1).all():
        raise ValueError("weights must be 0 or 1")
    if observed.size < FEWEST_AREAS:
        raise TooLittleData(f"Gi* wants at least {FEWEST_AREAS} areas, and there are {observed.size}")
    if np.ptp(observed) == 0:
        what = "no event in any area" if observed[0] == 0 else "the same number in every area"
        raise TooLittleData(f"there is {what}, so no area can stand out")
    return observed, others
