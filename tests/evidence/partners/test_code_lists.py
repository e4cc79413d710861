"""Lists that agencies share: values are those that the lake takes, and codes find their group however written."""

import pytest

from saferplan.evidence.partners.code_lists import SHIPPED_MAPS, offence_group, plain_code, rows_of, shipped_map
from saferplan.evidence.partners.fields import all_fields

FIELD_OF = {
    "asb-categories": "asb_category",
    "national-incident-kinds": "kind",
    "offence-groups": "offence_group",
    "tenures": "tenure",
}


@pytest.mark.parametrize(("name", "field"), FIELD_OF.items())
def test_a_shipped_map_means_what_the_field_takes(name: str, field: str):
    assert set(shipped_map(name).values()) <= set(all_fields()[field].allowed)


@pytest.mark.parametrize("name", SHIPPED_MAPS)
def test_no_list_says_a_thing_twice(name: str):
    printed = [row["printed"] for row in rows_of(name)]
    assert len(printed) == len(set(printed)) == len(shipped_map(name))
    assert all(one == one.casefold() for one in printed)


def test_every_offence_has_a_group_that_the_lake_takes():
    rows = list(rows_of("offence-codes"))
    assert {row["group"] for row in rows} == set(all_fields()["offence_group"].allowed)
    assert len({row["code"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("1", "violence-against-the-person"),
        ("8N", "violence-against-the-person"),
        ("008/N", "violence-against-the-person"),
        ("28E", "theft-offences"),
        ("028e", "theft-offences"),
        ("28Z", "theft-offences"),
        ("4.1", "violence-against-the-person"),
        ("004/10", "violence-against-the-person"),
        ("37/1", "violence-against-the-person"),
        ("37/2", "theft-offences"),
        ("37", None),
        ("92E", "drug-offences"),
        ("10D", "possession-of-weapons-offences"),
        ("66", "public-order-offences"),
        ("99", "miscellaneous-crimes-against-society"),
        ("53C", "fraud-offences"),
        ("998", None),
        ("", None),
        ("burglary", None),
    ],
)
def test_the_group_of_a_code(code: str, group: str | None):
    assert offence_group(code) == group


@pytest.mark.parametrize(
    ("printed", "plain"),
    [("028/E", "28E"), ("28e", "28E"), ("004/01", "4/1"), ("4.1", "4/1"), (" 66 ", "66"), ("x", "X")],
)
def test_one_code_has_one_spelling(printed: str, plain: str):
    assert plain_code(printed) == plain
