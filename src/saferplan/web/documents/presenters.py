"""Documents as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from markupsafe import Markup

from saferplan.errors import NothingLoaded
from saferplan.evidence.periods import parse_period
from saferplan.web.documents.keeping_figures import Found, figures_of
from saferplan.web.documents.models import (
    Audience,
    Block,
    BlockVersion,
    Change,
    Chapter,
    Comment,
    CommentSettled,
    Document,
    Suggestion,
    SuggestionVerdict,
)
from saferplan.web.documents.rights import may_read_exempt
from saferplan.web.documents.work import ask_for_figures
from saferplan.web.jobs.models import Job, State
from saferplan.web.people.models import Member

TO_WRITE = "to_write("
SHOWN_CHANGES = 100


def address(document: Document, page: str = "document", /, **parts: str | int) -> str:
    given = {"partnership": document.partnership.slug, "document": document.slug}
    return reverse(f"documents:{page}", kwargs=given | parts)


def of_block(block: Block, name: str = "block", **parts: str | int) -> str:
    return address(block.chapter.document, name, block=block.pk, **parts)


def in_chapter(block: Block, *, saved: bool = False) -> str:
    """Where it stands among the others. `saved` lets the browser forget the text that it kept."""
    query = f"?saved={block.pk}" if saved else ""
    return f"{address(block.chapter.document, 'chapter', chapter=block.chapter.slug)}{query}#block-{block.pk}"


@dataclass(frozen=True)
class Figures:
    """What a page says of the figures: `why_not` where there are none, `is_behind` where newer ones are coming."""

    found: Found | None
    why_not: str = ""
    job: Job | None = None

    @property
    def kept(self):
        return self.found.kept if self.found else None

    @property
    def has_failed(self) -> bool:
        return self.job is not None and self.job.state == State.FAILED

    @property
    def is_coming(self) -> bool:
        return self.job is not None and not self.has_failed


def figures_for(document: Document, by: Member) -> Figures:
    """And asks for them where they are not worked out."""
    try:
        found = figures_of(document)
    except NothingLoaded as fault:
        return Figures(None, why_not=fault.problem)
    if not found.is_behind:
        return Figures(found)
    job = ask_for_figures(document, found.load, by=by)
    if job.state == State.DONE:  # and what it kept cannot be read any more
        job = ask_for_figures(document, found.load, by=by, again=True)
    return Figures(found, job=job)


def in_words(period: str) -> str:
    """As people say it; empty for none."""
    return parse_period(period).title if period else ""


def rows_of_documents(documents: Iterable[Document]) -> list[list]:
    return [
        [
            {"text": one.title, "href": address(one)},
            one.of_kind.name,
            in_words(one.period),
            how_it_stands(one),
        ]
        for one in documents
    ]


def how_it_stands(document: Document) -> str:
    """In a few words, as it stands with those who approve and with the public (DocumentQuerySet.with_standing)."""
    published = max((one.edition for one in document.publications.all() if not one.is_withdrawn), default=0)
    waits = any(one.is_open for one in document.submissions.all())
    told = [f"Edition {published} published"] if published else []
    told += ["Waits for approval"] if waits else []
    return ". ".join(told) or "Being written"


def chapters_of(document: Document) -> QuerySet[Chapter]:
    """Each with what is still to be done in it."""
    standing = Q(blocks__is_removed=False)
    return document.chapters.standing().annotate(
        exempt=Count("blocks", filter=standing & Q(blocks__audience=Audience.EXEMPT), distinct=True),
        has_comments=Exists(Comment.objects.open().filter(block__chapter=OuterRef("pk"), block__is_removed=False)),
        has_suggestions=Exists(
            Suggestion.objects.open().filter(block__chapter=OuterRef("pk"), block__is_removed=False)
        ),
    )


def to_write(document: Document) -> dict[int, int]:
    """How many passages are still to be written, by chapter."""
    blocks = Block.objects.standing().with_text().filter(chapter__document=document, text__contains=TO_WRITE)
    found: dict[int, int] = {}
    for chapter, text in blocks.values_list("chapter", "text"):
        found[chapter] = found.get(chapter, 0) + text.count(TO_WRITE)
    return found


def blocks_of(chapter: Chapter) -> list[Block]:
    """In their order, with how many comments and suggestions wait."""
    comments = Comment.objects.open().filter(block=OuterRef("pk"))
    settled = CommentSettled.objects.filter(comment=OuterRef("comments"))
    decided = SuggestionVerdict.objects.filter(suggestion=OuterRef("suggestions"))
    return list(
        chapter.blocks.standing()
        .with_text()
        .annotate(
            has_comments=Exists(comments),
            open_comments=Count("comments", filter=~Exists(settled), distinct=True),
            open_suggestions=Count("suggestions", filter=~Exists(decided), distinct=True),
        )
    )


def history_of(document: Document, member: Member) -> list[dict]:
    """Newest first: what became of chapters and blocks, and who wrote when."""
    told = [*_told_of_changes(document), *_told_of_versions(document, member)]
    return sorted(told, key=lambda event: event["when"], reverse=True)[:SHOWN_CHANGES]


def _told_of_changes(document: Document) -> list[dict]:
    newest = document.changes.select_related("by__user", "chapter", "block").order_by("-at")[:SHOWN_CHANGES]
    return [
        _event(
            one, one.get_kind_display(), text=" · ".join(filter(None, (one.chapter and one.chapter.title, one.note)))
        )
        for one in newest
    ]


def _told_of_versions(document: Document, member: Member) -> list[dict]:
    """With the way to what was written, for who may read it."""
    reads_exempt = may_read_exempt(member)
    written = BlockVersion.objects.filter(block__chapter__document=document, number__gt=1)
    newest = written.select_related("by__user", "block__chapter").order_by("-at")[:SHOWN_CHANGES]
    return [
        _event(one, f"Version {one.number} of a block", html=_to_versions(one.block, document))
        if reads_exempt or one.block.audience == Audience.PUBLIC
        else _event(one, f"Version {one.number} of a block", text=one.block.chapter.title)
        for one in newest
    ]


def _event(record: Change | BlockVersion, title: str, **told: str) -> dict:
    return {"title": title, "when": record.at, "by": record.by.user.name} | told


def _to_versions(block: Block, document: Document) -> Markup:
    link = Markup(
        '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden">: versions of block {}</span></a>'
    )
    return link.format(address(document, "versions", block=block.pk), block.chapter.title, block.position)
