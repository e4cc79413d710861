"""The kinds of file that the site keeps. What a file is, its content says; only for plain text its name too."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from saferplan.evidence.archives import DAMAGED_ARCHIVE
from saferplan.evidence.sources.workbook import ODS_TYPE, ZIP_MAGIC, document_type


@dataclass(frozen=True)
class Kind:
    """`endings`: of names; the first is given to a name that has none of them."""

    word: str
    title: str
    media_type: str
    endings: tuple[str, ...]


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
KINDS = {
    kind.word: kind
    for kind in (
        Kind("pdf", "PDF", "application/pdf", (".pdf",)),
        Kind("docx", "DOCX", f"{_OPEN_XML}.wordprocessingml.document", (".docx",)),
        Kind("odt", "ODT", f"{_OPEN_DOCUMENT}.text", (".odt",)),
        Kind("xlsx", "XLSX", f"{_OPEN_XML}.spreadsheetml.sheet", (".xlsx",)),
        Kind("ods", "ODS", f"{_OPEN_DOCUMENT}.spreadsheet", (".ods",)),
        Kind("csv", "CSV", "text/csv", (".csv", ".txt")),
        Kind("png", "PNG", "image/png", (".png",)),
        Kind("jpeg", "JPEG", "image/jpeg", (".jpg", ".jpeg")),
        Kind("zip", "ZIP", "application/zip", (".zip",)),
        Kind("geojson", "GeoJSON", "application/geo+json", (".geojson", ".json")),
        Kind("kml", "KML", "application/vnd.google-earth.kml+xml", (".kml",)),
        Kind("gpkg", "GeoPackage", "application/geopackage+sqlite3", (".gpkg",)),
    )
}
_STARTS = {
    b"%PDF-": "pdf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"SQLite format 3\x00": "gpkg",
}
ODT_TYPE = f"{_OPEN_DOCUMENT}.text".encode()
# A text that begins so is a page, a drawing or a script for some program to run, whatever its name says.
_MARKUP_OR_SCRIPT = re.compile(rb"\s*(?:<|#!)")
HEAD_BYTES = 4096
PLAIN = ("csv", "geojson")
"""Kinds that are plain text, which only a name tells apart."""


def kind_of(path: Path, name: str) -> Kind | None:
    """None for what is none of them, such as a program under another name."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    word = next((word for start, word in _STARTS.items() if head.startswith(start)), "")
    if head.startswith(ZIP_MAGIC):
        word = _kind_of_archive(path)
    elif not word and (plain := next((one for one in PLAIN if name.lower().endswith(KINDS[one].endings)), "")):
        word = plain if _is_plain(head) else ""
    elif not word and name.lower().endswith(KINDS["kml"].endings) and b"<kml" in head:
        word = "kml"
    return KINDS.get(word)


def _kind_of_archive(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names, told = set(archive.namelist()), document_type(archive)
    except DAMAGED_ARCHIVE:
        return ""
    if told in (ODT_TYPE, ODS_TYPE):
        return "odt" if told == ODT_TYPE else "ods"
    if "[Content_Types].xml" not in names:
        return "" if told or not names else "zip"
    return "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else ""


def _is_plain(head: bytes) -> bool:
    return _MARKUP_OR_SCRIPT.match(head.removeprefix(b"\xef\xbb\xbf")) is None
