"""A document as a tree of plain values, which typesetters lay out: they read it as data, never as code.

A node is a mapping with its `kind`; blocks hold blocks or, under `content`, inline nodes. Inline: text, strong,
emphasis, code, link (`address`, outside), reference (`anchor`, inside), image, break. Blocks: heading (`level` 1 is a
chapter), paragraph, quote, bullets and numbered (`items`), code, rule, table
(cells have `content`), exhibit, entry (of the appendix). Whatever comes from data or prose stands in strings alone.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from markdown_it.tree import SyntaxTreeNode

from saferplan.documents import appendix, nodes
from saferplan.documents.appendix import Explained, Fact, Section, sections_of
from saferplan.documents.document import Document, PlacedExhibit, PrintedFigure, Reference
from saferplan.documents.drawing import Drawing
from saferplan.documents.images import Image, read_image
from saferplan.documents.nodes import Node
from saferplan.documents.prose import Prose, plain, read_prose
from saferplan.documents.provenance import Sources, sources_of
from saferplan.documents.tabulation import headings, printed_rows

MOST_ROWS, MOST_COLUMNS = 30, 20
"""Up to which the data of a picture is printed; what is larger is in the data pack, as CSV."""
HOW = "How it was worked out"
DATA_TITLE, DATA_ANCHOR = "Data behind the figures", "source-tables"


@dataclass
class Tree:
    """`blocks` in reading order; `images` and `drawings` (SVG) are the files that they name."""

    blocks: list[Node]
    images: dict[str, Image] = field(default_factory=dict)
    drawings: dict[str, str] = field(default_factory=dict)


def tree_of(document: Document, drawings: Mapping[str, Drawing]) -> Tree:
    """The whole document: chapters, the data of its pictures, and the appendix. Raises DocumentError as HTML does."""
    return _Planter(document, drawings).tree()


class _Planter:
    """Turns tokens into nodes."""

    def __init__(self, document: Document, drawings: Mapping[str, Drawing]) -> None:
        self.document = document
        self.sources: Sources = sources_of(document)
        self.grown = Tree([])
        self.drawings = drawings
        self.file = ""
        self.anchors: set[str] = set()
        self.links = 0

    def tree(self) -> Tree:
        chapters = read_prose(self.document)
        self.anchors = {heading.anchor for chapter in chapters for heading in chapter.headings}
        for chapter in chapters:
            self.grown.blocks += self._chapter(chapter)
        self.grown.blocks += self._data()
        self.grown.blocks += _appendix(sections_of(self.sources))
        return self.grown

    def _chapter(self, chapter: Prose) -> list[Node]:
        self.file = chapter.chapter.file
        return self._all(SyntaxTreeNode(chapter.tokens).children)

    def _all(self, children: Sequence[SyntaxTreeNode]) -> list[Node]:
        return [grown for node in children for grown in _GROWN[node.type](self, node)]

    def heading(self, node: SyntaxTreeNode) -> Iterator[Node]:
        level = int(node.tag[1:]) - 1
        yield {"kind": "heading", "level": level, "anchor": node.attrs["id"], "content": self._all(node.children)}

    def paragraph(self, node: SyntaxTreeNode) -> Iterator[Node]:
        yield {"kind": "paragraph", "content": self._all(node.children)}

    def quote(self, node: SyntaxTreeNode) -> Iterator[Node]:
        yield {"kind": "quote", "blocks": self._all(node.children)}

    def bullets(self, node: SyntaxTreeNode) -> Iterator[Node]:
        items = [self._all(item.children) for item in node.children]
        yield {"kind": "bullets", "items": items, "is_headlines": node.attrs.get("class") == "headlines"}

    def numbered(self, node: SyntaxTreeNode) -> Iterator[Node]:
        items = [self._all(item.children) for item in node.children]
        yield {"kind": "numbered", "start": int(node.attrs.get("start", 1)), "items": items}

    def code_block(self, node: SyntaxTreeNode) -> Iterator[Node]:
        yield {"kind": "code", "text": node.content.rstrip("\n"), "is_block": True}

    def rule(self, _node: SyntaxTreeNode) -> Iterator[Node]:
        yield {"kind": "rule"}

    def table(self, node: SyntaxTreeNode) -> Iterator[Node]:
        rows = [row for part in node.children for row in part.children]
        cells = [[{"content": self._all(cell.children)} for cell in row.children] for row in rows]
        yield {
            "kind": "table",
            "right": ["right" in str(cell.attrs.get("style", "")) for cell in rows[0].children],
            "header": cells[0],
            "rows": cells[1:],
        }

    def exhibit(self, node: SyntaxTreeNode) -> Iterator[Node]:
        placed: PlacedExhibit = node.meta["mark"]
        exhibit = placed.exhibit
        yield {
            "kind": "exhibit",
            "word": placed.word,
            "label": placed.label,
            "anchor": placed.anchor,
            "title": exhibit.title,
            "subtitle": exhibit.subtitle,
            "alt": exhibit.alt,
            "notes": list(exhibit.notes),
            "source": exhibit.source_line,
            "links": list(self._links(placed)),
            "picture": self._drawing(placed),
            "table": None if placed.word == "Figure" else _table(placed),
        }

    def _links(self, placed: PlacedExhibit) -> Iterator[Node]:
        yield nodes.words(HOW, self.sources.anchor_of_exhibit(placed))
        if _prints_data(placed):
            yield nodes.words(f"Data for {placed.label}", data_anchor(placed))
        elif placed.word == "Figure":
            yield nodes.text(f"Data: {placed.exhibit.id}.csv in the data pack")

    def inline(self, node: SyntaxTreeNode) -> Iterator[Node]:
        yield from self._all(node.children)

    def text(self, node: SyntaxTreeNode) -> Iterator[Node]:
        if node.content:
            yield nodes.text(node.content)

    def soft_break(self, _node: SyntaxTreeNode) -> Iterator[Node]:
        yield nodes.text(" ")

    def hard_break(self, _node: SyntaxTreeNode) -> Iterator[Node]:
        yield {"kind": "break"}

    def code(self, node: SyntaxTreeNode) -> Iterator[Node]:
        yield {"kind": "code", "text": node.content, "is_block": False}

    def strong(self, node: SyntaxTreeNode) -> Iterator[Node]:
        yield {"kind": "strong", "content": self._all(node.children)}

    def emphasis(self, node: SyntaxTreeNode) -> Iterator[Node]:
        yield {"kind": "emphasis", "content": self._all(node.children)}

    def link(self, node: SyntaxTreeNode) -> Iterator[Node]:
        """What leads to a file beside the page leads nowhere from a file that is passed on: its words stay."""
        self.links += 1
        content = self._all(node.children)
        self.links -= 1
        address = str(node.attrs.get("href", ""))
        if address.startswith("#") and address[1:] in self.anchors:
            yield {"kind": "reference", "anchor": address[1:], "content": content, "style": "see"}
        elif address.startswith(("https://", "http://", "mailto:")) and content:
            yield {"kind": "link", "address": address, "content": content}
        else:
            yield from content

    def figure(self, node: SyntaxTreeNode) -> Iterator[Node]:
        mark: PrintedFigure | Reference = node.meta["mark"]
        is_see = isinstance(mark, Reference)
        anchor = self.document.placed(mark.exhibit_id).anchor if is_see else self.sources.anchor_of(mark)
        if anchor is None or self.links:
            to_write = isinstance(mark, PrintedFigure) and mark.is_to_write
            yield {"kind": "strong", "content": [nodes.text(node.content)]} if to_write else nodes.text(node.content)
        else:
            style = "see" if is_see else "figure"
            yield {"kind": "reference", "anchor": anchor, "content": [nodes.text(node.content)], "style": style}

    def image(self, node: SyntaxTreeNode) -> Iterator[Node]:
        image = read_image(self.document.folder, str(node.attrs["src"]), where=self.file)
        name = f"{_digest(image.content)}{image.ending}"
        self.grown.images[name] = image
        alternative = plain(node.token.children if node.token else [])
        yield {"kind": "image", "file": name, "alt": alternative, "width": image.width, "height": image.height}

    def _drawing(self, placed: PlacedExhibit) -> Node | None:
        drawing = self.drawings.get(placed.exhibit.id)
        if drawing is None:
            return None
        name = f"{_digest(drawing.wide.encode())}.svg"
        self.grown.drawings[name] = drawing.wide
        width, height = drawing.wide_size
        return {"file": name, "width": width, "height": height}

    def _data(self) -> Iterator[Node]:
        """The tables of the pictures, for readers who cannot see them or want the figures themselves."""
        shown = [placed for placed in self.document.exhibits if _prints_data(placed)]
        if not shown:
            return
        yield nodes.heading(1, DATA_TITLE, DATA_ANCHOR)
        yield from map(_data_of, shown)


_GROWN: Mapping[str, Callable[[_Planter, SyntaxTreeNode], Iterator[Node]]] = MappingProxyType(
    {
        "heading": _Planter.heading,
        "paragraph": _Planter.paragraph,
        "blockquote": _Planter.quote,
        "bullet_list": _Planter.bullets,
        "ordered_list": _Planter.numbered,
        "fence": _Planter.code_block,
        "code_block": _Planter.code_block,
        "hr": _Planter.rule,
        "table": _Planter.table,
        "exhibit": _Planter.exhibit,
        "inline": _Planter.inline,
        "text": _Planter.text,
        "softbreak": _Planter.soft_break,
        "hardbreak": _Planter.hard_break,
        "code_inline": _Planter.code,
        "strong": _Planter.strong,
        "em": _Planter.emphasis,
        "link": _Planter.link,
        "figure": _Planter.figure,
        "image": _Planter.image,
    }
)


def data_anchor(placed: PlacedExhibit) -> str:
    """'source-table-of-figure-3'."""
    return f"source-table-of-{placed.anchor}"


def _prints_data(placed: PlacedExhibit) -> bool:
    is_small = 0 < len(placed.exhibit.records) <= MOST_ROWS and len(placed.exhibit.columns) <= MOST_COLUMNS
    return placed.word == "Figure" and is_small


def _data_of(placed: PlacedExhibit) -> Node:
    return {
        "kind": "exhibit",
        "word": "Table",
        "label": f"Data for {placed.label}",
        "anchor": data_anchor(placed),
        "title": placed.exhibit.title,
        "subtitle": placed.exhibit.subtitle,
        "alt": "",
        "notes": [],
        "source": placed.exhibit.source_line,
        "links": [nodes.words(f"Back to {placed.label}", placed.anchor)],
        "picture": None,
        "table": _table(placed),
    }


def _table(placed: PlacedExhibit) -> Node:
    exhibit = placed.exhibit
    head, rows = headings(exhibit), printed_rows(exhibit)
    return {
        "kind": "table",
        "right": [heading.is_number for heading in head],
        "header": [{"content": [nodes.text(heading.text)]} for heading in head],
        "rows": [[{"content": [nodes.text(cell.text)]} for cell in row] for row in rows],
    }


def _appendix(sections: Sequence[Section]) -> Iterator[Node]:
    yield nodes.heading(1, appendix.TITLE, appendix.ANCHOR)
    yield {"kind": "paragraph", "content": [nodes.text(appendix.LEAD)]}
    for section in sections:
        yield nodes.heading(2, section.title, section.anchor)
        yield from map(_entry, section.entries)


def _entry(entry: Explained) -> Node:
    return {
        "kind": "entry",
        "anchor": entry.anchor,
        "printed": [nodes.words(entry.printed.text, entry.printed.anchor)],
        "also": entry.also,
        "name": entry.name,
        "facts": [_fact(fact) for fact in entry.facts],
    }


def _fact(fact: Fact) -> Node:
    return {
        "term": fact.term,
        "lines": [[nodes.words(words.text, words.anchor) for words in line] for line in fact.lines],
    }


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:24]
