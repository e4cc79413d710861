"""Linkage by saferplan, and by Splink alone over the same prepared records: both score, both cluster."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

Facts = dict[str, Any]
Watch = AbstractContextManager[None]
SEED = 1


def linkage_records(watch: Watch, *, people: int, file: str) -> Facts:
    """Mentions of so many invented people, beside who they are."""
    import pyarrow.parquet as pq

    from saferplan.synth.people.labelled import labelled

    with watch:
        table = labelled(people, seed=SEED)
        pq.write_table(table, Path(file))
    return {"records": table.num_rows}


def linkage_saferplan(watch: Watch, *, file: str) -> Facts:
    """Prepares, scores, guards, clusters under conflicts, and gives pairs with reasons and everybody's cluster."""
    import pyarrow.parquet as pq
    import scipy.sparse.csgraph
    import splink  # noqa: F401

    from saferplan.identities.linkage.linkage import link_people
    from saferplan.identities.linkage.model import people_model

    records, model = pq.read_table(file), people_model()
    _ = scipy.sparse.csgraph
    with watch:
        linkage = link_people(records, model)
    return {"pairs": linkage.pairs.num_rows, **_truth(records, linkage.clusters)}


def linkage_splink(watch: Watch, *, file: str) -> Facts:
    """Splink as its tutorial has it: predicts and takes connected components. The records are prepared as for ours."""
    import pyarrow.parquet as pq
    from splink import DuckDBAPI, Linker

    from saferplan.identities.linkage.linking import splink_settings, workbench
    from saferplan.identities.linkage.model import people_model
    from saferplan.identities.linkage.prepare import prepare

    records, model = pq.read_table(file), people_model()
    with workbench() as connection, watch:
        prepare(connection, records, model)
        settings = splink_settings(model, records.num_rows) | {"retain_intermediate_calculation_columns": False}
        linker = Linker(DuckDBAPI(connection).register("prepared"), settings, log_level=None)
        predicted = linker.inference.predict(threshold_match_weight=model.thresholds.review, warning_mode="never")
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_weight=model.thresholds.link
        )
        pairs = predicted.as_pyarrow_table()
        connection.register("clustered", clusters.as_pyarrow_table())
        named = connection.execute(
            "select person_key, cluster_id as cluster from clustered join people using (id)"
        ).to_arrow_table()
    return {"pairs": pairs.num_rows, **_truth(records, named)}


def linkage_preparation(watch: Watch, *, file: str) -> Facts:
    """The part that both have in common."""
    import pyarrow.parquet as pq

    from saferplan.identities.linkage.linking import workbench
    from saferplan.identities.linkage.model import people_model
    from saferplan.identities.linkage.prepare import prepare

    records, model = pq.read_table(file), people_model()
    with workbench() as connection, watch:
        prepare(connection, records, model)
    return {"records": records.num_rows}


def _truth(records: Any, clusters: Any) -> Facts:
    """Pairwise precision and recall of clusters."""
    import duckdb

    with duckdb.connect() as connection:
        connection.register("records", records.select(["person_key", "person"]))
        connection.register("clusters", clusters)
        held, right, true = (
            connection.execute(
                "select sum(n * (n - 1) // 2) from (select count(*) as n from clusters join records using (person_key)"
                f" group by {by})"
            ).fetchall()[0][0]
            for by in ("cluster", "cluster, person", "person")
        )
    return {"precision": float(right / held), "recall": float(right / true)}


TASKS = {task.__name__: task for task in (linkage_records, linkage_saferplan, linkage_splink, linkage_preparation)}
