"""Many tests in one table: how many of the differences pointed out may be chance."""

import numpy as np
from numpy.typing import ArrayLike

from saferplan.evidence.analysis.rates import FloatArray


def q_values(p: ArrayLike) -> FloatArray:
    """Benjamini-Hochberg adjusted p-values in the order and shape given; the whole array is one family of tests.

    Calling a difference clear where q < 0.05 keeps the expected share of false calls under 5%. NaN (no test was
    possible) stays NaN and does not count as a test. Benjamini and Hochberg (1995), "Controlling the false
    discovery rate", Journal of the Royal Statistical Society B 57: 289-300; it holds for independent tests and
    for positively dependent ones (Benjamini and Yekutieli 2001).
    """
    given = np.asarray(p, dtype=float)
    tested = ~np.isnan(given)
    values = given[tested]
    if np.any((values < 0) | (values > 1)):
        raise ValueError("p-values must lie between 0 and 1, or be NaN")
    order = np.argsort(values, kind="stable")
    scaled = values[order] * (values.size / np.arange(1, values.size + 1))
    least_from_here_up = np.minimum.accumulate(scaled[::-1])[::-1]
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(least_from_here_up, 1.0)
    result = np.full(given.shape, np.nan)
    result[tested] = adjusted
    return result
