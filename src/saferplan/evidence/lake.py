"""The lake: Delta tables in a folder, read at the versions that the last load put in force.

A load touches several tables, and Delta commits one at a time; so the small `loads` table is the commit
point. Its last row names the version of every table in force. A load that is killed leaves tables ahead of
that row: readers never see it, and the next writer restores it. Past states of open tables stay readable for good,
those of restricted ones until rows are removed from them (`lake_layout`).
"""

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from deltalake import DeltaTable

from saferplan.errors import LakeError, NothingLoaded
from saferplan.evidence.lake_layout import take_over
from saferplan.evidence.lake_recovery import UNFINISHED, recover
from saferplan.evidence.lake_writer import Writer
from saferplan.evidence.snapshot import BEFORE_THE_FIRST_LOAD, LOADS, LoadRecord, Snapshot, read_loads

__all__ = ["Lake", "LoadRecord", "Snapshot", "Writer"]

LOCK = ".lock"
IDENTITIES_CHECK = "identities-check.json"  # tells by which key the lake's pseudonyms were made
# What the libraries under the lake make of a folder's name: Delta takes the path for a URL, DuckDB a bracket or a star
# for a pattern, and readers of partitioned tables a folder 'month=5' for a column.
UNUSABLE = re.compile(r"[%\[\]*?\\^|\x00-\x1f\x7f]|/[^/=]+=")


class Lake:
    """A folder of tables. Creating the object touches nothing; the first load makes the folder."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()

    def loads(self) -> list[LoadRecord]:
        """Every load, oldest first."""
        self._check_name()
        return read_loads(self.root)

    def identity(self) -> str:
        """What tells this lake, and every copy of it, from others: the number that its table of loads was made with."""
        self.snapshot()
        return str(DeltaTable(self.root / LOADS).metadata().id)

    def snapshot(self, as_at: datetime | None = None) -> Snapshot:
        """The lake in force, or as it stood at a moment. Raises NothingLoaded where there was no load yet."""
        loads = [load for load in self.loads() if as_at is None or datetime.fromisoformat(load.loaded_at) <= as_at]
        if not loads:
            when = f" at {as_at.isoformat()}" if as_at else ""
            raise NothingLoaded(
                f"no data is loaded{when}", where=str(self.root), remedy="Load files with: saferplan load PATH"
            )
        return Snapshot(self.root, loads[-1])

    def snapshot_or_empty(self) -> Snapshot:
        """The lake in force, or an empty one before the first load."""
        return Snapshot(self.root, (self.loads() or [BEFORE_THE_FIRST_LOAD])[-1])

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One load. What it wrote comes into force at `commit`, whole; without that, nothing has changed.

        Raises LakeError where the folder is no lake, or where another load is writing.
        """
        self._check_name()
        self._make_folder()
        with (self.root / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LakeError(
                    "another load is writing to this lake", where=str(self.root), remedy="Wait until it has ended."
                ) from None
            take_over(self.root)
            if (self.root / UNFINISHED).exists():
                recover(self.root)
            writer = Writer(self.root, self.snapshot_or_empty())
            try:
                writer.begin()
                yield writer
            finally:
                writer.settle()

    def _check_name(self) -> None:
        if found := UNUSABLE.search(str(self.root)):
            raise LakeError(
                f"a lake cannot lie in a folder with {found[0]!r} in its path",
                where=str(self.root),
                remedy="Choose a folder with a plainer name: letters, digits, spaces, hyphens.",
            )

    def _make_folder(self) -> None:
        if self.root.is_dir() and any(self.root.iterdir()) and not self._is_lake():
            raise LakeError(
                "this folder holds other files and is not a lake",
                where=str(self.root),
                remedy="Name an empty or a new folder with --lake.",
            )
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise LakeError("this is a file, not a folder", where=str(self.root)) from None

    def _is_lake(self) -> bool:
        """A copy of a lake may lack the hidden lock; a lake whose first load was killed may lack the loads."""
        return is_lake(self.root)


def is_lake(folder: Path) -> bool:
    if (folder / "loads" / "_delta_log").is_dir():
        return True
    return any((folder / sign).is_file() for sign in (LOCK, IDENTITIES_CHECK))
