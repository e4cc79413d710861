"""Where uploaded files lie. Nothing in a path comes from who uploads."""

import os
import secrets
import shutil
from pathlib import Path

from django.conf import settings

from saferplan.evidence.access import OWN_FOLDER
from saferplan.web.files.faults import NO_ROOM_LEFT, NotKept, room_expected

FILES = "files"
INCOMING = ".incoming"  # no partnership's slug begins with a full stop
RANDOM_BYTES = 16  # 128 bits: no two files meet, and no name can be guessed


def root() -> Path:
    return Path(settings.HOME) / FILES


def new_incoming() -> Path:
    """Where a file is written to while it arrives."""
    return _made(root() / INCOMING) / secrets.token_hex(RANDOM_BYTES)


def new_place(partnership: str) -> str:
    """Relative to `root`; spread over 256 folders, so that none grows too long to list."""
    name = secrets.token_hex(RANDOM_BYTES)
    return f"{partnership}/{name[:2]}/{name}"


def put_in_place(arrived: Path, place: str) -> None:
    """Moves a whole file to where it stays. When this returns, it outlasts the loss of power."""
    target = root() / place
    folder = _made(target.parent)
    with room_expected():
        arrived.rename(target)
        for known in (folder, folder.parent):
            _sync(known)


def check_room(needed: int) -> None:
    """Raises NotKept where the disk would be left with too little: the database may lie on it too."""
    with room_expected():
        free = shutil.disk_usage(_made(root())).free
    if free - needed < settings.FILES_LEAST_FREE:
        raise NotKept(NO_ROOM_LEFT)


def _made(folder: Path) -> Path:
    """With every folder on the way to it closed to all but their owner."""
    with room_expected():
        for place in (root(), *reversed(folder.relative_to(root()).parents), folder):
            (root() / place).mkdir(mode=OWN_FOLDER, exist_ok=True)
    return folder


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
