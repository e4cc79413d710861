"""Nobody is looked at without a recorded purpose that allows it; a refusal says everything that is missing."""

from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest

from partners import ANN, BEN, CAL, DEE, HOMES, NOW, POLICE, persons, places, purpose_file
from restricted import TEST_KEY
from saferplan.errors import FileRefused, PurposeRefused, UsageError
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.purpose_files import FIELDS, read_purpose
from saferplan.identities.purpose_records import record, records, withdraw
from saferplan.identities.purposes import Group, gateways
from saferplan.identities.store import RestrictedStore, opened

ADULT_VICTIMS = frozenset({Group.ADULT_VICTIMS})
ON = date(2026, 11, 1)


@pytest.fixture
def store(restricted_store: RestrictedStore) -> RestrictedStore:
    """Of four invented people, in two feeds."""
    restricted_store.register(HOMES, persons(ANN, CAL, DEE), places(), now=NOW)
    restricted_store.register(POLICE, persons(BEN), places(), now=NOW)
    return restricted_store


def recorded(store: RestrictedStore, folder: Path, **replaced: str) -> None:
    record(store.connection, read_purpose(purpose_file(folder, **replaced)), by="tester", now=NOW)


def refusal(store: RestrictedStore, **asked) -> str:
    with pytest.raises(PurposeRefused) as refused:
        store.check_allowed("repeat-victims", **({"groups": ADULT_VICTIMS, "on": ON} | asked))
    return refused.value.message


def test_a_purpose_that_covers_all_is_given_back(store: RestrictedStore, tmp_path: Path) -> None:
    recorded(store, tmp_path)
    allowed = store.check_allowed("repeat-victims", groups=ADULT_VICTIMS, on=ON)
    assert (allowed.number, allowed.result, allowed.feeds) == (1, "counts", ("harbour-homes-asb", "police-crimes"))


def test_without_a_purpose_nothing_is_allowed(store: RestrictedStore) -> None:
    assert refusal(store) == ("there is no purpose 'repeat-victims'. Record it first: saferplan purpose record FILE")


def test_a_name_that_is_nearly_right_is_offered(store: RestrictedStore, tmp_path: Path) -> None:
    recorded(store, tmp_path)
    with pytest.raises(PurposeRefused, match="Did you mean repeat-victims"):
        store.check_allowed("repeat-victim", groups=ADULT_VICTIMS, on=ON)


@pytest.mark.parametrize(
    ("replaced", "asked", "missing"),
    [
        ({}, {"groups": [Group.CHILD_VICTIMS]}, "it does not cover child-victims"),
        ({}, {"groups": []}, "no group of people or no feed is named"),
        ({}, {"feeds": []}, "no group of people or no feed is named"),
        ({"feeds": '["harbour-homes-asb"]'}, {"feeds": ["police-crimes"]}, "it does not name the feed police-crimes"),
        ({"feeds": '["fire-calls"]'}, {}, "the restricted store holds nobody of the feed fire-calls"),
        ({"parties": '["Anyshire Police"]'}, {}, "no party to its agreement is Harbour Homes"),
        ({}, {"on": date(2027, 2, 1)}, "lapsed on 2027-01-31"),
        ({}, {"on": date(2026, 1, 31)}, "begins on 2026-02-01"),
        ({"signed": "2026-06-01"}, {"on": date(2026, 5, 31)}, "begins on 2026-06-01"),
        (
            {"gateway": '"cda-1998-s17a"'},
            {},
            "(Crime and Disorder Act 1998, section 17A; SI 2007/1831) covers no personal",
        ),
    ],
)
def test_what_is_missing_is_said(
    store: RestrictedStore, tmp_path: Path, replaced: dict, asked: dict, missing: str
) -> None:
    recorded(store, tmp_path, **replaced)
    assert missing in refusal(store, **asked)


def test_everything_that_is_missing_is_said_at_once(store: RestrictedStore, tmp_path: Path) -> None:
    recorded(store, tmp_path, feeds='["harbour-homes-asb"]', parties='["Nobody"]')
    asked = {"groups": list(Group), "feeds": ["harbour-homes-asb", "police-crimes"], "on": date(2030, 1, 1)}
    assert refusal(store, **asked) == (
        "the purpose 'repeat-victims' does not allow this: its agreement 'Anyshire information sharing agreement' "
        "lapsed on 2027-01-31; it does not cover child-victims; it does not cover adult-suspects; it does not cover "
        "child-suspects; it does not name the feed police-crimes; no party to its agreement is Anyshire Police, "
        "Harbour Homes. Mend the purpose's file or the agreement, and record it anew: saferplan purpose record FILE"
    )


def test_of_very_many_feeds_the_first_are_named(store: RestrictedStore, tmp_path: Path) -> None:
    recorded(store, tmp_path)
    said = refusal(store, feeds=[f"feed-{number:02}" for number in range(34)])
    assert (
        "it does not name the feed feed-00, feed-01, feed-02, feed-03, feed-04, feed-05, feed-06, feed-07 and 26 more;"
        in said
    )


@pytest.mark.parametrize("day", [date(2026, 2, 1), date(2027, 1, 31)])
def test_an_agreement_holds_on_its_first_and_last_day(store: RestrictedStore, tmp_path: Path, day: date) -> None:
    recorded(store, tmp_path)
    assert store.check_allowed("repeat-victims", groups=ADULT_VICTIMS, on=day)


def test_a_party_is_the_same_in_other_letters(store: RestrictedStore, tmp_path: Path) -> None:
    recorded(store, tmp_path, parties='["ANYSHIRE POLICE", "Harbour-Homes"]')
    assert store.check_allowed("repeat-victims", groups=ADULT_VICTIMS, on=ON)


def test_a_withdrawn_purpose_allows_nothing_and_says_why(store: RestrictedStore, tmp_path: Path) -> None:
    recorded(store, tmp_path)
    withdraw(store.connection, "repeat-victims", by="tester", why="the board asked for it", now=NOW)
    assert "it was withdrawn on 2026-11-01 (the board asked for it)" in refusal(store)


def test_recorded_again_it_is_in_force_again(store: RestrictedStore, tmp_path: Path) -> None:
    recorded(store, tmp_path)
    withdraw(store.connection, "repeat-victims", by="tester", why="an error", now=NOW)
    recorded(store, tmp_path)
    assert store.check_allowed("repeat-victims", groups=ADULT_VICTIMS, on=ON).number == 2


def test_a_feed_of_which_everybody_is_gone_is_missing(store: RestrictedStore, tmp_path: Path) -> None:
    recorded(store, tmp_path)
    store.connection.execute("DELETE FROM persons WHERE agency = 'Anyshire Police'")
    assert "the restricted store holds nobody of the feed police-crimes" in refusal(store)


def test_the_same_file_again_adds_no_version(store: RestrictedStore, tmp_path: Path) -> None:
    recorded(store, tmp_path)
    recorded(store, tmp_path)
    assert records(store.connection)["repeat-victims"].purpose.number == 1


def test_a_changed_file_is_a_new_version_and_the_old_one_stays(store: RestrictedStore, tmp_path: Path) -> None:
    recorded(store, tmp_path)
    recorded(store, tmp_path, result='"casework"')
    assert store.check_allowed("repeat-victims", groups=ADULT_VICTIMS, on=ON).result == "casework"
    kept = store.connection.execute("SELECT content ->> 'result' FROM purposes ORDER BY number").fetchall()
    assert kept == [("counts",), ("casework",)]


def test_a_withdrawal_needs_a_reason(store: RestrictedStore, tmp_path: Path) -> None:
    recorded(store, tmp_path)
    with pytest.raises(UsageError, match="without a reason"):
        withdraw(store.connection, "repeat-victims", by="tester", why=" ", now=NOW)


def test_nothing_is_withdrawn_twice(store: RestrictedStore, tmp_path: Path) -> None:
    recorded(store, tmp_path)
    withdraw(store.connection, "repeat-victims", by="tester", why="an error", now=NOW)
    with pytest.raises(PurposeRefused, match="withdrawn already, since 2026-11-01"):
        withdraw(store.connection, "repeat-victims", by="tester", why="an error", now=NOW)


@pytest.mark.parametrize("table", ["purposes", "purpose_withdrawals", "reads"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_records_are_only_added_to(store: RestrictedStore, tmp_path: Path, table: str, change: str) -> None:
    recorded(store, tmp_path)
    store.people_for("repeat-victims", groups=ADULT_VICTIMS, now=NOW)
    withdraw(store.connection, "repeat-victims", by="tester", why="an error", now=NOW)
    column = {"purposes": "recorded_by", "purpose_withdrawals": "why", "reads": "read_by"}[table]
    with pytest.raises(psycopg.errors.RestrictViolation, match="is only added to"):
        store.connection.execute(change.format(table, column, "'other'"))


def test_the_people_of_a_purpose_are_opened(store: RestrictedStore, tmp_path: Path) -> None:
    recorded(store, tmp_path)
    people = store.people_for("repeat-victims", groups=ADULT_VICTIMS, now=NOW).sort_by("forenames")
    assert people["forenames"].to_pylist() == ["Ann", "Ben"]
    assert people["agency"].to_pylist() == ["Harbour Homes", "Anyshire Police"]
    assert people["date_of_birth"].to_pylist() == [date(1980, 5, 4), date(1991, 2, 3)]
    assert people["phone"].to_pylist() == [None, "01632 960001"]
    assert people["feeds"].to_pylist() == [["harbour-homes-asb"], ["police-crimes"]]


@pytest.mark.parametrize(
    ("group", "names"),
    [
        (Group.ADULT_VICTIMS, ["Ann", "Ben"]),
        (Group.CHILD_VICTIMS, ["Cal"]),
        (Group.ADULT_SUSPECTS, ["Dee"]),
        (Group.CHILD_SUSPECTS, []),
    ],
)
def test_groups_are_kept_apart(store: RestrictedStore, tmp_path: Path, group: Group, names: list[str]) -> None:
    recorded(store, tmp_path, groups=str([str(one) for one in Group]).replace("'", '"'))
    people = store.people_for("repeat-victims", groups=[group], now=NOW)
    assert sorted(people["forenames"].to_pylist()) == names


def test_feeds_that_are_not_asked_for_stay_closed(store: RestrictedStore, tmp_path: Path) -> None:
    recorded(store, tmp_path)
    people = store.people_for("repeat-victims", groups=ADULT_VICTIMS, feeds=["police-crimes"], now=NOW)
    assert people["forenames"].to_pylist() == ["Ben"]


def test_every_read_is_logged_without_anybody_in_the_log(store: RestrictedStore, tmp_path: Path) -> None:
    recorded(store, tmp_path)
    store.people_for("repeat-victims", groups=ADULT_VICTIMS, now=NOW)
    store.find(surname="Synthetic")
    rows = store.connection.execute(
        "SELECT purpose, purpose_number, person_groups, feeds, persons FROM reads ORDER BY read_id"
    ).fetchall()
    assert rows == [
        ("repeat-victims", 1, ["adult-victims"], ["harbour-homes-asb", "police-crimes"], 2),
        ("data-subject-request", None, [], [], 1),
    ]
    line = store.connection.execute("SELECT reads::text FROM reads ORDER BY read_id").fetchone()
    assert "Synthetic" not in str(line)


def test_a_refused_read_opens_nothing_and_is_not_logged(store: RestrictedStore) -> None:
    with pytest.raises(PurposeRefused):
        store.people_for("repeat-victims", groups=ADULT_VICTIMS, now=NOW)
    assert store.connection.execute("SELECT count(*) FROM reads").fetchone() == (0,)


def test_a_read_that_cannot_be_logged_opens_nothing(own_store_url: str, tmp_path: Path) -> None:
    with opened(own_store_url, PartnershipKey.of(TEST_KEY)) as store:
        store.register(HOMES, persons(ANN), places(), now=NOW)
        recorded(store, tmp_path, feeds='["harbour-homes-asb"]')
        store.connection.execute("ALTER TABLE reads ADD CHECK (persons > 1000)")
        with pytest.raises(psycopg.errors.CheckViolation):
            store.people_for("repeat-victims", groups=ADULT_VICTIMS, now=NOW)


def test_a_person_who_asks_is_found_in_other_letters(store: RestrictedStore) -> None:
    found = store.find(forenames="ANN", surname="synthétic", date_of_birth=date(1980, 5, 4))
    assert found["agency"].to_pylist() == ["Harbour Homes"]
    assert len(store.find(forenames="Ann", date_of_birth=date(1980, 5, 5))) == 0


def test_nobody_is_asked_for(store: RestrictedStore) -> None:
    with pytest.raises(ValueError, match="nobody is asked for"):
        store.find()


@pytest.mark.parametrize(
    ("replaced", "fault"),
    [
        ({"title": ""}, "'title' is missing: one line"),
        ({"until": ""}, "'agreement.until' is missing: its last day"),
        ({"title": '"  "'}, "'title' is to be a text"),
        ({"title": "7"}, "'title' is to be a text"),
        (
            {"groups": '["adult-victim"]'},
            "'groups' may hold adult-victims, child-victims, adult-suspects, child-suspects",
        ),
        ({"groups": '"adult-victims"'}, "'groups' is to be a list of texts, and not empty"),
        ({"feeds": "[]"}, "'feeds' is to be a list of texts, and not empty"),
        ({"feeds": '["a", "a"]'}, "'feeds' names something twice"),
        ({"gateway": '"consent"'}, "'gateway' may hold cda-1998-s115, "),
        ({"result": '"list"'}, "'result' may hold counts, casework, and not 'list'"),
        ({"retention_months": "0"}, "'retention_months' is to be a whole number of months, 1 to 120"),
        ({"retention_months": "true"}, "'retention_months' is to be a whole number of months, 1 to 120"),
        ({"retention_months": "1.5"}, "'retention_months' is to be a whole number of months, 1 to 120"),
        ({"until": "2025-01-31"}, "agreement.until comes before agreement.from"),
        ({"until": '"2027-01-31"'}, "'agreement.until' is to be a date such as 2026-04-01, without quotes"),
        ({"until": "2027-01-31T10:00:00"}, "'agreement.until' is to be a date"),
        ({"dpia": '"x"\ndpai = "y"'}, "'dpai' is not a field of a purpose. Did you mean dpia?"),
        ({"[agreement]": "x"}, ""),
    ],
)
def test_a_faulty_file_is_refused_with_its_fault(tmp_path: Path, replaced: dict, fault: str) -> None:
    names = {} if "[agreement]" in replaced else replaced
    file = purpose_file(tmp_path, **names)
    if not names:
        file.write_text(file.read_text().partition("[agreement]")[0])
        fault = "the table [agreement] is missing"
    with pytest.raises(FileRefused) as refused:
        read_purpose(file)
    assert fault in refused.value.message
    assert str(file) in refused.value.message


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "empty.toml"
    file.write_text("")
    with pytest.raises(FileRefused) as refused:
        read_purpose(file)
    assert all(f"'{field}' is missing" in refused.value.message for field in FIELDS)


@pytest.mark.parametrize("name", ["Repeat", "a b", "a--b", "-a", "a" * 61, "../x", ""])
def test_names_are_plain(tmp_path: Path, name: str) -> None:
    file = purpose_file(tmp_path)
    file.write_text(file.read_text().replace('name = "repeat-victims"', f'name = "{name}"'))
    with pytest.raises(FileRefused, match="small letters, digits and single hyphens"):
        read_purpose(file)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"name = ", b"PK\x03\x04", b"[" * 5000])
def test_what_is_no_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "purpose.toml"
    file.write_bytes(content)
    with pytest.raises(FileRefused, match="not TOML in UTF-8"):
        read_purpose(file)


def test_a_huge_file_and_a_missing_one_are_refused(tmp_path: Path) -> None:
    huge = tmp_path / "huge.toml"
    huge.write_text(f'title = "{"x" * 200_000}"')
    with pytest.raises(FileRefused, match="too long for a purpose"):
        read_purpose(huge)
    with pytest.raises(FileRefused, match="cannot be read"):
        read_purpose(tmp_path / "none.toml")


def test_every_gateway_is_reviewed_data() -> None:
    for gateway in gateways().values():
        assert gateway.begins < gateway.checked
        assert all((gateway.title, gateway.citation, gateway.limits))
        assert gateway.checked - gateway.begins > timedelta(days=365)
    assert {"cda-1998-s115", "cda-1998-s17a"} <= gateways().keys()
