"""The measures, on rows that can be counted by hand."""

from datetime import datetime

import pytest
from small_extracts import RELEASED, extract, person

from saferplan.evidence.partners.quality.figures import Figure, Measure, as_rows, figures, of_rows
from saferplan.evidence.sources.base import RejectedRow
from saferplan.evidence.tables import EXTRACT_QUALITY


def of(found, measure, field="", month=""):
    """(value, of) of the one figure of a measure."""
    (one,) = [one for one in figures(found) if (one.measure, one.field, one.month) == (measure, field, month)]
    return one.value, one.of


def measures(found):
    return {one.measure for one in figures(found)}


def test_rows_are_counted_as_read_used_and_not_used():
    found = extract(
        [{"reference": "A1"}, {"reference": "A1", "victim": person("Synthetic")}, {"reference": "A2"}],
        rejected=[RejectedRow(9, "Reported", "is empty"), RejectedRow(12, "", "the row has 3 cells")],
    )
    assert of(found, Measure.READ) == (5, None)
    assert of(found, Measure.LOADED) == (3, 5)
    assert of(found, Measure.REJECTED) == (2, 5)
    assert of(found, Measure.INCIDENTS) == (2, None)
    assert of(found, Measure.SAID_TWICE) == (0, 3)


def test_fields_are_filled_where_they_hold_something():
    promised = {"reference": "Ref", "outcome": "Closed how", "grid_reference": "Grid", "longitude": "Long"}
    found = extract(
        [{"reference": "A1", "outcome": "Closed", "easting": 1.0, "northing": 2.0}, {"reference": "A2"}],
        promised=promised,
    )
    assert of(found, Measure.FILLED, "reference") == (2, 2)
    assert of(found, Measure.FILLED, "outcome") == (1, 2)
    assert of(found, Measure.FILLED, "grid_reference") == (1, 2)
    assert of(found, Measure.FILLED, "longitude") == (1, 2)


def test_details_of_people_are_counted_of_those_named():
    promised = {"victim.full_name": "Name", "victim.phone": "Tel", "suspect.surname": "Perp", "place.address": "Where"}
    rows = [
        {"reference": "A1", "victim": person("Synthetic", phone="01632960001"), "place": {"address": "1 Invented Row"}},
        {"reference": "A2", "victim": person("Otherwise")},
        {"reference": "A3", "suspect": person("Alleged")},
        {"reference": "A4"},
    ]
    found = extract(rows, promised=promised)
    assert of(found, Measure.FILLED, "victim") == (2, 4)
    assert of(found, Measure.FILLED, "victim.full_name") == (2, 2)
    assert of(found, Measure.FILLED, "victim.phone") == (1, 2)
    assert of(found, Measure.FILLED, "suspect") == (1, 4)
    assert of(found, Measure.FILLED, "place") == (1, 4)
    assert of(found, Measure.FILLED, "place.address") == (1, 1)


def test_details_that_name_nobody_are_not_counted():
    found = extract([{"reference": "A1"}], promised={"victim.sex": "Sex", "place.postcode": "Post Code"})
    assert Measure.FILLED not in measures(found)


def test_cells_not_understood_are_those_of_rejected_rows_and_those_left_empty():
    found = extract(
        [{"reference": "A1"}],
        rejected=[RejectedRow(3, "Reported  On", "is not a past time"), RejectedRow(4, "", "too many cells")],
        left_empty={"DOB": 2},
        promised={"reported_time": "reported on", "victim.date_of_birth": "DOB", "reference": "Ref"},
    )
    assert of(found, Measure.NOT_UNDERSTOOD, "reported_time") == (1, 3)
    assert of(found, Measure.NOT_UNDERSTOOD, "victim.date_of_birth") == (2, 3)
    assert of(found, Measure.NOT_UNDERSTOOD, "reference") == (0, 3)


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2024, 1, day, hour)


def test_times_are_days_between():
    found = extract(
        [
            {"reference": "A1", "from_time": at(1), "reported_time": at(2)},
            {"reference": "A2", "from_time": at(1, 12), "reported_time": at(4, 12)},
            {"reference": "A3", "from_time": at(1), "reported_time": at(12)},
            {"reference": "A4", "from_time": at(20), "reported_time": at(19)},
        ]
    )
    assert of(found, Measure.DAYS_TO_REPORT) == (3, 3)
    assert of(found, Measure.DAYS_TO_REPORT_LONGEST) == (pytest.approx(3 + 0.8 * 8), 3)
    assert of(found, Measure.REPORTED_TOO_EARLY) == (1, 4)
    assert of(found, Measure.HOUR_NOT_TOLD) == (3, 4)
    assert of(found, Measure.DAYS_SINCE_NEWEST) == ((RELEASED - at(19)).total_seconds() / 86_400, 4)
    assert of(found, Measure.DAYS_TO_DELIVERY)[1] == 4


def test_a_report_on_the_day_itself_is_not_too_early():
    found = extract([{"reference": "A1", "from_time": at(3, 14), "reported_time": at(3)}])
    assert of(found, Measure.REPORTED_TOO_EARLY) == (0, 1)
    assert Measure.DAYS_TO_REPORT not in measures(found)


def test_what_a_file_does_not_tell_has_no_figure():
    found = extract([{"reference": "A1", "reported_time": at(3)}])
    assert not {Measure.DAYS_TO_REPORT, Measure.HOUR_NOT_TOLD, Measure.REPORTED_TOO_EARLY} & measures(found)
    nothing = extract([], rejected=[RejectedRow(2, "Ref", "is empty")])
    assert of(nothing, Measure.REJECTED) == (1, 1)
    assert not {Measure.IN_MONTH, Measure.DAYS_SINCE_NEWEST} & measures(nothing)


def test_incidents_are_counted_by_month_once_each():
    rows = [
        {"reference": "A1", "reported_time": datetime(2023, 12, 31), "victim": person("Synthetic")},
        {"reference": "A1", "reported_time": datetime(2023, 12, 31), "victim": person("Otherwise")},
        {"reference": "A2", "reported_time": at(1)},
        {"reference": "A3", "reported_time": at(2)},
    ]
    found = extract(rows)
    assert of(found, Measure.IN_MONTH, month="2023-12") == (1, None)
    assert of(found, Measure.IN_MONTH, month="2024-01") == (2, None)


def months(*reported: datetime) -> dict[str, float]:
    """Incidents by month of a list made on 5 February 2024."""
    rows = [{"reference": f"A{at}", "reported_time": when} for at, when in enumerate(reported)]
    return {one.month: one.value for one in figures(extract(rows)) if one.measure is Measure.IN_MONTH}


@pytest.mark.parametrize(
    ("reported", "counted"),
    [
        # A gap within the list is a month of nothing.
        ([(2023, 10), (2024, 1)], {"2023-10": 1, "2023-11": 0, "2023-12": 0, "2024-01": 1}),
        # A list of several months that stops before the last is of nothing since.
        ([(2023, 10), (2023, 11), (2023, 12)], {"2023-10": 1, "2023-11": 1, "2023-12": 1, "2024-01": 0}),
        # A list of one month tells of no other.
        ([(2023, 11)], {"2023-11": 1}),
        # One that ended longer ago than it is long is an old list.
        ([(2023, 8), (2023, 9)], {"2023-08": 1, "2023-09": 1}),
        # What lies behind the day on which the list was made is told as it is.
        ([(2024, 1), (2024, 3)], {"2024-01": 1, "2024-02": 0, "2024-03": 1}),
    ],
)
def test_months_without_a_row_are_of_nothing_where_the_list_tells_of_them(reported, counted):
    assert months(*(datetime(year, number, 10) for year, number in reported)) == counted


def test_figures_come_back_from_the_lake_as_they_were():
    found = extract([{"reference": "A1", "from_time": at(1)}], promised={"reference": "Ref", "outcome": "Result"})
    kept = as_rows(found, figures(found), now=datetime(2024, 2, 6))
    assert kept.schema == EXTRACT_QUALITY.schema
    assert of_rows(kept.to_pylist()) == figures(found)
    assert set(kept["feed"].to_pylist()) == {"harbour-homes-asb"}
    unknown = kept.to_pylist()[0] | {"measure": "of-a-later-version"}
    assert of_rows([unknown]) == []


def test_nothing_of_anyone_is_kept():
    found = extract(
        [{"reference": "SECRET-REF", "victim": person("Secretname", phone="01632960999"), "outcome": "Secretoutcome"}],
        promised={"victim.full_name": "Name", "reference": "Ref", "outcome": "Result"},
    )
    kept = str(as_rows(found, figures(found), now=RELEASED).to_pylist()).casefold()
    assert "secret" not in kept
    assert "960999" not in kept


def test_a_figure_is_plain():
    assert vars(Figure(Measure.READ, 3)) == {"measure": "rows-read", "value": 3, "of": None, "field": "", "month": ""}
