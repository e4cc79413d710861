"""What is done with a partnership's lake outside a request: files are loaded, and its assessment is built."""

import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from saferplan.errors import LakeError
from saferplan.evidence.access import OWN_FOLDER
from saferplan.web.evidence.lake import lake_of
from saferplan.web.files import places
from saferplan.web.jobs.running import Running
from saferplan.web.jobs.work import work

ASSESSMENTS = "assessments"
THE_LAKE = "lake"  # two loads of one lake wait for each other


@work("evidence.load", title="Load files into the evidence", one_at_a_time=THE_LAKE, retry_on=(LakeError,))
def load_file(job: Running, *, file: int) -> None:
    """Loading the same file twice changes nothing: a job that is begun again ends as one that was not disturbed."""
    from saferplan.evidence.loading.load import load

    stored = job.partnership.files.get(pk=file)
    with tempfile.TemporaryDirectory() as folder:
        # Under the name that the person gave it, by which messages speak of it.
        named = Path(folder) / stored.name
        named.symlink_to(places.root() / stored.place)
        report = load(
            [named],
            lake_of(job.partnership),
            now=timezone.now(),
            progress=lambda what, done, whole: job.progress(done=done, of=whole, message=what),
        )
    fault = report.fault()
    if fault:
        raise type(fault)(fault.problem.replace(f"{folder}/", ""), remedy=fault.remedy)


@work("evidence.assess", title="Build the evidence of the Strategic Assessment")
def build_assessment(job: Running, *, period: str, against: str) -> None:
    """Written beside its place and put there whole: nobody opens half an assessment."""
    place = assessment_folder(job.partnership.slug, job.number)
    begun = place.with_name(f".{place.name}-{job.attempt}")
    begun.parent.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
    shutil.rmtree(begun, ignore_errors=True)
    job.progress(message="Counting")
    _write_assessment(job, period, against, begun)
    shutil.rmtree(place, ignore_errors=True)
    begun.rename(place)


def assessment_folder(slug: str, job: int) -> Path:
    return Path(settings.HOME) / ASSESSMENTS / slug / str(job)


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
