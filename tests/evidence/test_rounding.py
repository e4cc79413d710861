"""Released counts, and an attacker who tries every table that fits what was printed."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.rounding import (
    LEAST_MEAN,
    base,
    bears_parts,
    middle,
    open_counts,
    parts_left_open,
    rounded_down,
    tells_of_parts,
)

Parts = tuple[int, ...]
COUNTS = st.lists(st.integers(0, 5_000), min_size=1, max_size=30)
ADDED = (1, 2, 3, 4)


def small(values: set[int]) -> bool:
    """Whether an attacker whose only possible values these are has found out a count of one to four people."""
    return len(values) == 1 and 1 <= min(values) <= 4


def printed(parts: Parts) -> tuple[Parts, int] | None:
    """Parts and total as they are released; None where they are not, for they would tell too much."""
    figures, total = tuple(rounded_down(parts).tolist()), int(rounded_down(sum(parts)))
    return None if tells_of_parts(total, figures) else (figures, total)


@pytest.mark.parametrize(
    ("count", "expected"), [(0, 0), (1, 0), (4, 0), (5, 5), (9, 5), (10, 10), (79_198, 79_195), (16_632, 16_630)]
)
def test_counts_are_rounded_down_to_a_multiple_of_five(count: int, expected: int) -> None:
    assert rounded_down(count) == expected


def test_a_printed_figure_leaves_five_counts_open_and_shares_are_of_their_middle() -> None:
    low, high = open_counts([0, 5, 100])
    assert (low.tolist(), high.tolist()) == ([0, 5, 100], [4, 9, 104])
    assert middle([0, 5, 100]).tolist() == [2, 7, 102]


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        rounded_down([3, -1])


@given(COUNTS)
def test_rounding_leaves_the_truth_open_and_no_more_than_that(counts: list[int]) -> None:
    low, high = open_counts(rounded_down(counts))
    assert (low <= counts).all()
    assert (counts <= high).all()
    assert (high - low == base() - 1).all()


def test_a_total_that_gives_its_parts_away_by_hand() -> None:
    """Five wards of four are 20: under five each, and twenty together, so each has four."""
    assert tells_of_parts(20, [0] * 5)
    low, high = parts_left_open(20, [0] * 5)
    assert low.tolist() == high.tolist() == [4] * 5
    assert not tells_of_parts(15, [0] * 5)
    assert parts_left_open(15, [0] * 5).low.tolist() == [0] * 5


def _tables(largest: int, number: int) -> Iterator[Parts]:
    return product(range(largest + 1), repeat=number)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_is_left_open_is_what_trying_finds(number: int) -> None:
    """The slow attacker: every table of parts up to 14, by what it prints, told too much or not."""
    found: dict[tuple[Parts, int], list[set[int]]] = defaultdict(lambda: [set() for _ in range(number)])
    for parts in _tables(14 if number < 3 else 10, number):
        key = tuple(rounded_down(parts).tolist()), int(rounded_down(sum(parts)))
        for values, part in zip(found[key], parts, strict=True):
            values.add(part)
    for (figures, total), possible in found.items():
        if max(figures) > 5:  # whose tables are not all among those tried
            continue
        low, high = parts_left_open(total, figures)
        assert [sorted(one) for one in possible] == [
            list(range(first, last + 1)) for first, last in zip(low.tolist(), high.tolist(), strict=True)
        ]


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_rows_and_total_together_pin_nobody_down(number: int) -> None:
    """Every table of parts under five, the smallest and so the most telling; larger ones differ by multiples of 5."""
    found: dict[object, list[set[int]]] = defaultdict(lambda: [set() for _ in range(number)])
    for parts in _tables(4, number):
        for values, part in zip(found[printed(parts)], parts, strict=True):
            values.add(part)
    found.pop(None, None)
    assert found
    assert not any(small(values) for possible in found.values() for values in possible)


@pytest.mark.parametrize("knows_where", [True, False])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_before_and_after_one_to_four_people_are_added_nobody_is_pinned_down(number: int, knows_where: bool) -> None:
    """The attacker sees both releases, knows that one to four people were added to one part, and may know to which.

    Neither a part before, a part after, nor how many were added can be told. A release that would tell too much
    leaves the earlier one standing.
    """
    found: dict[object, list[tuple[Parts, Parts, int]]] = defaultdict(list)
    for before in _tables(4, number):
        first = printed(before)
        if first is None:
            continue
        for place, more in product(range(number), ADDED):
            after = tuple(count + (at == place) * more for at, count in enumerate(before))
            found[first, printed(after) or first, place if knows_where else None].append((before, after, more))
    assert len(found) > 1
    for possible in found.values():
        assert len({more for *_, more in possible}) > 1
        for side in (0, 1):
            assert not any(small({one[side][at] for one in possible}) for at in range(number))


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_two_areas_or_periods_that_overlap_pin_nobody_down(only_first: int, both: int, only_second: int) -> None:
    """Two printed figures of sets that overlap, and the part that one has more: nine counts are open, or five."""
    first, second = (int(rounded_down(number)) for number in (only_first + both, only_second + both))
    low, high = first - (second + base() - 1), (first + base() - 1) - second
    assert low <= only_first - only_second <= high
    assert high - low == 2 * (base() - 1)


@given(st.integers(0, 60), st.integers(0, 60))
def test_an_area_within_another_tells_nothing_of_the_rest_beyond_its_own_figure(inner: int, rest: int) -> None:
    """Year, part of the year, and the rest of it all printed: the rest keeps two counts or more, none small alone."""
    whole, part, other = (int(rounded_down(number)) for number in (inner + rest, inner, rest))
    if not tells_of_parts(whole, [part, other]):
        low, high = parts_left_open(whole, [part, other])
        assert (high > low).all()


@given(COUNTS)
def test_a_release_that_is_let_pass_leaves_every_part_open(counts: list[int]) -> None:
    shown = printed(tuple(counts))
    if shown is None:
        return
    low, high = parts_left_open(shown[1], shown[0])
    assert (low <= counts).all()
    assert (counts <= high).all()
    assert (high > low).all()


@given(COUNTS, st.integers(0, 3_000))
def test_people_counted_in_several_parts_are_no_more_exposed(counts: list[int], twice: int) -> None:
    """Parts that overlap sum to more than the total, so that it says less of them than of parts that do not."""
    total = max(*counts, sum(counts) - twice)
    figures = rounded_down(counts)
    if not tells_of_parts(int(rounded_down(sum(counts))), figures):
        assert not tells_of_parts(int(rounded_down(total)), figures)


@given(st.lists(st.integers(0, 300), min_size=6, max_size=6), st.lists(st.integers(0, 300), min_size=6, max_size=6))
def test_twice_the_same_release_is_the_same(first: list[int], second: list[int]) -> None:
    """No chance is in it, so that nothing is learnt by asking again; and more people never print less."""
    assert (rounded_down(first) == rounded_down(first)).all()
    assert (rounded_down(np.add(first, second)) >= rounded_down(first)).all()


def test_small_totals_are_not_broken_down_whatever_their_parts() -> None:
    assert bears_parts(LEAST_MEAN * 7, 7)
    assert not bears_parts(LEAST_MEAN * 7 - 5, 7)


def victims_and_events(largest: int) -> Iterator[tuple[int, int, int, int]]:
    """Victims, those victimised more than once, events, and events of those: every set that can be."""
    for victims, repeat in product(range(largest + 1), repeat=2):
        if repeat > victims:
            continue
        for events_of_repeat in range(2 * repeat, largest + 1) if repeat else (0,):
            yield victims, repeat, victims - repeat + events_of_repeat, events_of_repeat


def test_victims_repeat_victims_and_their_events_together_pin_nobody_down() -> None:
    """The four are tied: repeat victims have at least two events each, the others just one."""
    found: dict[tuple[int, ...], set[tuple[int, ...]]] = defaultdict(set)
    for counts in victims_and_events(30):
        found[tuple(rounded_down(counts).tolist())].add(counts)
    for figures, possible in found.items():
        if max(figures) > 15:  # whose sets are not all among those tried
            continue
        assert not any(small({one[at] for one in possible}) for at in range(4))
        assert not small({one[0] - one[1] for one in possible})  # victims victimised just once
