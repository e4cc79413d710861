"""What is done with a partnership's lake outside a request: files are loaded, and its assessment is built."""

import shutil
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

from saferplan.errors import LakeError, NothingLoaded
from saferplan.evidence.access import OWN_FOLDER
from saferplan.identities.once_asked import KeeperOnceAsked
from saferplan.web.evidence import summaries
from saferplan.web.evidence.assessments import FIRST_PAGE, assessment_folder
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.own_area import own_area
from saferplan.web.evidence.stores import identities_of
from saferplan.web.files import places
from saferplan.web.files.actions import remove_file
from saferplan.web.files.models import StoredFile
from saferplan.web.jobs.running import Running
from saferplan.web.jobs.work import periodic, work
from saferplan.web.partnerships.models import Partnership

EXTRACT = "extract"  # what such a file is uploaded for: files/purposes.toml
THE_LAKE = "lake"  # two loads of one lake wait for each other


@work("evidence.load", title="Load files into the evidence", one_at_a_time=THE_LAKE, retry_on=(LakeError,))
def load_file(job: Running, *, file: int) -> str:
    """Loading the same file twice changes nothing: a job that is begun again ends as one that was not disturbed."""
    from saferplan.evidence.loading.load import load

    stored, lake = job.partnership.files.get(pk=file), lake_of(job.partnership)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_while_loading:
        keeper = KeeperOnceAsked(lambda: identities_of(job.partnership, lake), open_while_loading)
        # Under the name that the person gave it, by which messages speak of it.
        named = Path(folder) / stored.name
        named.symlink_to(places.root() / stored.place)
        report = load(
            [named],
            lake,
            now=timezone.now(),
            identities=keeper,
            digest=keeper.digest,
            progress=lambda what, done, whole: job.progress(done=done, of=whole, message=Path(what).name),
        )
    fault = report.fault()
    if fault and report.load_id is None:
        raise type(fault)(fault.problem.replace(f"{folder}/", ""), remedy=fault.remedy)
    if report.load_id is None:
        return _address(job.partnership, "evidence")
    own_area(lake.snapshot(), job.partnership.area_code)  # the page of the evidence does not wait for it
    job.progress(message="Working out the figures of the pages")
    with suppress(NothingLoaded):  # before there are lookups of areas
        summaries.keep(job.partnership)
    return _address(job.partnership, "loaded", load=report.load_id)


@work(summaries.WORK, title="Work out the figures of the pages")
def summarise(job: Running) -> None:
    """Of a lake that was loaded otherwise than by a job."""
    with suppress(NothingLoaded):
        summaries.keep(job.partnership)


@periodic("*/5 * * * *")
def summarise_what_is_missing(partnership: Partnership) -> None:
    summaries.ask_if_missing(partnership)


def of_file(stored: StoredFile) -> str:
    """The key of the job that loads it."""
    return f"file-{stored.pk}"


@periodic("40 * * * *")
def remove_loaded(partnership: Partnership) -> None:
    """An extract names people. When its job has ended, what may be kept of it is in the lake and the store."""
    extracts = list(partnership.files.filter(purpose=EXTRACT))  # first: a file is kept together with its job
    waited_for = set(partnership.jobs.unfinished().of_kind(load_file.kind).values_list("key", flat=True))
    for stored in extracts:
        if of_file(stored) not in waited_for:
            remove_file(stored)


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
