import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from saferplan.documents.charts.scales import Scale, ceiling, spread, tick_text, ticks

FINITE = st.floats(min_value=-1e6, max_value=1e6)


def test_a_scale_maps_its_ends_and_the_middle():
    scale = Scale(0, 10, 100, 200)
    assert [scale(0), scale(5), scale(10)] == [100, 150, 200]


def test_an_upright_scale_counts_down():
    assert Scale(0, 10, 300, 100)(10) == 100


def test_doubling_is_the_same_step_everywhere_on_a_logarithmic_scale():
    scale = Scale(0.25, 4, 0, 100, logarithmic=True)
    assert [scale(value) for value in (0.25, 0.5, 1, 2, 4)] == pytest.approx([0, 25, 50, 75, 100])


def test_what_lies_beyond_the_ends_is_drawn_at_the_end():
    assert Scale(0, 10, 0, 100)(math.inf) == 100


@pytest.mark.parametrize(
    ("low", "high", "most", "found"),
    [
        (0, 100, 6, [0, 20, 40, 60, 80, 100]),
        (0, 100, 5, [0, 25, 50, 75, 100]),
        (87, 125, 6, [90, 100, 110, 120]),
        (0, 1, 3, [0, 0.5, 1]),
        (5, 5, 4, [5]),
    ],
)
def test_ticks_are_round(low, high, most, found):
    assert ticks(low, high, most) == pytest.approx(found)


@given(FINITE, FINITE, st.integers(min_value=2, max_value=10))
def test_ticks_lie_inside_evenly_and_are_no_more_than_asked_for(low, high, most):
    assume(high - low > 1e-3)
    found = ticks(low, high, most)
    slack = (high - low) * 1e-6
    assert 1 <= len(found) <= most
    assert all(low - slack <= tick <= high + slack for tick in found)
    steps = [later - earlier for earlier, later in pairwise(found)]
    assert steps == pytest.approx([steps[0]] * len(steps)) if steps else True


@given(st.floats(min_value=1e-3, max_value=1e9))
def test_an_axis_ends_at_or_above_its_highest_value_and_not_far_above(value):
    assert value * 0.999999 <= ceiling(value) <= value * 2.01


def test_the_ceiling_of_nothing_is_one():
    assert ceiling(0) == 1


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (60.0, "rate", "60"),
        (0.5, "rate", "0.5"),
        (0.2, "share", "20%"),
        (0.025, "share", "2.5%"),
        (12345, "count", "12,345"),
    ],
)
def test_ticks_are_named_briefly(value, kind, text):
    assert tick_text(value, kind) == text


@given(st.lists(st.floats(min_value=0, max_value=100), max_size=6))
def test_names_at_the_ends_of_lines_keep_order_distance_and_field(wanted):
    placed = spread(wanted, 10, 0, 100)
    order = sorted(range(len(wanted)), key=lambda position: wanted[position])
    stacked = [placed[position] for position in order]
    assert all(later - earlier >= 10 - 1e-6 for earlier, later in pairwise(stacked))
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in placed)


def test_names_with_room_stay_where_they_are_wanted():
    assert spread([80, 20, 50], 10, 0, 100) == [80, 20, 50]
