"""Key, database and lake belong together; a stranger among them is an error, and never makes a second identity."""

import json
import threading
from datetime import date
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest

from partners import ANN, BEN, DEE, HOMES, NOW, POLICE, persons, places
from restricted import OTHER_KEY, TEST_KEY
from saferplan.errors import KeyRefused, LakeError, StoreError
from saferplan.evidence.lake import IDENTITIES_CHECK, Lake
from saferplan.evidence.partners.mentions import PERSONS, PLACES, Feed, Keys
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.people import person_bases
from saferplan.identities.places import keys_by_themselves
from saferplan.identities.pseudonyms import NoKey, PseudonymsOnly
from saferplan.identities.sealing import sealed, unsealed
from saferplan.identities.store import RestrictedStore, create, opened

KEY, OTHER = PartnershipKey.of(TEST_KEY), PartnershipKey.of(OTHER_KEY)
HOME = {"address": "Flat 3, 12 High Street", "postcode": "ZZ1 1AA"}
SECRETS = (
    "Ann",
    "Synthetic",
    "1980-05-04",
    "Flat 3",
    "High Street",
    "ZZ1 1AA",
    "zz11aa",
    "01632 960001",
    "01632960001",
)


def rows(store: RestrictedStore, query: str) -> list[tuple]:
    return store.connection.execute(query.encode()).fetchall()


def everything(store: RestrictedStore) -> str:
    """All cells of all tables, as text."""
    tables = [name for (name,) in rows(store, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    found = [
        str(rows(store, f"SELECT * FROM {name}")) + str(rows(store, f"SELECT {name}::text FROM {name}"))
        for name in tables
    ]
    return "\n".join(found)


# Registering


def test_the_same_mention_has_the_same_key_in_every_file(restricted_store: RestrictedStore) -> None:
    first = restricted_store.register(HOMES, persons(ANN, BEN), places(), now=NOW).persons.to_pylist()
    second = restricted_store.register(HOMES, persons(BEN, ANN, ANN), places(), now=NOW).persons.to_pylist()
    assert second == [first[1], first[0], first[0]]
    assert rows(restricted_store, "SELECT count(*) FROM persons") == [(2,)]


def test_agencies_and_subjects_do_not_share_keys(restricted_store: RestrictedStore) -> None:
    (home,) = restricted_store.register(HOMES, persons(ANN), places(), now=NOW).persons.to_pylist()
    (police,) = restricted_store.register(POLICE, persons(ANN), places(), now=NOW).persons.to_pylist()
    (suspect,) = restricted_store.register(HOMES, persons(ANN | {"subject": "suspect"}), places(), now=NOW).persons
    assert len({home, police, suspect.as_py()}) == 3


def test_keys_stand_in_the_order_of_their_mentions(restricted_store: RestrictedStore) -> None:
    mentions = [ANN, {"surname": "Only"}, BEN, ANN]
    keys = restricted_store.register(HOMES, persons(*mentions), places(), now=NOW).persons.to_pylist()
    assert keys[1] is None
    assert keys[0] == keys[3] != keys[2]


def test_empty_files_are_taken(restricted_store: RestrictedStore) -> None:
    keys = restricted_store.register(HOMES, persons(), places(), now=NOW)
    assert (len(keys.persons), len(keys.places)) == (0, 0)


def test_nothing_in_the_database_tells_who_anybody_is(restricted_store: RestrictedStore) -> None:
    restricted_store.register(HOMES, persons(ANN | BEN | HOME | ANN), places(HOME | {"uprn": "100023"}), now=NOW)
    held = everything(restricted_store)
    assert "harbour-homes-asb" in held
    assert [one for one in (*SECRETS, "100023") if one in held] == []
    assert [one for one in SECRETS if one.encode().hex() in held] == []


def test_details_are_those_last_told_and_none_is_forgotten(restricted_store: RestrictedStore) -> None:
    numbered = {"person_reference": "7"}
    for person in (numbered | {"phone": "1", "address": "1 Old Road"}, numbered | {"address": "2 New Road"}):
        restricted_store.register(HOMES, persons(person), places(), now=NOW)
    (found,) = restricted_store.find(surname="x").to_pylist() or [None]
    assert found is None
    ((key, cell),) = rows(restricted_store, "SELECT person_key, details FROM persons")
    details = unsealed(KEY, bytes(cell), key)
    assert (details["phone"], details["address"]) == ("1", "2 New Road")


def test_details_that_say_nothing_new_are_not_sealed_again(restricted_store: RestrictedStore) -> None:
    cells = []
    for _ in range(2):
        restricted_store.register(HOMES, persons(ANN), places(HOME), now=NOW)
        cells.append(rows(restricted_store, "SELECT details FROM persons UNION ALL SELECT details FROM addresses"))
    assert cells[0] == cells[1]


def test_a_person_is_kept_as_long_as_the_last_mention_says(restricted_store: RestrictedStore) -> None:
    for day in (date(2028, 1, 1), date(2030, 1, 1), date(2027, 1, 1)):
        restricted_store.register(HOMES, persons(ANN | {"expires_on": day}), places(), now=NOW)
    assert rows(restricted_store, "SELECT expires_on FROM persons") == [(date(2030, 1, 1),)]
    assert rows(restricted_store, "SELECT expires_on FROM person_feeds") == [(date(2030, 1, 1),)]


@pytest.mark.parametrize(
    ("told", "wanted"), [((True, False), True), ((False, True), True), ((None, False), False), ((False, None), False)]
)
def test_a_child_in_one_file_stays_a_child(restricted_store: RestrictedStore, told: tuple, wanted: bool) -> None:
    for is_child in told:
        restricted_store.register(HOMES, persons(ANN | {"is_child": is_child}), places(), now=NOW)
    assert rows(restricted_store, "SELECT is_child FROM persons") == [(wanted,)]


def test_each_feed_that_named_a_person_is_noted(restricted_store: RestrictedStore) -> None:
    other = Feed("harbour-homes-repairs", "Harbour Homes", "landlord", 1)
    for feed in (HOMES, other):
        restricted_store.register(feed, persons(ANN), places(), now=NOW)
    assert rows(restricted_store, "SELECT feed FROM person_feeds ORDER BY 1") == [(HOMES.name,), (other.name,)]


def test_a_feed_belongs_to_one_agency(restricted_store: RestrictedStore) -> None:
    restricted_store.register(HOMES, persons(ANN), places(), now=NOW)
    restricted_store.register(Feed(HOMES.name, "HARBOUR HOMES", "landlord", 2), persons(ANN), places(), now=NOW)
    with pytest.raises(StoreError, match="is known as one of Harbour Homes, and its profile says Other Homes"):
        restricted_store.register(Feed(HOMES.name, "Other Homes", "landlord", 1), persons(BEN), places(), now=NOW)
    assert rows(restricted_store, "SELECT count(*) FROM persons") == [(1,)]
    assert rows(restricted_store, "SELECT profile_version FROM feeds") == [(2,)]


def test_a_fault_in_the_places_keeps_no_person(restricted_store: RestrictedStore) -> None:
    with pytest.raises(ValueError, match="other columns"):
        restricted_store.register(HOMES, persons(ANN), pa.table({"row": [1]}), now=NOW)
    assert rows(restricted_store, "SELECT count(*) FROM persons") == [(0,)]


def test_hostile_text_is_only_text(restricted_store: RestrictedStore) -> None:
    hostile = ["'; DROP TABLE persons; --", "\\N", "a\tb\nc", "\x1f", "{}", "🏠" * 500, "%s %(now)s", "\\x00"]
    people = [ANN | {"surname": text, "address": text, "email": text} for text in hostile]
    first = restricted_store.register(HOMES, persons(*people), places({"address": hostile[0]}), now=NOW)
    again = restricted_store.register(HOMES, persons(*people), places({"address": hostile[0]}), now=NOW)
    assert first.persons.to_pylist() == again.persons.to_pylist()
    kept = restricted_store.find(forenames="Ann")["surname"].to_pylist()
    assert set(kept) == set(hostile)


def test_two_files_at_once_wait_for_each_other(store_url: str) -> None:
    """Two landlords' files that name one address, registered by two commands at one moment."""
    keys: dict[str, list] = {}

    def register(feed: Feed) -> None:
        with opened(store_url, KEY) as store:
            mentions = [HOME | {"uprn": "100"}, *({"uprn": str(number)} for number in range(200, 260))]
            keys[feed.name] = store.register(feed, persons(ANN, BEN), places(*mentions), now=NOW).places.to_pylist()

    threads = [threading.Thread(target=register, args=[feed]) for feed in (HOMES, POLICE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert keys[HOMES.name] == keys[POLICE.name]


def test_pseudonyms_do_not_change_from_one_version_to_the_next() -> None:
    """Where this fails, the files of every lake must be loaded again: say so in the list of changes."""
    people = persons(
        {"person_reference": "AB 7"},
        {"forenames": "Siân", "surname": "O'Neil-Łukasz", "date_of_birth": date(1980, 5, 4), "postcode": "zz1 1aa"}
        | {"address": "12 High St", "uprn": "0100", "phone": "+44 1632 960001", "email": "Sian@Example.org"},
    )
    sites = places({"uprn": "100"}, {"address": "Flat 3, Rose Court, 12-14 High St", "postcode": "ZZ1 1AA"})
    keys = KEY.pseudonyms(person_bases(HOMES, people)).to_pylist() + keys_by_themselves(KEY, sites).to_pylist()
    assert keys == [
        "8606180f8b1cb4b3a811e27a718513c3",
        "891873c6f56ca751eaffc8a5463e903a",
        "1e54a78d9dcf3150ae04ff95defa6449",
        "b71055a079d25004ff0c155d8b9e9d1f",
    ]


# Invariants that the database holds by itself

KEY_A, KEY_B = "a" * 32, "b" * 32
PERSON = """
    INSERT INTO persons VALUES
    ('{key}', '{subject}', 'Homes', 'landlord', NULL, 'x', '2026-01-02', '{last}', '2029-01-01')
"""


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (PERSON.format(key="ann", subject="victim", last="2026-01-02"), psycopg.errors.CheckViolation),
        (PERSON.format(key=KEY_A.upper(), subject="victim", last="2026-01-02"), psycopg.errors.CheckViolation),
        (PERSON.format(key=KEY_B, subject="witness", last="2026-01-02"), psycopg.errors.CheckViolation),
        (PERSON.format(key=KEY_B, subject="victim", last="2026-01-01"), psycopg.errors.CheckViolation),
        (PERSON.format(key=KEY_A, subject="suspect", last="2026-01-02"), psycopg.errors.UniqueViolation),
        ("UPDATE persons SET subject = 'suspect'", psycopg.errors.RestrictViolation),
        ("UPDATE persons SET agency = 'Other'", psycopg.errors.RestrictViolation),
        ("UPDATE persons SET details = NULL", psycopg.errors.NotNullViolation),
        ("UPDATE persons SET expires_on = NULL", psycopg.errors.NotNullViolation),
        (f"INSERT INTO person_feeds VALUES ('{KEY_B}', 'homes', '2029-01-01')", psycopg.errors.ForeignKeyViolation),
        (f"INSERT INTO person_feeds VALUES ('{KEY_A}', 'other', '2029-01-01')", psycopg.errors.ForeignKeyViolation),
        (f"INSERT INTO address_aliases VALUES ('{KEY_A}', '{KEY_A}', false, 'x')", psycopg.errors.ForeignKeyViolation),
        ("UPDATE store SET key_check = NULL", psycopg.errors.NotNullViolation),
        (f"INSERT INTO store VALUES (true, '{KEY_A}', 'x')", psycopg.errors.UniqueViolation),
        (f"INSERT INTO store VALUES (false, '{KEY_A}', 'x')", psycopg.errors.CheckViolation),
        ("DELETE FROM feeds", psycopg.errors.ForeignKeyViolation),
    ],
)
def test_the_database_refuses(restricted_store: RestrictedStore, statement: str, fault: type[Exception]) -> None:
    restricted_store.connection.execute("INSERT INTO feeds VALUES ('homes', 'Homes', 'landlord', 1, now())")
    restricted_store.connection.execute(PERSON.format(key=KEY_A, subject="victim", last="2026-01-02"))
    restricted_store.connection.execute(f"INSERT INTO person_feeds VALUES ('{KEY_A}', 'homes', '2029-01-01')")
    with pytest.raises(fault):
        restricted_store.connection.execute(statement.encode())


def test_two_addresses_never_have_one_uprn(restricted_store: RestrictedStore) -> None:
    insert = "INSERT INTO addresses VALUES ('{}', 'x', '{}', NULL, now(), '2029-01-01')"
    restricted_store.connection.execute(insert.format(KEY_A, KEY_A))
    with pytest.raises(psycopg.errors.UniqueViolation):
        restricted_store.connection.execute(insert.format(KEY_B, KEY_A))


def test_a_person_who_goes_takes_all_that_names_them_along(restricted_store: RestrictedStore) -> None:
    restricted_store.register(HOMES, persons(ANN), places(HOME), now=NOW)
    restricted_store.connection.execute("DELETE FROM persons")
    restricted_store.connection.execute("DELETE FROM addresses")
    assert rows(restricted_store, "SELECT count(*) FROM person_feeds") == [(0,)]
    assert rows(restricted_store, "SELECT count(*) FROM address_aliases") == [(0,)]


def test_every_table_that_names_a_person_follows_their_key(restricted_store: RestrictedStore) -> None:
    """A rotation changes keys and an erasure removes them: what refers to a person or an address must go along."""
    found = rows(
        restricted_store,
        """
        SELECT conrelid::regclass::text, confupdtype::text, confdeltype::text FROM pg_constraint
        WHERE contype = 'f' AND confrelid IN ('persons'::regclass, 'addresses'::regclass)
        """,
    )
    assert found
    assert [row for row in found if row[1:] != ("c", "c")] == []


# Key, database and lake


def test_another_key_does_not_open_the_store(store_url: str) -> None:
    with pytest.raises(KeyRefused, match="made with another key than SAFERPLAN_KEY holds"), opened(store_url, OTHER):
        pass


def test_another_key_makes_no_second_store(store_url: str) -> None:
    with pytest.raises(KeyRefused, match="made with another key"):
        create(store_url, OTHER)
    with opened(store_url, KEY):
        pass


def test_making_a_store_again_changes_nothing(store_url: str) -> None:
    with opened(store_url, KEY) as store:
        digest = store.digest(b"x")
    assert create(store_url, KEY) == []
    with opened(store_url, KEY) as store:
        assert store.digest(b"x") == digest


def test_the_digest_is_keyed_and_one_of_its_own_store(store_url: str, database: str) -> None:
    create(database, KEY)
    with opened(store_url, KEY) as one, opened(database, KEY) as other:
        assert one.digest(b"x") == one.digest(b"x") != one.digest(b"y")
        assert one.digest(b"x") != other.digest(b"x")
        assert len(one.digest(b"x")) == 32


def test_the_lake_notes_the_key_with_the_first_file(store_url: str, tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    with opened(store_url, KEY, lake) as store:
        assert not lake.exists()
        store.register(HOMES, persons(ANN), places(), now=NOW)
    assert json.loads((lake / IDENTITIES_CHECK).read_text()) == {"key_check": KEY.check}
    assert (lake / IDENTITIES_CHECK).stat().st_mode & 0o777 == 0o600
    with Lake(lake).writing():  # it is a lake now, in which a load can begin
        pass


def test_a_lake_of_another_key_is_refused_before_anything_is_kept(
    store_url: str, database: str, tmp_path: Path
) -> None:
    create(database, OTHER)
    with opened(database, OTHER, tmp_path) as store:
        store.register(HOMES, persons(ANN), places(), now=NOW)
    with (
        pytest.raises(KeyRefused, match="pseudonyms of this lake were made with another key"),
        opened(store_url, KEY, tmp_path),
    ):
        pass


def test_a_lake_that_got_another_key_meanwhile_is_refused(store_url: str, tmp_path: Path) -> None:
    with opened(store_url, KEY, tmp_path) as store:
        PseudonymsOnly(OTHER, tmp_path).register(HOMES, persons({"person_reference": "7"}), places(), now=NOW)
        with pytest.raises(KeyRefused, match="pseudonyms of this lake were made with another key"):
            store.register(HOMES, persons(ANN), places(), now=NOW)
        assert rows(store, "SELECT count(*) FROM persons") == [(0,)]


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "7", "null", "{}", '{"key_check": 7}', '{"key_check": "a", "next_key_check": 7}', "\udcff"],
)
def test_an_unreadable_check_is_an_error_and_not_a_new_lake(store_url: str, tmp_path: Path, content: str) -> None:
    (tmp_path / IDENTITIES_CHECK).write_text(content, errors="surrogateescape")
    unreadable = "by which key this lake's pseudonyms were made cannot be read"
    with pytest.raises(LakeError, match=unreadable), opened(store_url, KEY, tmp_path):
        pass


def test_a_check_is_not_written_through_a_link(store_url: str, tmp_path: Path) -> None:
    lake, elsewhere = tmp_path / "lake", tmp_path / "elsewhere"
    lake.mkdir()
    (lake / f"{IDENTITIES_CHECK}.waiting").symlink_to(elsewhere)
    with opened(store_url, KEY, lake) as store, pytest.raises(LakeError, match="nothing has changed"):
        store.register(HOMES, persons(ANN), places(), now=NOW)
    assert not elsewhere.exists()


# Cells


def test_what_is_not_told_is_not_sealed() -> None:
    cell = sealed(KEY, {"surname": "Synthetic", "phone": None, "sex": "", "date_of_birth": date(1980, 5, 4)}, KEY_A)
    assert unsealed(KEY, cell, KEY_A) == {"surname": "Synthetic", "date_of_birth": date(1980, 5, 4)}


def test_a_row_that_was_moved_to_another_person_does_not_open(restricted_store: RestrictedStore) -> None:
    restricted_store.register(HOMES, persons(ANN, BEN), places(), now=NOW)
    restricted_store.connection.execute(
        "UPDATE persons SET details = (SELECT details FROM persons ORDER BY person_key LIMIT 1)"
    )
    with pytest.raises(KeyRefused, match="moved to another row"):
        restricted_store.find(forenames="Ann")


# Without a database


def test_without_a_database_references_and_addresses_have_the_stores_keys(restricted_store: RestrictedStore) -> None:
    mentions = persons({"person_reference": "7"}, {"sex": "female"}, {"person_reference": "7", "subject": "suspect"})
    sites = places(HOME, {"uprn": "100"}, {"address": "nowhere"})
    alone = PseudonymsOnly(KEY).register(HOMES, mentions, sites, now=NOW)
    kept = restricted_store.register(HOMES, mentions, sites, now=NOW)
    assert alone.persons.to_pylist() == kept.persons.to_pylist()
    assert alone.places.to_pylist() == kept.places.to_pylist()
    assert alone.persons.to_pylist()[1] is None
    assert alone.places.to_pylist()[2] is None


@pytest.mark.parametrize("keeper", [PseudonymsOnly(KEY), NoKey()], ids=["key", "no key"])
@pytest.mark.parametrize(
    ("person", "told"),
    [(ANN, "forenames, surname, date of birth"), (BEN, "phone"), ({"uprn": "7"}, "uprn"), (DEE, "surname")],
)
def test_without_a_database_nobody_is_named(keeper: PseudonymsOnly | NoKey, person: dict, told: str) -> None:
    with pytest.raises(StoreError) as refused:
        keeper.register(HOMES, persons({}, person), places(), now=NOW)
    assert told in refused.value.message
    assert "harbour-homes-asb" in refused.value.message
    assert [one for one in SECRETS if one in refused.value.message] == []


@pytest.mark.parametrize(
    ("mentions", "sites"), [([{"person_reference": "7"}], []), ([], [HOME]), ([], [{"uprn": "1"}])]
)
def test_without_a_key_there_are_no_pseudonyms(mentions: list, sites: list) -> None:
    with pytest.raises(KeyRefused, match="hold numbers of people or addresses, and SAFERPLAN_KEY is not set"):
        NoKey().register(HOMES, persons(*mentions), places(*sites), now=NOW)


def test_a_file_that_names_nobody_needs_neither() -> None:
    keys = NoKey().register(HOMES, persons({"sex": "female"}, {"is_child": True}), places({}), now=NOW)
    assert keys.persons.to_pylist() == [None, None]
    assert keys.places.to_pylist() == [None]


def test_every_keeper_gives_keys_for_nothing() -> None:
    for keeper in (PseudonymsOnly(KEY), NoKey()):
        keys = keeper.register(HOMES, PERSONS.empty_table(), PLACES.empty_table(), now=NOW)
        assert isinstance(keys, Keys)
        assert (len(keys.persons), len(keys.places)) == (0, 0)
