"""Rates of groups beside a reference group: by hand, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.analysis.disproportionality import disproportion, shares
from saferplan.evidence.analysis.rates import rate_interval


def test_rates_and_ratios_by_hand():
    """100 of 50,000 and 40 of 5,000: 2 and 8 per 1,000, four times the rate."""
    found = disproportion([100, 40], [50_000, 5_000], reference=0)
    assert found.rate.tolist() == [2, 8]
    assert found.ratio.tolist() == [1, 4]
    assert np.isnan(found.q[0])
    assert found.q[1] < 0.001
    assert found.low[1] < 4 < found.high[1]
    assert (found.rate_low[1], found.rate_high[1]) == rate_interval(40, 5_000)


def test_a_rate_is_a_years():
    assert disproportion([100, 40], [50_000, 5_000], 0, exposure=2).rate.tolist() == [1, 4]
    assert disproportion([100, 40], [50_000, 5_000], 0, exposure=2).ratio[1] == 4


def test_unknown_groups_can_take_the_difference_away():
    """60 unknown: all of the reference group, 160 of 50,000 is 3.2; all of the other, 100 of 5,000 is 20."""
    found = disproportion([100, 40], [50_000, 5_000], 0, unknown=60)
    assert found.ratio_least[1] == pytest.approx(8 / 3.2)
    assert found.ratio_most[1] == pytest.approx(20 / 2)
    assert found.ratio_least[0] == found.ratio_most[0] == 1


def test_a_group_of_nobody_and_a_reference_without_events():
    found = disproportion([10, 5, 0], [1_000, 0, 1_000], 0)
    assert np.isnan([found.rate[1], found.ratio[1], found.low[1]]).all()
    assert found.ratio[2] == 0
    assert disproportion([0, 5], [1_000, 1_000], 0).ratio[1] == np.inf


@pytest.mark.parametrize(
    ("counts", "populations", "reference", "message"),
    [
        ([1, 2], [100], 0, "one count and one population"),
        ([1, 2], [100, 100], 2, "none of the groups"),
        ([1, 2], [100, 100], -1, "none of the groups"),
        ([1.5, 2], [100, 100], 0, "whole numbers"),
    ],
)
def test_what_cannot_be_compared(counts, populations, reference, message):
    with pytest.raises(ValueError, match=message):
        disproportion(counts, populations, reference)


GROUPS = st.lists(st.tuples(st.integers(1, 500), st.integers(100, 100_000)), min_size=2, max_size=6)


@given(GROUPS, st.integers(0, 200))
def test_what_is_unknown_only_widens_and_the_reference_only_turns(groups, unknown):
    counts, populations = zip(*groups, strict=True)
    found = disproportion(counts, populations, 0, unknown=unknown)
    assert np.all(found.ratio_least <= found.ratio + 1e-12)
    assert np.all(found.ratio <= found.ratio_most + 1e-12)
    turned = disproportion(counts, populations, 1)
    assert found.ratio[1] == pytest.approx(1 / turned.ratio[0])
    assert found.low[1] == pytest.approx(1 / turned.high[0])


def test_shares_with_wilsons_interval():
    """20 of 100: Wilson's 95% interval is 13.3% to 28.9% (Newcombe 1998, Statistics in Medicine 17: 857-872)."""
    found = shares([20, 0], [100, 0])
    assert found.share[0] == 0.2
    assert (found.low[0], found.high[0]) == pytest.approx((0.1334, 0.2888), abs=1e-4)
    assert np.isnan(found.share[1])
    with pytest.raises(ValueError, match="more were found"):
        shares([3], [2])


@given(st.integers(1, 1000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_in_its_interval(pair):
    found = shares([pair[0]], [pair[1]])
    assert -1e-12 <= found.low[0] <= found.share[0] + 1e-12
    assert found.share[0] - 1e-12 <= found.high[0] <= 1 + 1e-12
