"""Turns what a user names (folders, files, zip and gzip archives) into plain files; refuses hostile ones."""

import gzip
import hashlib
import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from saferplan.errors import FileRefused
from saferplan.evidence.archives import DAMAGED_ARCHIVE
from saferplan.evidence.lake import is_lake
from saferplan.evidence.loading.unpacking import Allowance, Staging, unpack
from saferplan.evidence.sources.base import Delivered
from saferplan.evidence.sources.workbook import is_spreadsheet

GZIP_MAGIC, ZIP_MAGIC, EMPTY_ZIP_MAGIC = b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06"
OTHER_ARCHIVES = {
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"BZh": "bzip2",
    b"\xfd7zX": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
SHAPEFILE_PARTS = {".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qpj", ".qmd"}
ENCRYPTED = 0x1


@dataclass(frozen=True)
class Arrival:
    """A file, or the reason why it cannot be opened. `origin` is what the user named: it, its archive or its folder."""

    origin: str
    file: Delivered | FileRefused


def deliver(paths: Sequence[Path], staging: Path) -> Iterator[Arrival]:
    """Every file behind `paths`, once, unpacked into `staging`; a FileRefused in the place of one that is not to be."""
    place, seen = Staging(staging), set()
    for path in paths:
        if not path.exists():
            missing = FileRefused("there is no such file or folder", where=shown(path), remedy="Check the path.")
            yield Arrival(shown(path), missing)
            continue
        found = list(walk(path))
        if not found:
            empty = FileRefused("the folder holds no files", where=shown(path), remedy="Check the path.")
            yield Arrival(shown(path), empty)
        for file in found:
            if isinstance(file, FileRefused):
                yield Arrival(shown(path), file)
            elif file.resolve() not in seen:
                seen.add(file.resolve())
                yield from (Arrival(shown(path), opened) for opened in _open(file, place))


def is_packed(path: Path) -> bool:
    """Whether `deliver` would unpack the file; False of one that cannot be read."""
    try:
        magic = _magic(path)
    except OSError:
        return False
    return magic.startswith(GZIP_MAGIC) or (magic in (ZIP_MAGIC, EMPTY_ZIP_MAGIC) and not is_spreadsheet(path))


def shown(path: Path) -> str:
    """A path as text; bytes in a file's name that are no text become question marks."""
    return os.fsencode(path).decode("utf-8", errors="replace")


def _is_text(path: Path) -> bool:
    return str(path).isprintable()


def walk(path: Path) -> Iterator[Path | FileRefused]:
    """The file, or those of the folder in order: none that is hidden, no pipe or device, none of a lake's own."""
    if not path.is_dir():
        yield path
        return
    refused: list[FileRefused] = []

    def refuse(fault: OSError) -> None:
        refused.append(FileRefused(f"the folder cannot be read ({fault.strerror})", where=str(fault.filename)))

    for name, folders, files in os.walk(path, onerror=refuse):
        folder = Path(name)
        folders[:] = sorted(one for one in folders if one != "__MACOSX" and not one.startswith("."))
        if is_lake(folder):
            folders.clear()
            continue
        yield from (folder / one for one in sorted(files) if not one.startswith(".") and (folder / one).is_file())
    yield from refused


def _open(path: Path, staging: Staging) -> Iterator[Delivered | FileRefused]:
    if path.suffix.lower() in SHAPEFILE_PARTS and path.with_suffix(".shp").exists():
        return
    name = shown(path)
    if not path.is_file():
        yield FileRefused("this is no ordinary file", where=name, remedy="Save what it holds as a file.")
        return
    try:
        magic, digest = _magic(path), _sha256(path)
    except OSError as fault:
        yield FileRefused(f"the file cannot be read ({fault.strerror})", where=name, remedy="Check who may read it.")
        return
    if magic.startswith(GZIP_MAGIC):
        yield _gunzip(path, name, staging)
    elif magic in (ZIP_MAGIC, EMPTY_ZIP_MAGIC) and not is_spreadsheet(path):
        yield from _unzip(path, name, staging)
    elif packing := next((title for start, title in OTHER_ARCHIVES.items() if magic.startswith(start)), None):
        yield FileRefused(f"this is a {packing} archive", where=name, remedy="Unpack it and load the files.")
    else:
        yield Delivered(path if _is_text(path) else staging.link_to(path), name, _modified(path), digest)


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime)


def _magic(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(4)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _gunzip(path: Path, name: str, staging: Staging) -> Delivered | FileRefused:
    target = staging.new_folder() / staging.safe_name(path.name.removesuffix(".gz"))
    size = path.stat().st_size
    try:
        with gzip.open(path) as packed:
            digest = unpack(packed, target, Allowance(size, staging.room), size, name)
        _refuse_archive(target, name)
    except FileRefused as refused:
        return refused
    return Delivered(target, name, _modified(path), digest)


def _unzip(path: Path, name: str, staging: Staging) -> Iterator[Delivered | FileRefused]:
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGED_ARCHIVE:
        yield FileRefused("the zip archive is cut off or damaged", where=name, remedy="Download it again.")
        return
    with archive:
        members = [one for one in archive.infolist() if not _is_hidden(one.filename) and not one.is_dir()]
        if not members:
            yield FileRefused("the zip archive holds no files", where=name, remedy="Download it again.")
        reader = _ArchiveReader(archive, name, _modified(path), Allowance(path.stat().st_size, staging.room), staging)
        for member in members:
            opened = reader.read(member)
            if isinstance(opened, FileRefused) or opened.path.suffix.lower() not in SHAPEFILE_PARTS:
                yield opened


def _is_hidden(member: str) -> bool:
    """A damaged archive may have members without a name."""
    return not member or "__MACOSX" in member or Path(member).name.startswith(".")


class _ArchiveReader:
    """Unpacks members of one zip archive, which together may not be larger than an honest archive's."""

    def __init__(
        self, archive: zipfile.ZipFile, name: str, modified: datetime, allowance: Allowance, staging: Staging
    ) -> None:
        self._archive, self._name, self._modified = archive, name, modified
        self._allowance, self._staging = allowance, staging
        self._folders: dict[str, Path] = {}

    def read(self, member: zipfile.ZipInfo) -> Delivered | FileRefused:
        name = f"{self._name}!{member.filename}"
        if member.flag_bits & ENCRYPTED:
            return FileRefused("it is encrypted", where=name, remedy="Unpack it with its password and load the files.")
        try:
            return self._unpack(member, name)
        except FileRefused as refused:
            return refused

    def _unpack(self, member: zipfile.ZipInfo, name: str) -> Delivered:
        target = self._target(member)
        with self._opened(member, name) as packed:
            digest = unpack(packed, target, self._allowance, member.compress_size, name)
        _refuse_archive(target, name)
        return Delivered(target, name, self._released(member), digest)

    def _opened(self, member: zipfile.ZipInfo, name: str) -> IO[bytes]:
        try:
            return self._archive.open(member)
        except NotImplementedError:
            raise FileRefused(
                "it is packed in a way that is not supported", where=name, remedy="Unpack it yourself."
            ) from None
        except DAMAGED_ARCHIVE:
            raise FileRefused(
                "the archive's copy of it is damaged", where=name, remedy="Download the archive again."
            ) from None

    def _target(self, member: zipfile.ZipInfo) -> Path:
        """Members of one folder stay together (a Shapefile is several files); their own paths are never trusted."""
        parent = str(Path(member.filename).parent)
        if parent not in self._folders:
            self._folders[parent] = self._staging.new_folder()
        target = self._folders[parent] / self._staging.safe_name(member.filename)
        return self._staging.new_folder() / target.name if target.exists() else target

    def _released(self, member: zipfile.ZipInfo) -> datetime:
        try:
            return datetime(*member.date_time)
        except ValueError:  # a zip archive may give no date, or month 0
            return self._modified


def _refuse_archive(unpacked: Path, name: str) -> None:
    magic = _magic(unpacked)
    if magic.startswith(GZIP_MAGIC) or (magic in (ZIP_MAGIC, EMPTY_ZIP_MAGIC) and not is_spreadsheet(unpacked)):
        raise FileRefused("it is an archive inside an archive", where=name, remedy="Unpack the outer one first.")
