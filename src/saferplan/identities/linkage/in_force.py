"""What the linkage in force says: who is in one cluster with whom."""

from collections.abc import Collection
from typing import Any

import psycopg
import pyarrow as pa
from psycopg.rows import dict_row

from saferplan.errors import NothingLoaded, PurposeRefused
from saferplan.identities.purpose_records import recorded
from saferplan.identities.purposes import Group, Purpose


def people_clusters(
    connection: psycopg.Connection, purpose: str | None = None, *, groups: Collection[Group] = tuple(Group)
) -> pa.Table:
    """person_key and cluster (int64) of the run in force for a purpose; of the last run of any where none is named.

    A cluster's number means something within its run alone: one that lasted would be a pseudonym of a person that
    outlives the key. Raises NothingLoaded and PurposeRefused as `run_in_force` does.
    """
    rows = connection.execute(
        "SELECT person_key, cluster FROM person_clusters"
        " WHERE run_id = %s AND person_group = ANY(%s) ORDER BY person_key",
        [run_in_force(connection, purpose), [group.value for group in groups]],
    ).fetchall()
    keys, clusters = zip(*rows, strict=True) if rows else ((), ())
    return pa.table({"person_key": pa.array(keys, pa.string()), "cluster": pa.array(clusters, pa.int64())})


def run_in_force(connection: psycopg.Connection, purpose: str | None = None) -> int:
    """Number of the last run that came to its end.

    Raises NothingLoaded where there is none, PurposeRefused where the purpose was narrowed since and the run holds
    people whom it no longer covers.
    """
    found = connection.execute(
        "SELECT max(run_id) FROM linkage_runs WHERE %(purpose)s::text IS NULL OR purpose = %(purpose)s",
        {"purpose": purpose},
    ).fetchone()
    if found is None or found[0] is None:
        of = f" for the purpose '{purpose}'" if purpose else ""
        raise NothingLoaded(f"no linkage has run{of}", remedy="Run: saferplan linkage run --purpose NAME")
    if purpose:
        _check_still_covered(connection, found[0], recorded(connection, purpose).purpose)
    return found[0]


def _check_still_covered(connection: psycopg.Connection, run_id: int, purpose: Purpose) -> None:
    """A run is used for no more than the purpose's version of today allows, whatever it was made under."""
    rows = connection.execute("SELECT feeds, person_groups FROM linkage_runs WHERE run_id = %s", [run_id]).fetchall()
    feeds, groups = rows[0]
    beyond = sorted({*feeds} - {*purpose.feeds} | {*groups} - {group.value for group in purpose.groups})
    if beyond:
        raise PurposeRefused(
            f"the linkage in force holds people whom '{purpose.name}' no longer covers: {', '.join(beyond)}",
            remedy=f"Run it anew: saferplan linkage run --purpose {purpose.name}",
        )


def linked_keys(connection: psycopg.Connection, keys: Collection[str]) -> set[str]:
    """Keys of everybody whom a run in force holds for the same people as some of `keys`, those left out.

    Who was decided since to be somebody else than one of `keys` is left out as well.
    """
    rows = connection.execute(_LINKED, {"keys": list(keys)}).fetchall()
    return {key for (key,) in rows} - set(keys)


_LINKED = """
    WITH last_decisions AS (
        SELECT DISTINCT ON (least(person_a, person_b), greatest(person_a, person_b)) person_a, person_b, verdict
        FROM link_decisions
        ORDER BY least(person_a, person_b), greatest(person_a, person_b), decision_id DESC
    )
    SELECT DISTINCT other.person_key FROM person_clusters AS one
    JOIN person_clusters AS other USING (run_id, cluster)
    WHERE one.person_key = ANY(%(keys)s::text[]) AND run_id IN (SELECT max(run_id) FROM linkage_runs GROUP BY purpose)
    AND NOT EXISTS (
        SELECT FROM last_decisions WHERE verdict = 'different'
        AND ((person_a = other.person_key AND person_b = ANY(%(keys)s::text[]))
          OR (person_b = other.person_key AND person_a = ANY(%(keys)s::text[])))
    )
"""
RUNS = """
    SELECT run_id, purpose, purpose_number, started_at, ended_at, run_by, model, model_version, link_threshold,
        review_threshold, person_groups, feeds, records, clusters, linked_pairs, doubtful_pairs,
        run_id = max(run_id) OVER (PARTITION BY purpose) AS in_force
    FROM linkage_runs ORDER BY run_id DESC
"""


def runs(connection: psycopg.Connection) -> list[dict[str, Any]]:
    """Every run that came to its end, the last first, as it stood when it ended."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(RUNS).fetchall()
