"""Sentences held by hand against the tests behind their figures. b: borne, x: untrue, ?: the test cannot tell."""

import pytest
from written_sentences import beside, changed, counted, sentences_of

from saferplan.documents.life.bearing import Holds, bearing_of, judgements

SIGNS = {Holds.BORNE: "b", Holds.UNTRUE: "x", Holds.UNCLEAR: "?"}


def told(text: str) -> str:
    return "".join(SIGNS[one.holds] for sentence in sentences_of(text) for one in judgements(sentence))


@pytest.mark.parametrize(
    ("words", "fall", "rise", "none"),
    [
        ("Burglary fell: {}.", "b", "x", "?"),
        ("Burglary rose: {}.", "x", "b", "?"),
        ("Burglary did not fall: {}.", "x", "b", "b"),
        ("Burglary has not risen: {}.", "b", "x", "b"),
        ("Neither theft nor burglary rose ({}).", "b", "x", "b"),
        ("There was no increase: {}.", "b", "x", "b"),
        ("Burglary is unchanged: {}.", "x", "x", "b"),
        ("Burglary has not changed ({}).", "x", "x", "b"),
        ("{}: burglary is down by a tenth.", "b", "x", "?"),
        ("Burglary, which fell in every ward, shows {}.", "b", "x", "?"),
        ("Burglary went up, as {} shows.", "x", "b", "?"),
        ("Burglary is lower than it was: {}.", "b", "x", "?"),
        ("If burglary falls, {} will be the reason.", "", "", ""),
        ("Did burglary fall? {} it was.", "", "", ""),
        ("Burglary shows {}.", "", "", ""),
    ],
)
def test_a_claim_of_change_beside_each_verdict(words: str, fall: str, rise: str, none: str) -> None:
    verdicts = {"fall": fall, "rise": rise, "no clear change": none}
    found = {verdict: told(words.format(f'{{{{ changed("{verdict}") }}}}')) for verdict in verdicts}
    assert found == verdicts


@pytest.mark.parametrize(
    ("words", "lower", "higher", "none"),
    [
        ("The rate is lower than in the force ({}).", "b", "x", "?"),
        ("The rate is not higher than in the force ({}).", "b", "x", "b"),
        ("It is not clearly different: {}.", "x", "x", "b"),
        ("It is above the average: {}.", "x", "b", "?"),
        ("It rose: {}.", "", "", ""),
    ],
)
def test_a_claim_of_difference_beside_each_verdict(words: str, lower: str, higher: str, none: str) -> None:
    """A word of time is not judged by a comparison between areas."""
    verdicts = {"lower": lower, "higher": higher, "no clear difference": none}
    found = {verdict: told(words.format(f'{{{{ beside("{verdict}") }}}}')) for verdict in verdicts}
    assert found == verdicts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Two claims, each with the figure that its clause names or holds.
        ('Burglary fell ({{ changed("fall") }}) and robbery rose ({{ changed("rise", "Robbery") }}).', "bb"),
        ('Burglary rose and robbery fell: {{ changed("rise") }} and {{ changed("fall", "Robbery") }}.', "bb"),
        ('Burglary rose and robbery fell: {{ changed("fall", "Robbery") }} and {{ changed("rise") }}.', "bb"),
        ('Robbery fell while burglary rose: {{ changed("rise", "Robbery") }}, {{ changed("fall") }}.', "xx"),
        ('Crime fell ({{ changed("fall", "All crime") }}), but not burglary: {{ changed("rise") }}.', "b"),
        # A claim of another year is not of the figure.
        ('Burglary rose in 2015, and has since had {{ changed("fall") }}.', ""),
        ('Burglary rose in 2021/22, as {{ changed("fall") }} shows.', "x"),
        # A clause that speaks of what another figure is of is not judged by this one.
        ('Robbery rose to {{ counted(4, "Robbery") }}; burglary shows {{ changed("fall") }}.', ""),
        # The record of a count holds the test of its change.
        ('Burglary fell to {{ counted(1234, verdict="fall") }}.', "b"),
        ('Burglary fell to {{ counted(1234, verdict="rise") }}.', "x"),
        ('The count {{ counted(1234, verdict="rise") }} is lower than one would think.', ""),
        # Time and place in one sentence.
        ('Burglary fell ({{ changed("fall") }}) and is lower than in the force ({{ beside("lower") }}).', "bb"),
        ('Burglary fell ({{ changed("rise") }}) and is higher than in the force ({{ beside("lower") }}).', "xx"),
        # Nothing could be worked out.
        ('Burglary fell: {{ changed("cannot say") }}.', "?"),
        # Compared with a later period: the period before had more, so it has fallen since.
        ('Burglary has fallen since: {{ changed("rise", later=true) }}.', "b"),
        ('Burglary was higher: {{ changed("rise", later=true) }}.', "b"),
    ],
)
def test_which_figure_a_claim_is_held_against(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Burglary doubled: {{ changed("rise", ratio=2.0) }}.', "b"),
        ('Burglary doubled: {{ changed("rise", ratio=1.4) }}.', "x"),
        ('Burglary more than doubled: {{ changed("rise", ratio=2.6) }}.', "b"),
        ('Burglary more than doubled: {{ changed("rise", ratio=1.6) }}.', "x"),
        ('Burglary halved: {{ changed("fall", ratio=0.5) }}.', "b"),
        ('Burglary halved: {{ changed("fall", ratio=0.8) }}.', "x"),
        ('Burglary halved: {{ changed("rise", ratio=2.0) }}.', "x"),
        ('Burglary has not doubled: {{ changed("rise", ratio=1.4) }}.', "b"),
        ('The rate is twice that of the force: {{ beside("higher") }}.', "b"),
        ('The rate is three times that of the force: {{ beside("higher") }}.', "x"),
        ('The rate is half that of the force: {{ beside("lower") }}.', "b"),
    ],
)
def test_a_claim_of_size_lies_within_the_interval(text: str, expected: str) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Abbey is highest with {{ counted(40) }}, then Bridge End with {{ counted(30) }}.", "b"),
        ("Abbey is highest with {{ counted(20) }}, then Bridge End with {{ counted(30) }}.", "x"),
        ("Abbey has the lowest ({{ counted(20) }}), Bridge End {{ counted(30) }}.", "b"),
        ("The largest part, {{ counted(4000) }}, is theft; {{ counted(900) }} is violence.", "b"),
        ("The largest part, {{ counted(400) }}, is theft; {{ counted(9000) }} is violence.", "x"),
        ("Abbey is not the highest with {{ counted(20) }}, nor is {{ counted(30) }}.", ""),
        ("Abbey is highest with {{ counted(20) }}.", ""),
        ('Abbey is highest with {{ counted(20) }}, of {{ sourced("30%", "x") }}.', ""),
    ],
)
def test_a_claim_of_rank_is_held_against_figures_of_its_kind(text: str, expected: str) -> None:
    assert told(text) == expected


def test_a_judgement_says_why() -> None:
    (one,) = [
        found for sentence in sentences_of('Burglary fell: {{ changed("rise") }}.') for found in judgements(sentence)
    ]
    assert (one.claim.word, one.why, one.finding.id) == (
        "fell",
        "the test says: a rise",
        "change-Burglary-rise-None-False",
    )


def test_a_figure_without_a_test_bears_nothing() -> None:
    assert bearing_of(counted(3)) is None
    assert bearing_of(changed("rise")).kind == "change"  # type: ignore[union-attr]
    assert bearing_of(beside("lower")).kind == "comparison"  # type: ignore[union-attr]
