"""What each type of cell takes, what it makes of it, and what it refuses."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.sources.template import TemplateColumn
from saferplan.evidence.sources.template_cells import cell_rule


def value(kind: str, text: str, **more):
    return cell_rule(TemplateColumn("x", kind, "", **more)).value(text)


@pytest.mark.parametrize(
    ("kind", "text", "held"),
    [
        ("text", "Any text, at all", "Any text, at all"),
        ("text", "Two\nlines and\u00a0a hard space", "Two lines and a hard space"),
        ("text", "Ynys M\u00f4n \u2013 \u00a35", "Ynys M\u00f4n \u2013 \u00a35"),
        ("text", "turned \u202e round", None),
        ("text", "\x1b[31mred", None),
        ("text", "a" * 1_000, "a" * 1_000),
        ("text", "a" * 1_001, None),
        ("name", "first-time-entrants", "first-time-entrants"),
        ("name", "First-time entrants", None),
        ("name", "-entrants", None),
        ("whole", "1,204", 1_204),
        ("whole", "12.0", 12),
        ("whole", "12.5", None),
        ("decimal", "0.31", 0.31),
        ("decimal", "31%", None),
        ("decimal", "nan", None),
        ("area-code", "E06000060", "E06000060"),
        ("area-code", "E31000004", "E31000004"),
        ("area-code", "Buckinghamshire", None),
        ("month", "2024-07", "2024-07"),
        ("month", "Jul-24", "2024-07"),
        ("month", "2024-07-01 00:00:00", "2024-07"),
        ("month", "01/07/2024", "2024-07"),
        ("month", "02/07/2024", None),
        ("month", "Jux-24", None),
        ("month", "2024-13", None),
        ("period", "FY2023", "2023-04..2024-03"),
        ("period", "CY2022", "2022-01..2022-12"),
        ("period", "R12:2024-06", "2023-07..2024-06"),
        ("period", "2024-04..2024-06", "2024-04..2024-06"),
        ("period", "Jul-24", "2024-07..2024-07"),
        ("period", "2023/24", None),
        ("date", "2024-07-31", date(2024, 7, 31)),
        ("date", "31/07/2024", date(2024, 7, 31)),
        ("date", "2024-07-31 00:00:00", date(2024, 7, 31)),
        ("date", "07/31/2024", None),
        ("date", "31.07.2024", None),
        ("date", "2024-07-31T10:00", None),
        ("time", "2024-07-31T22:15", datetime(2024, 7, 31, 22, 15)),
        ("time", "31/07/2024 22:15", datetime(2024, 7, 31, 22, 15)),
        ("time", "31/07/2024 22:15:30", datetime(2024, 7, 31, 22, 15, 30)),
        ("time", "2024-07-31T22:15+01:00", None),
        ("time", "22:15", None),
        ("yes-no", "Yes", True),
        ("yes-no", "FALSE", False),
        ("yes-no", "1", None),
    ],
)
def test_what_a_cell_is_held_as(kind: str, text: str, held: object):
    assert value(kind, text) == held


@pytest.mark.parametrize(("means", "hour"), [("start", (0, 0, 0)), ("end", (23, 59, 59))])
def test_a_day_alone_is_its_start_or_its_end(means: str, hour: tuple[int, int, int]):
    assert value("time", "2024-07-31", date_means=means) == datetime(2024, 7, 31, *hour)
    assert value("time", "31/07/2024", date_means=means) == datetime(2024, 7, 31, *hour)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31)))
def test_a_spreadsheets_way_of_writing_means_the_same(moment: datetime):
    moment = moment.replace(second=0, microsecond=0)
    assert value("time", f"{moment:%d/%m/%Y %H:%M}") == value("time", f"{moment:%Y-%m-%dT%H:%M}") == moment
    assert value("date", f"{moment:%d/%m/%Y}") == value("date", f"{moment:%Y-%m-%d}") == moment.date()


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_month_as_spreadsheets_save_it(day: date):
    assert value("month", f"{day:%b-%y}") == f"{day:%Y-%m}"


@pytest.mark.parametrize("kind", ["name", "whole", "decimal", "area-code", "month", "period", "date", "time", "yes-no"])
@given(text=st.text(min_size=1))
def test_no_text_makes_a_rule_fall_over(kind: str, text: str):
    value(kind, text)


@pytest.mark.parametrize(
    ("column", "fault"),
    [
        ({"kind": "decimal", "minimum": 0, "maximum": 700_000}, "is not a number from 0 to 700,000"),
        ({"kind": "whole", "minimum": 1}, "is not a whole number from 1"),
        ({"kind": "text", "allowed": ("rate", "share")}, "is none of rate, share"),
        (
            {"kind": "text", "allowed": tuple("abcdefghijklmno")},
            "is none of a, b, c, d, e, f, g, h, i, j, k, l and 3 more",
        ),
        ({"kind": "text", "pattern": "[0-9]+", "fault": "is no code"}, "is no code"),
        (
            {"kind": "area-code", "kinds": ("lsoa", "ward")},
            "is not the code of a lower layer super output area, which looks like E01017627 or a ward, which looks like"
            " E05013120",
        ),
    ],
)
def test_what_is_said_of_a_bad_cell(column: dict, fault: str):
    assert cell_rule(TemplateColumn("x", meaning="", **column)).fault == fault


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ({"kind": "decimal", "minimum": 0}, "-0.1"),
        ({"kind": "decimal", "maximum": 10}, "10.1"),
        ({"kind": "text", "allowed": ("rate",)}, "Rate"),
        ({"kind": "text", "pattern": "[0-9]+"}, "28E"),
        ({"kind": "area-code", "kinds": ("lsoa",)}, "E05013120"),
    ],
)
def test_what_a_column_bounds(column: dict, text: str):
    assert cell_rule(TemplateColumn("x", meaning="", **column)).value(text) is None


@pytest.mark.parametrize(
    ("text", "held"), [("0", 0), ("1", None), ("4", None), ("5", 5), ("1,204", 1204), ("-1", None)]
)
def test_counts_that_may_be_of_someone_are_refused_where_a_template_says_so(text, held):
    column = TemplateColumn("x", "whole", "", minimum=0, withholds_small=True)
    assert cell_rule(column).value(text) == held
    assert "one of 1 to 4: leave the cell empty" in cell_rule(column).fault
    assert value("whole", "4", minimum=0) == 4
