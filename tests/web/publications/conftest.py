"""A short document of an invented partnership, those who approve it, and a lake to build it on."""

from collections.abc import Callable
from pathlib import Path

import pytest

import anyshire
from saferplan.web.documents.arranging import add_block, add_chapter
from saferplan.web.documents.beginning import free_slug
from saferplan.web.documents.models import Audience, Document
from saferplan.web.evidence.lake import lake_of
from saferplan.web.jobs.models import State
from saferplan.web.people.models import Member
from saferplan.web.publications import actions
from saferplan.web.publications.models import Build, Publication, Submission, Verdict
from saferplan.web.publications.work import build_document, check_document
from site_jobs import run_jobs
from site_people import a_member

PUBLIC_WORDS = "Burglars came by bicycle."
EXEMPT_WORDS = "Quibblethwaite was watched from the bakery."


@pytest.fixture
def lake(anyshires) -> Path:
    """Anyshire's, which is the partnership's area."""
    return lake_of(anyshires).root


@pytest.fixture
def officer(partnership) -> Member:
    return a_member(partnership, "community-safety-officer", name="Olly Officer")


@pytest.fixture
def board_member(partnership) -> Member:
    return a_member(partnership, "board-member", name="Bo Member")


@pytest.fixture
def chair(partnership) -> Member:
    return a_member(partnership, "chair", name="Cass Chair")


@pytest.fixture
def administrator(partnership) -> Member:
    return a_member(partnership, "administrator", name="Addy Ministrator")


@pytest.fixture
def order(partnership, board_member, chair, administrator) -> None:
    """Board members first, then the chair."""
    for as_whom, role in (("Board", "board-member"), ("Chair of the Board", "chair")):
        actions.add_step(partnership=partnership, as_whom=as_whom, role=role, by=administrator)


@pytest.fixture
def a_document(partnership, officer) -> Callable[..., Document]:
    """Of a problem profile's kind, with these chapters: texts by title."""

    def made(chapters: dict[str, str] | None = None, title: str = "Burglary profile") -> Document:
        taken = set(partnership.documents.values_list("slug", flat=True))
        document = Document.objects.create(
            partnership=partnership,
            slug=free_slug(title, taken),
            title=title,
            kind="problem-profile",
            period=anyshire.LATER,
            measure="burglary",
            begun_by=officer,
        )
        for name, text in (chapters or {"What happened": PUBLIC_WORDS}).items():
            chapter = add_chapter(document=document, title=name, by=officer)
            add_block(chapter=chapter, text=text, by=officer)
        return document

    return made


@pytest.fixture
def document(a_document) -> Document:
    return a_document()


@pytest.fixture
def with_exempt(document, officer) -> Document:
    add_block(chapter=document.chapters.first(), text=EXEMPT_WORDS, audience=Audience.EXEMPT, by=officer)
    return document


@pytest.fixture
def built(lake, officer) -> Callable[..., Build]:
    def build(document: Document, *, is_final: bool = True) -> Build:
        job = build_document.ask(
            partnership=document.partnership, by=officer, document=document.pk, is_final=is_final
        )  # fmt: skip
        run_jobs()
        assert job.states.last().state == State.DONE, job.states.last().explanation
        return Build.objects.get(job=job.pk)

    return build


@pytest.fixture
def checked(lake, officer) -> Callable[[Document], None]:
    def check(document: Document) -> None:
        job = check_document.ask(partnership=document.partnership, by=officer, document=document.pk)
        run_jobs()
        assert job.states.last().state == State.DONE, job.states.last().explanation

    return check


@pytest.fixture
def sent(built, order, officer) -> Callable[[Document], Submission]:
    def send(document: Document) -> Submission:
        return actions.send_for_approval(build=built(document), by=officer)

    return send


@pytest.fixture
def approved(sent, board_member, chair) -> Callable[[Document], Submission]:
    def approve(document: Document) -> Submission:
        submission = sent(document)
        for member in (board_member, chair):
            digest = submission.build.digest
            actions.approve(submission=submission, digest=digest, verdict=Verdict.APPROVED, by=member)
        return submission

    return approve


@pytest.fixture
def published(approved, officer) -> Callable[..., Publication]:
    """The public version."""

    def publish(document: Document, what_changed: str = "") -> Publication:
        approved(document)
        return actions.publish(document=document, what_changed=what_changed, by=officer)[0]

    return publish
