"""Mentions of one address get one key; those of two never do, in whatever order and files they come."""

from collections.abc import Sequence
from datetime import date
from itertools import permutations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partners import HOMES, NOW, POLICE, persons, places
from restricted import TEST_KEY
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.places import Place, Told
from saferplan.identities.resolving import Register
from saferplan.identities.store import RestrictedStore

KEY = PartnershipKey.of(TEST_KEY)
POSTCODE = "ZZ1 1AA"
TEXT = "Flat 3, 12 High Street"


def told(address: str | None = None, uprn: str | None = None, postcode: str | None = POSTCODE) -> Place:
    return Place.of(KEY, Told(address, postcode, uprn))


def resolved(*files: Sequence[Place]) -> list[list[str | None]]:
    """The keys of each file's places, one file after the other."""
    register = Register()
    return [register.resolve(list(file)) for file in files]


BOTH, BY_UPRN, BY_FORM = told(TEXT, "100"), told(uprn="100"), told("apartment 3 12 high st")


@pytest.mark.parametrize("order", list(permutations([BOTH, BY_UPRN, BY_FORM])))
def test_in_one_file_uprn_and_form_meet_in_any_order(order: tuple[Place, ...]) -> None:
    assert len(set(resolved(order)[0])) == 1


@pytest.mark.parametrize("first", [BOTH, BY_UPRN, BY_FORM])
@pytest.mark.parametrize("last", [BY_UPRN, BY_FORM])
def test_once_both_were_told_together_either_finds_the_address(first: Place, last: Place) -> None:
    *_, (middle,), (found,) = resolved([first], [BOTH], [last])
    assert found == middle


@pytest.mark.parametrize("first", [BY_UPRN, BY_FORM, BOTH])
def test_the_first_key_of_an_address_is_kept(first: Place) -> None:
    (key,), (later,) = resolved([first], [BOTH])
    assert later == key == first.own_key


def test_two_keys_that_turn_out_to_be_one_address_go_on_as_one() -> None:
    register = Register()
    (by_uprn,), (by_form,) = register.resolve([BY_UPRN]), register.resolve([BY_FORM])
    assert by_uprn != by_form
    register.resolve([BOTH])
    assert register.resolve([BY_UPRN, BY_FORM]) == [by_uprn, by_uprn]
    assert register.merged == {by_form}


def test_two_uprns_are_two_addresses_though_they_are_told_alike() -> None:
    ((one, other),) = resolved([told("12 High Street", "1"), told("12 High Street", "2")])
    assert one != other


def test_a_form_that_uprns_share_is_an_address_of_its_own() -> None:
    whole = told("12 High Street")
    ((one, other, shared),) = resolved([told("12 High Street", "1"), told("12 High Street", "2"), whole])
    assert len({one, other, shared}) == 3


def test_a_form_is_found_to_be_shared_later_on() -> None:
    whole = told("12 High Street")
    (one,), (before,), (other,), (after,) = resolved(
        [told("12 High Street", "1")], [whole], [told("12 High Street", "2")], [whole]
    )
    assert before == one
    assert len({one, other, after}) == 3


def test_a_shared_form_known_before_its_uprns_keeps_its_key() -> None:
    whole = told("12 High Street")
    (before,), (one, other), (after,) = resolved(
        [whole], [told("12 High Street", "1"), told("12 High Street", "2")], [whole]
    )
    assert before == after
    assert len({one, other, before}) == 3


def test_a_typing_error_finds_the_address() -> None:
    ((right, wrong),) = resolved([told("12 Norwich Road"), told("12 Norwhich Rd")])
    assert right == wrong


def test_a_typing_error_with_a_uprn_takes_over_the_address() -> None:
    (right,), (wrong,), (by_uprn,) = resolved(
        [told("12 Norwich Road")], [told("12 Norwhich Road", "7")], [told(uprn="7")]
    )
    assert right == wrong == by_uprn


def test_typing_errors_are_not_mended_between_flats() -> None:
    ((one, other),) = resolved([told("Flat 3, 12 Norwich Road"), told("Flat 4, 12 Norwhich Road")])
    assert one != other


def test_between_two_buildings_nothing_is_guessed() -> None:
    rose, lily = told("Flat 3, Rose Court, 12 High Street"), told("Flat 3, Lily Court, 12 High Street")
    (one, other), (neither,) = resolved([rose, lily], [told("Flat 3, 12 High Street")])
    assert len({one, other, neither}) == 3


def test_an_address_told_better_is_not_joined_by_another_building() -> None:
    plain = told("Flat 3, 12 High Street")
    rose, lily = told("Flat 3, Rose Court, 12 High Street"), told("Flat 3, Lily Court, 12 High Street")
    (first,), (with_rose,), (with_lily,) = resolved([plain], [rose], [lily])
    assert first == with_rose
    assert with_lily != first


def test_what_tells_no_address_has_no_key() -> None:
    assert resolved([told("High Street, Anytown"), told(), told(postcode=None)]) == [[None, None, None]]


@pytest.mark.parametrize("uprn", ["0000000100", "100", "100.0", " 100 "])
def test_a_uprn_is_a_number_in_whatever_way_it_is_typed(uprn: str) -> None:
    assert told(uprn=uprn).own_key == BY_UPRN.own_key


@pytest.mark.parametrize("uprn", ["0", "", "n/a", "12-34", "1234567890123", "１００"])
def test_what_is_no_uprn_tells_nothing(uprn: str) -> None:
    assert told(uprn=uprn).uprn_key is None


MENTIONS = st.lists(
    st.builds(
        told,
        st.sampled_from([None, "12 High Street", "Flat 1, 12 High Street", "12 Hihg Street", "Flat 1, 12 High St"]),
        st.sampled_from([None, "1", "2"]),
        st.sampled_from([POSTCODE, "ZZ1 1AB"]),
    ),
    max_size=8,
)


@given(MENTIONS)
def test_a_uprn_has_one_key_and_no_two_uprns_share_one(mentions: list[Place]) -> None:
    (keys,) = resolved(mentions)
    by_uprn: dict[str, set] = {}
    for place, key in zip(mentions, keys, strict=True):
        if place.uprn_key:
            by_uprn.setdefault(place.uprn_key, set()).add(key)
    assert all(len(found) == 1 for found in by_uprn.values())
    assert len({key for (key,) in map(tuple, by_uprn.values())}) == len(by_uprn)


@given(MENTIONS, st.randoms(use_true_random=False))
def test_the_order_within_a_file_makes_no_difference(mentions: list[Place], random) -> None:
    order = list(range(len(mentions)))
    random.shuffle(order)
    (keys,), (shuffled,) = resolved(mentions), resolved([mentions[at] for at in order])
    assert [keys[at] for at in order] == shuffled


@given(MENTIONS, MENTIONS)
def test_the_same_file_again_gets_the_same_keys(first: list[Place], second: list[Place]) -> None:
    *_, keys, again = resolved(first, second, second)
    assert keys == again


@given(MENTIONS, MENTIONS)
def test_every_key_leads_to_an_address_that_is_there(first: list[Place], second: list[Place]) -> None:
    register = Register()
    for file in (first, second):
        register.resolve(file)
    assert set(register.aliases.values()) <= register.addresses.keys()
    assert not register.merged & register.addresses.keys()
    uprns = [kept.uprn_key for kept in register.addresses.values() if kept.uprn_key]
    assert len(uprns) == len(set(uprns))


def test_in_the_store_addresses_meet_between_agencies_and_files(restricted_store: RestrictedStore) -> None:
    def keys(feed, *rows: dict) -> list:
        return restricted_store.register(feed, persons(), places(*rows), now=NOW).places.to_pylist()

    form = {"address": TEXT, "postcode": POSTCODE}
    (first,) = keys(POLICE, form)
    (second,) = keys(HOMES, {"uprn": "100"})
    assert first != second
    assert keys(HOMES, form | {"uprn": "100"}) == [second]
    assert keys(POLICE, form, {"uprn": "100"}) == [second, second]
    clusters = restricted_store.address_clusters().to_pylist()
    assert {"address_key": first, "cluster": second} in clusters
    assert {"address_key": second, "cluster": second} in clusters


def test_in_the_store_an_address_is_kept_as_long_as_its_last_mention(restricted_store: RestrictedStore) -> None:
    for day in (date(2028, 1, 1), date(2030, 1, 1), date(2027, 1, 1)):
        rows = places({"uprn": "100", "expires_on": day})
        restricted_store.register(HOMES, persons(), rows, now=NOW)
    assert restricted_store.connection.execute("SELECT expires_on FROM addresses").fetchall() == [(date(2030, 1, 1),)]


@settings(max_examples=40)
@given(files=st.lists(MENTIONS, max_size=3))
def test_the_store_gives_the_keys_of_the_register(postgres_store: RestrictedStore, files: list[list[Place]]) -> None:
    """What is read back from the database resolves as what was never written."""
    with postgres_store.connection.transaction(force_rollback=True):
        kept = []
        for file in files:
            rows = [place.told._asdict() for place in file]
            keys = postgres_store.register(HOMES, persons(), places(*rows), now=NOW).places
            kept.append(keys.to_pylist())
    assert kept == resolved(*files)


def test_columns_of_another_shape_are_the_callers_fault(restricted_store: RestrictedStore) -> None:
    with pytest.raises(ValueError, match="other columns than row, address"):
        restricted_store.register(HOMES, persons(), pa.table({"row": [1]}), now=NOW)
