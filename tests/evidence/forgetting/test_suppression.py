"""What was erased is not loaded again, and what was not is: record by record, and person by person within one."""

import hmac
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from partner_lake import FEED, NOW, TODAY, incident, load
from saferplan.errors import LakeError
from saferplan.evidence.forgetting.erasure import Decision, OnePerson, OneRecord, erase
from saferplan.evidence.forgetting.suppression import Suppression
from saferplan.evidence.lake import Lake
from saferplan.evidence.tables import PARTNER_INCIDENTS

ROWS = [
    incident("A1", victim="ann", suspect="sid"),
    incident("A1", victim="ben", suspect="sid"),
    incident("A2", victim="ann"),
    incident("A3", victim="ben", suspect="ann-s", suspect_is_child=True),
    incident("A4", victim="cat"),
]


def digest(data: bytes) -> bytes:
    return hmac.digest(b"secret", data, "sha256")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return load(Lake(tmp_path / "lake"), ROWS)


def erase_now(lake: Lake, target: OneRecord | OnePerson) -> None:
    with lake.writing() as writer:
        erase(writer, target, Decision("ground", "officer", TODAY), digest)
        writer.commit(loaded_at=NOW + timedelta(days=1), summary={"removed": "an erasure"})


def suppression(lake: Lake, secret=digest) -> Suppression:
    with lake.writing() as writer:
        return Suppression.of(writer.current(), secret)


def delivered(*rows: dict) -> pa.Table:
    return pa.Table.from_pylist(list(rows or ROWS), schema=PARTNER_INCIDENTS.schema)


def people(rows: pa.Table) -> list[tuple]:
    return [(row["reference"], row["victim_key"], row["suspect_key"]) for row in rows.to_pylist()]


def test_without_an_erasure_every_row_is_loaded_and_no_secret_is_needed(lake: Lake):
    applied = suppression(lake, None).apply(delivered())
    assert (applied.rows, applied.left_out, applied.suspects_emptied) == (delivered(), 0, 0)
    assert suppression(lake, None).erased_records(FEED, ["A1"]) == set()


def test_the_same_file_again_brings_no_erased_person_back(lake: Lake):
    erase_now(lake, OnePerson(frozenset({"ann", "ann-s"})))
    applied = suppression(lake).apply(delivered())
    assert people(applied.rows) == [("A1", "ben", "sid"), ("A3", "ben", None), ("A4", "cat", None)]
    assert (applied.left_out, applied.suspects_emptied) == (2, 1)
    assert applied.rows.schema == PARTNER_INCIDENTS.schema
    assert applied.rows["suspect_is_child"].to_pylist() == [None, None, None]


def test_a_corrected_spelling_of_a_record_that_named_nobody_else_is_known_all_the_same(lake: Lake):
    """Another spelling gives another pseudonym; the record is known by its reference."""
    erase_now(lake, OnePerson(frozenset({"ann", "ann-s"})))
    assert suppression(lake).apply(delivered(incident("A2", victim="anne"))).left_out == 1
    assert suppression(lake).apply(delivered(incident("A1", victim="anne"))).left_out == 0


def test_a_new_incident_of_an_erased_person_is_loaded(lake: Lake):
    erase_now(lake, OnePerson(frozenset({"ann", "ann-s"})))
    applied = suppression(lake).apply(delivered(incident("B1", victim="ann", suspect="ann-s")))
    assert people(applied.rows) == [("B1", "ann", "ann-s")]


def test_an_erased_record_is_known_before_anybody_in_it_is_registered(lake: Lake):
    erase_now(lake, OneRecord(FEED, "A1"))
    assert suppression(lake).erased_records(FEED, ["A1", "A2", None, "A1"]) == {"A1"}
    assert suppression(lake).erased_records("other-feed", ["A1"]) == set()
    assert people(suppression(lake).apply(delivered()).rows) == people(delivered(*ROWS[2:]))


def test_a_record_of_another_feed_with_the_same_reference_is_another_record(lake: Lake):
    erase_now(lake, OneRecord(FEED, "A1"))
    other = incident("A1", victim="zoe", feed="other-feed")
    assert suppression(lake).apply(delivered(other)).rows.num_rows == 1


def test_a_row_without_a_reference_is_known_by_nothing(lake: Lake):
    erase_now(lake, OneRecord(FEED, "A1"))
    row = incident("A1", victim="ann") | {"reference": None}
    assert suppression(lake).apply(delivered(row)).rows.num_rows == 1


@pytest.mark.parametrize("step", ["records", "rows"])
def test_without_the_secret_a_feed_with_erased_records_is_not_loaded(step: str, lake: Lake):
    erase_now(lake, OneRecord(FEED, "A1"))
    blind = suppression(lake, None)
    with pytest.raises(LakeError, match=r"records of the feed harbour-homes-asb were erased.*Set SAFERPLAN_KEY"):
        blind.erased_records(FEED, ["A7"]) if step == "records" else blind.apply(delivered())
    assert blind.apply(delivered(incident("A1", feed="other-feed"))).rows.num_rows == 1


def test_under_another_secret_nothing_is_known(lake: Lake):
    """Which is why a change of key leaves this secret as it is."""
    erase_now(lake, OneRecord(FEED, "A1"))
    other = suppression(lake, lambda data: hmac.digest(b"other", data, "sha256"))
    assert other.apply(delivered()).left_out == 0


def test_a_million_rows_of_feeds_without_erasures_cost_no_digest(lake: Lake):
    erase_now(lake, OneRecord("harbour-homes-asb", "A1"))

    def never(data: bytes) -> bytes:
        raise AssertionError

    rows = delivered(*[incident(str(number), feed="police") for number in range(100)])
    assert suppression(lake, never).apply(rows).rows.num_rows == 100


# ---- tables of templates


def test_a_template_whose_record_was_erased_is_loaded_without_it_and_says_so(lake: Lake, tmp_path: Path):
    from saferplan.evidence.loading.load import load as load_files
    from saferplan.evidence.tables import ALL_TABLES

    file = tmp_path / "offences.csv"
    head = "record_id,source,month,offence_code,from_time"
    file.write_text(f"{head}\n" + "".join(f"R{n},Police,2026-01,28E,2026-01-05T10:00\n" for n in (1, 2)))
    assert load_files([file], lake, now=NOW).files[0].rows_loaded == 2
    erase_now(lake, OneRecord("Police", "R1"))
    file.write_text(file.read_text() + "R3,Police,2026-01,28E,2026-01-06T10:00\n")
    refused = load_files([file], lake, now=NOW).files[0]
    assert refused.status == "refused"
    assert "records of the feed Police were erased" in refused.message
    told = load_files([file], lake, now=NOW, digest=lambda: digest).files[0]
    assert (told.rows_read, told.rows_loaded, told.rows_rejected) == (3, 2, 1)
    assert "erased before, and not loaded again: 1 row" in told.message
    from partner_lake import held

    assert [row["record_id"] for row in held(lake, ALL_TABLES["offence_records"])] == ["R2", "R3"]
