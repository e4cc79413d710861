"""`saferplan areas` as a user meets it."""

import json
from pathlib import Path
from typing import Any

import pytest

from saferplan.cli import main
from tiny_lake import tiny_lake

PLACES = """
lsoa21 | ward24 | ltla24 | csp24 | pfa24         | region24
a1     | W1     | A      | CSP-1 | thames-valley | R
a2     | W2     | A      | CSP-2 | thames-valley | R
b1     | W3     | B      | CSP-3 | bedfordshire  | R
"""
FORMER = """
child_level | child | parent_level | parent
ltla19      | OLD   | ltla24       | A
"""
NAMES = """
code  | name
A     | Newshire
B     | Ynys Môn
CSP-1 | Wyvale
W1    | West Wyvale
W2    | Wyvale End
OLD   | Wyvale
R     | South
"""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_lake(tmp_path_factory.mktemp("tiny") / "lake", places=PLACES, former=FORMER, names=NAMES).root


@pytest.fixture
def run(lake: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def _run(*words: str) -> tuple[int, str, str]:
        code = main(["areas", *words, "--lake", str(lake)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return _run


def test_json_lists_the_best_first_with_what_it_is_measured_as(run: Any) -> None:
    code, out, err = run("wyvale", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out) == [
        {
            "code": "CSP-1",
            "name": "Wyvale",
            "kind": "Community Safety Partnership",
            "measured_as": "A",
            "within": "",
            "note": "Wyvale (CSP-1) shares its authority with other partnerships; the figures are for all of Newshire",
        },
        {
            "code": "OLD",
            "name": "Wyvale",
            "kind": "former local authority",
            "measured_as": "A",
            "within": "",
            "note": "Wyvale (OLD) no longer exists; the figures are for Newshire",
        },
        {"code": "W2", "name": "Wyvale End", "kind": "ward", "measured_as": "W2", "within": "Newshire", "note": ""},
        {"code": "W1", "name": "West Wyvale", "kind": "ward", "measured_as": "W1", "within": "Newshire", "note": ""},
    ]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("A", "A"),
        ("a1", "a1"),
        ("E23000029", "E23000029"),
        ("E2300002", "E23000026"),
        ("ynys mon", "B"),
        ("YNYS MÔN", "B"),
        ("England", "E92000001"),
        ("south", "R"),
        ("wyvael", "CSP-1"),
        ("  Newshire ", "A"),
    ],
)
def test_an_area_of_every_kind_is_found(run: Any, query: str, first: str) -> None:
    code, out, _ = run(query, "--json")
    assert code == 0
    assert json.loads(out)[0]["code"] == first


def test_a_table_for_people(run: Any) -> None:
    _, out, _ = run("west wyvale")
    heading, row = out.splitlines()
    assert heading.split() == ["Code", "Name", "Kind", "Partnership", "area"]
    assert row.split() == ["W1", "West", "Wyvale", "ward", "Newshire"]


def test_most_bounds_the_list(run: Any) -> None:
    assert len(json.loads(run("wyvale", "--most", "2", "--json")[1])) == 2


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["qqqqqqqq"], 5, "no area is called anything like 'qqqqqqqq'"),
        ([""], 5, "no area is called anything like ''"),
        (["wyvale", "--most", "0"], 2, "--most 0 lists nothing"),
        (["\x1b[31mqqqqqqqq"], 5, "no area is called anything like '?[31mqqqqqqqq'"),
    ],
)
def test_nothing_found_is_told_in_words(run: Any, words: list[str], code: int, said: str) -> None:
    got, out, err = run(*words)
    assert (got, out) == (code, "")
    assert said in err


def test_every_area_that_can_be_found_can_be_described(run: Any) -> None:
    for query in ("A", "B", "W", "E", "a", "CSP", "n"):
        for found in json.loads(run(query, "--json", "--most", "100")[1]):
            assert found["measured_as"]
