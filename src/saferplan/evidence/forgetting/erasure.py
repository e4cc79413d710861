"""Erasure: a record of a feed, or every record of a person, goes for good, and the register says that it did.

Of a person who was named as a victim or complainant, the row goes. A row that names the person as a suspect is that of
its victim: it stays, without the suspect; where it names no victim, it goes. The register holds the ground and who
decided, and never who was erased: only digests, by which a later delivery of the same record is known and left out.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from saferplan.errors import UnknownName
from saferplan.evidence.forgetting.expiry import expires
from saferplan.evidence.forgetting.rekeying import pseudonyms_kept
from saferplan.evidence.forgetting.rewriting import KEY_COLUMNS, all_versions, connected, in_force, rewrite
from saferplan.evidence.forgetting.suppression import SUSPECT_COLUMNS, Covers, Digest, digest_of
from saferplan.evidence.lake_writer import Writer
from saferplan.evidence.snapshot import read_rows
from saferplan.evidence.tables import ALL_TABLES, ERASURES, PARTNER_INCIDENTS, SUPPRESSED, Table

ERASURE = "an erasure"
REFERENCE_COLUMNS = {"partner_incidents": "reference", "offence_records": "record_id", "cohort_members": "member"}
"""By table: the column that holds the agency's own reference of a record."""
YEARS_OF_PROOF = 6
"""How long an erasure can be proved anew: as long as its register is kept."""


@dataclass(frozen=True)
class OneRecord:
    """A record by the feed that brought it (of a template, its source) and the agency's reference."""

    feed: str
    reference: str
    kind = "record"


@dataclass(frozen=True)
class OnePerson:
    """All records of a person, by the pseudonyms that stand for that person."""

    keys: frozenset[str]
    kind = "person"


@dataclass(frozen=True)
class Decision:
    """Why it is done and who decided, as the register keeps it; neither may tell who is erased."""

    ground: str
    decided_by: str
    day: date


@dataclass(frozen=True)
class Planned:
    """What an erasure takes, by table: rows in force, rows of earlier versions, suspects taken out of others' rows."""

    rows: Mapping[str, int]
    suspects_emptied: int
    in_history: int

    def as_record(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def is_nothing(self) -> bool:
        return not (any(self.rows.values()) or self.suspects_emptied or self.in_history)


@dataclass(frozen=True)
class Erased:
    """An erasure as written. `keys`: the pseudonyms that no row names any longer; for the proof, and never kept."""

    erasure: str
    planned: Planned
    keys: frozenset[str]


@dataclass(frozen=True)
class _Taken:
    """Rows that an erasure takes or empties, of one table, with what the suppression needs of them."""

    table: Table
    rows: list[dict[str, Any]]
    in_history: list[dict[str, Any]]

    @property
    def all(self) -> list[dict[str, Any]]:
        return [*self.rows, *self.in_history]


def planned(writer: Writer, target: OneRecord | OnePerson) -> Planned:
    """What `erase` would take. Changes nothing."""
    return _summed([_taken(writer, table, target) for table in _tables(writer, target)])


def people_in(writer: Writer, target: OneRecord | OnePerson) -> frozenset[str]:
    """Pseudonyms of everybody whom the rows name that `erase` would take."""
    taken = [_taken(writer, table, target) for table in _tables(writer, target)]
    return frozenset(_keys(row for one in taken for row in one.all))


def erase(writer: Writer, target: OneRecord | OnePerson, decision: Decision, digest: Digest) -> Erased:
    """Writes the tables anew without the target, with the register and the suppression list; not in force yet.

    Raises UnknownName for a record that no table holds. A person may stand in the database alone.
    """
    taken = [_taken(writer, table, target) for table in _tables(writer, target)]
    plan = _summed(taken)
    if plan.is_nothing and isinstance(target, OneRecord):
        raise UnknownName(
            "no record of this feed has this reference", remedy="See which feeds there are: saferplan retention show"
        )
    named = _keys(row for one in taken for row in one.all) | (target.keys if isinstance(target, OnePerson) else set())
    for one in taken:
        if one.all:
            with connected(writer, **_as_tables(target)) as connection:
                query = _staying(one.table, in_force(writer.current(), one.table), target)
                rewrite(writer, one.table, connection, query)
    gone = frozenset(named - pseudonyms_kept(writer))
    number = _next_number(writer, decision.day)
    _write_register(writer, number, target, decision, plan, len(gone))
    _write_suppression(
        writer, number, [*_entries(taken, target, digest, writer), *_of_keys(gone, decision.day, digest)]
    )
    return Erased(number, plan, gone)


def _tables(writer: Writer, target: OneRecord | OnePerson) -> list[Table]:
    names = REFERENCE_COLUMNS if isinstance(target, OneRecord) else (PARTNER_INCIDENTS.name,)
    return [ALL_TABLES[name] for name in names if name in writer.versions]


def _as_tables(target: OneRecord | OnePerson) -> dict[str, pa.Table]:
    if isinstance(target, OneRecord):
        return {"erased": pa.table({"feed": [target.feed], "reference": [target.reference]})}
    return {"erased": pa.table({"key": pa.array(sorted(target.keys), pa.string())})}


def _taken(writer: Writer, table: Table, target: OneRecord | OnePerson) -> _Taken:
    now = writer.current()
    with connected(writer, **_as_tables(target)) as connection:
        rows = _matching(connection, table, in_force(now, table), target)
        history = _matching(connection, table, all_versions(now, table), target)
    known = {_identity(row) for row in rows}
    return _Taken(table, rows, [row for row in history if _identity(row) not in known])


def _identity(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row.values())


def _matching(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: str, target: OneRecord | OnePerson
) -> list[dict[str, Any]]:
    keys = (name if name in table.column_names else f"NULL AS {name}" for name in KEY_COLUMNS)
    return connection.sql(f"""
        SELECT {table.replaced_by[0]} AS feed, {REFERENCE_COLUMNS[table.name]} AS reference, {', '.join(keys)},
               {expires(table)} AS expires_on, {_is_removed(table, target)} AS is_removed
        FROM {rows} WHERE {_is_touched(table, target)}
    """).to_arrow_table().to_pylist()  # fmt: skip


def _is_touched(table: Table, target: OneRecord | OnePerson) -> str:
    if isinstance(target, OneRecord):
        return f"({table.replaced_by[0]}, {REFERENCE_COLUMNS[table.name]}) IN (SELECT (feed, reference) FROM erased)"
    return f"({_is_named('victim_key')} OR {_is_named('suspect_key')})"


def _is_removed(table: Table, target: OneRecord | OnePerson) -> str:
    if isinstance(target, OneRecord):
        return _is_touched(table, target)
    return f"({_is_named('victim_key')} OR ({_is_named('suspect_key')} AND victim_key IS NULL))"


def _is_named(column: str) -> str:
    return f"coalesce({column} IN (SELECT key FROM erased), false)"


def _staying(table: Table, rows: str, target: OneRecord | OnePerson) -> str:
    emptied = SUSPECT_COLUMNS if isinstance(target, OnePerson) else ()
    columns = (
        f"CASE WHEN {_is_named('suspect_key')} THEN NULL ELSE {name} END AS {name}" if name in emptied else f'"{name}"'
        for name in table.column_names
    )
    return f"SELECT {', '.join(columns)} FROM {rows} WHERE NOT {_is_removed(table, target)}"


def _summed(taken: Collection[_Taken]) -> Planned:
    rows = {one.table.name: sum(row["is_removed"] for row in one.rows) for one in taken}
    emptied = sum(not row["is_removed"] for one in taken for row in one.rows)
    return Planned(rows, emptied, sum(len(one.in_history) for one in taken))


def _keys(rows: Iterable[dict[str, Any]]) -> set[str]:
    return {row[name] for row in rows if row["is_removed"] for name in KEY_COLUMNS if row[name] is not None}


def _entries(
    taken: Collection[_Taken], target: OneRecord | OnePerson, digest: Digest, writer: Writer
) -> Iterable[dict[str, Any]]:
    """What a later delivery is known by. A record that still has a row of somebody else is not covered whole."""
    for one in taken:
        shared = _still_there(writer, one)
        for row in one.all:
            parts = [row["feed"], row["reference"]]
            if not row["is_removed"]:
                covers = Covers.SUSPECT
                parts.append(row["suspect_key"])
            elif isinstance(target, OnePerson) and row["victim_key"] and tuple(parts) in shared:
                covers = Covers.VICTIM
                parts.append(row["victim_key"])
            else:
                covers = Covers.RECORD
            found = digest_of(digest, covers, *parts)
            yield {"feed": row["feed"], "covers": covers, "digest": found, "expires_on": row["expires_on"]}


def _still_there(writer: Writer, one: _Taken) -> set[tuple[str, str]]:
    asked = pa.table({name: pa.array([row[name] for row in one.all], pa.string()) for name in ("feed", "reference")})
    table = one.table
    with connected(writer, asked=asked) as connection:
        found = connection.sql(
            f"SELECT DISTINCT {table.replaced_by[0]}, {REFERENCE_COLUMNS[table.name]}"
            f" FROM {in_force(writer.current(), table)}"
            f" WHERE ({table.replaced_by[0]}, {REFERENCE_COLUMNS[table.name]}) IN (SELECT (feed, reference) FROM asked)"
        ).fetchall()
    return {(feed, reference) for feed, reference in found}


def _of_keys(keys: Collection[str], day: date, digest: Digest) -> Iterable[dict[str, Any]]:
    """For the proof, which looks for them without knowing them. No load asks for these: they belong to no feed."""
    until = day.replace(day=1, year=day.year + YEARS_OF_PROOF)
    for key in sorted(keys):
        yield {"feed": "", "covers": Covers.KEY, "digest": digest_of(digest, Covers.KEY, key), "expires_on": until}


def _next_number(writer: Writer, day: date) -> str:
    files = writer.current().files(ERASURES.name)
    today = [row["erasure"] for row in read_rows(files) if row["erasure"].startswith(day.isoformat())]
    return f"{day.isoformat()}.{1 + max((int(one.rpartition('.')[2]) for one in today), default=0)}"


def _write_register(
    writer: Writer, number: str, target: OneRecord | OnePerson, decision: Decision, plan: Planned, keys: int
) -> None:
    row = {
        "erasure": number,
        "erased_on": decision.day,
        "subject": target.kind,
        "ground": decision.ground,
        "decided_by": decision.decided_by,
        "keys": keys,
        "rows_removed": sum(plan.rows.values()),
        "suspects_emptied": plan.suspects_emptied,
    }
    writer.replace(ERASURES, pa.Table.from_pylist([row], schema=ERASURES.schema), [(number,)])


def _write_suppression(writer: Writer, number: str, entries: Iterable[dict[str, Any]]) -> None:
    rows = {(entry["covers"], entry["digest"]): {"erasure": number} | entry for entry in entries}
    if rows:
        content = pa.Table.from_pylist(list(rows.values()), schema=SUPPRESSED.schema)
        writer.replace(SUPPRESSED, content, [(number,)])
