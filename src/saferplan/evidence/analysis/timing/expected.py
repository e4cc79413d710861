"""Which months lie outside what the others lead one to expect, and the range expected for the next ones.

Counts vary about trend x season as a negative binomial of which the variance is phi times the mean, phi being how
much more than chance alone the months have varied about what the other months gave for them (McCullagh and Nelder
1989, 6.2.3). A forecast adds how far the trend has moved over as many months before. Whether the ranges hold is tried
out on the past: from each month after the second year as if later ones were not known (rolling origin; Tashman 2000,
International Journal of Forecasting 16: 437-450).
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, gammaincc

from saferplan.errors import TooLittleData
from saferplan.evidence.analysis.change import ALPHA
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.analysis.rates import CONFIDENCE, FloatArray
from saferplan.evidence.analysis.timing.season import YEAR, Season, decomposed

AHEAD = 6
SCARCELY_ABOVE_ONE = 1 + 1e-6  # below it the negative binomial loses digits and is the Poisson


class Outside(StrEnum):
    ABOVE = "above the range"
    BELOW = "below the range"
    WITHIN = "as expected"
    SET_ASIDE = "set aside"


@dataclass(frozen=True)
class Judged:
    """Arrays by month: what the other months lead one to expect, its 95% range, p, q over the months used, words."""

    expected: FloatArray
    low: FloatArray
    high: FloatArray
    p: FloatArray
    q: FloatArray
    verdict: tuple[Outside, ...]
    phi: float


@dataclass(frozen=True)
class Ahead:
    """The next months: expected number and 95% range."""

    expected: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True)
class Tried:
    """Forecasts made from earlier months, and how many of these the 95% range held."""

    forecasts: int
    held: int

    @property
    def coverage(self) -> float | None:
        return self.held / self.forecasts if self.forecasts else None


def judged(found: Season) -> Judged:
    """Each month beside the range that all others used give it, and whether it lies outside by more than chance."""
    squares = (found.counts - found.without) ** 2 / found.without
    phi = np.array([_phi(squares, found, leave_out=month) for month in range(len(squares))])
    low, high = zip(*(_range(mean, one) for mean, one in zip(found.without, phi, strict=True)), strict=True)
    tails = [_tails(int(count), mean, one) for count, mean, one in zip(found.counts, found.without, phi, strict=True)]
    p = np.where(found.used, np.minimum(1, 2 * np.min(tails, axis=1)), np.nan)
    q = q_values(p)
    words = tuple(_verdict(*one) for one in zip(q, found.counts, found.without, found.used, strict=True))
    return Judged(found.without, np.array(low), np.array(high), p, q, words, _phi(squares, found))


def ahead(found: Season, months: int = AHEAD) -> Ahead:
    """The range for the next `months`: the last trend, each month's season, and the trend's own wandering."""
    last_year = found.season[-YEAR:]
    expected = found.trend[-1] * np.array([last_year[step % YEAR] for step in range(months)])
    squares = (found.counts - found.without) ** 2 / found.without
    drift = np.array([_drift(found, step + 1) for step in range(months)])
    phi = _phi(squares, found) + expected * drift
    low, high = zip(*(_range(mean, one) for mean, one in zip(expected, phi, strict=True)), strict=True)
    return Ahead(expected, np.array(low), np.array(high))


def tried(counts: ArrayLike, used: ArrayLike, months: int = AHEAD) -> Tried:
    """The back-test: for each month of which the months before it bear a season, the ranges they would have given."""
    values, taken = np.asarray(counts, dtype=float), np.asarray(used, dtype=bool)
    forecasts = held = 0
    for origin in range(len(values)):
        try:
            known = decomposed(values[:origin], taken[:origin])
        except TooLittleData:
            continue
        to_come = min(months, len(values) - origin)
        given = ahead(known, to_come)
        later = slice(origin, origin + to_come)
        inside = (given.low <= values[later]) & (values[later] <= given.high) & taken[later]
        forecasts += int(taken[later].sum())
        held += int(inside.sum())
    return Tried(forecasts, held)


def _phi(squares: FloatArray, found: Season, leave_out: int | None = None) -> float:
    """How much more than chance alone the months used vary; never less than chance."""
    counted = found.used.copy()
    if leave_out is not None:
        counted[leave_out] = False
    return max(1.0, float(squares[counted].mean()))


def _drift(found: Season, step: int) -> float:
    """Mean square of the change of the trend, in logarithms, over so many months."""
    change = np.log(found.trend[step:]) - np.log(found.trend[:-step])
    return float((change**2).mean())


def _range(mean: float, phi: float) -> tuple[int, int]:
    """The least and the greatest number that have at least 2.5% of the chance at or beyond them."""
    tail = (1 - CONFIDENCE) / 2
    numbers = np.arange(int(mean + 12 * np.sqrt(phi * mean) + 30))
    at_most = _at_most(numbers, mean, phi)
    return int(np.searchsorted(at_most, tail)), int(np.searchsorted(at_most, 1 - tail))


def _tails(count: int, mean: float, phi: float) -> tuple[float, float]:
    """Chance of at most, and of at least, so many."""
    at_most, below = _at_most(np.array([count, count - 1]), mean, phi)
    return float(at_most), float(1 - below)


def _at_most(numbers: np.ndarray, mean: float, phi: float) -> FloatArray:
    """Chance of at most each of `numbers`: negative binomial of variance phi x mean, or Poisson."""
    if phi < SCARCELY_ABOVE_ONE:
        return np.where(numbers < 0, 0.0, gammaincc(np.maximum(numbers, 0) + 1.0, mean))
    return np.where(numbers < 0, 0.0, betainc(mean / (phi - 1), np.maximum(numbers, 0) + 1.0, 1 / phi))


def _verdict(q: float, count: float, mean: float, is_used: bool) -> Outside:
    if not is_used:
        return Outside.SET_ASIDE
    if q >= ALPHA:
        return Outside.WITHIN
    return Outside.ABOVE if count > mean else Outside.BELOW
