"""What a lake consists of as its last load left it: files that can be copied while others load.

A file of a Delta table never changes, nor does an entry of its log. So it is enough to name those that the last load's
row needs, and to copy them in any order. Rows that are removed for good take their files along; a copy that then misses
one is begun anew (`is_unchanged`). What a load is writing, or has left unfinished, is no part of it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from deltalake import DeltaTable

from saferplan.evidence.lake_layout import RESTRICTED, table_folder
from saferplan.evidence.snapshot import LOADS, LoadRecord, has_commits, read_loads, table_files
from saferplan.evidence.tables import ALL_TABLES

LOG = "_delta_log"
# Delta's protocol, "Delta Log Entries" and "Checkpoints". The hint where the last checkpoint is may be left out.
_ENTRY = re.compile(r"(\d{20})(?:\.json|\.checkpoint(?:\.[\w-]+)*\.parquet|\.crc)")


@dataclass(frozen=True)
class LakeState:
    """`files` are paths from the lake's folder. `loads` is the version of the table of loads, None before the first."""

    root: Path
    loads: int | None
    last_load: int
    files: tuple[Path, ...]

    def is_unchanged(self) -> bool:
        return _loads_version(self.root) == self.loads


def state_of(root: Path) -> LakeState:
    """Raises LakeError where a file is lost, and also where rows are being removed at this moment."""
    version = _loads_version(root)
    loads = read_loads(root, version) if version is not None else []
    last = loads[-1].load_id if loads else 0
    found = {*_beside_tables(root), *(_of_tables(root, loads, version) if loads else ())}
    return LakeState(root, version, last, tuple(sorted(path.relative_to(root) for path in found)))


def _loads_version(root: Path) -> int | None:
    return DeltaTable(root / LOADS).version() if has_commits(root / LOADS) else None


def _of_tables(root: Path, loads: list[LoadRecord], version: int | None) -> Iterator[Path]:
    yield from _of_table(root / LOADS, [version or 0])
    last = loads[-1]
    for name in last.versions:
        folder = table_folder(root, ALL_TABLES[name], last.generation(name))
        yield from _of_table(folder, {load.versions[name] for load in loads if load.holds_as(name, last)})


def _of_table(folder: Path, versions: Iterable[int]) -> Iterator[Path]:
    kept = sorted(versions)
    for version in kept:
        yield from map(Path, table_files(folder, version))
    for entry in (folder / LOG).iterdir():
        number = _ENTRY.fullmatch(entry.name)
        if number and int(number[1]) <= kept[-1]:
            yield entry


def _beside_tables(root: Path) -> Iterator[Path]:
    """The check of the key, the log of reads, and whatever else somebody keeps there; nothing of an unfinished load."""
    of_tables = {LOADS, RESTRICTED, *ALL_TABLES}
    for entry in root.iterdir():
        if entry.name.startswith(".") or entry.name in of_tables or entry.is_symlink():
            continue
        yield from (file for file in (entry.rglob("*") if entry.is_dir() else [entry]) if file.is_file())
