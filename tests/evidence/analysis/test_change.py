"""Has the rate changed, or does one area differ from another, by more than chance?"""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, norm

from saferplan.evidence.analysis.change import Change, Difference, compare_rates, difference, verdict

small = st.integers(0, 40)
counts = st.integers(0, 50_000)
exposures = st.integers(1, 10_000_000)


def p_by_sums(count: int, exposure: int, base_count: int, base_exposure: int) -> Fraction:
    """Twice the smaller tail of the binomial, in exact fractions, term by term."""
    total, share = count + base_count, Fraction(exposure, exposure + base_exposure)
    chance = [math.comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    return min(Fraction(1), 2 * min(sum(chance[: count + 1]), sum(chance[count:])))


def interval_by_binomtest(count, exposure, base_count, base_exposure, confidence=0.95) -> tuple[float, float]:
    found = binomtest(count, count + base_count).proportion_ci(confidence, method="exact")
    odds = [share / (1 - share) if share < 1 else math.inf for share in found]
    return odds[0] * base_exposure / exposure, odds[1] * base_exposure / exposure


def test_the_example_of_fay_whose_interval_holds_1_is_not_significant():
    """2 in 17,877 against 10 in 20,000: R's poisson.test says p = 0.042 beside an interval of 0.024 to 1.050."""
    found = compare_rates(2, 17_877, 10, 20_000)
    assert found.ratio == pytest.approx(0.2237512, abs=5e-8)
    assert (found.low, found.high) == pytest.approx((0.02383738, 1.04995468), abs=5e-9)
    assert found.p > 0.05


def test_the_example_of_the_rateratio_test_is_barely_not_significant():
    found = compare_rates(2, 17_877, 9, 16_660)
    assert 0.05 < found.p < 0.0505
    assert 1 < found.high < 1.002


def test_the_example_of_lung_cancer_in_fredericia():
    """11 cases among 800 men against 21 among 3,011: interval as R's poisson.test prints it."""
    found = compare_rates(11, 800, 6 + 8 + 7, 1083 + 1050 + 878)
    assert (found.ratio, found.low, found.high) == pytest.approx((1.971488, 0.8584264, 4.2772659), abs=5e-7)


def test_three_against_none_by_hand():
    """Equal exposure: all three fall to one side with chance 1/8, twice that is 1/4. Low end: s**3 = 0.025."""
    found = compare_rates(3, 100, 0, 100)
    share = 0.025 ** (1 / 3)
    assert (found.ratio, found.high) == (math.inf, math.inf)
    assert found.low == pytest.approx(share / (1 - share))
    assert found.p == pytest.approx(0.25)


def test_the_same_months_of_twice_the_population_are_no_change():
    found = compare_rates(80, 2000 * 7, 40, 1000 * 7)
    assert found.ratio == 1
    assert found.p == 1


@given(small, st.integers(1, 50), small, st.integers(1, 50))
def test_p_is_the_sum_of_the_binomial_tail(count, exposure, base_count, base_exposure):
    slow = p_by_sums(count, exposure, base_count, base_exposure)
    assert compare_rates(count, exposure, base_count, base_exposure).p == pytest.approx(float(slow), rel=1e-9)


@given(counts, exposures, counts, exposures, st.sampled_from([0.9, 0.95, 0.998]))
def test_the_interval_is_clopper_and_pearsons(count, exposure, base_count, base_exposure, confidence):
    assume(count + base_count > 0)
    found = compare_rates(count, exposure, base_count, base_exposure, confidence)
    slow = interval_by_binomtest(count, exposure, base_count, base_exposure, confidence)
    assert (found.low, found.high) == pytest.approx(slow, rel=1e-4)  # binomtest searches to 2e-12 of a share


@given(counts, st.integers(1, 1000), counts, st.integers(1, 1000))
def test_at_the_ends_of_the_interval_the_count_is_just_still_believable(count, exposure, base_count, base_exposure):
    found = compare_rates(count, exposure, base_count, base_exposure)
    total = count + base_count
    if count:
        share = found.low * exposure / (found.low * exposure + base_exposure)
        assert binom.sf(count - 1, total, share) == pytest.approx(0.025, rel=1e-6)
    if base_count:
        share = found.high * exposure / (found.high * exposure + base_exposure)
        assert binom.cdf(count, total, share) == pytest.approx(0.025, rel=1e-6)


@given(counts, exposures, counts, exposures)
@example(2, 17_877, 10, 20_000)
@example(0, 1, 0, 1)
def test_p_is_below_5_percent_exactly_where_the_interval_leaves_out_1(count, exposure, base_count, base_exposure):
    found = compare_rates(count, exposure, base_count, base_exposure)
    nearest_end = min(abs(found.low - 1), abs(found.high - 1))
    assume(nearest_end > 1e-9 and abs(found.p - 0.05) > 1e-9)
    assert (found.p < 0.05) == (found.low > 1 or found.high < 1)


@given(counts, exposures, counts, exposures)
def test_turning_the_comparison_round_turns_the_ratio_over(count, exposure, base_count, base_exposure):
    assume(count > 0 and base_count > 0)
    there = compare_rates(count, exposure, base_count, base_exposure)
    back = compare_rates(base_count, base_exposure, count, exposure)
    assert back.p == pytest.approx(there.p, rel=1e-7, abs=1e-300)
    assert (1 / back.ratio, 1 / back.high, 1 / back.low) == pytest.approx((there.ratio, there.low, there.high))


@given(counts, exposures, counts, exposures)
def test_the_ratio_lies_in_its_interval(count, exposure, base_count, base_exposure):
    assume(count + base_count > 0)
    found = compare_rates(count, exposure, base_count, base_exposure)
    assert 0 <= found.low <= found.ratio <= found.high
    assert 0 <= found.p <= 1


def test_large_counts_agree_with_the_normal_approximation():
    """A million crimes against 1,005,000: the root of the sum is 1,416 and the difference 5,000."""
    found = compare_rates(1_000_000, 1, 1_005_000, 1)
    assert found.p == pytest.approx(2 * norm.sf(5000 / math.sqrt(2_005_000)), rel=0.01)
    assert np.log(found.high / found.low) == pytest.approx(2 * 1.959964 * math.sqrt(1e-6 + 1 / 1_005_000), rel=1e-3)


@pytest.mark.parametrize("mean", [0.5, 3.0, 8.0])
def test_two_areas_with_the_same_rate_are_told_apart_in_fewer_than_5_percent(mean):
    x, y = np.meshgrid(np.arange(40), np.arange(40))
    log_factorial = np.vectorize(math.lgamma)(np.arange(40) + 1)
    chance = np.exp(np.arange(40) * math.log(mean) - mean - log_factorial)
    wrongly_clear = compare_rates(x, 1, y, 1).p < 0.05
    assert (chance[x] * chance[y])[wrongly_clear].sum() <= 0.05


class TestZerosAndGaps:
    def test_no_crime_after_some(self):
        found = compare_rates(0, 100, 10, 100)
        assert (found.ratio, found.low) == (0, 0)
        assert found.p == pytest.approx(2 * 0.5**10)

    def test_none_before_and_none_after(self):
        found = compare_rates(0, 100, 0, 300)
        assert math.isnan(found.ratio)
        assert (found.low, found.high, found.p) == (0, math.inf, 1)
        assert verdict(found.p, found.ratio) is Change.NO_CLEAR_CHANGE

    @pytest.mark.parametrize("gap", [(math.nan, 1, 1, 1), (1, 0, 1, 1), (1, 1, None, 1), (1, 1, 1, math.nan)])
    def test_a_gap_anywhere_leaves_all_unknown(self, gap):
        found = compare_rates(*([value] for value in gap))
        assert np.isnan([found.ratio, found.low, found.high, found.p]).all()
        assert verdict(found.p, found.ratio).tolist() == [Change.CANNOT_SAY]

    def test_a_gap_in_one_area_leaves_the_others_alone(self):
        found = compare_rates([5, math.nan, 7], 100, [5, 5, 70], [100, 100, 0])
        assert np.isnan(found.p).tolist() == [False, True, True]
        assert found.p[0] == compare_rates(5, 100, 5, 100).p

    def test_an_annualised_count_is_refused(self):
        with pytest.raises(ValueError, match="whole numbers"):
            compare_rates(18_908 * 12 / 7, 1, 20_000, 1)


class TestWords:
    def test_of_change(self):
        words = verdict([0.01, 0.01, 0.2, math.nan, 1.0], [1.3, 0.7, 1.3, 1.3, math.nan])
        assert words.tolist() == ["rise", "fall", "no clear change", "cannot say", "no clear change"]
        assert all(isinstance(word, Change) for word in words)

    def test_of_difference_between_areas(self):
        words = difference([0.01, 0.01, 0.2, math.nan], [1.3, 0.7, 1.3, 1.3])
        assert words.tolist() == ["higher", "lower", "no clear difference", "cannot say"]
        assert all(isinstance(word, Difference) for word in words)

    def test_for_a_single_comparison_there_is_a_single_word(self):
        assert verdict(0.01, math.inf) is Change.RISE
        assert verdict(0.01, 0.0) is Change.FALL
        assert difference(0.01, 2.0) is Difference.HIGHER

    def test_p_at_alpha_itself_is_not_clear(self):
        assert verdict(0.05, 2.0) is Change.NO_CLEAR_CHANGE
        assert verdict(0.05, 2.0, alpha=0.1) is Change.RISE

    def test_a_table_keeps_its_shape(self):
        assert verdict(np.full((2, 3), 0.01), 1.5).shape == (2, 3)
