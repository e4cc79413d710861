"""Estimates of hidden harm by hand, what bounds them, and why some cannot be made."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import anyshire as made_up
from saferplan.cli import main
from saferplan.evidence.assessment.gaps import blind_spots, blind_spots_with_figures
from saferplan.evidence.assessment.hidden_harm import applies_to, from_known, from_population, hidden_harm
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.sources.template import template_named
from tiny_indicators import indicator_rows
from tiny_lake import Row

INDICATORS = f"""
indicator | area               | period | kind  | value | stands_in_for
referrals | {made_up.ANYSHIRE} | CY2023 | count | 30    | -
referrals | {made_up.ANYSHIRE} | CY2024 | count | 38    | -
referrals | {made_up.ANYSHIRE} | CY2026 | count | 99    | -
survey    | {made_up.ANYSHIRE} | CY2024 | other | 12    | -
of-force  | E23000029          | CY2024 | count | 900   | fraud
"""


def rate(topic: str, **changed: Any) -> Row:
    plain = {
        "topic": topic,
        "title": f"People with {topic}",
        "basis": "population",
        "low": 2.0,
        "central": 3.0,
        "high": 5.0,
        "per": 100.0,
        "age_from": None,
        "age_to": None,
        "sex": None,
        "area_code": "E92000001",
        "period": "2023-04..2024-03",
        "source": f"A survey of {topic}",
        "caveat": "A caveat",
        "known_indicator": None,
    }
    return plain | changed


KNOWN = {"basis": "known", "low": 20.0, "central": None, "high": 30.0, "known_indicator": "referrals"}


def ages() -> list[Row]:
    """Each small area has ten children of 0, twenty of 1, and 970 of 2 and over."""
    return [
        {
            "edition": "ages",
            "source": "Estimates",
            "reference_date": date(2024, 6, 30),
            "level": "lsoa21",
            "code": row["lsoa"],
            "sex": "persons",
            "age_from": age,
            "age_to": None if age == 2 else age,
            "residents": number,
        }
        for row in made_up.places()
        for age, number in enumerate((10, 20, 970))
    ]


@pytest.fixture
def estimate(tmp_path: Path) -> Callable[..., Row]:
    """The record of one rate, changed as asked, for Anyshire, whose 24 small areas have 24,000 residents."""

    def asked(**changed: Any) -> Row:
        more = {"prevalence": [rate("harm", **changed)], "population_by_age": ages()}
        lake = made_up.anyshire(tmp_path / "lake", indicators=indicator_rows(INDICATORS), **more)
        (found,) = hidden_harm(made_up.scope_of(lake, made_up.ANYSHIRE, "FY2024"))
        return found

    return asked


def test_a_rate_of_all_residents(estimate: Callable[..., Row]):
    """2, 3 and 5 in 100 of 24,000."""
    row = estimate()
    assert (row["estimate_low"], row["estimate"], row["estimate_high"]) == (480, 720, 1_200)
    assert (row["population"], row["applies_to"], row["reason"]) == (24_000, "all residents", "")
    assert (row["measured_in"], row["measured"], row["is_local"]) == ("England", "2023/24", False)


def test_a_rate_of_some_ages_is_of_those_alone(estimate: Callable[..., Row]):
    """Ages 0 to 1: 30 in each of 24 small areas."""
    row = estimate(age_to=1)
    assert (row["population"], round(row["estimate"], 6), row["applies_to"]) == (720, 21.6, "residents aged 0 to 1")


def test_one_in_twenty_without_a_range(estimate: Callable[..., Row]):
    row = estimate(low=1.0, central=1.0, high=1.0, per=20.0, age_from=2)
    assert row["estimate_low"] == row["estimate"] == row["estimate_high"] == 23_280 / 20


def test_what_is_known_over_the_share_that_comes_to_light(estimate: Callable[..., Row]):
    """38 known in the year nearest to 2024/25, 20% to 30% of all: 127 to 190; no middle where the source gives none."""
    row = estimate(**KNOWN)
    assert (round(row["estimate_low"]), row["estimate"], row["estimate_high"]) == (127, None, 190)
    assert (row["known"], row["known_period"], row["population"]) == (38, "2024", None)
    assert row["share_known"] == pytest.approx(0.2)


def test_where_the_share_may_be_nothing_there_is_no_upper_end(estimate: Callable[..., Row]):
    row = estimate(**KNOWN | {"low": 0.0})
    assert (round(row["estimate_low"]), row["estimate_high"]) == (127, None)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"sex": "female", "age_from": 2}, "by single year of age is loaded for women and girls aged 2 and over"),
        ({"age_from": 1, "age_to": 40}, "by single year of age is loaded for residents aged 1 to 40"),
        ({"high": 101.0}, "a rate of 101 per 100 is more than everyone"),
        (KNOWN | {"known_indicator": "of-force"}, "no count of this area alone is loaded as the indicator of-force"),
        (KNOWN | {"known_indicator": "survey"}, "no count of this area alone is loaded as the indicator survey"),
        (KNOWN | {"known_indicator": None}, "no count of this area alone is loaded as the indicator known_indicator"),
        (KNOWN | {"low": 0.0, "high": 0.0}, "the share that comes to light is 0"),
    ],
)
def test_no_estimate_without_what_it_takes(estimate: Callable[..., Row], changed: dict[str, Any], reason: str):
    row = estimate(**changed)
    assert (row["estimate"], row["estimate_low"], row["estimate_high"]) == (None, None, None)
    assert reason in row["reason"]


shares = st.floats(0.001, 1)


@given(st.integers(1, 10**6), st.tuples(shares, shares, shares))
def test_an_estimate_is_never_below_what_is_known_nor_above_everyone(number: int, three: tuple[float, float, float]):
    low, central, high = sorted(three)
    of_people, of_known = from_population(number, low, central, high), from_known(number, low, central, high)
    assert 0 < of_people.low <= of_people.central <= of_people.high <= number
    assert number <= of_known.low <= of_known.central <= of_known.high


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "all residents"),
        ({"age_from": 16}, "residents aged 16 and over"),
        ({"age_from": 16, "age_to": 59, "sex": "female"}, "women and girls aged 16 to 59"),
        ({"sex": "male"}, "all men and boys"),
        ({"basis": "known"}, "cases that come to light"),
    ],
)
def test_whom_a_rate_applies_to(changed: dict[str, Any], words: str):
    assert applies_to(rate("x", **changed)) == words


def test_without_rates_there_is_nothing(tables: AssessmentTables):
    assert tables.hidden_harm == []


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    lake = made_up.anyshire(tmp_path / "lake", prevalence=[rate("harm")], population_by_age=ages())
    asked = ["hidden-harm", made_up.ANYSHIRE, "--period", "FY2024", "--lake", str(lake.root)]
    assert main(asked) == 0
    assert "People with harm" in capsys.readouterr().out
    assert main([*asked, "--json"]) == 0
    assert [row["estimate"] for row in json.loads(capsys.readouterr().out)] == [720]


# ---- blind spots and what stands in for them


def test_an_indicator_stands_in_for_what_it_names(tmp_path: Path):
    lake = made_up.anyshire(tmp_path / "lake", indicators=indicator_rows(INDICATORS))
    tables = made_up.tables_of(lake)
    found = {spot["name"]: spot["figures"] for spot in tables.blind_spots if spot.get("name")}
    assert [row["value"] for row in found["fraud"]] == [900]
    assert found["hate-crime"] == []


def test_a_blind_spot_without_a_name_has_no_figures():
    assert all(spot["figures"] == [] for spot in blind_spots_with_figures([{"stands_in_for": ""}]))


def test_the_template_offers_every_blind_spot_that_a_figure_can_stand_in_for():
    (column,) = (one for one in template_named("indicators").columns if one.name == "stands_in_for")
    assert sorted(column.allowed) == sorted(spot["name"] for spot in blind_spots() if "name" in spot)
