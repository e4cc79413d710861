"""A document with its figures worked out, before it is given any form: what every output format renders."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from saferplan.documents.exhibits import Exhibit
from saferplan.evidence.findings import Finding


@dataclass(frozen=True)
class PrintedFigure:
    """Something that an expression printed in the text.

    `findings`: where it comes from; none for plain words, and for an `is_number` whose source nobody can trace.
    `is_reckoned`: the chapter worked it out from the findings; otherwise it is the finding, or a field of it.
    `is_to_write`: no figure, but what the author has still to write in its place.
    """

    text: str
    findings: tuple[Finding, ...]
    file: str
    line: int
    is_number: bool = False
    is_reckoned: bool = False
    is_to_write: bool = False


@dataclass(frozen=True)
class PlacedExhibit:
    """An exhibit where the text put it. `number` counts figures and tables apart; 0 until the numbering is done."""

    exhibit: Exhibit
    file: str
    line: int
    number: int = 0

    @property
    def word(self) -> Literal["Figure", "Table"]:
        return "Table" if self.exhibit.draw is None else "Figure"

    @property
    def label(self) -> str:
        """'Figure 3'."""
        return f"{self.word} {self.number}"

    @property
    def anchor(self) -> str:
        """'figure-3'."""
        return f"{self.word.lower()}-{self.number}"


@dataclass(frozen=True)
class Reference:
    """The text names an exhibit: `see("ward-league")` prints 'Figure 3'."""

    exhibit_id: str
    file: str
    line: int


Mark = PrintedFigure | PlacedExhibit | Reference


@dataclass(frozen=True)
class EvaluatedChapter:
    """`markdown` is the chapter's Markdown with a mark where each expression stood (see marks.py)."""

    id: str
    file: str
    markdown: str


@dataclass(frozen=True)
class Document:
    """`marks` holds what each mark in the chapters stands for, in the order of the text.

    `runs_on`: on paper a chapter follows the one before it, and begins no page.
    """

    folder: Path
    title: str
    kind: str
    language: str
    chapters: tuple[EvaluatedChapter, ...]
    marks: tuple[Mark, ...]
    subtitle: str = ""
    banner: str = ""
    runs_on: bool = False

    @property
    def exhibits(self) -> tuple[PlacedExhibit, ...]:
        return tuple(mark for mark in self.marks if isinstance(mark, PlacedExhibit))

    @property
    def printed(self) -> tuple[PrintedFigure, ...]:
        return tuple(mark for mark in self.marks if isinstance(mark, PrintedFigure))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding that the text prints, once, in order of first use."""
        return tuple({finding.id: finding for finding in self._uses()}.values())

    @property
    def unsourced(self) -> tuple[PrintedFigure, ...]:
        """Numbers that an expression printed and that come from no finding."""
        return tuple(figure for figure in self.printed if figure.is_number and not figure.findings)

    @property
    def to_write(self) -> tuple[PrintedFigure, ...]:
        """What the author has still to write."""
        return tuple(figure for figure in self.printed if figure.is_to_write)

    def placed(self, exhibit_id: str) -> PlacedExhibit:
        return next(placed for placed in self.exhibits if placed.exhibit.id == exhibit_id)

    def _uses(self) -> Iterator[Finding]:
        for figure in self.printed:
            yield from figure.findings


def numbered(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The same marks with figures and tables counted, each from 1, in the order of the text."""
    reached = {"Figure": 0, "Table": 0}
    result: list[Mark] = []
    for mark in marks:
        if isinstance(mark, PlacedExhibit):
            reached[mark.word] += 1
            result.append(replace(mark, number=reached[mark.word]))
        else:
            result.append(mark)
    return tuple(result)
