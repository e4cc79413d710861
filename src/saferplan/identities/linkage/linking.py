"""Which pairs of records are one person's, with what weight and why. No database but DuckDB in memory; nothing is kept.

Splink (the model of Fellegi and Sunter 1969, with weights by how common a name is) scores the pairs; guards stand
beside it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from saferplan.identities.linkage.model import Comparison, Effect, Model
from saferplan.identities.linkage.prepare import prepare

if TYPE_CHECKING:
    from splink import Linker

# Splink's own memory is DuckDB's; the rest of a run needs about as much again for a million records.
MEMORY_LIMIT = "4GB"


@contextmanager
def workbench() -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB in memory that writes nothing to disk: what it would spill there are names of people."""
    connection = duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "temp_directory": ""})
    try:
        yield connection
    finally:
        connection.close()


def link(people: pa.Table, model: Model) -> pa.Table:
    """Pairs of `people` (PEOPLE) from the review threshold on, strongest first.

    Columns: person_a and person_b (keys, a before b), weight in bits, probability, guard (a guard's name or null), and
    for each comparison its outcome as `NAME` (the position of the level, -1 where unknown) and its bits as `NAME_bits`.
    """
    with workbench() as connection:
        prepare(connection, people, model)
        score(connection, model)
        return pairs_of(connection, "pairs")


def pairs_of(connection: duckdb.DuckDBPyConnection, table: str) -> pa.Table:
    """A table of pairs with keys in place of ids, strongest first."""
    return connection.execute(
        f"select a.person_key as person_a, b.person_key as person_b, pairs.* exclude (a, b)"
        f" from {table} as pairs join people a on a.id = pairs.a join people b on b.id = pairs.b"
        " order by weight desc, person_a, person_b"
    ).to_arrow_table()


def score(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Makes the table `pairs` (a, b, weight, probability, guard, outcomes and bits) from `prepared`."""
    linker = splink_linker(connection, model)
    predicted = linker.inference.predict(threshold_match_weight=model.thresholds.review, warning_mode="never")
    _guarded(connection, model, predicted.physical_name)
    predicted.drop_table_from_database_and_remove_from_cache()


def splink_linker(connection: duckdb.DuckDBPyConnection, model: Model) -> "Linker":
    """Splink over the table `prepared`."""
    from splink import DuckDBAPI, Linker

    database = DuckDBAPI(connection)
    records = connection.execute("select count(*) from prepared").fetchall()[0][0]
    settings = splink_settings(model, records)
    linker = Linker(database.register("prepared"), settings, log_level=None, validate_settings=False)
    for comparison in model.comparisons:
        if comparison.frequency:
            frequencies = database.register(_frequencies(connection, comparison, records))
            linker.table_management.register_term_frequency_lookup(frequencies, comparison.frequency)
    return linker


def _frequencies(connection: duckdb.DuckDBPyConnection, comparison: Comparison, records: int) -> str:
    """How common each value is, among the records and the typical ones that the model adds to them."""
    column, typical = comparison.frequency, comparison.typical_records
    name = f"frequency_of_{column}"
    connection.execute(
        f"create or replace table {name} as select {column},"
        f" (count(*) + {typical * comparison.typical_frequency})::double / {records + typical} as tf_{column}"
        f" from prepared where {column} is not null group by {column}"
    )
    return name


def splink_settings(model: Model, records: int) -> dict[str, Any]:
    """The model as Splink reads it."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "id",
        "probability_two_random_records_match": model.prior(records),
        "blocking_rules_to_generate_predictions": [f"l.block_{at} = r.block_{at}" for at in range(len(model.blocking))],
        "comparisons": [_splink_comparison(comparison) for comparison in model.comparisons],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
    }


def _splink_comparison(comparison: Comparison) -> dict[str, Any]:
    unknown = {"sql_condition": comparison.unknown, "label_for_charts": "unknown", "is_null_level": True}
    levels = [_splink_level(comparison, at) for at in range(len(comparison.levels))]
    return {"output_column_name": comparison.name, "comparison_levels": [unknown, *levels]}


def _splink_level(comparison: Comparison, at: int) -> Mapping[str, Any]:
    level = comparison.levels[at]
    told = {
        "sql_condition": level.when or "ELSE",
        "label_for_charts": level.name,
        "m_probability": level.m,
        "u_probability": level.u,
    }
    if level.rarest:
        told |= {"tf_adjustment_column": comparison.frequency, "tf_minimum_u_value": level.rarest}
    return told


def _guarded(connection: duckdb.DuckDBPyConnection, model: Model, predicted: str) -> None:
    outcomes = ", ".join(f"({comparison.outcome})::tinyint as {comparison.name}" for comparison in model.comparisons)
    bits = ", ".join(f"{_bits(comparison)} as {comparison.name}_bits" for comparison in model.comparisons)
    connection.execute(
        "create or replace table pairs as with scored as (select id_l as a, id_r as b, match_weight as weight,"
        f" match_probability as probability, {bits} from {predicted}), sides as ({sides('prepared', 'scored')})"
        f" select scored.*, {guard_of(model)} as guard, {outcomes} from scored join sides using (a, b)"
    )


def _bits(comparison: Comparison) -> str:
    adjusted = f" + mw_tf_adj_{comparison.name}" if comparison.frequency else ""
    return f"(mw_{comparison.name}{adjusted})::float"


def sides(table: str, pairs: str) -> str:
    """A row for each pair of ids with the columns of both records, as `_l` and `_r`."""
    return (
        f"select pairs.a, pairs.b, columns(l.*) as '\\0_l', columns(r.*) as '\\0_r' from {pairs} as pairs"
        f" join {table} l on l.id = pairs.a join {table} r on r.id = pairs.b"
    )


def guard_of(model: Model, *, splitting: bool = False) -> str:
    """SQL that names the first guard that holds for a pair, those that keep apart before those that doubt.

    With `splitting`, of the guards alone that also hold within a cluster.
    """
    ordered = sorted(model.guards, key=lambda guard: guard.effect is not Effect.APART)
    cases = " ".join(f"when {guard.when} then '{guard.name}'" for guard in ordered if guard.splits or not splitting)
    return f"case {cases} end" if cases else "null::varchar"
