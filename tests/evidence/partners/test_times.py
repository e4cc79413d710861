"""Days and times as agencies write them, against Python's own reading of one cell after the other."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.partners.times import end_of_day, format_fault, read_days, read_moments

LONDON = ZoneInfo("Europe/London")


def moments(*texts: str | None, **how) -> list[datetime | None]:
    return read_moments(pa.array(texts, pa.string()), **how).to_pylist()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("31/07/2024 22:15", datetime(2024, 7, 31, 22, 15)),
        ("1/7/2024", datetime(2024, 7, 1)),
        ("01.07.2024", datetime(2024, 7, 1)),
        ("31-Jul-2024", datetime(2024, 7, 31)),
        ("31 July 2024 9:05 pm", datetime(2024, 7, 31, 21, 5)),
        ("31/07/24", datetime(2024, 7, 31)),
        ("31/07/24 2215", datetime(2024, 7, 31, 22, 15)),
        ("20240731", datetime(2024, 7, 31)),
        ("2024-07-31", datetime(2024, 7, 31)),
        ("2024-07-31 00:00:00", datetime(2024, 7, 31)),
        ("2024-07-31T22:15:30", datetime(2024, 7, 31, 22, 15, 30)),
        ("2024-07-31T22:15:30.250", datetime(2024, 7, 31, 22, 15, 30, 250_000)),
        ("45504", datetime(2024, 7, 31)),
        ("45504.927083", datetime(2024, 7, 31, 22, 15)),
        ("31/02/2024", None),
        ("29/02/2023", None),
        ("13/13/2024", None),
        ("07/31/2024", None),
        ("31/07/0024", None),
        ("2024", None),
        ("2402", None),
        ("22:15", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_the_usual_ways_need_no_format(text: str | None, meant: datetime | None):
    assert moments(text) == [meant]


def test_a_day_alone_can_mean_its_end_however_it_is_written():
    ends = moments("31/07/2024", "2024-07-31 00:00:00", "45504", "31/07/2024 00:00", day_ends=True)
    assert ends[:3] == [datetime(2024, 7, 31, 23, 59, 59)] * 3
    assert ends[3] == datetime(2024, 7, 31)


def test_a_format_goes_before_the_usual_ways_and_workbooks_are_read_beside_it():
    found = moments("07/08/2024", "2024-08-07", "45504", "31/07/2024", formats=["%m/%d/%Y"])
    assert found == [datetime(2024, 7, 8), datetime(2024, 8, 7), datetime(2024, 7, 31), None]


def test_the_first_of_several_formats_that_fits_counts():
    found = moments("2024.07.31", "31 07 2024 0930", formats=["%Y.%m.%d", "%d %m %Y %H%M"])
    assert found == [datetime(2024, 7, 31), datetime(2024, 7, 31, 9, 30)]


def test_days_counted_from_1904_are_four_years_later():
    assert moments("44042", uses_1904=True) == [datetime(2024, 7, 31)]


@pytest.mark.parametrize(
    ("hour", "meant"),
    [
        ("22:15", datetime(2024, 7, 31, 22, 15)),
        ("2215", datetime(2024, 7, 31, 22, 15)),
        ("10:15 pm", datetime(2024, 7, 31, 22, 15)),
        ("1899-12-30 22:15:00", datetime(2024, 7, 31, 22, 15)),
        ("0.5", datetime(2024, 7, 31, 12)),
        ("", datetime(2024, 7, 31, 23, 59, 59)),
        ("evening", None),
        ("25:10", None),
    ],
)
def test_the_hour_may_have_a_column_of_its_own(hour: str, meant: datetime | None):
    assert moments("31/07/2024", hours=pa.array([hour]), day_ends=True) == [meant]


class TestZones:
    def test_summer_time_is_an_hour_ahead_of_utc(self):
        found = moments("31/01/2024 22:15", "31/07/2024 23:15", zone="UTC")
        assert found == [datetime(2024, 1, 31, 22, 15), datetime(2024, 8, 1, 0, 15)]

    def test_both_hours_of_the_clock_change_in_autumn_become_the_same_clock_time(self):
        assert moments("27/10/2024 00:30", "27/10/2024 01:30", zone="UTC") == [datetime(2024, 10, 27, 1, 30)] * 2

    def test_the_hour_that_comes_twice_stays_as_a_local_clock_printed_it(self):
        assert moments("27/10/2024 01:30") == [datetime(2024, 10, 27, 1, 30)]

    def test_the_hour_that_does_not_exist_is_that_of_a_clock_not_put_forward(self):
        assert moments("31/03/2024 01:30") == [datetime(2024, 3, 31, 2, 30)]

    def test_a_cell_may_say_its_own_offset(self):
        found = moments("2024-07-31T22:15Z", "2024-07-31T22:15+01:00", "2024-01-31 22:15:00+0530", zone="UTC")
        assert found == [
            datetime(2024, 7, 31, 23, 15),
            datetime(2024, 7, 31, 22, 15),
            datetime(2024, 1, 31, 16, 45),
        ]

    def test_a_day_alone_is_in_no_zone(self):
        assert moments("31/07/2024", zone="Asia/Tokyo") == [datetime(2024, 7, 31)]

    @given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))
    def test_every_moment_in_utc_is_what_a_clock_in_london_shows(self, moment: datetime):
        moment = moment.replace(microsecond=0)
        shown = moment.replace(tzinfo=UTC).astimezone(LONDON).replace(tzinfo=None)
        assert moments(moment.strftime("%Y-%m-%dT%H:%M:%S"), zone="UTC") == [shown]


def by_the_cell(text: str, pattern: str) -> datetime | None:
    """One cell as Python reads it: slow, and plain to see."""
    try:
        return datetime.strptime(text, pattern)
    except ValueError:
        return None


@given(
    st.lists(
        st.tuples(
            st.integers(0, 40), st.integers(0, 14), st.integers(1950, 2060), st.integers(0, 25), st.integers(0, 65)
        ),
        max_size=30,
    )
)
def test_a_format_reads_what_python_reads(parts: list[tuple[int, int, int, int, int]]):
    texts = [f"{day:02d}/{month:02d}/{year} {hour:02d}:{minute:02d}" for day, month, year, hour, minute in parts]
    pattern = "%d/%m/%Y %H:%M"
    read = read_moments(pa.array(texts, pa.string()), formats=[pattern]).to_pylist()
    for text, found in zip(texts, read, strict=True):
        meant = by_the_cell(text, pattern)
        if meant and meant.replace(tzinfo=LONDON).astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != meant:
            meant += timedelta(hours=1)  # an hour that the clocks pass over
        assert found == meant


class TestDays:
    def test_two_digits_of_a_year_mean_the_latest_that_is_past(self):
        texts = pa.array(["01/02/45", "29/02/24", "31/12/25", "01/01/26"])
        assert read_days(texts, latest=datetime(2025, 12, 31)).to_pylist() == [
            date(1945, 2, 1),
            date(2024, 2, 29),
            date(2025, 12, 31),
            date(1926, 1, 1),
        ]

    def test_a_day_to_come_is_none_where_the_year_is_told_in_full(self):
        assert read_days(pa.array(["01/02/2045"]), latest=datetime(2025, 1, 1)).to_pylist() == [None]

    def test_an_hour_behind_the_day_is_passed_over(self):
        assert read_days(pa.array(["01/02/1980 00:00"]), latest=datetime(2025, 1, 1)).to_pylist() == [date(1980, 2, 1)]


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("%d/%m/%Y", ""),
        ("%d %B %Y %I:%M %p", ""),
        ("%d/%m", "must tell day, month and year, such as %d/%m/%Y"),
        ("", "must tell day, month and year, such as %d/%m/%Y"),
        ("%d/%m/%Y %d", "tells one part twice"),
        ("%Y-%d-%m", "puts the day between year and month, which workbooks do not; use a format with the year last"),
    ],
)
def test_what_is_wrong_with_a_format(pattern: str, fault: str):
    assert format_fault(pattern) == fault


def test_an_unknown_part_of_a_format_is_named():
    assert format_fault("%d/%m/%Y %Z").startswith("has %Z, which is none of %A")


def test_today_ends_when_it_does_in_london():
    assert end_of_day(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == datetime(2026, 7, 2, 23, 59, 59)


def test_an_empty_column_is_no_trouble():
    assert moments() == []
    assert read_days(pa.array([], pa.string()), latest=datetime(2025, 1, 1)).to_pylist() == []
