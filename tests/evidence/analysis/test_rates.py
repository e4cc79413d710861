"""Rates per so many residents, and the exact interval around them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from saferplan.evidence.analysis.rates import annualised, rate, rate_interval

counts = st.integers(0, 200_000)
populations = st.integers(1, 60_000_000)

# Exact 95% limits of a Poisson count, as printed in tables since Garwood (1936).
GARWOOD = """
  count     low     high
      0   0.000    3.689
      1   0.025    5.572
      2   0.242    7.225
      3   0.619    8.767
      5   1.623   11.668
     10   4.795   18.390
     20  12.217   30.888
     50  37.111   65.919
    100  81.364  121.627
"""


def rows_of(table: str) -> list[list[float]]:
    return [[float(cell) for cell in line.split()] for line in table.strip().splitlines()[1:]]


def chance_of_at_most(count: int, mean: float) -> float:
    """P(X <= count) of a Poisson count, term by term."""
    return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1))


def test_a_rate_is_the_count_per_thousand():
    assert rate([5, 0, 12], [1000, 500, 3000]).tolist() == [5.0, 0.0, 4.0]


def test_a_rate_can_be_per_hundred_thousand():
    assert rate(3, 150_000, per=100_000) == 2.0


@pytest.mark.parametrize(("count", "low", "high"), rows_of(GARWOOD))
def test_the_interval_is_the_published_one(count, low, high):
    assert rate_interval(count, 1, per=1) == pytest.approx((low, high), abs=0.0006)


@given(counts, st.sampled_from([0.8, 0.95, 0.998]))
def test_the_interval_is_that_of_chi_squared(count, confidence):
    low, high = rate_interval(count, 1, per=1, confidence=confidence)
    tail = (1 - confidence) / 2
    assert low == pytest.approx(chi2.ppf(tail, 2 * count) / 2 if count else 0, rel=1e-9)
    assert high == pytest.approx(chi2.isf(tail, 2 * count + 2) / 2, rel=1e-9)


@given(st.integers(0, 60))
def test_at_the_ends_of_the_interval_the_count_is_just_still_believable(count):
    low, high = rate_interval(count, 1, per=1)
    assert chance_of_at_most(count, high) == pytest.approx(0.025, rel=1e-8)
    if count:
        assert 1 - chance_of_at_most(count - 1, low) == pytest.approx(0.025, rel=1e-8)


@given(counts, populations)
def test_the_interval_holds_the_rate(count, population):
    low, high = rate_interval(count, population)
    assert 0 <= low <= rate(count, population) < high


@given(counts, populations)
def test_more_confidence_makes_a_wider_interval(count, population):
    narrow_low, narrow_high = rate_interval(count, population, confidence=0.9)
    wide_low, wide_high = rate_interval(count, population, confidence=0.99)
    assert wide_low <= narrow_low
    assert narrow_high < wide_high


@given(st.lists(st.tuples(counts, populations), min_size=1, max_size=20))
def test_many_areas_at_once_give_what_each_gives_alone(areas):
    many = np.array(areas)
    low, high = rate_interval(many[:, 0], many[:, 1])
    alone = [rate_interval(count, population) for count, population in areas]
    assert list(zip(low, high, strict=True)) == alone


@pytest.mark.parametrize("denominator", [0, math.nan])
def test_a_rate_over_nobody_is_unknown(denominator):
    assert math.isnan(rate(5, denominator))
    assert all(math.isnan(end) for end in rate_interval(5, denominator))
    assert all(math.isnan(end) for end in rate_interval(0, denominator))


@pytest.mark.parametrize("missing", [math.nan, None])
def test_a_missing_count_is_not_zero(missing):
    assert np.isnan(rate([missing, 0], [100, 100])).tolist() == [True, False]
    low, high = rate_interval([missing, 0], [100, 100])
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, False]


@pytest.mark.parametrize("not_a_count", [-1, 2.5, math.inf])
def test_what_is_no_count_is_refused(not_a_count):
    with pytest.raises(ValueError, match="whole numbers"):
        rate_interval([3, not_a_count], [100, 100])


@pytest.mark.parametrize("not_a_denominator", [-10, math.inf])
def test_what_is_no_denominator_is_refused(not_a_denominator):
    with pytest.raises(ValueError, match="denominators"):
        rate(3, not_a_denominator)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_confidence_is_a_share(confidence):
    with pytest.raises(ValueError, match="confidence"):
        rate_interval(3, 100, confidence=confidence)


def test_seven_months_of_buckinghamshire_come_to_58_6_a_year():
    """18,907 crimes in 7 months of 2021/22, 553,100 residents; the published strategy prints 59.6."""
    part = rate(18_907, 553_100)
    assert part == pytest.approx(34.18, abs=0.005)
    assert annualised(part, 7) == pytest.approx(58.6, abs=0.05)


@given(st.floats(0, 1000))
def test_a_whole_year_is_its_own_annual_rate(per_thousand):
    assert annualised(per_thousand, 12) == pytest.approx(per_thousand)


def test_no_month_present_gives_no_annual_rate():
    assert np.isnan(annualised([10.0, math.nan], [0, 6])).all()
