"""Addresses are taken apart so that one home has one form and two homes have two."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.identities.addresses import Address, alike, parsed

TABLE = list(csv.DictReader((Path(__file__).parent / "addresses.csv").open(encoding="utf-8")))
POSTCODE = "ZZ1 1AA"


@pytest.mark.parametrize("row", TABLE, ids=[f"{row['address']}: {row['why']}" for row in TABLE])
def test_by_hand(row: dict[str, str]) -> None:
    wanted = Address(row["unit"], row["building"], row["number"], row["street"], row["town"], "zz11aa")
    assert parsed(row["address"], row["postcode"]) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Flat 3, 12 High Street", "12/3 High St"),
        ("3A High Road", "Flat A, 3 High Rd"),
        ("Flat 3, Rose Court, High Street, Anytown", "3 Rose Ct"),
        ("First Floor Flat, 12 High Street", "FFF 12 High St"),
        ("12 High Street, Anytown", "12 high street, Anytown, Anyshire"),
        ("The Old Mill, Mill Lane", "Old Mill, Mill Ln"),
    ],
)
def test_one_home_in_two_spellings_has_one_form(one: str, other: str) -> None:
    assert parsed(one, POSTCODE).form == parsed(other, POSTCODE).form != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Flat 3, 12 High Street", "Flat 4, 12 High Street"),
        ("Flat 3, 12 High Street", "12 High Street"),
        ("Flat 1, 12 High Street", "Unit 1, 12 High Street"),
        ("Flat 1, 12 High Street", "Flat 12, 1 High Street"),
        ("Flat 3, Rose Court", "Flat 3, Lily Court"),
        ("Flat 3, Rose Court, 12 High Street", "Flat 3, Lily Court, 12 High Street"),
        ("Ground Floor Flat, 12 High Street", "First Floor Flat, 12 High Street"),
        ("12 High Street", "12 High Road"),
        ("12 High Street", "12-14 High Street"),
        ("3A High Road", "3B High Road"),
        ("3 High Road", "3A High Road"),
    ],
)
def test_two_homes_have_two_forms_and_are_not_alike(one: str, other: str) -> None:
    first, second = parsed(one, POSTCODE), parsed(other, POSTCODE)
    assert first.form != second.form
    assert not alike(first, second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 Norwich Road", "12 Norwhich Road"),
        ("12 Norwich Road", "12 Nowrich Rd"),
        ("12 Norwich Road", "12 Norwich Raod"),
        ("12 Norwich Road", "12"),
        ("Flat 3, Rose Court, 12 High Street", "Flat 3, 12 High Street"),
        ("Flat 3, Rose Court, 12 High Street", "Flat 3, Roze Court, 12 High Street"),
    ],
)
def test_typing_errors_are_alike(one: str, other: str) -> None:
    assert alike(parsed(one, POSTCODE), parsed(other, POSTCODE))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 North Street", "12 South Street"),
        ("12 East Road", "12 West Road"),
        ("12 Mill Lane", "12 Hill Lane"),
        ("12 First Avenue", "12 Fifth Avenue"),
        ("12 Norwich Road", "12 Norwich Close"),
        ("12 Norwich Road", "13 Norwich Road"),
        ("12 2nd Avenue", "12 3rd Avenue"),
        ("Block 2, 12 High Street", "Block 3, 12 High Street"),
    ],
)
def test_other_streets_are_not(one: str, other: str) -> None:
    assert not alike(parsed(one, POSTCODE), parsed(other, POSTCODE))


def test_alike_only_within_one_postcode() -> None:
    assert not alike(parsed("12 Norwich Road", "ZZ1 1AA"), parsed("12 Norwhich Road", "ZZ1 1AB"))
    assert not alike(parsed("12 Norwich Road, Anytown"), parsed("12 Norwhich Road, Anytown"))


@pytest.mark.parametrize(
    ("address", "postcode"),
    [
        (None, None),
        ("", ""),
        (None, POSTCODE),
        ("High Street, Anytown", POSTCODE),
        ("12 High Street", None),
        ("12", None),
        ("Anytown", None),
        ("No fixed abode", "ZZ99 3VZ"),
        (",,;\n", None),
        ("🏠", None),
    ],
)
def test_what_tells_no_building_has_no_form(address: str | None, postcode: str | None) -> None:
    assert parsed(address, postcode).form == ""


def test_without_a_postcode_the_town_tells_streets_apart() -> None:
    here, there = parsed("12 High Street, Anytown"), parsed("12 High Street, Othertown")
    assert here.form != there.form != ""
    assert here.form == parsed("12 High St, ANYTOWN").form


@pytest.mark.parametrize(
    ("postcode", "wanted"),
    [("NR1 1AA", "nr11aa"), ("nr11aa", "nr11aa"), (" W1A 0AX ", "w1a0ax"), ("EC1A1BB", "ec1a1bb"), ("M1 1AE", "m11ae")]
    + [(faulty, "") for faulty in ("NR1", "NR1 1A", "1AA", "NR1 1CA", "NR11 11AA", "ZZ99 3VZ", "n/a", "-")],
)
def test_postcodes(postcode: str, wanted: str) -> None:
    assert parsed("12 High Street", postcode).postcode == wanted


UNITS = st.integers(1, 400).map(str)
NAMES = st.sampled_from(["High", "Rose", "Norwich", "St Mary's", "Old Mill", "Queen Elizabeth"])
KINDS = st.sampled_from([("Street", "St"), ("Road", "Rd."), ("Avenue", "Ave"), ("Close", "Cl"), ("Lane", "Ln")])


@given(flat=UNITS, number=UNITS, name=NAMES, kind=KINDS)
def test_every_way_of_writing_a_flat_has_one_form(flat: str, number: str, name: str, kind: tuple[str, str]) -> None:
    long, short = kind
    ways = [
        f"Flat {flat}, {number} {name} {long}",
        f"flat {flat} {number} {name} {short}",
        f"APARTMENT {flat}, {number}, {name.upper()} {long.upper()}, ANYTOWN",
        f"{number}/{flat} {name} {short}",
        f"Flat {flat}/{number} {name} {long}, Anytown",
    ]
    assert len({parsed(way, POSTCODE).form for way in ways}) == 1


@given(one=st.tuples(UNITS, UNITS), other=st.tuples(UNITS, UNITS), name=NAMES)
def test_flats_never_meet(one: tuple[str, str], other: tuple[str, str], name: str) -> None:
    first, second = (parsed(f"Flat {flat}, {number} {name} Road", POSTCODE) for flat, number in (one, other))
    assert (first.form == second.form) == (one == other)
    assert alike(first, second) == (one == other)


@given(st.text(max_size=200), st.none() | st.text(max_size=20))
def test_any_text_is_read_and_reading_it_folded_again_changes_nothing(address: str, postcode: str | None) -> None:
    found = parsed(address, postcode)
    assert all(part == part.casefold() and "|" not in part for part in found)
    assert parsed(address.upper(), postcode).number == found.number or not address.isascii()


def test_a_very_long_address_is_read_in_no_time() -> None:
    assert parsed("12 " * 50_000 + "High Street", POSTCODE).postcode == "zz11aa"
