"""The tree of a document in pandoc's own form (its JSON), with a named style for whatever a publisher may restyle.

Raw parts, for what pandoc has no word for (contents, captions that count, turned pages), hold escaped text alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from saferplan.documents.document import Document
from saferplan.documents.fitting import TURNED, UPRIGHT
from saferplan.documents.nodes import Node, words_of
from saferplan.documents.office import fields
from saferplan.documents.office.fields import Form

API_VERSION = [1, 23]
RAW = {"docx": "openxml", "odt": "opendocument"}
CONTENTS_DEPTH = 2
FULL_WIDTH = 720
"""CSS pixels of a picture that takes the whole width, as in drawing.py."""
_NONE: list[Any] = ["", [], []]


def pandoc_document(
    document: Document, blocks: Sequence[Node], form: Form, front: Sequence[str], logo: Node | None
) -> dict[str, Any]:
    """`blocks` with their tables fitted; `front` are lines for the first page: who publishes, when, the banner."""
    writer = _Writer(form)
    cover = [writer.styled("Front matter", [{"t": "Para", "c": [text(line)]}]) for line in front]
    marks = [{"t": "Para", "c": [writer.image(logo)]}] if logo else []
    return {
        "pandoc-api-version": API_VERSION,
        "meta": _meta(document),
        "blocks": [*marks, *cover, *writer.contents(blocks), *writer.blocks(blocks)],
    }


def _meta(document: Document) -> dict[str, Any]:
    told = {"title": document.title, "subtitle": document.subtitle, "lang": document.language}
    return {name: {"t": "MetaInlines", "c": [text(said)]} for name, said in told.items() if said}


def text(words: str) -> Node:
    return {"t": "Str", "c": words}


class _Writer:
    def __init__(self, form: Form) -> None:
        self.form: Form = form

    def blocks(self, nodes: Iterable[Node]) -> list[Node]:
        return [written for node in nodes for written in getattr(self, f"_{node['kind']}")(node)]

    def styled(self, style: str, blocks: list[Node]) -> Node:
        return {"t": "Div", "c": [["", [], [self._style(style)]], blocks]}

    def _style(self, name: str) -> list[str]:
        return ["custom-style", name if self.form == "docx" else name.replace(" ", "_20_")]

    def contents(self, nodes: Sequence[Node]) -> Iterator[Node]:
        """Links to the chapters and sections at once; pages once the program has counted them."""
        begin, end = fields.contents(self.form, "Contents", CONTENTS_DEPTH)
        listed = [node for node in headings(nodes) if node["level"] <= CONTENTS_DEPTH]
        yield self._raw(begin)
        for node in listed:
            link = {"t": "Link", "c": [_NONE, [text(words_of(node["content"]))], [f"#{node['anchor']}", ""]]}
            yield self.styled(fields.CONTENTS_STYLE[self.form].format(node["level"]), [{"t": "Para", "c": [link]}])
        yield self._raw(end)

    def _heading(self, node: Node) -> Iterator[Node]:
        yield {"t": "Header", "c": [node["level"], [node["anchor"], [], []], self.inline(node["content"])]}

    def _paragraph(self, node: Node) -> Iterator[Node]:
        yield {"t": "Para", "c": self.inline(node["content"])}

    def _quote(self, node: Node) -> Iterator[Node]:
        yield {"t": "BlockQuote", "c": self.blocks(node["blocks"])}

    def _bullets(self, node: Node) -> Iterator[Node]:
        if node["is_headlines"]:
            yield from (self._headline(item) for item in node["items"])
        else:
            yield {"t": "BulletList", "c": [self.blocks(item) for item in node["items"]]}

    def _headline(self, item: Sequence[Node]) -> Node:
        first, *rest = item[0]["content"]
        figure = {"t": "Span", "c": [["", [], [self._style("Headline number")]], self.inline(first["content"])]}
        return self.styled(
            "Headline figure", [{"t": "Para", "c": [figure, *self.inline(rest)]}, *self.blocks(item[1:])]
        )

    def _numbered(self, node: Node) -> Iterator[Node]:
        how = [node["start"], {"t": "Decimal"}, {"t": "Period"}]
        yield {"t": "OrderedList", "c": [how, [self.blocks(item) for item in node["items"]]]}

    def _code(self, node: Node) -> Iterator[Node]:
        yield {"t": "CodeBlock", "c": [_NONE, node["text"]]}

    def _rule(self, _node: Node) -> Iterator[Node]:
        yield {"t": "HorizontalRule"}

    def _turned(self, node: Node) -> Iterator[Node]:
        before, after = fields.turned(self.form)
        yield from (self._raw(before), *self.blocks(node["blocks"]), self._raw(after))

    def _exhibit(self, node: Node) -> Iterator[Node]:
        number = fields.caption_number(self.form, node["label"])
        label = {"t": "RawInline", "c": [RAW[self.form], number]} if number else text(node["label"])
        caption = [_bookmark(node["anchor"]), label, text(f". {node['title']}")]
        yield self.styled("Caption", [{"t": "Para", "c": caption}])
        yield self.styled("Exhibit description", [{"t": "Para", "c": [text(node["subtitle"])]}])
        if node["table"]:
            yield from self._table(node["table"])
        else:
            picture = {**node["picture"], "alt": node["alt"]}
            yield self.styled("Picture", [{"t": "Para", "c": [self.image(picture)]}])
        links = [part for link in node["links"] for part in (text(" · "), *self.inline([link]))][1:]
        notes = [[text(note)] for note in (*node["notes"], node["source"])]
        yield self.styled("Exhibit note", [{"t": "Para", "c": note} for note in notes])
        yield self.styled("Exhibit links", [{"t": "Para", "c": links}])

    def _entry(self, node: Node) -> Iterator[Node]:
        printed = {"t": "Strong", "c": self.inline(node["printed"])}
        heading = [_bookmark(node["anchor"]), printed, text(node["also"])]
        yield self.styled("Source entry", [{"t": "Para", "c": heading}])
        lines = [[text(node["name"])]] if node["name"] else []
        lines += [[text(f"{fact['term']}: "), *self.inline(line)] for fact in node["facts"] for line in fact["lines"]]
        yield self.styled("Source facts", [{"t": "Para", "c": _joined(lines)}])

    def _table(self, node: Node) -> Iterator[Node]:
        fit = node["fit"]
        room = TURNED if fit["is_turned"] else UPRIGHT
        columns = [
            [{"t": "AlignRight" if right else "AlignLeft"}, {"t": "ColWidth", "c": width / room}]
            for right, width in zip(node["right"], fit["columns"], strict=True)
        ]
        style = "Table text" if fit["size"] > 8 else "Small table text"
        head = [_NONE, [self._row(node["header"], "Table heading" if fit["size"] > 8 else "Small table heading")]]
        body = [_NONE, 1, [], [self._row(row, style) for row in node["rows"]]]
        yield {"t": "Table", "c": [_NONE, [None, []], columns, head, [body], [_NONE, []]]}

    def _row(self, cells: Sequence[Node], style: str) -> list[Any]:
        return [_NONE, [self._cell(cell, style) for cell in cells]]

    def _cell(self, cell: Node, style: str) -> list[Any]:
        content = self.styled(style, [{"t": "Para", "c": self.inline(cell["content"])}])
        return [_NONE, {"t": "AlignDefault"}, 1, 1, [content]]

    def inline(self, nodes: Sequence[Node]) -> list[Node]:
        return [self._inline(node) for node in nodes]

    def _inline(self, node: Node) -> Node:
        match node["kind"]:
            case "text":
                return text(node["text"])
            case "code":
                return {"t": "Code", "c": [_NONE, node["text"]]}
            case "break":
                return {"t": "LineBreak"}
            case "image":
                return self.image(node)
            case "strong" | "emphasis" as kind:
                return {"t": "Strong" if kind == "strong" else "Emph", "c": self.inline(node["content"])}
            case _:
                return self._link(node)

    def _link(self, node: Node) -> Node:
        """Figures in the text stay plain words: a page of underlined figures is no pleasure to edit."""
        content = self.inline(node["content"])
        if node.get("style") == "figure":
            return {"t": "Span", "c": [_NONE, content]}
        address = f"#{node['anchor']}" if node["kind"] == "reference" else node["address"]
        return {"t": "Link", "c": [_NONE, content, [address, ""]]}

    def image(self, node: Node) -> Node:
        """Alternative text is in the inlines, as pandoc has it."""
        width = min(1, node["width"] / FULL_WIDTH)
        about = ["", [], [["width", f"{width:.0%}"]]]
        return {"t": "Image", "c": [about, [text(node["alt"])], [node["file"], ""]]}

    def _raw(self, content: str) -> Node:
        return {"t": "RawBlock", "c": [RAW[self.form], content]}


def headings(nodes: Sequence[Node]) -> Iterator[Node]:
    """Those that stand by themselves, also on turned pages."""
    for node in nodes:
        if node["kind"] == "heading":
            yield node
        elif node["kind"] == "turned":
            yield from headings(node["blocks"])


def alternatives(written: Any) -> Iterator[str]:
    """The words of all pictures, in the order of the document."""
    if isinstance(written, dict):
        if written.get("t") == "Image":
            yield written["c"][1][0]["c"]
        written = list(written.values())
    if isinstance(written, list):
        for inner in written:
            yield from alternatives(inner)


def _bookmark(anchor: str) -> Node:
    return {"t": "Span", "c": [[anchor, [], []], []]}


def _joined(lines: Sequence[list[Node]]) -> list[Node]:
    return [part for line in lines for part in ({"t": "LineBreak"}, *line)][1:]
