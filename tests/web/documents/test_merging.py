"""Two people's changes of one text, put together: nobody's words are left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.web.documents.merging import Clash, merged, words_of

BASE = "Burglary fell in {{ period }}.\n\nIt rose in two wards."


def put(base: str = BASE, *, theirs: str, mine: str) -> str:
    both = merged(base=base, theirs=theirs, mine=mine)
    assert not both.clashes
    return both.text


def test_changes_in_different_places_are_put_together():
    assert put(
        theirs=BASE.replace("Burglary", "Domestic burglary"), mine=BASE.replace("two wards", "two wards of 49")
    ) == ("Domestic burglary fell in {{ period }}.\n\nIt rose in two wards of 49.")


def test_a_new_paragraph_and_a_change_inside_another():
    assert put(theirs=f"Summary.\n\n{BASE}", mine=BASE.replace("two", "three")) == (
        "Summary.\n\nBurglary fell in {{ period }}.\n\nIt rose in three wards."
    )


@pytest.mark.parametrize("same", [BASE, BASE.replace("fell", "rose"), ""])
def test_the_same_change_by_both_is_made_once(same):
    assert put(theirs=same, mine=same) == same


def test_the_change_of_one_alone_is_theirs():
    changed = BASE.replace("fell", "halved")

    assert put(theirs=changed, mine=BASE) == changed == put(theirs=BASE, mine=changed)


def test_other_words_for_the_same_ones_clash_and_both_are_there():
    both = merged(base="It fell.", theirs="It halved.", mine="It fell sharply.")

    assert both.clashes == (Clash(" halved.", " fell sharply."),)
    assert both.text == "It halved. fell sharply."


def test_a_paragraph_that_one_takes_out_while_the_other_writes_in_it():
    both = merged(base="Kept.\n\nGone soon.", theirs="Kept.", mine="Kept.\n\nGone very soon.")

    assert both.clashes
    assert both.text == "Kept.\n\nGone very soon."


def test_whole_paragraphs_that_clash_stay_paragraphs():
    both = merged(base="One.", theirs="Two.\n\nThree.", mine="Four.\n\nFive.")

    assert both.text == "Two.\n\nThree.\n\nFour.\n\nFive."


def test_half_a_figure_is_never_taken():
    """Both changed the inside of one figure: put together word by word, it would name what nobody meant."""
    base = 'There were {{ rate("burglary", "force") }}.'
    both = merged(base=base, theirs=base.replace("rate", "volume"), mine=base.replace("force", "similar"))

    assert [clash.theirs.strip() for clash in both.clashes] == ['{{ volume("burglary", "force") }}.']


def test_many_braces_take_no_time():
    text = "{{" * 20_000

    assert merged(base=text, theirs=f"{text} a", mine=f"b {text}").text


TEXTS = st.lists(st.sampled_from(["a", "b", "c", "d.", "{{ e }}", "\n\n", "\n", " ", "  "]), max_size=14).map("".join)


@given(TEXTS)
def test_words_joined_are_the_text(text):
    assert "".join(words_of(text)) == text


@given(TEXTS, TEXTS)
def test_where_one_changed_nothing_the_other_is_taken(base, changed):
    assert merged(base=base, theirs=changed, mine=base).text == changed
    assert merged(base=base, theirs=base, mine=changed).text == changed


@st.composite
def two_edits(draw) -> tuple[list[str], list[str], list[str]]:
    """A text of words that occur once, and two versions in which words are put in and taken out."""
    base = [f"w{number}" for number in range(draw(st.integers(0, 8)))]
    sides = []
    for name in ("a", "b"):
        kept = [word for word in base if draw(st.integers(0, 5))]
        for number in range(draw(st.integers(0, 4))):
            kept.insert(draw(st.integers(0, len(kept))), f"{name}{number}")
        sides.append(kept)
    return base, *sides


@given(two_edits())
def test_every_word_put_in_by_either_is_there_and_only_what_somebody_took_out_is_gone(edits):
    base, theirs, mine = edits
    both = merged(base=" ".join(base), theirs=" ".join(theirs), mine=" ".join(mine))
    found = both.text.split()

    assert set(theirs) - set(base) <= set(found)
    assert set(mine) - set(base) <= set(found)
    assert set(base) & set(theirs) & set(mine) <= set(found)
    assert set(found) <= set(base) | set(theirs) | set(mine)


@given(two_edits())
def test_what_clashes_for_one_clashes_for_the_other(edits):
    base, theirs, mine = (" ".join(words) for words in edits)

    assert bool(merged(base=base, theirs=theirs, mine=mine).clashes) == bool(
        merged(base=base, theirs=mine, mine=theirs).clashes
    )
