"""Looks through a document as it stands: the public version, and what is exempt with it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from saferplan.documents.life.remarks import Remark, Severity
from saferplan.web.documents.models import Audience, Block
from saferplan.web.documents.writing_out import WrittenChapter
from saferplan.web.publications.evidence import Evidence
from saferplan.web.publications.text import Text


@dataclass(frozen=True)
class Found:
    """A remark, and in which block its line stands."""

    remark: Remark
    block: Block | None = None
    is_public_only: bool = False

    @property
    def is_error(self) -> bool:
        return self.remark.severity == Severity.ERROR

    @property
    def is_exempt(self) -> bool:
        """As the block was when it was looked through, whatever becomes of it."""
        return self.block is not None and self.block.audience == Audience.EXEMPT

    @property
    def said(self) -> tuple:
        """The same remark on both versions, whose lines differ."""
        return (replace(self.remark, line=0), self.block)


def look_through(text: Text, evidence: Evidence, place: Path) -> list[Found]:
    """`place`: a folder of the job's own. What only the public version lacks is told last."""
    found = {audience: _found(text, audience, evidence, place / audience) for audience in text.audiences}
    whole = found[text.whole]
    told = {one.said for one in whole}
    of_public_only = [one for one in found[Audience.PUBLIC] if one.said not in told]
    return whole + [replace(one, is_public_only=True) for one in of_public_only]


def _found(text: Text, audience: Audience, evidence: Evidence, place: Path) -> list[Found]:
    from saferplan.documents.life.building import kind_of
    from saferplan.documents.life.checking import checked

    folder = text.write(audience, place)
    chapters = text.versions[audience].chapters
    remarks = checked(folder, evidence.words(folder), kind_of(folder))
    return [Found(one, _block_at(chapters, one.chapter, one.line)) for one in remarks]


def _block_at(chapters: Sequence[WrittenChapter], file: str, line: int) -> Block | None:
    return next(_blocks_at(chapters, file, line), None)


def _blocks_at(chapters: Sequence[WrittenChapter], file: str, line: int) -> Iterator[Block]:
    for chapter in chapters:
        if chapter.file == file:
            yield from (one.block for one in chapter.blocks if one.first_line <= line <= one.last_line)
