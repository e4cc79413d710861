"""A document as one self-contained HTML page that needs no network and no JavaScript."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import escape

from saferplan.documents import appendix
from saferplan.documents.appendix import sections_of
from saferplan.documents.brand import FONT, Brand
from saferplan.documents.document import Document, PlacedExhibit, PrintedFigure, Reference
from saferplan.documents.drawing import Drawing, drawn
from saferplan.documents.images import embedded_image, embedded_svg
from saferplan.documents.prose import Heading, Prose, parser, read_prose
from saferplan.documents.provenance import Sources, sources_of
from saferplan.documents.tabulation import headings, printed_rows, width_of

SANS = '"Source Sans 3", "Source Sans Pro", Arial, "Liberation Sans", sans-serif'
"""Where the publisher's own font is not installed."""


@dataclass
class _Page:
    """What the renderer's rules need to know; markdown-it hands it to each of them."""

    document: Document
    sources: Sources
    drawings: dict[str, Drawing]
    section: str = ""
    open_links: int = 0
    contents: list[Heading] = field(default_factory=list)


def render_html(document: Document, drawings: dict[str, Drawing] | None = None, brand: Brand | None = None) -> str:
    """The whole page. `drawings` (drawing.drawn) may be handed in where they are also written elsewhere."""
    brand = brand or Brand()
    prose = read_prose(document)
    page = _Page(document, sources_of(document), drawings if drawings is not None else drawn(document))
    chapters = [{"id": chapter.chapter.id, "body": _body(chapter, page)} for chapter in prose]
    return (
        _templates()
        .get_template("document.html")
        .render(
            document=document,
            contents=contents(prose),
            chapters=chapters,
            appendix=appendix,
            sections=sections_of(page.sources),
            style=_style(),
            brand=brand,
            brand_style=_brand_style(brand),
            page_notice=_css_text(document.banner),
        )
    )


def contents(prose: Sequence[Prose], deepest: int = 3) -> list[dict[str, Any]]:
    """Chapters with their sections, for the contents list."""
    return [
        {
            "heading": chapter.headings[0],
            "sections": [heading for heading in chapter.headings[1:] if heading.level <= deepest],
        }
        for chapter in prose
    ]


def _body(prose: Prose, page: _Page) -> str:
    page.section = prose.headings[0].text
    return _markdown().renderer.render(prose.tokens, _markdown().options, {"page": page, "file": prose.chapter.file})


@cache
def _markdown() -> MarkdownIt:
    markdown = parser()
    rules = {
        "figure": _figure,
        "exhibit": _exhibit,
        "image": _image,
        "link_open": _link_open,
        "link_close": _link_close,
        "table_open": _table_open,
        "table_close": _table_close,
        "th_open": _th_open,
    }
    for name, rule in rules.items():
        markdown.renderer.rules[name] = rule  # type: ignore[index]
    return markdown


def _figure(tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    mark, page = tokens[index].meta["mark"], env["page"]
    words = escape(tokens[index].content)
    if isinstance(mark, PrintedFigure) and mark.is_to_write:
        return f"<mark>{words}</mark>"
    address = _address(mark, page)
    if address is None or page.open_links:
        return str(words)
    style = "see" if isinstance(mark, Reference) else "figure"
    said = f' aria-label="{words}: how it was worked out"' if style == "figure" else ""
    return f'<a class="{style}" href="#{address}"{said}>{words}</a>'


def _address(mark: PrintedFigure | Reference, page: _Page) -> str | None:
    if isinstance(mark, Reference):
        return page.document.placed(mark.exhibit_id).anchor
    return page.sources.anchor_of(mark)


def _exhibit(tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    placed: PlacedExhibit = tokens[index].meta["mark"]
    page: _Page = env["page"]
    exhibit = placed.exhibit
    drawing = page.drawings.get(exhibit.id)
    return (
        _templates()
        .get_template("exhibit.html")
        .render(
            placed=placed,
            exhibit=exhibit,
            headings=headings(exhibit),
            rows=printed_rows(exhibit),
            wide_table=width_of(exhibit),
            wide=embedded_svg(drawing.wide) if drawing else None,
            narrow=embedded_svg(drawing.narrow) if drawing else None,
            drawing=drawing,
            source_anchor=page.sources.anchor_of_exhibit(placed),
        )
    )


def _image(tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    token = tokens[index]
    alternative = "".join(child.content for child in token.children or [])
    address = embedded_image(env["page"].document.folder, str(token.attrs["src"]), where=env["file"])
    return f'<img class="picture" src="{address}" alt="{escape(alternative)}">'


def _link_open(tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    env["page"].open_links += 1
    return f'<a href="{escape(str(tokens[index].attrs.get("href", "")))}">'


def _link_close(_tokens: Sequence[Token], _index: int, _options: Any, env: Any) -> str:
    env["page"].open_links -= 1
    return "</a>"


def _table_open(_tokens: Sequence[Token], _index: int, _options: Any, env: Any) -> str:
    label = escape(f"Table in {env['page'].section}, scrolls sideways")
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><table>'


def _table_close(*_arguments: Any) -> str:
    return "</table></div>\n"


def _th_open(tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    style = tokens[index].attrs.get("style")
    return f'<th scope="col" style="{escape(str(style))}">' if style else '<th scope="col">'


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("saferplan.documents", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> str:
    sheet = resources.files("saferplan.documents").joinpath("templates/document.css").read_text(encoding="utf-8")
    without_comments = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return re.sub(r"\n\s*\n+", "\n", without_comments).strip()


def _brand_style(brand: Brand) -> str:
    """Custom properties; names and colours have been checked as they were read."""
    properties = [f"--{name.replace('_', '-')}: {colour};" for name, colour in brand.colours.items()]
    if brand.font != FONT:
        properties.append(f'--sans: "{brand.font}", {SANS};')
    return " ".join(properties)


def _css_text(words: str) -> str:
    """The words inside a CSS string, every character that could end it written as its code point."""
    return "".join(char if char.isalnum() or char in " .,:;()" else f"\\{ord(char):06x}" for char in words)
