"""Two texts are laid side by side whatever they hold: nothing is lost, and none of them takes long."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.web.documents.aligning import MOST_PAIRS, Aligned
from saferplan.web.documents.differing import differences
from saferplan.web.documents.models import MOST_CHARACTERS

WORDS = st.lists(st.sampled_from("abcdefgh"), max_size=60)


def same(one: str, other: str) -> str:
    """The words that are laid side by side, as one reads them."""
    words, others = one.split(), other.split()
    blocks = Aligned(None, words, others).get_matching_blocks()
    for start, other_start, length in blocks:
        assert words[start : start + length] == others[other_start : other_start + length]
    return " ".join(word for start, _, length in blocks for word in words[start : start + length])


@given(WORDS, WORDS)
def test_what_is_laid_side_by_side_is_the_same_and_in_order(one, other):
    blocks = Aligned(None, one, other).get_matching_blocks()

    assert blocks[-1] == (len(one), len(other), 0)
    for (start, other_start, length), (after, other_after, _) in pairwise(blocks):
        assert one[start : start + length] == other[other_start : other_start + length]
        assert start + length <= after
        assert other_start + length <= other_after


@given(WORDS)
def test_a_text_is_all_the_same_as_itself(words):
    assert Aligned(None, words, words).get_opcodes() == ([("equal", 0, len(words), 0, len(words))] if words else [])


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_pieces_make_both_texts(before, after):
    pieces = differences(before, after)

    assert "".join(one.text for one in pieces if one.kind != "added") == before
    assert "".join(one.text for one in pieces if one.kind != "removed") == after


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ("a b c", "a x c", "a c"),
        ("a b c", "b c d", "b c"),
        ("the cat sat on the mat", "the dog sat on the mat", "the sat on the mat"),
        ("one two three four", "four one two three", "one two three"),
        ("", "a", ""),
    ],
)
def test_words_that_stand_in_both_are_found(one, other, both):
    assert same(one, other) == both


def test_words_that_stand_once_anchor_a_long_gap():
    """Thirty-one beside thirty-two are more pairs than are tried: the anchors leave gaps that are small enough."""
    one, other = "a " * 15 + "anchor " + "b " * 15, "c " + "a " * 15 + "anchor " + "b " * 15 + "d"

    assert len(one.split()) * len(other.split()) > MOST_PAIRS
    assert same(f"x {one}", f"y {other}") == one.strip()


def test_a_long_gap_without_an_anchor_was_written_anew():
    many = "a b " * 40

    assert same(f"begun x {many} ended", f"begun y {many} {many} z ended") == "begun ended"


REPEATED = "a " * (MOST_CHARACTERS // 2), "b a " * (MOST_CHARACTERS // 4)
NUMBERS = "| 0 | 1 " * (MOST_CHARACTERS // 8), "| 1 | 0 " * (MOST_CHARACTERS // 8)
ANCHORED = tuple("".join(f"{gap}u{number} " for number in range(600)) for gap in ("a " * 30, "b a " * 15))


@pytest.mark.parametrize(("before", "after"), [REPEATED, NUMBERS, ANCHORED])
def test_no_text_takes_long(before, after):
    """By the standard library's way the first takes some forty hours."""
    assert differences(before, after)
