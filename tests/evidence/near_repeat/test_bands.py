"""Bands of distance and of days as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.errors import UsageError
from saferplan.evidence.analysis.near_repeat.bands import SAME_LOCATION_METRES, day_bands, space_bands


def test_ends_alone_follow_on_from_zero():
    bands = space_bands("200,400")
    assert bands.edges == (0, 200, 400)
    assert bands.all_titles == ("0 to 200 m", "200 to 400 m", "400 m or more")


def test_the_same_location_is_a_band_of_its_own_below_the_first():
    bands = space_bands("same, 200, 400.5")
    assert bands.edges == (0, SAME_LOCATION_METRES, 200, 400.5)
    assert bands.all_titles == ("same location", "0 to 200 m", "200 to 400.5 m", "400.5 m or more")


def test_the_same_location_alone():
    bands = space_bands("same")
    assert (bands.edges, bands.all_titles) == ((0, SAME_LOCATION_METRES), ("same location", "another location"))


def test_ranges_and_ends_are_the_same_bands():
    assert space_bands("0-200,200-400") == space_bands("200,400")


def test_days_are_whole_and_both_ends_of_a_range_count():
    bands = day_bands("0,1,2-6,7-13")
    assert bands.edges == (0, 1, 2, 7, 14)
    assert bands.all_titles == ("same day", "1 day", "2 to 6 days", "7 to 13 days", "14 days or more")


def test_the_upper_ends_are_the_edges_but_for_the_first():
    assert day_bands("0,1-7").upper.tolist() == [1, 8]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0-200,100-400", "the bands of metres in '0-200,100-400' overlap"),
        ("400,200", "overlap"),
        ("200,200", "overlap"),
        ("same,0", "overlap"),
        ("100-200", "leave a gap: nothing holds 0 metres"),
        ("0-200,300-400", "leave a gap: nothing holds 200 metres"),
        ("200,same", "'same' must come first"),
        ("200,far", "'far' is no band of distance"),
        ("-5", "'-5' is no band of distance"),
        ("", "'' is no band of distance"),
        ("same,0.0005", "the first band of distance is empty"),
    ],
)
def test_bands_of_distance_that_cannot_be_meant(text, message):
    with pytest.raises(UsageError) as fault:
        space_bands(text)
    assert message in str(fault.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0-7,7-13", "the bands of days in '0-7,7-13' overlap"),
        ("1,0", "leave a gap: nothing holds 0 days"),
        ("0,2-6", "leave a gap: nothing holds 1 days"),
        ("0,6-2", "'6-2' is no band of days"),
        ("0.5", "'0.5' is no band of days"),
        ("0,week", "'week' is no band of days"),
    ],
)
def test_bands_of_days_that_cannot_be_meant(text, message):
    with pytest.raises(UsageError) as fault:
        day_bands(text)
    assert message in str(fault.value)


@given(st.lists(st.integers(1, 500), min_size=1, max_size=6, unique=True))
def test_every_distance_below_the_last_edge_is_in_exactly_one_band(ends):
    bands = space_bands(",".join(map(str, sorted(ends))))
    assert list(bands.edges) == sorted(set(bands.edges))
    assert len(bands.all_titles) == len(bands.edges)
