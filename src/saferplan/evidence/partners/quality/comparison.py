"""An extract beside the earlier ones of its feed: what has fallen or risen by more than chance, and beyond all of them.

The rule has two halves, and both must hold. By chance: the exact test of two Poisson rates for incidents in a month
(days of the month as exposure), Fisher's for shares, each with q over all that are tested (Benjamini-Hochberg). By
order: the figure lies below, or above, every one of the earlier ones. If nothing has changed, a new figure is the
lowest of n + 1 in one case out of n + 1, whatever their distribution (Wilks 1941, Annals of Mathematical Statistics
12: 91-96), so that swings that are usual for a feed, which the first half takes for news, are not pointed out. Neither
half knows of seasons: December beside November may lie below all of a year for no other reason.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from saferplan.evidence.analysis.change import ALPHA, compare_rates
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.analysis.two_shares import fisher_p
from saferplan.evidence.partners.quality.figures import Figure, Measure

MOST_EARLIER = 12
"""How many extracts, or months, a new one is held against."""
FEWEST_EARLIER = 9
"""With nine, a figure like all others is the lowest in one case out of ten; with fewer, more often."""


class Standing(StrEnum):
    FALL = "below all earlier"
    RISE = "above all earlier"
    AS_USUAL = "as usual"
    CANNOT_SAY = "too little to compare with"


@dataclass(frozen=True)
class Compared:
    """A figure beside `earlier` ones: the lowest and highest of them, as counts or shares."""

    figure: Figure
    earlier: int
    low: float | None
    high: float | None
    standing: Standing


@dataclass(frozen=True)
class _Test:
    value: float
    earlier: Sequence[float]
    p: float


def compare_months(now: Sequence[Figure], before: Mapping[str, float], *, delivered_on: str) -> list[Compared]:
    """Each month of the extract that was over on the day of delivery (YYYY-MM-DD), beside the months before it.

    `before`: incidents by month, as the newest earlier extract that held the month gave them.
    """
    months = [one for one in now if one.measure is Measure.IN_MONTH and one.month < delivered_on[:7]]
    known = dict(before) | {one.month: one.value for one in months}
    tests = [_month_test(one, known) for one in months]
    return _judged(months, tests)


def _month_test(figure: Figure, known: Mapping[str, float]) -> _Test:
    earlier = sorted(month for month in known if month < figure.month)[-MOST_EARLIER:]
    if len(earlier) < FEWEST_EARLIER:
        return _Test(0, [known[month] for month in earlier], np.nan)
    days = sum(_days(month) for month in earlier)
    total = sum(known[month] for month in earlier)
    p = compare_rates(figure.value, _days(figure.month), total, days).p
    return _Test(figure.value, [known[month] for month in earlier], float(p))


def _days(month: str) -> int:
    year, number = month.split("-")
    return monthrange(int(year), int(number))[1]


def compare_shares(now: Sequence[Figure], before: Sequence[Sequence[Figure]], measure: Measure) -> list[Compared]:
    """The share of each field that is filled, or not understood, beside the earlier extracts, the newest first."""
    ours = [one for one in now if one.measure is measure and one.of]
    theirs = [{one.field: one for one in figures if one.measure is measure and one.of} for figures in before]
    tests = [_share_test(one, [known[one.field] for known in theirs if one.field in known]) for one in ours]
    return _judged(ours, tests)


def _share_test(figure: Figure, earlier: Sequence[Figure]) -> _Test:
    earlier = earlier[:MOST_EARLIER]
    shares = [share(one) for one in earlier]
    if len(earlier) < FEWEST_EARLIER:
        return _Test(0, shares, np.nan)
    found, of = sum(int(one.value) for one in earlier), sum(one.of or 0 for one in earlier)
    return _Test(share(figure), shares, fisher_p(int(figure.value), figure.of or 0, found, of))


def share(figure: Figure) -> float:
    return figure.value / figure.of if figure.of else np.nan


def _judged(figures: Sequence[Figure], tests: Sequence[_Test]) -> list[Compared]:
    q = q_values([one.p for one in tests])
    return [
        Compared(
            figure,
            len(one.earlier),
            min(one.earlier, default=None),
            max(one.earlier, default=None),
            _standing(one, chance),
        )
        for figure, one, chance in zip(figures, tests, q, strict=True)
    ]


def _standing(test: _Test, q: float) -> Standing:
    if np.isnan(q):
        return Standing.CANNOT_SAY
    if q < ALPHA and test.value < min(test.earlier):
        return Standing.FALL
    if q < ALPHA and test.value > max(test.earlier):
        return Standing.RISE
    return Standing.AS_USUAL
