"""Hour by day of the week: weights worked out by hand, beside a slow reference, and over the changes of the clock."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from aoristic_reference import weights_of
from hypothesis import given, settings
from hypothesis import strategies as st

from saferplan.evidence.analysis.timing.aoristic import hour_by_day

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
UNKNOWN = "NaT"  # of an end: the time is known exactly


def spread(*events, **options):
    """The cells of events given as (start, end), which is None where the time is known."""
    starts, ends = zip(*((start, end or UNKNOWN) for start, end in events), strict=True)
    return hour_by_day(starts, ends, **options)


def cells(found):
    return {(int(day), int(hour)): float(found.weights[day, hour]) for day, hour in np.argwhere(found.weights)}


def test_a_known_time_counts_in_its_hour():
    found = spread(("2024-06-03T14:59", None))  # a Monday
    assert cells(found) == {(MON, 14): 1}
    assert (found.events, found.exact, found.spread) == (1, 1, 0)


def test_an_interval_is_shared_by_its_minutes():
    found = spread(("2024-06-03T22:30", "2024-06-04T00:30"))
    assert cells(found) == {(MON, 22): 0.25, (MON, 23): 0.5, (TUE, 0): 0.25}
    assert (found.exact, found.spread) == (0, 1)


def test_an_interval_that_ends_on_the_hour_has_nothing_in_the_next():
    assert cells(spread(("2024-06-03T14:00", "2024-06-03T15:00"))) == {(MON, 14): 1}


def test_an_interval_of_no_length_is_a_known_time():
    found = spread(("2024-06-03T14:20", "2024-06-03T14:20"))
    assert (cells(found), found.exact) == ({(MON, 14): 1}, 1)


def test_a_table_of_three_burglaries_worked_out_by_hand():
    found = spread(
        ("2024-06-03T08:00", "2024-06-03T18:00"),  # a working day: a tenth an hour
        ("2024-06-03T17:30", "2024-06-03T18:30"),  # half and half
        ("2024-06-03T17:45", None),
    )
    assert found.weights[MON, 8:17].tolist() == pytest.approx([0.1] * 9)
    assert found.weights[MON, 17:19].tolist() == pytest.approx([0.1 + 0.5 + 1, 0.5])
    assert found.by_day[MON] == pytest.approx(3)
    assert found.by_hour[17] == pytest.approx(1.6)


def test_intervals_longer_than_the_longest_are_told_and_left_out():
    week_away = ("2024-06-01T08:00", "2024-06-08T18:00")
    found = spread(("2024-06-03T14:00", None), week_away)
    assert (found.events, found.longer, found.longest_hours) == (1, 1, 24)
    assert cells(found) == {(MON, 14): 1}


def test_or_spread_all_the_same():
    found = spread(("2024-06-03T00:00", "2024-06-10T00:00"), spread_longer=True)
    assert (found.events, found.longer) == (1, 1)
    assert found.weights == pytest.approx(np.full((7, 24), 1 / 168))


def test_as_long_as_the_longest_is_not_longer():
    day = ("2024-06-03T00:00", "2024-06-04T00:00")
    assert spread(day).longer == 0
    assert spread(day, longest_hours=23).longer == 1


def test_exactly_midnight_is_told_apart():
    found = spread(("2024-06-03T00:00", None), ("2024-06-03T00:01", None), ("2024-06-03T00:00", "2024-06-03T02:00"))
    assert found.midnight == 1


def test_the_night_on_which_clocks_go_back_has_two_hours_called_one():
    # Sunday 27 October 2024, 00:30 BST to 02:30 GMT: three hours, of which 1 o'clock has two.
    found = spread(("2024-10-27T00:30", "2024-10-27T02:30"))
    assert found.weights[SUN, :3].tolist() == pytest.approx([0.5 / 3, 2 / 3, 0.5 / 3])


def test_the_night_on_which_clocks_go_forward_has_no_hour_called_one():
    # Sunday 31 March 2024, 00:30 GMT to 03:30 BST: two hours.
    found = spread(("2024-03-31T00:30", "2024-03-31T03:30"))
    assert found.weights[SUN, :4].tolist() == pytest.approx([0.25, 0, 0.5, 0.25])


def test_a_time_that_the_clocks_skipped_is_taken_an_hour_later():
    assert cells(spread(("2024-03-31T01:30", None))) == {(SUN, 2): 1}
    assert spread(("2024-03-31T01:10", "2024-03-31T01:40")).events == 1


def test_a_time_that_comes_twice_is_one_event_in_one_hour():
    assert cells(spread(("2024-10-27T01:30", None))) == {(SUN, 1): 1}


def test_summer_time_makes_no_difference_to_the_clock_that_people_read():
    assert cells(spread(("2024-07-01T23:30", None), ("2024-01-01T23:30", None))) == {(MON, 23): 2}


def test_other_zones_have_their_own_nights():
    night = ("2024-11-03T00:30", "2024-11-03T02:30")  # clocks go back in Memphis a week after London
    there, here = (spread(night, zone=zone) for zone in ("America/Chicago", "Europe/London"))
    assert there.weights[SUN, 1] == pytest.approx(2 / 3)
    assert here.weights[SUN, 1] == pytest.approx(1 / 2)


def test_no_events_are_no_weights():
    found = hour_by_day([], [])
    assert (found.events, found.weights.sum()) == (0, 0)


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (["2024-06-03T14:00"], ["2024-06-03T13:59"], "ends before it begins"),
        ([UNKNOWN], ["2024-06-03T13:59"], "every event needs a start"),
        (["2024-06-03T14:00"], [], "of one length"),
    ],
)
def test_times_that_cannot_be(start, end, message):
    with pytest.raises(ValueError, match=message):
        hour_by_day(start, end)


def test_a_zone_that_is_half_an_hour_off_is_refused():
    with pytest.raises(ValueError, match="clocks of Asia/Kolkata differ from UTC by parts of an hour"):
        spread(("2024-06-03T14:00", None), zone="Asia/Kolkata")


moments = st.datetimes(datetime(2021, 1, 1), datetime(2024, 12, 31)).map(
    lambda one: one.replace(second=0, microsecond=0)
)
events_of = st.lists(st.tuples(moments, st.integers(0, 30 * 60)), min_size=1, max_size=15)


@settings(max_examples=60, deadline=None)
@given(events_of)
def test_weights_are_those_of_every_minute(events):
    pairs = [(start, start + timedelta(minutes=lasts)) for start, lasts in events]
    found = hour_by_day(*zip(*pairs, strict=True), spread_longer=True, zone="UTC")
    expected = np.zeros((7, 24))
    for start, end in pairs:
        for (day, hour), weight in weights_of(start, end).items():
            expected[day, hour] += weight
    assert found.weights == pytest.approx(expected, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(events_of, st.randoms())
def test_weights_sum_to_the_events_whatever_the_clocks_do_and_order_is_nothing(events, random):
    pairs = [(start, start + timedelta(minutes=lasts)) for start, lasts in events]
    found = hour_by_day(*zip(*pairs, strict=True))
    assert found.weights.sum() == pytest.approx(found.events)
    assert found.events + found.longer >= len(pairs)
    assert np.all(found.weights >= 0)
    random.shuffle(pairs)
    assert hour_by_day(*zip(*pairs, strict=True)).weights == pytest.approx(found.weights)
