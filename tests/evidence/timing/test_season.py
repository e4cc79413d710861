"""Season and trend: series made with a known season, beside STL itself, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tsa.seasonal import STL

from saferplan.errors import TooLittleData
from saferplan.evidence.analysis.timing import season as method
from saferplan.evidence.analysis.timing.season import decomposed

FACTORS = np.array([0.8, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.2, 1.1, 0.9, 0.85, 0.85])
FACTORS = FACTORS / np.exp(np.log(FACTORS).mean())


def made(months=36, level=1_000.0, growth=0.01, factors=FACTORS):
    """Without chance: so much a month, growing at a steady rate, times the season."""
    return level * np.exp(growth * np.arange(months)) * np.resize(factors, months)


def test_a_season_that_was_put_in_is_found():
    found = decomposed(made())
    assert found.season[-12:] == pytest.approx(FACTORS, rel=0.01)
    assert found.fitted == pytest.approx(made(), rel=0.01)


def test_whether_there_is_a_season_is_tested():
    random = np.random.default_rng(2)
    assert decomposed(random.poisson(made(level=400))).p < 0.001
    level = [decomposed(random.poisson(np.full(36, 200))).p for _ in range(200)]
    # Fewer than one in twenty by chance is what the test promises; a trend that bends with the months costs it some.
    assert 0.01 <= np.mean(np.array(level) < 0.05) <= 0.12
    assert decomposed(np.full(36, 100.0)).p == 1


def test_a_trend_that_was_put_in_is_found():
    found = decomposed(made(48, growth=0.02))
    assert found.trend == pytest.approx(1_000 * np.exp(0.02 * np.arange(48)), rel=0.01)


def test_a_series_without_season_has_none():
    assert decomposed(np.full(30, 200.0)).season == pytest.approx(np.ones(30))


def test_trend_and_season_are_those_of_stl():
    counts = np.random.default_rng(3).poisson(made(level=200))
    direct = STL(
        np.log(counts + 0.5), period=12, seasonal=method.ALL_YEARS, seasonal_deg=0, trend=method.TREND_MONTHS
    ).fit()
    found = decomposed(counts)
    ratio = found.fitted / np.exp(direct.trend + direct.seasonal)
    assert ratio == pytest.approx(np.full(36, ratio[0]))  # but for the level, which no logarithm keeps
    assert found.fitted.sum() == pytest.approx(counts.sum())


def test_the_season_is_about_one_on_average():
    found = decomposed(np.random.default_rng(4).poisson(made(level=100)))
    assert np.log(found.season).mean() == pytest.approx(0)


def test_months_set_aside_change_nothing_however_strange_they_are():
    counts, used = np.random.default_rng(5).poisson(made(level=300, months=40)).astype(float), np.ones(40, dtype=bool)
    used[14:18] = False
    strange = counts.copy()
    strange[14:18] = [3, 0, 9_000, 7]
    one, other = decomposed(counts, used), decomposed(strange, used)
    assert one.trend == pytest.approx(other.trend)
    assert one.season == pytest.approx(other.season)


def test_months_set_aside_are_filled_by_what_the_rest_of_a_clean_series_gives():
    used = np.ones(48, dtype=bool)
    used[20:26] = False
    assert decomposed(made(48), used).fitted == pytest.approx(made(48), rel=0.01)


def test_what_a_month_would_be_without_itself_does_not_hear_of_it():
    counts = np.random.default_rng(6).poisson(made(level=300)).astype(float)
    loud = counts.copy()
    loud[17] *= 5
    quiet, found = decomposed(counts), decomposed(loud)
    assert found.without[17] == pytest.approx(quiet.without[17])
    assert found.fitted[17] > 1.5 * quiet.fitted[17]


def test_without_a_month_is_the_fit_with_that_month_set_aside():
    counts = np.random.default_rng(7).poisson(made(level=300)).astype(float)
    used = np.arange(36) != 20
    assert decomposed(counts).without[20] == pytest.approx(decomposed(counts, used).fitted[20])


@settings(max_examples=15, deadline=None)
@given(st.integers(26, 60), st.floats(0.1, 50))
def test_twice_as_many_of_everything_have_the_same_season(months, times):
    counts = np.random.default_rng(months).poisson(made(months, level=20_000)).astype(float)
    one, other = decomposed(counts), decomposed(counts * times)
    assert other.season == pytest.approx(one.season, rel=1e-3)
    assert other.trend == pytest.approx(one.trend * times, rel=1e-3)


@pytest.mark.parametrize(
    ("counts", "used", "message"),
    [
        (made(23), None, "23 months in a row are too few to tell a season from chance. It needs 24"),
        (made(1), None, "1 month is too few"),
        (made(30), np.arange(30) > 10, "19 months in a row are too few"),
        (np.ones(36), None, "1.0 incidents a month are too few for a season. It needs 5 on average"),
        (made(37), ~np.isin(np.arange(37), [5, 17]), "a month of the year occurs only once"),
    ],
)
def test_too_little_is_refused_with_the_reason(counts, used, message):
    with pytest.raises(TooLittleData) as fault:
        decomposed(counts, used)
    assert message in str(fault.value)


@pytest.mark.parametrize("wrong", [np.nan, -1.0])
def test_a_month_without_a_count_is_a_mistake_of_the_program(wrong):
    counts = made()
    counts[3] = wrong
    with pytest.raises(ValueError, match="every month needs a count"):
        decomposed(counts)


def test_a_month_of_none_can_be_fitted():
    counts = np.random.default_rng(8).poisson(made(level=6))
    counts[10] = 0
    assert np.isfinite(decomposed(counts).fitted).all()
