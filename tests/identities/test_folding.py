"""Folding forgets how a name was typed, and nothing that tells two people apart."""

import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.identities.folding import (
    column_folded,
    folded,
    folded_email,
    folded_phone,
    folded_postcode,
    folded_reference,
    folded_uprn,
)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Smith", "smith"),
        ("  SMITH  ", "smith"),
        ("Smith-Jones", "smith jones"),
        ("Smith Jones", "smith jones"),
        ("Smith‐Jones", "smith jones"),
        ("O'Neil", "oneil"),
        ("O’Neil", "oneil"),
        ("ONEIL", "oneil"),
        ("José", "jose"),
        ("Jose\u0301", "jose"),
        ("Łukasz", "lukasz"),
        ("Søren", "soren"),
        ("Straße", "strasse"),
        ("Siân", "sian"),
        ("Ægir", "aegir"),
        ("İpek", "ipek"),
        ("Ｗｉｄｅ", "wide"),
        ("Иван", "иван"),
        ("ΝΊΚΟΣ", "νικοσ"),
        ("মিতা", "মিতা"),
        ("محمد", "محمد"),
        ("李小龍", "李小龍"),
        ("J. R.", "j r"),
        ("Ann\u00a0Marie", "ann marie"),
        ("Ann_Marie", "ann marie"),
        ("...", ""),
        ("", ""),
    ],
)
def test_by_hand(written: str, wanted: str) -> None:
    assert folded(written) == wanted


@pytest.mark.parametrize(
    ("one", "other"), [("Ann", "Anne"), ("Jon", "John"), ("মিতা", "মাতা"), ("Smith", "Smyth"), ("A B", "AB")]
)
def test_two_names_stay_two(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@given(st.text(max_size=40))
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert once == once.strip()
    assert "\x1f" not in once


@given(st.text(alphabet=st.characters(codec="latin-1"), max_size=40))
def test_case_and_composition_of_letters_make_no_difference(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(text)
    assert folded(text.casefold()) == folded(text)


@pytest.mark.parametrize(
    "phone",
    ["01632 960001", "01632-960-001", "+44 1632 960001", "+44 (0)1632 960001", "0044 1632 960001", "(01632) 960001"],
)
def test_phone_numbers(phone: str) -> None:
    assert folded_phone(phone) == "01632960001"


def test_a_number_that_begins_with_44_without_being_abroad_stays() -> None:
    assert folded_phone("44 960001") == "44960001"


def test_other_details() -> None:
    assert folded_postcode(" zz1  1aa") == "zz11aa"
    assert folded_email(" Ann@Example.ORG ") == "ann@example.org"
    assert folded_reference(" AB 12\x00/c ") == "AB 12 /c"
    assert folded_reference("ab12") != folded_reference("AB12")
    assert folded_uprn("000100") == "100"


def test_a_column_is_folded_cell_by_cell_and_what_is_nothing_is_null() -> None:
    cells = pa.array(["Ann", None, " ", "ANN", "-"])
    assert column_folded(cells, folded).to_pylist() == ["ann", None, None, "ann", None]
