"""Puts a past state of the lake in force again, by a new load: nothing is taken out of the lake's history.

Three kinds of table stay as they are. What was forgotten stays forgotten, and so does the list of it. Figures that were
released stay in their register, because later ones are rounded by what was told before. And of a restricted table from
which rows were removed for good since, no past state is left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from saferplan.errors import UnknownName
from saferplan.evidence.lake import Lake, LoadRecord, Snapshot, Writer
from saferplan.evidence.lake_faults import WRITE_FAULTS, write_fault
from saferplan.evidence.tables import ALL_TABLES, EXTRACTS, PEOPLE_COUNTS, Table

GONE_BACK = "gone_back"
FORGETTING = ("erasures", "erasure_proofs", "suppressed")
STAYS_FORGOTTEN = "what was forgotten stays forgotten"
STAYS_RELEASED = "what was released stays in the register of released figures"
REMOVED = "rows were removed from it for good since"


@dataclass(frozen=True)
class Step:
    """What going back does with a table. `stays`: why it stays as it is; '' where it goes back."""

    table: Table
    stays: str = ""


def load_numbered(lake: Lake, number: int) -> LoadRecord:
    """Raises UnknownName."""
    found = next((one for one in lake.loads() if one.load_id == number), None)
    if found is None:
        raise UnknownName(f"there is no load {number}", where=str(lake.root))
    return found


def steps_to(now: LoadRecord, past: LoadRecord) -> list[Step]:
    """For every table that is not as it was, what going back does with it."""
    return [step for table in ALL_TABLES.values() if table is not EXTRACTS for step in _step(table, now, past)]


def _step(table: Table, now: LoadRecord, past: LoadRecord) -> Iterator[Step]:
    name = table.name
    if now.versions.get(name) == past.versions.get(name) and now.generation(name) == past.generation(name):
        return
    if name in FORGETTING:
        yield Step(table, STAYS_FORGOTTEN)
    elif table is PEOPLE_COUNTS:
        yield Step(table, STAYS_RELEASED)
    elif name in past.versions and now.generation(name) != past.generation(name):
        yield Step(table, REMOVED)
    else:
        yield Step(table)


def go_back(lake: Lake, number: int, *, now: datetime) -> LoadRecord | None:
    """The new load; None where all that can go back is as it was. Raises UnknownName, or LakeError without a change."""
    past = load_numbered(lake, number)
    try:
        with lake.writing() as writer:
            steps = steps_to(writer.before.load, past)
            back = [step.table for step in steps if not step.stays]
            if not back:
                return None
            for table in back:
                _put_back(writer, table, past)
            _put_back_extracts(writer, Snapshot(lake.root, past), {table.name for table in back})
            stays = {step.table.name: step.stays for step in steps if step.stays}
            return writer.commit(loaded_at=now, summary={"files": [], GONE_BACK: number, "stays": stays})
    except WRITE_FAULTS as fault:
        raise write_fault(fault, lake.root) from fault


def _put_back(writer: Writer, table: Table, past: LoadRecord) -> None:
    if table.name in past.versions:
        writer.restore(table, past.versions[table.name])
    else:
        writer.empty(table)


def _put_back_extracts(writer: Writer, past: Snapshot, back: set[str]) -> None:
    """Which file each slice is of: as it was for what goes back, as it is for what stays."""
    before = writer.before.extracts
    stay = [one for one in before if one["dataset"] not in back]
    writer.restore(EXTRACTS, past.versions[EXTRACTS.name])
    if keys := sorted(
        {(one["dataset"], one["slice"]) for one in (*stay, *past.extracts) if one["dataset"] not in back}
    ):
        writer.replace(EXTRACTS, pa.Table.from_pylist(stay, schema=EXTRACTS.schema), keys)
