"""Writes a document as it stands into the folder that saferplan.documents reads: document.toml and NN-id.md.

For the public, what is exempt is not in the folder at all: neither its blocks, nor a chapter that has no other, nor a
picture that only they show.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from saferplan.documents.folder import FENCE, Folder, read_folder
from saferplan.documents.life.starting import settings_text, toml_value
from saferplan.documents.settings import SETTINGS, Subject
from saferplan.web.documents.models import Audience, Block, Chapter, Document
from saferplan.web.documents.splitting import between
from saferplan.web.files import places

_PICTURE = re.compile(r"!\[[^\]]*\]\(\s*<?(?P<name>[a-z0-9-]+\.(?:png|jpg))")


@dataclass(frozen=True)
class WrittenBlock:
    """Where a block stands in its chapter's file; lines are counted from 1."""

    block: Block
    first_line: int
    last_line: int


@dataclass(frozen=True)
class WrittenChapter:
    chapter: Chapter
    file: str
    text: str
    blocks: tuple[WrittenBlock, ...]


def written_chapters(document: Document, *, audience: Audience) -> list[WrittenChapter]:
    """As they stand now. Two queries, whatever the document's length."""
    return list(_written(_standing(document), audience))


def texts(document: Document, *, audience: Audience) -> dict[str, bytes]:
    """Every file of the folder by its name. The same text gives the same bytes."""
    chapters = written_chapters(document, audience=audience)
    named = {SETTINGS: settings_of(document).encode()} | {one.file: one.text.encode() for one in chapters}
    return named | _pictures(document, chapters)


def write_folder(document: Document, place: Path, *, audience: Audience) -> Folder:
    """Into `place`, a new or empty folder. Raises DocumentError where the document has no chapter yet."""
    place.mkdir(parents=True, exist_ok=True)
    for name, content in texts(document, audience=audience).items():
        (place / name).write_bytes(content)
    return read_folder(place)


def block_at(document: Document, *, audience: Audience, file: str, line: int) -> Block | None:
    """Whose text stands in that line of the folder; None for a chapter's title, and for what has moved since."""
    chapter = next((one for one in written_chapters(document, audience=audience) if one.file == file), None)
    found = (one.block for one in chapter.blocks if one.first_line <= line <= one.last_line) if chapter else ()
    return next(iter(found), None)


def subject_of(document: Document) -> Subject:
    return Subject(document.partnership.area_code, document.period, document.against, document.measure)


def settings_of(document: Document) -> str:
    """document.toml."""
    return settings_text(replace(document.of_kind, document_title=document.title), subject_of(document))


def _standing(document: Document) -> list[Block]:
    return list(
        Block.objects.standing()
        .with_text()
        .filter(chapter__document=document, chapter__is_removed=False)
        .select_related("chapter")
        .order_by("chapter__position", "position")
    )


def _written(blocks: list[Block], audience: Audience) -> Iterator[WrittenChapter]:
    """Numbered as the exempt version numbers them, so that both call a chapter's file the same."""
    for number, (_, of_chapter) in enumerate(groupby(blocks, key=lambda block: block.chapter_id), start=1):
        every = list(of_chapter)
        told = every if audience == Audience.EXEMPT else [one for one in every if one.audience == Audience.PUBLIC]
        if _says_something(told) or len(told) == len(every):
            yield _chapter(every[0].chapter, f"{number:02d}-{every[0].chapter.slug}.md", told)


def _says_something(blocks: list[Block]) -> bool:
    """A chapter of which all but an empty block is exempt does not give its title away."""
    return any(block.text.strip() for block in blocks)


def _chapter(chapter: Chapter, file: str, blocks: list[Block]) -> WrittenChapter:
    about = f"{FENCE}\nanswers = {toml_value(tuple(chapter.answers))}\n{FENCE}\n" if chapter.answers else ""
    text = f"{about}# {chapter.title}"
    placed, before = [], ""
    for block in blocks:
        text, before = text + between(before), block.text
        first = text.count("\n") + 1
        text += block.text
        placed.append(WrittenBlock(block, first, text.count("\n") + 1))
    return WrittenChapter(chapter, file, f"{text}\n", tuple(placed))


def pictures_shown(chapters: Iterable[WrittenChapter]) -> set[str]:
    """By name."""
    return {found["name"] for chapter in chapters for found in _PICTURE.finditer(chapter.text)}


def _pictures(document: Document, chapters: list[WrittenChapter]) -> dict[str, bytes]:
    """Those that the chapters show, and no others."""
    kept = document.pictures.filter(name__in=pictures_shown(chapters)).select_related("file")
    return {picture.name: (places.root() / picture.file.place).read_bytes() for picture in kept}
