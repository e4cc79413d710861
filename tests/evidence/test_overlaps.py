"""Counts of periods that overlap, and an attacker who tries every number of incidents a month."""

from itertools import accumulate, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saferplan.evidence.overlaps import ReleasedCount, pins_down, would_pin_down
from saferplan.evidence.rounding import rounded_down

MONTHS = ("2024-01", "2024-02", "2024-03")
SPANS = [(first, last) for first in range(3) for last in range(first, 3)]


def released(counts: tuple[int, ...], spans: list[tuple[int, int]]) -> list[ReleasedCount]:
    return [
        ReleasedCount(MONTHS[first], MONTHS[last], int(rounded_down(sum(counts[first : last + 1]))))
        for first, last in spans
    ]


def found_by_trying(counts: tuple[int, ...], spans: list[tuple[int, int]]) -> bool:
    """Whether a stretch between ends of released periods has one count, of 1 to 4, in all months that fit."""
    shown = released(counts, spans)
    fitting = [tried for tried in product(range(14), repeat=len(counts)) if released(tried, spans) == shown]
    edges = sorted({edge for first, last in spans for edge in (first, last + 1)})
    for at, start in enumerate(edges):
        for end in edges[at + 1 :]:
            possible = {sum(tried[start:end]) for tried in fitting}
            if len(possible) == 1 and 1 <= min(possible) <= 4:
                return True
    return False


def test_one_release_pins_nothing_down() -> None:
    assert not pins_down([ReleasedCount("2024-01", "2024-12", 0)])
    assert not pins_down([])


def test_a_year_beside_its_five_parts_can() -> None:
    """Five months of four each: under five a month and twenty in all."""
    parts = [ReleasedCount(f"2024-0{month}", f"2024-0{month}", 0) for month in range(1, 6)]
    assert pins_down([*parts, ReleasedCount("2024-01", "2024-05", 20)])
    assert not pins_down([*parts, ReleasedCount("2024-01", "2024-05", 15)])


def test_years_that_overlap_are_held_against_one_another() -> None:
    """Two rolling years, the months before the second, and those after the first: nothing exact follows."""
    years = [ReleasedCount("2024-01", "2024-12", 120), ReleasedCount("2024-04", "2025-03", 125)]
    assert not pins_down([*years, ReleasedCount("2024-01", "2024-03", 0), ReleasedCount("2025-01", "2025-03", 5)])


def test_releases_that_contradict_one_another_tell_nothing_for_certain() -> None:
    """Records were added in between: the year then and its first half now."""
    assert not pins_down([ReleasedCount("2024-01", "2024-12", 0), ReleasedCount("2024-01", "2024-06", 50)])


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(*[st.integers(0, 6)] * 3),
    st.lists(st.sampled_from(SPANS), min_size=1, max_size=5, unique=True),
)
def test_agrees_with_trying_every_month(counts: tuple[int, ...], spans: list[tuple[int, int]]) -> None:
    assert pins_down(released(counts, spans)) == found_by_trying(counts, spans)


@given(st.lists(st.integers(0, 40), min_size=12, max_size=12))
def test_every_month_and_every_start_of_a_year_hold(counts: list[int]) -> None:
    """The usual releases of a year: by month and by year to date. Order of release changes nothing."""
    months = [f"2024-{month:02d}" for month in range(1, 13)]
    by_month = [ReleasedCount(month, month, int(rounded_down(n))) for month, n in zip(months, counts, strict=True)]
    to_date = [
        ReleasedCount("2024-01", month, int(rounded_down(n)))
        for month, n in zip(months, accumulate(counts), strict=True)
    ]
    assert pins_down([*by_month, *to_date]) == pins_down([*reversed(to_date), *reversed(by_month)])


@pytest.mark.parametrize("more", [1, 2, 3, 4])
def test_the_same_period_before_and_after_a_few_were_added_tells_nothing(more: int) -> None:
    for count in range(12):
        shown = [ReleasedCount("2024-01", "2024-12", int(rounded_down(n))) for n in (count, count + more)]
        assert not pins_down(shown)


PARTS = [ReleasedCount(f"2024-0{month}", f"2024-0{month}", 0) for month in range(1, 6)]
OWN = ReleasedCount("2024-01", "2024-05", 20)


def test_a_release_that_contradicts_the_others_is_passed_over_and_hides_nothing():
    """Made before a partner's file was added: the months then, beside the months and their sum now."""
    before = ReleasedCount("2024-01", "2024-05", 5)
    assert not pins_down([OWN, *PARTS, before])
    assert would_pin_down(OWN, [*PARTS, before])
    assert would_pin_down(OWN, [before, *PARTS])


def test_alone_beside_itself_or_beside_too_few_nothing_is_pinned_down():
    assert not would_pin_down(OWN, [])
    assert not would_pin_down(OWN, [OWN, *PARTS[:4]])


@given(
    st.tuples(*[st.integers(0, 6)] * 3),
    st.lists(st.sampled_from(SPANS), min_size=1, max_size=5, unique=True),
)
def test_where_all_are_true_together_it_is_the_same_question(counts: tuple[int, ...], spans: list[tuple[int, int]]):
    own, *others = released(counts, spans)
    assert would_pin_down(own, others) == pins_down([own, *others])
