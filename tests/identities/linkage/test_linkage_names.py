"""How names are taken apart, and which spellings are brought together."""

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.identities.folding import folded
from saferplan.identities.linkage.names import forename, forms, known_names, parts_of, sound, surname

FILES = ("forenames.csv", "surnames.csv")


def rows(file: str) -> list[dict[str, str]]:
    text = files("saferplan.identities.linkage").joinpath(file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        ("Mr. Jean-Paul", ["jean", "paul"]),
        ("O'Neill", ["oneill"]),
        ("O Neill", ["oneill"]),
        ("van der Berg", ["vanderberg"]),
        ("St John-Smythe", ["stjohn", "smythe"]),
        ("Al-Hassan", ["hassan"]),
        ("Thomas Jnr", ["thomas"]),
        ("MISS", []),
        ("", []),
        ("Mac", ["mac"]),
        ("Bin", ["bin"]),
        ("Świątek", ["swiatek"]),
    ],
)
def test_parts_of_a_name(given: str, parts: list[str]) -> None:
    assert parts_of(given) == parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("muhammad", "mohamed"),
        ("yusuf", "yousef"),
        ("dmitri", "dmytro"),
        ("catherine", "kathryn"),
        ("zhang", "chang"),
        ("hussain", "hoosein"),
        ("philip", "filip"),
    ],
)
def test_spellings_that_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("jack", "harry"), ("emma", "ellen"), ("robert", "richard")])
def test_names_that_do_not(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("bob", "robert", True),
        ("kath", "catherine", True),
        ("alex", "alexander", True),
        ("alex", "alexandra", True),
        ("alexander", "alexandra", False),
        ("hsieh", "tse", True),
        ("jack", "jake", False),
        ("steven", "stephen", True),
    ],
)
def test_forms_of_one_name(one: str, other: str, share: bool) -> None:
    assert bool(set(forms(one)) & set(forms(other))) is share


def test_a_surname_is_whole_and_in_parts() -> None:
    name = surname("Smith-Jones")
    assert name is not None
    assert (name.first, name.parts) == ("smithjones", ["smith", "jones"])
    assert "smyth" not in name.forms


def test_names_without_letters_are_no_names() -> None:
    assert forename("---") is None
    assert surname(" . ") is None


@given(st.text(max_size=30))
def test_any_text_is_taken_apart(text: str) -> None:
    for name in (forename(text), surname(text)):
        assert name is None or (name.first and name.parts and name.forms and sound(name.first) == name.sound)


@pytest.mark.parametrize("file", FILES)
def test_the_files_hold_names_as_they_are_compared(file: str) -> None:
    """One part each, folded, no pair twice in either direction, and a kind that the code knows."""
    told = rows(file)
    assert all(parts_of(name) == [name] == [folded(name)] for row in told for name in (row["name"], row["form"]))
    assert {row["kind"] for row in told} <= {"short form", "spelling", "transliteration"}
    pairs = [frozenset((row["name"], row["form"])) for row in told]
    assert len(set(pairs)) == len(pairs)
    assert all(len(pair) == 2 for pair in pairs)


def test_known_names_are_those_of_the_forenames() -> None:
    assert {"robert", "bob", "muhammad"} <= known_names()
    assert "tindleford" not in known_names()
