"""Files and folders that outlast the loss of power once they are written."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from saferplan.evidence.access import OWN_FILE


def written(target: Path, pieces: Iterable[bytes]) -> tuple[int, str]:
    """A new file; gives its size and its SHA-256."""
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN_FILE), "wb") as stream:
        for piece in pieces:
            digest.update(piece)
            size += stream.write(piece)
        stream.flush()
        os.fsync(stream.fileno())
    return size, digest.hexdigest()


def sync_all(folder: Path) -> None:
    for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        sync(place)


def sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
