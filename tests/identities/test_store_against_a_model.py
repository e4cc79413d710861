"""Whatever files come in whatever order, the store holds what a plain dictionary would hold."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partners import HOMES, NOW, POLICE, persons, places, purpose_file
from saferplan.evidence.partners.mentions import Feed
from saferplan.identities.people import DETAILS, person_bases
from saferplan.identities.purpose_files import read_purpose
from saferplan.identities.purpose_records import record
from saferplan.identities.purposes import Group, Purpose
from saferplan.identities.reading import people_for
from saferplan.identities.sealing import unsealed
from saferplan.identities.store import RestrictedStore

REPAIRS = Feed("harbour-homes-repairs", "Harbour Homes", "landlord", 2)


@dataclass
class Known:
    """A person as the model knows them."""

    subject: str
    agency: str
    is_child: bool | None = None
    expires_on: date = date.min
    last_seen: datetime = NOW
    details: dict[str, Any] = field(default_factory=dict)
    feeds: dict[str, date] = field(default_factory=dict)


class Model:
    """Keeps mentions one by one."""

    def __init__(self) -> None:
        self.people: dict[str, Known] = {}

    def register(self, feed: Feed, mentions: list[dict], now: datetime, keys: list[str | None]) -> None:
        for mention, key in zip(persons(*mentions).to_pylist(), keys, strict=True):
            if key is None:
                continue
            known = self.people.setdefault(key, Known(mention["subject"], feed.agency))
            known.details |= {name: mention[name] for name in DETAILS if mention[name]}
            if mention["is_child"] is not None:
                known.is_child = bool(known.is_child) or mention["is_child"]
            known.expires_on = max(known.expires_on, mention["expires_on"])
            known.feeds[feed.name] = max(known.feeds.get(feed.name, date.min), mention["expires_on"])
            known.last_seen = max(known.last_seen, now)


def held(store: RestrictedStore) -> dict[str, Known]:
    """All that the store has of people, opened."""
    people = {}
    rows = store.connection.execute(
        "SELECT person_key, subject, agency, is_child, expires_on, last_seen, details FROM persons"
    )
    for key, subject, agency, is_child, expires_on, last_seen, cell in rows.fetchall():
        details = unsealed(store.key, bytes(cell), key)
        assert store.key.pseudonym(details.pop("basis")) == key
        people[key] = Known(subject, agency, is_child, expires_on, last_seen, details)
    for key, feed, expires_on in store.connection.execute("SELECT person_key, feed, expires_on FROM person_feeds"):
        people[key].feeds[feed] = expires_on
    return people


MENTION = st.fixed_dictionaries(
    {
        "subject": st.sampled_from(["victim", "suspect"]),
        "person_reference": st.sampled_from([None, "7", "8"]),
        "surname": st.sampled_from([None, "Synthetic", "SYNTHETIC", "Invented"]),
        "date_of_birth": st.sampled_from([None, date(1980, 5, 4)]),
        "phone": st.sampled_from([None, "01632 960001", "+44 1632 960001"]),
        "sex": st.sampled_from([None, "female"]),
        "is_child": st.sampled_from([None, True, False]),
        "expires_on": st.sampled_from([date(2028, 1, 1), date(2029, 1, 1), date(2030, 1, 1)]),
    }
)
FILES = st.lists(st.tuples(st.sampled_from([HOMES, REPAIRS, POLICE]), st.lists(MENTION, max_size=5)), max_size=4)


@settings(max_examples=40)
@given(FILES)
def test_the_store_holds_what_the_model_holds(postgres_store: RestrictedStore, files: list) -> None:
    model = Model()
    with postgres_store.connection.transaction(force_rollback=True):
        for day, (feed, mentions) in enumerate(files):
            now = NOW + timedelta(days=day)
            keys = postgres_store.register(feed, persons(*mentions), places(), now=now).persons.to_pylist()
            model.register(feed, mentions, now, keys)
            assert held(postgres_store) == model.people


@settings(max_examples=25)
@given(FILES, st.randoms(use_true_random=False))
def test_keys_do_not_hang_on_what_came_before(postgres_store: RestrictedStore, files: list, random) -> None:
    alone = [postgres_store.key.pseudonyms(person_bases(feed, persons(*mentions))) for feed, mentions in files]
    order = random.sample(range(len(files)), len(files))
    with postgres_store.connection.transaction(force_rollback=True):
        for at in order:
            feed, mentions = files[at]
            assert postgres_store.register(feed, persons(*mentions), places(), now=NOW).persons == alone[at]


@pytest.fixture(scope="module")
def purpose(tmp_path_factory: pytest.TempPathFactory) -> Purpose:
    groups = json.dumps([str(group) for group in Group])
    return read_purpose(purpose_file(tmp_path_factory.mktemp("purpose"), groups=groups))


@settings(max_examples=25)
@given(files=FILES)
def test_every_person_is_in_one_group_and_only_in_one(
    postgres_store: RestrictedStore, purpose: Purpose, files: list
) -> None:
    connection, key = postgres_store.connection, postgres_store.key
    with connection.transaction(force_rollback=True):
        recorded = record(connection, purpose, by="tester", now=NOW).purpose
        for feed, mentions in files:
            postgres_store.register(feed, persons(*mentions), places(), now=NOW)
        seen: list[str] = []
        for group in Group:
            feeds = [HOMES.name, REPAIRS.name, POLICE.name]
            people = people_for(connection, key, recorded, [group], feeds).to_pylist()
            assert {person["subject"] for person in people} <= {group.subject}
            assert {bool(person["is_child"]) for person in people} <= {group.is_child}
            seen += [person["person_key"] for person in people]
        assert sorted(seen) == sorted(held(postgres_store))
