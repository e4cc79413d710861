"""Errors of typing and of hearing: one at a time, seldom in the first letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from saferplan.synth.people.misspelling import NEIGHBOURS, another_digit, heard, mistyped
from saferplan.synth.people.names import data

chances = st.floats(0, 1, exclude_max=True)
words = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ' -ñł0123456789", min_size=2, max_size=20)


@given(words, st.tuples(chances, chances, chances, chances))
def test_one_error_is_one_edit(word: str, chance: tuple[float, ...]) -> None:
    assert OSA.distance(word, mistyped(word, chance)) <= 1


@given(st.text(max_size=1), st.tuples(chances, chances, chances, chances))
def test_a_single_letter_is_left_alone(word: str, chance: tuple[float, ...]) -> None:
    assert mistyped(word, chance) == word


@given(words, chances, chances, chances)
def test_the_first_letter_is_mostly_spared(word: str, kind: float, place: float, letter: float) -> None:
    spared = data("noise")["single_error"]["first_letter_spared"]
    wrong = mistyped(word, (min(kind, 0.8), place, spared / 2, letter))
    assert wrong[0] == word[0]


@pytest.mark.parametrize(
    ("chance", "wrong"),
    [
        ((0.0, 0.0, 0.0, 0.0), "Snith"),  # a key beside m
        ((0.5, 0.0, 0.0, 0.0), "Sith"),
        ((0.7, 0.0, 0.0, 0.0), "Smmith"),
        ((0.9, 0.0, 0.0, 0.0), "Simth"),
        ((0.5, 0.0, 0.99, 0.0), "mith"),
        ((0.0, 0.26, 0.0, 0.0), "Smath"),  # another vowel
    ],
)
def test_by_hand(chance: tuple[float, ...], wrong: str) -> None:
    assert mistyped("Smith", chance) == wrong


def test_case_is_kept() -> None:
    assert mistyped("SMITH", (0.0, 0.0, 0.0, 0.0)) == "SNITH"


def test_keys_have_their_neighbours() -> None:
    assert NEIGHBOURS["a"] == "s"
    assert NEIGHBOURS["g"] == "fh"
    assert NEIGHBOURS["1"] == "2"


def test_kinds_of_error_share_the_whole() -> None:
    kinds = ("wrong_letter", "missing_letter", "extra_letter", "transposed")
    assert sum(data("noise")["single_error"][name] for name in kinds) == pytest.approx(1)


@pytest.mark.parametrize(("word", "wrong"), [("Stephen", "Stefen"), ("Reilly", "Rielly"), ("Ng", "Ng")])
def test_names_are_taken_down_by_ear(word: str, wrong: str) -> None:
    assert heard(word, 0.0) == wrong


@given(words, chances)
def test_what_is_heard_is_no_other_word(word: str, chance: float) -> None:
    assert OSA.distance(word.lower(), heard(word, chance).lower()) <= 2


@given(st.text("0123456789 ZAB", max_size=12), chances, chances)
def test_another_digit_is_another_and_one(text: str, which: float, to: float) -> None:
    wrong = another_digit(text, (which, to))
    different = [(old, new) for old, new in zip(text, wrong, strict=True) if old != new]
    assert len(different) == any(letter.isdigit() for letter in text)
    assert all(old.isdigit() and new.isdigit() for old, new in different)
