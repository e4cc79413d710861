"""The Knox test on tables worked out by hand, beside a slow reference, and in what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from knox_reference import table_of

from saferplan.errors import SaferplanError, TooLittleData, UsageError
from saferplan.evidence.analysis.near_repeat import knox as method
from saferplan.evidence.analysis.near_repeat import pairs as counting
from saferplan.evidence.analysis.near_repeat.bands import day_bands, space_bands
from saferplan.evidence.analysis.near_repeat.knox import knox

SPACE, DAYS = space_bands("same,100,200"), day_bands("0,1-2")
# Far from everything and from each other, so that there are events enough.
FAR = [(1e6 * number, 1e6, 100 * number) for number in range(1, 28)]


def run(events, space=SPACE, days=DAYS, **options):
    x, y, day = zip(*events, strict=True)
    return knox(x, y, day, space, days, **({"permutations": 19} | options))


# A and B at one place on one day; C 99.5 m east and 60 m north of them two days later (159.5 m round the corner,
# 116.2 m straight); D 100 m south of A, three days after it (from C 259.5 m and 188.4 m).
A, B, C, D = (0, 0, 10), (0, 0, 10), (99.5, 60, 12), (0, -100, 13)


def test_a_table_worked_out_by_hand():
    found = run([A, B, C, D, *FAR])
    # A-B; A-C and B-C; A-D and B-D are 100 m apart, which is in the band that begins there; C-D is 259.5 m.
    assert found.observed[:-1, :].tolist() == [[1, 0, 0], [0, 0, 0], [0, 2, 2]]
    assert found.observed.sum() == 31 * 30 / 2
    assert found.observed[-1].tolist() == [0, 1, 465 - 6]


def test_in_a_straight_line_pairs_are_nearer():
    found = run([A, B, C, D, *FAR], metric="euclidean")
    assert found.observed[:-1, :].tolist() == [[1, 0, 0], [0, 0, 0], [0, 3, 2]]  # C-D as well
    corner = [(0, 0, 1), (75, 75, 1)]  # 150 m round the corner, 106 m straight
    (manhattan, euclidean) = (run([*corner, *FAR, A], space_bands("120,200"), metric=one) for one in counting.MINKOWSKI)
    assert (manhattan.observed[:2, 0].tolist(), euclidean.observed[:2, 0].tolist()) == ([0, 1], [1, 0])


def test_expected_pairs_are_the_margins_multiplied():
    found = run([A, B, C, D, *FAR])
    pairs = 31 * 30 / 2
    assert found.expected[2, 1] == pytest.approx(4 * 3 / pairs)  # 4 pairs at 100 to 200 m; A-C, B-C, C-D within days


def test_ratios_are_of_the_mean_and_the_median_and_nothing_where_these_are_nought():
    found = run([A, B, C, D, *FAR], permutations=99)
    assert np.isnan(found.ratio_median[0, 0])
    for row, column in np.ndindex(found.observed.shape):
        if found.mean[row, column]:
            assert found.ratio[row, column] == found.observed[row, column] / found.mean[row, column]
        else:
            assert np.isnan(found.ratio[row, column])


def clustered(seed=1, events=120):
    """Half of the events come a day after another, at 50 m from it."""
    random = np.random.default_rng(seed)
    x, y, day = random.uniform(0, 20_000, events), random.uniform(0, 20_000, events), random.integers(0, 300, events)
    return np.r_[x, x + 50], np.r_[y, y], np.r_[day, day + 1]


def test_a_pattern_that_was_put_in_is_found_and_nothing_else():
    found = knox(*clustered(), space_bands("100,500,2000"), day_bands("0,1,2-7"), permutations=199)
    assert found.clear.tolist()[0] == [False, True, False, False]
    assert not found.clear[1:].any()
    assert found.observed[0, 1] == 120
    assert found.p[0, 1] == 1 / 200
    assert found.can_be_clear


def test_without_a_pattern_no_more_cells_are_clear_than_the_false_discovery_rate_allows():
    random = np.random.default_rng(8)
    space, days = space_bands("200,400,800"), day_bands("0-6,7-13")
    clear = 0
    for _ in range(40):
        (x, y), day = random.uniform(0, 5_000, (2, 150)), random.integers(0, 200, 150)
        clear += knox(x, y, day, space, days, permutations=199).clear.any()
    assert clear <= 6  # 2 are to be expected, 7 or more in under 1% of trials


def test_p_counts_the_data_among_the_permutations():
    found = run([A, B, C, D, *FAR], permutations=19)
    assert found.p.min() >= 1 / 20
    assert np.all(found.p * 20 == np.round(found.p * 20))
    assert found.p[1, 0] == 1  # none observed: every permutation has at least as many


def test_q_is_over_the_cells_within_the_bands_alone():
    found = run([A, B, C, D, *FAR])
    assert np.isnan(found.q[-1]).all()
    assert np.isnan(found.q[:, -1]).all()
    assert np.isfinite(found.q[:-1, :-1]).all()


def test_few_permutations_cannot_make_one_of_many_cells_clear():
    few, many = (knox(*clustered(), SPACE, DAYS, permutations=number) for number in (99, 199))
    assert (few.can_be_clear, many.can_be_clear) == (False, True)


def test_the_mean_of_permutations_nears_what_is_expected_over_all():
    found = knox(*clustered(), space_bands("500,5000"), day_bands("0-6,7-30"), permutations=999)
    spread = np.sqrt(found.expected)  # of a count; pairs share events, so it is wider than Poisson's
    assert np.all(np.abs(found.mean - found.expected) <= 6 * spread / np.sqrt(999) + 1e-9)


metres = st.integers(0, 6).map(lambda at: at * 50.0)
events_of = st.lists(st.tuples(metres, metres, st.integers(0, 9)), min_size=30, max_size=45).filter(
    lambda events: len({day for _, _, day in events}) > 1
)


@settings(max_examples=40, deadline=None)
@given(events_of, st.sampled_from(["manhattan", "euclidean"]))
def test_the_fast_count_is_that_of_the_definition(events, metric):
    space, days = space_bands("same,100,150,300"), day_bands("0,1-2,3-5")
    assert run(events, space, days, metric=metric).observed.tolist() == table_of(events, space, days, metric)


@settings(max_examples=25, deadline=None)
@given(events_of, st.randoms())
def test_the_order_of_events_changes_nothing(events, random):
    shuffled = list(events)
    random.shuffle(shuffled)
    one, other = run(events), run(shuffled)
    assert np.array_equal(one.observed, other.observed)
    assert np.array_equal(one.p, other.p)


@settings(max_examples=25, deadline=None)
@given(events_of, st.integers(-9_000, 9_000), st.floats(-1e5, 1e5).map(round))
def test_moving_all_events_in_time_or_space_changes_nothing(events, days_later, metres):
    moved = [(x + metres, y - metres, day + days_later) for x, y, day in events]
    assert np.array_equal(run(events).observed, run(moved).observed)
    assert np.array_equal(run(events).p, run(moved).p)


@settings(max_examples=25, deadline=None)
@given(events_of)
def test_margins_are_those_of_every_permutation(events):
    found = run(events)
    assert found.observed.sum() == len(events) * (len(events) - 1) // 2
    assert found.mean.sum(axis=0) == pytest.approx(found.observed.sum(axis=0))
    assert found.mean.sum(axis=1) == pytest.approx(found.observed.sum(axis=1))


def test_neither_threads_nor_pieces_make_a_difference(monkeypatch):
    whole = run(list(zip(*clustered(), strict=True)))
    monkeypatch.setattr(method, "WORKERS", 1)
    monkeypatch.setattr(counting, "AT_ONCE", 7)
    pieces = run(list(zip(*clustered(), strict=True)))
    assert np.array_equal(whole.p, pieces.p)
    assert np.array_equal(whole.observed, pieces.observed)


def test_another_seed_gives_other_permutations():
    one, other = (knox(*clustered(), space_bands("5000"), day_bands("0-9"), permutations=99, seed=s) for s in (1, 2))
    assert np.array_equal(one.observed, other.observed)
    assert not np.array_equal(one.mean, other.mean)


def test_centuries_between_events_do_not_wrap_round():
    events = [(0, 0, 0), (0, 0, 65_536), (0, 0, 1), *[(1e6 * n, 0, 40_000 + n) for n in range(1, 30)]]
    assert run(events).observed[0].tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("events", "options", "kind", "message"),
    [
        ([A, B], {}, TooLittleData, "2 events are too few for a near-repeat test. It needs at least 30 events"),
        ([A], {}, TooLittleData, "1 event is too few"),
        ([(n, n, 5) for n in range(40)], {}, TooLittleData, "all events are of one day"),
        ([(float("nan"), 0, 1), *FAR, A, B, C], {}, TooLittleData, "an event has no coordinates"),
        ([A, B, C, D, *FAR], {"permutations": 5}, UsageError, "5 permutations are too few. Take at least 19"),
    ],
)
def test_what_cannot_be_tested_is_refused_with_the_reason(events, options, kind, message):
    with pytest.raises(SaferplanError) as fault:
        run(events, **options)
    assert type(fault.value) is kind
    assert message in str(fault.value)


def test_bands_that_hold_more_pairs_than_memory_are_refused(monkeypatch):
    monkeypatch.setattr(counting, "MOST_PAIRS", 5)
    with pytest.raises(UsageError, match="6 pairs of events are nearer than 300 m, more than can be held"):
        run([A, B, C, D, *FAR], space_bands("300"))


def test_arrays_of_unlike_length_are_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="of one length"):
        knox([1, 2], [1, 2], [1], SPACE, DAYS)
