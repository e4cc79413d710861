"""What is done with a document outside a request: it is looked through, and built in all formats."""

import shutil
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from saferplan.errors import DocumentError, LakeError
from saferplan.web.documents.models import Audience, Document
from saferplan.web.jobs.running import Running
from saferplan.web.jobs.work import periodic, work
from saferplan.web.partnerships.models import Partnership
from saferplan.web.publications.building import Builder, Made
from saferplan.web.publications.evidence import Evidence, evidence_for
from saferplan.web.publications.looking import Found, look_through
from saferplan.web.publications.models import Build, BuildVersion, Check, CheckRemark
from saferplan.web.publications.places import folder_of, folder_of_builds
from saferplan.web.publications.text import Text

THE_BUILDER = "documents"  # two builds at once would want twice the memory
DRAFTS_KEPT = timedelta(days=30)  # our own choice: a draft can be built again at any time
LEFT_BEHIND = timedelta(days=1)  # longer than any job may take


@work("publications.check", title="Look through a document", one_at_a_time=THE_BUILDER, retry_on=(LakeError,))
def check_document(job: Running, *, document: int) -> str:
    known = job.partnership.documents.get(pk=document)
    job.progress(message="Working figures out")
    with evidence_for(known, today=timezone.localdate()) as evidence:
        _check(job, known, Text.of(known), evidence)
    return _address(known, "check")


@work("publications.build", title="Build a document", one_at_a_time=THE_BUILDER, retry_on=(LakeError,))
def build_document(job: Running, *, document: int, is_final: bool) -> str:
    """A job that is begun again after its build was recorded has nothing left to do."""
    known = job.partnership.documents.get(pk=document)
    if (before := Build.objects.filter(job=job.number).first()) is None:
        job.progress(message="Working figures out")
        with evidence_for(known, today=timezone.localdate()) as evidence:
            before = _build(job, known, Text.of(known), evidence, is_final=is_final)
    return _address(known, "build", build=before.pk)


def _build(job: Running, document: Document, text: Text, evidence: Evidence, *, is_final: bool) -> Build:
    if is_final:
        _refuse_errors(_check(job, document, text, evidence))
    steps = list(text.audiences)

    def tell(audience: Audience) -> None:
        job.progress(done=steps.index(audience), of=len(steps), message=f"Writing the {audience.label.lower()} version")

    place = folder_of(job.partnership.slug, job.number)
    shutil.rmtree(place, ignore_errors=True)  # of an attempt that was killed before it could say so
    builder = Builder(job.partnership, text, evidence, timezone.now(), tell)
    try:
        made = builder.build(place, is_final=is_final)
    except DocumentError as fault:  # a job's page tells no place by itself
        place_told = f"{fault.where}: " if fault.where else ""
        raise DocumentError(f"{place_told}{fault.problem}", where=fault.where, remedy=fault.remedy) from fault
    return _recorded(job, document, text, evidence, made, is_final=is_final)


@transaction.atomic
def _recorded(
    job: Running, document: Document, text: Text, evidence: Evidence, made: Sequence[Made], *, is_final: bool
) -> Build:
    build = Build.objects.create(
        partnership=job.partnership,
        document=document,
        job=job.number,
        is_final=is_final,
        text_digest=text.digest,
        load=evidence.load.load_id,
        by=job.asked_by,
    )
    for one in made:
        BuildVersion.objects.create(partnership=job.partnership, build=build, **vars(one))
    return build


def _check(job: Running, document: Document, text: Text, evidence: Evidence) -> list[Found]:
    with tempfile.TemporaryDirectory() as folder:
        found = look_through(text, evidence, Path(folder))
    with transaction.atomic():
        Check.objects.filter(job=job.number).delete()  # of an attempt that was killed later on
        check = Check.objects.create(
            partnership=job.partnership,
            document=document,
            job=job.number,
            text_digest=text.digest,
            load=evidence.load.load_id,
            by=job.asked_by,
        )
        CheckRemark.objects.bulk_create(_remark(check, one) for one in found)
    return found


def _remark(check: Check, found: Found) -> CheckRemark:
    return CheckRemark(
        partnership=check.partnership,
        found_by=check,
        block=found.block,
        is_exempt=found.is_exempt,
        is_public_only=found.is_public_only,
        **found.remark.as_record(),
    )


def _refuse_errors(found: Sequence[Found]) -> None:
    errors = [one for one in found if one.is_error]
    if errors:
        count = "1 thing has" if len(errors) == 1 else f"{len(errors)} things have"
        raise DocumentError(
            f"{count} to be mended before there can be a final version",
            remedy="The document’s check list says which.",
        )


@periodic("20 3 * * *")
def remove_old_drafts(partnership: Partnership) -> None:
    """And what a worker that was killed left behind."""
    for build in partnership.builds.drafts().filter(at__lt=timezone.now() - DRAFTS_KEPT):
        job = build.job
        build.delete()
        shutil.rmtree(folder_of(partnership.slug, job), ignore_errors=True)
    oldest = (timezone.now() - LEFT_BEHIND).timestamp()
    for left in folder_of_builds(partnership.slug).glob(".*"):
        if left.stat().st_mtime < oldest:
            shutil.rmtree(left, ignore_errors=True)


def _address(document: Document, name: str, **parts: int) -> str:
    known = {"partnership": document.partnership.slug, "document": document.slug}
    return reverse(f"publications:{name}", kwargs=known | parts)
