"""Makes a backup: a new folder, whole or not there at all.

It is written under a hidden name, every file to the disk before the next step, and gets its own name last.
"""

import fcntl
import hashlib
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from saferplan.errors import BackupError, StoreError
from saferplan.evidence.access import OWN_FILE, OWN_FOLDER
from saferplan.evidence.lake_copy import LakeState
from saferplan.evidence.lake_faults import NO_ROOM
from saferplan.identities.keys import PartnershipKey
from saferplan.web.backup.cut import Cut, cut
from saferplan.web.backup.databases import PIECE, key_check
from saferplan.web.backup.disk import sync, sync_all, written
from saferplan.web.backup.manifest import CONTENTS, About, Contents, Entry, write_about
from saferplan.web.backup.sealing import sealed
from saferplan.web.evidence.lake import LAKES
from saferplan.web.files.places import FILES

MAKING, LOCK = ".making-", ".lock"
DATABASES, HOME = "databases", "home"
# Made anew by the program itself.
NOT_COPIED = frozenset({"static"})
RESTARTS = 3
Step = Callable[[str], None]
"""Told of each step that has been done; tests change things there, or end the process."""


class _Moved(Exception):
    """A file of a lake is gone: rows were removed for good while it was copied."""


@dataclass
class Writing:
    """A backup that is being written."""

    folder: Path
    key: PartnershipKey | None
    entries: list[Entry] = field(default_factory=list)
    folders: dict[str, int] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def add(self, path: str, pieces: Iterable[bytes], mode: int = OWN_FILE) -> str:
        """Writes a file, and gives the SHA-256 of its content as it was given."""
        target, plain = self.folder / path, hashlib.sha256()
        target.parent.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
        content = _counted(pieces, plain)
        size, digest = written(target, sealed(content, self.key, path) if self.key else content)
        self.entries.append(Entry(path, size, digest, mode))
        return plain.hexdigest()

    def copy(self, source: Path, path: str) -> str:
        return self.add(path, _pieces(source), source.stat().st_mode & 0o777)

    def note_folders(self, home: Path) -> None:
        """Who may enter the folders that hold what was copied."""
        for parent in {parent for entry in self.entries for parent in Path(entry.path).parents}:
            place = home / Path(*parent.parts[1:])
            if parent.parts[:1] == (HOME,) and place.is_dir():
                self.folders[parent.as_posix()] = place.stat().st_mode & 0o777


def make_backup(
    url: str,
    home: Path,
    to: Path,
    *,
    key: PartnershipKey | None,
    site_key: str,
    now: datetime,
    done: Step = lambda _: None,
) -> tuple[Path, Contents]:
    """The folder of the backup, in `to`. Raises BackupError, StoreError or LakeError; then nothing of it is there."""
    with _alone(to), _tidy(to) as folder:
        for _ in range(RESTARTS):
            try:
                contents = _written_in(folder, url, home, key, site_key, done)
                break
            except _Moved:
                shutil.rmtree(folder)
        else:
            raise BackupError("rows of a lake were removed again and again", remedy="Run the backup again later.")
        name = f"saferplan-{now:%Y%m%dT%H%M%SZ}"
        digest = contents_digest(folder)
        write_about(folder, About(name, now.isoformat(timespec="seconds"), digest, key.check if key else ""))
        sync_all(folder)
        done("the backup is whole")
        return _named(folder, to / name), contents


def contents_digest(folder: Path) -> str:
    return hashlib.sha256((folder / CONTENTS).read_bytes()).hexdigest()


def _written_in(folder: Path, url: str, home: Path, key: PartnershipKey | None, site_key: str, done: Step) -> Contents:
    folder.mkdir(mode=OWN_FOLDER)
    writing = Writing(folder, key)
    with cut(url, home) as moment:
        done("everything is frozen")
        _copy_lakes(writing, moment.lakes.values())
        done("the lakes are copied")
        _dump(writing, moment)
        done("the databases are copied")
        _copy_files(writing, moment, home)
        done("the uploaded files are copied")
        _copy_rest(writing, home, set(moment.lakes))
        writing.note_folders(home)
        contents = replace(
            _told(moment, site_key), files=writing.entries, folders=writing.folders, missing=writing.missing
        )
    text = contents.as_json()
    written(folder / CONTENTS, sealed([text], key, CONTENTS) if key else [text])
    return contents


def _copy_lakes(writing: Writing, lakes: Iterable[LakeState]) -> None:
    for lake in lakes:
        for file in lake.files:
            try:
                writing.copy(lake.root / file, f"{HOME}/{LAKES}/{lake.root.name}/{file.as_posix()}")
            except FileNotFoundError:
                raise _Moved from None


def _dump(writing: Writing, moment: Cut) -> None:
    writing.add(f"{DATABASES}/site.dump", moment.site.dump())
    for slug, store in moment.stores.items():
        writing.add(store_dump(slug), store.dump())


def store_dump(slug: str) -> str:
    return f"{DATABASES}/store-{slug}.dump"


def _copy_files(writing: Writing, moment: Cut, home: Path) -> None:
    """Those that the frozen rows name, each held against its row."""
    rows = moment.site.connection.execute("SELECT place, sha256 FROM files_storedfile ORDER BY place")
    for place, sha256 in rows.fetchall():
        try:
            found = writing.copy(home / FILES / place, f"{HOME}/{FILES}/{place}")
        except FileNotFoundError:
            found = ""
        if found != sha256:
            writing.missing.append(place)


def _copy_rest(writing: Writing, home: Path, lakes: set[str]) -> None:
    """Whatever else lies in the home, as it lies: nothing that somebody put there is silently left out."""
    for file in sorted(home.rglob("*")):
        inside = file.relative_to(home)
        is_done = inside.parts[0] == FILES or (
            inside.parts[0] == LAKES and inside.parts[1:2] and inside.parts[1] in lakes
        )
        if is_done or inside.parts[0] in NOT_COPIED or inside.parts[0].startswith("."):
            continue
        if file.is_symlink():
            raise BackupError(
                "a link stands in the home of the site", where=str(file), remedy="Put what it points to in its place."
            )
        if file.is_file():
            writing.copy(file, f"{HOME}/{inside.as_posix()}")


def _told(moment: Cut, site_key: str) -> Contents:
    """What a restore must know before it touches anything."""
    migrations: dict[str, list[str]] = {}
    rows = moment.site.connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    for app, name in rows.fetchall():
        migrations.setdefault(app, []).append(name)
    keys = {f"store-{slug}": key_check(store.connection) for slug, store in moment.stores.items()}
    if site_key:
        keys["site"] = PartnershipKey.of(site_key).check
    lakes = {slug: lake.last_load for slug, lake in moment.lakes.items()}
    return Contents(migrations, keys, sorted(moment.stores), lakes)


def _counted(pieces: Iterable[bytes], plain: "hashlib._Hash") -> Iterator[bytes]:
    for piece in pieces:
        plain.update(piece)
        yield piece


def _pieces(source: Path) -> Iterator[bytes]:
    with source.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece


@contextmanager
def _alone(to: Path) -> Iterator[None]:
    try:
        to.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
        lock = (to / LOCK).open("w")
    except OSError as fault:
        raise BackupError(f"the folder cannot be written to ({fault.strerror})", where=str(to)) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(
                "another backup is being made here", where=str(to), remedy="Wait until it has ended."
            ) from None
        yield


@contextmanager
def _tidy(to: Path) -> Iterator[Path]:
    """The folder to write in. What an earlier run left that was killed goes, and what this one leaves unfinished."""
    for left in to.glob(f"{MAKING}*"):
        shutil.rmtree(left)
    folder = to / f"{MAKING}{secrets.token_hex(8)}"
    try:
        yield folder
    except OSError as fault:
        if fault.errno not in NO_ROOM:
            raise
        raise BackupError(
            "there is no room for the backup",
            where=str(to),
            remedy="Make room, or remove an older one, and run it again.",
        ) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _named(folder: Path, target: Path) -> Path:
    if target.exists():
        raise StoreError("a backup of this second is there already", where=str(target), remedy="Run it again.")
    folder.rename(target)
    sync(target.parent)
    return target
