"""One person is sought among all, for a request of the person themself: who is found, who is left, what is logged."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from saferplan.errors import UsageError
from saferplan.evidence.partners.mentions import PERSONS, PLACES, Feed
from saferplan.identities.forgetting.searching import Found, Sought, search
from saferplan.identities.store import RestrictedStore

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
FEED = Feed("harbour-homes-asb", "Harbour Homes", "landlord", 1)
BORN = date(1980, 5, 4)
ANN = {"forenames": "Ann Marie", "surname": "O'Synthetic", "date_of_birth": BORN}
BEN = {"forenames": "Ben", "surname": "Invented", "date_of_birth": BORN}
CAT = {"forenames": "Cat", "surname": "O'Synthetic", "date_of_birth": BORN}


def keep(store: RestrictedStore, *people: dict) -> list[str]:
    usual = {"subject": "victim", "expires_on": date(2029, 11, 1)}
    rows = [{"row": at} | usual | person for at, person in enumerate(people)]
    persons = pa.Table.from_pylist(rows, schema=PERSONS)
    return store.register(FEED, persons, PLACES.empty_table(), now=NOW).persons.to_pylist()


def sought(forenames: str = "Ann Marie", surname: str = "O'Synthetic", born: date = BORN) -> Sought:
    return Sought(forenames, surname, born)


def searched(store: RestrictedStore, wanted: Sought, links: dict[str, set[str]] | None = None) -> Found:
    return search(store, wanted, lambda keys: {other for key in keys for other in (links or {}).get(key, set())})


@pytest.mark.parametrize(
    "names",
    [
        ("Ann Marie", "O'Synthetic"),
        ("ANN MARIE", "osynthetic"),
        ("O’Synthetic", "ann  marie"),
        ("Marie Ann", "O'Synthetic"),
    ],
)
def test_a_person_is_found_however_the_name_is_written(names: tuple[str, str], restricted_store: RestrictedStore):
    ann, _, _ = keep(restricted_store, ANN, BEN, CAT)
    assert searched(restricted_store, sought(*names)).keys == {ann}


def test_people_with_one_of_the_names_and_the_same_birthday_are_counted_and_not_taken(restricted_store):
    keep(restricted_store, ANN, BEN, CAT)
    assert searched(restricted_store, sought()).similar == 1


def test_another_date_of_birth_is_another_person(restricted_store: RestrictedStore):
    keep(restricted_store, ANN)
    assert searched(restricted_store, sought(born=date(1980, 4, 5))).keys == frozenset()


def test_somebody_of_that_name_without_a_date_of_birth_is_counted_and_not_taken(restricted_store: RestrictedStore):
    keep(restricted_store, ANN | {"date_of_birth": None, "address": "1 Invented Way"})
    found = searched(restricted_store, sought())
    assert (found.keys, found.similar) == (frozenset(), 1)


def test_those_linked_to_the_person_are_found_with_it(restricted_store: RestrictedStore):
    ann, ben = keep(restricted_store, ANN, BEN)
    found = searched(restricted_store, sought(), {ann: {ben, ann}})
    assert (found.named, found.linked) == ({ann}, {ben})


def test_the_search_is_logged_without_whom_it_was_for(restricted_store: RestrictedStore):
    keep(restricted_store, ANN, BEN)
    searched(restricted_store, sought())
    rows = restricted_store.connection.execute("SELECT purpose, persons FROM reads ORDER BY read_id").fetchall()
    assert rows == [("data-subject-request", number) for number in (2, 1, 1)]
    assert "ynthetic" not in str(restricted_store.connection.execute("SELECT reads::text FROM reads").fetchall())


def test_what_else_would_be_a_trace_is_told_for_the_proof(restricted_store: RestrictedStore):
    keep(restricted_store, ANN | {"phone": "01632 960001", "email": "ann@example.org"}, BEN | {"phone": "01632 960002"})
    texts = searched(restricted_store, sought()).texts
    assert {"01632 960001", "ann@example.org", "Ann Marie O'Synthetic", "O'Synthetic, Ann Marie"} <= texts
    assert "01632 960002" not in texts


@pytest.mark.parametrize("names", [("", "Synthetic"), ("Ann", "  "), ("--", "Synthetic")])
def test_a_name_must_be_whole(names: tuple[str, str]):
    with pytest.raises(UsageError, match="forename, surname and date of birth"):
        sought(*names)


def test_whom_a_search_is_for_is_not_printed():
    found = Found(frozenset({"key"}), frozenset(), 0, frozenset({"Ann O'Synthetic"}), frozenset({"osynthetic"}))
    assert "Synthetic" not in f"{sought()!r} {sought()} {found!r}"
