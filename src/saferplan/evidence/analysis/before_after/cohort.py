"""Whether the people of a cohort offend less after joining a scheme than before, and less than others like them.

People are taken on because they have offended much of late, and whoever has just had a bad half-year tends to have
a better one next, whatever is done (regression to the mean: Galton 1886; Barnett, van der Pols and Dobson 2005,
International Journal of Epidemiology 34: 215-220). Only people chosen in the same way and not taken on show how much
of a fall that explains.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from saferplan.evidence.analysis.rates import CONFIDENCE, FloatArray, as_counts, tail_of

FEWEST_PEOPLE = 10
"""Below this the spread between people says too little for an interval. Our choice."""


@dataclass(frozen=True)
class BeforeAfter:
    """Offences of `people` before and after, the ratio of the two and its interval.

    ratio, low, high and p are NaN for fewer than FEWEST_PEOPLE people or no offence before or none after.
    """

    people: int
    before: int
    after: int
    ratio: float
    low: float
    high: float
    p: float
    log_variance: float


@dataclass(frozen=True)
class Beyond:
    """How the cohort's ratio stands to the comparison's: below 1 where the cohort improved more than people like it."""

    ratio: float
    low: float
    high: float
    p: float


def before_after(before: ArrayLike, after: ArrayLike, confidence: float = CONFIDENCE) -> BeforeAfter:
    """Ratio of offences after to before over the same people; `before` and `after` are counts a person, same length.

    The person is the unit that varies, not the offence: the variance of the log ratio is that of a ratio of two sums
    over people (Cochran 1977, Sampling Techniques, ch. 6), so one prolific person widens the interval as he should.
    Raises ValueError for unequal lengths and for what is no count.
    """
    first, second = as_counts(before), as_counts(after)
    if first.shape != second.shape or first.ndim != 1:
        raise ValueError("each person has one count before and one after")
    if np.isnan(first).any() or np.isnan(second).any():
        raise ValueError("a person whose count is missing cannot be compared: leave the person out, and say so")
    people, total, total_after = len(first), int(first.sum()), int(second.sum())
    variance = _log_variance(first, second)
    if people < FEWEST_PEOPLE or not total or not total_after or variance == 0:
        return BeforeAfter(people, total, total_after, np.nan, np.nan, np.nan, np.nan, np.nan)
    ratio = total_after / total
    return BeforeAfter(people, total, total_after, ratio, *_around(ratio, variance, confidence), variance)


def beyond_comparison(cohort: BeforeAfter, comparison: BeforeAfter, confidence: float = CONFIDENCE) -> Beyond:
    """The cohort's ratio over the comparison's, two groups of different people; NaN where either has none."""
    variance = cohort.log_variance + comparison.log_variance
    ratio = cohort.ratio / comparison.ratio
    return Beyond(ratio, *_around(ratio, variance, confidence))


def _log_variance(before: FloatArray, after: FloatArray) -> float:
    """Of log(sum of after / sum of before), by linearisation over people."""
    people = len(before)
    if people < 2 or not before.sum() or not after.sum():
        return 0.0
    influence = after / after.sum() - before / before.sum()
    return float(people / (people - 1) * np.sum(influence**2))


def _around(ratio: float, log_variance: float, confidence: float) -> tuple[float, float, float]:
    """Low, high and two-sided p of a ratio whose logarithm is taken as normal."""
    spread = np.sqrt(log_variance)
    reach = -ndtri(tail_of(confidence)) * spread
    z = np.log(ratio) / spread
    return float(ratio * np.exp(-reach)), float(ratio * np.exp(reach)), float(2 * ndtr(-abs(z)))
