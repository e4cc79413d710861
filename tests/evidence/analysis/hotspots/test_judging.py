"""Hit rate, PAI and PEI by hand, and what must hold whatever the data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.errors import TooLittleData
from saferplan.evidence.analysis.hotspots.judging import by_lot, judge, pooled

AREAS = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0])
BEFORE = np.array([9, 7, 5, 1, 0, 0, 0, 0])
LATER = np.array([4, 0, 6, 3, 0, 5, 0, 2])


def test_by_hand() -> None:
    """The two fullest cells before hold 4 of 20 later events on 2 of 10 square km; the best two would have held 11."""
    found = judge(BEFORE, LATER, AREAS, 2)
    assert (found.hits, found.events, found.possible) == (4, 20, 11)
    assert found.hit_rate == 0.2
    assert found.area_share == 0.2
    assert found.pai == 1.0
    assert found.pei == pytest.approx(4 / 11)


def test_all_cells_catch_everything_and_say_nothing() -> None:
    found = judge(BEFORE, LATER, AREAS, 8)
    assert (found.hit_rate, found.pai, found.pei) == (1.0, 1.0, 1.0)


def test_cells_that_tie_share_the_places_left() -> None:
    """Five cells for two places: each is picked with 2/5, so of 0+5+0+2+0 later events 2.8 are hit on average."""
    scores = np.array([9, 9, 9, 1, 1, 1, 1, 1])
    later = np.array([0, 0, 0, 0, 0, 5, 0, 2])
    found = judge(scores, later, AREAS, 5)
    assert found.hits == pytest.approx(2.8)
    assert found.area_share == pytest.approx((3 + 2 / 5 * 7) / 10)


def test_by_lot_is_the_share_of_cells() -> None:
    found = by_lot(LATER, np.ones(8), 2)
    assert found.hit_rate == pytest.approx(0.25)
    assert found.pai == pytest.approx(1.0)


def test_the_later_count_itself_cannot_be_beaten() -> None:
    assert judge(LATER, LATER, AREAS, 3).pei == 1.0


def test_rounds_are_added_up() -> None:
    whole = pooled([judge(BEFORE, LATER, AREAS, 2), judge(BEFORE, LATER * 2, AREAS, 2)])
    assert (whole.hits, whole.events, whole.possible, whole.cells) == (12, 60, 33, 2)
    assert whole.hit_rate == pytest.approx(0.2)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0.1, 5)), min_size=2, max_size=30),
    st.data(),
)
def test_no_method_beats_what_was_possible(cells: list[tuple[int, int, float]], data: st.DataObject) -> None:
    scores, later, areas = (np.array(column) for column in zip(*cells, strict=True))
    if later.sum() == 0:
        return
    number = data.draw(st.integers(1, len(cells)))
    found = judge(scores, later, areas, number)
    assert 0 <= found.hit_rate <= 1 + 1e-12
    assert found.pei <= 1 + 1e-12
    assert found.pai == pytest.approx(found.hit_rate / found.area_share)
    more = judge(scores, later, areas, min(number + 1, len(cells)))
    assert more.hits >= found.hits - 1e-9


def test_nothing_later_is_no_judgement() -> None:
    with pytest.raises(TooLittleData, match="no event in the months to judge by"):
        judge(BEFORE, np.zeros(8), AREAS, 2)


@pytest.mark.parametrize("cells", [0, 9, -1])
def test_cells_that_there_are_not(cells: int) -> None:
    with pytest.raises(ValueError, match="cannot be picked of 8"):
        judge(BEFORE, LATER, AREAS, cells)
