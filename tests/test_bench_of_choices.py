"""The benchmark of choices says what was asked, and judges by it."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1]))

from bench import site_choice
from bench.measuring import Sample


def took(seconds: float) -> list[Sample]:
    return [Sample(seconds, seconds, 0, 0, 0)] * 3


def found(**slower: float) -> dict[str, list[Sample]]:
    """Each choice takes a tenth of a second, and opening the page anew twice that."""
    live = {one.title: took(slower.get(one.field + "_" + one.value, 0.1)) for one in site_choice.CHOICES}
    return live | {site_choice.anew(one): took(0.2) for one in site_choice.CHOICES}


def test_each_choice_stands_beside_opening_its_page_anew():
    table = site_choice.told(found(), site_choice.Size())[1]

    assert table.count("| 0.10 (0.10–0.10) | 0.50 (0.50–0.50) |") == len(site_choice.CHOICES)


@pytest.mark.parametrize(
    ("slower", "verdict"),
    [({}, ": met."), ({"beside_force": 0.31}, ": **missed**."), ({"by_ward": 0.9}, ": met.")],
    ids=["all are quick", "one chart is slow", "only the first map is slow"],
)
def test_the_slowest_change_is_judged_and_the_first_map_is_not(slower, verdict):
    assert site_choice.told(found(**slower), site_choice.Size())[-1].endswith(verdict)


def test_a_quick_run_judges_nothing():
    assert site_choice.told(found(), site_choice.Size(rounds=1))[-1].endswith("not judged on so few rows.")
