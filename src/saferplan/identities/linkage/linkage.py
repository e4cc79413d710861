"""One linkage of one group of people: prepared, scored, guarded, decided by people where they have, and clustered."""

from typing import Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from saferplan.identities.linkage.clusters import Ids, clustered, components, lifted
from saferplan.identities.linkage.linking import guard_of, pairs_of, score, sides, workbench
from saferplan.identities.linkage.model import Effect, Model
from saferplan.identities.linkage.prepare import prepare

DECISIONS = pa.schema(
    [pa.field("person_a", pa.string()), pa.field("person_b", pa.string()), pa.field("same", pa.bool_())]
)
"""What people decided of pairs, oldest first; of two decisions on one pair the later counts."""


class Linkage(NamedTuple):
    """`pairs`: as `linking.link` gives them, with `standing`; `clusters`: person_key and cluster, numbered from 1."""

    pairs: pa.Table
    clusters: pa.Table


def link_people(people: pa.Table, model: Model, decisions: pa.Table | None = None) -> Linkage:
    """Which of `people` (PEOPLE), who are of one group, are one person.

    `standing` of a pair is `linked` (the two are in one cluster), `apart` (a guard or a person keeps them apart) or
    `doubtful` (a person should look).
    """
    with workbench() as connection:
        prepare(connection, people, model)
        score(connection, model)
        cluster(connection, model, decisions if decisions is not None else DECISIONS.empty_table())
        return Linkage(_pairs(connection, model), _clusters(connection))


def cluster(connection: duckdb.DuckDBPyConnection, model: Model, decisions: pa.Table) -> None:
    """Makes the table `clusters` (id, cluster) from `people`, `pairs` and what people decided (DECISIONS)."""
    _register_decisions(connection, decisions)
    a, b = _columns(connection, _links(model), "a", "b")
    number = connection.execute("select count(*) from people").fetchall()[0][0]
    labels = components(number, a, b)
    held = clustered(labels, a, b, _conflicts(connection, model, labels))
    connection.register("held", pa.table({"id": np.arange(number), "first": held}))
    connection.execute(
        "create or replace table clusters as select id, dense_rank() over (order by first) as cluster from held"
    )
    connection.unregister("held")


def _register_decisions(connection: duckdb.DuckDBPyConnection, decisions: pa.Table) -> None:
    connection.register(
        "given_decisions", decisions.append_column("nth", pa.array(range(decisions.num_rows), pa.int64()))
    )
    connection.execute(
        "create or replace table decisions as select least(a.id, b.id) as a, greatest(a.id, b.id) as b,"
        " max_by(same, nth) as same, max(nth) as nth from given_decisions"
        " join people a on a.person_key = person_a join people b on b.person_key = person_b"
        " where a.id != b.id group by 1, 2"
    )
    connection.unregister("given_decisions")


def _links(model: Model) -> str:
    """Links strongest first: what people decided, the newest first, then the weights of unguarded pairs."""
    return f"""
    select a, b from (
        select a, b, 1 as decided, nth, 0.0 as weight from decisions where same
        union all
        select a, b, 0, 0, weight from pairs anti join decisions using (a, b)
        where weight >= {model.thresholds.link} and guard is null
    ) order by decided desc, nth desc, weight desc, a, b"""


def _columns(connection: duckdb.DuckDBPyConnection, sql: str, *names: str) -> tuple[Ids, ...]:
    found: dict[str, Any] = connection.execute(sql).fetchnumpy()
    return tuple(found[name].astype(np.int64) for name in names)


def _conflicts(connection: duckdb.DuckDBPyConnection, model: Model, labels: Ids) -> list[tuple[int, int]]:
    """Pairs of one component that a person or a guard holds apart, whether or not the two were ever compared."""
    members = np.flatnonzero(np.bincount(labels)[labels] > 2)
    connection.register("grown", pa.table({"id": members, "component": labels[members]}))
    guarded = _guarded_apart(connection, model)
    connection.unregister("grown")
    same = _tuples(connection, "select a, b from decisions where same")
    different = _tuples(connection, "select a, b from decisions where not same")
    return [*lifted(guarded, same), *different]


def _guarded_apart(connection: duckdb.DuckDBPyConnection, model: Model) -> list[tuple[int, int]]:
    """Records alike in what guards read are alike to guards, so that one of each kind stands for all in a component."""
    read = ", ".join(model.guarded_columns)
    connection.execute(
        f"create or replace table kinds as select grown.id, component,"
        f" min(grown.id) over (partition by component, {read}) as kind from grown join prepared using (id)"
    )
    connection.execute(
        "create or replace table opposed as with faced as ("
        " select l.kind as a, r.kind as b from kinds l join kinds r using (component)"
        f" where l.id = l.kind and r.id = r.kind and l.kind < r.kind), sides as ({sides('prepared', 'faced')})"
        f" select a, b from sides where {guard_of(model, splitting=True)} is not null"
    )
    return _tuples(
        connection,
        "select l.id as a, r.id as b from opposed"
        " join kinds l on l.kind = opposed.a join kinds r on r.kind = opposed.b",
    )


def _tuples(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[int, int]]:
    a, b = _columns(connection, sql, "a", "b")
    return list(zip(a.tolist(), b.tolist(), strict=True))


def _pairs(connection: duckdb.DuckDBPyConnection, model: Model) -> pa.Table:
    apart = ", ".join(f"'{guard.name}'" for guard in model.guards if guard.effect is Effect.APART) or "''"
    connection.execute(
        "create or replace table standing_pairs as select pairs.*, decisions.same as decided,"
        " case when one.cluster = other.cluster then 'linked'"
        f" when not decisions.same or decisions.same is null and guard in ({apart}) then 'apart'"
        " else 'doubtful' end as standing"
        " from pairs join clusters one on one.id = pairs.a join clusters other on other.id = pairs.b"
        " left join decisions using (a, b)"
    )
    return pairs_of(connection, "standing_pairs")


def _clusters(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    return connection.execute(
        "select person_key, cluster from people join clusters using (id) order by person_key"
    ).to_arrow_table()
