"""Harm: offences weighed by how grave each is, so that a murder does not count as much as a stolen bicycle.

ONS (2016), "Research outputs: developing a Crime Severity Score for England and Wales": sum of count x weight over the
population, with a weight for each offence code. Sherman, Neyroud and Neyroud (2016), "The Cambridge Crime Harm Index",
Policing 10(3): 171-183, has the same sum over days in prison from sentencing starting points, without offences that
police work itself brings to light.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainccinv, gammaincinv, ndtr, ndtri

from saferplan.evidence.analysis.rates import CONFIDENCE, tail_of


@dataclass(frozen=True)
class Harm:
    """`harm`: sum of count x weight; `variance` of it, if offences happen independently; `largest`: greatest weight.

    `offences` are all, `weighed` those of them that have a weight: the rest is in no sum, so it must be said.
    """

    harm: float
    variance: float
    largest: float
    offences: float
    weighed: float

    @property
    def coverage(self) -> float:
        """Share of the offences that have a weight; NaN where there are none."""
        return self.weighed / self.offences if self.offences else float("nan")

    def interval(self, confidence: float = CONFIDENCE) -> tuple[float, float]:
        """Gamma interval of a weighted sum of Poisson counts: Fay and Feuer (1997), Statistics in Medicine 16: 791-801.

        The upper end allows for one more offence of the greatest weight, so it is wide where grave offences are rare.
        """
        tail, one_more = tail_of(confidence), self.harm + self.largest
        low = _gamma(gammaincinv, self.harm, self.variance, tail) if self.harm > 0 else 0.0
        high = _gamma(gammainccinv, one_more, self.variance + self.largest**2, tail) if one_more > 0 else 0.0
        return low, high


def harm_of(counts: ArrayLike, weights: ArrayLike) -> Harm:
    """Weighs offences: one count and one weight a code, NaN where a code has no weight.

    Counts may be negative, as a quarter's is when offences recorded earlier are cancelled. Raises ValueError for
    lengths that differ and for weights below 0.
    """
    number, weight = np.asarray(counts, dtype=float), np.asarray(weights, dtype=float)
    if number.shape != weight.shape:
        raise ValueError("each offence code has one count and one weight")
    if np.any(weight < 0):
        raise ValueError("a weight cannot be negative")
    known = ~np.isnan(weight)
    number_known, weight_known = number[known], weight[known]
    return Harm(
        harm=float(number_known @ weight_known),
        variance=float(np.maximum(number_known, 0) @ weight_known**2),
        largest=float(weight_known.max(initial=0.0)),
        offences=float(number.sum()),
        weighed=float(number_known.sum()),
    )


@dataclass(frozen=True)
class HarmRatio:
    ratio: float
    low: float
    high: float
    p: float


def compare_harm(
    now: Harm, exposure: float, then: Harm, base_exposure: float, confidence: float = CONFIDENCE
) -> HarmRatio:
    """Harm per head now over then. Interval and two-sided p by the delta method on the logarithm.

    The variance of the logarithm of a weighted Poisson sum is variance / harm squared (Breslow and Day 1987,
    Statistical Methods in Cancer Research II, 58-65). All NaN where there was no harm in either.
    """
    if now.harm <= 0 or then.harm <= 0 or not exposure or not base_exposure:
        return HarmRatio(*[float("nan")] * 4)
    ratio = (now.harm / exposure) / (then.harm / base_exposure)
    spread = np.sqrt(now.variance / now.harm**2 + then.variance / then.harm**2)
    reach = np.exp(-ndtri(tail_of(confidence)) * spread)
    p = 2 * ndtr(-abs(np.log(ratio)) / spread) if spread else float("nan")
    return HarmRatio(ratio, float(ratio / reach), float(ratio * reach), float(p))


def _gamma(inverse: np.ufunc, mean: float, variance: float, tail: float) -> float:
    """Quantile of the gamma distribution with this mean and variance."""
    return float(variance / mean * inverse(mean**2 / variance, tail))
