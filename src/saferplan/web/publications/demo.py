"""A document of the demo that was published, and its next edition, which waits for the chair. All of it is invented."""

from collections.abc import Iterator

from saferplan.documents.kinds.kind import kind_named
from saferplan.web.documents.arranging import add_block, remove_block
from saferplan.web.documents.beginning import begin_document
from saferplan.web.documents.models import Audience, Block, Document
from saferplan.web.documents.saving import save_text
from saferplan.web.evidence.lake import lake_of
from saferplan.web.jobs import queue
from saferplan.web.jobs.running import run
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member
from saferplan.web.publications import actions
from saferplan.web.publications.models import Build, NoticeKind, Verdict
from saferplan.web.publications.work import build_document, check_document

PERIOD, AGAINST, MEASURE = "FY2024", "FY2023", "bicycle-theft"
PROMPT = "{{ to_write("
# What stands in place of the prompts of each chapter, in their order; prompts beyond these are taken out.
WRITTEN = {
    "question": (
        "The Board asked where bicycles are stolen, and whether stands that can be seen would be used (synthetic).",
        "Most are taken near stations and in town centres. Marking is cheap, and few bicycles are marked (synthetic).",
    ),
    "what-is-known": (
        "No earlier profile looked at this (synthetic).",
        "Those who ride to work and to school, and do without until they can buy another (synthetic).",
    ),
    "analysis": (
        "Warm months have more, as more people ride (synthetic).",
        "The places are near stations, and their stands are out of sight (synthetic).",
        "Places with guarded stands have less of it (synthetic).",
    ),
    "gaps": ("Nobody counts how many bicycles are ridden, so a rate per rider is not known (synthetic).",),
    "options": (
        "Go on as now; marking days with schools; stands where staff can see them (synthetic).",
        "Marking days reach those who come; schools reach children of all homes (synthetic).",
    ),
    "recommendations": ("Hold marking days before the summer, and count how many were marked (synthetic).",),
}
EXEMPT = "An operation at one station is under way and is not to be named (synthetic)."
RECOMMENDED = "Hold marking days in every town before the summer, and count how many bicycles were marked (synthetic)."
ADDED = "Two marking days were held, and people queued (synthetic)."
NOTICE = "The first print said “stations” where it meant “car parks at stations” (synthetic)."


def make_demo(partnership: Partnership, people: dict[str, Member]) -> None:
    for as_whom, role in (("Board", "board-member"), ("Chair of the Board", "chair")):
        actions.add_step(partnership=partnership, as_whom=as_whom, role=role, by=people["administrator"])
    if not lake_of(partnership).loads():
        return
    analyst, officer = people["analyst"], people["community-safety-officer"]
    document = _written(partnership, analyst)
    _sent(document, officer, approved_by=(people["board-member"], people["chair"]))
    publication = actions.publish(document=document, by=officer)[0]
    actions.give_notice(publication=publication, kind=NoticeKind.CORRECTION, text=NOTICE, by=officer)
    _changed(document, analyst)
    _sent(document, officer, approved_by=(people["board-member"],))
    _check(partnership.documents.exclude(pk=document.pk).first(), analyst)


def _written(partnership: Partnership, by: Member) -> Document:
    """With nothing left to be written."""
    document = begin_document(
        partnership=partnership,
        kind=kind_named("problem-profile"),
        title="Bicycle theft: a problem profile",
        period=PERIOD,
        against=AGAINST,
        measure=MEASURE,
        by=by,
    )
    for chapter in document.chapters.all():
        told = iter(WRITTEN.get(chapter.slug, ()))
        for block in chapter.blocks.with_text():
            if PROMPT in block.text:
                _answer(block, told, by)
    add_block(chapter=document.chapters.first(), text=EXEMPT, audience=Audience.EXEMPT, by=by)
    return document


def _changed(document: Document, by: Member) -> None:
    """For the next edition: what is recommended is put otherwise, and what came of it so far follows."""
    (recommended,) = WRITTEN["recommendations"]
    blocks = Block.objects.with_text().filter(chapter__document=document, chapter__slug="recommendations")
    block = blocks.get(text=recommended)
    save_text(block=block, text=RECOMMENDED, based_on=block.number, by=by)
    add_block(chapter=block.chapter, text=ADDED, after=block, by=by)


def _answer(block: Block, told: Iterator[str], by: Member) -> None:
    text = next(told, None)
    if text is None:
        remove_block(block=block, by=by)
    else:
        save_text(block=block, text=text, based_on=block.number, by=by)


def _sent(document: Document, by: Member, *, approved_by: tuple[Member, ...]) -> None:
    job = build_document.ask(partnership=document.partnership, by=by, document=document.pk, is_final=True)
    run(job.pk, {"document": document.pk, "is_final": True})
    queue.drop(job.queue_number)
    build = Build.objects.get(job=job.pk)
    submission = actions.send_for_approval(build=build, by=by)
    for member in approved_by:
        actions.approve(submission=submission, digest=build.digest, verdict=Verdict.APPROVED, by=member)


def _check(document: Document, by: Member) -> None:
    job = check_document.ask(partnership=document.partnership, by=by, document=document.pk)
    run(job.pk, {"document": document.pk})
    queue.drop(job.queue_number)
