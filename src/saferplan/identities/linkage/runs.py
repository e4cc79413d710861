"""A run of linkage under a recorded purpose: reads who may be read, links each group apart, and comes into force whole.

A run is written in one transaction at its end. One that is killed before leaves the last one in force, and nothing of
itself.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
import pyarrow as pa

from saferplan import __version__
from saferplan.errors import StoreError
from saferplan.evidence.access import user
from saferplan.identities.database import copy_rows
from saferplan.identities.linkage.decisions import decisions_for_run, part, parted_since
from saferplan.identities.linkage.linkage import link_people
from saferplan.identities.linkage.model import Model
from saferplan.identities.purpose_records import recorded
from saferplan.identities.purposes import Group, Purpose
from saferplan.identities.store import RestrictedStore

# Held by the one run that a database may have at a time; released when its connection ends, however it ends.
RUN_LOCK = 7_250_120
ROWS_AT_ONCE = 50_000


@dataclass(frozen=True)
class GroupResult:
    """What came of one group of people. `by_people`: clusters of one record, of two, and so on."""

    group: Group
    records: int
    people: int
    linked_pairs: int
    doubtful_pairs: int


@dataclass(frozen=True)
class Run:
    run_id: int
    purpose: Purpose
    groups: tuple[GroupResult, ...]

    def total(self, field: str) -> int:
        return sum(getattr(result, field) for result in self.groups)


def run(store: RestrictedStore, purpose_name: str, model: Model, *, now: datetime) -> Run:
    """Links everybody whom the purpose allows, each group apart.

    Raises PurposeRefused where the purpose does not allow it, StoreError where another run is under way.
    """
    groups = recorded(store.connection, purpose_name).purpose.groups
    purpose = store.check_allowed(purpose_name, groups=groups, on=now.date())
    with _only_run(store.connection):
        decisions, newest = decisions_for_run(store.connection)
        _make_incoming(store.connection)
        results, first = [], 0
        for group in purpose.groups:
            people = store.people_for(purpose_name, groups=[group], feeds=purpose.feeds, now=now)
            result = _linked(store.connection, group, people, model, decisions, first)
            results.append(result)
            first += result.people
        run_id = _bring_into_force(store.connection, purpose, model, tuple(results), now, newest)
    return Run(run_id, purpose, tuple(results))


@contextmanager
def _only_run(connection: psycopg.Connection) -> Iterator[None]:
    if connection.execute("SELECT pg_try_advisory_lock(%s)", [RUN_LOCK]).fetchone() != (True,):
        raise StoreError("another linkage is running on this store", remedy="Wait until it has ended, then run again.")
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("DROP TABLE IF EXISTS pg_temp.incoming_clusters, pg_temp.incoming_links")
            connection.execute("SELECT pg_advisory_unlock(%s)", [RUN_LOCK])


def _make_incoming(connection: psycopg.Connection) -> None:
    """Tables that only this connection sees, and that end with it."""
    connection.execute(
        "CREATE TEMPORARY TABLE incoming_clusters (person_key text, person_group text, cluster integer);"
        "CREATE TEMPORARY TABLE incoming_links (person_a text, person_b text, weight real, probability float8,"
        " standing text, guard text, outcomes smallint[], bits real[])"
    )


def _linked(
    connection: psycopg.Connection, group: Group, people: pa.Table, model: Model, decisions: pa.Table, first: int
) -> GroupResult:
    """Links one group and hands what came of it to the database; its clusters are numbered from `first` + 1."""
    linkage = link_people(people, model, decisions)
    keys, clusters = (linkage.clusters[name].to_pylist() for name in ("person_key", "cluster"))
    copy_rows(
        connection,
        "incoming_clusters",
        ["text", "text", "int4"],
        ((key, group.value, first + cluster) for key, cluster in zip(keys, clusters, strict=True)),
    )
    types = ["text", "text", "float4", "float8", "text", "text", "int2[]", "float4[]"]
    copy_rows(connection, "incoming_links", types, _link_rows(linkage.pairs, model))
    standing = linkage.pairs["standing"].to_pylist()
    return GroupResult(group, len(keys), max(clusters, default=0), standing.count("linked"), standing.count("doubtful"))


def _link_rows(pairs: pa.Table, model: Model) -> Iterator[Sequence[Any]]:
    names = [comparison.name for comparison in model.comparisons]
    for batch in pairs.to_batches(max_chunksize=ROWS_AT_ONCE):
        for row in batch.to_pylist():
            yield (
                row["person_a"],
                row["person_b"],
                row["weight"],
                row["probability"],
                row["standing"],
                row["guard"],
                [row[name] for name in names],
                [row[f"{name}_bits"] for name in names],
            )


def _bring_into_force(
    connection: psycopg.Connection,
    purpose: Purpose,
    model: Model,
    results: tuple[GroupResult, ...],
    now: datetime,
    newest: int,
) -> int:
    """Writes the run, applies what people decided while it ran, and lets the last one of the purpose go."""
    with connection.transaction():
        # Whoever decides now waits until this run is in force, and then parts people in it.
        connection.execute("LOCK TABLE link_decisions IN SHARE MODE")
        run_id = _insert_run(connection, purpose, model, results, now)
        for statement in (_KEEP_CLUSTERS, _KEEP_LINKS):
            connection.execute(statement, {"run": run_id})
        for a, b in parted_since(connection, newest):
            part(connection, run_id, a, b)
        for table in ("links", "person_clusters"):
            connection.execute(
                f"DELETE FROM {table} USING linkage_runs AS runs WHERE runs.run_id = {table}.run_id"
                " AND runs.purpose = %s AND runs.run_id < %s",
                [purpose.name, run_id],
            )
    return run_id


# People who were erased while the run worked are in it no longer.
_KEEP_CLUSTERS = """
    INSERT INTO person_clusters SELECT %(run)s, person_key, person_group, cluster
    FROM incoming_clusters WHERE person_key IN (SELECT person_key FROM persons)
"""
_KEEP_LINKS = """
    INSERT INTO links
    SELECT %(run)s, person_a, person_b, weight, probability, standing, guard, outcomes, bits FROM incoming_links
    WHERE person_a IN (SELECT person_key FROM persons) AND person_b IN (SELECT person_key FROM persons)
"""


def _insert_run(
    connection: psycopg.Connection, purpose: Purpose, model: Model, results: tuple[GroupResult, ...], now: datetime
) -> int:
    totals = [sum(getattr(result, name) for result in results) for name in _TOTALS]
    found = connection.execute(
        "INSERT INTO linkage_runs (purpose, purpose_number, started_at, run_by, program, model, model_version,"
        " link_threshold, review_threshold, person_groups, feeds, records, clusters, linked_pairs, doubtful_pairs)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING run_id",
        [
            purpose.name,
            purpose.number,
            now,
            user(),
            f"saferplan {__version__}",
            model.name,
            model.version,
            model.thresholds.link,
            model.thresholds.review,
            [result.group.value for result in results],
            list(purpose.feeds),
            *totals,
        ],
    ).fetchall()
    return found[0][0]


_TOTALS = ("records", "people", "linked_pairs", "doubtful_pairs")
