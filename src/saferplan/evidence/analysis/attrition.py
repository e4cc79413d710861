"""From recorded to charged: what share of crimes reached an outcome so many months after they were recorded."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from saferplan.evidence.analysis.rates import CONFIDENCE, FloatArray, tail_of

WholeArray = NDArray[np.int64]


@dataclass(frozen=True)
class Reached:
    """By whole months since recording, 0 to the last that was followed: arrays of one length.

    share: of all crimes, those that had reached the outcome by the end of that month; low, high: its interval;
    at_risk: crimes still without the outcome and still followed at the start of that month.
    """

    month: WholeArray
    share: FloatArray
    low: FloatArray
    high: FloatArray
    at_risk: WholeArray


def share_reached(lag: ArrayLike, followed: ArrayLike, confidence: float = CONFIDENCE) -> Reached:
    """One minus Kaplan and Meier's estimate (1958, JASA 53: 457-481), with Greenwood's variance on the log-log scale.

    `lag`: whole months from recording to outcome a crime, NaN where it has none; `followed`: whole months for which
    the crime could be followed, 0 or more. A crime recorded last month counts for as long as it was followed, so
    that recent crimes, which no court has reached yet, don't pass for crimes that nobody was charged with. An
    outcome published for a month before the crime's own counts as month 0. Raises ValueError for unequal lengths,
    for no crime, and for an outcome after the end of following.
    """
    lags, limits = np.asarray(lag, dtype=float), np.asarray(followed, dtype=float)
    if lags.shape != limits.shape or lags.ndim != 1 or not len(lags):
        raise ValueError("each crime has one lag and one length of following, and there must be one crime at least")
    has_outcome = ~np.isnan(lags)
    lags = np.maximum(lags, 0)
    if np.any(limits < 0) or np.any(lags[has_outcome] > limits[has_outcome]):
        raise ValueError("an outcome lies after the end of following")
    months = np.arange(int(limits.max()) + 1)
    reached = np.bincount(lags[has_outcome].astype(int), minlength=len(months))
    ended = np.bincount(np.where(has_outcome, lags, limits).astype(int), minlength=len(months))
    at_risk = len(lags) - np.concatenate(([0], np.cumsum(ended)[:-1]))
    surviving = np.cumprod(1 - reached / np.maximum(at_risk, 1), dtype=np.float64)
    low, high = _interval(surviving, reached, at_risk, confidence)
    return Reached(months, 1 - surviving, low, high, at_risk)


def median_lag(lag: ArrayLike) -> float:
    """Months from recording to outcome that half of the crimes with the outcome took at most; NaN for none.

    Of crimes with an outcome only, so those that are still to come, which take longest, are not in it.
    """
    lags = np.asarray(lag, dtype=float)
    known = np.maximum(lags[~np.isnan(lags)], 0)
    return float(np.median(known)) if len(known) else float("nan")


def _interval(
    surviving: FloatArray, reached: WholeArray, at_risk: WholeArray, confidence: float
) -> tuple[FloatArray, FloatArray]:
    """Limits of the share reached; Kalbfleisch and Prentice (1980), The Statistical Analysis of Failure Time Data."""
    left = at_risk - reached
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.cumsum(np.where(reached, reached / (at_risk * left), 0.0))) / np.abs(np.log(surviving))
    reach = -ndtri(tail_of(confidence)) * spread
    inside = (surviving > 0) & (surviving < 1)
    with np.errstate(over="ignore", invalid="ignore"):
        low = np.where(inside, 1 - surviving ** np.exp(-reach), 1 - surviving)
        high = np.where(inside, 1 - surviving ** np.exp(reach), 1 - surviving)
    return low, high
