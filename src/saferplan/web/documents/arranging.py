"""Adds, moves, takes out and puts back chapters and blocks. What is taken out keeps its place and its versions."""

from typing import Literal

from django.db import transaction
from django.db.models import F, Max

from saferplan.web.documents.beginning import free_slug
from saferplan.web.documents.models import (
    Audience,
    Block,
    BlockVersion,
    Change,
    ChangeKind,
    Chapter,
    Document,
)
from saferplan.web.documents.saving import plain_text
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member

Direction = Literal["up", "down"]


@transaction.atomic
def edit_document(*, document: Document, based_on: int, by: Member) -> Document:
    """With the form's fields on it already."""
    document.begin_edit(based_on=based_on)
    document.full_clean()
    document.save()
    note = ", ".join(filter(None, (document.title, document.period, document.against)))[:500]
    Change.objects.create(
        partnership=document.partnership, document=document, kind=ChangeKind.SETTINGS, note=note, by=by
    )
    return document


@transaction.atomic
def add_chapter(*, document: Document, title: str, after: Chapter | None = None, by: Member) -> Chapter:
    """After `after`, or at the end; with an empty first block to write on."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    last = document.chapters.aggregate(last=Max("position"))["last"] or 0
    position = _place_after(document.chapters, after, last)
    taken = set(document.chapters.values_list("slug", flat=True))
    chapter = Chapter.objects.create(
        partnership=document.partnership,
        document=document,
        position=position,
        slug=free_slug(title, taken),
        title=title,
    )
    add_block(chapter=chapter, text="", by=by)
    _noted(chapter, ChangeKind.CHAPTER_ADDED, by)
    return chapter


@transaction.atomic
def edit_chapter(*, chapter: Chapter, title: str, answers: list[str], by: Member) -> Chapter:
    chapter = Chapter.objects.select_for_update().get(pk=chapter.pk)
    before = chapter.title
    chapter.title, chapter.answers = title, answers
    chapter.full_clean()
    chapter.save()
    _noted(chapter, ChangeKind.CHAPTER_EDITED, by, note="" if before == title else f"Before: {before}")
    return chapter


@transaction.atomic
def move_chapter(*, chapter: Chapter, to: Direction, by: Member) -> bool:
    """Past the next one that stands; False where it is the first or the last already."""
    Document.objects.select_for_update().get(pk=chapter.document_id)
    if not _swapped(chapter, chapter.document.chapters, to):
        return False
    _noted(chapter, ChangeKind.CHAPTER_MOVED, by, note=to)
    return True


@transaction.atomic
def remove_chapter(*, chapter: Chapter, by: Member) -> None:
    if _set_removed(chapter, is_removed=True):
        _noted(chapter, ChangeKind.CHAPTER_REMOVED, by)


@transaction.atomic
def restore_chapter(*, chapter: Chapter, by: Member) -> None:
    if _set_removed(chapter, is_removed=False):
        _noted(chapter, ChangeKind.CHAPTER_RESTORED, by)


@transaction.atomic
def add_block(
    *,
    chapter: Chapter,
    text: str,
    after: Block | None = None,
    audience: Audience = Audience.PUBLIC,
    by: Member,
) -> Block:
    """After `after`, or at the chapter's end. Two people who add at one place both have their block."""
    chapter = Chapter.objects.select_for_update().get(pk=chapter.pk)
    last = chapter.blocks.aggregate(last=Max("position"))["last"] or 0
    position = _place_after(chapter.blocks, after, last)
    block = Block.objects.create(partnership=chapter.partnership, chapter=chapter, position=position, audience=audience)
    BlockVersion.objects.create(partnership=chapter.partnership, block=block, number=1, text=plain_text(text), by=by)
    _noted(chapter, ChangeKind.BLOCK_ADDED, by, block=block)
    return block


@transaction.atomic
def move_block(*, block: Block, to: Direction, by: Member) -> bool:
    """Past the next one that stands; False where it is the first or the last already."""
    chapter = Chapter.objects.select_for_update().get(pk=block.chapter_id)
    if not _swapped(block, chapter.blocks, to):
        return False
    _noted(chapter, ChangeKind.BLOCK_MOVED, by, block=block, note=to)
    return True


@transaction.atomic
def remove_block(*, block: Block, by: Member) -> None:
    if _set_removed(block, is_removed=True):
        _noted(block.chapter, ChangeKind.BLOCK_REMOVED, by, block=block)


@transaction.atomic
def restore_block(*, block: Block, by: Member) -> None:
    if _set_removed(block, is_removed=False):
        _noted(block.chapter, ChangeKind.BLOCK_RESTORED, by, block=block)


@transaction.atomic
def set_audience(*, block: Block, audience: Audience, by: Member) -> None:
    changed = Block.objects.filter(pk=block.pk).exclude(audience=audience).update(audience=audience)
    if changed:
        kind = ChangeKind.MADE_EXEMPT if audience == Audience.EXEMPT else ChangeKind.MADE_PUBLIC
        _noted(block.chapter, kind, by, block=block)


def _place_after(siblings, after: Chapter | Block | None, last: int) -> int:
    """A free position; whatever stood from there on has gone down by one."""
    if after is None:
        return last + 1
    position = siblings.get(pk=after.pk).position
    siblings.filter(position__gt=position).update(position=F("position") + 1)
    return position + 1


def _swapped(moved: Chapter | Block, siblings, to: Direction) -> bool:
    moved.refresh_from_db()
    if moved.is_removed:
        raise Refused("This has been taken out meanwhile", remedy="Put it back first.")
    standing = siblings.standing()
    if to == "up":
        other = standing.filter(position__lt=moved.position).order_by("-position").first()
    else:
        other = standing.filter(position__gt=moved.position).order_by("position").first()
    if other is None:
        return False
    for one, position in ((moved, other.position), (other, moved.position)):
        siblings.filter(pk=one.pk).update(position=position)
    return True


def _set_removed(one: Chapter | Block, *, is_removed: bool) -> bool:
    """False where somebody else did it first."""
    return bool(type(one).objects.filter(pk=one.pk, is_removed=not is_removed).update(is_removed=is_removed))


def _noted(chapter: Chapter, kind: ChangeKind, by: Member, *, block: Block | None = None, note: str = "") -> None:
    Change.objects.create(
        partnership=chapter.partnership,
        document_id=chapter.document_id,
        chapter=chapter,
        block=block,
        kind=kind,
        note=note,
        by=by,
    )
