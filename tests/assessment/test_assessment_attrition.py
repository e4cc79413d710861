"""Crimes followed to a charge, over a lake small enough to check by hand."""

from pathlib import Path
from typing import Any

import pytest

from charged_crimes import scope_of
from saferplan.documents.strategic_assessment.exhibits import court
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.assessment.attrition import FEWEST_CRIMES, attrition, followed_months
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.tables import AssessmentTables


def of_type(scope: Scope, crime_type: str) -> dict[str, Any]:
    return next(row for row in attrition(scope) if row["crime_type"] == crime_type)


def test_each_crime_is_followed_to_its_first_charge(tmp_path: Path):
    burglary = of_type(scope_of(tmp_path), "burglary")
    # c1 at once, c3 after 12 months, c4 a month before it was recorded; c5 is next door, c2 came to nothing.
    assert (burglary["recorded"], burglary["charged"], burglary["median_lag"]) == (24, 3, 0)
    assert burglary["share_6"] == pytest.approx(2 / 24)
    # Followed to June 2025: crimes of January for 17 months, so nobody has left by the twelfth.
    assert burglary["share_12"] == pytest.approx(3 / 24)
    assert burglary["share_24"] is None
    assert burglary["low_12"] < 3 / 24 < burglary["high_12"]


def test_dates_of_what_was_followed(tmp_path: Path):
    row = of_type(scope_of(tmp_path), "all-crime")
    assert (row["recorded_from"], row["recorded_to"], row["followed_to"]) == ("2024-01", "2024-03", "2025-06")
    assert row["recorded"] == 26  # anti-social behaviour is no crime, and has no identifier


def test_too_few_crimes_have_counts_and_no_share(tmp_path: Path):
    robbery = of_type(scope_of(tmp_path), "robbery")
    assert robbery["recorded"] < FEWEST_CRIMES
    assert (robbery["charged"], robbery["median_lag"], robbery["share_6"]) == (1, 6, None)


def test_crimes_are_not_followed_across_a_month_without_outcomes(tmp_path: Path):
    scope = scope_of(tmp_path, without=("2024-02",), more=0)
    assert followed_months(scope)[0] == "2024-03"
    row = of_type(scope, "burglary")
    assert (row["recorded_from"], row["recorded"]) == ("2024-03", 1)


def test_nothing_is_said_without_outcomes(tmp_path: Path):
    assert attrition(scope_of(tmp_path, outcomes_from="2025-01")) == []


def exhibit_of(scope: Scope):
    tables = AssessmentTables(scope)
    return court.attrition(tables, Figures(tables))


def test_the_exhibit_says_how_many_and_how_long_they_were_followed(tmp_path: Path):
    exhibit = exhibit_of(scope_of(tmp_path))
    assert exhibit.title == "Within a year, 15.4% of recorded crimes led to a charge"  # 4 of 26
    assert "crimes recorded January 2024 to March 2024, outcomes to June 2025" in exhibit.subtitle
    assert exhibit.alt.startswith("A dot and its interval a crime type. All crime: 15.4%. Least: burglary, 12.5%")
    assert [row["title"] for row in exhibit.records] == ["All crime", "Burglary", "Robbery"]
    assert "Robbery" not in exhibit.draw(640)  # too few for a share: in the table, and not in the picture


def test_there_is_no_exhibit_without_outcomes(tmp_path: Path):
    assert exhibit_of(scope_of(tmp_path, outcomes_from="2025-01")) is None
