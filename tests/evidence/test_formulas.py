"""Text that a spreadsheet would run as a formula."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.formulas import FORMULA_STARTS, guarded


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "  =", "＝"])
def test_it_gets_an_apostrophe_in_front(start):
    assert guarded(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("value", ["a=1", "", None, -1, -5.5, 1.5, True])
def test_other_values_are_left_as_they_are(value):
    assert guarded(value) is value


@given(st.text(max_size=40))
def test_no_cell_ever_begins_as_a_formula(text):
    assert not str(guarded(text)).lstrip(" ").startswith(FORMULA_STARTS)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=40))
def test_what_was_written_can_be_read_back_but_for_the_apostrophe(text):
    stream = io.StringIO()
    csv.writer(stream).writerow([guarded(text), "next"])

    (row,) = csv.reader(io.StringIO(stream.getvalue()))

    assert row in ([text, "next"], [f"'{text}", "next"])
