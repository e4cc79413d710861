"""The weighted displacement difference by hand, and what must always hold."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.analysis.before_after.displacement import Counts, weighted_displacement_difference

COUNTS = st.builds(Counts, st.integers(0, 500), st.integers(1, 500))


def test_a_treated_and_a_control_area_by_hand():
    """20 to 10 against 20 to 20: ten fewer; variance 20 + 10 + 20 + 20 = 70, so z = -10 / 8.37 = -1.20."""
    found = weighted_displacement_difference(Counts(20, 10), Counts(20, 20))
    assert found.difference == -10
    assert found.standard_error == pytest.approx(sqrt(70))
    assert found.z == pytest.approx(-1.1952, abs=1e-4)
    assert found.p == pytest.approx(0.2320, abs=1e-4)
    assert (found.low, found.high) == pytest.approx((-26.40, 6.40), abs=0.01)


def test_crime_that_moved_next_door_is_taken_off_the_gain():
    """-50 here, -5 in its control, +30 next door, 0 in that one's control: -50 + 5 + 30 - 0."""
    found = weighted_displacement_difference(Counts(100, 50), Counts(90, 85), Counts(40, 70), Counts(60, 60))
    assert found.difference == -15
    assert (found.treated, found.control, found.buffer, found.buffer_control) == (-50, -5, 30, 0)
    assert found.standard_error == pytest.approx(sqrt(100 + 50 + 90 + 85 + 40 + 70 + 60 + 60))


def test_benefits_that_spread_next_door_add_to_it():
    alone = weighted_displacement_difference(Counts(100, 50), Counts(90, 85))
    spread = weighted_displacement_difference(Counts(100, 50), Counts(90, 85), Counts(40, 20), Counts(60, 60))
    assert spread.difference == alone.difference - 20


def test_periods_of_other_length_are_put_on_one_footing():
    """Twelve months before, six after: 120 to 60 is no change at all."""
    found = weighted_displacement_difference(Counts(120, 60), Counts(24, 12), lengths=(12, 6))
    assert found.difference == 0
    assert found.p == 1
    assert found.standard_error == pytest.approx(sqrt(120 / 144 + 60 / 36 + 24 / 144 + 12 / 36))


def test_areas_of_other_size_are_put_on_one_footing():
    found = weighted_displacement_difference(Counts(20, 10), Counts(80, 80, size=4))
    assert found.difference == -10
    assert found.standard_error == pytest.approx(sqrt(30 + 160 / 16))


def test_too_few_incidents_are_told():
    assert weighted_displacement_difference(Counts(4, 1), Counts(20, 20)).is_thin
    assert not weighted_displacement_difference(Counts(5, 1), Counts(20, 20)).is_thin
    assert weighted_displacement_difference(Counts(9, 9), Counts(9, 9), Counts(0, 0), Counts(9, 9)).is_thin


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_swapping_treated_and_control_turns_the_sign(treated, control, buffer, other):
    one = weighted_displacement_difference(treated, control, buffer, other)
    turned = weighted_displacement_difference(control, treated, other, buffer)
    assert one.difference == -turned.difference
    assert one.p == pytest.approx(turned.p)
    assert one.low <= one.difference <= one.high
    assert (one.p < 0.05) == (one.low > 0 or one.high < 0)


@pytest.mark.parametrize(
    ("areas", "named", "message"),
    [
        ((Counts(5, 5), Counts(5, 5), Counts(5, 5)), {}, "control area of its own"),
        ((Counts(5, 5), Counts(5, 5), None, Counts(5, 5)), {}, "control area of its own"),
        ((Counts(5, 5), Counts(5, 5)), {"lengths": (0, 6)}, "length of a period"),
        ((Counts(0, 0), Counts(0, 0)), {}, "nothing was counted"),
    ],
)
def test_what_cannot_be_compared(areas, named, message):
    with pytest.raises(ValueError, match=message):
        weighted_displacement_difference(*areas, **named)


@pytest.mark.parametrize("values", [(-1, 0), (0, -1), (1, 1, 0)])
def test_counts_are_counts(values):
    with pytest.raises(ValueError, match="negative"):
        Counts(*values)


def test_on_chance_alone_one_in_twenty_comes_out():
    """The test's size, on areas of 20 to 60 incidents a period among which nothing happened."""
    import numpy as np

    random = np.random.default_rng(1)
    draws = random.poisson([[40, 40], [60, 60], [20, 20], [30, 30]], size=(4000, 4, 2))
    found = [weighted_displacement_difference(*(Counts(int(a), int(b)) for a, b in draw)).p < 0.05 for draw in draws]
    assert np.mean(found) == pytest.approx(0.05, abs=0.012)
