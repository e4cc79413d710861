"""Reading with Arrow against reading row by row: both say the same, or the first gives way."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from written_files import csv_of, deliver

from saferplan.errors import FileRefused
from saferplan.evidence.partners.reading import gathering
from saferplan.evidence.partners.reading.gathering import TAIL_LINES, gather, gather_text
from saferplan.evidence.partners.reading.rows import rows_of_text
from saferplan.evidence.partners.reading.tables import read_tables

PIECES = st.sampled_from(
    ["a", "1", "é", ",", ";", "\n", '"', '""', " ", "\t", ",,", "x,y\n", '"p,q"', '"l\nm"', "\u2028"]
)


def both(folder, text: str, width: int):
    """What each way says of a text: columns, lines, misshapen rows; or the words of refusal."""
    data, delivered = text.encode(), deliver(folder, "a.csv", text or " ")
    ways = (
        lambda: gather_text(delivered, data, ",", 1, width),
        lambda: gather(rows_of_text(delivered, data, ",", 1), width),
    )
    return [_said(way) for way in ways]


def _said(way):
    try:
        found = way()
    except FileRefused as refused:
        return refused.message
    return [column.to_pylist() for column in found.columns], found.lines.tolist(), found.misshapen, found.blank


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(PIECES, max_size=40), width=st.integers(1, 4))
def test_both_ways_say_the_same_of_anything(tmp_path_factory, pieces, width):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gathering, "TAIL_LINES", 1)
        fast, careful = both(tmp_path_factory.mktemp("any"), "".join(pieces), width)
    assert fast == careful


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("end", ["", "Total,3\n", "\n\nprinted today\n", "a,b,c,d\n"])
def test_a_long_list_is_read_at_once_and_its_end_with_care(tmp_path, monkeypatch, quoted, end):
    taken = []
    at_once = gathering._at_once
    monkeypatch.setattr(gathering, "_at_once", lambda *given: taken.append(at_once(*given)) or taken[-1])
    cell = '"High Street, 1"' if quoted else "High Street"
    text = "".join(f"A{row},{row},{cell}\n" for row in range(1000)) + end
    fast, careful = both(tmp_path, text, 3)
    assert fast == careful
    assert len(taken) == 1
    assert len(taken[0][0]) >= 1000 - TAIL_LINES


@pytest.mark.parametrize("odd", ["\n", ",,\n", "A,1\n", "A,1,x,y\n", 'A,1,5" pipe\n', 'A,1,"two\nlines"\n', " ,\t,\n"])
def test_one_odd_row_in_the_middle_and_all_is_read_with_care(tmp_path, odd):
    rows = [f"A{row},{row},x\n" for row in range(500)]
    text = "".join([*rows[:100], odd, *rows[100:]])
    fast, careful = both(tmp_path, text, 3)
    assert fast == careful
    assert gathering._at_once(text.encode(), ",", 3) is None


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["a", ",", "\n", '"', '""', '"a"', ',"a",', '"a""b"', "é"]), max_size=25))
def test_marks_are_odd_where_not_every_one_is_part_of_a_whole_cell_in_marks(pieces):
    """The slow, obvious way: take away the cells in marks, and see whether any mark is left."""
    data = "".join(pieces).encode()
    whole_cell = re.compile(rb'(?:(?<=[,\n])|\A)"(?:[^"\n]|"")*"(?=[,\n]|\Z)')
    assert gathering._is_quoted_oddly(data, ",") == (b'"' in whole_cell.sub(b"", data))


def test_marks_are_looked_through_in_blocks_of_whole_lines(monkeypatch):
    monkeypatch.setattr(gathering, "BLOCK", 5)
    assert not gathering._is_quoted_oddly(b'"a, b",1\n"c ""d""",2\n' * 20, ",")
    assert gathering._is_quoted_oddly(b'"a, b",1\n' * 20 + b'"c,1\n"d",2\n', ",")


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6), min_size=3, max_size=3
        ),
        min_size=1,
        max_size=120,
    ),
    delimiter=st.sampled_from(",;\t|"),
    above=st.integers(0, 3),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_a_list_comes_back_as_it_was_written(tmp_path_factory, rows, delimiter, above, encoding):
    """Each row with a reference in front, so that none is empty; behind a title of some lines."""
    sent = [[f"REF{at}", "on", *cells] for at, cells in enumerate(rows)]
    heading = ["Reference", "Reported on", "Kind", "Street", "Remarks"]
    text = "A title\n" * above + csv_of([heading, *sent], delimiter, newline="\n")
    delivered = deliver(tmp_path_factory.mktemp("any"), "a.csv", text.encode(encoding))
    (table,) = read_tables(delivered, heading).tables
    assert table.heading_line == above + 1
    assert [list(row) for row in zip(*(one.to_pylist() for one in table.records.columns), strict=True)] == sent
    assert table.records.lines.tolist() == list(np.arange(len(sent)) + above + 2)
