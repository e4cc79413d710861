"""Season and trend of a monthly series: STL on the logarithm of counts, with months set aside.

Cleveland, Cleveland, McRae and Terpenning (1990), "STL: a seasonal-trend decomposition procedure based on loess",
Journal of Official Statistics 6: 3-73. The season is held the same in every year, because few years are at hand.
Without its robustness weights STL is linear in the data, so that it can be written as a matrix; with that, months that
are set aside (the pandemic) are filled by what trend and season would give them, exactly and without iteration, and
what a month would have been without itself is worked out the same way.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtrc

from saferplan.errors import TooLittleData
from saferplan.evidence.analysis.rates import FloatArray

YEAR = 12
FEWEST_MONTHS = 24
"""Two of each month of the year: with fewer, season and chance cannot be told apart."""
FEWEST_A_MONTH = 5
"""Our judgement: of fewer on average, the logarithm is mostly chance and a season cannot be seen."""
TREND_MONTHS = 19
"""The least odd number above 1.5 years: Cleveland and others (1990), section 3.4, for a season that never changes."""
ALL_YEARS = 1_001
"""Loess over so many years gives each of them all but the same weight: a season that never changes."""
ROUNDING = 1e-20  # variance of logarithms that is nothing but rounding
HALF = 0.5  # added to counts so that a month without any has a logarithm
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class Season:
    """Arrays by month. `used`: months from which trend and season come. `trend` in incidents a month; `season` the
    factor of each month of the series, 1 being usual; `fitted` is trend x season, and `without` the same worked out
    without the month itself. `p`: whether months of the year differ by more than chance, after the trend.
    """

    counts: FloatArray
    used: BoolArray
    trend: FloatArray
    season: FloatArray
    without: FloatArray
    p: float

    @property
    def fitted(self) -> FloatArray:
        return self.trend * self.season


def decomposed(counts: ArrayLike, used: ArrayLike | None = None) -> Season:
    """Trend and season of `counts`, months in a row without a gap; `used` False sets a month aside.

    Raises TooLittleData for fewer than 24 months used, or fewer than 5 incidents a month on average.
    """
    values = np.asarray(counts, dtype=float)
    taken = np.ones(len(values), dtype=bool) if used is None else np.asarray(used, dtype=bool)
    _check(values, taken)
    parts = _parts(len(values))
    filled = _filled(np.log(values + HALF), taken, parts.whole)
    level = _level(values, np.exp(parts.whole @ filled), taken)
    without = np.array([_without(month, values, taken, parts.whole) for month in range(len(values))])
    season = np.exp(parts.season @ filled)
    usual = np.exp(np.log(season).mean())
    trend = np.exp(parts.trend @ filled) * level * usual
    p = _chance_of_season(np.log((values + HALF) / trend), taken, float(np.trace(parts.trend)))
    return Season(values, taken, trend, season / usual, without, p)


def _check(values: FloatArray, taken: BoolArray) -> None:
    months = int(taken.sum())
    if months < FEWEST_MONTHS:
        raise TooLittleData(
            f"{months} {'month is' if months == 1 else 'months in a row are'} too few to tell a season from chance",
            remedy=f"It needs {FEWEST_MONTHS}.",
        )
    if np.isnan(values).any() or (values < 0).any():
        raise ValueError("every month needs a count, and none below 0")
    of_year = np.bincount(np.flatnonzero(taken) % YEAR, minlength=YEAR)
    if of_year.min() < FEWEST_MONTHS // YEAR:
        raise TooLittleData("a month of the year occurs only once among the months used, so that it has no season")
    mean = values[taken].mean()
    if mean < FEWEST_A_MONTH:
        raise TooLittleData(
            f"{mean:.1f} incidents a month are too few for a season",
            remedy=f"It needs {FEWEST_A_MONTH} on average: take a larger area, or all crime.",
        )


@dataclass(frozen=True)
class _Parts:
    """Matrices that make trend and season of a series."""

    trend: FloatArray
    season: FloatArray

    @property
    def whole(self) -> FloatArray:
        return self.trend + self.season


@lru_cache(maxsize=64)
def _parts(months: int) -> _Parts:
    """What STL makes of a 1 in each single month, column by column."""
    from statsmodels.tsa.seasonal import STL

    fits = [
        STL(single, period=YEAR, seasonal=ALL_YEARS, seasonal_deg=0, trend=TREND_MONTHS, robust=False).fit()
        for single in np.eye(months)
    ]
    return _Parts(np.column_stack([fit.trend for fit in fits]), np.column_stack([fit.seasonal for fit in fits]))


def _filled(known: FloatArray, taken: BoolArray, whole: FloatArray) -> FloatArray:
    """`known` with the months that are not taken replaced by what the fit itself gives for them."""
    if taken.all():
        return known
    missing = ~taken
    alone = np.eye(int(missing.sum())) - whole[np.ix_(missing, missing)]
    filled = known.copy()
    filled[missing] = np.linalg.solve(alone, whole[np.ix_(missing, taken)] @ known[taken])
    return filled


def _without(month: int, values: FloatArray, taken: BoolArray, whole: FloatArray) -> float:
    """What all the other months taken give for a month."""
    others = taken.copy()
    others[month] = False
    fitted = np.exp(whole @ _filled(np.log(values + HALF), others, whole))
    return float(fitted[month]) * _level(values, fitted, others)


def _chance_of_season(about_trend: FloatArray, taken: BoolArray, spent: float) -> float:
    """One-way analysis of variance of the logarithms about the trend, by month of the year (Fisher 1925).

    `spent`: degrees of freedom that the trend has taken, the trace of its smoother (Hastie and Tibshirani 1990, 3.5).
    """
    known, of_year = about_trend[taken], np.flatnonzero(taken) % YEAR
    number = np.bincount(of_year, minlength=YEAR)
    means = np.bincount(of_year, known, minlength=YEAR) / number
    between = (number * (means - known.mean()) ** 2).sum() / (YEAR - 1)
    freedom = max(len(known) - YEAR - (spent - 1), 1.0)
    within = ((known - means[of_year]) ** 2).sum() / freedom
    if between < ROUNDING:
        return 1.0
    return float(fdtrc(YEAR - 1, freedom, between / max(within, ROUNDING)))


def _level(values: FloatArray, fitted: FloatArray, taken: BoolArray) -> float:
    """The exponential of a mean of logarithms is below the mean: scaled so that as many are fitted as counted."""
    return float(values[taken].sum() / fitted[taken].sum())
