import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference_files import deliver

from saferplan.errors import FileRefused
from saferplan.evidence.sources.area_columns import KIND_NAMED
from saferplan.evidence.sources.records import (
    SHARED_CHUNK,
    Sieve,
    among,
    by_value,
    decimal_number,
    gather,
    per_distinct,
    records_of,
    repeats,
    rows_for,
    slice_of,
    whole_number,
)
from saferplan.evidence.tables import AREAS, POPULATION


def records(*rows: str, place: str = ""):
    lines = [(number, [cell.strip() for cell in row.split("|")]) for number, row in enumerate(rows, 1)]
    found = records_of(lines, lambda _: True, place)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("9", 9),
        ("9.0", 9),
        ("29199.0", 29199),
        ("15,470 ", 15470),
        ("1,234,567", 1234567),
        ("-3", -3),
        (" 8 ", 8),
    ],
)
def test_whole_numbers_as_publishers_print_them(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text", ["", " ", "9.5", "1e3", "15,47", "1,2345", "[x]", "nan", "inf", "0x1f", "--3", "٣", "9" * 16]
)
def test_what_is_no_whole_number(text):
    assert whole_number(text) is None


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_is_read_back_with_and_without_thousands(number):
    assert whole_number(str(number)) == number
    assert whole_number(f"{number:,} ") == number


@pytest.mark.parametrize(
    ("text", "number"), [("8.742", 8.742), ("-1.771", -1.771), ("0", 0.0), (".5", 0.5), ("1.2E-05", 1.2e-05)]
)
def test_decimals(text, number):
    assert decimal_number(text) == number


@pytest.mark.parametrize("text", ["", "abc", "nan", "inf", "1_000", "1,5"])
def test_what_is_no_decimal(text):
    assert decimal_number(text) is None


@given(st.lists(st.sampled_from(["1", "2.0", "x", "", "1,000", "-4"])))
def test_parsing_each_distinct_text_once_is_parsing_every_cell(texts):
    values, understood = per_distinct(pa.array(texts, pa.string()), whole_number, np.int64)
    expected = [whole_number(text) for text in texts]
    assert understood.tolist() == [one is not None for one in expected]
    assert values.tolist() == [one or 0 for one in expected]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"))))
def test_repeats_are_rows_whose_values_came_before(rows):
    columns = [pa.array([row[at] for row in rows], pa.string()) for at in range(2)]
    assert repeats(*columns).tolist() == [row in rows[:at] for at, row in enumerate(rows)]


@given(st.lists(st.sampled_from("abc")))
def test_rows_by_value_are_every_row_once(texts):
    found = list(by_value(pa.array(texts, pa.string())))
    assert [text for text, _ in found] == sorted(set(texts))
    assert sorted(row for _, rows in found for row in rows.tolist()) == list(range(len(texts)))


def test_among():
    assert among(pa.array(["a", "b", None]), ["b"]).tolist() == [False, True, False]


def test_records_start_below_the_heading_and_keep_their_lines():
    found = records_of(
        [(1, ["Title", ""]), (2, ["code", "n"]), (3, ["a", "1"]), (4, ["", ""]), (5, []), (6, ["b", "2"])],
        lambda cells: cells[:1] == ["code"],
    )
    assert found is not None
    assert found.heading == ("code", "n")
    assert found.text("code").to_pylist() == ["a", "b"]
    assert found.lines.tolist() == [3, 6]


def test_without_a_heading_there_are_no_records():
    assert records_of([(1, ["a"])], lambda _: False) is None


def test_rows_that_do_not_fit_the_heading_are_misshapen():
    found = records("a|b", "1|2", "1", "1|2|3", "1|2|", "3|4")
    assert found.lines.tolist() == [2, 5, 6]
    assert [(row.line, row.reason) for row in found.misshapen] == [
        (3, "the row has 1 cells and the heading 2"),
        (4, "the row has 3 cells and the heading 2"),
    ]


def test_empty_columns_at_the_end_of_a_heading_are_dropped():
    assert records("a|b||", "1|2||").heading == ("a", "b")


def test_more_rows_than_a_batch_are_all_kept():
    found = records("n", *map(str, range(45_001)))
    assert len(found) == 45_001
    assert found.text("n")[-1].as_py() == "45000"


def test_the_sieve_keeps_the_first_fault_of_each_row_and_the_sheet_it_is_on():
    sieve = Sieve(records("code|n", "E06000060|5", "Bucks|x", "E06000056|-1", "E06000055|7", place="Data"))
    codes = sieve.codes("code", KIND_NAMED["ltla"])
    numbers = sieve.whole("n")
    assert sieve.keep(codes).to_pylist() == ["E06000060", "E06000055"]
    assert sieve.keep_numbers(numbers).tolist() == [5, 7]
    assert [(row.line, row.field) for row in sieve.faults] == [(3, "code"), (4, "n")]
    assert sieve.faults[0].reason.endswith("looks like E06000060 (sheet Data)")
    assert "Bucks" not in sieve.faults[0].reason


def test_a_repeat_of_a_rejected_row_is_no_repeat():
    sieve = Sieve(records("code|n", "a|x", "a|1", "a|2"))
    sieve.whole("n")
    sieve.unique("code", sieve.records.text("code"))
    assert [row.line for row in sieve.faults] == [2, 4]


def test_bounds_are_named():
    sieve = Sieve(records("rank", "0", "32845", "1"))
    sieve.whole("rank", 1, 32_844)
    assert {row.reason for row in sieve.faults} == {"is not a whole number from 1 to 32,844"}
    assert sieve.ok.tolist() == [False, False, True]


@pytest.mark.parametrize("length", [0, 1, SHARED_CHUNK, 2 * SHARED_CHUNK + 1])
def test_rows_for_a_table_fill_what_is_not_named_and_share_what_is_the_same(length):
    rows = rows_for(AREAS, length, edition="e", code=[str(one) for one in range(length)])
    assert rows.schema == AREAS.schema
    assert rows.num_rows == length
    assert rows.column("name").null_count == length
    assert set(rows.column("edition").to_pylist()) == ({"e"} if length else set())


def test_a_column_that_the_table_has_not_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="no columns"):
        rows_for(AREAS, 1, colour="red")


def test_a_reading_adds_up_and_is_in_order_of_lines(tmp_path):
    delivered = deliver(tmp_path, "f.csv", "x")
    sieve = Sieve(records("code|n", "E06000060|5", "x|1", "E06000056", "E06000055|7"))
    codes = sieve.codes("code", KIND_NAMED["ltla"])
    piece = slice_of(POPULATION, "e", sieve.kept(), code=sieve.keep(codes), level="ltla24")
    reading = gather(delivered, [sieve], [piece])
    assert (reading.rows_read, reading.rows_loaded) == (4, 2)
    assert [row.line for row in reading.rejected] == [3, 4]


def test_a_file_of_which_nothing_can_be_loaded_is_refused_with_its_first_fault(tmp_path):
    delivered = deliver(tmp_path, "f.csv", "x")
    sieve = Sieve(records("code|n", "x|1", "y|1"))
    sieve.codes("code", KIND_NAMED["ltla"])
    with pytest.raises(
        FileRefused, match=re.escape("f.csv, line 2: none of its 2 rows can be loaded; the first: code is not")
    ):
        gather(delivered, [sieve], [])


def test_a_heading_without_rows_is_refused(tmp_path):
    delivered = deliver(tmp_path, "f.csv", "x")
    with pytest.raises(FileRefused, match="no rows below the heading"):
        gather(delivered, [Sieve(records("code|n"))], [])
