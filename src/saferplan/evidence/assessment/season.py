"""Season, trend and expected range of a measure of an area, over the longest run of months without a gap."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from saferplan.errors import TooLittleData
from saferplan.evidence.analysis.change import ALPHA
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.analysis.series import Break, breaks
from saferplan.evidence.analysis.timing import expected
from saferplan.evidence.analysis.timing.expected import AHEAD, Ahead, Judged, Tried
from saferplan.evidence.analysis.timing.season import FEWEST_MONTHS, YEAR, Season, decomposed
from saferplan.evidence.assessment.scope import ALL_CRIME, Scope
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.definition import Measure, measure_named
from saferplan.evidence.measures.tally import counted_codes, counting_kind, extent_over, known_months, present_months
from saferplan.evidence.periods import month_number, month_of, month_range, month_title

SET_ASIDE = frozenset({"pandemic"})
"""Breaks after which things went back to what they had been. Changes of recording stay, and shift the trend."""
NOT_YET = "to come"
TOO_NARROW = 0.85
"""Share of forecasts held below which ranges that promise 95% are called too narrow."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Seasonal:
    """`months`: the run worked from; `beside`: months that are loaded and are not in it; `breaks`: those within it."""

    area: Area
    measure: Measure
    months: tuple[str, ...]
    beside: tuple[str, ...]
    breaks: tuple[Break, ...]
    found: Season
    judged: Judged
    ahead: Ahead
    tried: Tried

    @property
    def months_ahead(self) -> tuple[str, ...]:
        first = month_number(self.months[-1]) + 1
        return tuple(month_of(first + step) for step in range(len(self.ahead.expected)))

    @property
    def set_aside(self) -> tuple[str, ...]:
        return tuple(month for month, used in zip(self.months, self.found.used, strict=True) if not used)

    @cached_property
    def rows(self) -> list[Row]:
        """A row a month, and then a row for each of the next ones."""
        return [*self._months(), *self._to_come()]

    def _months(self) -> list[Row]:
        found, judged = self.found, self.judged
        return [
            {
                "month": month,
                "count": int(found.counts[at]),
                "trend": float(found.trend[at]),
                "season": float(found.season[at]),
                "expected": float(judged.expected[at]),
                "low": int(judged.low[at]),
                "high": int(judged.high[at]),
                "q": float(judged.q[at]) if found.used[at] else None,
                "verdict": str(judged.verdict[at]),
            }
            for at, month in enumerate(self.months)
        ]

    def _to_come(self) -> list[Row]:
        ahead = zip(self.months_ahead, self.ahead.expected, self.ahead.low, self.ahead.high, strict=True)
        return [
            {
                "month": month,
                "count": None,
                "trend": None,
                "season": None,
                "expected": float(mean),
                "low": int(low),
                "high": int(high),
                "q": None,
                "verdict": NOT_YET,
            }
            for month, mean, low, high in ahead
        ]

    @property
    def notes(self) -> list[str]:
        """What a reader must know: months left out and set aside, whether the ranges have held."""
        told = [f"worked out from the {len(self.months)} months in a row from {_span(self.months)}"]
        if self.beside:
            told.append(f"{len(self.beside)} other months are loaded and not used, because months between are missing")
        if self.set_aside:
            told.append(
                f"{len(self.set_aside)} months of the pandemic ({_span(self.set_aside)}) are set aside: they are shown,"
                " and neither shape the season nor are judged"
            )
        kept = [one for one in self.breaks if one.id not in SET_ASIDE]
        told += [f"within these months lies a break in the series: {one.title}" for one in kept]
        return [*told, self._held]

    @property
    def _held(self) -> str:
        forecasts, held, coverage = self.tried.forecasts, self.tried.held, self.tried.coverage
        if coverage is None:
            return "no later month is there to try the range out on"
        verdict = "; the ranges have been too narrow" if coverage < TOO_NARROW else ""
        return (
            f"tried out on the past, {held} of {forecasts} forecasts up to {len(self.ahead.expected)} months ahead held"
            f" ({coverage:.0%}, where 95% should){verdict}"
        )


def seasonal(basis: Basis, measure: Measure, area: Area, months_ahead: int = AHEAD) -> Seasonal:
    """Raises TooLittleData where there are too few months in a row, or too few incidents in them.

    A month that is not loaded is unknown and never zero, so that a gap ends the run.
    """
    loaded = _loaded(basis, area)
    run = longest_run(loaded)
    if len(run) < FEWEST_MONTHS:
        raise TooLittleData(_too_short(area, loaded, run), remedy="Load the months that are missing between.")
    extent = extent_over(basis, area, run)
    counts = basis.counts(counting_kind(area), None if counting_kind(area) == "unit" else area.units[0])
    values = counts.of(counted_codes(extent), run, measure.crime_types).sum(axis=0)
    known = breaks(run[0], run[-1])
    used = _used(run, known)
    found = decomposed(values, used)
    return Seasonal(
        area,
        measure,
        run,
        tuple(month for month in loaded if month not in run),
        known,
        found,
        expected.judged(found),
        expected.ahead(found, months_ahead),
        expected.tried(values, used, months_ahead),
    )


def _loaded(basis: Basis, area: Area) -> tuple[str, ...]:
    """Every month in which the area can be counted."""
    known = set().union(*(known_months(basis, area)[unit] for unit in area.units))
    return present_months(basis, area, month_range(min(known), max(known))) if known else ()


def longest_run(months: Sequence[str]) -> tuple[str, ...]:
    """The longest stretch of months without a gap; of two that are as long, the later."""
    runs: list[list[str]] = [[month] for month in sorted(months)[:1]]
    for before, month in pairwise(sorted(months)):
        if month_number(month) == month_number(before) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return tuple(max(reversed(runs), key=len, default=()))


def _too_short(area: Area, loaded: Sequence[str], run: Sequence[str]) -> str:
    if not loaded:
        return f"no month of {area.name} is loaded"
    longest = f", the longest unbroken run being {len(run)} ({_span(run)})" if len(run) < len(loaded) else ""
    months = "1 month" if len(loaded) == 1 else f"{len(loaded)} months"
    return (
        f"{area.name} has {months} loaded{longest}; a season needs {FEWEST_MONTHS} months in a row, and a month that is"
        " missing is not zero"
    )


def _used(run: Sequence[str], known: Sequence[Break]) -> np.ndarray:
    """False in the pandemic, unless too little would be left without it."""
    aside = [one for one in known if one.id in SET_ASIDE]
    used = np.array([not any(one.first_month <= month <= one.last_month for one in aside) for month in run])
    of_year = np.bincount(np.flatnonzero(used) % YEAR, minlength=YEAR)
    enough = used.sum() >= FEWEST_MONTHS and of_year.min() >= FEWEST_MONTHS // YEAR
    return used if enough else np.ones(len(run), dtype=bool)


def _span(months: Sequence[str]) -> str:
    first, last = months[0], months[-1]
    return month_title(first) if first == last else f"{month_title(first)} to {month_title(last)}"


def seasons(scope: Scope) -> dict[str, Seasonal]:
    """By measure: all crime, ASB and each crime type that has months and incidents enough."""
    found: dict[str, Seasonal] = {}
    for measure in scope.measures:
        try:
            found[measure.name] = seasonal(scope.basis, measure, scope.area)
        except TooLittleData:
            continue
    return found


def why_not(scope: Scope) -> str:
    """Why nothing can be said of the season of all crime; empty where something can."""
    try:
        seasonal(scope.basis, measure_named(ALL_CRIME), scope.area)
    except TooLittleData as fault:
        return fault.problem
    return ""


def months_outside(found: dict[str, Seasonal]) -> list[Row]:
    """A row a measure: months above and below the range, at one false discovery rate over all measures and months."""
    every = q_values(np.concatenate([one.judged.p for one in found.values()])) if found else np.array([])
    rows, at = [], 0
    for one in found.values():
        q = every[at : at + len(one.months)]
        at += len(one.months)
        above = one.found.counts > one.judged.expected
        clear = np.nan_to_num(q, nan=1.0) < ALPHA
        rows.append(
            {
                "measure": one.measure.name,
                "title": one.measure.title,
                "first_month": one.months[0],
                "last_month": one.months[-1],
                "months_judged": int(one.found.used.sum()),
                "above": [month for month, is_so in zip(one.months, clear & above, strict=True) if is_so],
                "below": [month for month, is_so in zip(one.months, clear & ~above, strict=True) if is_so],
                "phi": one.judged.phi,
                "forecasts": one.tried.forecasts,
                "held": one.tried.held,
            }
        )
    return rows
