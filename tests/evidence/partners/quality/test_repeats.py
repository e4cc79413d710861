"""Rows that say again what was said: told from two victims of one incident, and from two people of one name."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_extracts import extract, person

from saferplan.evidence.partners.quality.repeats import said_twice, same_again

AT_HOME = {"address": "1 Invented Row", "postcode": "AA1 1AA"}
ONE = {"reference": "A1", "victim": person("Synthetic"), "place": AT_HOME}


def test_the_same_reference_and_victim_twice_is_a_repeat():
    assert said_twice(extract([ONE, {"reference": "A2"}, ONE, ONE])) == [(2, 0), (3, 0)]


@pytest.mark.parametrize(
    "other",
    [
        {"reference": "A1", "victim": person("Otherwise")},
        {"reference": "A1", "victim": person("Synthetic", "Bea")},
        {"reference": "A1", "victim": person("Synthetic"), "suspect": person("Alleged")},
        {"reference": "A2", "victim": person("Synthetic")},
    ],
)
def test_other_victims_suspects_and_references_are_not(other):
    assert said_twice(extract([ONE, other])) == []


def test_rows_without_people_repeat_by_their_reference_alone():
    assert said_twice(extract([{"reference": "A1"}, {"reference": "A1"}])) == [(1, 0)]


def test_names_are_compared_without_case_and_spaces_around():
    assert said_twice(extract([ONE, ONE | {"victim": person(" SYNTHETIC ", "ann")}])) == [(1, 0)]


def test_the_agencys_own_number_tells_a_person_whatever_the_name():
    rows = [ONE | {"victim": person(name, person_reference="T17")} for name in ("Synthetic", "Sintetic")]
    assert said_twice(extract(rows)) == [(1, 0)]


def test_the_same_person_time_and_place_under_another_reference_is_perhaps_the_same_again():
    again = ONE | {"reference": "A7"}
    assert same_again(extract([ONE, again])) == [(1, 0)]
    assert said_twice(extract([ONE, again])) == []
    assert same_again(extract([ONE, ONE])) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"victim": person("Otherwise")},
        {"victim": None},
        {"place": {"address": "2 Invented Row", "postcode": "AA1 1AA"}},
        {"place": None},
        {"kind": "complaint"},
        {"month": "2024-01", "reported_time": datetime(2024, 1, 11)},
    ],
)
def test_anything_else_is_another_incident(changed):
    assert same_again(extract([ONE, ONE | {"reference": "A7"} | changed])) == []


def test_a_bare_name_tells_nobody():
    rows = [{"reference": name, "victim": {"surname": "Synthetic"}, "place": AT_HOME} for name in ("A1", "A2")]
    assert same_again(extract(rows)) == []


def test_a_point_stands_in_for_an_address():
    rows = [
        {"reference": name, "victim": person("Synthetic"), "easting": 400_000.0, "northing": 200_000.0}
        for name in ("A1", "A2")
    ]
    assert same_again(extract(rows)) == [(1, 0)]


def test_rows_of_the_lake_are_compared_by_their_keys():
    row = {"reference": "A1", "victim_key": "v1", "address_key": "a1"}
    found = extract([row, row, row | {"reference": "A2"}, row | {"victim_key": "v2"}], from_lake=True)
    assert said_twice(found) == [(1, 0)]
    assert same_again(found) == [(2, 0)]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "reference": st.sampled_from(["A1", "A2", "A3"]),
            "victim_key": st.sampled_from([None, "v1", "v2"]),
            "suspect_key": st.sampled_from([None, "s1"]),
            "address_key": st.sampled_from([None, "a1"]),
            "kind": st.sampled_from(["asb", "crime"]),
        }
    ),
    max_size=25,
)


@given(ROWS)
def test_both_agree_with_comparing_every_row_with_every_earlier_one(rows):
    """The slow, obvious way."""

    def first(at: int, *columns: str) -> int:
        return next(b for b in range(at + 1) if all(rows[at][one] == rows[b][one] for one in columns))

    found = extract(rows, from_lake=True)
    by_reference = [(at, first(at, "reference", "victim_key", "suspect_key")) for at in range(len(rows))]
    assert said_twice(found) == [(at, b) for at, b in by_reference if at != b]
    told = [at for at, row in enumerate(rows) if row["victim_key"] and row["address_key"]]
    by_person = [(at, first(at, "victim_key", "address_key", "kind")) for at in told]
    assert same_again(found) == [(at, b) for at, b in by_person if rows[at]["reference"] != rows[b]["reference"]]
