"""Which wards stand out from the area, and which only look as if they did."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom, norm, poisson

from saferplan.evidence.analysis.funnel import Standing, dispersion, funnel, limits

wards = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 20_000)), min_size=1, max_size=30)
means = st.floats(0.01, 500)


def funnel_of(areas):
    counts, residents = np.array(areas).T
    return funnel(counts, residents)


def alike(areas: int, seed: int, mean: float = 40.0, phi: float = 1.0) -> np.ndarray:
    """Counts of areas whose true rates vary so that the variance is phi times the mean."""
    random = np.random.default_rng(seed)
    rates = random.gamma(mean / (phi - 1), phi - 1, size=areas) if phi > 1 else np.full(areas, mean)
    return random.poisson(rates)


class TestByHand:
    """Four wards of a thousand residents with 10, 10, 10 and 30 crimes: 15 are expected in each."""

    found = funnel([10, 10, 10, 30], [1000] * 4)

    def test_the_pooled_rate_is_all_crimes_over_all_residents(self):
        assert self.found.pooled_rate == 0.015
        assert self.found.expected.tolist() == [15.0] * 4

    def test_z_is_the_difference_over_the_root_of_what_is_expected(self):
        assert self.found.z == pytest.approx([-5 / math.sqrt(15)] * 3 + [15 / math.sqrt(15)])

    def test_p_is_twice_the_smaller_poisson_tail(self):
        low, high = poisson.cdf(10, 15), poisson.sf(29, 15)
        assert self.found.p == pytest.approx([2 * low] * 3 + [2 * high])

    def test_q_is_over_the_four_wards(self):
        assert self.found.q[3] == pytest.approx(4 * self.found.p[3])

    def test_only_the_last_stands_out(self):
        assert self.found.standing.tolist() == ["as expected"] * 3 + ["above 99.8%"]

    def test_phi_is_the_mean_square_of_the_drawn_in_scores(self):
        # In units of 5 / root 15 the scores are -1, -1, -1, 3; the 90th percentile lies 0.7 of the way up: 1.8.
        assert self.found.phi == pytest.approx((1 + 1 + 1 + 1.8**2) / 4 * 25 / 15)

    def test_adjusted_scores_are_smaller_by_the_root_of_phi(self):
        assert self.found.adjusted_z == pytest.approx(self.found.z / math.sqrt(self.found.phi))

    def test_adjusted_p_is_that_of_the_negative_binomial(self):
        phi = self.found.phi
        assert self.found.adjusted_p[3] == pytest.approx(2 * nbinom.sf(29, 15 / (phi - 1), 1 / phi))


@given(means, st.integers(0, 600))
def test_the_tails_are_those_of_the_poisson_distribution(mean, count):
    """An area compared with a giant of the same rate, so that what is expected in it is `mean`."""
    giant = 10**12
    found = funnel([count, round(giant * mean)], [1, giant])
    assume(found.expected[0] == pytest.approx(mean, rel=1e-9))
    slow = min(1.0, 2 * min(poisson.cdf(count, found.expected[0]), poisson.sf(count - 1, found.expected[0])))
    assert found.p[0] == pytest.approx(slow, rel=1e-6, abs=1e-290)


@given(means, st.sampled_from([1.5, 4.0, 60.0]), st.sampled_from([0.025, 0.001]))
def test_the_limits_solve_for_the_exact_tail(mean, phi, tail):
    """Between whole counts the distributions go on smoothly; at whole counts they are the exact ones."""
    drawn = limits(1.0, mean, phi, per=1)
    high = drawn.high_95 if tail == 0.025 else drawn.high_998
    low = drawn.low_95 if tail == 0.025 else drawn.low_998
    for spread in (poisson(mean), nbinom(mean / (phi - 1), 1 / phi)):
        assert spread.sf(math.floor(high)) < tail * (1 + 1e-9)  # the next whole count above the limit is beyond it
        if low > 0:
            assert spread.cdf(math.ceil(low) - 1) < tail * (1 + 1e-9)


@given(means)
def test_limits_of_chance_alone_are_no_wider_than_needed(mean):
    drawn = limits(1.0, mean, per=1)
    inside = math.ceil(drawn.high_95) - 1  # the whole count next below the limit
    if inside > 0:
        assert poisson.sf(inside - 1, mean) >= 0.025 * (1 - 1e-9)
    if drawn.low_95 > 0:
        assert poisson.cdf(math.ceil(drawn.low_95), mean) >= 0.025 * (1 - 1e-9)
    assert 0 <= drawn.low_998 <= drawn.low_95 < mean
    assert drawn.low_95 < drawn.high_95 <= drawn.high_998


@given(wards)
@settings(max_examples=200)
def test_an_area_stands_out_exactly_where_it_is_drawn_outside_the_limits(areas):
    found = funnel_of(areas)
    counts, residents = np.array(areas).T
    assume(counts.sum() > 0)
    for phi, standing in ((1.0, found.standing), (found.phi, found.adjusted_standing)):
        drawn = limits(residents, found.pooled_rate, phi, per=1)
        rates = counts / residents
        near = np.any([np.isclose(rates, line, rtol=1e-9) for line in vars(drawn).values()], axis=0)
        expected = np.select(
            [rates > drawn.high_998, rates > drawn.high_95, rates < drawn.low_998, rates < drawn.low_95],
            ["above 99.8%", "above 95%", "below 99.8%", "below 95%"],
            "as expected",
        )
        assert (expected == standing)[~near].all()


@given(wards)
def test_standing_and_p_say_the_same(areas):
    found = funnel_of(areas)
    for p, standing in ((found.p, found.standing), (found.adjusted_p, found.adjusted_standing)):
        assert ((p < 0.05) == (standing != Standing.AS_EXPECTED)).all()
        beyond = [one in (Standing.ABOVE_998, Standing.BELOW_998) for one in standing]
        assert ((p < 0.002) == beyond).all()


@given(wards)
def test_the_adjustment_never_makes_an_area_stand_out_more(areas):
    found = funnel_of(areas)
    assert found.phi >= 1
    assert (found.adjusted_p >= found.p).all()
    assert (found.adjusted_q >= found.q - 1e-15).all()
    assert (np.abs(found.adjusted_z) <= np.abs(found.z)).all()


@given(wards, st.floats(1, 100))
def test_adjusted_limits_are_never_inside_the_others(areas, phi):
    residents = np.array(areas)[:, 1]
    narrow, wide = limits(residents, 0.01), limits(residents, 0.01, phi)
    assert (wide.high_95 >= narrow.high_95).all()
    assert (wide.high_998 >= narrow.high_998).all()
    assert (wide.low_95 <= narrow.low_95).all()
    assert (wide.low_998 <= narrow.low_998).all()


@given(wards)
def test_excess_and_shortfall_cancel_out(areas):
    found = funnel_of(areas)
    assert found.expected.sum() == pytest.approx(np.array(areas)[:, 0].sum())
    above = np.array(areas)[:, 0] > found.expected
    assert all(one.startswith("above") <= up for one, up in zip(found.standing, above, strict=True))


@pytest.mark.parametrize("mean", [0.02, 0.3, 1.0, 2.5, 7.0, 30.0])
def test_an_area_like_the_others_crosses_a_limit_no_more_often_than_it_says(mean):
    drawn = limits(1.0, mean, per=1)
    assert poisson.sf(math.floor(drawn.high_95), mean) < 0.025
    assert poisson.sf(math.floor(drawn.high_998), mean) < 0.001
    assert (poisson.cdf(math.ceil(drawn.low_95) - 1, mean) if drawn.low_95 > 0 else 0) < 0.025


def test_limits_of_large_areas_are_the_normal_ones():
    drawn = limits(1_000_000, 0.05, phi=9.0)
    half = norm.isf(0.025) * math.sqrt(9 * 50_000)
    assert (drawn.low_95, drawn.high_95) == pytest.approx(((50_000 - half) / 1000, (50_000 + half) / 1000), rel=1e-3)


def test_the_funnel_narrows_as_areas_grow():
    drawn = limits(np.arange(100, 20_000, 100), 0.02, phi=3.0)
    assert (np.diff(drawn.high_95) < 0).all()
    assert (np.diff(drawn.low_95) >= 0).all()


def test_no_count_is_low_enough_in_a_small_area():
    """Two crimes expected: none at all comes up in 13.5% of such areas."""
    assert limits(100, 0.02).low_95 == 0
    assert funnel([0, 2_000_000], [100, 100_000_000]).standing[0] == Standing.AS_EXPECTED


class TestOverDispersion:
    def test_areas_that_differ_by_chance_alone_are_hardly_adjusted(self):
        found = funnel(alike(2000, seed=3), np.full(2000, 1000))
        assert found.phi < 1.05

    def test_areas_that_differ_more_are_measured_and_adjusted_for(self):
        """True phi is 6. Winsorising takes off some of it; without adjustment about four in ten would stand out."""
        found = funnel(alike(2000, seed=4, phi=6.0), np.full(2000, 1000))
        assert 3.5 < found.phi < 6.5
        assert np.mean(found.standing != Standing.AS_EXPECTED) > 0.3
        assert np.mean(found.adjusted_standing != Standing.AS_EXPECTED) < 0.12

    def test_one_town_centre_does_not_widen_the_funnel_for_all(self):
        counts = alike(40, seed=5)
        with_centre = np.append(counts, 2000)
        assert dispersion((with_centre - 40) / math.sqrt(40)) < 2 * dispersion((counts - 40) / math.sqrt(40)) + 1

    def test_by_hand(self):
        """Eleven scores: the 10th percentile is the second lowest, the 90th the second highest."""
        scores = [-100, -2, -2, -2, 0, 0, 0, 2, 2, 2, 100]
        assert dispersion(scores) == pytest.approx(8 * 4 / 11)

    def test_never_below_one(self):
        assert dispersion([0.1, -0.1, 0.05]) == 1
        assert dispersion([]) == 1
        assert dispersion([math.nan]) == 1

    def test_a_rare_event_in_a_small_area_is_not_made_remarkable_by_the_adjustment(self):
        """With phi far above what is expected, the negative binomial alone would call one event remarkable."""
        narrow, wide = limits(1.0, 0.1, per=1), limits(1.0, 0.1, phi=50.0, per=1)
        assert nbinom.sf(0, 0.1 / 49, 1 / 50) < 0.025 < poisson.sf(0, 0.1)
        assert wide.high_95 == narrow.high_95 > 1

    def test_it_grows_smoothly_from_none(self):
        exact, barely = limits(1.0, 30.0, per=1), limits(1.0, 30.0, phi=1.00001, per=1)
        assert barely.high_95 == pytest.approx(exact.high_95, rel=1e-4)


class TestGaps:
    def test_an_area_without_a_count_or_residents_is_left_out_and_said_so(self):
        found = funnel([10, math.nan, 10, 5], [1000, 1000, 1000, 0])
        assert found.pooled_rate == 0.01
        assert found.standing.tolist() == ["as expected", "cannot say", "as expected", "cannot say"]
        assert np.isnan(found.p).tolist() == np.isnan(found.adjusted_q).tolist() == [False, True, False, True]

    def test_where_nothing_was_recorded_nothing_stands_out(self):
        found = funnel([0, 0], [1000, 2000])
        assert found.p.tolist() == [1, 1]
        assert found.z.tolist() == [0, 0]
        assert found.standing.tolist() == ["as expected"] * 2
        assert limits([1000, 2000], found.pooled_rate).high_95.tolist() == [0, 0]

    def test_where_nothing_is_known_nothing_is_said(self):
        found = funnel([math.nan, math.nan], [1000, 2000])
        assert math.isnan(found.pooled_rate)
        assert found.standing.tolist() == ["cannot say"] * 2

    def test_a_single_area_is_what_it_is_compared_with(self):
        found = funnel([7], [1000])
        assert (found.expected[0], found.z[0], found.phi) == (7, 0, 1)

    def test_an_extreme_area_has_a_p_of_nothing_and_no_error(self):
        found = funnel([5000, 500, 500, 500], [1000, 1000_000, 1000_000, 1000_000])
        assert found.p[0] == 0
        assert found.standing[0] == Standing.ABOVE_998
