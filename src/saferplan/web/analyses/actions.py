"""Writes: a question is asked, once of each load; a meeting's taskings, and what it was told of them."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saferplan.documents.analyses.question import Question
from saferplan.web.analyses.models import SEPARATOR, Analysis, Tasking, TaskingBefore, TaskingResult
from saferplan.web.evidence.lake import lake_of
from saferplan.web.jobs.work import works
from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member

if TYPE_CHECKING:
    from saferplan.evidence.geography import Area

WORK_OUT, MAKE_SHEET = "analyses.work-out", "analyses.make-sheet"  # declared in work.py, which acts through this module
FINANCIAL_YEAR = ("04", "03", 12)
OWN_AREA = "own"  # as evidence.geography.OWN


def ask(*, partnership: Partnership, question: Question, by: Member | None, area: "Area | None" = None) -> Analysis:
    """Of the load in force, and of the partnership's area unless another is given.

    Asked before, it is the same analysis, and is worked out only if it was not yet.
    """
    from saferplan.web.evidence.in_force import snapshot_of  # not with every command that starts the apps
    from saferplan.web.evidence.summaries import basis_of

    load = snapshot_of(lake_of(partnership)).load
    area = area or basis_of(partnership).geography.area(partnership.area_code)
    against = question.against
    with transaction.atomic():
        analysis, _ = Analysis.objects.get_or_create(
            partnership=partnership,
            kind=question.word,
            measures=SEPARATOR.join(sorted(question.measures)),
            first_month=question.period.first,
            last_month=question.period.last,
            against_first=against.first if against else "",
            against_last=against.last if against else "",
            area_code=area.code,
            area_version=_version(partnership, area),
            load=load.load_id,
            loaded_at=load.loaded_at,
            defaults={"is_guarded": is_guarded(question), "asked_by": by, "area_name": area.name[:200]},
        )
        if not analysis.outcomes.exists():
            works()[WORK_OUT].ask(partnership=partnership, by=by, key=job_key(analysis), analysis=analysis.pk)
    return analysis


def _version(partnership: Partnership, area: "Area") -> int:
    """Of an own area: edited, it is another question."""
    if area.kind != OWN_AREA:
        return 0
    return next(one.newest for one in partnership.own_areas.with_newest() if one.code == area.code)


def is_guarded(question: Question) -> bool:
    """Restricted records in a cut of one's own choosing: of two that overlap, the difference could be of one person.

    Whole financial years and the measure that the analysis begins with do not overlap.
    """
    if not question.kind.reads_records:
        return False
    first, last, months = FINANCIAL_YEAR
    period = question.period
    is_year = (period.first[5:], period.last[5:], len(period.months)) == (first, last, months)
    return bool(question.measures) or not is_year


def job_key(analysis: Analysis) -> str:
    return f"analysis-{analysis.pk}"


@transaction.atomic
def add_tasking(
    *,
    analysis: Analysis,
    place: str,
    where: str,
    problem: str,
    decision: str,
    owner: Member,
    ends_on: date,
    by: Member,
) -> Tasking:
    tasking = Tasking(
        partnership=analysis.partnership,
        analysis=analysis,
        place=place,
        where=where,
        problem=problem,
        decision=decision,
        owner=owner,
        decided_on=timezone.localdate(),
        ends_on=ends_on,
        by=by,
    )
    if ends_on <= tasking.decided_on:
        raise Refused("The last day must be after today", field="ends_on")
    tasking.full_clean()
    tasking.save()
    _ask_for_sheets(analysis, by)
    return tasking


@transaction.atomic
def correct_tasking(
    *, tasking: Tasking, problem: str, decision: str, owner: Member, ends_on: date, why: str, by: Member
) -> Tasking:
    """What it said before stays beside it."""
    held = _held_open(tasking)
    said = {name: getattr(held, name) for name in ("problem", "decision", "owner", "ends_on")}
    before = TaskingBefore(partnership=held.partnership, tasking=held, **said, why=why, by=by)
    before.full_clean()
    before.save()
    held.problem, held.decision, held.owner, held.ends_on = problem, decision, owner, ends_on
    if ends_on <= held.decided_on:
        raise Refused("The last day must be after the day of the decision", field="ends_on")
    held.full_clean()
    held.save()
    _ask_for_sheets(held.analysis, by)
    return held


def _held_open(tasking: Tasking) -> Tasking:
    """Locked: two who write of one tasking wait for each other. Raises Refused where it has ended."""
    held = Tasking.objects.select_for_update(no_key=True).get(pk=tasking.pk)
    if held.results.filter(is_last=True).exists():
        raise Refused("This tasking has ended already")
    return held


@transaction.atomic
def add_result(*, tasking: Tasking, text: str, is_last: bool, by: Member) -> TaskingResult:
    """What the next meeting is told. The last result ends the tasking."""
    held = _held_open(tasking)
    result = TaskingResult(partnership=held.partnership, tasking=held, text=text, is_last=is_last, by=by)
    result.full_clean()
    result.save()
    _ask_for_sheets(held.analysis, by)
    return result


@transaction.atomic
def hand_over_tasking(*, tasking: Tasking, to: Member, by: Member | None) -> Tasking:
    tasking.owner = to
    tasking.save(update_fields=("owner",))
    return tasking


def _ask_for_sheets(analysis: Analysis, by: Member) -> None:
    """Of its own, and of the newest: the next meeting has that one in hand, with what was decided before."""
    newest = analysis.partnership.analyses.of_kind(analysis.kind_told).with_outcome().filter(finding__gt="").first()
    for one in dict.fromkeys(filter(None, (analysis, newest))):
        works()[MAKE_SHEET].ask(partnership=one.partnership, by=by, key=job_key(one), analysis=one.pk)
