"""Review a page at a time: pairs by names that tell nobody's key, decisions by number, each pair decided once."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from partners import HOMES, NOW
from restricted import TEST_KEY
from saferplan.errors import PurposeRefused, UsageError
from saferplan.evidence.access import FOR_WHOM
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.linkage.decisions import Verdict
from saferplan.identities.linkage.sittings import DecidedMeanwhile, answer, both, name_of, take_back, waiting
from saferplan.identities.purpose_records import withdraw
from saferplan.identities.store import RestrictedStore, opened
from stored import DAVID, PURPOSE, filled, purposed, ran, together, told

THIRD = DAVID | {"address": None, "date_of_birth": None, "email": "x@example.org"}


@pytest.fixture
def keys(restricted_store: RestrictedStore, tmp_path: Path) -> dict[str, str]:
    """Three of one name, and so more than one doubtful pair."""
    purposed(restricted_store, tmp_path)
    keys = filled(restricted_store) | told(restricted_store, HOMES, {"third": THIRD})
    ran(restricted_store)
    return keys


def next_of(store: RestrictedStore, *answered: str):
    return waiting(store, PURPOSE, answered, now=NOW)


def decisions(store: RestrictedStore) -> list[tuple]:
    return store.connection.execute(
        "SELECT decision_id, verdict, why, decided_by FROM link_decisions ORDER BY decision_id"
    ).fetchall()


def test_the_likeliest_comes_first_and_answered_ones_do_not_come_again(restricted_store, keys):
    seen, names = [], []
    while (found := next_of(restricted_store, *names)).pair:
        seen.append(found.pair.weight)
        names.append(name_of(restricted_store, found.pair))
    assert len(seen) == found.count >= 2
    assert seen == sorted(seen, reverse=True)
    assert len(set(names)) == len(names)


def test_a_name_tells_no_key(restricted_store, keys):
    pair = next_of(restricted_store).pair
    name = name_of(restricted_store, pair)
    assert len(name) == 32
    assert pair.a not in name
    assert pair.b not in name


def test_looking_for_the_next_opens_nobody_and_looking_at_it_is_logged_with_the_member(restricted_store, keys):
    count = "SELECT count(*) FROM reads"
    before = restricted_store.connection.execute(count).fetchall()
    pair = next_of(restricted_store).pair
    assert restricted_store.connection.execute(count).fetchall() == before

    token = FOR_WHOM.set("member 12 of chalkshire")
    records = both(restricted_store, PURPOSE, pair, now=NOW)
    FOR_WHOM.reset(token)

    assert {record["surname"] for record in records} == {"Smith"}
    ((by, purpose, persons),) = restricted_store.connection.execute(
        "SELECT read_by, purpose, persons FROM reads ORDER BY read_id DESC LIMIT 1"
    ).fetchall()
    assert by.endswith(" for member 12 of chalkshire")
    assert (purpose, persons) == (PURPOSE, 2)


def test_an_answer_is_kept_once(restricted_store, keys):
    found = next_of(restricted_store)
    name = name_of(restricted_store, found.pair)
    number = answer(restricted_store, PURPOSE, name, Verdict.SAME, "", now=NOW)

    with pytest.raises(DecidedMeanwhile):
        answer(restricted_store, PURPOSE, name, Verdict.DIFFERENT, "", now=NOW)

    assert [(row[0], row[1], row[2]) for row in decisions(restricted_store)] == [
        (number, "same", "both records seen side by side")
    ]
    assert next_of(restricted_store).count == found.count - 1


def test_of_two_who_answer_at_once_one_is_told(store_url, restricted_store, keys):
    name = name_of(restricted_store, next_of(restricted_store).pair)
    both_ready, outcomes = threading.Barrier(2), []

    def decide(verdict: Verdict) -> None:
        with opened(store_url, PartnershipKey.of(TEST_KEY)) as store:
            both_ready.wait(timeout=30)
            try:
                outcomes.append(answer(store, PURPOSE, name, verdict, "", now=NOW))
            except DecidedMeanwhile:
                outcomes.append("meanwhile")

    threads = [threading.Thread(target=decide, args=[verdict]) for verdict in (Verdict.SAME, Verdict.DIFFERENT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(map(str, outcomes))[-1] == "meanwhile"
    assert len(decisions(restricted_store)) == 1


@pytest.mark.parametrize("verdict", [Verdict.SAME, Verdict.DIFFERENT])
def test_taking_back_makes_the_pair_wait_again(restricted_store, keys, verdict):
    found = next_of(restricted_store)
    number = answer(restricted_store, PURPOSE, name_of(restricted_store, found.pair), verdict, "", now=NOW)

    take_back(restricted_store, PURPOSE, number, now=NOW)

    again = next_of(restricted_store)
    assert (again.count, again.pair.a, again.pair.b) == (found.count, found.pair.a, found.pair.b)
    assert [row[1] for row in decisions(restricted_store)] == [verdict, "withdrawn"]


def test_what_was_decided_anew_is_not_taken_back(restricted_store, keys):
    name = name_of(restricted_store, next_of(restricted_store).pair)
    first = answer(restricted_store, PURPOSE, name, Verdict.SAME, "", now=NOW)
    take_back(restricted_store, PURPOSE, first, now=NOW)
    answer(restricted_store, PURPOSE, name, Verdict.DIFFERENT, "", now=NOW)

    with pytest.raises(DecidedMeanwhile):
        take_back(restricted_store, PURPOSE, first, now=NOW)

    assert [row[1] for row in decisions(restricted_store)] == ["same", "withdrawn", "different"]


def test_a_reason_names_neither(restricted_store, keys):
    name = name_of(restricted_store, next_of(restricted_store).pair)
    with pytest.raises(UsageError, match="names one of the two"):
        answer(restricted_store, PURPOSE, name, Verdict.SAME, "Smith's landlord says so", now=NOW)
    assert decisions(restricted_store) == []

    answer(restricted_store, PURPOSE, name, Verdict.SAME, "The landlord says so", now=NOW)
    assert [row[2] for row in decisions(restricted_store)] == ["The landlord says so"]


def test_when_the_purpose_has_lapsed_nothing_is_shown_or_decided(restricted_store, keys):
    found = next_of(restricted_store)
    name = name_of(restricted_store, found.pair)
    late = NOW + timedelta(days=365)

    for attempt in (
        lambda: waiting(restricted_store, PURPOSE, (), now=late),
        lambda: both(restricted_store, PURPOSE, found.pair, now=late),
        lambda: answer(restricted_store, PURPOSE, name, Verdict.SAME, "", now=late),
    ):
        with pytest.raises(PurposeRefused, match="lapsed"):
            attempt()
    withdraw(restricted_store.connection, PURPOSE, by="tester", why="ended", now=NOW)
    with pytest.raises(PurposeRefused, match="withdrawn"):
        next_of(restricted_store)
    assert decisions(restricted_store) == []


def test_a_decision_that_takes_two_for_one_holds_in_the_next_run(restricted_store, keys):
    pair = next_of(restricted_store).pair
    answer(restricted_store, PURPOSE, name_of(restricted_store, pair), Verdict.SAME, "", now=NOW)
    ran(restricted_store)
    assert together(restricted_store, pair.a, pair.b)
