"""The folder of fetched files: whole files only, and a manifest that says where each of them came from."""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path, PurePosixPath

from saferplan.errors import FetchError

MANIFEST = "fetched.json"
MANIFEST_FORMAT = 1


@dataclass(frozen=True)
class Entry:
    """One fetched file. `edition` is the publisher's mark of the version that it was made from, where one is given."""

    path: str
    url: str
    sha256: str
    bytes: int
    etag: str
    last_modified: str
    fetched_at: str
    licence: str
    source: str
    title: str = ""
    edition: str = ""
    crc32: str = ""


class Store:
    """A folder `out` and its manifest, which is written anew, in one step, after every file."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._entries = self._read()

    def _read(self) -> dict[str, Entry]:
        manifest = self.out / MANIFEST
        if not manifest.exists():
            return {}
        known = {field.name for field in fields(Entry)}
        try:
            listed = json.loads(manifest.read_text(encoding="utf-8"))["files"]
            entries = [Entry(**{key: value for key, value in row.items() if key in known}) for row in listed]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise FetchError(
                "the manifest is damaged", where=str(manifest), remedy="Delete it; the files are then fetched again."
            ) from None
        return {entry.path: entry for entry in entries}

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def place(self, name: str) -> Path:
        """Where the file `name` belongs, its folder made. Names come from publishers: none may leave `out`."""
        relative = PurePosixPath(name)
        if relative.is_absolute() or ".." in relative.parts or not relative.parts:
            raise FetchError(f"the publisher's file name {name!r} would leave the folder", where=str(self.out))
        place = self.out.joinpath(*relative.parts)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise self.unwritable(fault) from None
        return place

    def held(self, name: str) -> Entry | None:
        """The entry of `name` if the file is here and has the bytes that were fetched."""
        entry, path = self._entries.get(name), self.out / name
        if entry is None or not path.is_file() or path.stat().st_size != entry.bytes:
            return None
        return entry if file_digest(path, "sha256") == entry.sha256 else None

    def keep(self, part: Path, entry: Entry, modified: datetime | None = None) -> Entry:
        """Moves a verified file into its place and records it. `modified` becomes the file's own time stamp."""
        target = self.place(entry.path)
        try:
            if modified is not None:
                os.utime(part, (modified.timestamp(), modified.timestamp()))
            part.replace(target)
            self._entries[entry.path] = entry
            self._write()
        except OSError as fault:
            raise self.unwritable(fault) from None
        return entry

    def note(self, entry: Entry) -> None:
        """Records what is new about a file whose bytes are as before."""
        self._entries[entry.path] = entry
        try:
            self._write()
        except OSError as fault:
            raise self.unwritable(fault) from None

    def _write(self) -> None:
        listed = [asdict(entry) for _, entry in sorted(self._entries.items())]
        manifest = self.out / MANIFEST
        fresh = manifest.with_name(f".{MANIFEST}.new")
        text = json.dumps({"format": MANIFEST_FORMAT, "files": listed}, indent=1, ensure_ascii=False)
        fresh.write_text(text + "\n", encoding="utf-8")
        fresh.replace(manifest)

    def unwritable(self, fault: OSError) -> FetchError:
        return FetchError(
            f"the folder cannot be written ({fault.strerror})",
            where=str(self.out),
            remedy="Free some space or give another folder with --out; what was fetched so far is kept.",
        )


@contextmanager
def alone_in(out: Path) -> Iterator[Store]:
    """The store of a folder in which no other fetch is at work; raises FetchError where one is."""
    store = Store(out)
    with store.place(".fetched.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise FetchError(
                "another fetch is at work in this folder", where=str(out), remedy="Wait for it, or give another --out."
            ) from None
        yield store


def file_digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, algorithm).hexdigest()
