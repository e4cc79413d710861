"""How often each outcome of a comparison comes about: from records whose persons are known, or without, by EM."""

from collections.abc import Sequence
from dataclasses import replace

import duckdb
import pyarrow as pa

from saferplan.identities.linkage.linking import sides, splink_linker
from saferplan.identities.linkage.model import Comparison, Level, Model

# Added to every count, so that an outcome not seen in a sample is rare and not impossible (Jeffreys' prior).
UNSEEN = 0.5
RANDOM_RECORDS = 2_500
RANDOM_PAIRS = 500_000


def estimated_by_em(connection: duckdb.DuckDBPyConnection, model: Model, *, by: Sequence[str], seed: int) -> Model:
    """m by expectation maximisation over pairs that agree on each rule of `by`, u by random pairs; seeded.

    Source: Winkler (1988) for EM without known persons, as Splink does it.
    """
    linker = splink_linker(connection, model)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=seed, min_count_per_level=None)
    for rule in by:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    told = {
        each["output_column_name"]: each["comparison_levels"]
        for each in linker.misc.save_model_to_json()["comparisons"]
    }
    return replace(model, comparisons=tuple(_refilled(each, told[each.name]) for each in model.comparisons))


def _refilled(comparison: Comparison, told: Sequence[dict]) -> Comparison:
    """Levels in their order, Splink's first being the unknown; an outcome that was never seen keeps its parameter."""
    levels = [
        replace(level, m=given.get("m_probability", level.m), u=given.get("u_probability", level.u))
        for level, given in zip(comparison.levels, told[1:], strict=True)
    ]
    return replace(comparison, levels=tuple(levels))


def estimated_from_known(connection: duckdb.DuckDBPyConnection, model: Model, person_of: pa.Table) -> Model:
    """m from all pairs of one person's records, u from pairs of different persons among records taken at random.

    `person_of`: id (of `prepared`) and person. The same records give the same parameters.
    """
    connection.register("given_person_of", person_of)
    connection.execute("create or replace table person_of as from given_person_of")
    connection.unregister("given_person_of")
    connection.execute(
        "create or replace table of_one as select l.id as a, r.id as b from person_of l join person_of r using (person)"
        " where l.id < r.id"
    )
    connection.execute(
        "create or replace table of_two as with taken as ("
        f" select id, person from person_of order by hash(id), id limit {RANDOM_RECORDS})"
        " select l.id as a, r.id as b from taken l join taken r on l.id < r.id and l.person != r.person"
    )
    return replace(model, comparisons=tuple(_counted(connection, each) for each in model.comparisons))


def _counted(connection: duckdb.DuckDBPyConnection, comparison: Comparison) -> Comparison:
    m = _shares(connection, comparison, "of_one")
    u = _shares(connection, comparison, "of_two")
    levels = [replace(level, m=m[at], u=_u(level, u[at])) for at, level in enumerate(comparison.levels)]
    return replace(comparison, levels=tuple(levels))


def _u(level: Level, counted: float) -> float:
    return max(counted, level.rarest)


def _shares(connection: duckdb.DuckDBPyConnection, comparison: Comparison, pairs: str) -> list[float]:
    counts = dict(
        connection.execute(
            f"select {comparison.outcome} as outcome, count(*) from ({sides('prepared', pairs)}) group by outcome"
        ).fetchall()
    )
    known = [counts.get(at, 0) + UNSEEN for at in range(len(comparison.levels))]
    return [each / sum(known) for each in known]
