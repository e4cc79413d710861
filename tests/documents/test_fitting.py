import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.documents.fitting import CHOICES, LONGEST_WORD, TURNED, UPRIGHT, fit, fitted
from saferplan.documents.nodes import words_of
from saferplan.errors import DocumentError

cells = st.lists(st.text("abc de", max_size=30), min_size=1, max_size=12)


def row(texts):
    return [{"content": [{"kind": "text", "text": text}]} for text in texts]


def table(header, *rows):
    return {"kind": "table", "right": [False] * len(header), "header": row(header), "rows": [row(one) for one in rows]}


def columns(count, word="1,234"):
    return table(["A"] * count, [word] * count)


def heading(level, words="A"):
    return {"kind": "heading", "level": level, "anchor": "a", "content": [{"kind": "text", "text": words}]}


def test_a_small_table_takes_no_more_than_it_needs():
    found = fit(columns(3))
    assert (found.size, found.is_turned, found.is_full) == (9.0, False, False)
    assert sum(found.columns) < UPRIGHT / 3


def test_a_sentence_wraps_and_gets_the_room_that_figures_leave():
    found = fit(table(["Ward", "Crimes", "Note"], ["Abbey", "1,234", "a long sentence " * 20]))
    assert (found.size, found.is_turned, found.is_full) == (9.0, False, True)
    assert sum(found.columns) == pytest.approx(UPRIGHT, abs=1)
    assert found.columns[2] > 5 * found.columns[1]


@pytest.mark.parametrize(
    ("count", "expected"), [(15, (9.0, False)), (17, (8.0, False)), (23, (9.0, True)), (35, (6.0, True))]
)
def test_smaller_letters_are_tried_before_the_page_is_turned_and_none_is_too_small(count, expected):
    found = fit(columns(count))
    assert (found.size, found.is_turned) == expected


def test_more_than_a_page_can_hold_is_an_error():
    with pytest.raises(DocumentError, match="a table of 60 columns, from 'A' to 'A', does not fit a page"):
        fit(columns(60))


@given(
    st.integers(1, 6).flatmap(
        lambda wide: st.lists(
            st.lists(st.text("abc de1", max_size=40), min_size=wide, max_size=wide), min_size=1, max_size=5
        )
    )
)
def test_what_is_fitted_never_leaves_the_page(rows):
    found = fit(table(*rows))
    assert sum(found.columns) <= (TURNED if found.is_turned else UPRIGHT) + 1
    assert (found.is_turned, found.size) in CHOICES
    assert all(width > 0 for width in found.columns)


def test_inside_a_list_or_a_quotation_nothing_is_turned():
    inside = fitted([{"kind": "quote", "blocks": [columns(20)]}, {"kind": "bullets", "items": [[columns(20)]]}])
    assert inside[0]["blocks"][0]["fit"]["size"] == inside[1]["items"][0][0]["fit"]["size"] == 7.0
    assert not inside[0]["blocks"][0]["fit"]["is_turned"]


def test_a_turned_page_takes_the_headings_that_lead_to_it_and_further_tables():
    plain = {"kind": "paragraph", "content": []}
    found = fitted([plain, heading(1), heading(2), columns(24), columns(24), heading(2), columns(24), plain])
    assert [node["kind"] for node in found] == ["paragraph", "turned", "paragraph"]
    assert [node["kind"] for node in found[1]["blocks"]] == ["heading", "heading", "table", "table", "heading", "table"]


def test_a_chapter_begins_a_page_of_its_own():
    found = fitted([columns(24), heading(1), columns(24)])
    assert [len(node["blocks"]) for node in found] == [1, 2]


def test_a_word_longer_than_any_column_may_break():
    found = fitted([table(["A"], ["x" * 500])])[0]
    pieces = words_of(found["rows"][0][0]["content"]).split("\u200b")
    assert "".join(pieces) == "x" * 500
    assert max(map(len, pieces)) == LONGEST_WORD
    assert fit(found).size == 9.0
