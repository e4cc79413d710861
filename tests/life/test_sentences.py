import pytest
from written_sentences import sentences_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("One! Two? Three", ["One!", "Two?", "Three"]),
        ("It is 58.6 a year. Then 1,234.", ["It is 58.6 a year.", "Then 1,234."]),
        ("As e.g. Abbey shows, vs. Bridge End.", ["As e.g. Abbey shows, vs. Bridge End."]),
        ("St. Albans and J. Smith. Next.", ["St. Albans and J. Smith.", "Next."]),
        ("He said “stop.” She did not.", ["He said “stop.”", "She did not."]),
        ("One\nand a half. Two.", ["One and a half.", "Two."]),
        ("- One\n- Two", ["One", "Two"]),
        ("| A | B |\n| --- | --- |\n| One. Two. | c |", ["A", "B", "One.", "Two.", "c"]),
        ("**One** [two](https://x.example). Three.", ["One two.", "Three."]),
        ("Version 2. 3 more.", ["Version 2.", "3 more."]),
        ("{{ area }} is here. So is {{ area }}.", ["Anyshire is here.", "So is Anyshire."]),
    ],
)
def test_where_a_sentence_ends(text: str, expected: list[str]) -> None:
    assert [one.text for one in sentences_of(text)] == expected


def test_what_a_figure_holds_ends_no_sentence() -> None:
    (one,) = sentences_of('Burglary: {{ sourced("a fall. No doubt", "x") }} of it.')
    assert one.text == "Burglary: a fall. No doubt of it."


def test_a_figure_that_ends_in_a_full_stop_ends_its_sentence() -> None:
    first, second = sentences_of('So {{ sourced("it is told.", "x") }} And more.')
    assert (first.text, second.text) == ("So it is told.", "And more.")


def test_a_sentence_knows_its_figures_where_they_stand_and_its_line() -> None:
    first, second = sentences_of('Nothing live.\nIn {{ area }} {{ changed("fall") }}. Then {{ counted(12) }} more.')[
        -2:
    ]
    (fall,) = first.figures
    assert first.text[fall.start : fall.end] == "<fall>"
    assert first.line == 4
    (count,) = second.figures
    assert second.text[count.start : count.end] == "12"


def test_the_authors_own_words_are_without_figures_but_with_plain_words() -> None:
    (one,) = sentences_of('In {{ area }} {{ changed("fall") }} came.')
    assert one.words == "In Anyshire        came."


def test_what_is_still_to_be_written_is_no_sentence() -> None:
    assert sentences_of('{{ to_write("Why did it rise?") }}') == []
