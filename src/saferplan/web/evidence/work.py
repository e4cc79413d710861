"""What is done with a partnership's lake outside a request: files are loaded, and its assessment is built."""

import re
import shutil
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from saferplan.errors import FileRefused, LakeError, NothingLoaded, SaferplanError
from saferplan.evidence.access import OWN_FOLDER
from saferplan.identities.once_asked import KeeperOnceAsked
from saferplan.web.evidence import summaries
from saferplan.web.evidence.actions import (
    key_of,
    note_loaded,
    note_not_loaded,
    note_stopped,
    note_trial,
    withdraw_delivery,
)
from saferplan.web.evidence.assessments import FIRST_PAGE, assessment_folder
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.models import Delivery, State
from saferplan.web.evidence.own_area import own_area
from saferplan.web.evidence.stores import identities_of
from saferplan.web.evidence.telling import address
from saferplan.web.evidence.trying import Found, named, tried
from saferplan.web.files.actions import remove_file
from saferplan.web.jobs.running import Running, told_of
from saferplan.web.jobs.work import periodic, work, works
from saferplan.web.maps.kept import OUTLINES
from saferplan.web.maps.kept import WORK as DRAW
from saferplan.web.partnerships.models import Partnership
from saferplan.web.places.profiles import PROFILES
from saferplan.web.places.profiles import WORK as PROFILE

if TYPE_CHECKING:
    from saferplan.evidence.lake import LoadRecord
    from saferplan.evidence.loading.report import LoadReport

EXTRACT = "extract"  # what such a file is uploaded for: files/purposes.toml
FOLDERS = re.compile(r"(?<= )/(?:[^/ !]+/)*")
THE_LAKE = "lake"  # two loads of one lake wait for each other
DAYS_KEPT = 30
"""How long a file waits for a decision: the partnership meets once a month. Nothing prescribes it."""


@work("evidence.try", title="Try a file", retry_on=(LakeError,))
def try_delivery(job: Running, *, delivery: int, mapping: int = 0) -> str:
    """What would be loaded of it, and how good it is. The lake is only read, so a trial waits for no load."""
    known = _delivery(job, delivery)
    by = known.mappings.filter(pk=mapping).first() if mapping else None
    try:
        found = tried(known, mapping=by.text if by else "", progress=_progress(job))
    except FileRefused as refused:
        found = Found(State.FAULTY, told_of(refused), {})
    note_trial(
        delivery=known,
        state=found.state,
        note=found.note,
        told=found.told,
        mapping=by,
        proposed=found.proposed,
        format=found.format,
        **found.counts,
    )
    return address(known)


@work("evidence.load", title="Load a file into the evidence", one_at_a_time=THE_LAKE, retry_on=(LakeError,))
def load_delivery(job: Running, *, delivery: int) -> str:
    """Loading the same file twice changes nothing: a job that is begun again ends as one that was not disturbed."""
    known = _delivery(job, delivery)
    if known.state != State.ACCEPTED:
        return address(known)
    try:
        report = _loaded(job, known)
    except LakeError:
        raise  # it passes
    except SaferplanError as fault:
        note_not_loaded(delivery=known, note=told_of(fault))
        return address(known)
    load = report.load_id or _load_of(known, report)
    _work_out(job, load)
    note_loaded(delivery=known, load=load, note=_note_on(report, load))
    return address(known)


@work("evidence.go-back", title="Go back to an earlier load", one_at_a_time=THE_LAKE, retry_on=(LakeError,))
def go_back_to(job: Running, *, load: int) -> str:
    """By a new load. Begun again, it finds that everything is as it was, and changes nothing."""
    from saferplan.evidence.loading.going_back import go_back

    made = go_back(lake_of(job.partnership), load, now=timezone.now())
    _work_out(job, made.load_id if made else None)
    return _address(job.partnership, "loaded", load=made.load_id) if made else _address(job.partnership, "evidence")


def _delivery(job: Running, delivery: int) -> Delivery:
    return job.partnership.deliveries.with_state().select_related("partnership", "file").get(pk=delivery)


def _loaded(job: Running, delivery: Delivery) -> "LoadReport":
    """By the mapping that it was last tried by, which is kept first. Raises what is wrong with it, if nothing loads."""
    from saferplan.evidence.loading.load import load
    from saferplan.evidence.partners.keeping import keep
    from saferplan.evidence.partners.profile_file import read_profile

    lake = lake_of(job.partnership)
    if (last := delivery.trials.select_related("mapping").last()) and last.mapping:
        keep(lake, read_profile(last.mapping.text, "the mapping"))
    with named(delivery.file) as path, ExitStack() as open_while_loading:
        keeper = KeeperOnceAsked(lambda: identities_of(job.partnership, lake), open_while_loading)
        report = load(
            [path], lake, now=timezone.now(), identities=keeper, digest=keeper.digest, progress=_progress(job)
        )
        fault = report.fault()
        if report.load_id is None and fault:
            raise type(fault)(fault.problem.replace(f"{path.parent}/", ""), remedy=fault.remedy)
    return report


def _load_of(delivery: Delivery, report: "LoadReport") -> int | None:
    """The load by which an earlier attempt at this job put it in force, where it was stopped before it could say so."""
    if not any(one.status == "unchanged" for one in report.files):
        return None
    since = [
        one
        for one in lake_of(delivery.partnership).loads()
        if delivery.state_at <= datetime.fromisoformat(one.loaded_at)
    ]
    return next((one.load_id for one in since if delivery.name in _files_of(one)), None)


def _files_of(record: "LoadRecord") -> set[str]:
    """What was loaded, as people call it: of an archive's files the archive."""
    loaded = [one["path"] for one in record.summary.get("files", []) if one["status"] == "loaded"]
    return {Path(path.partition("!")[0]).name for path in loaded}


def _work_out(job: Running, load: int | None) -> None:
    """What pages show, so that none has to wait for it."""
    if load is None:
        return
    own_area(lake_of(job.partnership).snapshot(), job.partnership.area_code)
    job.progress(message="Working out the figures of the pages")
    with suppress(NothingLoaded):  # before there are lookups of areas
        summaries.keep(job.partnership)
    _ask_for_places(job.partnership)


def _ask_for_places(partnership: Partnership) -> None:
    """The outlines and the people of places, where the load changed what tells of them."""
    OUTLINES.ask(works()[DRAW], partnership)
    PROFILES.ask(works()[PROFILE], partnership)


def _note_on(report: "LoadReport", load: int | None) -> str:
    if load is None:
        return "Nothing in it was new: it was loaded before, or a later file of the same months was."
    return f"{report.total('rows_loaded'):,} rows were loaded, {report.total('rows_rejected'):,} were rejected."


def _progress(job: Running) -> Callable[[str, int, int], None]:
    """In the words of the load, but without where the file lies meanwhile."""
    return lambda what, done, whole: job.progress(done=done, of=whole, message=FOLDERS.sub("", what))


@work(summaries.WORK, title="Work out the figures of the pages")
def summarise(job: Running) -> None:
    """Of a lake that was loaded otherwise than by a job."""
    with suppress(NothingLoaded):
        summaries.keep(job.partnership)
    _ask_for_places(job.partnership)


@periodic("*/5 * * * *")
def summarise_what_is_missing(partnership: Partnership) -> None:
    summaries.ask_if_missing(partnership)


@periodic("40 * * * *")
def end_what_waits_too_long(partnership: Partnership) -> None:
    """An extract names people: it is not kept for want of a decision, nor where its delivery was never written."""
    long_ago = timezone.now() - timedelta(days=DAYS_KEPT)
    for delivery in partnership.deliveries.to_look_at().filter(state_at__lt=long_ago):
        withdraw_delivery(delivery=delivery, why=f"Nobody decided about it within {DAYS_KEPT} days.", by=None)
    for stored in partnership.files.filter(purpose=EXTRACT, delivery=None):
        remove_file(stored)


@periodic("*/5 * * * *")
def settle_what_has_stopped(partnership: Partnership) -> None:
    """A job that was given up can say nothing of its delivery: this does, so that a person can go on."""
    stopped = partnership.deliveries.with_state().filter(state__in=(State.RECEIVED, State.ACCEPTED))
    under_way = set(partnership.jobs.unfinished().values_list("key", flat=True))
    for delivery in stopped:
        if key_of(delivery) not in under_way:
            note_stopped(delivery=delivery)


@work("evidence.assess", title="Build the Strategic Assessment")
def build_assessment(job: Running, *, period: str, against: str) -> str:
    """Written beside its place and put there whole: nobody opens half an assessment."""
    place = assessment_folder(job.partnership.slug, job.number)
    begun = place.with_name(f".{place.name}-{job.attempt}")
    begun.parent.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
    shutil.rmtree(begun, ignore_errors=True)
    job.progress(message="Counting")
    _write_assessment(job, period, against, begun)
    shutil.rmtree(place, ignore_errors=True)
    begun.rename(place)
    return _address(job.partnership, "assessment", job=job.number, page=FIRST_PAGE)


def _address(partnership: Partnership, name: str, **parts: int | str) -> str:
    return reverse(f"evidence:{name}", kwargs={"partnership": partnership.slug} | parts)


def _write_assessment(job: Running, period: str, against: str, out: Path) -> None:
    from saferplan.documents.outputs import write
    from saferplan.documents.strategic_assessment.build import evaluate_assessment
    from saferplan.evidence.assessment.scope import Scope
    from saferplan.evidence.assessment.tables import AssessmentTables
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.periods import parse_period
    from saferplan.evidence.synthetic import is_synthetic

    basis = Basis(lake_of(job.partnership).snapshot())
    area = basis.geography.area(job.partnership.area_code)
    scope = Scope(basis, area, parse_period(period), parse_period(against) if against else None)
    document = evaluate_assessment(
        AssessmentTables(scope), today=timezone.localdate(), is_synthetic=is_synthetic(basis.snapshot)
    )
    job.progress(message="Writing")
    write(document, out)
