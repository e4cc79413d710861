"""A published edition of a document for tests that do not ask how it was built: its files are a page and no more."""

import hashlib
import json

from saferplan.web.documents.models import Audience, Document
from saferplan.web.people.models import Member
from saferplan.web.publications.models import (
    Approval,
    Build,
    BuildVersion,
    Outcome,
    Publication,
    Submission,
    SubmissionEnd,
    SubmissionStep,
    Verdict,
)
from saferplan.web.publications.places import folder_of
from saferplan.web.publications.text import Text

PAGE = b"<!doctype html><html lang=en><title>Profile</title><h1>Profile</h1>"


def a_publication(document: Document, by: Member, edition: int = 1) -> Publication:
    """Of the text as it stands, approved in one step."""
    told = {"partnership": document.partnership, "by": by}
    job = 1_000_000_000 + 1_000 * document.pk + edition
    build = Build.objects.create(
        document=document, job=job, is_final=True, text_digest=Text.of(document).digest, load=1, **told
    )
    version = BuildVersion.objects.create(
        partnership=document.partnership,
        build=build,
        audience=Audience.PUBLIC,
        sha256=_laid_down(document, job),
        title=document.title,
    )
    submission = Submission.objects.create(document=document, build=build, is_open=False, **told)
    step = SubmissionStep.objects.create(
        partnership=document.partnership, submission=submission, position=1, as_whom="Board", role="board-member"
    )
    Approval.objects.create(step=step, verdict=Verdict.APPROVED, digest=build.digest, **told)
    SubmissionEnd.objects.create(submission=submission, outcome=Outcome.APPROVED, **told)
    return Publication.objects.create(
        document=document,
        edition=edition,
        audience=Audience.PUBLIC,
        version=version,
        submission=submission,
        sha256=version.sha256,
        what_changed="More" if edition > 1 else "",
        **told,
    )


def _laid_down(document: Document, job: int) -> str:
    place = folder_of(document.partnership.slug, job) / Audience.PUBLIC
    page = place / "outputs" / f"{document.of_kind.file}.html"
    page.parent.mkdir(parents=True)
    page.write_bytes(PAGE)
    told = {f"outputs/{page.name}": {"sha256": hashlib.sha256(PAGE).hexdigest(), "bytes": len(PAGE)}}
    manifest = json.dumps({"files": told}).encode()
    (place / "frozen.json").write_bytes(manifest)
    return hashlib.sha256(manifest).hexdigest()
