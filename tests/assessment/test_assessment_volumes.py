"""Counts, shares, rates and changes, beside a slow count of what was put into the lake."""

from math import isclose
from typing import Any

import pytest

import anyshire as made_up
from anyshire import ANYSHIRE, CITYHAM, EARLIER, LATER, MISSING, MONTHS, NULLHAM, TYPES, counted, of_unit
from saferplan.documents.strategic_assessment.exhibits import years as years_exhibits
from saferplan.errors import UsageError
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis

CRIME = TYPES[:-1]
WARDS, PER_WARD = 12, 2
RESIDENTS = WARDS * PER_WARD * made_up.RESIDENTS
LATER_MONTHS, EARLIER_MONTHS = made_up.year(LATER).months, made_up.year(EARLIER).months
NAMES = {
    "all-crime": CRIME,
    "asb": TYPES[-1:],
    **{name: (name,) for name in CRIME},
    "burglary-households": ("burglary",),
}


def by_name(rows: list[dict]) -> dict[str, dict]:
    return {row["crime_type"]: row for row in rows}


@pytest.mark.parametrize("name", NAMES)
def test_the_period_is_counted_as_it_was_put_in(tables: AssessmentTables, name: str) -> None:
    row = by_name(tables.crime_types)[name]
    assert row["count"] == counted(of_unit(ANYSHIRE), LATER_MONTHS, NAMES[name])
    assert (row["months_present"], row["months_expected"], str(row["status"])) == (11, 12, "partial")


def test_crime_types_come_after_the_wholes_most_frequent_first(tables: AssessmentTables) -> None:
    names = [row["crime_type"] for row in tables.crime_types]
    assert names[:2] == ["all-crime", "asb"]
    assert names[-1] == "burglary-households"
    counts = [row["count"] for row in tables.crime_types[2:-1]]
    assert counts == sorted(counts, reverse=True)


def test_shares_are_of_crime_and_add_up(tables: AssessmentTables) -> None:
    rows = by_name(tables.crime_types)
    assert rows["all-crime"]["share_of_crime"] is None
    assert rows["asb"]["share_of_crime"] is None
    assert isclose(sum(rows[name]["share_of_crime"] for name in CRIME), 1)
    assert isclose(rows["drugs"]["share_of_crime"], rows["drugs"]["count"] / rows["all-crime"]["count"])


def test_rates_are_of_residents_and_burglary_is_also_of_households(tables: AssessmentTables) -> None:
    rows = by_name(tables.crime_types)
    burglaries = counted(of_unit(ANYSHIRE), LATER_MONTHS, ["burglary"])
    assert isclose(rows["burglary"]["rate_annualised"], burglaries / RESIDENTS * 1000 * 12 / 11)
    households = WARDS * PER_WARD * made_up.HOUSEHOLDS
    assert isclose(rows["burglary-households"]["rate_annualised"], burglaries / households * 1000 * 12 / 11)
    for row in tables.crime_types:
        assert row["rate_annualised_low"] <= row["rate_annualised"] <= row["rate_annualised_high"]


@pytest.mark.parametrize("name", ["all-crime", "asb", *CRIME])
def test_change_is_over_the_months_of_the_year_that_both_have(tables: AssessmentTables, name: str) -> None:
    row = by_name(tables.crime_types)[name]
    gone = {month[5:] for month in MISSING}
    now, then = ([month for month in months if month[5:] not in gone] for months in (LATER_MONTHS, EARLIER_MONTHS))
    assert row["months_compared"] == len(now) == len(then) == 10
    assert row["count_compared"] == counted(of_unit(ANYSHIRE), now, NAMES[name])
    assert row["against_count"] == counted(of_unit(ANYSHIRE), then, NAMES[name])
    assert tables.months_compared == list(zip(now, then, strict=True))


def test_the_verdicts_are_those_of_what_was_put_in(tables: AssessmentTables) -> None:
    verdicts = {name: row["verdict"] for name, row in by_name(tables.crime_types).items() if "verdict" in row}
    assert verdicts["burglary"] == "rise"
    assert verdicts["shoplifting"] == "fall"
    unchanged = {"violence-and-sexual-offences", "drugs", "robbery", "asb"}
    assert {verdicts[name] for name in unchanged} == {"no clear change"}


def test_burglary_per_household_is_no_test_of_its_own(tables: AssessmentTables) -> None:
    """The same count again would weigh twice in the false discovery rate."""
    assert "verdict" not in by_name(tables.crime_types)["burglary-households"]


def test_the_period_compared_with_may_be_the_later_one(basis: Basis) -> None:
    later = by_name(made_up.tables_of(basis, period=EARLIER, against=LATER).crime_types)["burglary"]
    assert later["against_is_later"]
    assert later["verdict"] == "fall"
    assert not by_name(made_up.tables_of(basis, against=EARLIER).crime_types)["burglary"]["against_is_later"]


def test_without_a_comparison_there_is_no_change(basis: Basis) -> None:
    tables = made_up.tables_of(basis)
    assert all("verdict" not in row for row in tables.crime_types)
    assert tables.months_compared == []


def test_periods_without_a_month_in_common_are_said_to_have_none(basis: Basis) -> None:
    tables = made_up.tables_of(basis, period="2024-09", against="2023-09")
    assert tables.months_compared == []
    assert {row["months_compared"] for row in tables.crime_types if "verdict" in row} == {0}
    assert {row["verdict"] for row in tables.crime_types if "verdict" in row} == {"cannot say"}


def test_periods_of_unequal_length_are_refused(basis: Basis) -> None:
    with pytest.raises(UsageError, match=r"12 months and .* has 1"):
        _ = made_up.tables_of(basis, against="2023-04").crime_types


def test_each_year_loaded_has_counts_shares_and_rates(tables: AssessmentTables) -> None:
    found = {(row["year"], row["crime_type"]): row for row in tables.years}
    assert {year for year, _ in found} == {"2023/24", "2024/25"}
    for year, months in (("2023/24", EARLIER_MONTHS), ("2024/25", LATER_MONTHS)):
        for name, types in NAMES.items():
            row = found[year, name]
            assert row["count"] == counted(of_unit(ANYSHIRE), months, types)
            assert row["months_present"] == 11
        assert isclose(sum(found[year, name]["share_of_crime"] for name in CRIME), 1)


def test_parts_of_years_are_not_set_beside_one_another_in_a_title() -> None:
    def parts(*months: int) -> list[dict[str, Any]]:
        shares = (0.3, 0.5, 0.4)
        return [
            {"part": "Violence", "year": f"202{at}", "months": number, "share": shares[at]}
            for at, number in enumerate(months)
        ]

    said = [
        years_exhibits.shares_title(parts(*months)) for months in ((1, 12, 12), (12, 3, 12), (1, 12, 8), (7,), (1, 2))
    ]
    assert said == [
        "Violence: 50.0% of recorded crime in 2021, 40.0% in 2022",
        "Violence: 30.0% of recorded crime in 2020, 40.0% in 2022",
        "Violence: 30.0% to 50.0% of the recorded crime loaded of each year",
        "Violence: 30.0% of recorded crime in 2020",
        "Violence: 30.0% to 50.0% of the recorded crime loaded of each year",
    ]


def test_a_year_of_which_nothing_is_loaded_has_no_count_and_no_share(basis: Basis) -> None:
    years = made_up.tables_of(basis, unit="W06000901").years
    assert {row["year"] for row in years} == {"2024/25"}
    assert {row["months_present"] for row in years} == {6}


def test_months_that_were_not_published_are_none_and_not_zero(tables: AssessmentTables) -> None:
    months = {(row["crime_type"], row["month"]): row["count"] for row in tables.months}
    assert {month for (_, month), count in months.items() if count is None} == set(MISSING)
    assert months["robbery", "2024-06"] == 0
    assert months["robbery", "2024-05"] == counted(of_unit(ANYSHIRE), ["2024-05"], ["robbery"]) == 1


def test_an_area_without_any_file_has_no_figures_at_all(basis: Basis) -> None:
    tables = made_up.tables_of(basis, unit=NULLHAM, against=EARLIER)
    assert tables.years == []
    assert tables.months == []
    assert tables.coverage == []
    assert {row["count"] for row in tables.crime_types} == {None}
    assert {row["rate"] for row in tables.crime_types} == {None}
    assert {row["verdict"] for row in tables.crime_types if "verdict" in row} == {"cannot say"}


def test_all_months_present_is_said_to_be_ok(basis: Basis) -> None:
    assert MONTHS["bedfordshire"] == made_up.ALL_MONTHS
    assert {str(row["status"]) for row in made_up.tables_of(basis, unit=CITYHAM).crime_types} == {"ok"}


def test_the_population_has_a_date(tables: AssessmentTables, another) -> None:
    assert str(tables.population_date) == "2024-06-30"
    assert another(lake={"without": ["population"]}).population_date is None
