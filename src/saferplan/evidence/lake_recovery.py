"""What a writer that did not end has left in a lake, put right by the next one."""

from pathlib import Path

from deltalake import DeltaTable

from saferplan.errors import LakeError
from saferplan.evidence.lake_layout import refuse_link, remove, remove_other_generations, table_folder
from saferplan.evidence.snapshot import BEFORE_THE_FIRST_LOAD, LOADS, LoadRecord, read_loads, table_files
from saferplan.evidence.tables import ALL_TABLES

# Stands in the lake while a load runs; found at the start of the next one, it says that the load did not end.
UNFINISHED = ".unfinished"
# Where a load unpacks files and spills: partners' data, which a killed load must not leave lying about elsewhere.
STAGING = ".staging"


def recover(root: Path) -> None:
    """Undoes what a load left that did not end: tables ahead of the commit point, files in no table, unpacked files.

    Files go first: on a full disk the room they take is needed to write the rest. Whatever of this is done, readers
    see the same; and where it is cut short, the next writer does it again. What an erasure has taken out of force, and
    did not come to delete, goes here too.
    """
    remove(root / STAGING)
    loads = read_loads(root)
    last = (loads or [BEFORE_THE_FIRST_LOAD])[-1]
    remove_other_generations(root, generations_in_force(last))
    for name, table in ALL_TABLES.items():
        kept = sorted({load.versions[name] for load in loads if load.holds_as(name, last)})
        _recover_table(table_folder(root, table, last.generation(name)), last.versions.get(name), kept)
    latest = DeltaTable(root / LOADS).version() if loads else None
    _recover_table(root / LOADS, latest, [latest] if latest is not None else [])
    clear(root)


def generations_in_force(load: LoadRecord) -> dict[str, int]:
    return {name: load.generation(name) for name in load.versions}


def _recover_table(folder: Path, in_force: int | None, kept: list[int]) -> None:
    refuse_link(folder)
    if in_force is None:
        remove(folder)
        return
    wanted = {Path(file).resolve() for version in kept for file in table_files(folder, version)}
    present = {file for file in folder.resolve().rglob("*") if file.is_file() and "_delta_log" not in file.parts}
    if lost := wanted - present:
        raise LakeError("a file of the table is lost", where=str(min(lost)), remedy="Restore the lake from a copy.")
    for file in present - wanted:
        file.unlink()
    table = DeltaTable(folder)
    if table.version() != in_force:
        table.restore(in_force)


def clear(root: Path) -> None:
    remove(root / STAGING)
    (root / UNFINISHED).unlink(missing_ok=True)
