"""What pages give to spreadsheets: no cell runs, and everything arrives."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.formulas import FORMULA_STARTS
from saferplan.web.files.csv_export import csv_lines, csv_response

CELLS = st.one_of(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.integers(), st.none())


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_rows_stand_under_their_headings():
    answer = csv_response("members.csv", ("Name", "Cases"), [("Abbey, Ann", 3), ("Büchi", None)])

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="members.csv"'
    assert answer["Cache-Control"] == "private, no-store"
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeffName")
    assert read(text) == [["Name", "Cases"], ["Abbey, Ann", "3"], ["Büchi", ""]]


@pytest.mark.parametrize("formula", ["=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", " =1"])
def test_a_formula_is_text_in_headings_and_cells(formula):
    rows = read("".join(csv_lines([formula], [[formula]])))

    assert rows == [[f"'{formula}"], [f"'{formula}"]]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "2026-07-01 13:00"),
        (date(2026, 11, 22), "2026-11-22"),
        (True, "yes"),
        (-3, "-3"),
        (2.5, "2.5"),
    ],
)
def test_values_are_written_as_people_read_them(cell, text):
    assert read("".join(csv_lines(["A"], [[cell]])))[1] == [text]


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_no_cell_ever_begins_as_a_formula(rows):
    for row, written in zip(rows, read("".join(csv_lines(("A", "B"), rows)))[1:], strict=True):
        for given_cell, cell in zip(row, written, strict=True):
            assert isinstance(given_cell, int) or not cell.lstrip(" ").startswith(FORMULA_STARTS)


def test_rows_are_read_as_they_are_sent():
    asked = []

    def rows():
        for number in range(3):
            asked.append(number)
            yield (number,)

    lines = csv_lines(["A"], rows())
    next(lines)
    assert asked == []
    next(lines)
    assert asked == [0]
