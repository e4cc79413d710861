"""Whether a rate has changed, or differs from another area's, by more than chance; and the words for it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincinv

from saferplan.evidence.analysis.rates import CONFIDENCE, FloatArray, as_counts, as_denominators, tail_of

ALPHA = 0.05


class Change(StrEnum):
    RISE = "rise"
    FALL = "fall"
    NO_CLEAR_CHANGE = "no clear change"
    CANNOT_SAY = "cannot say"


class Difference(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_DIFFERENCE = "no clear difference"
    CANNOT_SAY = "cannot say"


@dataclass(frozen=True)
class RateRatio:
    """Rate over base rate with its interval and two-sided p, as arrays of one shape.

    ratio is 0 where only the count is 0, infinite where only the base count is 0, and NaN where both are: then
    the interval is 0 to infinity and p is 1. All four are NaN where a count or an exposure is missing or 0.
    """

    ratio: FloatArray
    low: FloatArray
    high: FloatArray
    p: FloatArray


def compare_rates(
    count: ArrayLike,
    exposure: ArrayLike,
    base_count: ArrayLike,
    base_exposure: ArrayLike,
    confidence: float = CONFIDENCE,
) -> RateRatio:
    """Exact comparison of two Poisson rates, element by element. Exposure is population x months counted.

    Given the total of both counts, the first is binomial with the share of the exposure as its chance
    (Przyborowski and Wilenski 1940, Biometrika 31: 313-323). The interval is Clopper and Pearson's, turned into
    a ratio; p is the central one, twice the smaller tail, so that p < 1 - confidence exactly where the interval
    leaves out 1 (Fay 2010, The R Journal 2(1): 53-58). Repeat offences make counts vary more than this assumes,
    so a small difference in large counts can pass for clear.
    """
    counts = np.broadcast_arrays(
        as_counts(count), as_denominators(exposure), as_counts(base_count), as_denominators(base_exposure)
    )
    unknown = np.any(np.isnan(counts), axis=0)
    x, t, base_x, base_t = (np.where(unknown, 1.0, values) for values in counts)
    low, high = _ratio_interval(x, base_x, tail_of(confidence))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (x / t) / (base_x / base_t)
    p = _central_p(x, base_x, t / (t + base_t))
    known = (np.where(unknown, np.nan, values)[()] for values in (ratio, low * base_t / t, high * base_t / t, p))
    return RateRatio(*known)


def verdict(p: ArrayLike, ratio: ArrayLike, alpha: float = ALPHA) -> Any:
    """Change over time in words: an array of Change, or one Change for scalars. `p` may be a q across a table.

    With a q the words are stricter than the interval beside them, which is about one comparison alone.
    """
    return _in_words(
        p, ratio, alpha, up=Change.RISE, down=Change.FALL, unclear=Change.NO_CLEAR_CHANGE, unknown=Change.CANNOT_SAY
    )


def difference(p: ArrayLike, ratio: ArrayLike, alpha: float = ALPHA) -> Any:
    """Difference between areas in words: an array of Difference, or one Difference for scalars."""
    return _in_words(
        p,
        ratio,
        alpha,
        up=Difference.HIGHER,
        down=Difference.LOWER,
        unclear=Difference.NO_CLEAR_DIFFERENCE,
        unknown=Difference.CANNOT_SAY,
    )


def _ratio_interval(x: FloatArray, base_x: FloatArray, tail: float) -> tuple[FloatArray, FloatArray]:
    """Clopper-Pearson limits of the odds x : base_x. Both are worked out from the side where the share is small."""
    low_share = betaincinv(np.maximum(x, 1), base_x + 1, tail)
    base_low_share = betaincinv(np.maximum(base_x, 1), x + 1, tail)
    low = np.where(x == 0, 0.0, low_share / (1 - low_share))
    with np.errstate(divide="ignore"):
        high = np.where(base_x == 0, np.inf, (1 - base_low_share) / base_low_share)
    return low, high


def _central_p(x: FloatArray, base_x: FloatArray, share: FloatArray) -> FloatArray:
    """Twice the smaller tail of x among x + base_x with chance `share`, at most 1."""
    at_most = np.where(base_x == 0, 1.0, betainc(np.maximum(base_x, 1), x + 1, 1 - share))
    at_least = np.where(x == 0, 1.0, betainc(np.maximum(x, 1), base_x + 1, share))
    return np.minimum(1.0, 2 * np.minimum(at_most, at_least))


def _in_words(
    p: ArrayLike, ratio: ArrayLike, alpha: float, *, up: StrEnum, down: StrEnum, unclear: StrEnum, unknown: StrEnum
) -> Any:
    chances, ratios = np.broadcast_arrays(np.asarray(p, dtype=float), np.asarray(ratio, dtype=float))
    words = np.empty(chances.shape, dtype=object)
    words[...] = unclear
    words[(chances < alpha) & (ratios > 1)] = up
    words[(chances < alpha) & (ratios < 1)] = down
    words[np.isnan(chances)] = unknown
    return words[()]
