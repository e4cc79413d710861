"""A file's people are kept once, sealed, and get the same keys every time."""

from datetime import UTC, date, datetime

import pyarrow as pa

from saferplan.evidence.partners.mentions import PERSONS, PLACES, Feed
from saferplan.identities.store import RestrictedStore

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOMES = Feed("harbour-homes-asb", "Harbour Homes", "landlord", 1)
POLICE = Feed("police-crimes", "Anyshire Police", "police", 1)


def persons(*rows: dict) -> pa.Table:
    usual = {"subject": "victim", "expires_on": date(2029, 11, 1)}
    return pa.Table.from_pylist([{"row": at} | usual | row for at, row in enumerate(rows)], schema=PERSONS)


def places(*rows: dict) -> pa.Table:
    usual = {"expires_on": date(2029, 11, 1)}
    return pa.Table.from_pylist([{"row": at} | usual | row for at, row in enumerate(rows)], schema=PLACES)


ANN = {"forenames": "Ann", "surname": "Synthetic", "date_of_birth": date(1980, 5, 4)}


def test_same_details_give_the_same_key_however_often_they_are_registered(restricted_store: RestrictedStore) -> None:
    first = restricted_store.register(HOMES, persons(ANN), places(), now=NOW)
    second = restricted_store.register(HOMES, persons(ANN, ANN), places(), now=NOW)
    assert second.persons.to_pylist() == first.persons.to_pylist() * 2
    assert restricted_store.connection.execute("SELECT count(*) FROM persons").fetchone() == (1,)


def test_one_address_with_uprn_and_without(restricted_store: RestrictedStore) -> None:
    told = {"address": "Flat 3, 12 High St", "postcode": "NR1 1AA"}
    with_uprn = restricted_store.register(HOMES, persons(), places(told | {"uprn": "100"}), now=NOW).places
    without = restricted_store.register(
        POLICE,
        persons(),
        places({"address": "apartment 3 12 high street, Norwich", "postcode": "nr11aa"}, {"uprn": "0100"}),
        now=NOW,
    ).places
    assert without.to_pylist() == with_uprn.to_pylist() * 2
