"""Stops and searches by group: who is counted where, what they are related to, and what may be said."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from saferplan.documents.strategic_assessment.exhibits import searches
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.assessment import disproportionality as module
from saferplan.evidence.assessment.disproportionality import UNEXPLAINED_BY_GAPS, disproportionality
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.search_groups import groupings
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from saferplan.evidence.periods import parse_period
from tiny_lake import HOME_FORCE, Row, lake_rows, write_lake

# Two partnerships of one force, and one of another.
PLACES = f"""
lsoa21 | ward24 | ltla24 | csp24 | pfa24
a1     | w1     | E06000901 | E22000901 | {HOME_FORCE}
b1     | w2     | E06000902 | E22000902 | {HOME_FORCE}
x1     | w3     | E06000903 | E22000903 | bedfordshire
"""
FORCE = "E23000029"
WHITE, ASIAN = "White - Irish", "Asian/Asian British - Indian"
NOT_STATED = "Other ethnic group - Not stated"
NOTHING = "A no further action disposal"


def stops(number: int, ethnicity: str | None = WHITE, **more: Any) -> list[Row]:
    common = {
        "month": "2024-01",
        "publisher": HOME_FORCE,
        "search_type": "Person search",
        "gender": "Male",
        "age_range": "18-24",
        "self_defined_ethnicity": ethnicity,
        "outcome": NOTHING,
        "extract_id": "tiny",
    }
    return [common | more] * number


def residents(code: str, asian: int, white: int, day: str = "2021-03-21", source: str = "Census") -> list[Row]:
    own = {"grouping": "ethnicity", "area_code": code, "source": source, "reference_date": date.fromisoformat(day)}
    return [own | {"group": "asian", "residents": asian}, own | {"group": "white", "residents": white}]


def scope_of(folder: Path, searched: list[Row], people: list[Row] | None = None, **more: list[Row]) -> Scope:
    content = lake_rows(places=PLACES, delivered=f"publisher | first | last\n{HOME_FORCE} | 2024-01 | 2024-03")
    pairs = sorted({(row["publisher"], row["month"]) for row in searched})
    content["extracts"] += [
        content["extracts"][0] | {"dataset": "stop_and_search", "slice": f"{publisher}/{month}"}
        for publisher, month in pairs
    ]
    basis = Basis(write_lake(folder, content | {"stop_and_search": searched, "group_populations": people or []} | more))
    return Scope(basis, basis.geography.area("E06000901"), parse_period("2024-01..2024-03"))


def group(scope: Scope, name: str, grouping: str = "ethnicity") -> Row:
    return next(row for row in disproportionality(scope) if (row["grouping"], row["group"]) == (grouping, name))


BOTH = [*residents("E06000901", 4_000, 30_000), *residents("E06000902", 1_000, 20_000)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (WHITE, "white"),
        ("White - Gypsy or Irish Traveller", "white"),
        ("Mixed/Multiple ethnic groups - White and Asian", "mixed"),
        (ASIAN, "asian"),
        ("Black/African/Caribbean/Black British - African", "black"),
        ("Other ethnic group - Arab", "other"),
        (NOT_STATED, ""),
        ("", ""),
        (None, ""),
        ("A group that the census does not know", ""),
    ],
)
def test_what_people_say_is_counted_in_the_census_groups(value: str | None, expected: str):
    assert groupings()[0].group_of(value) == expected


def test_rates_of_the_whole_force_by_hand(tmp_path: Path):
    """100 stops of 50,000 and 40 of 5,000 in one month: 24 and 96 a year per 1,000."""
    scope = scope_of(tmp_path, stops(100) + stops(40, ASIAN), BOTH)
    asian, white = group(scope, "asian"), group(scope, "white")
    assert (white["count"], white["residents"], white["rate"]) == (100, 50_000, pytest.approx(24))
    assert (asian["count"], asian["residents"], asian["rate"]) == (40, 5_000, pytest.approx(96))
    assert asian["ratio"] == pytest.approx(4)
    assert (asian["verdict"], white["verdict"]) == ("higher", "")
    assert asian["months_present"] == 1


def test_what_nobody_recorded_can_take_a_verdict_away(tmp_path: Path):
    few = scope_of(tmp_path / "few", stops(100) + stops(40, ASIAN) + stops(20, NOT_STATED), BOTH)
    many = scope_of(tmp_path / "many", stops(100) + stops(40, ASIAN) + stops(200, NOT_STATED) + stops(150, None), BOTH)
    assert group(few, "asian")["verdict"] == "higher"
    told = group(many, "asian")
    assert (told["unknown"], told["verdict"]) == (350, UNEXPLAINED_BY_GAPS)
    assert told["ratio_least"] < 1 < told["ratio"]


def test_another_force_and_other_months_are_not_counted(tmp_path: Path):
    strange = stops(50, publisher="bedfordshire") + stops(50, month="2024-05")
    scope = scope_of(tmp_path, stops(100) + strange, BOTH)
    assert group(scope, "white")["count"] == 100


def test_residents_of_a_part_of_the_force_are_no_denominator(tmp_path: Path):
    scope = scope_of(tmp_path, stops(100) + stops(40, ASIAN), residents("E06000901", 4_000, 30_000))
    asian = group(scope, "asian")
    assert (asian["residents"], asian["rate"], asian["verdict"]) == (None, None, "cannot say")


def test_the_forces_own_row_and_the_newest_date_are_taken(tmp_path: Path):
    newer = residents(FORCE, 8_000, 60_000, day="2031-03-21", source="Census 2031")
    asian = group(scope_of(tmp_path, stops(100) + stops(40, ASIAN), BOTH + newer), "asian")
    assert (asian["residents"], asian["residents_date"]) == (8_000, "2031-03-21")


def test_ages_and_sexes_are_related_to_their_residents(tmp_path: Path):
    of_ages = [
        {
            "edition": "mid",
            "source": "Estimates",
            "reference_date": date(2020, 6, 30),
            "level": "lsoa21",
            "sex": "persons",
        }
        | {"code": code, "age_from": age, "age_to": age, "residents": number}
        for code in ("a1", "b1", "x1")
        for age, number in ((9, 7), (17, 100), (18, 200), (24, 300), (40, 1_000))
    ]
    of_sexes = [
        {"edition": "sex", "source": "Census", "reference_date": date(2021, 3, 21), "level": "ltla21", "sex": sex}
        | {"code": code, "age_from": 0, "age_to": None, "residents": number}
        for code in ("E06000901", "E06000902", "E06000903")
        for sex, number in (("female", 900), ("male", 800))
    ]
    searched = stops(10, gender="Female", age_range="over 34") + stops(60)
    scope = scope_of(tmp_path, searched, population_by_age=of_ages + of_sexes)
    assert group(scope, "18-24", "age")["residents"] == 2 * (200 + 300)
    assert group(scope, "10-17", "age")["residents"] == 2 * 100
    assert group(scope, "18-24", "age")["ratio"] == pytest.approx((60 / 1_000) / (10 / 2_000))
    assert group(scope, "male", "sex")["residents"] == 1_600
    assert group(scope, "male", "sex")["ratio"] == pytest.approx((60 / 1_600) / (10 / 1_800))


def test_how_often_something_came_of_it(tmp_path: Path):
    scope = scope_of(tmp_path, stops(30) + stops(10, outcome="Arrest") + stops(10, outcome=None), BOTH)
    white = group(scope, "white")
    assert (white["found"], white["count"], white["found_share"]) == (10, 50, 0.2)


def test_a_group_of_few_stops_is_hidden_and_another_with_it(tmp_path: Path):
    """Three of Asian people: their number, and one more, or 100 + 50 taken from the total would give it away."""
    black = "Black/African/Caribbean/Black British - African"
    scope = scope_of(tmp_path, stops(100) + stops(50, black) + stops(3, ASIAN), BOTH)
    rows = {row["group"]: row for row in disproportionality(scope) if row["grouping"] == "ethnicity"}
    assert (rows["asian"]["count"], rows["asian"]["status"], rows["asian"]["rate"]) == (None, "suppressed", None)
    assert (rows["black"]["status"], rows["white"]["status"], rows["white"]["count"]) == ("suppressed", "ok", 100)


def test_a_few_stops_without_a_group_cannot_be_worked_out_from_the_ratios(tmp_path: Path):
    """Three without a group: with the rates and residents printed, 'at least' alone would give them back."""
    searched = stops(100) + stops(80, ASIAN) + stops(60, "Other ethnic group - Arab") + stops(3, None)
    asian = group(scope_of(tmp_path, searched, BOTH), "asian")
    assert (asian["unknown"], asian["ratio_least"], asian["ratio_most"]) == (None, None, None)
    assert asian["ratio"] == pytest.approx(80 / 5_000 / (100 / 50_000))


def test_few_stops_of_which_something_came_are_hidden(tmp_path: Path):
    white = group(scope_of(tmp_path, stops(40) + stops(2, outcome="Arrest") + stops(30, ASIAN), BOTH), "white")
    assert (white["count"], white["found"], white["found_share"]) == (42, None, None)


def test_nothing_is_said_and_nothing_read_where_no_stops_are_loaded(tmp_path: Path):
    assert disproportionality(scope_of(tmp_path, [])) == []
    assert not (tmp_path / "reads.jsonl").exists()


def test_stops_are_read_for_their_one_purpose(tmp_path: Path):
    disproportionality(scope_of(tmp_path, stops(3), BOTH))
    assert f'"purpose": "{module.PURPOSE}"' in (tmp_path / "reads.jsonl").read_text()


def exhibits_of(scope: Scope):
    tables = AssessmentTables(scope)
    figures = Figures(tables)
    return searches.by_ethnicity(tables, figures), searches.results(tables, figures)


def test_the_exhibit_says_only_what_the_test_bears(tmp_path: Path):
    rates, results = exhibits_of(scope_of(tmp_path, stops(100) + stops(40, ASIAN, outcome="Arrest"), BOTH))
    assert rates.title == "Asian people are stopped 4.0 times as often as White people"
    assert "1 month of" in rates.subtitle
    assert results.title == "Something came of 0.0% to 100.0% of stops, by group"


def test_the_exhibit_of_a_difference_that_gaps_could_make_names_none(tmp_path: Path):
    rates, _ = exhibits_of(scope_of(tmp_path, stops(100) + stops(40, ASIAN) + stops(350, None), BOTH))
    assert rates.title == "No group is clearly stopped more often than White people"
    assert "350 stops the group is not recorded" in rates.notes[-1]


def test_the_exhibit_without_residents_is_a_table_of_counts(tmp_path: Path):
    rates, _ = exhibits_of(scope_of(tmp_path, stops(100) + stops(40, ASIAN)))
    assert rates.draw is None
    assert "residents of each group are not loaded" in rates.title
