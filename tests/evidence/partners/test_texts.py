"""Columns of text, against the same done cell by cell."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.partners.texts import folded, joined, spaced_once, unprintable

CELLS = st.one_of(st.none(), st.sampled_from(["a", "b c", "Quay Road"]))


@given(st.lists(st.tuples(CELLS, CELLS, CELLS)))
def test_parts_are_joined_row_by_row(rows: list[tuple[str | None, str | None, str | None]]):
    columns = [pa.array([row[at] for row in rows], pa.string()) for at in range(3)]
    meant = [", ".join(filter(None, row)) or None for row in rows]
    assert joined(columns, ", ").to_pylist() == meant


@given(st.lists(st.text(alphabet=" ab\t\n\u00a0\u200b\ufeff", max_size=8)))
def test_whatever_stands_between_words_is_one_space(cells: list[str]):
    meant = [" ".join(cell.replace("\u200b", " ").replace("\ufeff", " ").split()) for cell in cells]
    assert spaced_once(pa.array(cells, pa.string())).to_pylist() == meant


@given(st.lists(st.one_of(st.none(), st.text(max_size=10))))
def test_single_spaces_are_put_once(cells: list[str | None]):
    once = spaced_once(pa.array(cells, pa.string()))
    assert spaced_once(once).equals(once)


def test_values_are_compared_without_case():
    assert folded(pa.array([" Noise  NUISANCE ", None])).to_pylist() == ["noise nuisance", None]


@pytest.mark.parametrize("mark", ["\x1b", "\u202e", "\u2066", "\x00", "\ue000"])
def test_marks_that_steer_a_terminal_cannot_be_printed(mark: str):
    assert unprintable(pa.array([f"a{mark}b", "ab", None])).tolist() == [True, False, False]
