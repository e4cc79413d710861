"""What is shown of a partner's columns: never what one person's cell says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from profile_files import delivered, profile_of

from saferplan.evidence.partners.fitting import tables_of
from saferplan.evidence.partners.reading.tables import read_tables
from saferplan.evidence.partners.suggesting.looks import looks_of, values_of

RULE = 'reference = "Case Ref"\nreported_time = "Reported"\nasb_category = { column = "Kind", values = "kinds" }\n'
MAP = '[values.kinds]\n"*" = ""\n'


def table_of(tmp_path, text):
    return read_tables(delivered(tmp_path / "list.csv", text)).tables[0]


def looks(tmp_path, cells):
    text = "Case Ref,Cell\n" + "".join(f"R{number},{cell}\n" for number, cell in enumerate(cells))
    return looks_of(table_of(tmp_path, text))[1]


@pytest.mark.parametrize(
    ("cell", "shape"),
    [
        ("24/07/2024", "99/99/9999"),
        ("24/07/2024 09:15", "99/99/9999 99:99"),
        ("Perpetua Vantongeren", "Aa Aa"),
        ("Zoë O’Ruairc", "Aa Aa"),
        ("HP12 3AB", "Aa99 9Aa"),
        ("07700900123", "99999999…"),
        ("He said that he would come back to the flat at night", "text"),
    ],
)
def test_a_shape_says_how_cells_are_written_and_not_what(tmp_path, cell, shape):
    assert looks(tmp_path, [cell] * 6).shapes == ((shape, 1.0),)


def test_a_shape_of_few_rows_is_not_shown(tmp_path):
    shown = looks(tmp_path, ["12"] * 10 + ["A-1"] * 4)

    assert [shape for shape, _ in shown.shapes] == ["99"]


def test_empty_columns_say_so(tmp_path):
    shown = looks(tmp_path, [""] * 6)

    assert (shown.filled, shown.shapes) == (0.0, ())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("Quillon Ashgrové-’0123456789/", min_size=1, max_size=20), min_size=5, max_size=30))
def test_no_letter_but_aa_and_no_digit_but_nine(tmp_path_factory, cells):
    shown = looks(tmp_path_factory.mktemp("any"), cells)

    for shape, _ in shown.shapes:
        assert not set(shape) & (set("QuilonshgrovéS") | set("012345678")), shape


class TestValues:
    def values(self, tmp_path, kinds, rule=RULE, rest=MAP):
        rows = (f"R{number},0{number % 9 + 1}/10/2025,{kind}\n" for number, kind in enumerate(kinds))
        file = delivered(tmp_path / "list.csv", "Case Ref,Reported,Kind\n" + "".join(rows))
        profile = profile_of(rule, rest)
        return values_of(profile, tables_of(file, profile).tables)

    def test_those_that_five_rows_share_are_shown(self, tmp_path):
        found = self.values(tmp_path, ["Din"] * 5 + ["Smith of Flat 4"] * 4)["asb_category"]

        assert found.unknown == {"Din": 5}
        assert found.not_shown == 1

    def test_of_a_column_with_many_values_none_is(self, tmp_path):
        assert self.values(tmp_path, [f"Person {number}" for number in range(61)] * 5) == {}

    def test_columns_of_references_and_times_show_none(self, tmp_path):
        assert set(self.values(tmp_path, ["Din"] * 9)) == {"asb_category"}

    def test_a_list_that_knows_all_of_them_is_named_in_their_place(self, tmp_path):
        rule = 'reference = "Case Ref"\nreported_time = "Reported"\n'
        rule += 'asb_category = { column = "Kind", values = "asb-categories" }\n'
        found = self.values(tmp_path, ["Noise"] * 9, rule, "")["asb_category"]

        assert (found.shipped, found.known) == ("asb-categories", {})

    def test_unless_the_profile_says_itself_what_they_mean(self, tmp_path):
        found = self.values(tmp_path, ["Noise"] * 9)["asb_category"]

        assert (found.shipped, found.known) == ("", {"Noise": "nuisance"})
