"""What a person's key is made of: same details, same key; victims and suspects, and two agencies, never meet."""

from datetime import date
from itertools import combinations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners import ANN, HOMES, POLICE, persons
from saferplan.evidence.partners.mentions import Feed
from saferplan.identities.folding import (
    folded,
    folded_email,
    folded_phone,
    folded_postcode,
    folded_reference,
    folded_uprn,
)
from saferplan.identities.people import one_row_each, person_bases

NAME = {"forenames": "Ann", "surname": "Synthetic"}
BORN = {"date_of_birth": date(1980, 5, 4)}


def basis(person: dict, feed: Feed = HOMES) -> str | None:
    (found,) = person_bases(feed, persons(person)).to_pylist()
    return found


def slow_basis(feed: Feed, person: dict) -> str | None:
    """The same of one mention, step by step."""
    head = [folded(feed.agency), person["subject"]]
    if reference := folded_reference(person.get("person_reference") or ""):
        return "\x1f".join(["person by reference", *head, reference])
    folds = {
        "forenames": folded, "surname": folded, "address": folded, "postcode": folded_postcode, "uprn": folded_uprn,
        "phone": folded_phone, "email": folded_email,
    }  # fmt: skip
    told = {name: fold(person.get(name) or "") for name, fold in folds.items()}
    born = person["date_of_birth"].isoformat() if person.get("date_of_birth") else ""
    is_named, home = told["forenames"] or told["surname"], told["address"] or told["uprn"]
    tells = (is_named and (born or home or told["postcode"])) or told["phone"] or told["email"] or (born and home)
    return "\x1f".join(["person by details", *head, *told.values(), born]) if tells else None


CELL = st.none() | st.sampled_from(["", " ", "Ann", "ANN", "Synthetic", "7", "AB 7", "ZZ1 1AA", "a@example.org", "-"])
PEOPLE = st.fixed_dictionaries(
    {"subject": st.sampled_from(["victim", "suspect"]), "date_of_birth": st.none() | st.just(date(1980, 5, 4))}
    | dict.fromkeys(("person_reference", "forenames", "surname", "address", "postcode", "uprn", "phone", "email"), CELL)
)


@given(st.lists(PEOPLE, max_size=6), st.sampled_from([HOMES, POLICE]))
def test_the_fast_way_gives_what_the_slow_way_gives(people: list[dict], feed: Feed) -> None:
    assert person_bases(feed, persons(*people)).to_pylist() == [slow_basis(feed, person) for person in people]


@pytest.mark.parametrize(
    "person",
    [
        {"person_reference": "7"},
        NAME | BORN,
        {"surname": "Synthetic"} | BORN,
        NAME | {"address": "12 High Street"},
        NAME | {"postcode": "ZZ1 1AA"},
        NAME | {"uprn": "100"},
        {"phone": "01632 960001"},
        {"email": "ann@example.org"},
        BORN | {"address": "12 High Street"},
        BORN | {"uprn": "100"},
    ],
)
def test_what_tells_one_person_from_others(person: dict) -> None:
    assert basis(person)


@pytest.mark.parametrize(
    "person",
    [
        {},
        NAME,
        BORN,
        {"postcode": "ZZ1 1AA"},
        {"address": "12 High Street"},
        BORN | {"postcode": "ZZ1 1AA"},
        {"sex": "female"},
        {"person_reference": " "},
        {"forenames": "-", "surname": "."} | BORN,
    ],
)
def test_what_does_not(person: dict) -> None:
    assert basis(person) is None


@pytest.mark.parametrize(
    "other",
    [
        {"surname": "SYNTHETIC"},
        {"forenames": " Ánn"},
        {"postcode": "zz11aa"},
        {"sex": "female"},
        {"is_child": False},
        {"expires_on": date(2030, 1, 1)},
    ],
)
def test_other_ways_of_writing_the_same_make_no_difference(other: dict) -> None:
    assert basis(ANN | other) == basis(ANN)


def test_any_other_detail_makes_another_key() -> None:
    others = [
        ANN,
        ANN | {"forenames": "Anna"},
        ANN | {"date_of_birth": date(1980, 4, 5)},
        ANN | {"address": "12 High Street"},
        ANN | {"uprn": "100"},
        ANN | {"phone": "01632 960001"},
        ANN | {"person_reference": "7"},
        ANN | {"subject": "suspect"},
    ]
    assert all(basis(one) != basis(other) for one, other in combinations(others, 2))
    assert basis(ANN, POLICE) != basis(ANN, HOMES)


def test_the_agencys_own_number_goes_before_all_details() -> None:
    one = {"person_reference": "7"} | NAME | BORN
    assert basis(one) == basis({"person_reference": " 7 ", "surname": "Married"})
    assert basis(one) != basis({"person_reference": "7", "subject": "suspect"})


def test_two_feeds_of_one_agency_know_the_same_people() -> None:
    other = Feed("harbour-homes-repairs", "HARBOUR HOMES", "landlord", 3)
    assert basis(ANN, other) == basis(ANN, HOMES)


@pytest.mark.parametrize(
    "trick", [{"forenames": "Ann\x1fSynthetic", "surname": ""}, {"forenames": "", "surname": "Ann Synthetic"}]
)
def test_details_cannot_run_into_each_other(trick: dict) -> None:
    assert basis(ANN | trick) != basis(ANN)


def merged(*people: dict) -> list[dict]:
    table = persons(*people)
    bases = person_bases(HOMES, table)
    return one_row_each(table, bases, bases).to_pylist()


def test_of_several_mentions_the_last_that_tells_a_detail_counts() -> None:
    (one,) = merged(
        {"person_reference": "7", "phone": "01632 960001", "address": "1 Old Road", "expires_on": date(2030, 1, 1)},
        {"person_reference": "7", "address": "2 New Road", "expires_on": date(2029, 1, 1)},
    )
    assert (one["phone"], one["address"], one["expires_on"]) == ("01632 960001", "2 New Road", date(2030, 1, 1))


@pytest.mark.parametrize(
    ("told", "wanted"),
    [((True, False), True), ((False, True), True), ((None, True), True), ((None, False), False), ((None, None), None)],
)
def test_a_child_in_any_mention_is_a_child(told: tuple, wanted: bool | None) -> None:
    (one,) = merged(*({"person_reference": "7", "is_child": is_child} for is_child in told))
    assert one["is_child"] is wanted


def test_nobody_without_a_key_is_kept() -> None:
    assert merged(NAME, {}) == []


def test_columns_of_another_shape_are_the_callers_fault() -> None:
    with pytest.raises(ValueError, match="other columns than row, subject"):
        person_bases(HOMES, pa.table({"row": [1]}))
