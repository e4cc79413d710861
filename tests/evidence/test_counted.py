import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.evidence.counted import counted


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1_234, "1,234 rows"), (1_001, "1,001 rows")]
)
def test_one_is_singular_and_all_else_plural(number: int, words: str) -> None:
    assert counted(number, "row") == words


def test_a_plural_of_its_own() -> None:
    assert [counted(number, "person", "people") for number in (1, 2)] == ["1 person", "2 people"]


@given(st.integers(0, 10**9))
def test_the_number_can_be_read_back(number: int) -> None:
    said, noun = counted(number, "case").split()
    assert int(said.replace(",", "")) == number
    assert (noun == "case") is (number == 1)
