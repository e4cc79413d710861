"""The sentences of a document as a reader meets them, with the figures printed in each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from saferplan.documents.document import Document, PrintedFigure
from saferplan.documents.prose import read_prose

ABBREVIATIONS = {
    "e.g",
    "i.e",
    "cf",
    "vs",
    "approx",
    "no",
    "nos",
    "dr",
    "mr",
    "mrs",
    "ms",
    "st",
    "para",
    "s",
    "ss",
    "reg",
}
_END = re.compile(r"[.!?][\"”’)\]]*(\s+)(?=[A-Z0-9“\"‘(\[])")
_WORD_BEFORE = re.compile(r"([\w.]+)\.$")
# What a printed figure holds ends no sentence, unless it ends in a full stop itself.
_MASK = "X"


@dataclass(frozen=True)
class FigureInSentence:
    """A printed figure at its place: characters from `start` up to `end` of the sentence's text."""

    start: int
    end: int
    figure: PrintedFigure


@dataclass(frozen=True)
class Sentence:
    """`text` as printed. `figures`: those that come from findings, in order; plain words such as the area's name are
    text like any other. `line` is that of the first live word in it; 0 where nothing in it is live.
    """

    text: str
    file: str
    line: int
    figures: tuple[FigureInSentence, ...] = ()

    @property
    def words(self) -> str:
        """The author's own words: the text with every figure blanked out, each character at its place."""
        kept = list(self.text)
        for one in self.figures:
            kept[one.start : one.end] = " " * (one.end - one.start)
        return "".join(kept)


def sentences(document: Document) -> Iterator[Sentence]:
    """In the order of the text: of headings, paragraphs, items of lists and cells of tables."""
    for prose in read_prose(document):
        for token in prose.tokens:
            if token.type == "inline":
                yield from _split(_Run.of(token.children or []), prose.chapter.file)


@dataclass(frozen=True)
class _Run:
    """The text of one block, with every live figure in it: (start, end, figure)."""

    text: str
    live: tuple[FigureInSentence, ...]

    @classmethod
    def of(cls, children: Sequence[Token]) -> "_Run":
        text, live = "", []
        for child in children:
            piece = " " if child.type in {"softbreak", "hardbreak"} else child.content
            mark = child.meta.get("mark")
            if isinstance(mark, PrintedFigure):
                piece = "" if mark.is_to_write else piece
                live.append(FigureInSentence(len(text), len(text) + len(piece), mark))
            text += piece
        return cls(text, tuple(live))


def _split(run: _Run, file: str) -> Iterator[Sentence]:
    masked = list(run.text)
    for one in run.live:
        kept = 1 if run.text[one.start : one.end].endswith((".", "!", "?")) else 0
        masked[one.start : one.end - kept] = _MASK * (one.end - kept - one.start)
    start = 0
    for end in [*_ends("".join(masked)), len(run.text)]:
        if run.text[start:end].strip():
            yield _sentence(run, start, end, file)
        start = end


def _ends(text: str) -> Iterator[int]:
    for found in _END.finditer(text):
        before = _WORD_BEFORE.search(text[: found.start() + 1])
        word = before[1].lower() if before else ""
        is_short = word in ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i")
        if not is_short:
            yield found.end()


def _sentence(run: _Run, start: int, end: int, file: str) -> Sentence:
    start += len(run.text[start:end]) - len(run.text[start:end].lstrip())
    inside = [one for one in run.live if start <= one.start and one.end <= end]
    figures = tuple(
        FigureInSentence(one.start - start, one.end - start, one.figure) for one in inside if one.figure.findings
    )
    line = inside[0].figure.line if inside else 0
    return Sentence(run.text[start:end].rstrip(), file, line, figures)
