"""Whether a backup is whole: every file that it names, with the digest that it names, and no other."""

import hashlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from saferplan.errors import BackupError, KeyRefused
from saferplan.identities.keys import PartnershipKey
from saferplan.web.backup.databases import PIECE
from saferplan.web.backup.making import contents_digest
from saferplan.web.backup.manifest import ABOUT, CONTENTS, About, Contents, read_about
from saferplan.web.backup.sealing import KEY, opened

PLAIN_MODES = 0o777  # without those that give whoever runs a file the rights of its owner
DAMAGED = "Take another backup; nothing has been restored."


def verified(folder: Path, key: PartnershipKey | None) -> tuple[About, Contents]:
    """Reads all of it, and writes nothing. Raises BackupError or KeyRefused."""
    about = read_about(folder)
    _check_key(about, key, folder)
    try:
        matches = contents_digest(folder) == about.contents_sha256
    except OSError:
        matches = False
    if not matches:
        raise BackupError("the list of what the backup holds is damaged", where=str(folder), remedy=DAMAGED)
    contents = Contents.of_json(b"".join(pieces_of(folder, CONTENTS, key)))
    _check_files(folder, contents)
    return about, contents


def pieces_of(folder: Path, path: str, key: PartnershipKey | None) -> Iterator[bytes]:
    """The content of a file of the backup, opened where it is sealed."""
    with (folder / path).open("rb") as stream:
        if key:
            yield from opened(stream, key, path)
            return
        while piece := stream.read(PIECE):
            yield piece


def _check_key(about: About, key: PartnershipKey | None, folder: Path) -> None:
    if about.seal and key is None:
        raise KeyRefused("this backup is encrypted", where=str(folder), remedy=f"Set {KEY} as it was when it was made.")
    if about.seal != (key.check if key else ""):
        problem = "this backup is encrypted under another key" if about.seal else "this backup is not encrypted"
        raise KeyRefused(problem, where=str(folder), remedy=f"Check {KEY}.")


def _check_files(folder: Path, contents: Contents) -> None:
    _check_places(contents)
    named = {entry.path: entry for entry in contents.files}
    present = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir()}
    if strange := sorted(present - named.keys() - {ABOUT, CONTENTS}):
        raise BackupError("the backup holds a file that its list does not name", where=strange[0], remedy=DAMAGED)
    for path, entry in named.items():
        file = folder / path
        if path not in present or file.is_symlink() or _digest(file) != entry.sha256:
            raise BackupError("a file of the backup is damaged or lost", where=path, remedy=DAMAGED)


def _check_places(contents: Contents) -> None:
    """Its files and folders lie in it, and their modes are of reading, writing and entering alone."""
    modes = contents.folders | {entry.path: entry.mode for entry in contents.files}
    for path, mode in modes.items():
        if not _is_inside(path):
            raise BackupError("the backup names a file outside of it", where=path, remedy=DAMAGED)
        if mode & ~PLAIN_MODES:
            raise BackupError("the backup names a file that would run with others' rights", where=path, remedy=DAMAGED)


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and ".." not in parts and not path.startswith("/")


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
