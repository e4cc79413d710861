"""Unpacks one stream after another into a staging folder, and stops at a size that no honest archive has."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from saferplan.errors import FileRefused
from saferplan.evidence.archives import DAMAGED_ARCHIVE, MOST_COMPRESSION

SMALL_ENOUGH_FOR_ANY_RATIO = 16 * 1024**2
LARGEST_MEMBER = 8 * 1024**3
# Three years of every force unpack to some ten gigabytes.
LARGEST_ARCHIVE = 64 * 1024**3
# The rest is for the tables, and for whatever else the disk is used for.
SHARE_OF_FREE_SPACE = 0.5
CHUNK = 1024**2
LONGEST_NAME = 120
BOMB = "like a zip bomb"


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Room:
    """What one load may unpack, all its archives together, so that it never fills the disk."""

    def __init__(self, folder: Path) -> None:
        # On a disk all but full, writing fails soon enough, and the load says that there is no room.
        half = int(shutil.disk_usage(folder).free * SHARE_OF_FREE_SPACE)
        self._left = max(SMALL_ENOUGH_FOR_ANY_RATIO, half)

    def take(self, size: int) -> bool:
        self._left -= size
        return self._left >= 0


class Staging:
    """A folder of numbered folders, so that no name in an archive decides where a file comes to lie."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.room = Room(root)
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

    def __init__(self, packed_size: int, room: Room) -> None:
        self._packed_size, self._taken, self._room = packed_size, 0, room

    def take(self, size: int) -> str:
        """Why `size` bytes more must not be unpacked; nothing where they may."""
        self._taken += size
        if self._taken > _most(self._packed_size):
            return f"the archive unpacks to {_mebibytes(self._taken)} and more from {self._packed_size:,} bytes, {BOMB}"
        if self._taken > LARGEST_ARCHIVE:
            return f"the archive unpacks to more than {_mebibytes(LARGEST_ARCHIVE)}"
        if not self._room.take(size):
            return "unpacked files would take more than half of the free space of the disk"
        return ""


def unpack(packed: Readable, target: Path, allowance: Allowance, packed_size: int, name: str) -> str:
    """Unpacks to `target` and gives the SHA-256; raises FileRefused for what is damaged or grows like a zip bomb."""
    most, written, digest = min(LARGEST_MEMBER, _most(packed_size)), 0, hashlib.sha256()
    with target.open("wb") as plain:
        for chunk in _chunks(packed, name):
            written += len(chunk)
            problem = allowance.take(len(chunk))
            if written > most:
                problem = f"it unpacks to {_mebibytes(written)} and more from {packed_size:,} bytes, {BOMB}"
            if problem:
                target.unlink()
                raise FileRefused(
                    problem, where=name, remedy="Unpack it yourself if you trust it, on a disk with room."
                )
            digest.update(chunk)
            plain.write(chunk)
    return digest.hexdigest()


def _mebibytes(size: int) -> str:
    return f"{size // 1024**2:,} MiB"


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
