"""What people decided of pairs: kept for good, honoured by every later run, and at once where it parts two.

Decisions refer to persons' rows, so that they outlive a rotation of the key, and leave with the person.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import psycopg
import pyarrow as pa

from saferplan.errors import UnknownName, UsageError
from saferplan.identities.linkage.clusters import agglomerate
from saferplan.identities.linkage.linkage import DECISIONS
from saferplan.identities.linkage.model import Effect, people_model
from saferplan.identities.purposes import Purpose


class Verdict(StrEnum):
    """`withdrawn` takes the last decision on a pair back: nobody has decided it then."""

    SAME = "same"
    DIFFERENT = "different"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Decision:
    """On the pair of persons a and b: what, by whom, why and under which purpose."""

    a: str
    b: str
    verdict: Verdict
    why: str
    by: str
    purpose: Purpose


# The last decision on each pair, whichever way round it was written.
LAST_DECISIONS = """
    SELECT DISTINCT ON (least(person_a::text, person_b::text), greatest(person_a::text, person_b::text))
        decision_id, person_a, person_b, verdict, decided_at, decided_by, why
    FROM link_decisions
    ORDER BY least(person_a::text, person_b::text), greatest(person_a::text, person_b::text), decision_id DESC
"""


def decide(connection: psycopg.Connection, decision: Decision, *, now: datetime) -> int:
    """Keeps a decision and gives its number. One that two are different parts them at once in runs in force; others
    wait for the next run.

    Raises UsageError where there is no reason or one key twice, UnknownName where nobody has such a key.
    """
    if decision.a == decision.b:
        raise UsageError("these are one key", remedy="A decision is about two people's keys.")
    if not decision.why.strip():
        raise UsageError("a decision wants a reason", remedy="Say why, as the file of the case would.")
    with connection.transaction():
        _check_known(connection, decision.a, decision.b)
        kept = connection.execute(
            "INSERT INTO link_decisions"
            " (person_a, person_b, verdict, decided_at, decided_by, why, purpose, purpose_number)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING decision_id",
            [
                decision.a,
                decision.b,
                decision.verdict,
                now,
                decision.by,
                decision.why.strip(),
                decision.purpose.name,
                decision.purpose.number,
            ],
        ).fetchall()
        for run_id in _runs_holding_both(connection, decision.a, decision.b):
            if decision.verdict is Verdict.DIFFERENT:
                part(connection, run_id, decision.a, decision.b)
            elif decision.verdict is Verdict.WITHDRAWN:
                _reopen(connection, run_id, decision.a, decision.b)
        return kept[0][0]


def _check_known(connection: psycopg.Connection, *keys: str) -> None:
    found = connection.execute(
        "SELECT count(*) FROM persons WHERE person_key = ANY(%s::text[])", [list(keys)]
    ).fetchone()
    if found != (len(keys),):
        raise UnknownName(
            "the restricted store has nobody under one of these keys",
            remedy="Keys stand in the lake's rows and in lists for casework; a rotation of the key changes them.",
        )


def _runs_holding_both(connection: psycopg.Connection, a: str, b: str) -> list[int]:
    rows = connection.execute(
        "SELECT run_id FROM person_clusters WHERE person_key IN (%s, %s) GROUP BY run_id HAVING count(*) = 2", [a, b]
    ).fetchall()
    return [run_id for (run_id,) in rows]


def part(connection: psycopg.Connection, run_id: int, a: str, b: str) -> None:
    """Takes the cluster that holds two people apart along its weakest links. Nothing happens where none holds both."""
    members = _shared_cluster(connection, run_id, a, b)
    if members:
        cluster_of = agglomerate(range(len(members)), *_links_among(connection, run_id, members))
        for at, first in sorted(cluster_of.items()):
            if first != 0:
                _move(connection, run_id, members[at], members[first])
    _mark(connection, run_id, members or [a, b])


def _shared_cluster(connection: psycopg.Connection, run_id: int, a: str, b: str) -> list[str]:
    rows = connection.execute(
        "SELECT person_key FROM person_clusters WHERE run_id = %(run)s AND cluster IN ("
        " SELECT cluster FROM person_clusters WHERE run_id = %(run)s AND person_key IN (%(a)s, %(b)s)"
        " GROUP BY cluster HAVING count(*) = 2) ORDER BY person_key FOR UPDATE",
        {"run": run_id, "a": a, "b": b},
    ).fetchall()
    return [key for (key,) in rows]


def _links_among(
    connection: psycopg.Connection, run_id: int, members: list[str]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Links strongest first, decided ones before all, and conflicts, as positions in `members`."""
    decided = connection.execute(
        f"SELECT person_a, person_b, verdict FROM ({LAST_DECISIONS}) AS last"
        " WHERE person_a = ANY(%(keys)s::text[]) AND person_b = ANY(%(keys)s::text[]) ORDER BY decision_id DESC",
        {"keys": members},
    ).fetchall()
    weighed = connection.execute(
        "SELECT person_a, person_b FROM links JOIN linkage_runs USING (run_id) WHERE run_id = %(run)s"
        " AND person_a = ANY(%(keys)s::text[]) AND person_b = ANY(%(keys)s::text[])"
        " AND guard IS NULL AND weight >= link_threshold ORDER BY weight DESC, person_a, person_b",
        {"run": run_id, "keys": members},
    ).fetchall()
    at = {key: position for position, key in enumerate(members)}
    same = [(at[one], at[other]) for one, other, verdict in decided if verdict == Verdict.SAME]
    conflicts = [(at[one], at[other]) for one, other, verdict in decided if verdict == Verdict.DIFFERENT]
    apart = {frozenset(pair) for pair in conflicts}
    return same + [pair for one, other in weighed if frozenset(pair := (at[one], at[other])) not in apart], conflicts


def _move(connection: psycopg.Connection, run_id: int, key: str, first: str) -> None:
    """Into the cluster of the first of its new companions, or into a new one where it is that first itself."""
    new = "(SELECT max(cluster) + 1 FROM person_clusters WHERE run_id = %(run)s)"
    with_first = "(SELECT cluster FROM person_clusters WHERE run_id = %(run)s AND person_key = %(first)s)"
    connection.execute(
        f"UPDATE person_clusters SET cluster = {new if key == first else with_first}"
        " WHERE run_id = %(run)s AND person_key = %(key)s",
        {"run": run_id, "key": key, "first": first},
    )


def _mark(connection: psycopg.Connection, run_id: int, members: list[str]) -> None:
    """Brings the standing of the pairs among these people up to their clusters and decisions."""
    connection.execute(
        f"""
        UPDATE links SET standing = CASE
            WHEN EXISTS (SELECT FROM ({LAST_DECISIONS}) AS last WHERE verdict = 'different' AND (
                (last.person_a, last.person_b) = (links.person_a, links.person_b)
                OR (last.person_b, last.person_a) = (links.person_a, links.person_b))) THEN 'apart'
            WHEN one.cluster = other.cluster THEN 'linked'
            WHEN links.standing = 'apart' THEN 'apart'
            ELSE 'doubtful' END
        FROM person_clusters AS one, person_clusters AS other
        WHERE links.run_id = %(run)s
            AND links.person_a = ANY(%(keys)s::text[]) AND links.person_b = ANY(%(keys)s::text[])
            AND (one.run_id, one.person_key) = (links.run_id, links.person_a)
            AND (other.run_id, other.person_key) = (links.run_id, links.person_b)
        """,
        {"run": run_id, "keys": members},
    )


def _reopen(connection: psycopg.Connection, run_id: int, a: str, b: str) -> None:
    """What nobody has decided any longer is as doubtful as before; whom a decision parted, the next run may join."""
    keeping_apart = [guard.name for guard in people_model().guards if guard.effect is Effect.APART]
    connection.execute(
        "UPDATE links SET standing = 'doubtful' WHERE run_id = %(run)s AND standing = 'apart'"
        " AND (person_a, person_b) IN ((%(a)s, %(b)s), (%(b)s, %(a)s))"
        " AND coalesce(guard <> ALL(%(guards)s::text[]), true)",
        {"run": run_id, "a": a, "b": b, "guards": keeping_apart},
    )


def decisions_for_run(connection: psycopg.Connection) -> tuple[pa.Table, int]:
    """What stands decided (DECISIONS, oldest first), and the number of the newest decision of all."""
    rows = connection.execute(
        f"SELECT person_a, person_b, verdict = 'same' FROM ({LAST_DECISIONS}) AS last"
        " WHERE verdict <> 'withdrawn' ORDER BY decision_id"
    ).fetchall()
    newest = connection.execute("SELECT coalesce(max(decision_id), 0) FROM link_decisions").fetchall()[0][0]
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table(dict(zip(DECISIONS.names, map(list, columns), strict=True)), DECISIONS), newest


def parted_since(connection: psycopg.Connection, newest: int) -> list[tuple[str, str]]:
    """Pairs decided to be different after the decision of that number, and not taken back since."""
    return connection.execute(
        f"SELECT person_a, person_b FROM ({LAST_DECISIONS}) AS last WHERE verdict = 'different' AND decision_id > %s",
        [newest],
    ).fetchall()
