"""The row that heads a table, found by what is wanted or by its looks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.partners.reading.headings import column_letters, distinct, find_heading
from saferplan.evidence.sources.area_columns import plain
from saferplan.evidence.sources.workbook import Merge


def rows(*lines: str) -> list[tuple[int, list[str]]]:
    """'a | b |' as a numbered row of three cells."""
    return [(number, [cell.strip() for cell in line.split("|")]) for number, line in enumerate(lines, 1)]


PLAIN = rows("Cases of January | | ", "| |", "Ref | Reported on | Street", "1 | 2024-01-02 | High Street")


@pytest.mark.parametrize("wanted", [(), ("ref",), ("REPORTED  on", "Street"), ("Nothing", "like it")])
def test_titles_above_are_not_the_heading(wanted):
    found = find_heading(PLAIN, wanted)
    assert found is not None
    assert (found.names, found.first, found.last) == (("Ref", "Reported on", "Street"), 2, 2)


def test_the_row_with_most_of_the_wanted_headings_wins_over_one_that_looks_better():
    table = rows("Team | Lead | Telephone | Area", "North | A Synthetic | 01632 960001 | N", "Ref | Date | |")
    assert find_heading(table, ("Ref", "Date")).names[:2] == ("Ref", "Date")
    assert find_heading(table).names[0] == "Team"


def test_a_missing_column_does_not_keep_the_others_from_being_found():
    found = find_heading(PLAIN, ("Ref", "Reported on", "Postcode"))
    assert found.has(("Ref", "Reported on", "Postcode")) == 2


MERGED = rows("| Victim | | Place |", "Ref | Name | Postcode | Street | Postcode", "1 | x | y | z | w")
SPANS = (Merge(1, 1, 1, 2), Merge(1, 1, 3, 4))


@pytest.mark.parametrize("wanted", [(), ("Victim Name", "Place Street")])
def test_headings_of_two_rows_are_joined_over_merged_cells(wanted):
    found = find_heading(MERGED, wanted, SPANS)
    assert found.names == ("Ref", "Victim Name", "Victim Postcode", "Place Street", "Place Postcode")
    assert (found.first, found.last) == (0, 1)


def test_without_knowing_merges_an_upper_heading_holds_to_its_right_if_that_is_what_is_wanted():
    found = find_heading(MERGED, ("Ref", "Victim Postcode"), None)
    assert found.names == ("Ref", "Victim Name", "Victim Postcode", "Place Street", "Place Postcode")
    assert find_heading(MERGED, (), None).names == ("Ref", "Name", "Postcode", "Street", "Postcode")


def test_one_row_is_enough_where_two_say_no_more():
    assert find_heading(MERGED, ("Ref", "Name"), SPANS).first == 1


def test_headings_merged_downwards_keep_their_name():
    table = rows("Ref | Victim |", "| Name | Postcode", "1 | x | y")
    found = find_heading(table, (), (Merge(1, 2, 0, 0), Merge(1, 1, 1, 2)))
    assert found.names == ("Ref", "Victim Name", "Victim Postcode")


def test_a_title_merged_over_the_table_heads_no_columns():
    table = rows("All cases | | |", "Ref | Name | Street | Town", "1 | x | y | z")
    assert find_heading(table, (), (Merge(1, 1, 0, 3),)).names == ("Ref", "Name", "Street", "Town")


@pytest.mark.parametrize(
    "table",
    [rows(""), rows("1 | 2 | 3", "4 | 5 | 6"), rows("01/02/2024 | 3 Feb 2024"), [], rows("Yes | Yes | Yes | Yes | No")],
)
def test_numbers_days_and_answers_are_no_heading(table):
    assert find_heading(table) is None
    assert find_heading(table, ("Ref",)) is None


@pytest.mark.parametrize(
    ("names", "given_names"),
    [
        (("Name", "name ", "NAME"), ("Name", "name  (2)", "NAME (3)")),
        (("Name", "Name (2)", "Name"), ("Name", "Name (2)", "Name (3)")),
        (("", "A", ""), ("(column A)", "A", "(column C)")),
    ],
)
def test_headings_are_made_distinct(names, given_names):
    assert distinct(names) == given_names


def test_columns_without_a_heading_are_called_as_the_spreadsheet_calls_them():
    assert distinct(("", "b"), first_column=27) == ("(column AB)", "b")
    assert [column_letters(at) for at in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


@given(st.lists(st.sampled_from(["", "a", "A", "a (2)", "a (3)", "b", "(column A)", "(column B)"]), max_size=12))
def test_distinct_headings_are_all_different_and_each_begins_as_it_was(names):
    found = distinct(names)
    assert len({plain(one) for one in found}) == len(names)
    assert all(one.startswith(name) for one, name in zip(found, names, strict=True))


def test_a_heading_of_two_thousand_equal_names_takes_no_time_worth_speaking_of():
    assert len(set(distinct(["a"] * 20_000))) == 20_000
