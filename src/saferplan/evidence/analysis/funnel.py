"""Which areas stand out from the rate of all of them together: the funnel plot.

After Spiegelhalter (2005), "Funnel plots for comparing institutional performance", Statistics in Medicine 24:
1185-1202, with three choices of our own:

- Limits are exact and continuous in the expected count. Spiegelhalter interpolates between neighbouring counts,
  so that an area one count inside can be drawn outside; ours solve P(at least x) = tail for the upper and
  P(at most x) = tail for the lower limit with the incomplete gamma function, so that an area lies outside a
  limit exactly where its exact tail is smaller. Of the methods in Manktelow and Seaton (2012), PLoS ONE 7(9):
  e45723, this is of the kind that never calls more areas than it says.
- Over-dispersion is multiplicative as in his paper (variance phi x expected, phi from z-scores winsorised at
  10%), but the tails are those of the negative binomial with that variance (McCullagh and Nelder 1989, 6.2.3)
  and not normal ones, which go below zero in small areas.
- phi is never less than 1, and adjusted limits are never inside the unadjusted ones.

An area is part of the pooled rate it is compared with, which draws a large area towards "as expected".
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincc, btdtrib, gammainc, gammaincc, gdtrib

from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.analysis.rates import PER_THOUSAND, FloatArray, as_counts, as_denominators

TAIL_95 = 0.025
TAIL_998 = 0.001
WINSORISED = 0.1  # share of areas at each end whose z-scores are drawn in: Spiegelhalter (2005)
SCARCELY_ABOVE_ONE = 1 + 1e-6  # below it the negative binomial loses digits and is the Poisson to six of them


class Standing(StrEnum):
    ABOVE_998 = "above 99.8%"
    ABOVE_95 = "above 95%"
    AS_EXPECTED = "as expected"
    BELOW_95 = "below 95%"
    BELOW_998 = "below 99.8%"
    CANNOT_SAY = "cannot say"


@dataclass(frozen=True)
class Funnel:
    """Arrays in the order of the areas; `pooled_rate` is events per one unit of the denominator.

    expected: count at the pooled rate. z: (count - expected) / root of expected. p: exact, two-sided, against
    chance alone; q: p over all areas (Benjamini-Hochberg); standing: from p's tails. The adjusted ones ask
    instead whether the area stands out from the spread usual between these areas, phi times that of chance.
    """

    pooled_rate: float
    expected: FloatArray
    z: FloatArray
    p: FloatArray
    q: FloatArray
    standing: NDArray[np.object_]
    phi: float
    adjusted_z: FloatArray
    adjusted_p: FloatArray
    adjusted_q: FloatArray
    adjusted_standing: NDArray[np.object_]


@dataclass(frozen=True)
class Limits:
    """Control limits as rates, for each denominator asked for. A lower limit of 0 cannot be undercut."""

    low_998: FloatArray
    low_95: FloatArray
    high_95: FloatArray
    high_998: FloatArray


def funnel(counts: ArrayLike, denominators: ArrayLike) -> Funnel:
    """Compares each area with the pooled rate of all. Areas without a count or a denominator get NaN."""
    observed, sizes = np.broadcast_arrays(as_counts(counts), as_denominators(denominators))
    known = ~(np.isnan(observed) | np.isnan(sizes))
    pooled_rate = float(observed[known].sum() / sizes[known].sum()) if known.any() else np.nan
    expected = np.where(known, sizes * pooled_rate, np.nan)
    z = _z_scores(observed, expected)
    phi = dispersion(z)
    by_chance = _tails(observed, expected, 1.0)
    adjusted = _tails(observed, expected, phi)
    p, adjusted_p = _two_sided(*by_chance), _two_sided(*adjusted)
    return Funnel(
        pooled_rate=pooled_rate,
        expected=expected,
        z=z,
        p=p,
        q=q_values(p),
        standing=_standing(*by_chance),
        phi=phi,
        adjusted_z=z / np.sqrt(phi),
        adjusted_p=adjusted_p,
        adjusted_q=q_values(adjusted_p),
        adjusted_standing=_standing(*adjusted),
    )


def dispersion(z: ArrayLike) -> float:
    """phi: mean square of the z-scores after the outermost tenth at each end is drawn in; at least 1."""
    scores = np.asarray(z, dtype=float)
    known = scores[~np.isnan(scores)]
    if known.size == 0:
        return 1.0
    low, high = np.quantile(known, [WINSORISED, 1 - WINSORISED])
    return max(1.0, float(np.mean(np.clip(known, low, high) ** 2)))


def limits(denominators: ArrayLike, pooled_rate: float, phi: float = 1.0, per: float = PER_THOUSAND) -> Limits:
    """Control limits to draw over a range of denominators, as rates per `per`.

    `pooled_rate` and `phi` are those of a Funnel; phi = 1 gives the limits of chance alone. An area's standing
    is "above 95%" exactly where its rate lies above `high_95` and not above `high_998`.
    """
    sizes = as_denominators(denominators)
    expected = sizes * pooled_rate

    def as_rate(count: FloatArray) -> FloatArray:
        return np.where(expected > 0, count, expected) / sizes * per

    return Limits(
        low_998=as_rate(_low_count(expected, TAIL_998, phi)),
        low_95=as_rate(_low_count(expected, TAIL_95, phi)),
        high_95=as_rate(_high_count(expected, TAIL_95, phi)),
        high_998=as_rate(_high_count(expected, TAIL_998, phi)),
    )


def _z_scores(observed: FloatArray, expected: FloatArray) -> FloatArray:
    # Where nothing is expected anywhere, nothing was counted either: no area differs.
    return (observed - expected) / np.sqrt(np.where(expected == 0, 1.0, expected))


def _tails(observed: FloatArray, expected: FloatArray, phi: float) -> tuple[FloatArray, FloatArray]:
    """P(at most observed), P(at least observed), each the larger of chance alone and the wider spread."""
    some = np.where(observed == 0, 1.0, observed)
    means = np.where(expected == 0, 1.0, expected)
    at_most, at_least = gammaincc(observed + 1, means), gammainc(some, means)
    if phi > SCARCELY_ABOVE_ONE:
        shape = means / (phi - 1)
        at_most = np.maximum(at_most, betainc(shape, observed + 1, 1 / phi))
        at_least = np.maximum(at_least, betaincc(shape, some, 1 / phi))
    return np.where(expected == 0, 1.0, at_most), np.where((expected == 0) | (observed == 0), 1.0, at_least)


def _low_count(expected: FloatArray, tail: float, phi: float) -> FloatArray:
    """The x with P(at most x) = tail, not below 0."""
    count = gdtrib(1.0, 1 - tail, expected) - 1
    if phi > SCARCELY_ABOVE_ONE:
        count = np.minimum(count, btdtrib(expected / (phi - 1), tail, 1 / phi) - 1)
    return np.maximum(count, 0.0)


def _high_count(expected: FloatArray, tail: float, phi: float) -> FloatArray:
    """The x with P(at least x) = tail."""
    count = gdtrib(1.0, tail, expected)
    if phi > SCARCELY_ABOVE_ONE:
        count = np.maximum(count, btdtrib(expected / (phi - 1), 1 - tail, 1 / phi))
    return count


def _two_sided(at_most: FloatArray, at_least: FloatArray) -> FloatArray:
    return np.minimum(1.0, 2 * np.minimum(at_most, at_least))


def _standing(at_most: FloatArray, at_least: FloatArray) -> NDArray[np.object_]:
    words = np.empty(at_most.shape, dtype=object)
    words[...] = Standing.AS_EXPECTED
    words[at_most < TAIL_95] = Standing.BELOW_95
    words[at_most < TAIL_998] = Standing.BELOW_998
    words[at_least < TAIL_95] = Standing.ABOVE_95
    words[at_least < TAIL_998] = Standing.ABOVE_998
    words[np.isnan(at_most) | np.isnan(at_least)] = Standing.CANNOT_SAY
    return words
