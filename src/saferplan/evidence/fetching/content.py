"""Is it the file that was asked for, and whole? Looks at content, whatever the server called it."""

import base64
import binascii
import gzip
import re
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from saferplan.errors import FetchError
from saferplan.evidence.fetching.store import file_digest
from saferplan.evidence.fetching.transport import looks_like_html

MD5 = re.compile(r"[0-9a-f]{32}")
HEAD = 1024
CHUNK = 1024 * 1024
ZIP_ENDINGS = {".zip", ".xlsx", ".ods"}
WORKBOOK_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"


class Spoiled(Exception):
    """A downloaded file is not what was published; `where` it went wrong is in the text."""


def published_md5(headers: Mapping[str, str], *, etag_is_md5: bool) -> str:
    """The MD5 (32 hex digits) that an answer's own headers give for the file, or an empty string."""
    if given := headers.get("Content-MD5"):
        try:
            return base64.b64decode(given, validate=True).hex()
        except binascii.Error:
            return ""
    etag = headers.get("ETag", "").strip('"').lower()
    return etag if etag_is_md5 and MD5.fullmatch(etag) else ""


def check(path: Path, name: str, md5: str = "") -> None:
    """Raises Spoiled unless the file has the checksum, is no web page, and is whole where its kind can tell."""
    if md5 and (found := file_digest(path, "md5")) != md5:
        raise Spoiled(f"its MD5 is {found}, published is {md5}")
    if path.stat().st_size == 0:
        raise Spoiled("it is empty")
    with path.open("rb") as stream:
        if looks_like_html(stream.read(HEAD)):
            raise Spoiled("it is a web page in place of the file")
    ending = Path(name).suffix.lower()
    if ending in ZIP_ENDINGS:
        _check_zip(path)
    elif ending == ".gz":
        _check_gzip(path)


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as fault:
        raise Spoiled(f"the archive is cut off or damaged ({fault})") from None
    if damaged:
        raise Spoiled(f"the archive's copy of {damaged} is damaged")


def _check_gzip(path: Path) -> None:
    try:
        with gzip.open(path) as stream:
            while stream.read(CHUNK):
                pass
    except (gzip.BadGzipFile, EOFError, zlib.error) as fault:
        raise Spoiled(f"the gzip file is cut off or damaged ({fault})") from None


def sheet_names(workbook: Path) -> list[str]:
    """Names of the sheets of an XLSX workbook, in order. Raises FetchError where it is none."""
    try:
        with zipfile.ZipFile(workbook) as archive:
            tree = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - entities are not expanded by expat here
    except (zipfile.BadZipFile, KeyError, ET.ParseError):
        raise FetchError("it is not an XLSX workbook", where=workbook.name) from None
    return [sheet.get("name", "") for sheet in tree.iter(WORKBOOK_XML)]
