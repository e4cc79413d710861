"""Weighted sums by hand, their intervals beside simulation and beside Garwood's, and the comparison of two periods."""

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.analysis.harm import compare_harm, harm_of
from saferplan.evidence.analysis.rates import rate_interval

# Of the ONS's weights of 2016.
HOMICIDE, ATTEMPTED_MURDER, CANNABIS = 7_979, 4_663, 3


def test_a_sum_by_hand():
    """2 x 7,979 + 1 x 4,663 + 100 x 3 = 20,921."""
    found = harm_of([2, 1, 100], [HOMICIDE, ATTEMPTED_MURDER, CANNABIS])
    assert (found.harm, found.offences, found.weighed, found.coverage) == (20_921, 103, 103, 1)


def test_an_offence_without_a_weight_is_in_no_sum_and_lowers_the_coverage():
    found = harm_of([2, 1, 97], [HOMICIDE, ATTEMPTED_MURDER, np.nan])
    assert (found.harm, found.offences, found.weighed) == (20_621, 100, 3)
    assert found.coverage == 0.03


def test_no_offences_have_no_coverage():
    found = harm_of([], [])
    assert (found.harm, found.interval()) == (0, (0, 0))
    assert isnan(found.coverage)


def test_a_quarter_may_take_back_what_was_recorded_before():
    found = harm_of([-1, 3], [ATTEMPTED_MURDER, CANNABIS])
    assert found.harm == -4_654
    assert found.variance == 3 * CANNABIS**2
    assert found.interval()[0] == 0


@pytest.mark.parametrize(
    ("counts", "weights", "said"),
    [([1, 2], [3], "one count and one weight"), ([1], [-3], "cannot be negative")],
)
def test_what_cannot_be_weighed(counts, weights, said):
    with pytest.raises(ValueError, match=said):
        harm_of(counts, weights)


@given(st.integers(0, 500))
def test_with_one_weight_of_one_the_interval_is_garwoods(count):
    assert harm_of([count], [1]).interval() == pytest.approx(tuple(map(float, rate_interval(count, 1, 1))))


@given(st.lists(st.tuples(st.integers(0, 200), st.floats(0.1, 9_000)), min_size=1, max_size=8), st.floats(0.01, 50))
def test_the_unit_of_the_weights_does_not_matter(codes, scale):
    counts, weights = zip(*codes, strict=True)
    one, other = harm_of(counts, weights), harm_of(counts, np.array(weights) * scale)
    assert other.harm == pytest.approx(one.harm * scale)
    assert other.interval() == pytest.approx(tuple(end * scale for end in one.interval()))
    assert one.interval()[0] <= one.harm <= one.interval()[1]


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    """Rare grave offences and common light ones, 400 made-up years: Fay and Feuer's interval covers at least 95%."""
    expected, weights = np.array([1.5, 4.0, 300.0]), np.array([HOMICIDE, ATTEMPTED_MURDER, CANNABIS])
    truth, generator = float(expected @ weights), np.random.default_rng(7)
    ends = [harm_of(generator.poisson(expected), weights).interval() for _ in range(400)]
    assert np.mean([low <= truth <= high for low, high in ends]) >= 0.95


def test_a_change_by_hand():
    """400 offences of weight 10 in 1,000 people, then 100: four times the harm; log spread sqrt(1/400 + 1/100)."""
    now, then = harm_of([400], [10]), harm_of([100], [10])
    found = compare_harm(now, 1_000, then, 1_000)
    reach = np.exp(1.959964 * np.sqrt(1 / 400 + 1 / 100))
    assert found.ratio == 4
    assert (found.low, found.high) == (pytest.approx(4 / reach), pytest.approx(4 * reach))
    assert found.p < 1e-9


def test_twice_the_people_halve_the_ratio_and_the_same_is_no_change():
    one = harm_of([50, 2], [10, HOMICIDE])
    assert compare_harm(one, 2_000, one, 1_000).ratio == 0.5
    assert compare_harm(one, 1_000, one, 1_000).p == 1


def test_one_grave_offence_more_is_no_clear_change():
    """Two homicides after one double the harm, and chance alone does that often."""
    now, then = harm_of([2, 500], [HOMICIDE, CANNABIS]), harm_of([1, 500], [HOMICIDE, CANNABIS])
    found = compare_harm(now, 1_000, then, 1_000)
    assert found.ratio > 1.8
    assert found.p > 0.4


@pytest.mark.parametrize(("count", "exposure"), [(0, 1_000), (5, 0)])
def test_without_harm_or_people_nothing_can_be_said(count, exposure):
    found = compare_harm(harm_of([count], [3]), exposure, harm_of([5], [3]), 1_000)
    assert all(isnan(value) for value in (found.ratio, found.low, found.high, found.p))
