"""Chapters as a stream of markdown-it tokens in which figures and exhibits are tokens of their own.

Every output format renders this stream. Two types are added to markdown-it's: `figure` (inline; its words in
content, its PrintedFigure or Reference in meta["mark"]) and `exhibit` (block, a PlacedExhibit in meta["mark"]).
A list of headline figures has the class `headlines`.
Chapter titles, `# Title`, come out as h2 under the document's own h1. Headings have their anchor in attrs["id"].
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from markdown_it import MarkdownIt
from markdown_it.token import Token

from saferplan.documents import marks
from saferplan.documents.document import Document, EvaluatedChapter, Mark, PlacedExhibit, PrintedFigure, Reference
from saferplan.documents.folder import UNPRINTABLE
from saferplan.errors import DocumentError

DEEPEST_HEADING = 5
"""`#####` in a chapter becomes h6, the last there is."""
_ENCODED_MARK = "%EE%80%80"
# Markdown turns a numeric reference into its character after folder.py has looked for marks.
_NUMERIC_REFERENCE = re.compile(r"&#(?:x(?P<hex>[0-9a-f]{1,6})|(?P<decimal>[0-9]{1,7}));", re.IGNORECASE)


class NoAlternative(DocumentError):
    """A picture without words for those who do not see it."""


@dataclass(frozen=True)
class Heading:
    """An entry of the contents list; `level` 2 is a chapter."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Prose:
    """A chapter ready for rendering."""

    chapter: EvaluatedChapter
    tokens: list[Token]
    headings: tuple[Heading, ...]


def parser() -> MarkdownIt:
    """CommonMark with tables and without HTML."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("html_block").disable("html_inline")


def read_prose(document: Document) -> list[Prose]:
    """Every chapter of the document. Raises DocumentError where the Markdown cannot make an accessible document."""
    markdown = parser()
    return [_Reader(document, chapter).prose(markdown) for chapter in document.chapters]


def plain(tokens: list[Token] | None) -> str:
    """The words of inline tokens, without any markup."""
    breaks = {"softbreak": " ", "hardbreak": " "}
    return "".join(breaks.get(token.type, token.content) for token in tokens or [])


class _Reader:
    """Turns one chapter into prose."""

    def __init__(self, document: Document, chapter: EvaluatedChapter) -> None:
        self.document = document
        self.chapter = chapter
        self.headings: list[Heading] = []

    def prose(self, markdown: MarkdownIt) -> Prose:
        self._check_references()
        tokens = markdown.parse(self.chapter.markdown)
        for token in tokens:
            if token.type == "inline":
                token.children = list(self._with_figures(token.children or []))
            else:
                token.content = self._as_text(token.content)
        tokens = list(self._with_exhibits(tokens))
        self._head(tokens)
        _mark_headlines(tokens)
        _mark_messages(tokens)
        return Prose(self.chapter, tokens, tuple(self.headings))

    def _with_figures(self, children: list[Token]) -> Iterator[Token]:
        for child in children:
            self._check_address(child)
            if child.type == "text" and marks.OPEN in child.content:
                yield from self._split(child)
                continue
            if child.type == "image":
                child.children = list(self._with_figures(child.children or []))
                self._check_alternative(child)
            elif child.type != "figure":
                child.content = self._as_text(child.content)
            yield child

    def _split(self, text: Token) -> Iterator[Token]:
        for position, piece in enumerate(marks.PATTERN.split(text.content)):
            if position % 2:
                mark = self.document.marks[int(piece)]
                yield Token("figure", "", 0, content=self._words(mark), meta={"mark": mark})
            elif piece:
                yield Token("text", "", 0, content=piece)

    def _as_text(self, content: str) -> str:
        """For code, which holds no links."""
        return marks.PATTERN.sub(lambda found: self._words(self.document.marks[int(found[1])]), content)

    def _words(self, mark: Mark) -> str:
        if isinstance(mark, PrintedFigure):
            return mark.text
        return (self.document.placed(mark.exhibit_id) if isinstance(mark, Reference) else mark).label

    def _with_exhibits(self, tokens: list[Token]) -> Iterator[Token]:
        position = 0
        while position < len(tokens):
            placed = self._exhibits_of(tokens[position : position + 3])
            if placed:
                yield from (Token("exhibit", "", 0, block=True, meta={"mark": mark}) for mark in placed)
                position += 3
            else:
                yield tokens[position]
                position += 1

    def _exhibits_of(self, tokens: list[Token]) -> list[PlacedExhibit]:
        """The exhibits of a paragraph that holds nothing else; [] for any other tokens."""
        if len(tokens) < 2 or tokens[1].type != "inline":
            return []
        children = tokens[1].children or []
        placed = [child.meta["mark"] for child in children if isinstance(child.meta.get("mark"), PlacedExhibit)]
        if not placed:
            return []
        is_alone = all(
            child.type == "softbreak" or isinstance(child.meta.get("mark"), PlacedExhibit) or not child.content.strip()
            for child in children
        )
        if not is_alone or tokens[0].type != "paragraph_open" or tokens[0].level > 0:
            raise DocumentError(
                f"exhibit '{placed[0].exhibit.id}' stands inside other text",
                where=f"{self.chapter.file}, line {placed[0].line}",
                remedy="Give it a paragraph of its own, with an empty line before and after.",
            )
        return placed

    def _head(self, tokens: list[Token]) -> None:
        """Moves headings one level down, gives them anchors, and refuses an order that leaps."""
        above = 1
        for position, token in enumerate(tokens):
            if token.type not in {"heading_open", "heading_close"}:
                continue
            level = int(token.tag[1:])
            if token.type == "heading_open":
                title = plain(tokens[position + 1].children)
                self._check_heading(title, level, above)
                above = level + 1
                token.attrs["id"] = self._anchor(title)
                self.headings.append(Heading(level + 1, title, str(token.attrs["id"])))
            token.tag = f"h{level + 1}"
        if not self.headings:
            raise DocumentError(
                "the chapter has no title", where=f"{self.chapter.file}, line 1", remedy="Begin it with '# Title'."
            )

    def _check_heading(self, title: str, level: int, above: int) -> None:
        where = f"{self.chapter.file}, line {self._line_of(title)}"
        if not title.strip():
            raise DocumentError("a heading is empty", where=where)
        if not self.headings and level != 1:
            raise DocumentError("the first heading must be the chapter's title, '# Title'", where=where)
        if self.headings and level == 1:
            raise DocumentError("a chapter has one title; use ## for its sections", where=where)
        if level > above:
            raise DocumentError(f"the heading '{title}' skips a level", where=where, remedy=f"Use {'#' * above}.")
        if level > DEEPEST_HEADING:
            raise DocumentError("headings go five levels deep", where=where)

    def _anchor(self, title: str) -> str:
        """The chapter's id; for its sections followed by -- and their words, which no anchor of the engine has."""
        if not self.headings:
            return self.chapter.id
        slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "section"
        taken = {heading.anchor for heading in self.headings}
        candidates = (f"{self.chapter.id}--{slug}{f'-{again}' if again > 1 else ''}" for again in count(1))
        return next(candidate for candidate in candidates if candidate not in taken)

    def _line_of(self, words: str) -> int:
        """Where the words stand in the evaluated chapter: near the line of the source, exact where no loop precedes."""
        lines = self.chapter.markdown.splitlines()
        return next((number for number, line in enumerate(lines, 1) if words and words in line), 1)

    def _check_references(self) -> None:
        """A mark that the ledger did not write would print a figure of somewhere else, or none that there is."""
        for found in _NUMERIC_REFERENCE.finditer(self.chapter.markdown):
            code = int(found["hex"], 16) if found["hex"] else int(found["decimal"])
            if UNPRINTABLE.match(chr(code) if code <= sys.maxunicode else "\ufffd"):
                line = self.chapter.markdown.count("\n", 0, found.start()) + 1
                raise DocumentError(
                    f"the character {found[0]} cannot be printed",
                    where=f"{self.chapter.file}, line {line}",
                    remedy="Delete it.",
                )

    def _check_address(self, token: Token) -> None:
        address = str(token.attrs.get("href") or token.attrs.get("src") or "")
        if _ENCODED_MARK in address.upper() or marks.OPEN in address:
            raise DocumentError("a figure cannot stand in a link's address", where=self.chapter.file)

    def _check_alternative(self, image: Token) -> None:
        if not plain(image.children).strip():
            source = str(image.attrs.get("src"))
            raise NoAlternative(
                f"image {source} has no alternative text",
                where=f"{self.chapter.file}, line {self._line_of(source)}",
                remedy="Write it as ![what the picture shows](file.png).",
            )


def _mark_headlines(tokens: list[Token]) -> None:
    """A list whose items each begin with a bold figure is a row of headline figures."""
    opened: list[tuple[Token, list[bool]]] = []
    for position, token in enumerate(tokens):
        if token.type == "bullet_list_open":
            opened.append((token, []))
        elif token.type == "list_item_open" and opened:
            opened[-1][1].append(_begins_with_bold_figure(tokens[position + 1 : position + 3]))
        elif token.type == "bullet_list_close":
            of_list, begins = opened.pop()
            if begins and all(begins):
                of_list.attrs["class"] = "headlines"


def _mark_messages(tokens: list[Token]) -> None:
    """A numbered list whose items each begin in bold is a list of messages, the bold words being what they say."""
    opened: list[tuple[Token, list[bool]]] = []
    for position, token in enumerate(tokens):
        if token.type in {"ordered_list_open", "bullet_list_open"}:
            opened.append((token, []))
        elif token.type == "list_item_open" and opened:
            opened[-1][1].append(_begins_in_bold(tokens[position + 1 : position + 3]))
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            of_list, begins = opened.pop()
            if of_list.type == "ordered_list_open" and begins and all(begins):
                of_list.attrs["class"] = "messages"


def _begins_in_bold(tokens: list[Token]) -> bool:
    inline = next((token for token in tokens if token.type == "inline"), None)
    first = (
        next((child for child in inline.children or [] if child.type != "text" or child.content), None)
        if inline
        else None
    )
    return first is not None and first.type == "strong_open"


def _begins_with_bold_figure(tokens: list[Token]) -> bool:
    inline = next((token for token in tokens if token.type == "inline"), None)
    first = [child for child in (inline.children or []) if child.type != "text" or child.content] if inline else []
    return len(first) > 1 and first[0].type == "strong_open" and first[1].type == "figure"
