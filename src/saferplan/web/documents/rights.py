"""Who may read and write drafts. Every member reads them; what is exempt, those who write, approve or publish."""

from dataclasses import dataclass

from django.db.models import QuerySet

from saferplan.web.documents.models import (
    Audience,
    Block,
    BlockVersion,
    ChangeKind,
    Comment,
    Document,
    Picture,
    Suggestion,
)
from saferplan.web.documents.writing_out import pictures_shown, written_chapters
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


def may_write(member: Member) -> bool:
    return member.may(Permission.EDIT_DOCUMENTS)


def may_read_exempt(member: Member) -> bool:
    return any(
        member.may(one)
        for one in (Permission.EDIT_DOCUMENTS, Permission.APPROVE_DOCUMENTS, Permission.PUBLISH_DOCUMENTS)
    )


@dataclass(frozen=True)
class Past:
    """What a member may read of how a block came about and what was said of it."""

    versions: QuerySet[BlockVersion]
    comments: QuerySet[Comment]
    suggestions: QuerySet[Suggestion]


def past_of(block: Block, member: Member) -> Past:
    """Of a block that was exempt until somebody made it public, from then on: what it said before stays exempt."""
    past = Past(block.versions.all(), block.comments.all(), block.suggestions.all())
    made_public = block.changes.filter(kind=ChangeKind.MADE_PUBLIC).last()
    if made_public is None or may_read_exempt(member):
        return past
    stood = past.versions.filter(at__lte=made_public.at).last()
    first = stood.number if stood else 1
    return Past(
        past.versions.filter(number__gte=first),
        past.comments.filter(at__gte=made_public.at),
        past.suggestions.filter(at__gte=made_public.at, based_on__number__gte=first),
    )


def pictures_for(document: Document, member: Member) -> QuerySet[Picture]:
    """Those that the document shows to everyone; all of them for who may read what is exempt."""
    if may_read_exempt(member):
        return document.pictures.all()
    shown = pictures_shown(written_chapters(document, audience=Audience.PUBLIC))
    return document.pictures.filter(name__in=shown)
