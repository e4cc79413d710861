"""The check list of a document: what the newest check found, chapter by chapter, and which matters are answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q

from saferplan.documents.life.remarks import About, Severity
from saferplan.documents.settings import SETTINGS
from saferplan.documents.strategic_assessment.regulations import Matter, matters
from saferplan.web.documents.models import Audience, Chapter, Document
from saferplan.web.documents.rights import may_read_exempt
from saferplan.web.people.models import Member
from saferplan.web.publications.models import Check, CheckRemark
from saferplan.web.publications.text import Text

ABOUT = {
    About.FAULT: "Cannot be built",
    About.MATTER: "Matter of the regulations",
    About.TO_WRITE: "Still to be written",
    About.REFERENCE: "Reference to nothing",
    About.SOURCE: "Figure without a source",
    About.CLAIM: "Claim that the figures do not bear out",
    About.ALT: "Alternative text",
    About.DISCLOSURE: "Small number of people",
}
OF_THE_WHOLE = "The document as a whole"


@dataclass(frozen=True)
class ShownRemark:
    remark: CheckRemark

    @property
    def about(self) -> str:
        return ABOUT[About(self.remark.about)]

    @property
    def problem(self) -> str:
        """As a sentence begins; empty where what it is about says it all."""
        told = self.remark.problem
        return "" if self.remark.about == About.TO_WRITE else told[:1].upper() + told[1:]

    @property
    def tag(self) -> dict[str, str]:
        return {"text": "To mend", "tag": "red"} if self.remark.is_error else {"text": "Look again", "tag": "yellow"}


@dataclass(frozen=True)
class OfChapter:
    title: str
    remarks: list[ShownRemark]


@dataclass(frozen=True)
class ShownMatter:
    matter: Matter
    chapters: list[Chapter]
    remark: CheckRemark | None

    @property
    def is_answered(self) -> bool:
        return self.remark is None


@dataclass(frozen=True)
class Checklist:
    check: Check
    is_of_this_text: bool
    errors: int
    warnings: int
    chapters: list[OfChapter]
    matters: list[ShownMatter]

    @property
    def answered(self) -> int:
        return sum(one.is_answered for one in self.matters)


def checklist_of(document: Document, member: Member) -> Checklist | None:
    """None before the first check. What is said of exempt blocks is for those who may read them."""
    check = document.checks.select_related("by__user").first()
    if check is None:
        return None
    remarks = check.remarks.select_related("block__chapter").order_by("id")
    if not may_read_exempt(member):
        # What was said of a block while it was exempt stays exempt.
        remarks = remarks.filter(is_exempt=False).exclude(block__audience=Audience.EXEMPT)
        # What stands in no one block of the whole version may quote any of them. Matters quote none.
        of_no_block = Q(block=None, matter="", is_public_only=False)
        remarks = remarks.exclude(of_no_block)
    shown = list(remarks)
    chapters = list(document.chapters.standing())
    return Checklist(
        check,
        check.text_digest == Text.of(document).digest,
        sum(one.is_error for one in shown),
        sum(one.severity == Severity.WARNING for one in shown),
        _by_chapter([one for one in shown if not one.matter], chapters),
        _matters(shown, chapters) if document.of_kind.regulated else [],
    )


def _by_chapter(remarks: Iterable[CheckRemark], chapters: Iterable[Chapter]) -> list[OfChapter]:
    """In the order in which they were found, which is the document's."""
    titles = {chapter.slug: chapter.title for chapter in chapters}
    ordered = sorted(remarks, key=lambda one: (one.chapter != SETTINGS, one.chapter))
    return [
        OfChapter(_title(file, titles), [ShownRemark(one) for one in of_file])
        for file, of_file in groupby(ordered, key=lambda one: one.chapter)
    ]


def _title(file: str, titles: dict[str, str]) -> str:
    if file == SETTINGS:
        return OF_THE_WHOLE
    return titles.get(file.removesuffix(".md").partition("-")[2], file)


def _matters(remarks: Iterable[CheckRemark], chapters: Iterable[Chapter]) -> list[ShownMatter]:
    unanswered = {one.matter: one for one in remarks if one.matter}
    return [
        ShownMatter(matter, [one for one in chapters if matter.id in one.answers], unanswered.get(matter.id))
        for matter in matters()
    ]
