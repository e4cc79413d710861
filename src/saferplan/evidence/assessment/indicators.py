"""The indicators loaded for an area: each series with its intervals, its changes, and how late it comes."""

from collections.abc import Sequence

import numpy as np

from saferplan.evidence.analysis.change import Change, compare_rates, verdict
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.analysis.two_shares import fisher_p
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.basis import Basis
from saferplan.evidence.indicators import COUNT, RATE, SHARE, Figure, own_codes, series_of
from saferplan.evidence.periods import Period

MONTHS_IN_YEAR = 12
BETTER, WORSE = "better", "worse"


def indicators(basis: Basis, unit: str) -> Table:
    """A record a figure, oldest first within an indicator.

    `previous` is the figure of the same months of the last earlier year that has one; `change` its ratio to this one,
    `verdict` what the test says, with the false discovery rate held over the table, and `direction` whether that is
    better or worse.
    """
    own = own_codes(basis.geography.units[unit])
    pairs = [pair for series in series_of(basis, unit).values() for pair in _with_previous(series)]
    changes = q_values([_p(figure, previous) for figure, previous in pairs])
    return [
        _record(basis, figure, is_own=figure.area_code in own) | _changed(figure, previous, q)
        for (figure, previous), q in zip(pairs, changes.tolist(), strict=True)
    ]


def newest(table: Table) -> Table:
    """The last record of each indicator."""
    return list({row["indicator"]: row for row in table}.values())


def _with_previous(series: Sequence[Figure]) -> list[tuple[Figure, Figure | None]]:
    pairs = []
    for figure in series:
        before = [one for one in series if _is_earlier_like(one.period, figure.period)]
        pairs.append((figure, before[-1] if before else None))
    return pairs


def _is_earlier_like(earlier: Period, period: Period) -> bool:
    """Whether it is over before the other begins, is as long, and begins in the same month of the year."""
    is_like = len(earlier.months) == len(period.months) and earlier.first[5:] == period.first[5:]
    return is_like and earlier.last < period.first


def _p(figure: Figure, previous: Figure | None) -> float:
    """NaN where the two cannot be tested."""
    if previous is None or figure.kind != previous.kind or figure.unit != previous.unit:
        return np.nan
    if figure.kind == COUNT and figure.interval and previous.interval:
        return float(compare_rates(figure.value, 1, previous.value, 1).p)
    if figure.numerator is None or previous.numerator is None or not (figure.denominator and previous.denominator):
        return np.nan
    if figure.kind == RATE:
        return float(compare_rates(figure.numerator, figure.denominator, previous.numerator, previous.denominator).p)
    if figure.kind == SHARE and figure.interval and previous.interval:
        return fisher_p(figure.numerator, round(figure.denominator), previous.numerator, round(previous.denominator))
    return np.nan


def _changed(figure: Figure, previous: Figure | None, q: float) -> dict:
    ratio = figure.value / previous.value if previous and previous.value else np.nan
    said = str(verdict(q, ratio))
    return {
        "previous": previous.value if previous else None,
        "previous_period": previous.period.short_title if previous else None,
        "change": None if np.isnan(ratio) else ratio,
        "verdict": said if previous else None,
        "direction": _direction(figure, said),
    }


def _direction(figure: Figure, said: str) -> str:
    if figure.lower_is_better is None or said not in (Change.RISE, Change.FALL):
        return ""
    return BETTER if (said == Change.FALL) == figure.lower_is_better else WORSE


def _record(basis: Basis, figure: Figure, *, is_own: bool) -> dict:
    low, high = figure.interval or (None, None)
    return {
        "indicator": figure.indicator,
        "title": figure.title,
        "area_code": figure.area_code,
        "area_name": basis.geography.names.get(figure.area_code, figure.area_code),
        "is_own": is_own,
        "period": figure.period.short_title,
        "period_from": figure.period.first,
        "period_to": figure.period.last,
        "kind": figure.kind,
        "value": figure.value,
        "low": low,
        "high": high,
        "unit": figure.unit,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "per": figure.per,
        "lower_is_better": figure.lower_is_better,
        "published": figure.published.isoformat(),
        "lag_months": figure.lag_months,
        "lag": lag_words(figure.lag_months),
        "stands_in_for": figure.stands_in_for,
        "source": figure.source,
        "licence": figure.licence,
        "caveat": figure.caveat,
    }


def lag_words(months: int) -> str:
    """'22 months' lag', 'two years' lag'."""
    if months < 1:
        return "no lag"
    years, rest = divmod(months, MONTHS_IN_YEAR)
    if rest == 0:
        return "a year's lag" if years == 1 else f"{years} years' lag"
    return f"{months} months' lag" if months > 1 else "a month's lag"


def is_older(row: dict, period: Period) -> bool:
    """Whether a figure's period ended before the period assessed began."""
    return row["period_to"] < period.first
