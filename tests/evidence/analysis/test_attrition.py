"""From recorded to an outcome: Kaplan and Meier by hand and beside statsmodels, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from saferplan.evidence.analysis.attrition import median_lag, share_reached

NONE = float("nan")

# crime, lag, followed: charged at once; charged after two months; recorded a month ago; never charged in three.
BY_HAND = {"lag": [0, 2, NONE, NONE], "followed": [3, 3, 1, 3]}


def test_a_crime_counts_for_as_long_as_it_was_followed():
    reached = share_reached(**BY_HAND)
    assert reached.month.tolist() == [0, 1, 2, 3]
    assert reached.at_risk.tolist() == [4, 3, 2, 1]
    assert reached.share.tolist() == [0.25, 0.25, 0.625, 0.625]  # 1 - 3/4, then 1 - 3/4 x 1/2


def test_recent_crimes_do_not_pull_the_share_down():
    old = share_reached([1, 1, NONE, NONE], [12] * 4)
    with_recent = share_reached([1, 1, *[NONE] * 102], [12] * 4 + [0] * 100)
    assert old.share[-1] == with_recent.share[-1] == 0.5
    assert 2 / 104 < 0.02  # what dividing charges by crimes recorded would have said


def test_all_followed_to_the_end_gives_the_plain_share():
    reached = share_reached([0, 1, 5, NONE, NONE], [6] * 5)
    assert reached.share == pytest.approx([0.2, 0.4, 0.4, 0.4, 0.4, 0.6, 0.6])


def test_an_outcome_published_a_month_early_is_month_0():
    assert share_reached([-1, NONE], [2, 2]).share[0] == 0.5


def test_nothing_reached_and_all_reached_have_no_spread():
    none = share_reached([NONE, NONE], [1, 1])
    assert (none.share.tolist(), none.low.tolist(), none.high.tolist()) == ([0, 0], [0, 0], [0, 0])
    every = share_reached([0, 0], [1, 1])
    assert (every.share[-1], every.low[-1], every.high[-1]) == (1, 1, 1)


CRIMES = st.lists(
    st.tuples(st.integers(0, 24), st.booleans(), st.integers(0, 24)).map(
        lambda one: (float(min(one[0], one[2])) if one[1] else NONE, one[2])
    ),
    min_size=1,
    max_size=60,
)


@given(CRIMES)
def test_agrees_with_statsmodels(crimes: list[tuple[float, int]]):
    lag, followed = map(np.array, zip(*crimes, strict=True))
    has = ~np.isnan(lag)
    ours = share_reached(lag, followed)
    theirs = SurvfuncRight(np.where(has, lag, followed), has.astype(int))
    for month, surviving in zip(theirs.surv_times, theirs.surv_prob, strict=True):
        assert ours.share[int(month)] == pytest.approx(1 - surviving, abs=1e-12)


@given(CRIMES)
def test_the_share_never_falls_and_lies_in_its_interval(crimes: list[tuple[float, int]]):
    reached = share_reached(*map(list, zip(*crimes, strict=True)))
    assert np.all(np.diff(reached.share) >= -1e-12)
    assert np.all(reached.low <= reached.share + 1e-9)
    assert np.all(reached.share <= reached.high + 1e-9)
    assert reached.low.min() >= 0
    assert reached.high.max() <= 1


def test_the_interval_by_hand():
    """Greenwood over (0, 4 at risk, 1 reached): 1 / (4 x 3); on the log-log scale at 3/4."""
    reached = share_reached(**BY_HAND)
    spread = np.sqrt(1 / 12) / abs(np.log(0.75))
    assert reached.low[0] == pytest.approx(1 - 0.75 ** np.exp(-1.959964 * spread), abs=1e-6)
    assert reached.high[0] == pytest.approx(1 - 0.75 ** np.exp(1.959964 * spread), abs=1e-6)


def test_more_crimes_narrow_the_interval():
    few, many = share_reached([1, NONE] * 10, [3] * 20), share_reached([1, NONE] * 1000, [3] * 2000)
    assert few.high[-1] - few.low[-1] > 5 * (many.high[-1] - many.low[-1])


@pytest.mark.parametrize(("lag", "followed"), [([], []), ([1, 2], [3]), ([5], [3]), ([NONE], [-1]), ([[1]], [[1]])])
def test_what_cannot_be(lag: list, followed: list):
    with pytest.raises(ValueError, match=r"crime|following"):
        share_reached(lag, followed)


def test_half_of_those_with_an_outcome_had_it_by_the_median():
    assert median_lag([0, 3, 8, NONE, NONE]) == 3
    assert median_lag([-1, 0]) == 0
    assert np.isnan(median_lag([NONE]))
