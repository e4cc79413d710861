"""Fisher's exact test beside a plain count of all tables, and a table worked out by hand."""

from math import comb, isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.analysis.two_shares import fisher_p


def plainly(found: int, of: int, base_found: int, base_of: int) -> float:
    """Adds up, in whole numbers, the ways to draw every table that is no likelier than the one seen."""
    total = found + base_found
    ways = {x: comb(of, x) * comb(base_of, total - x) for x in range(max(0, total - base_of), min(of, total) + 1)}
    return sum(way for way in ways.values() if way <= ways[found]) / comb(of + base_of, total)


def test_the_lady_tasting_tea():
    """Fisher (1935): three of four cups told right. Ways: 1, 16, 36, 16, 1 of 70; two-sided 34 of 70."""
    assert fisher_p(3, 4, 1, 4) == pytest.approx(34 / 70)
    assert fisher_p(4, 4, 0, 4) == pytest.approx(2 / 70)


groups = st.integers(1, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(groups, groups)
def test_it_is_the_plain_count(one, other):
    assert fisher_p(*one, *other) == pytest.approx(plainly(*one, *other), rel=1e-6)


@given(groups, groups)
def test_either_may_stand_first_and_found_may_be_swapped_with_not_found(one, other):
    p = fisher_p(*one, *other)
    assert fisher_p(*other, *one) == pytest.approx(p)
    assert fisher_p(one[1] - one[0], one[1], other[1] - other[0], other[1]) == pytest.approx(p)
    assert 0 < p <= 1


def test_large_groups_do_not_overflow():
    assert fisher_p(262_000, 1_000_000, 241_000, 1_000_000) < 1e-6
    assert fisher_p(250_000, 1_000_000, 250_000, 1_000_000) == pytest.approx(1)


def test_an_empty_group_says_nothing():
    assert isnan(fisher_p(0, 0, 3, 10))


@pytest.mark.parametrize("found", [-1, 11])
def test_more_found_than_there_are(found):
    with pytest.raises(ValueError, match="none to all"):
        fisher_p(found, 10, 1, 10)
