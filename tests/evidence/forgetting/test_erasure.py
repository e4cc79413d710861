"""Erasure in the lake: what goes, what stays, what the register keeps, and that no byte of the erased is left."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partner_lake import FEED, LATER, NOW, TODAY, all_bytes, held, incident, load, references
from saferplan.errors import LakeError, UnknownName
from saferplan.evidence.forgetting.erasure import Decision, Erased, OnePerson, OneRecord, erase, planned
from saferplan.evidence.lake import Lake
from saferplan.evidence.tables import ALL_TABLES, ERASURES, SUPPRESSED

DECISION = Decision("objection upheld, Article 17(1)(c)", "data protection officer", TODAY)
SECRET = b"a secret of the tests"


def digest(data: bytes) -> bytes:
    return hmac.digest(SECRET, data, "sha256")


def carry_out(lake: Lake, target: OneRecord | OnePerson, decision: Decision = DECISION) -> Erased:
    with lake.writing() as writer:
        erased = erase(writer, target, decision, digest)
        writer.commit(loaded_at=NOW + timedelta(days=1), summary={"removed": "an erasure"})
    return erased


def person(*keys: str) -> OnePerson:
    return OnePerson(frozenset(keys))


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Ann is the victim of A1 and A2, and the suspect of A3 (victim Ben) and of A4, which names no victim."""
    rows = [
        incident("A1", victim="ann-the-victim", suspect="sid-the-suspect", address_key="home-address"),
        incident("A1", victim="ben-the-victim", suspect="sid-the-suspect"),
        incident("A2", victim="ann-the-victim", address_key="shop", month="2026-02"),
        incident("A3", victim="ben-the-victim", suspect="ann-as-suspect", suspect_is_child=False),
        incident("A4", suspect="ann-as-suspect"),
        incident("A5", victim="cat", address_key="shop"),
    ]
    return load(Lake(tmp_path / "lake"), rows)


def people(lake: Lake) -> list[tuple]:
    return [(row["reference"], row["victim_key"], row["suspect_key"]) for row in held(lake)]


# ---- a person


def test_rows_of_a_victim_go_and_of_a_suspect_the_suspect_alone(lake: Lake):
    erased = carry_out(lake, person("ann-the-victim", "ann-as-suspect"))
    assert people(lake) == [
        ("A1", "ben-the-victim", "sid-the-suspect"),
        ("A3", "ben-the-victim", None),
        ("A5", "cat", None),
    ]
    assert erased.planned.rows == {"partner_incidents": 3}
    assert erased.planned.suspects_emptied == 1
    assert [row["suspect_is_child"] for row in held(lake)] == [None, None, None]


def test_keys_that_nobody_names_any_longer_are_told_for_the_database_and_the_proof(lake: Lake):
    """Home goes with Ann; the shop is still in Cat's record, Sid still in Ben's."""
    assert carry_out(lake, person("ann-the-victim", "ann-as-suspect")).keys == {
        "ann-the-victim",
        "ann-as-suspect",
        "home-address",
    }


def test_no_byte_of_an_erased_person_stays_in_the_lake(lake: Lake):
    for key in (b"ann-the-victim", b"ann-as-suspect", b"home-address"):
        assert key in all_bytes(lake.root)
    carry_out(lake, person("ann-the-victim", "ann-as-suspect"))
    for key in (b"ann-the-victim", b"ann-as-suspect", b"home-address"):
        assert key not in all_bytes(lake.root)


def test_versions_that_were_replaced_before_go_too(lake: Lake):
    """A later delivery had corrected the record: only the past still names Ann."""
    load(lake, [incident("A2", victim="dee", month="2026-02")])
    load(lake, [incident("A9", victim="ben-the-victim")])
    assert b"ann-the-victim" in all_bytes(lake.root)
    erased = carry_out(lake, person("ann-the-victim", "ann-as-suspect"))
    assert (erased.planned.rows, erased.planned.in_history) == ({"partner_incidents": 0}, 4)
    assert b"ann-the-victim" not in all_bytes(lake.root)
    assert references(lake) == ["A2", "A9"]


def test_a_person_of_the_database_alone_is_erased_with_no_row(lake: Lake):
    erased = carry_out(lake, person("nobody-here"))
    assert erased.planned.is_nothing
    assert erased.keys == {"nobody-here"}
    assert len(held(lake)) == 6


def test_a_lake_without_partners_rows_can_still_register_an_erasure(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    assert carry_out(lake, person("ann-the-victim")).erasure == "2026-11-22.1"
    assert len(held(lake, ERASURES)) == 1


# ---- a record


def test_a_record_goes_with_every_row_of_it_and_no_other(lake: Lake):
    erased = carry_out(lake, OneRecord(FEED, "A1"))
    assert references(lake) == ["A2", "A3", "A4", "A5"]
    assert erased.planned.rows["partner_incidents"] == 2
    assert erased.keys == {"sid-the-suspect", "home-address"}


@pytest.mark.parametrize(
    "target", [("other-feed", "A1"), (FEED, "A9"), (FEED, "a1"), (FEED, "' OR 1=1 --"), (FEED, "")]
)
def test_a_record_that_is_not_there_is_not_found_and_nothing_changes(target: tuple[str, str], lake: Lake):
    before = (held(lake), lake.loads())
    with pytest.raises(UnknownName, match="no record of this feed has this reference"):
        carry_out(lake, OneRecord(*target))
    assert (held(lake), lake.loads()) == before


OTHERS = {
    "offence_records": {"source": "Anyshire Police", "month": "2026-01", "record_id": "R1", "offence_code": "28E"},
    "cohort_members": {"source": "Anyshire Police", "cohort": "IOM", "member": "R1", "adopted_on": date(2026, 1, 5)},
}


@pytest.mark.parametrize("name", OTHERS)
def test_records_of_templates_are_erased_by_source_and_reference(name: str, lake: Lake):
    table = ALL_TABLES[name]
    reference = "record_id" if name == "offence_records" else "member"
    rows = [dict.fromkeys(table.column_names) | OTHERS[name] | {reference: one} for one in ("R1", "R2")]
    load(lake, rows, table=table)
    carry_out(lake, OneRecord("Anyshire Police", "R1"))
    assert [row[reference] for row in held(lake, table)] == ["R2"]
    assert len(held(lake)) == 6
    assert {row["covers"] for row in held(lake, SUPPRESSED)} == {"record"}


# ---- before it is done


def test_what_it_would_take_is_told_before_and_changes_nothing(lake: Lake):
    before = all_bytes(lake.root)
    with lake.writing() as writer:
        plan = planned(writer, person("ann-the-victim", "ann-as-suspect"))
    assert plan.as_record() == {"rows": {"partner_incidents": 3}, "suspects_emptied": 1, "in_history": 0}
    assert all_bytes(lake.root) == before


# ---- the register


def test_the_register_says_when_why_and_how_much_and_never_who(lake: Lake):
    carry_out(lake, person("ann-the-victim", "ann-as-suspect"))
    [row] = held(lake, ERASURES)
    assert row == {
        "erasure": "2026-11-22.1",
        "erased_on": TODAY,
        "subject": "person",
        "ground": "objection upheld, Article 17(1)(c)",
        "decided_by": "data protection officer",
        "keys": 3,
        "rows_removed": 3,
        "suspects_emptied": 1,
    }


def test_erasures_are_numbered_by_day(lake: Lake):
    numbers = [carry_out(lake, OneRecord(FEED, one)).erasure for one in ("A1", "A2")]
    tomorrow = Decision("x", "y", TODAY + timedelta(days=1))
    assert [*numbers, carry_out(lake, OneRecord(FEED, "A3"), tomorrow).erasure] == [
        "2026-11-22.1",
        "2026-11-22.2",
        "2026-11-23.1",
    ]
    assert len(held(lake, ERASURES)) == 3


def test_the_suppression_list_holds_digests_and_days_and_nothing_else(lake: Lake):
    carry_out(lake, person("ann-the-victim", "ann-as-suspect"))
    rows = held(lake, SUPPRESSED)
    assert {(row["covers"], row["feed"]) for row in rows} == {
        ("record", FEED),
        ("victim", FEED),
        ("suspect", FEED),
        ("key", ""),
    }
    assert all(len(row["digest"]) == 64 for row in rows)
    assert {row["expires_on"] for row in rows if row["feed"]} == {LATER}
    record = hmac.digest(SECRET, "\x1f".join(("record", FEED, "A2")).encode(), hashlib.sha256).hex()
    assert record in {row["digest"] for row in rows}


# ---- the past


def test_a_past_state_says_what_became_of_it_and_open_tables_stay(lake: Lake):
    carry_out(lake, person("ann-the-victim"))
    past = lake.snapshot(NOW)
    with pytest.raises(
        LakeError, match=r"partner_incidents as it stood then is gone: .* on 2026-11-23 by an erasure"
    ) as no:
        past.files("partner_incidents", purpose="casework")
    assert "Read it as it has stood since 2026-11-23" in no.value.remedy
    assert past.extracts
    assert lake.snapshot().files("partner_incidents", purpose="casework")


def test_states_after_an_erasure_are_kept_again(lake: Lake):
    carry_out(lake, OneRecord(FEED, "A1"))
    after = lake.loads()[-1]
    load(lake, [incident("B1", month="2026-03")], now=NOW + timedelta(days=3))
    from saferplan.evidence.lake import Snapshot

    assert references(Snapshot(lake.root, after)) == ["A2", "A3", "A4", "A5"]
    assert references(lake) == ["A2", "A3", "A4", "A5", "B1"]


def test_a_query_whose_files_went_meanwhile_ends_with_a_plain_message(lake: Lake):
    from saferplan.evidence.engines import DuckDbEngine

    engine = DuckDbEngine(lake.snapshot())
    rows = engine.table("partner_incidents", purpose="aggregates")
    carry_out(lake, person("ann-the-victim"))
    with pytest.raises(LakeError, match=r"a file cannot be read .*removed for good meanwhile: run the command again"):
        engine.run(rows.aggregate(rows=rows.count()))


# ---- against a dictionary

KEYS = st.sampled_from([None, "ann-the-victim", "ben-the-victim", "cat"])
SUSPECTS = st.sampled_from([None, "sid-the-suspect", "tom"])
ROWS = st.lists(st.tuples(st.sampled_from(["R1", "R2", "R3"]), KEYS, SUSPECTS), min_size=1, max_size=8)


def expected(rows: list[tuple], erased: set[str]) -> Iterator[tuple]:
    """Slow and obvious."""
    for reference, victim, suspect in rows:
        if victim in erased:
            continue
        if suspect in erased:
            if victim is not None:
                yield (reference, victim, None)
        else:
            yield (reference, victim, suspect)


@given(rows=ROWS, erased=st.sets(st.sampled_from(["ann-the-victim", "ben-the-victim", "sid-the-suspect"]), min_size=1))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_takes_what_a_slow_reading_takes(rows: list, erased: set, tmp_path_factory: pytest.TempPathFactory):
    lake = Lake(tmp_path_factory.mktemp("erased") / "lake")
    load(lake, [incident(reference, victim=victim, suspect=suspect) for reference, victim, suspect in rows])
    carry_out(lake, person(*erased))
    assert sorted(people(lake), key=str) == sorted(expected(rows, erased), key=str)
    left = all_bytes(lake.root)
    assert not any(key.encode() in left for key in erased)
