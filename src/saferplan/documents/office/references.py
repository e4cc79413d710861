"""The styles of DOCX and ODT: pandoc's own reference document with ours in place of its styles and pages.

A publisher who wants another look changes them in a word processor and names the file in brand.toml. All XML that is
parsed here is pandoc's and ours.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from saferplan.documents.brand import FONT, Brand
from saferplan.documents.document import Document
from saferplan.documents.office.fields import UPRIGHT_PAGE
from saferplan.documents.office.packages import with_part
from saferplan.documents.office.pandoc import default_reference
from saferplan.documents.packing import unzipped

OFFICE_FONT = "Arial"
"""Where the brand names no font: readers who edit a file need one that they have."""
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def docx_reference(document: Document, brand: Brand) -> dict[str, bytes]:
    """The parts of a reference document: styles, A4 pages, the title above and the page's number below."""
    parts = unzipped(default_reference("docx"))
    parts["word/styles.xml"] = _merged_docx(parts["word/styles.xml"], _filled("styles.docx.xml", document, brand))
    section = parts["word/document.xml"].rindex(b"<w:sectPr>")
    parts["word/document.xml"] = (
        parts["word/document.xml"][:section]
        + b'<w:sectPr xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        + b'<w:headerReference w:type="default" r:id="rIdTop"/><w:footerReference w:type="default" r:id="rIdFoot"/>'
        + UPRIGHT_PAGE.encode()
        + b"</w:sectPr></w:body></w:document>"
    )
    for kind, identity in (("header", "rIdTop"), ("footer", "rIdFoot")):
        with_part(parts, kind, identity, _filled(f"{kind}.docx.xml", document, brand))
    return parts


def odt_reference(document: Document, brand: Brand) -> dict[str, bytes]:
    """The same for ODT; also an upright and a turned page."""
    parts = unzipped(default_reference("odt"))
    parts["styles.xml"] = _merged_odt(parts["styles.xml"], _filled("styles.odt.xml", document, brand))
    return parts


def _filled(name: str, document: Document, brand: Brand) -> bytes:
    language, _, country = document.language.partition("-")
    colours = {key: colour.lstrip("#").upper() for key, colour in brand.colours.items()}
    told: Mapping[str, Any] = {
        **colours,
        "font": brand.font if brand.font != FONT else OFFICE_FONT,
        "title": document.title,
        "banner": document.banner,
        "publisher": brand.name,
        "language": language,
        "country": country if len(country) == 2 else "none",
        "custom": False,
    }
    return _templates().get_template(name).render(told).encode()


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("saferplan.documents.office", "templates"), autoescape=True, undefined=StrictUndefined
    )


def _merged_docx(theirs: bytes, ours: bytes) -> bytes:
    tree, changed = _parsed(theirs), ET.fromstring(ours)  # noqa: S314
    replaced = {style.get(f"{_W}styleId") for style in changed.iter(f"{_W}style")}
    for old in list(tree):
        if old.tag == f"{_W}docDefaults" or old.get(f"{_W}styleId") in replaced:
            tree.remove(old)
    tree.insert(0, changed[0])
    tree.extend(changed[1:])
    return ET.tostring(tree, encoding="UTF-8", xml_declaration=True)


def _merged_odt(theirs: bytes, ours: bytes) -> bytes:
    tree, changed = _parsed(theirs), ET.fromstring(ours)  # noqa: S314
    for section in changed:
        known = next(part for part in tree if part.tag == section.tag)
        fresh = {_odt_name(style) for style in section}
        for old in list(known):
            if section.tag != f"{_OFFICE}styles" or _odt_name(old) in fresh:
                known.remove(old)
        known.extend(section)
    return ET.tostring(tree, encoding="UTF-8", xml_declaration=True)


def _odt_name(style: ET.Element) -> tuple[str | None, str | None]:
    return style.get(f"{_STYLE}family"), style.get(f"{_STYLE}name")


def _parsed(content: bytes) -> ET.Element:
    """With the prefixes of the file, which some programs expect."""
    for prefix, address in _prefixes(content):
        ET.register_namespace(prefix, address)
    return ET.fromstring(content)  # noqa: S314


def _prefixes(content: bytes) -> Iterator[tuple[str, str]]:
    for _, declared in ET.iterparse(BytesIO(content), events=("start-ns",)):  # noqa: S314
        yield declared
