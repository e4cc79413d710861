"""Unpacks one stream after another into a staging folder, and stops at a size that no honest archive has."""

import hashlib
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from saferplan.errors import FileRefused

# A police.uk file compresses about sevenfold, boundaries about tenfold; a bomb compresses a thousandfold.
MOST_COMPRESSION = 200
SMALL_ENOUGH_FOR_ANY_RATIO = 16 * 1024**2
LARGEST_MEMBER = 8 * 1024**3
CHUNK = 1024**2
LONGEST_NAME = 120
# What the readers of zip, gzip, bzip2 and LZMA raise at bytes that are not what they should be.
DAMAGED_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
)


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Staging:
    """A folder of numbered folders, so that no name in an archive decides where a file comes to lie."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._count = 0

    def new_folder(self) -> Path:
        self._count += 1
        folder = self._root / f"{self._count:06d}"
        folder.mkdir()
        return folder

    def link_to(self, path: Path) -> Path:
        """Another name for a file whose own is no text, for readers that cannot open it by that."""
        link = self.new_folder() / self.safe_name(path.name)
        link.symlink_to(path.absolute())
        return link

    @staticmethod
    def safe_name(name: str) -> str:
        """The last part of a name, in letters that mean nothing to any system."""
        plain = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in Path(name).name)
        return plain.encode("ascii", errors="replace").decode().replace("?", "_")[-LONGEST_NAME:]


class Allowance:
    """What may still be unpacked from one archive of `packed_size` bytes."""

    def __init__(self, packed_size: int) -> None:
        self._left = _most(packed_size)

    def take(self, size: int) -> bool:
        """True where `size` bytes more are no sign of a bomb."""
        self._left -= size
        return self._left >= 0


def unpack(packed: Readable, target: Path, allowance: Allowance, packed_size: int, name: str) -> str:
    """Unpacks to `target` and gives the SHA-256; raises FileRefused for what is damaged or grows like a zip bomb."""
    most, written, digest = min(LARGEST_MEMBER, _most(packed_size)), 0, hashlib.sha256()
    with target.open("wb") as plain:
        for chunk in _chunks(packed, name):
            written += len(chunk)
            if written > most or not allowance.take(len(chunk)):
                target.unlink()
                raise FileRefused(
                    f"it unpacks to {written // 1024**2:,} MiB and more from {packed_size:,} bytes, like a zip bomb",
                    where=name,
                    remedy="Unpack it yourself if you trust it.",
                )
            digest.update(chunk)
            plain.write(chunk)
    return digest.hexdigest()


def _most(packed_size: int) -> int:
    return max(SMALL_ENOUGH_FOR_ANY_RATIO, packed_size * MOST_COMPRESSION)


def _chunks(packed: Readable, name: str) -> Iterator[bytes]:
    """Reading is kept apart from writing, because both can fail with an OSError: one is the file's fault."""
    while True:
        try:
            chunk = packed.read(CHUNK)
        except DAMAGED_ARCHIVE:
            raise FileRefused("it is cut off or damaged", where=name, remedy="Download it again.") from None
        if not chunk:
            return
        yield chunk
