"""A document as PDF/UA-1: its tree laid out by document.typ, which reads it as data."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib import resources
from typing import Any

from saferplan.documents import appendix
from saferplan.documents.brand import Brand
from saferplan.documents.document import Document
from saferplan.documents.fitting import fitted
from saferplan.documents.images import Image
from saferplan.documents.tree import DATA_ANCHOR, Tree
from saferplan.documents.typesetting import FILES, in_letters_of, typeset

WORDS = {"contents": "Contents", "page": "Page {page} of {pages}", "made_on": "Made on {day}"}

APPENDED = (DATA_ANCHOR, appendix.ANCHOR)


def render_pdf(document: Document, tree: Tree, brand: Brand, made_on: date) -> bytes:
    """The file. Raises DocumentError where a font or a letter is absent, or a table fits no page."""
    return _set(document, tree, brand, made_on, is_sheet=False)


def render_sheet(document: Document, tree: Tree, brand: Brand, made_on: date) -> bytes:
    """The same to be printed on two sides: without cover, contents and appendix."""
    anchors = [node.get("anchor") for node in tree.blocks]
    end = min((anchors.index(anchor) for anchor in APPENDED if anchor in anchors), default=len(anchors))
    return _set(document, replace(tree, blocks=tree.blocks[:end]), brand, made_on, is_sheet=True)


def _set(document: Document, tree: Tree, brand: Brand, made_on: date, *, is_sheet: bool) -> bytes:
    told = {**_about(document, brand, made_on), "blocks": fitted(tree.blocks), "is_sheet": is_sheet}
    files = {
        "document.json": json.dumps(told, ensure_ascii=False).encode(),
        **{f"{FILES}/{name}": image.content for name, image in tree.images.items()},
        **{f"{FILES}/{name}": in_letters_of(brand, svg) for name, svg in tree.drawings.items()},
        **_logo_file(brand.logo),
    }
    template = resources.files("saferplan.documents.pdf").joinpath("document.typ").read_text(encoding="utf-8")
    return typeset(template, files, brand, form="pdf", made_on=made_on)[0]


def _about(document: Document, brand: Brand, made_on: date) -> dict[str, Any]:
    language, _, region = document.language.partition("-")
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "full_title": full_title(document),
        "kind_name": document.kind.replace("-", " ").capitalize(),
        "banner": document.banner,
        "lang": language.lower(),
        "region": region.upper() if len(region) == 2 else None,
        "runs_on": document.runs_on,
        "publisher": [brand.name] if brand.name else [],
        "logo": _logo(brand.logo),
        "font": brand.font,
        "colours": dict(brand.colours),
        "made_on": {"year": made_on.year, "month": made_on.month, "day": made_on.day},
        "words": {**WORDS, "made_on": WORDS["made_on"].format(day=f"{made_on:%-d %B %Y}")},
    }


def full_title(document: Document) -> str:
    """'Community safety in Exampleshire: 2025'."""
    return f"{document.title}: {document.subtitle}" if document.subtitle else document.title


def _logo(logo: Image | None) -> dict[str, Any] | None:
    return {"file": _logo_name(logo), "width": logo.width, "height": logo.height} if logo else None


def _logo_name(logo: Image) -> str:
    return f"logo{logo.ending}"


def _logo_file(logo: Image | None) -> Mapping[str, bytes]:
    return {f"{FILES}/{_logo_name(logo)}": logo.content} if logo else {}
