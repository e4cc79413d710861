"""Sentences read by hand: what each claims. + up, - down, = level; ! before it: denied; a number: how many times."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.documents.life.claims import Claim, Sense, claims_in
from saferplan.documents.life.sentences import Sentence

SIGNS = {Sense.UP: "+", Sense.DOWN: "-", Sense.LEVEL: "=", Sense.HIGHEST: "max", Sense.LOWEST: "min"}


def told(text: str) -> str:
    return " ".join(_sign(claim) for claim in claims_in(Sentence(text, "01-a.md", 1)))


def _sign(claim: Claim) -> str:
    sign = str(claim.times) if claim.times else SIGNS[claim.sense]
    return f"{'!' if claim.is_denied else ''}{sign}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Burglary fell.", "-"),
        ("Burglary rose and robbery fell.", "+ -"),
        ("Crime is up by a tenth.", "+"),
        ("Crime is down on last year.", "-"),
        ("There was a reduction in theft.", "-"),
        ("There was a decline.", "-"),
        ("Vehicle crime increased in every district.", "+"),
        ("Shoplifting went up.", "+"),
        ("The increase was small.", "+"),
        ("The rate is higher than in the force.", "+"),
        ("The rate is lower than in the force.", "-"),
        ("The rate is above the national average.", "+"),
        ("It is below that of similar areas.", "-"),
        ("There were fewer robberies than before.", "-"),
        ("There is more burglary than elsewhere.", "+"),
        ("Robbery is unchanged.", "="),
        ("Robbery stayed stable.", "="),
        ("There is no clear change in robbery.", "="),
        ("Robbery has not changed.", "="),
        ("It is not clearly different from the rest.", "="),
        ("It is the same as in the force.", "="),
        ("Burglary doubled.", "2.0"),
        ("Burglary halved.", "0.5"),
        ("The rate is twice that of the force.", "2.0"),
        ("The rate is half that of the force.", "0.5"),
        ("Violence is the largest category.", "max"),
        ("The most common crime is theft.", "max"),
        ("Abbey has the lowest rate.", "min"),
        ("Rising prices and a climbing count.", "+ +"),
    ],
)
def test_what_is_claimed(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Burglary did not fall.", "!-"),
        ("Burglary didn't fall.", "!-"),
        ("Burglary didn’t rise.", "!+"),
        ("Burglary has not yet clearly risen.", "!+"),
        ("There was no increase in theft.", "!+"),
        ("There has never been a fall.", "!-"),
        ("Neither burglary nor robbery rose.", "!+"),
        ("Burglary is no longer rising.", "!+"),
        ("Burglary failed to fall.", ""),
        ("Burglary rose, and did not fall.", "+ !-"),
        ("Crime rose rather than fell.", "+ !-"),
        ("The rate is not higher than in the force.", "!+"),
        ("Crime has not doubled.", "!2.0"),
        ("It is not the highest.", "!max"),
        ("Not only burglary rose.", "+"),
        ("No doubt burglary rose.", "+"),
        ("Burglary, not robbery, fell.", "-"),
        ("There was not, in any month, a fall.", "-"),
    ],
)
def test_what_is_denied(text: str, expected: str) -> None:
    """The last two lines show the reach of a negation: it ends with its clause."""
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "If burglary falls, we stop.",
        "Whether burglary fell cannot be told.",
        "Did burglary fall?",
        "Burglary may rise in winter.",
        "A rise in reports can mean more trust.",
        "We aim to reduce burglary.",
        "The plan is for robbery to fall.",
        "Burglary should fall.",
        "Part of a rise or a fall may come from that.",
        "A rise or a fall across these months comes from recording.",
        "Up to 40 people came.",
        "The team was set up in March.",
        "The figures are made up of three parts.",
        "Students in higher education live there.",
        "Each lower layer super output area has about 1,500 residents.",
        "Counts are broken down by ward.",
        "Burglary falls on homes and businesses.",
        "The follow up is in the table.",
        "The figures are below.",
        "See the table above.",
        "Police recorded 18,907 crimes.",
        "The upper limit is shown.",
        "Reducing burglary is a priority.",
        "Fallowfield Riseley and Upton are wards.",
    ],
)
def test_what_claims_nothing(text: str) -> None:
    assert told(text) == ""


def test_a_claim_knows_its_place_and_whether_it_speaks_of_time() -> None:
    text = "Burglary fell, and is lower than in the force."
    fell, lower = claims_in(Sentence(text, "01-a.md", 1))
    assert (text[fell.start : fell.end], fell.word, fell.over_time) == ("fell", "fell", True)
    assert (lower.word, lower.over_time) == ("lower", False)
    assert text[slice(*fell.clause)] == "Burglary fell,"
    assert text[slice(*lower.clause)] == " is lower than in the force."


def test_a_number_with_a_comma_ends_no_clause() -> None:
    (claim,) = claims_in(Sentence("Burglary fell to 1,234 incidents.", "01-a.md", 1))
    assert claim.clause == (0, len("Burglary fell to 1,234 incidents."))


WORDS = (
    *("burglary", "rose", "fell", "did", "not", "no", "rise", "and", "but", ",", ";", "(", ")", "if", "may", "than"),
    *("higher", "the", "highest", "doubled", "unchanged", "1,234", "—", "up to", "neither", "nor", "halved", "twice"),
)


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_claims_stand_in_order_apart_and_inside_their_clause(text: str) -> None:
    claims = claims_in(Sentence(text, "01-a.md", 1))
    for claim in claims:
        assert text[claim.start : claim.end] == claim.word
        assert claim.clause[0] <= claim.start < claim.clause[1]
    assert all(one.end <= other.start for one, other in pairwise(claims))


@given(st.text(max_size=80))
def test_whatever_is_written_can_be_read(text: str) -> None:
    claims_in(Sentence(text, "01-a.md", 1))


def test_letters_that_are_longer_when_small_move_no_claim() -> None:
    (claim,) = claims_in(Sentence("İİİ: burglary fell.", "01-a.md", 1))
    assert claim.word == "fell"


@given(st.sampled_from(["rose", "fell", "increased", "declined", "grew", "dropped", "doubled", "halved"]))
def test_what_is_said_after_if_claims_nothing_and_after_not_is_denied(word: str) -> None:
    (plain,) = claims_in(Sentence(f"Burglary {word}.", "01-a.md", 1))
    (denied,) = claims_in(Sentence(f"Burglary has not {word}.", "01-a.md", 1))
    assert (plain.sense, plain.is_denied, denied.sense, denied.is_denied) == (denied.sense, False, plain.sense, True)
    assert claims_in(Sentence(f"If burglary {word}, so be it.", "01-a.md", 1)) == []
    assert claims_in(Sentence(f"Burglary {word}?", "01-a.md", 1)) == []
