"""What must be known of a figure, in words that nobody has to decode."""

import pytest

from saferplan.web.evidence.notes import notes_in_words


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("months missing: 2025-07", "Months missing: July 2025."),
        ("months missing: 2018-03, 2018-10..2019-02", "Months missing: March 2018, October 2018 to February 2019."),
        ("taken for Abbey, its successor.", "Taken for Abbey, its successor."),
        ("E01017644 and E01017645 were one until 2021", "E01017644 and E01017645 were one until 2021."),
        ("crimes of Thames Valley Police", "Crimes of Thames Valley Police."),
    ],
)
def test_a_note_is_a_sentence_with_months_by_their_names(note, words):
    assert notes_in_words([note]) == [words]


def test_each_is_said_once_and_nothing_is_not_said():
    assert notes_in_words(["a", "", "b", "a"]) == ["A.", "B."]
    assert notes_in_words([]) == []
