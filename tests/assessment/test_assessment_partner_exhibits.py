"""Exhibits and words of harm, hidden harm, indicators and blind spots: what they say, and when they are not there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from test_assessment_harm import offences, weights
from test_assessment_hidden_harm import KNOWN, ages, rate

import anyshire as made_up
from saferplan.documents.exhibits import Exhibit
from saferplan.documents.strategic_assessment.vocabulary import vocabulary_of
from saferplan.documents.strategic_assessment.wording import about, estimate_words
from saferplan.errors import UnknownName
from saferplan.evidence.assessment.tables import AssessmentTables
from tiny_indicators import indicator_rows

SERIES = f"""
indicator | area               | period | kind  | value | numerator | denominator | per  | published  | lower_is_better
fires     | {made_up.ANYSHIRE} | FY2022 | rate  | 10    | 100       | 10000       | 1000 | 2023-06-01 | yes
fires     | {made_up.ANYSHIRE} | FY2023 | rate  | 5     | 50        | 10000       | 1000 | 2026-06-01 | yes
referrals | {made_up.ANYSHIRE} | CY2024 | count | 38    | -         | -           | -    | 2025-03-01 | -
fraud     | E23000029          | FY2024 | count | 900   | -         | -           | -    | 2025-07-01 | -
"""


def series() -> list[dict[str, Any]]:
    return [
        row | {"stands_in_for": "fraud" if row["indicator"] == "fraud" else None, "licence": "OGL"}
        for row in indicator_rows(SERIES)
    ]


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    lake = made_up.anyshire(
        tmp_path_factory.mktemp("partners") / "lake",
        indicators=series(),
        harm_weights=weights(),
        recorded_crime=offences(),
        prevalence=[rate("abuse"), rate("slavery", **KNOWN), rate("stalking", sex="female")],
        population_by_age=ages(),
    )
    return vocabulary_of(made_up.tables_of(lake, against=made_up.EARLIER), generated_on="today")


def exhibit(words: Mapping[str, Any], name: str) -> Exhibit:
    found = words["exhibit"](name)
    assert {column.key for column in found.columns} <= set().union(*found.records)
    return found


def test_harm_says_in_its_title_what_weighs_most(words: Mapping[str, Any]):
    found = exhibit(words, "harm")
    assert found.title == "Violence against the person: 1.5% of recorded offences and 98.6% of their harm"
    assert "ONS Crime Severity Score (2016), Anyshire, April 2024 to March 2025, 6 of 12 months" in found.subtitle
    assert "97 of 200 offences have a code without a weight and are in no sum: 46 (97)." in found.notes
    assert [column.heading for column in found.columns][-2:] == ["Now over then", "Change"]
    assert "drug offences 50.0% of offences and 1.4% of harm" in found.alt


def test_an_index_with_one_group_has_no_picture_of_groups(words: Mapping[str, Any]):
    assert not words["has"]("harm-cambridge")


def test_hidden_harm_shows_estimates_and_says_which_could_not_be_made(words: Mapping[str, Any]):
    found = exhibit(words, "hidden-harm")
    assert found.title == "People with abuse: about 720 (480 to 1,200), by estimate"
    printed = [(row["title"], row["words"], row["rate_words"]) for row in found.records]
    assert printed == [
        ("People with abuse", "about 720 (480 to 1,200)", "2 to 5 in 100 residents"),
        ("People with slavery", "130 to 190", "20 to 30 of 100 cases come to light"),
    ]
    assert any("People with stalking: no estimate, because" in note for note in found.notes)
    assert "A survey of abuse" in found.source_line
    assert "Estimates, on 30 June 2024" in found.source_line


def test_indicators_say_what_became_better_how_late_they_are_and_whose_they_are(words: Mapping[str, Any]):
    found = exhibit(words, "indicators")
    assert found.title == "Of 3 indicators of partners, 1 clearly became better and none worse"
    notes = " ".join(found.notes)
    assert "Published a year or more after the period they are of: About fires (2023/24, 26 months' lag)." in notes
    assert "The newest figure is of a time before April 2024 to March 2025: About fires." in notes
    assert "Rings are figures of a larger area, which this one is a part of: About fraud (Thames Valley)." in notes
    assert found.source_line == "Source: A yearbook, OGL."


def test_an_indicator_below_zero_is_in_the_table_and_not_in_panels_that_begin_at_zero(tmp_path: Path):
    rows = f"{SERIES.splitlines()[1]}\nmood | {made_up.ANYSHIRE} | CY2024 | other | -5 | - | - | - | 2025-01-01 | no"
    alone = made_up.anyshire(tmp_path / "alone", indicators=indicator_rows(rows))
    found = exhibit(vocabulary_of(made_up.tables_of(alone), generated_on="today"), "indicators")
    assert found.title == "1 indicator of partners: none has clearly become better or worse"
    assert found.draw is None
    assert "Below zero in some period, so in the table alone: About mood." in found.notes


def test_the_figure_that_stands_in_is_beside_what_is_left_out(words: Mapping[str, Any]):
    found = exhibit(words, "blind-spots")
    by_title = {row["title"]: row["stands_in"] for row in found.records}
    assert by_title["Fraud and scams"] == "About fraud: 900 points in Thames Valley, 2024/25 (3 months' lag)."
    assert by_title["Hate crime"] == "none loaded"
    assert "A yearbook, OGL" in found.source_line


def test_without_partners_data_there_is_none_of_it(tables: AssessmentTables):
    words = vocabulary_of(tables, generated_on="today")
    for name in ("harm", "harm-cambridge", "hidden-harm", "indicators"):
        assert not words["has"](name)
    headings = [column.heading for column in words["exhibit"]("blind-spots").columns]
    assert "Figure that stands in" not in headings


@pytest.mark.parametrize("width", [320, 720])
@pytest.mark.parametrize("name", ["harm", "hidden-harm", "indicators"])
def test_pictures_are_drawn_in_both_widths(words: Mapping[str, Any], name: str, width: int):
    svg = exhibit(words, name).draw(width)
    assert svg.startswith("<svg")
    assert "nan" not in svg


# ---- words for the text


def test_figures_in_the_text(words: Mapping[str, Any]):
    assert str(words["indicator"]("fires")) == "5 points in 2023/24"
    assert str(words["indicator"]("fraud")) == "900 points in Thames Valley in 2024/25"
    assert str(words["harm"]("ons-crime-severity")) == "0.87 per resident"
    assert str(words["harm"]("ons-crime-severity", "Drug offences")) == "0.01 per resident"
    assert str(words["hidden"]("abuse")) == "about 720 (480 to 1,200)"
    assert words["hidden"]("slavery").record["known_words"] == "38"


def test_what_stands_in_is_listed_with_its_title(words: Mapping[str, Any], tables: AssessmentTables):
    assert [(one.record["title"], str(one)) for one in words["stand_ins"]] == [
        ("About fraud", "900 points in Thames Valley in 2024/25")
    ]
    assert vocabulary_of(tables, generated_on="today")["stand_ins"] == []


def test_figures_can_be_traced(words: Mapping[str, Any]):
    found = words["hidden"]("abuse").provenance
    assert found.sources == ("A survey of abuse", "Estimates, on 30 June 2024")
    assert {"prevalence", "population_by_age"} <= set(found.tables)


@pytest.mark.parametrize(
    ("word", "asked", "said"),
    [
        ("indicator", ("fire",), "there is no indicator 'fire' for this area. Did you mean fires, fraud?"),
        ("harm", ("cambrige",), "there is no index 'cambrige' for this area. Did you mean cambridge?"),
        ("hidden", ("stalking",), "there is no topic 'stalking' for this area"),
    ],
)
def test_a_figure_that_is_not_there(words: Mapping[str, Any], word: str, asked: tuple[str, ...], said: str):
    with pytest.raises(UnknownName, match=said.replace(".", r"\.").replace("?", r"\?")):
        words[word](*asked)


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0"), (0.4, "0"), (7.2, "7"), (38, "38"), (127, "130"), (21_684, "22,000"), (996, "1,000")]
)
def test_two_digits_are_all_that_an_estimate_bears(value: float, words: str):
    assert about(value) == words


@pytest.mark.parametrize(
    ("low", "middle", "high", "words"),
    [
        (480, 720, 1_200, "about 720 (480 to 1,200)"),
        (21_684, 21_684, 21_684, "about 22,000"),
        (127, None, 190, "130 to 190"),
        (127, None, 127, "about 130"),
        (127, None, None, "at least 130"),
        (127, 150, None, "about 150 (at least 130)"),
    ],
)
def test_an_estimate_in_words(low: float, middle: float | None, high: float | None, words: str):
    assert estimate_words({"estimate_low": low, "estimate": middle, "estimate_high": high}) == words
