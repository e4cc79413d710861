"""The questions that every load is asked, so that each analysis has an answer when someone comes to read it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from saferplan.documents.analyses.kinds import Kind, kinds
from saferplan.documents.analyses.question import Question
from saferplan.errors import NothingLoaded, UnknownName
from saferplan.evidence.periods import Period, financial_year_of, month_number, month_of, run_of_months
from saferplan.web.analyses.actions import ask
from saferplan.web.analyses.models import Analysis
from saferplan.web.evidence.summaries import basis_of
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member

if TYPE_CHECKING:
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.geography import Area

YEAR = 12
TASKING_MONTHS = 3
"""Of hotspots: a monthly meeting looks at what is new, and one month alone holds little. Our judgement."""


def months_known(basis: "Basis", partnership: Partnership) -> tuple[str, ...]:
    """Of crime in the partnership's area, in order."""
    area = basis.geography.area(partnership.area_code)
    return tuple(sorted(frozenset.intersection(*(basis.months_by_unit[unit] for unit in area.units))))


def standing_question(kind: Kind, months: Sequence[str]) -> Question:
    """Of the months known, of which there is one at least."""
    period = _period(kind, months)
    against = period.earlier() if "against" in kind.asks else None
    return Question(kind.word, period, against)


def _period(kind: Kind, months: Sequence[str]) -> Period:
    last = months[-1]
    if "year" in kind.asks:
        return financial_year_of(last)
    if "months" not in kind.asks:
        return run_of_months(months[0], last)
    number = TASKING_MONTHS if kind.word == "hotspots" else YEAR
    return run_of_months(month_of(month_number(last) - number + 1), last)


def ask_standing(partnership: Partnership, by: Member | None = None) -> list[Analysis]:
    """Each standing question of the load in force; nothing where no month is known."""
    try:
        months = months_known(basis_of(partnership), partnership)
    except (NothingLoaded, UnknownName):
        return []
    if not months:
        return []
    return [ask(partnership=partnership, question=standing_question(kind, months), by=by) for kind in kinds().values()]


def areas_to_ask_of(basis: "Basis", partnership: Partnership) -> "list[Area]":
    """The partnership's area first, then its own areas and its wards, by name."""
    geography = basis.geography
    whole = geography.area(partnership.area_code)
    own = [geography.area(code) for code in geography.own.figures]
    wards = [geography.part(code, "ward") for unit in whole.units for code in geography.members("ward", unit)]
    return [whole, *sorted(own, key=lambda one: one.name), *sorted(wards, key=lambda one: one.name)]
