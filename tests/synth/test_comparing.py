"""Pairs counted, against pairs listed one by one."""

from itertools import combinations
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.errors import FileRefused
from saferplan.synth.comparing import Pairs, compared, pairs_of


def listed(records: list[tuple[int, int]]) -> Pairs:
    """The slow, obvious count."""
    pairs = list(combinations(records, 2))
    same_person = [one for one in pairs if one[0][0] == one[1][0]]
    same_cluster = [one for one in pairs if one[0][1] == one[1][1]]
    both = [one for one in same_person if one[0][1] == one[1][1]]
    return Pairs(len(same_person), len(same_cluster), len(both))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=30))
def test_pairs_are_those_that_one_could_list(records: list[tuple[int, int]]) -> None:
    assert pairs_of(records) == listed(records)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=30))
def test_precision_and_recall_lie_between_none_and_all(records: list[tuple[int, int]]) -> None:
    found = pairs_of(records)
    assert 0 <= found.precision <= 1
    assert 0 <= found.recall <= 1


def test_nothing_to_find_is_found() -> None:
    assert (Pairs(0, 0, 0).precision, Pairs(0, 0, 0).recall) == (1.0, 1.0)


PEOPLE = """person,name_kind
7,common
8,long
9,long
"""
PERSONS = """feed,reference,subject,person
p,1,victim,7
p,2,victim,7
p,3,victim,8
p,4,victim,9
p,4,suspect,7
q,1,victim,7
q,2,victim,9
"""


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "persons.csv").write_text(PERSONS)
    return tmp_path


def incidents(**keys: str | None) -> pa.Table:
    """Victims' keys by feed and reference: p1='a' and so on."""
    rows = [
        {"feed": name[0], "reference": name[1:], "victim_key": key, "suspect_key": f"s-{key}"}
        for name, key in keys.items()
    ]
    return pa.Table.from_pylist(rows)


def clusters(**of_key: int) -> pa.Table:
    return pa.table({"person_key": list(of_key), "cluster": list(of_key.values())})


def test_by_hand(truth: Path) -> None:
    """7 is a, b and d; 8 is c; 9 is e and f. The linkage says a and b are one, c and e are one, d and f alone."""
    rows = incidents(p1="a", p2="b", p3="c", p4="e", q1="d", q2="f")
    found = compared(rows, clusters(a=1, b=1, c=2, e=2, d=3, f=4), truth)
    assert found.pairs == Pairs(true=4, linked=2, both=1)
    assert found.recall_by_kind == {"common": Pairs(3, 1, 1), "long": Pairs(1, 1, 0)}
    assert (found.people, found.shared_keys) == (3, 0)


def test_one_pseudonym_twice_is_no_pair(truth: Path) -> None:
    found = compared(incidents(p1="a", p2="a"), clusters(a=1), truth)
    assert found.pairs == Pairs(0, 0, 0)


def test_a_pseudonym_of_two_people_is_counted_and_left_out(truth: Path) -> None:
    found = compared(incidents(p1="a", p3="a", p2="b"), clusters(a=1, b=1), truth)
    assert found.shared_keys == 1
    assert found.pairs == Pairs(0, 0, 0)


def test_people_outside_the_run_and_reports_without_pseudonym_are_left_out(truth: Path) -> None:
    found = compared(incidents(p1="a", p2=None, q1="d"), clusters(a=1), truth)
    assert (found.people, found.pairs.true) == (1, 0)


def test_suspects_are_compared_apart(truth: Path) -> None:
    found = compared(incidents(p4="e"), pa.table({"person_key": ["s-e"], "cluster": [1]}), truth, subject="suspect")
    assert found.people == 1


def test_without_the_truth_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="the truth of a synthetic partnership is not here"):
        compared(incidents(p1="a"), clusters(a=1), tmp_path)
