"""A document as it stands, as the folder that saferplan.documents reads: document.toml, NN-id.md, and pictures.

For the public, what is exempt is not in the folder at all: neither its blocks, nor a chapter that has no other, nor a
picture that only they show.
"""

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from saferplan.documents.folder import FENCE
from saferplan.documents.life.starting import settings_text, toml_value
from saferplan.documents.settings import SETTINGS, Subject
from saferplan.web.documents.models import Audience, Block, Chapter, Document
from saferplan.web.documents.splitting import between
from saferplan.web.files import places
from saferplan.web.files.models import StoredFile

# Where a picture is named; what it shows stands before that, and may hold brackets of its own.
_PICTURE = re.compile(r"\]\(\s*<?(?P<name>[a-z0-9-]+\.(?:png|jpg))")


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


@dataclass(frozen=True)
class WrittenVersion:
    """What the folder of one audience holds. `pictures`, by name: those that its chapters show, and no others."""

    settings: str
    chapters: tuple[WrittenChapter, ...]
    pictures: Mapping[str, StoredFile]

    @cached_property
    def digests(self) -> dict[str, str]:
        """SHA-256 of every file by its name. Pictures are not read: theirs is known since they were uploaded."""
        digests = {name: sha256(text.encode()).hexdigest() for name, text in self._texts.items()}
        return digests | {name: picture.sha256 for name, picture in self.pictures.items()}

    def write(self, place: Path) -> None:
        """Into `place`, which is there."""
        for name, text in self._texts.items():
            (place / name).write_bytes(text.encode())
        for name, picture in self.pictures.items():
            shutil.copyfile(places.root() / picture.place, place / name)

    @property
    def _texts(self) -> dict[str, str]:
        return {SETTINGS: self.settings} | {one.file: one.text for one in self.chapters}


def written_chapters(document: Document, *, audience: Audience) -> list[WrittenChapter]:
    """As they stand now. One query, whatever the document's length."""
    return list(_written(_standing(document), audience))


def written_versions(document: Document) -> dict[Audience, WrittenVersion]:
    """For each audience, of one moment. Two queries, whatever the document's length."""
    blocks, pictures = _standing(document), document.pictures.select_related("file")
    files = {picture.name: picture.file for picture in pictures}
    versions = {}
    for audience in Audience:
        chapters = tuple(_written(blocks, audience))
        shown = {name: files[name] for name in sorted(pictures_shown(chapters) & files.keys())}
        versions[audience] = WrittenVersion(settings_of(document), chapters, shown)
    return versions


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
