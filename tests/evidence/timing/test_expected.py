"""Months outside the range, ranges for the next ones, and whether these hold where the truth is known."""

import numpy as np
import pytest
from scipy import stats
from test_season import made

from saferplan.evidence.analysis.timing import expected as method
from saferplan.evidence.analysis.timing.expected import Outside, ahead, judged, tried
from saferplan.evidence.analysis.timing.season import decomposed


def counted(seed, months=36, level=100.0, phi=1.0):
    """Counts about a known season, with phi times the variance of chance alone."""
    random, mean = np.random.default_rng(seed), made(months, level=level, growth=0)
    return random.poisson(mean) if phi == 1 else random.negative_binomial(mean / (phi - 1), 1 / phi)


@pytest.mark.parametrize(("mean", "phi"), [(3.2, 1.0), (40.0, 1.0), (40.0, 2.5), (600.0, 9.0)])
def test_ranges_and_tails_are_those_of_scipy(mean, phi):
    law = stats.poisson(mean) if phi == 1 else stats.nbinom(mean / (phi - 1), 1 / phi)
    assert method._range(mean, phi) == (law.ppf(0.025), law.ppf(0.975))
    for count in (0, int(mean), int(mean) + 9):
        assert method._tails(count, mean, phi) == pytest.approx((law.cdf(count), law.sf(count - 1)), abs=1e-12)


def test_the_law_of_counts_has_the_mean_and_the_variance_that_it_says():
    numbers, (mean, phi) = np.arange(2_000), (50.0, 3.0)
    chance = np.diff(method._at_most(numbers, mean, phi), prepend=0)
    assert (numbers * chance).sum() == pytest.approx(mean)
    assert ((numbers - mean) ** 2 * chance).sum() == pytest.approx(mean * phi)


def test_a_month_that_was_made_to_stand_out_is_found_alone():
    counts = counted(1)
    counts[20] *= 2
    found = judged(decomposed(counts))
    assert [month for month, word in enumerate(found.verdict) if word != Outside.WITHIN] == [20]
    assert found.verdict[20] == Outside.ABOVE
    assert counts[20] > found.high[20]


def test_a_month_far_too_low_is_below():
    counts = counted(2)
    counts[11] //= 4
    assert judged(decomposed(counts)).verdict[11] == Outside.BELOW


def test_months_set_aside_are_not_judged():
    counts, used = counted(3, months=40), np.arange(40) > 3
    counts[:4] = 0
    found = judged(decomposed(counts, used))
    assert set(found.verdict[:4]) == {Outside.SET_ASIDE}
    assert np.isnan(found.q[:4]).all()
    assert Outside.SET_ASIDE not in found.verdict[4:]


def test_where_nothing_stands_out_few_series_have_a_month_outside():
    """The false discovery rate bounds the share of such series at 5%; each p is a little off for so few months."""
    outside = sum(Outside.ABOVE in v or Outside.BELOW in v for v in (_verdicts(seed, phi=2.0) for seed in range(60)))
    assert outside <= 9


def _verdicts(seed, **how):
    return judged(decomposed(counted(seed, **how))).verdict


def test_phi_is_near_the_spread_that_was_put_in():
    found = [judged(decomposed(counted(seed, months=60, level=400, phi=4.0))).phi for seed in range(20)]
    # A month fitted without itself is missed by its own chance and by that of the fit, so that phi is somewhat more.
    assert 4 <= np.median(found) <= 6.5
    assert judged(decomposed(np.round(made(level=5_000)))).phi == 1


def test_a_month_is_judged_by_the_spread_of_the_others():
    counts = counted(4, level=200)
    counts[15] *= 3
    found = judged(decomposed(counts))
    assert found.high[15] - found.low[15] < 200  # its own miss of 400 is not in its range


def test_the_next_months_go_on_from_the_trend_in_their_own_season():
    counts = made(level=1_000, growth=0)
    found = ahead(decomposed(counts), 12)
    assert found.expected == pytest.approx(counts[:12], rel=0.02)
    assert np.all((found.low < found.expected) & (found.expected < found.high))


def test_the_next_month_is_that_of_the_calendar_wherever_the_series_ends():
    counts = made(31, growth=0)
    assert ahead(decomposed(counts), 3).expected == pytest.approx(made(34, growth=0)[31:], rel=0.02)


def test_ranges_widen_as_far_as_the_trend_has_wandered():
    steady, wandering = (made(growth=growth, factors=np.ones(12)) for growth in (0, 0.03))
    (near, far), (near_wandering, far_wandering) = (
        (found.high - found.low)[[0, 5]] / found.expected[[0, 5]]
        for found in (ahead(decomposed(one)) for one in (steady, wandering))
    )
    assert far == pytest.approx(near)
    assert far_wandering > 1.5 * near_wandering


def test_ranges_hold_most_of_what_comes_where_nothing_changes():
    found = [tried(counted(seed, months=42, phi=2.0), np.ones(42, dtype=bool)) for seed in range(12)]
    forecasts, held = sum(one.forecasts for one in found), sum(one.held for one in found)
    assert 0.9 < held / forecasts <= 1


def test_a_back_test_sees_nothing_of_what_came_later(monkeypatch):
    seen = []
    monkeypatch.setattr(
        method, "decomposed", lambda counts, used: (decomposed(counts, used), seen.append(len(counts)))[0]
    )
    found = tried(counted(5, months=30), np.ones(30, dtype=bool), months=4)
    assert seen == [24, 25, 26, 27, 28, 29]
    assert found.forecasts == 4 + 4 + 4 + 3 + 2 + 1


def test_a_back_test_leaves_out_months_set_aside():
    used = np.arange(40) != 30
    assert tried(counted(6, months=40), used, months=1).forecasts == 15


def test_too_few_months_cannot_be_tried():
    found = tried(counted(7, months=24), np.ones(24, dtype=bool))
    assert (found.forecasts, found.coverage) == (0, None)


def test_months_before_which_there_was_too_little_for_a_season_are_not_tried():
    """3 a month for two years and then 12: the whole bears a season, its first two years do not."""
    counts = np.repeat([3.0, 12.0], 24)
    found = tried(counts, np.ones(48, dtype=bool), months=1)
    # 5 a month on average from the 31st month on: (24 x 3 + 6 x 12) / 30 is 4.8, with a seventh 156 / 31 is 5.03.
    assert found.forecasts == 48 - 31


def test_a_forecast_after_a_leap_of_the_level_misses_and_the_back_test_says_so():
    counts = counted(8, months=40, level=400)
    counts[26:] *= 2
    assert tried(counts, np.ones(40, dtype=bool)).coverage < 0.8
