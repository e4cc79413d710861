"""Before and after over people, by hand, and what chance and regression to the mean do to it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.analysis.before_after.cohort import FEWEST_PEOPLE, before_after, beyond_comparison


def test_ratio_and_interval_by_hand():
    """Ten people with 4 before and 2 after, ten with 2 and 2: 60 to 40.

    Influence 2/40 - 4/60 = -1/60 and 2/40 - 2/60 = 1/60, so the variance is 20/19 x 20 / 3600 = 1/171.
    """
    found = before_after([4] * 10 + [2] * 10, [2] * 20)
    assert (found.people, found.before, found.after) == (20, 60, 40)
    assert found.ratio == pytest.approx(2 / 3)
    assert found.log_variance == pytest.approx(1 / 171)
    reach = np.exp(1.959964 / np.sqrt(171))
    assert (found.low, found.high) == pytest.approx((2 / 3 / reach, 2 / 3 * reach), rel=1e-6)


def test_one_prolific_person_widens_the_interval():
    even = before_after([3, 2] * 10, [2, 1] * 10)
    uneven = before_after([31] + [1] * 19, [11] + [1] * 19)
    assert (even.before, even.after) == (uneven.before, uneven.after) == (50, 30)
    assert uneven.log_variance > 5 * even.log_variance


def test_a_fall_that_the_comparison_shows_too_is_none_of_the_schemes():
    cohort, comparison = before_after([4, 2] * 10, [2, 2] * 10), before_after([2, 4] * 15, [2, 2] * 15)
    net = beyond_comparison(cohort, comparison)
    assert net.ratio == 1
    assert net.p == 1
    assert net.low < 1 < net.high


def test_the_ratio_of_ratios_by_hand():
    cohort, comparison = before_after([4, 2] * 10, [1, 1] * 10), before_after([4, 2] * 10, [2, 2] * 10)
    net = beyond_comparison(cohort, comparison)
    assert net.ratio == pytest.approx(0.5)
    spread = np.sqrt(cohort.log_variance + comparison.log_variance)
    assert np.log(net.high / net.low) == pytest.approx(2 * 1.959964 * spread, rel=1e-6)


def test_people_chosen_for_a_bad_half_year_improve_by_themselves():
    """Everyone offends at a steady rate of two a half-year; those with five or more are taken on."""
    random = np.random.default_rng(4)
    before, after = random.poisson(2, 20_000), random.poisson(2, 20_000)
    taken_on = before >= 5
    fall = before_after(before[taken_on], after[taken_on])
    assert fall.high < 0.5  # a clear fall by more than half, and a false one
    half = np.arange(taken_on.sum()) % 2 == 0
    net = beyond_comparison(
        before_after(before[taken_on][half], after[taken_on][half]),
        before_after(before[taken_on][~half], after[taken_on][~half]),
    )
    assert net.low < 1 < net.high


def test_the_interval_holds_the_truth_as_often_as_it_says():
    random = np.random.default_rng(7)
    held = 0
    for _ in range(600):
        rates = random.gamma(1.5, 2, size=60)
        found = before_after(random.poisson(rates), random.poisson(rates * 0.7))
        held += found.low < 0.7 < found.high
    assert held / 600 == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize(
    ("before", "after"),
    [([2] * (FEWEST_PEOPLE - 1), [1] * (FEWEST_PEOPLE - 1)), ([0] * 20, [1] * 20), ([1] * 20, [0] * 20), ([], [])],
)
def test_too_little_for_a_ratio_is_said_and_counts_stay(before: list, after: list):
    found = before_after(before, after)
    assert np.isnan([found.ratio, found.low, found.high, found.p]).all()
    assert (found.before, found.after) == (sum(before), sum(after))
    assert np.isnan(beyond_comparison(found, before_after([4, 2] * 10, [2, 2] * 10)).p)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [([1, 2], [1], "one count before"), ([1.5], [1], "whole numbers"), ([np.nan], [1], "is missing")],
)
def test_what_is_no_pair_of_counts(before: list, after: list, message: str):
    with pytest.raises(ValueError, match=message):
        before_after(before, after)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=FEWEST_PEOPLE, max_size=80), st.randoms())
def test_the_order_of_people_does_not_matter_and_turning_time_turns_the_ratio(people, shuffler):
    before, after = map(list, zip(*people, strict=True))
    shuffled = list(people)
    shuffler.shuffle(shuffled)
    one, other = before_after(before, after), before_after(*map(list, zip(*shuffled, strict=True)))
    assert one.ratio == pytest.approx(other.ratio, nan_ok=True)
    assert one.low == pytest.approx(other.low, nan_ok=True)
    turned = before_after(after, before)
    assert one.ratio == pytest.approx(1 / turned.ratio, nan_ok=True)
    assert one.low == pytest.approx(1 / turned.high, nan_ok=True)
