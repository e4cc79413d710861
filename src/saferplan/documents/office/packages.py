"""Mends the packages that pandoc writes: what it leaves out for readers who cannot see, and what makes bytes differ."""

import re
from datetime import date
from html import escape

from saferplan.documents.packing import unzipped, zipped

_SECTION = re.compile(r"<w:sectPr\b.*?</w:sectPr>", re.DOTALL)
_REFERENCES = re.compile(r"<w:(?:header|footer)Reference\b[^>]*/>")
_FRAME = re.compile(r'(<draw:frame [^>]*>)(<draw:image xlink:href="[^"]*"[^>]*/>)(</draw:frame>)')
_DOCX_MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_part(parts: dict[str, bytes], kind: str, identity: str, content: bytes) -> None:
    """Adds a header or a footer to the parts of a DOCX."""
    name = f"{kind}1.xml"
    parts[f"word/{name}"] = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + content
    types, relations = "[Content_Types].xml", "word/_rels/document.xml.rels"
    override = f'<Override PartName="/word/{name}" ContentType="{_DOCX_MIME.format(kind)}"/>'
    parts[types] = parts[types].replace(b"</Types>", f"{override}</Types>".encode())
    relation = f'<Relationship Type="{_RELATION}/{kind}" Id="{identity}" Target="{name}"/>'
    parts[relations] = parts[relations].replace(b"</Relationships>", f"{relation}</Relationships>".encode())


def mended_docx(content: bytes, banner: str, made_on: date) -> bytes:
    """Every section with the headers of the last, the banner in each header, the same bytes on the same day."""
    parts = unzipped(content)
    body = parts["word/document.xml"].decode()
    parts["word/document.xml"] = _with_headers_throughout(body).encode()
    for name in parts:
        if banner and re.fullmatch(r"word/header\d*\.xml", name):
            parts[name] = _with_notice(parts[name].decode(), banner).encode()
    return zipped(parts, made_on)


def mended_odt(content: bytes, alternatives: list[str], made_on: date) -> bytes:
    """Pictures with their words, which pandoc's writer drops; `alternatives` in the order of the pictures."""
    parts = unzipped(content)
    words = iter(alternatives)
    parts["content.xml"] = _FRAME.sub(
        lambda found: f"{found[1]}{found[2]}<svg:desc>{escape(next(words))}</svg:desc>{found[3]}",
        parts["content.xml"].decode(),
    ).encode()
    if left := len(list(words)):
        raise AssertionError(f"{left} pictures have lost their place in the ODT")
    # The type stands first and uncompressed, so that programs know the file by its beginning (ODF 1.3, part 2, 3.3).
    ordered = {"mimetype": parts.pop("mimetype"), **parts}
    return zipped(ordered, made_on, stored=["mimetype"])


def _with_headers_throughout(body: str) -> str:
    """Word lets a section inherit from the one before it, and what we define is the last."""
    sections = _SECTION.findall(body)
    references = "".join(_REFERENCES.findall(sections[-1])) if sections else ""

    def headed(found: re.Match[str]) -> str:
        section = found[0]
        begin = section.index(">") + 1
        return section if _REFERENCES.search(section) else f"{section[:begin]}{references}{section[begin:]}"

    return _SECTION.sub(headed, body)


def _with_notice(header: str, banner: str) -> str:
    begin = header.index(">", header.index("<w:hdr")) + 1
    notice = f'<w:p><w:pPr><w:pStyle w:val="Notice"/></w:pPr><w:r><w:t>{escape(banner)}</w:t></w:r></w:p>'
    return f"{header[:begin]}{notice}{header[begin:]}"
