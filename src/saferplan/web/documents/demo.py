"""A document of the demo that is being written: with a comment, a suggestion, an exempt passage, and much to do."""

from saferplan.documents.kinds.kind import kind_named
from saferplan.web.documents.arranging import add_block
from saferplan.web.documents.beginning import begin_document
from saferplan.web.documents.discussing import add_comment
from saferplan.web.documents.models import Audience, Document
from saferplan.web.documents.saving import save_text, suggest
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member

PERIOD, AGAINST = "FY2024", "FY2023"
QUESTION = "Why does burglary stay where it is while other theft falls, and what would change it?"
SUGGESTED = "Why does burglary of homes stay where it is while other theft falls, and what could the partnership do?"


def make_demo(partnership: Partnership, people: dict[str, Member]) -> None:
    analyst = people["analyst"]
    begin_document(
        partnership=partnership,
        kind=kind_named("strategic-assessment-full"),
        title=f"Community safety in {partnership.name}: Strategic Assessment",
        period=PERIOD,
        against=AGAINST,
        by=analyst,
    )
    profile = begin_document(
        partnership=partnership,
        kind=kind_named("problem-profile"),
        title="Burglary: a problem profile",
        period=PERIOD,
        against=AGAINST,
        measure="burglary",
        by=analyst,
    )
    _written(profile, analyst, people["agency-officer"])


def _written(profile: Document, analyst: Member, officer: Member) -> None:
    chapter = profile.chapters.first()
    question = chapter.blocks.first()
    save_text(block=question, text=QUESTION, based_on=1, by=analyst)
    suggest(block=question, text=SUGGESTED, based_on=2, note="Only homes are ours to act on (synthetic).", by=officer)
    add_comment(block=question, text="Do we know how many were at new homes? (synthetic)", by=officer)
    add_block(
        chapter=chapter,
        text="Two premises are the subject of an operation that is under way, and are left out here (synthetic).",
        audience=Audience.EXEMPT,
        by=analyst,
    )
