import csv
import io
import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_document import FORMULA, PROVENANCE, exhibits

from saferplan.documents import tabulation
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.tabulation import csv_text, headings, plain_value, printed_rows


def exhibit(records, *columns):
    return Exhibit("x", "T", "S", [ColumnSpec(*column) for column in columns], records, PROVENANCE, "Source")


def read_csv(text):
    return list(csv.reader(io.StringIO(text)))


def test_cells_print_by_the_kind_of_their_column():
    rows = printed_rows(
        exhibit([{"a": "Abbey", "n": 1234, "r": None}], ("a", "Ward"), ("n", "N", "count"), ("r", "R", "rate"))
    )
    assert [(cell.text, cell.is_number, cell.is_heading, cell.is_missing) for cell in rows[0]] == [
        ("Abbey", False, True, False),
        ("1,234", True, False, False),
        ("not available", True, False, True),
    ]


def test_a_column_of_intervals_is_set_like_figures_with_its_heading():
    records = [{"w": "A", "i": "57.8 to 59.5"}, {"w": "B", "i": "−1.0% to no limit"}, {"w": "C", "i": None}]
    one = exhibit(records, ("w", "Ward"), ("i", "95% interval"))
    assert [heading.is_number for heading in headings(one)] == [False, True]
    assert [[cell.is_number for cell in row] for row in printed_rows(one)] == [[False, True]] * 3


@pytest.mark.parametrize("words", ["5 to 6 weeks", "to 6", "April to June", "2021/22"])
def test_a_column_with_other_words_is_set_as_words(words):
    one = exhibit([{"i": "1 to 2"}, {"i": words}], ("i", "When"))
    assert not headings(one)[0].is_number


def test_csv_holds_unrounded_values_under_headings():
    text = csv_text(
        exhibit([{"a": "Abbey", "r": 5.61234}, {"a": "B, C", "r": None}], ("a", "Ward"), ("r", "Rate", "rate"))
    )
    assert read_csv(text) == [["Ward", "Rate"], ["Abbey", "5.61234"], ["B, C", ""]]


def test_hostile_names_are_disarmed_in_headings_and_cells():
    rows = read_csv(csv_text(exhibit([{"a": FORMULA}], ("a", "=1+1"))))
    assert rows == [["'=1+1"], [f"'{FORMULA}"]]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20), min_size=1, max_size=5))
def test_csv_reads_back_as_it_was(names):
    rows = read_csv(csv_text(exhibit([{"a": name, "n": 1} for name in names], ("a", "A"), ("n", "N", "count"))))
    assert [row[0].removeprefix("'") for row in rows[1:]] == [name.removeprefix("'") for name in names]


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.float64(1.5), 1.5),
        (np.int64(3), 3),
        (math.nan, None),
        (math.inf, None),
        (date(2025, 1, 31), "2025-01-31"),
        ({"a": (math.nan, 1)}, {"a": [None, 1]}),
        (True, True),
    ],
)
def test_values_become_what_json_knows(value, plain):
    assert plain_value(value) == plain


def test_every_exhibit_of_the_sample_tabulates():
    for one in exhibits().values():
        assert len(printed_rows(one)) == 8


def wide(**columns):
    """A table of one row: the words of each column."""
    specs = [ColumnSpec(name, name, "text" if isinstance(value, str) else "count") for name, value in columns.items()]
    return replace(exhibits()["league"], columns=specs, records=[columns])


def test_the_width_of_a_table_is_that_of_what_cannot_break():
    assert tabulation.width_of(wide(a="one two three")) == 5 + tabulation.BETWEEN
    assert tabulation.width_of(wide(a=1_234_567)) == 9 + tabulation.BETWEEN
    assert tabulation.width_of(wide(a="word " * 20)) == tabulation.SENTENCE + tabulation.BETWEEN
    assert tabulation.width_of(wide(a=1, b=2)) == 2 * (1 + tabulation.BETWEEN)
