"""Where tables lie in a lake: open ones beside each other, restricted ones apart, each in the folder of its generation.

A restricted table keeps its versions only until rows have to be removed for good. It then gets a new generation: a
folder of its own with nothing but the rows that stay. The old folder is deleted, with every version that it held.
"""

import shutil
from pathlib import Path

from saferplan.errors import LakeError
from saferplan.evidence.access import OWN_FOLDER
from saferplan.evidence.tables import ALL_TABLES, Table

RESTRICTED = "restricted"
GENERATION = "generation-"
FIRST_GENERATION = 1
"""Of a table of which no load says another."""


def table_folder(root: Path, table: Table, generation: int) -> Path:
    """The folder of the table's log and files; in an earlier lake, which no writer has taken over, the old place."""
    if not table.is_restricted:
        return root / table.name
    apart = generations_folder(root, table) / f"{GENERATION}{generation}"
    if generation == FIRST_GENERATION and not apart.exists() and has_earlier_place(root, table):
        return root / table.name
    return apart


def generations_folder(root: Path, table: Table) -> Path:
    return root / RESTRICTED / table.name


def has_earlier_place(root: Path, table: Table) -> bool:
    """Lakes made before December 2026 had restricted tables beside the open ones."""
    return table.is_restricted and (root / table.name).exists()


def take_over(root: Path) -> None:
    """Moves the restricted tables of an earlier lake to their own part; each in one step, so that no moment is between.

    Raises LakeError where a table stands in both places.
    """
    for table in ALL_TABLES.values():
        if not has_earlier_place(root, table):
            continue
        refuse_link(root / table.name)
        target = generations_folder(root, table) / f"{GENERATION}{FIRST_GENERATION}"
        if target.exists():
            raise LakeError(
                f"the table stands in two places, here and in {RESTRICTED}",
                where=str(root / table.name),
                remedy="Restore the lake from a copy.",
            )
        make_restricted(root, target.parent)
        (root / table.name).rename(target)


def make_restricted(root: Path, folder: Path) -> None:
    """Makes a folder in the restricted part, and closes both to all but their owner."""
    for place in (root / RESTRICTED, folder):
        refuse_link(place, inside=False)
        place.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
        place.chmod(OWN_FOLDER)  # that of an older lake, or of a copy, may stand open


def remove_other_generations(root: Path, in_force: dict[str, int]) -> None:
    """Deletes every generation but the one in force; `in_force`: by table, those that loads name at all."""
    refuse_link(root / RESTRICTED, inside=False)
    for table in ALL_TABLES.values():
        place = generations_folder(root, table)
        if not table.is_restricted or not place.exists():
            continue
        refuse_link(place, inside=False)
        kept = f"{GENERATION}{in_force[table.name]}" if table.name in in_force else ""
        for found in place.iterdir():
            if found.name != kept:
                remove(found)
        if not kept:
            place.rmdir()
    if (root / RESTRICTED).is_dir() and not any((root / RESTRICTED).iterdir()):
        (root / RESTRICTED).rmdir()


def refuse_link(folder: Path, *, inside: bool = True) -> None:
    """What lies behind a link is not the lake's to change or to delete. The lake's own folder may be one."""
    link = next((path for path in (folder, *(folder.rglob("*") if inside else ())) if path.is_symlink()), None)
    if link:
        raise LakeError(
            "a link stands in the place of a part of the lake",
            where=str(link),
            remedy="Put what it points to in its place, or remove the link.",
        )


def remove(place: Path) -> None:
    """Deletes a folder or a file of the lake. Links inside are deleted as links; only the place itself must be none."""
    refuse_link(place, inside=False)
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
