"""Whom no row of the lake names leaves the database; nobody else does, and no other lake decides."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from saferplan.errors import StoreError
from saferplan.evidence.forgetting.proving import Traces
from saferplan.evidence.partners.mentions import PERSONS, PLACES, Feed
from saferplan.identities.forgetting.proving import look_through_store
from saferplan.identities.forgetting.unnamed import DecidingLake, Unnamed, forget_unnamed, tables_of
from saferplan.identities.forgetting.vacuuming import vacuum
from saferplan.identities.store import RestrictedStore

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
FEED = Feed("harbour-homes-asb", "Harbour Homes", "landlord", 1)
LAKE = DecidingLake("4d5a1f0e-0000-4000-8000-000000000001", 3)
BORN = date(1980, 5, 4)
ANN = {"forenames": "Ann Marie", "surname": "O'Synthetic", "date_of_birth": BORN}
BEN = {"forenames": "Ben", "surname": "Invented", "date_of_birth": BORN}
CAT = {"forenames": "Cat", "surname": "O'Synthetic", "date_of_birth": BORN}


def persons(*rows: dict) -> pa.Table:
    usual = {"subject": "victim", "expires_on": date(2029, 11, 1)}
    return pa.Table.from_pylist([{"row": at} | usual | row for at, row in enumerate(rows)], schema=PERSONS)


def places(*rows: dict) -> pa.Table:
    return pa.Table.from_pylist([{"row": at, "expires_on": date(2029, 11, 1)} | row for at, row in enumerate(rows)],
                                schema=PLACES)  # fmt: skip


def keep(store: RestrictedStore, *people: dict, at: tuple[dict, ...] = ()) -> tuple[list[str], list[str]]:
    kept = store.register(FEED, persons(*people), places(*at), now=NOW)
    return kept.persons.to_pylist(), kept.places.to_pylist()


def count(store: RestrictedStore, table: str) -> int:
    return store.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_the_unnamed_go_with_all_that_depends_on_them_and_the_named_stay(restricted_store: RestrictedStore):
    (ann, _), (home, _) = keep(
        restricted_store,
        ANN,
        BEN,
        at=tuple({"address": f"{number} Invented Way", "postcode": "AN1 1AA"} for number in (1, 2)),
    )
    gone = forget_unnamed(restricted_store.connection, {ann, home}, LAKE)
    assert (gone.persons, gone.addresses, gone.rows["person_feeds"]) == (1, 1, 1)
    assert restricted_store.connection.execute("SELECT person_key FROM persons").fetchall() == [(ann,)]
    assert restricted_store.connection.execute("SELECT address_key FROM addresses").fetchall() == [(home,)]


def test_an_address_known_by_another_of_its_keys_stays(restricted_store: RestrictedStore):
    _, (by_form,) = keep(restricted_store, at=({"address": "1 Invented Way", "postcode": "AN1 1AA"},))
    aliases = restricted_store.connection.execute("SELECT alias_key, address_key FROM address_aliases").fetchall()
    for alias, address in aliases:
        forget_unnamed(restricted_store.connection, {alias}, LAKE)
        assert count(restricted_store, "addresses") == 1
        assert address == by_form


def test_done_again_it_does_nothing(restricted_store: RestrictedStore):
    (ann, _), _ = keep(restricted_store, ANN, BEN)
    forget_unnamed(restricted_store.connection, {ann}, LAKE)
    assert forget_unnamed(restricted_store.connection, {ann}, LAKE) == Unnamed({})


def test_everybody_goes_where_the_last_row_has_gone(restricted_store: RestrictedStore):
    (ann,), _ = keep(restricted_store, ANN)
    forget_unnamed(restricted_store.connection, {ann}, LAKE)
    assert forget_unnamed(restricted_store.connection, set(), LAKE).persons == 1


def test_a_lake_that_names_nobody_is_not_believed_the_first_time(restricted_store: RestrictedStore):
    keep(restricted_store, ANN)
    with pytest.raises(StoreError, match=r"names nobody, and the restricted store holds people.*Name the lake"):
        forget_unnamed(restricted_store.connection, set(), LAKE)
    assert count(restricted_store, "persons") == 1


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        (DecidingLake("4d5a1f0e-0000-4000-8000-000000000002", 9), "belongs to another lake"),
        (DecidingLake(LAKE.identity, 2), "older copy of the lake: it ends at load 2, and load 3 was seen"),
    ],
)
def test_another_lake_and_an_older_copy_decide_nothing(other: DecidingLake, problem: str, restricted_store):
    (ann, _), _ = keep(restricted_store, ANN, BEN)
    forget_unnamed(restricted_store.connection, {ann}, LAKE)
    with pytest.raises(StoreError, match=problem):
        forget_unnamed(restricted_store.connection, {"f" * 32}, other)
    assert count(restricted_store, "persons") == 1
    assert forget_unnamed(restricted_store.connection, set(), DecidingLake(LAKE.identity, 4)).persons == 1


def test_a_lake_that_was_brought_back_decides_once_it_is_said(restricted_store: RestrictedStore):
    (ann, _), _ = keep(restricted_store, ANN, BEN)
    forget_unnamed(restricted_store.connection, {ann}, LAKE)
    older = DecidingLake(LAKE.identity, 2)
    forget_unnamed(restricted_store.connection, {ann}, older, is_restored=True)
    assert count(restricted_store, "persons") == 1
    assert forget_unnamed(restricted_store.connection, {ann}, older) == Unnamed({})
    with pytest.raises(StoreError, match=r"belongs to another lake.*retention run --restored"):
        forget_unnamed(restricted_store.connection, {ann}, DecidingLake("4d5a1f0e-0000-4000-8000-000000000002", 1))


def test_even_a_lake_that_was_brought_back_is_not_believed_where_it_names_nobody(restricted_store: RestrictedStore):
    (ann,), _ = keep(restricted_store, ANN)
    forget_unnamed(restricted_store.connection, {ann}, LAKE)
    with pytest.raises(StoreError, match="names nobody"):
        forget_unnamed(restricted_store.connection, set(), LAKE, is_restored=True)
    assert count(restricted_store, "persons") == 1


# ---- for good


def test_every_table_is_written_anew_and_used_as_before(restricted_store: RestrictedStore):
    (ann, _), _ = keep(restricted_store, ANN, BEN)
    forget_unnamed(restricted_store.connection, {ann}, LAKE)
    done = vacuum(restricted_store.connection)
    assert set(done.tables) == set(tables_of(restricted_store.connection))
    assert done.left_to_the_operator == []
    assert keep(restricted_store, ANN)[0] == [ann]


def test_a_pseudonym_is_found_in_whichever_table_it_stands_and_not_after_it_went(restricted_store: RestrictedStore):
    (ann, ben), _ = keep(restricted_store, ANN, BEN)
    traces = Traces(frozenset({ben}))
    found = {one.place: one.found for one in look_through_store(restricted_store.connection, traces) if one.found}
    assert found == {"database table persons": 1, "database table person_feeds": 1}
    forget_unnamed(restricted_store.connection, {ann}, LAKE)
    vacuum(restricted_store.connection)
    looked = look_through_store(restricted_store.connection, traces)
    assert sum(one.found for one in looked) == 0
    assert {one.place for one in looked} >= {"database table persons", "database statistics"}


def test_names_are_in_no_table_in_clear(restricted_store: RestrictedStore):
    keep(restricted_store, ANN | {"phone": "01632 960001", "email": "ann@example.org"})
    traces = Traces(frozenset({"O'Synthetic", "Ann Marie", "01632 960001", "ann@example.org", "1980-05-04"}))
    assert sum(one.found for one in look_through_store(restricted_store.connection, traces)) == 0
