"""What a backup says of itself: everything that it holds with its digest, and where it came from.

`about.json` can be read without a key. The list of files is sealed where the backup is.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from saferplan import __version__
from saferplan.errors import BackupError

ABOUT, CONTENTS = "about.json", "contents.json"
FORMAT = 1
"""Raised when a backup of an earlier program can no longer be read as it is."""


@dataclass(frozen=True)
class Entry:
    """A file of the backup: where it lies in it, and the digest of the bytes as they lie there."""

    path: str
    size: int
    sha256: str
    mode: int


@dataclass(frozen=True)
class About:
    """`migrations` is the last of each app; `keys` are checks that tell keys apart, by what they open."""

    backup: str
    made_at: str
    contents_sha256: str
    seal: str = ""
    saferplan: str = __version__
    format: int = FORMAT


@dataclass(frozen=True)
class Contents:
    """`lakes`: the last load of each. `folders`: who may enter each, by mode. `missing`: files whose rows named what
    was not there, or was something else.
    """

    migrations: dict[str, list[str]]
    keys: dict[str, str]
    stores: list[str]
    lakes: dict[str, int]
    files: list[Entry] = field(default_factory=list)
    folders: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def under(self, folder: str) -> Iterable[Entry]:
        return (entry for entry in self.files if entry.path.startswith(f"{folder}/"))

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def of_json(cls, text: bytes) -> "Contents":
        told = _loaded(text, CONTENTS)
        try:
            return cls(**told | {"files": [Entry(**one) for one in told["files"]]})
        except (TypeError, KeyError):
            raise _unreadable(CONTENTS) from None


def write_about(folder: Path, about: About) -> None:
    (folder / ABOUT).write_text(json.dumps(asdict(about), indent=1), encoding="utf-8")


def read_about(folder: Path) -> About:
    """Raises BackupError where the folder is no backup, or that of a later program."""
    try:
        told = _loaded((folder / ABOUT).read_bytes(), ABOUT)
    except OSError:
        raise BackupError(
            "this folder is no backup of saferplan", where=str(folder), remedy=f"Name the folder that holds {ABOUT}."
        ) from None
    if told.get("format") != FORMAT:
        raise BackupError(
            f"this backup was made by saferplan {told.get('saferplan')} in another format than this version reads",
            where=str(folder),
            remedy="Install that version, restore with it, and upgrade then.",
        )
    try:
        return About(**told)
    except TypeError:
        raise _unreadable(ABOUT) from None


def _loaded(text: bytes, name: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        raise _unreadable(name) from None
    if not isinstance(told, dict):
        raise _unreadable(name)
    return told


def _unreadable(name: str) -> BackupError:
    return BackupError("this part of the backup cannot be read", where=name, remedy="Take another backup.")
