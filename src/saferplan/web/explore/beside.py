"""What an area is set beside: those of its comparators that a month is known of as well, and the names of the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from saferplan.errors import UsageError
from saferplan.evidence.basis import Basis
from saferplan.evidence.comparators import comparators
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.tally import present_months
from saferplan.web.explore.question import Beside, By, Question

SIMILAR = "similar"


@dataclass(frozen=True)
class Neighbours:
    """`areas` stand beside it. `unknown`: those that no month of the period is known of both. `why_none`: why an area
    has none such at all.
    """

    areas: tuple[Area, ...] = ()
    unknown: tuple[Area, ...] = ()
    why_none: str = ""


def neighbours(basis: Basis, question: Question) -> Neighbours:
    """Similar areas are set beside as one, except where the area is one figure alone."""
    if question.beside is Beside.NOTHING:
        return Neighbours()
    try:
        found = comparators(basis, question.area, question.beside)
    except UsageError as fault:
        return Neighbours(why_none=fault.problem)
    others = [area for area in found if area.code != question.area.code]
    own_months = present_months(basis, question.area, question.measure.in_use(question.period.months))
    known = tuple(area for area in others if present_months(basis, area, own_months))
    unknown = tuple(area for area in others if area not in known)
    if known and question.beside is Beside.SIMILAR and question.by is not By.WHOLE:
        known = (_together(known, of=len(others)),)
    return Neighbours(known, unknown)


def _together(areas: Sequence[Area], *, of: int) -> Area:
    which = f"{of}" if len(areas) == of else f"{len(areas)} of the {of}"
    return Area(SIMILAR, f"{which} most similar areas", "group", tuple(area.code for area in areas))
