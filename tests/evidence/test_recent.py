"""What was asked for last is kept, and no more of it than told."""

from concurrent.futures import ThreadPoolExecutor

import pytest

import anyshire
from made_once import made_once
from saferplan.evidence.basis import Basis
from saferplan.evidence.lake import Lake
from saferplan.evidence.measures.tally import extent_of
from saferplan.evidence.periods import financial_year
from saferplan.evidence.recent import Recent


@pytest.fixture
def asked() -> list[str]:
    return []


def answer(recent: Recent, asked: list[str], question: str) -> str:
    return recent.get(question, lambda: asked.append(question) or question.upper())


def test_an_answer_is_worked_out_once(asked):
    recent = Recent(2)

    assert [answer(recent, asked, one) for one in "aab"] == ["A", "A", "B"]
    assert asked == ["a", "b"]


def test_what_was_asked_for_longest_ago_goes_first(asked):
    recent = Recent(2)

    for question in "abaca":  # b is the one that nobody asked for again
        answer(recent, asked, question)
    assert asked == ["a", "b", "c"]
    answer(recent, asked, "b")

    assert asked == ["a", "b", "c", "b"]
    assert len(recent) == 2


def test_a_copy_is_asked_apart(asked):
    recent = Recent(2)
    answer(recent, asked, "a")
    copied = recent.copy()

    answer(copied, asked, "b")
    answer(copied, asked, "c")

    answer(recent, asked, "a")
    assert asked == ["a", "b", "c"]
    assert (len(recent), len(copied)) == (1, 2)


def test_what_cannot_be_worked_out_is_not_kept(asked):
    recent = Recent(2)

    with pytest.raises(ZeroDivisionError):
        recent.get("a", lambda: 1 // 0)

    assert answer(recent, asked, "a") == "A"


def test_threads_share_it():
    recent = Recent(3)
    questions = [number % 7 for number in range(2_000)]

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda one: recent.get(one, lambda: one * 2), questions))

    assert answers == [one * 2 for one in questions]
    assert len(recent) == 3


def test_any_number_of_periods_can_be_asked_about(tmp_path_factory):
    basis = Basis(Lake(made_once("anyshire", anyshire.anyshire, tmp_path_factory)).snapshot())
    basis.extents = Recent(5)
    area = basis.geography.area(anyshire.ANYSHIRE)
    first = extent_of(basis, area, financial_year(2024).months)

    for year in range(2000, 2030):
        extent_of(basis, area, financial_year(year).months)

    assert len(basis.extents) == 5
    assert extent_of(basis, area, financial_year(2024).months) == first
