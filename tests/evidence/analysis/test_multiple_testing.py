"""The false discovery rate over the tests of one table."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from saferplan.evidence.analysis.multiple_testing import q_values

p_lists = st.lists(st.floats(0, 1), max_size=40)

# Fifteen comparisons in Benjamini and Hochberg (1995), section 3.2: four are rejected at 5%.
BENJAMINI_HOCHBERG = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
                      0.6528, 0.7590, 1.0000]  # fmt: skip


def q_one_by_one(p: list[float]) -> list[float]:
    """Least of p x tests / rank over every p at least as large as this one."""
    ranks = {value: sum(other <= value for other in p) for value in p}
    return [min([1.0] + [other * len(p) / ranks[other] for other in p if other >= value]) for value in p]


def test_the_published_example_rejects_four():
    q = q_values(BENJAMINI_HOCHBERG)
    assert (q <= 0.05).tolist() == [True] * 4 + [False] * 11
    assert q[3] == pytest.approx(0.0095 * 15 / 4)


def test_by_hand():
    # 0.04 x 3/3 = 0.04, 0.03 x 3/2 = 0.045 (so 0.04), 0.01 x 3/1 = 0.03
    assert q_values([0.03, 0.01, 0.04]) == pytest.approx([0.04, 0.03, 0.04])


@given(p_lists)
def test_the_fast_way_equals_the_obvious_one(p):
    assert q_values(p) == pytest.approx(q_one_by_one(p))


@given(p_lists.filter(bool))
def test_the_result_is_scipys(p):
    assert q_values(p) == pytest.approx(false_discovery_control(p))


@given(p_lists)
def test_q_is_never_below_p_and_never_above_1(p):
    assert np.all((q_values(p) >= np.array(p)) & (q_values(p) <= 1))


@given(p_lists, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(p, random):
    order = list(range(len(p)))
    random.shuffle(order)
    assert q_values([p[i] for i in order]).tolist() == [q_values(p)[i] for i in order]


@given(p_lists, st.integers(0, 5))
def test_tests_that_could_not_be_made_do_not_count(p, gaps):
    with_gaps = q_values([math.nan] * gaps + p)
    assert np.isnan(with_gaps[:gaps]).all()
    assert with_gaps[gaps:].tolist() == q_values(p).tolist()


def test_one_test_stands_as_it_is():
    assert q_values([0.04]).tolist() == [0.04]


def test_equal_p_get_equal_q():
    assert q_values([0.02, 0.5, 0.02, 0.02]) == pytest.approx([0.02 * 4 / 3, 0.5, 0.02 * 4 / 3, 0.02 * 4 / 3])


def test_a_table_of_two_dimensions_is_one_family():
    table = np.array([[0.03, math.nan], [0.01, 0.04]])
    q = q_values(table)
    assert q.shape == (2, 2)
    assert q[[0, 1, 1], [0, 0, 1]] == pytest.approx([0.04, 0.03, 0.04])


def test_nothing_to_test_gives_nothing():
    assert q_values([]).size == 0
    assert np.isnan(q_values([math.nan, math.nan])).all()


@pytest.mark.parametrize("not_a_p", [-0.01, 1.01, 5])
def test_what_is_no_p_is_refused(not_a_p):
    with pytest.raises(ValueError, match="between 0 and 1"):
        q_values([0.5, not_a_p])


def test_among_many_areas_without_any_difference_hardly_any_is_pointed_out():
    """At p < .01 some hundred of 10,000 areas would be; with the correction, almost always none."""
    p = np.random.default_rng(11).uniform(size=10_000)
    assert (p < 0.01).sum() > 60
    assert (q_values(p) < 0.05).sum() == 0
