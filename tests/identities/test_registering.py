"""A file's people are kept once, sealed, and get the same keys every time."""

from partners import ANN, HOMES, NOW, POLICE, persons, places
from saferplan.identities.store import RestrictedStore


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
