"""Looks into a file that has arrived, before anything is done with it: is it what it may be, and can it do harm?

A person waits meanwhile, and whoever visits the site with them: what takes longer the larger a file is, as opening a
workbook or reading a text through, is for a job.
"""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from saferplan.documents.images import raster_image
from saferplan.errors import DocumentError, FileRefused
from saferplan.evidence.archives import DAMAGED_ARCHIVE
from saferplan.evidence.partners.reading.decoding import refuse_unless_text
from saferplan.evidence.sources.base import Delivered
from saferplan.evidence.sources.workbook import refuse_bomb
from saferplan.web.design_system.faults import in_words
from saferplan.web.files.faults import NotKept
from saferplan.web.files.incoming import Incoming, take_in
from saferplan.web.files.kinds import Kind, kind_of
from saferplan.web.files.purposes import FilePurpose, purposes

LONGEST_NAME = 120
# Where office programs keep what runs by itself when a document is opened.
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\.bin|vbaData\.xml|Basic/|Scripts/|macrosheets/)", re.IGNORECASE)
# ISO 32000-1, 7.5.5: the file's last line; readers look for it in the last kilobyte (implementation note 18).
_PDF_END, _PDF_TAIL = b"%%EOF", 1024


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept, lying where it arrived."""

    purpose: FilePurpose
    kind: Kind
    name: str
    incoming: Incoming


def checked(word: str, incoming: Incoming) -> CheckedFile:
    """Raises NotKept, whose problem is a sentence for whoever sent it."""
    purpose = purposes()[word]
    if incoming.fault:
        raise NotKept(incoming.fault)
    if not incoming.size:
        raise NotKept("The file is empty")
    if incoming.size > purpose.most_bytes:
        raise NotKept(f"The file must be smaller than {purpose.most_megabytes} MB")
    kind = kind_of(incoming.path, incoming.name)
    if kind not in purpose.takes:
        raise NotKept(f"The file must be a {purpose.in_words}")
    sound = _CHECKS[kind.word](incoming)
    return CheckedFile(purpose, kind, shown_name(incoming.name, kind), sound)


def checked_bytes(word: str, name: str, content: bytes) -> CheckedFile:
    """The same for content in memory, as of the demo."""
    return checked(word, take_in(name, [content]))


def shown_name(given: str, kind: Kind) -> str:
    """The name to show and to offer for saving: no folders, nothing unprintable, and the ending of what it is."""
    name = PurePosixPath(given.replace("\\", "/")).name
    # Characters of format are unprintable too: one that turns the direction of writing makes 'cod.exe' of 'exe.doc'.
    plain = "".join(" " if one.isspace() else one for one in name if one.isspace() or one.isprintable()).rstrip(" .")
    ending = next((ending for ending in kind.endings if plain.lower().endswith(ending)), "")
    stem = plain[: len(plain) - len(ending)].strip(" .") or "file"
    ending = ending or kind.endings[0]
    return stem[: LONGEST_NAME - len(ending)] + ending


def _check_pdf(incoming: Incoming) -> Incoming:
    with incoming.path.open("rb") as stream:
        stream.seek(max(0, incoming.size - _PDF_TAIL))
        if _PDF_END not in stream.read():
            raise NotKept("The PDF is damaged or cut off. Save it again and choose it anew")
    return incoming


def _check_image(incoming: Incoming) -> Incoming:
    """Kept without what tells of its making: where a photograph was taken, and by whose camera."""
    try:
        image = raster_image(incoming.path.read_bytes(), incoming.name, where="")
    except DocumentError as fault:
        raise NotKept(in_words(fault)) from None
    bare = take_in(incoming.name, [image.content])
    incoming.close()
    return bare


def _check_document(incoming: Incoming) -> Incoming:
    _check_archive(incoming)
    return incoming


def _check_archive(incoming: Incoming) -> None:
    try:
        with zipfile.ZipFile(incoming.path) as archive:
            names = archive.namelist()
        refuse_bomb(_delivered(incoming))
    except DAMAGED_ARCHIVE:
        raise NotKept("The file is damaged or cut off. Save it again and choose it anew") from None
    except FileRefused as fault:
        raise NotKept(in_words(fault)) from None
    if any(_MACROS.search(name) for name in names):
        raise NotKept("The file holds macros, which are programs. Save it without macros and choose it anew")


def _check_text(incoming: Incoming) -> Incoming:
    try:
        refuse_unless_text(_delivered(incoming))
    except FileRefused as fault:
        raise NotKept(in_words(fault)) from None
    return incoming


def _check_archive_of_files(incoming: Incoming) -> Incoming:
    """That it can be opened. Nothing in it is unpacked before a job does so, within bounds."""
    try:
        with zipfile.ZipFile(incoming.path) as archive:
            archive.infolist()
    except DAMAGED_ARCHIVE:
        raise NotKept("The file is damaged or cut off. Save it again and choose it anew") from None
    return incoming


def _as_it_is(incoming: Incoming) -> Incoming:
    """Its first bytes say what it is; what it holds is looked at by a job."""
    return incoming


def _delivered(incoming: Incoming) -> Delivered:
    return Delivered(Path(incoming.path), "The file", datetime.now(UTC), incoming.sha256)


_CHECKS: dict[str, Callable[[Incoming], Incoming]] = {
    "pdf": _check_pdf,
    "docx": _check_document,
    "odt": _check_document,
    "xlsx": _check_document,
    "ods": _check_document,
    "csv": _check_text,
    "png": _check_image,
    "jpeg": _check_image,
    "zip": _check_archive_of_files,
    "geojson": _check_text,
    "gpkg": _as_it_is,
    "kml": _as_it_is,
}
