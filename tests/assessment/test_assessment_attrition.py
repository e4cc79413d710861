"""Crimes followed to a charge, over a lake small enough to check by hand."""

from pathlib import Path
from typing import Any

import pytest

from saferplan.evidence.assessment.attrition import FEWEST_CRIMES, attrition, followed_months
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.basis import Basis
from saferplan.evidence.periods import month_range, parse_period
from tiny_lake import HOME_FORCE, Row, lake_rows, rows_of, write_lake

PLACES = f"""
lsoa21 | ward24 | ltla24 | csp24 | pfa24
a1     | w1     | E06000901 | E22000901 | {HOME_FORCE}
b1     | w2     | E06000902 | E22000902 | {HOME_FORCE}
"""
# Twenty burglaries are added below, so that shares are given; of these eight, two are robberies.
CRIMES = """
id | month   | lsoa | crime_type
c1 | 2024-01 | a1   | burglary
c2 | 2024-01 | a1   | burglary
c3 | 2024-02 | a1   | burglary
c4 | 2024-03 | a1   | burglary
c5 | 2024-03 | b1   | burglary
c6 | 2024-01 | a1   | robbery
c7 | 2024-01 | a1   | robbery
   | 2024-01 | a1   | anti-social-behaviour
"""
OUTCOMES = """
id | month   | outcome
c1 | 2024-01 | Suspect charged
c1 | 2024-03 | Suspect charged
c2 | 2024-03 | Unable to prosecute suspect
c3 | 2025-02 | Suspect charged as part of another case
c4 | 2024-02 | Suspect charged
c5 | 2024-03 | Suspect charged
c6 | 2024-07 | Suspect charged
"""


def scope_of(folder: Path, *, outcomes_from: str = "2024-01", without: tuple[str, ...] = (), more: int = 20) -> Scope:
    content = lake_rows(places=PLACES, delivered=f"publisher | first | last\n{HOME_FORCE} | 2024-01 | 2024-12")
    added = [{"id": f"m{at}", "month": "2024-01", "lsoa": "a1", "crime_type": "burglary"} for at in range(more)]
    content["incidents"] = [crime(row) for row in [*rows_of(CRIMES), *added]]
    content["outcomes"] = [outcome(row) for row in rows_of(OUTCOMES)]
    months = [month for month in month_range(outcomes_from, "2025-06") if month not in without]
    content["extracts"] += [outcomes_extract(content["extracts"][0], month) for month in months]
    basis = Basis(write_lake(folder, content))
    return Scope(basis, basis.geography.area("E06000901"), parse_period("2024-01..2024-03"))


def crime(row: Row) -> Row:
    own = {"publisher": HOME_FORCE, "incident_id": row["id"] or "", "lsoa_code": row["lsoa"], "extract_id": "tiny"}
    return {"month": row["month"], "crime_type": row["crime_type"], "location": "", "last_outcome": ""} | own


def outcome(row: Row) -> Row:
    own = {"publisher": HOME_FORCE, "incident_id": row["id"], "outcome_type": row["outcome"], "extract_id": "tiny"}
    return {"month": row["month"], "lsoa_code": ""} | own


def outcomes_extract(like: Row, month: str) -> Row:
    return like | {"dataset": "outcomes", "slice": f"{HOME_FORCE}/{month}", "format": "police-uk-outcomes"}


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
