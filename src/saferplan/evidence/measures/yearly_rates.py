"""Rates a year of many places at once, and nothing else of their records: what a rank is made of."""

from collections.abc import Sequence

import numpy as np

from saferplan.evidence.analysis.rates import FloatArray, annualised, rate
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.definition import Measure
from saferplan.evidence.measures.tally import extent_of
from saferplan.evidence.periods import Period

Alike = dict[tuple[str, str, tuple[str, ...]], list[str]]
"""Codes of places by what their counts have in common: kind, partnership area, and months in which they are known."""


def alike(basis: Basis, places: Sequence[Area], period: Period) -> Alike:
    """`places` are wards, small areas or districts."""
    found: Alike = {}
    for place in places:
        months = extent_of(basis, place, period.months).months
        found.setdefault((place.kind, place.units[0], months), []).append(place.code)
    return found


def yearly_rates(basis: Basis, measure: Measure, places: Alike, period: Period) -> FloatArray:
    """`rate_annualised` of the records that `measured` makes, figure by figure the same; unknown ones are left out."""
    rates = [np.empty(0)]
    for (kind, unit, months), codes in places.items():
        used = measure.in_use(months)
        known = basis.denominators.nearest_of_each(measure.denominator, kind, period, codes)
        people = [known.get(code, np.nan) for code in codes]
        counts = basis.counts(kind, unit).of(codes, used, measure.crime_types).sum(axis=1)
        rates.append(annualised(rate(counts, people, 1) * measure.per, len(used)))
    every = np.concatenate(rates)
    return every[np.isfinite(every)]
