"""One area beside others, over the months that both have; beside the rest of an area of which it is a part."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from saferplan.evidence.analysis.change import difference
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.analysis.rates import MONTHS_IN_YEAR
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.changes import ratio_at, ratios_of
from saferplan.evidence.measures.definition import Measure
from saferplan.evidence.measures.measured import measured
from saferplan.evidence.measures.records import Beside, Record, number_or_none
from saferplan.evidence.measures.request import Request, denominator_of
from saferplan.evidence.measures.tally import Extent, Tally, extent_over, less, present_months, tally
from saferplan.evidence.periods import Period


def compare_areas(
    basis: Basis, measures: Sequence[Measure], area: Area, others: Sequence[Area], period: Period
) -> list[Record]:
    """A record for each measure and other area, beside `area` over the months that both have, with a q across all.

    Where one of the two is part of the other, the ratio and its test are against the rest of the larger: a part
    cannot be tested against a whole that holds it.
    """
    pairs = [
        (Request.of(area, period, measure), Request.of(other, period, measure))
        for measure in measures
        for other in others
    ]
    sides = [_side_by_side(basis, own, other) for own, other in pairs]
    apart = [_apart(basis, own, *side) for (own, _), side in zip(pairs, sides, strict=True)]
    ratios = ratios_of([mine for mine, _ in apart], [theirs for _, theirs in apart])
    q = np.atleast_1d(q_values(ratios.p))
    words = np.atleast_1d(difference(q, ratios.ratio))
    records = measured(basis, [other for _, other in pairs])
    for at, (record, (mine, theirs), (own, _)) in enumerate(zip(records, sides, pairs, strict=True)):
        record.beside = Beside(
            area.code,
            len(mine.extent.months),
            mine.count,
            theirs.count,
            _yearly(theirs, own.measure),
            _yearly(mine, own.measure),
            *ratio_at(ratios, at),
            number_or_none(q[at]),
            str(words[at]),
        )
    return records


def _side_by_side(basis: Basis, own: Request, other: Request) -> tuple[Tally, Tally]:
    """Both areas over the months in which both are present."""
    wanted = own.measure.in_use(own.period.months)
    shared = present_months(basis, other.area, present_months(basis, own.area, wanted))
    mine, theirs = (extent_over(basis, request.area, shared) for request in (own, other))
    return (
        tally(basis, own.measure, mine, denominator_of(basis, own, own.period)),
        tally(basis, other.measure, theirs, denominator_of(basis, other, other.period)),
    )


def _apart(basis: Basis, own: Request, mine: Tally, theirs: Tally) -> tuple[Tally, Tally]:
    """The two with nothing in common: what they share is taken from the larger, or from the other area."""
    area, other = mine.extent.area, theirs.extent.area
    if basis.geography.lies_within(area, other):
        return mine, less(theirs, mine)
    if basis.geography.lies_within(other, area):
        return less(mine, theirs), theirs
    if basis.geography.may_overlap(area, other):
        return replace(mine, count=None), theirs  # neither can be taken from the other: there is no test
    shared = tuple(unit for unit in theirs.extent.units if unit in mine.extent.units)
    if shared and area.is_set_of_units and other.is_set_of_units:
        both = Extent(Area("", "", "group", shared), theirs.extent.months, shared)
        return mine, less(theirs, tally(basis, own.measure, both, denominator_of(basis, own, own.period)))
    return mine, theirs


def _yearly(one: Tally, measure: Measure) -> float | None:
    if one.count is None or not one.denominator:
        return None
    return one.count / one.denominator * measure.per * MONTHS_IN_YEAR / len(one.extent.months)
