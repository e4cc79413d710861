"""A publisher's own reference document: its styles are taken, and nothing that leads out of it."""

import io
import re
import zipfile
from pathlib import Path

from saferplan.documents.packing import unzipped
from saferplan.errors import DocumentError

MAX_BYTES, MAX_UNPACKED_BYTES = 20_000_000, 50_000_000
"""A reference document has styles and a logo, some hundred kilobytes."""
_RELATION = re.compile(rb"<Relationship\b[^>]*>", re.IGNORECASE)
_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)


def own_reference(file: Path) -> bytes:
    """The file's bytes. Raises DocumentError where it is no such package, is too large, or has Word fetch something."""
    content = file.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise DocumentError("this is no DOCX or ODT", where=file.name, remedy="Save it from Word or Writer.") from None
    if len(content) > MAX_BYTES or unpacked > MAX_UNPACKED_BYTES:
        raise DocumentError("the reference document is too large for styles", where=file.name, remedy="Empty it.")
    for name, part in unzipped(content).items():
        if name.endswith(".rels") and any(_leads_out(one) for one in _RELATION.findall(part)):
            raise DocumentError(
                f"{name} has Word fetch something from elsewhere",
                where=file.name,
                remedy="Take out the attached template and linked pictures, and save it again.",
            )
    return content


def _leads_out(relation: bytes) -> bool:
    """A link that a reader follows is no matter; a template or a picture is fetched when the file is opened."""
    return bool(_EXTERNAL.search(relation)) and b"/hyperlink" not in relation
