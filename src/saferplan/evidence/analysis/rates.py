"""Rates per so many people or households, and how far chance alone could have moved them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammainccinv, gammaincinv

FloatArray = NDArray[np.float64]

PER_THOUSAND = 1000
CONFIDENCE = 0.95
MONTHS_IN_YEAR = 12


def rate(count: ArrayLike, denominator: ArrayLike, per: float = PER_THOUSAND) -> FloatArray:
    """count / denominator x per, element by element; NaN where the denominator is 0 or either is missing."""
    return as_counts(count) / as_denominators(denominator) * per


def rate_interval(
    count: ArrayLike, denominator: ArrayLike, per: float = PER_THOUSAND, confidence: float = CONFIDENCE
) -> tuple[FloatArray, FloatArray]:
    """Lower and upper end of the exact central Poisson interval of a rate, in the unit of `rate`.

    Garwood (1936), "Fiducial limits for the Poisson distribution", Biometrika 28: 437-442. The denominator is
    taken as known. Crimes that come in clusters vary more than a Poisson count, so the interval is the least
    that chance can do.
    """
    counts, denominators = as_counts(count), as_denominators(denominator)
    tail = tail_of(confidence)
    low = np.where(counts == 0, 0.0, gammaincinv(counts, tail))
    high = gammainccinv(counts + 1, tail)
    return (low / denominators * per)[()], (high / denominators * per)[()]


def annualised(rate_of_part_year: ArrayLike, months_present: ArrayLike) -> FloatArray:
    """What the rate would be over twelve months at the same pace; NaN where no month is present.

    Takes no account of the season: seven winter months stand for the summer too.
    """
    return np.asarray(rate_of_part_year, dtype=float) * MONTHS_IN_YEAR / as_denominators(months_present)


def as_counts(values: ArrayLike) -> FloatArray:
    """Whole numbers from 0 as floats, NaN for missing ones; ValueError for anything else.

    The exact methods are about counts of events: a rate or an annualised figure put in by mistake would be
    taken for one without any sign of it.
    """
    counts = np.asarray(values, dtype=float)
    known = counts[~np.isnan(counts)]
    if np.any((known < 0) | (known != np.floor(known)) | np.isinf(known)):
        raise ValueError("counts must be whole numbers from 0, or NaN where missing")
    return counts


def as_denominators(values: ArrayLike) -> FloatArray:
    """People, households or exposures as floats, 0 made NaN so that a rate over nobody is unknown."""
    denominators = np.asarray(values, dtype=float)
    if np.any((denominators < 0) | np.isinf(denominators)):
        raise ValueError("denominators must be finite and not negative, or NaN where missing")
    return np.where(denominators == 0, np.nan, denominators)[()]


def tail_of(confidence: float) -> float:
    """Probability left outside each end of a central interval."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    return (1 - confidence) / 2
