"""Analyses are worked out, and tasking sheets made, outside a request: some take minutes, and restricted records are
read by jobs alone, each read written down by the lake.
"""

from datetime import timedelta
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

from saferplan.documents.analyses.kinds import kinds
from saferplan.errors import LakeError, NothingLoaded, TooLittleData, UnknownName, UsageError
from saferplan.web.analyses import answers
from saferplan.web.analyses.actions import MAKE_SHEET, WORK_OUT
from saferplan.web.analyses.models import Analysis, Outcome, Tasking
from saferplan.web.analyses.presenters import in_a_sentence
from saferplan.web.analyses.standing import ask_standing
from saferplan.web.evidence.lake import lake_of
from saferplan.web.jobs.running import Running
from saferplan.web.jobs.work import periodic, work
from saferplan.web.partnerships.models import Partnership

CANNOT_SAY = (NothingLoaded, TooLittleData, UnknownName, UsageError)
ONE_BY_ONE = "analyses"  # of a partnership: others wait no longer than for one of them
ENDED_LATELY = 92
"""Days. A quarter of a year, of which the standing hotspots are: our judgement."""
LOST = "the load that this was asked of is no longer in the lake"


@work(WORK_OUT, title="Work out an analysis", one_at_a_time=ONE_BY_ONE, retry_on=(LakeError,))
def work_out(job: Running, *, analysis: int) -> str:
    """Begun again, it writes the same. An answer that is there already is left."""
    from saferplan.documents.analyses.keeping import write_answer

    asked = job.partnership.analyses.get(pk=analysis)
    address = _address(asked)
    if asked.outcomes.exists():
        return address
    job.progress(message="Counting")
    try:
        answer = _answer(asked)
    except CANNOT_SAY as fault:
        _outcome(asked, why_not=in_a_sentence(fault.problem))
        return address
    job.progress(message="Drawing")

    def write(folder: Path) -> None:
        write_answer(answer, folder)
        if answer.study is not None:
            (folder / answers.SHEET).write_bytes(_sheet(asked, answer.study))

    answers.keep(asked, write, attempt=job.attempt)
    _outcome(asked, finding=answer.title)
    return address


@work(MAKE_SHEET, title="Make the tasking sheet", one_at_a_time=ONE_BY_ONE, retry_on=(LakeError,))
def make_sheet(job: Running, *, analysis: int) -> str:
    """Anew, with what was decided since."""
    asked = job.partnership.analyses.get(pk=analysis)
    study = _answer(asked).study
    if study is not None:
        answers.add_file(asked, answers.SHEET, _sheet(asked, study))
    return _address(asked)


@periodic("*/5 * * * *")
def ask_of_a_new_load(partnership: Partnership) -> None:
    """However it was loaded, and whatever a person has asked of it meanwhile."""
    load = lake_of(partnership).snapshot_or_empty().load
    asked = partnership.analyses.filter(load=load.load_id, loaded_at=load.loaded_at)
    if load.load_id and not set(kinds()) <= set(asked.values_list("kind", flat=True)):
        ask_standing(partnership)


def _answer(asked: Analysis):
    """Of the load that it was asked of, whatever was loaded since. Raises SaferplanError."""
    from saferplan.documents.analyses.answering import answered
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.snapshot import Snapshot
    from saferplan.web.evidence.summaries import state_of
    from saferplan.web.own_areas.kept import attached

    lake = lake_of(asked.partnership)
    record = next((one for one in lake.loads() if (one.load_id, one.loaded_at) == (asked.load, asked.loaded_at)), None)
    if record is None:
        raise NothingLoaded(LOST)
    snapshot = Snapshot(lake.root, record)
    state = state_of(asked.partnership, snapshot)
    basis = attached(asked.partnership, Basis(snapshot), state, at_once=True)
    return answered(basis, basis.geography.area(asked.area_code), asked.told)


def _sheet(asked: Analysis, study) -> bytes:
    from saferplan.documents.tasking.build import Decided, sheet_pdf

    def told(one: Tasking, place: str) -> Decided:
        return Decided(place, one.problem, one.decision, one.owner.user.name, one.ends_on, one.result or "")

    decided = [told(one, one.place) for one in asked.taskings.with_result()]
    earlier = [told(one, one.where or f"{one.place} of {one.analysis.period.title}") for one in told_before(asked)]
    return sheet_pdf(study, decided, earlier)


def told_before(asked: Analysis) -> list[Tasking]:
    """For the meeting to be told of: open taskings of the sheets before this one, then those that ended lately."""
    others = asked.partnership.taskings.filter(analysis__lt=asked.pk).with_result()
    since = timezone.now() - timedelta(days=ENDED_LATELY)
    return [*others.open(), *others.ended().filter(result_at__gte=since).order_by("-result_at")]


def _outcome(asked: Analysis, *, finding: str = "", why_not: str = "") -> None:
    longest = Outcome._meta.get_field("finding").max_length
    Outcome.objects.create(
        partnership=asked.partnership, analysis=asked, finding=finding[:longest], why_not=why_not[:longest]
    )


def _address(asked: Analysis) -> str:
    return reverse("analyses:result", kwargs={"partnership": asked.partnership.slug, "analysis": asked.pk})
