"""A document as DOCX and ODT: its tree written by pandoc, with true headings, captions, header rows and styles."""

from datetime import date
from pathlib import Path
from typing import Any

from saferplan.documents.brand import Brand
from saferplan.documents.document import Document
from saferplan.documents.fitting import fitted
from saferplan.documents.images import Image
from saferplan.documents.nodes import Node
from saferplan.documents.office.own_reference import own_reference
from saferplan.documents.office.packages import mended_docx, mended_odt
from saferplan.documents.office.pandoc import written_by_pandoc
from saferplan.documents.office.pandoc_tree import Form, alternatives, pandoc_document
from saferplan.documents.office.references import docx_reference, odt_reference
from saferplan.documents.packing import zipped
from saferplan.documents.pictures import rasterised, sized
from saferplan.documents.tree import Tree

LOGO = "logo"
LOGO_WIDTH = 220
"""CSS pixels: about a third of the column."""


def render_docx(document: Document, tree: Tree, brand: Brand, made_on: date) -> bytes:
    """The file. Raises DocumentError where a font is absent, or a table fits no page."""
    told = _told(document, tree, brand, made_on, "docx")
    reference = _own(brand.reference_docx) or zipped(docx_reference(document, brand), made_on)
    made = written_by_pandoc(told, "docx", _files(tree, brand), reference, made_on)
    return mended_docx(made, document.banner, made_on)


def render_odt(document: Document, tree: Tree, brand: Brand, made_on: date) -> bytes:
    """The same as ODT."""
    told = _told(document, tree, brand, made_on, "odt")
    reference = _own(brand.reference_odt) or zipped(odt_reference(document, brand), made_on, stored=["mimetype"])
    made = written_by_pandoc(told, "odt", _files(tree, brand), reference, made_on)
    return mended_odt(made, list(alternatives(told["blocks"])), made_on)


def _own(reference: Path | None) -> bytes | None:
    return own_reference(reference) if reference else None


def _told(document: Document, tree: Tree, brand: Brand, made_on: date, form: Form) -> dict[str, Any]:
    front = [line for line in (brand.name, f"Made on {made_on:%-d %B %Y}", document.banner) if line]
    blocks = [_with_png(node) for node in fitted(tree.blocks)]
    return pandoc_document(document, blocks, form, front, _logo(brand))


def _files(tree: Tree, brand: Brand) -> dict[str, bytes]:
    files = {name: image.content for name, image in tree.images.items()}
    files |= {_png(name): content for name, content in rasterised(tree.drawings, brand).items()}
    if brand.logo is None:
        return files
    is_drawing = brand.logo.kind == "image/svg+xml"
    content = rasterised({LOGO: sized(brand.logo)}, brand)[LOGO] if is_drawing else brand.logo.content
    return {**files, _logo_name(brand.logo): content}


def _logo(brand: Brand) -> Node | None:
    return {"file": _logo_name(brand.logo), "alt": brand.name, "width": LOGO_WIDTH} if brand.logo else None


def _logo_name(logo: Image) -> str:
    return _png(f"{LOGO}{logo.ending}")


def _with_png(node: Node) -> Node:
    if node["kind"] == "turned":
        return {**node, "blocks": [_with_png(inner) for inner in node["blocks"]]}
    if node.get("picture"):
        return {**node, "picture": {**node["picture"], "file": _png(node["picture"]["file"])}}
    return node


def _png(name: str) -> str:
    return name.removesuffix(".svg") + ".png"
