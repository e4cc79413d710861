"""By deprivation decile, what became of the crimes, and what is missing."""

from collections import Counter
from math import isclose

import pytest

import anyshire as made_up
from anyshire import ANYSHIRE, LATER, NULLHAM, OUTCOMES, TREFAN, TYPES, counted, of_unit, places
from saferplan.evidence.assessment.gaps import blind_spots, unplaced
from saferplan.evidence.assessment.outcomes import OTHER, outcome_groups
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis

MONTHS = made_up.year(LATER).months
CRIME = TYPES[:-1]


def in_decile(decile: int, types: tuple[str, ...]) -> int:
    return counted(lambda row: row["ltla"] == ANYSHIRE and row["decile"] == decile, MONTHS, types)


@pytest.mark.parametrize(("name", "types"), [("all-crime", CRIME), ("asb", TYPES[-1:])])
def test_deciles_are_counted_by_where_it_was_recorded(tables: AssessmentTables, name: str, types: tuple) -> None:
    rows = {row["decile"]: row for row in tables.by_decile if row["crime_type"] == name}
    assert list(rows) == list(range(1, 11))
    people = 12 * made_up.RESIDENTS
    for decile in (1, 10):
        assert rows[decile]["count"] == in_decile(decile, types)
        assert rows[decile]["residents"] == people
        assert isclose(rows[decile]["rate_annualised"], rows[decile]["count"] / people * 1000 * 12 / 11)
    assert all(rows[decile]["rate_annualised"] is None for decile in range(2, 10))


def test_the_most_deprived_are_set_beside_the_least(tables: AssessmentTables) -> None:
    found = tables.most_and_least_deprived["all-crime"]
    assert (found["most"], found["least"], found["verdict"]) == (1, 10, "higher")
    assert isclose(found["ratio"], in_decile(1, CRIME) / in_decile(10, CRIME))
    assert found["ratio_low"] < found["ratio"] < found["ratio_high"]


def test_no_difference_between_deciles_is_said_to_be_unclear(another) -> None:
    tables = another(lake={"number": lambda *_: 1})
    assert tables.most_and_least_deprived["all-crime"]["verdict"] == "no clear difference"


def test_deciles_name_the_index_and_the_population(tables: AssessmentTables) -> None:
    assert {row["deprivation_source"] for row in tables.by_decile} == {"Indices of the test"}
    assert all("30 June 2024" in row["denominator_source"] for row in tables.by_decile)


@pytest.mark.parametrize("unit", [TREFAN, NULLHAM])
def test_wales_and_areas_without_records_have_no_deciles(basis: Basis, unit: str) -> None:
    tables = made_up.tables_of(basis, unit=unit)
    assert tables.by_decile == []
    assert tables.most_and_least_deprived == {}


def test_ready_counts_say_nothing_of_neighbourhoods_or_outcomes(another) -> None:
    """A month of which only the area's total is known would make every neighbourhood too quiet."""
    ready = [
        {
            "edition": "ready",
            "source": "Ready",
            "level": "unit",
            "code": NULLHAM,
            "month": month,
            "crime_type": "burglary",
            "incidents": 7,
        }
        for month in MONTHS
    ]
    tables = another(NULLHAM, lake={"area_counts": ready})
    assert tables.crime_types[0]["count"] == 7 * 12
    assert tables.by_decile == tables.outcomes == tables.wards.top == []
    assert tables.unplaced["share"] is None
    assert {row["presence"] for row in tables.coverage} == {"counted"}


# Outcomes


def test_outcomes_are_counted_by_group_and_add_up(tables: AssessmentTables) -> None:
    whole = {row["outcome"]: row["count"] for row in tables.outcomes if row["crime_type"] == "all-crime"}
    assert sum(whole.values()) == counted(of_unit(ANYSHIRE), MONTHS, CRIME)
    expected: Counter = Counter()
    for row in made_up.rows_of_the_lake()["incidents"]:
        own = row["lsoa_code"] in {place["lsoa"] for place in places() if place["ltla"] == ANYSHIRE}
        if own and row["month"] in MONTHS and row["crime_type"] in CRIME:
            expected[outcome_groups().get(row["last_outcome"] or "", OTHER)] += 1
    assert {title: count for title, count in whole.items() if count} == expected


def test_shares_of_outcomes_are_of_their_crime_type(tables: AssessmentTables) -> None:
    shares: Counter = Counter()
    for row in tables.outcomes:
        shares[row["crime_type"]] += row["share"]
    assert shares
    assert all(isclose(total, 1) for total in shares.values())


def test_an_outcome_without_a_group_and_none_at_all_are_other_or_unknown() -> None:
    groups = outcome_groups()
    assert OTHER in groups.values()
    assert [outcome for outcome in OUTCOMES if outcome not in groups] == ["An outcome that nobody has grouped", None]


# What is missing


def test_crimes_without_a_place_are_a_share_of_the_forces(another) -> None:
    lost = [
        {
            "month": month,
            "publisher": "thames-valley",
            "crime_type": crime_type,
            "lsoa_code": None,
            "location": "",
            "incident_id": "",
            "extract_id": "tiny",
        }
        for month, crime_type in (("2024-05", "burglary"), ("2024-06", "drugs"), ("2023-05", "burglary"))
        for _ in range(10)
    ]
    asb = [row | {"crime_type": "anti-social-behaviour"} for row in lost]
    tables = another(lake={"incidents": [*lost, *asb]})
    of_force = counted(lambda row: row["force"] == "thames-valley", MONTHS, CRIME)
    assert tables.unplaced == {
        "force_rows": of_force + 20,
        "without_place": 20,
        "share": 20 / (of_force + 20),
    }
    assert unplaced(tables.scope, ["2023-05"])["without_place"] == 10
    assert unplaced(tables.scope, [])["share"] is None


def test_what_the_lake_was_told_of_a_force_goes_before_its_records(another) -> None:
    from datetime import date

    stated = [
        {
            "edition": "told",
            "source": "Told",
            "level": "pfa24",
            "code": "E23000029",
            "feature": feature,
            "reference_date": date(2024, 5, 1),
            "value": value,
        }
        for feature, value in (("crimes_published", 1000.0), ("crimes_published_without_place", 30.0))
    ]
    assert another(lake={"area_profiles": stated}).unplaced == {
        "force_rows": 1000,
        "without_place": 30,
        "share": 0.03,
    }


def test_each_month_of_the_force_is_told(tables: AssessmentTables) -> None:
    presence = {row["month"]: row["presence"] for row in tables.coverage}
    assert list(presence) == list(made_up.ALL_MONTHS)
    assert {month for month, one in presence.items() if one == "missing"} == set(made_up.MISSING)


def test_the_months_told_hold_the_period_assessed(basis: Basis) -> None:
    coverage = made_up.tables_of(basis, period="FY2022", against="FY2021").coverage
    assert (coverage[0]["month"], coverage[0]["presence"]) == ("2021-04", "missing")


def test_every_blind_spot_says_what_follows_and_where_to_look() -> None:
    spots = blind_spots()
    assert {"Fraud and scams", "Domestic abuse", "Hate crime"} <= {spot["title"] for spot in spots}
    assert all(spot["what"] and spot["follows"] and spot["look"] for spot in spots)
