"""A frozen version as people read it: its passages with their figures printed, out of its own folder alone.

What the public version shows is read from the public folder, which exempt passages never entered (ADR 0044).
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from saferplan.documents import marks
from saferplan.documents.document import Document, PlacedExhibit, PrintedFigure
from saferplan.documents.folder import Chapter
from saferplan.web.documents.splitting import taken_apart
from saferplan.web.publications.files import place_of
from saferplan.web.publications.models import BuildVersion

if TYPE_CHECKING:
    from saferplan.documents.document import Mark
    from saferplan.evidence.findings import Finding

HEADING = re.compile(r"#{2,6}\s+(?P<words>.+?)\s*#*")
VERSIONS_KEPT = 8  # of a full assessment some megabytes each; one page lays four side by side at most


@dataclass(frozen=True)
class Passage:
    """`wording`: its text with every figure masked, so that what the data changed is told from what people changed.

    `under`: the heading that it stands under, if any.
    """

    text: str
    wording: str
    under: str = ""
    is_exempt: bool = False


@dataclass(frozen=True)
class ReadChapter:
    id: str
    title: str
    answers: tuple[str, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class ShownTable:
    """An exhibit by its title, and the SHA-256 of what it shows."""

    title: str
    sha256: str


@dataclass(frozen=True)
class ReadVersion:
    title: str
    subtitle: str
    chapters: tuple[ReadChapter, ...]
    figures: Mapping[str, "Finding"]
    tables: Mapping[str, ShownTable]

    @property
    def by_id(self) -> dict[str, ReadChapter]:
        return {one.id: one for one in self.chapters}


def read_version(version: BuildVersion) -> ReadVersion:
    """Of a final version. Raises SaferplanError or OSError where its files are damaged."""
    return _read(place_of(version), version.sha256)


def read_whole(exempt: BuildVersion, public: BuildVersion) -> ReadVersion:
    """The exempt version, with what the public one has not marked as exempt."""
    whole, shown = read_version(exempt), read_version(public).by_id
    return replace(whole, chapters=tuple(_marked(one, shown.get(one.id)) for one in whole.chapters))


def _marked(chapter: ReadChapter, public: ReadChapter | None) -> ReadChapter:
    left = [one.text for one in public.passages][::-1] if public else []
    passages = []
    for passage in chapter.passages:
        is_public = bool(left) and left[-1] == passage.text
        if is_public:
            left.pop()
        passages.append(replace(passage, is_exempt=not is_public))
    return replace(chapter, passages=tuple(passages))


@lru_cache(maxsize=VERSIONS_KEPT)
def _read(place: Path, _sha256: str) -> ReadVersion:
    """What is frozen stays as it is, so it is read once."""
    from saferplan.documents.evaluation import evaluate
    from saferplan.documents.life.manifest import EVIDENCE
    from saferplan.documents.life.recording import replayed
    from saferplan.documents.life.verifying import read_frozen

    folder = read_frozen(place).folder
    record = json.loads((place / EVIDENCE).read_text(encoding="utf-8"))
    document = evaluate(folder, replayed(record))
    answers = {one.id: one.answers for one in folder.chapters}
    return ReadVersion(
        document.title,
        document.subtitle,
        tuple(_chapter(document, one.id, one.markdown, answers[one.id]) for one in document.chapters),
        {finding.id: finding for finding in document.findings},
        {placed.exhibit.id: _table(placed) for placed in document.exhibits},
    )


def _table(placed: PlacedExhibit) -> ShownTable:
    from saferplan.documents.tabulation import plain_value

    shown = json.dumps(plain_value(list(placed.exhibit.records)))
    return ShownTable(placed.exhibit.title, sha256(shown.encode()).hexdigest())


def _chapter(document: Document, name: str, markdown: str, answers: tuple[str, ...]) -> ReadChapter:
    apart = taken_apart(Chapter(name, name, markdown))
    return ReadChapter(name, _printed(apart.title, document), answers, tuple(_passages(apart.blocks, document)))


def _passages(blocks: Sequence[str], document: Document) -> Iterator[Passage]:
    under = ""
    for block in blocks:
        text = _printed(block, document)
        heading = HEADING.fullmatch(text)
        yield Passage(text, _masked(block, document), "" if heading else under)
        under = heading["words"] if heading else under


def _printed(markdown: str, document: Document) -> str:
    return marks.PATTERN.sub(lambda found: _said(document.marks[int(found[1])], document), markdown)


def _masked(markdown: str, document: Document) -> str:
    return marks.PATTERN.sub(lambda found: _mask(document.marks[int(found[1])], document), markdown)


def _said(mark: "Mark", document: Document) -> str:
    """An exhibit by its title: its number depends on how many stand before it, which differs between audiences."""
    if isinstance(mark, PrintedFigure):
        return mark.text
    if isinstance(mark, PlacedExhibit):
        return f"[{mark.word}: {mark.exhibit.title}]"
    return f"“{document.placed(mark.exhibit_id).exhibit.title}”"


def _mask(mark: "Mark", document: Document) -> str:
    if isinstance(mark, PrintedFigure):
        return f"[{' '.join(one.id for one in mark.findings)}]"
    return f"[{mark.exhibit.id if isinstance(mark, PlacedExhibit) else mark.exhibit_id}]"
