"""Deciles on tables small enough to check by hand: neighbourhoods that were split, and tests judged together."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saferplan.evidence.analysis.change import compare_rates
from saferplan.evidence.assessment.deprivation import by_decile, most_and_least
from saferplan.evidence.assessment.scope import ASB_CRIME_TYPE, Scope
from saferplan.evidence.basis import Basis
from saferplan.evidence.periods import parse_period
from tiny_lake import lake_rows, write_lake

PLACES = """
lsoa21 | ward24 | ltla24 | csp24 | pfa24
a1     | north  | A      | CSP-A | thames-valley
a2     | south  | A      | CSP-A | thames-valley
a3     | south  | A      | CSP-A | thames-valley
"""
SPLIT = """
child_level | child | parent_level | parent | change_code
lsoa11      | old   | lsoa21       | a1     | S
lsoa11      | old   | lsoa21       | a2     | S
"""
POPULATION = """
date       | code | residents
2021-06-30 | a1   | 1000
2021-06-30 | a2   | 3000
2021-06-30 | a3   | 2000
"""


def deciles_of(folder: Path, level: str, ranked: dict[str, int], incidents: str, former: str = SPLIT) -> dict[int, Any]:
    """Residents and crimes by decile, of the deciles that have any."""
    return {
        row["decile"]: (row["residents"], row["count"])
        for row in crime_by_decile(folder, level, ranked, incidents, former)
        if row["residents"]
    }


def crime_by_decile(
    folder: Path, level: str, ranked: dict[str, int], incidents: str, former: str = "", population: str = POPULATION
) -> list[dict[str, Any]]:
    content = lake_rows(places=PLACES, former=former, population=population, incidents=incidents)
    content["deprivation"] = [
        {"edition": "index", "source": "Index", "level": level, "code": code, "domain": "imd", "decile": decile}
        for code, decile in ranked.items()
    ]
    basis = Basis(write_lake(folder, content))
    rows = by_decile(Scope(basis, basis.geography.area("A"), parse_period("2022-01..2022-02")))
    return [row for row in rows if row["crime_type"] == "all-crime"]


OLDER_CODES = """
month   | lsoa | crime_type | number
2022-01 | old  | burglary   | 4
2022-01 | a3   | burglary   | 2
2022-02 | a1   | burglary   | 1
"""


def test_the_parts_of_a_split_are_one_in_incidents_and_residents(tmp_path: Path) -> None:
    """a2 has most residents, so all of old is in its decile, the eighth; a1's third would have people and no crime."""
    found = deciles_of(tmp_path, "lsoa21", {"a1": 3, "a2": 8, "a3": 10}, OLDER_CODES)
    assert found == {8: (4000, 5), 10: (2000, 2)}


def test_neighbourhoods_are_counted_where_people_live(tmp_path: Path) -> None:
    ranked = {"a1": 3, "a2": 3, "a3": 10}
    for folder, residents, counted in (("all", 3000, [2, 1]), ("one-empty", 0, [1, 1])):
        population = POPULATION.replace("3000", str(residents))
        found = crime_by_decile(tmp_path / folder, "lsoa21", ranked, OLDER_CODES, population=population)
        assert [row["neighbourhoods"] for row in found if row["residents"]] == counted


def test_an_index_in_the_older_codes_gives_its_decile_to_every_part(tmp_path: Path) -> None:
    found = deciles_of(tmp_path, "lsoa11", {"old": 5, "a3": 10}, OLDER_CODES)
    assert found == {5: (4000, 5), 10: (2000, 2)}


def test_without_a_split_each_small_area_has_its_own_decile(tmp_path: Path) -> None:
    found = deciles_of(tmp_path, "lsoa21", {"a1": 3, "a2": 8, "a3": 10}, OLDER_CODES, former="")
    assert found == {3: (1000, 1), 8: (3000, 0), 10: (2000, 2)}


def rows(name: str, *counts: int, residents: int = 1000) -> list[dict[str, Any]]:
    return [
        {"crime_type": name, "decile": decile, "residents": residents, "count": count, "neighbourhoods": 10 + decile}
        for decile, count in enumerate(counts, start=1)
    ]


def test_both_tests_are_judged_together() -> None:
    """16 against 5 is p = 0.027 alone: clear. Beside a second test of p = 1 it is q = 0.053: no longer so."""
    alone = most_and_least(rows("all-crime", 16, 9, 5))["all-crime"]
    assert (round(alone["p"], 3), round(alone["q"], 3), alone["verdict"]) == (0.027, 0.027, "higher")
    both = most_and_least(rows("all-crime", 16, 9, 5) + rows("asb", 7, 0, 7))
    assert (round(both["all-crime"]["p"], 3), round(both["all-crime"]["q"], 3)) == (0.027, 0.053)
    assert {one["verdict"] for one in both.values()} == {"no clear difference"}


def test_two_clear_tests_stay_clear() -> None:
    both = most_and_least(rows("all-crime", 16, 9, 5) + rows("asb", 5, 9, 16))
    assert [one["verdict"] for one in both.values()] == ["higher", "lower"]
    assert both["all-crime"]["q"] == pytest.approx(both["all-crime"]["p"])


def test_deciles_where_nobody_lives_are_no_end() -> None:
    table = rows("all-crime", 9, 16, 5, 2)
    table[0]["residents"] = table[3]["residents"] = 0
    found = most_and_least(table)["all-crime"]
    assert (found["most"], found["least"], found["ratio"]) == (2, 3, pytest.approx(16 / 5))
    assert (found["most_neighbourhoods"], found["least_neighbourhoods"]) == (12, 13)
    assert most_and_least(table[:2]) == {}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_no_verdict_is_clearer_than_its_own_test(counts: list[int]) -> None:
    found = most_and_least(rows("all-crime", *counts[:2]) + rows(ASB_CRIME_TYPE, *counts[2:]))
    for name, (most, least) in zip(found, (counts[:2], counts[2:]), strict=True):
        p = float(compare_rates(most, 1000, least, 1000).p)
        assert found[name]["p"] == pytest.approx(p)
        assert found[name]["q"] is None or found[name]["q"] >= p - 1e-12
        if found[name]["verdict"] == "higher":
            assert most > least
            assert p < 0.05
