"""Turns what a user names (folders, files, zip and gzip archives) into plain files; refuses hostile ones."""

import gzip
import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

from saferplan.errors import FileRefused
from saferplan.evidence.sources.base import Delivered

# A police.uk file compresses about sevenfold, boundaries about tenfold; a bomb compresses a thousandfold.
MOST_COMPRESSION = 200
COMPRESSION_CHECKED_FROM = 16 * 1024 * 1024
LARGEST_MEMBER = 8 * 1024**3
CHUNK = 1024 * 1024
GZIP_MAGIC, ZIP_MAGIC = b"\x1f\x8b", b"PK\x03\x04"
EMPTY_ZIP_MAGIC = b"PK\x05\x06"
SHAPEFILE_PARTS = {".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qpj", ".qmd"}
WORKBOOK_MEMBERS = {"[Content_Types].xml", "mimetype"}


def deliver(paths: list[Path], staging: Path) -> Iterator[Delivered | FileRefused]:
    """Every file behind `paths`, unpacked into `staging`; a FileRefused in the place of one that cannot be opened."""
    for path in paths:
        if not path.exists():
            yield FileRefused("there is no such file or folder", where=str(path), remedy="Check the path.")
            continue
        for file in _walk(path):
            yield from _open(file, staging)


def _walk(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [
        Path(folder, name)
        for folder, _, names in sorted(os.walk(path))
        for name in sorted(names)
        if not name.startswith(".") and "__MACOSX" not in folder
    ]


def _open(path: Path, staging: Path) -> Iterator[Delivered | FileRefused]:
    if path.suffix.lower() in SHAPEFILE_PARTS and path.with_suffix(".shp").exists():
        return
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
    except OSError as fault:
        yield FileRefused(f"the file cannot be read ({fault.strerror})", where=str(path))
        return
    if magic.startswith(GZIP_MAGIC):
        yield _gunzip(path, staging)
    elif magic in (ZIP_MAGIC, EMPTY_ZIP_MAGIC) and not _is_workbook(path):
        yield from _unzip(path, staging)
    else:
        yield Delivered(path, str(path), _modified(path), _sha256(path))


def _modified(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(WORKBOOK_MEMBERS & set(archive.namelist()))
    except zipfile.BadZipFile:
        return False


def _gunzip(path: Path, staging: Path) -> Delivered | FileRefused:
    target = _place(staging, path.name.removesuffix(".gz"))
    try:
        with gzip.open(path) as packed:
            digest = _copy(packed, target, path.stat().st_size, str(path))
    except FileRefused as refused:
        return refused
    except (gzip.BadGzipFile, EOFError, zlib.error):
        return FileRefused("the gzip file is cut off or damaged", where=str(path), remedy="Download it again.")
    return Delivered(target, str(path).removesuffix(".gz"), _modified(path), digest)


def _unzip(path: Path, staging: Path) -> Iterator[Delivered | FileRefused]:
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        yield FileRefused("the zip archive is cut off or damaged", where=str(path), remedy="Download it again.")
        return
    with archive:
        folders: dict[str, Path] = {}
        for member in archive.infolist():
            if member.is_dir() or "__MACOSX" in member.filename or Path(member.filename).name.startswith("."):
                continue
            opened = _extract(archive, member, f"{path}!{member.filename}", staging, folders)
            if isinstance(opened, FileRefused) or opened.path.suffix.lower() not in SHAPEFILE_PARTS:
                yield opened


def _extract(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, staging: Path, folders: dict[str, Path]
) -> Delivered | FileRefused:
    if member.flag_bits & 1:
        return FileRefused("it is encrypted", where=name, remedy="Unpack it with its password and load the files.")
    if member.filename.lower().endswith(".zip"):
        return FileRefused("it is an archive inside an archive", where=name, remedy="Unpack the outer one first.")
    # Members of one folder stay together (a Shapefile is several files); their own paths are never trusted.
    parent = str(Path(member.filename).parent)
    folder = folders.setdefault(parent, staging / f"{len(list(staging.iterdir())):06d}")
    folder.mkdir(exist_ok=True)
    target = folder / _safe_name(member.filename)
    try:
        with archive.open(member) as packed:
            digest = _copy(packed, target, member.compress_size, name)
    except FileRefused as refused:
        return refused
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return FileRefused("the archive's copy of it is damaged", where=name, remedy="Download the archive again.")
    except NotImplementedError:
        return FileRefused("it is packed in a way that is not supported", where=name, remedy="Unpack it yourself.")
    return Delivered(target, name, datetime(*member.date_time), digest)


def _safe_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in Path(name).name)[-120:]


def _place(staging: Path, name: str) -> Path:
    folder = staging / f"{len(list(staging.iterdir())):06d}"
    folder.mkdir()
    return folder / _safe_name(name)


def _copy(packed: IO[bytes], target: Path, packed_size: int, name: str) -> str:
    """Unpacks to `target` and gives the SHA-256; stops at a size that no honest file of this kind has."""
    allowed = min(LARGEST_MEMBER, max(COMPRESSION_CHECKED_FROM, packed_size * MOST_COMPRESSION))
    digest, written = hashlib.sha256(), 0
    with target.open("wb") as plain:
        while chunk := packed.read(CHUNK):
            written += len(chunk)
            if written > allowed:
                raise FileRefused(
                    f"it unpacks to more than {allowed // 1024**2:,} MiB from {packed_size:,} bytes, like a zip bomb",
                    where=name,
                    remedy="Unpack it yourself if you trust it.",
                )
            digest.update(chunk)
            plain.write(chunk)
    return digest.hexdigest()


def free_space_note(folder: Path) -> str:
    """How much room is left where files are unpacked, for the message about a full disk."""
    return f"{shutil.disk_usage(folder).free // 1024**2:,} MiB are free in {folder}"
