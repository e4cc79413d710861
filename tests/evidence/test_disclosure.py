"""Small counts are hidden, and an attacker who tries every table that fits cannot find one of them."""

from collections import defaultdict
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saferplan.evidence.disclosure import (
    given_away,
    is_small,
    rule,
    to_hide,
    to_hide_in_list,
    with_totals,
)


def found_by_trying(table: np.ndarray, hidden: np.ndarray) -> set[tuple[int, int]]:
    """Hidden cells with one value in all tables that agree with what is shown, hidden cells being at least 1.

    Every inner hidden cell is tried from 1 to one more than the largest count: who can move at all can move by one.
    """
    cells = list(zip(*np.nonzero(hidden[:-1, :-1]), strict=True))
    values: dict[tuple[int, int], set[int]] = defaultdict(set)
    for tried in product(range(1, int(table.max()) + 2), repeat=len(cells)):
        inner = table[:-1, :-1].copy()
        for cell, value in zip(cells, tried, strict=True):
            inner[cell] = value
        guess = with_totals(inner)
        if (guess[~hidden] == table[~hidden]).all() and (guess[hidden] >= 1).all():
            for row, column in zip(*np.nonzero(hidden), strict=True):
                values[int(row), int(column)].add(int(guess[row, column]))
    return {cell for cell, possible in values.items() if len(possible) == 1}


def test_the_threshold_is_a_setting_with_its_source() -> None:
    assert rule().threshold == 5
    assert "guidance" in rule().citation
    assert rule().checked.year >= 2026


def test_one_to_four_are_small_and_zero_is_not() -> None:
    assert is_small([0, 1, 4, 5, 6]).tolist() == [False, True, True, False, False]
    assert is_small([6, 7], threshold=7).tolist() == [True, False]


def drawn(hidden: np.ndarray, table: np.ndarray) -> str:
    """A row a line; * hidden."""
    lines = zip(table.tolist(), hidden.tolist(), strict=True)
    return "\n".join(" ".join("*" if mask else str(value) for value, mask in zip(*line, strict=True)) for line in lines)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # Nothing small: nothing hidden.
        ([[10, 20], [30, 40]], "10 20 30\n30 40 70\n40 60 100"),
        # One small cell takes three others with it, or a total would give it away.
        ([[2, 20], [30, 40]], "* * 22\n* * 70\n32 60 92"),
        # Two in one row hide each other there, and need companions in their columns.
        ([[2, 3, 20], [30, 40, 50]], "* * 20 25\n* * 50 120\n32 43 70 145"),
        # Zeros are shown, and hide nothing.
        ([[0, 20], [0, 40]], "0 20 20\n0 40 40\n0 60 60"),
    ],
)
def test_tables_worked_by_hand(cells: list[list[int]], expected: str) -> None:
    table = with_totals(cells)
    assert drawn(to_hide(table), table) == expected


def test_a_total_that_is_the_number_of_its_hidden_cells_gives_them_all_away() -> None:
    """Five hidden cells, none of them 0, with the total 5: each is 1."""
    table = with_totals([[1], [1], [1], [1], [1]])
    hidden = np.array([[True, True]] * 5 + [[False, False]])
    assert len(list(given_away(table, hidden))) == 10
    assert to_hide_in_list([1, 1, 1, 1, 1]).all()


def test_hiding_the_small_cell_alone_gives_it_away() -> None:
    table = with_totals([[2, 20], [30, 40]])
    assert list(given_away(table, is_small(table))) == [(0, 0)]


def test_lists_with_a_total() -> None:
    assert to_hide_in_list([10, 20, 30]).tolist() == [False] * 4
    assert to_hide_in_list([3, 20, 30]).tolist() == [True, True, False, False]
    assert to_hide_in_list([3, 2, 30]).tolist() == [True, True, False, False]
    assert to_hide_in_list([3, 0, 0]).tolist() == [True, False, False, True]


@pytest.mark.parametrize("cells", list(product(range(4), repeat=4)), ids=str)
def test_no_table_of_two_by_two_is_found_by_trying(cells: tuple[int, ...]) -> None:
    """With a threshold of 3, so that 1 and 2 are small and 3 is not."""
    table = with_totals(np.array(cells).reshape(2, 2))
    hidden = to_hide(table, threshold=3)
    assert (hidden >= is_small(table, threshold=3)).all()
    assert found_by_trying(table, hidden) == set()


tables = st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=2)


@settings(max_examples=15, deadline=None)
@given(tables)
def test_larger_tables_are_not_found_by_trying(cells: list[list[int]]) -> None:
    table = with_totals(cells)
    hidden = to_hide(table, threshold=3)
    if hidden[:-1, :-1].sum() <= 4:
        assert found_by_trying(table, hidden) == set()
    assert not list(given_away(table, hidden))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=2), min_size=2, max_size=2), st.integers(0, 2**9 - 1))
def test_what_is_given_away_is_what_trying_finds(cells: list[list[int]], bits: int) -> None:
    """Whatever is hidden, well or badly: the path through the table and the slow attacker agree."""
    table = with_totals(cells)
    mask = np.array([bool(bits >> at & 1) for at in range(9)]).reshape(3, 3) & (table > 0)
    assert set(given_away(table, mask)) == found_by_trying(table, mask)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(0, 300), min_size=4, max_size=4), min_size=5, max_size=12))
def test_tables_of_usual_size_end_and_are_tight(cells: list[list[int]]) -> None:
    table = with_totals(cells)
    hidden = to_hide(table)
    assert (hidden >= is_small(table)).all()
    assert not hidden[table == 0].any()
    assert not list(given_away(table, hidden))
    if not is_small(table).any():
        assert not hidden.any()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([[1, 2], [3, 4]], "the totals do not add up"),
        ([[-1, -1], [-1, -1]], "negative"),
        ([1, 2], "rows and columns"),
        ([[1]], "rows and columns"),
    ],
)
def test_what_is_no_table_with_totals_is_refused(table: list, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        to_hide(table)
