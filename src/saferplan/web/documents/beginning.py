"""Begins a document: the chapters of its kind, as saferplan ships them, become blocks to write on."""

import re
import tempfile
from itertools import count
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from saferplan.documents.folder import RESERVED_ID, Folder, read_folder
from saferplan.documents.kinds.kind import Kind
from saferplan.documents.life.starting import begin
from saferplan.documents.settings import Subject
from saferplan.web.documents.models import Block, BlockVersion, Change, ChangeKind, Chapter, Document
from saferplan.web.documents.splitting import taken_apart
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member

LONGEST_SLUG = 50


@transaction.atomic
def begin_document(
    *, partnership: Partnership, kind: Kind, title: str, period: str, against: str = "", measure: str = "", by: Member
) -> Document:
    """Raises UsageError for what the kind needs and is not named."""
    # Two people who begin at once get two addresses.
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    template = _template_of(kind, Subject(partnership.area_code, period, against, measure))
    taken = set(partnership.documents.values_list("slug", flat=True))
    document = Document.objects.create(
        partnership=partnership,
        slug=free_slug(title, taken),
        title=title,
        kind=kind.id,
        period=period,
        against=against,
        measure=measure,
        begun_by=by,
    )
    _fill(document, template, by)
    Change.objects.create(partnership=partnership, document=document, kind=ChangeKind.BEGUN, by=by)
    return document


def free_slug(words: str, taken: set[str]) -> str:
    """For an address: of the words, and of no other; never one that the built page itself uses."""
    plain = _shortened(re.sub(r"[^a-z0-9]+", "-", slugify(words)).strip("-")) or "untitled"
    told = (plain if number == 1 else f"{plain}-{number}" for number in count(1))
    return next(one for one in told if one not in taken and not RESERVED_ID.fullmatch(one))


def _shortened(slug: str) -> str:
    """By whole words, where it has more than one: an address that is for good is not to end in half of one."""
    if len(slug) <= LONGEST_SLUG:
        return slug
    return slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]


def _template_of(kind: Kind, subject: Subject) -> Folder:
    with tempfile.TemporaryDirectory() as place:
        begin(kind.id, Path(place), subject)
        return read_folder(Path(place))


def _fill(document: Document, template: Folder, by: Member) -> None:
    """In a handful of queries: a full assessment has some two hundred blocks."""
    parts = [taken_apart(chapter) for chapter in template.chapters]
    chapters = Chapter.objects.bulk_create(
        Chapter(
            partnership=document.partnership,
            document=document,
            position=position,
            slug=chapter.id,
            title=part.title,
            answers=list(chapter.answers),
        )
        for position, (chapter, part) in enumerate(zip(template.chapters, parts, strict=True), start=1)
    )
    told = [(chapter, text) for chapter, part in zip(chapters, parts, strict=True) for text in part.blocks]
    blocks = Block.objects.bulk_create(
        Block(partnership=document.partnership, chapter=chapter, position=position)
        for position, (chapter, _) in enumerate(told, start=1)
    )
    BlockVersion.objects.bulk_create(
        BlockVersion(partnership=document.partnership, block=block, number=1, text=text, by=by)
        for block, (_, text) in zip(blocks, told, strict=True)
    )
