"""The area beside others: over the months that both have, and beside what it is no part of."""

from math import isclose

import pytest

import anyshire as made_up
from anyshire import ANYSHIRE, BESIDESHIRE, CITYHAM, LATER, NULLHAM, PAIRHAM, TREBACH, TREFAN, TYPES, counted, of_unit
from saferplan.evidence.assessment.scope import GIVEN_NOTE
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis

CRIME = TYPES[:-1]
THAMES_VALLEY, ENGLAND, WALES = "E23000029", "E92000001", "W92000004"
MONTHS = made_up.year(LATER).months


def beside(tables: AssessmentTables, other: str, crime_type: str = "all-crime") -> dict:
    return next(row for row in tables.comparators if (row["area_code"], row["crime_type"]) == (other, crime_type))


def rate(count: int, small_areas: int, months: int) -> float:
    return count / (small_areas * made_up.RESIDENTS) * 1000 * 12 / months


def test_force_country_and_similar_areas_stand_beside_it(tables: AssessmentTables) -> None:
    assert [area.code for area in tables.scope.comparators] == [THAMES_VALLEY, ENGLAND, "similar"]


def test_the_rates_are_of_the_months_that_both_have(tables: AssessmentTables) -> None:
    row = beside(tables, THAMES_VALLEY)
    own = counted(of_unit(ANYSHIRE), MONTHS, CRIME)
    others = counted(of_unit(BESIDESHIRE), MONTHS, CRIME)
    assert (row["compared_months"], row["compared_own_count"], row["compared_count"]) == (11, own, own + others)
    assert isclose(row["compared_own_rate_annualised"], rate(own, 24, 11))
    assert isclose(row["compared_rate_annualised"], rate(own + others, 30, 11))


@pytest.mark.parametrize("crime_type", ["all-crime", "anti-social-behaviour", "drugs", "robbery"])
def test_beside_its_force_stands_the_rest_of_it(tables: AssessmentTables, crime_type: str) -> None:
    row = beside(tables, THAMES_VALLEY, crime_type)
    types = CRIME if crime_type == "all-crime" else [crime_type]
    others = counted(of_unit(BESIDESHIRE), MONTHS, types)
    assert row["apart_name"] == "Rest of Thames Valley"
    assert isclose(row["apart_rate_annualised"], rate(others, 6, 11))
    if row["compared_ratio"]:
        assert isclose(row["compared_ratio"], row["compared_own_rate_annualised"] / row["apart_rate_annualised"])


def test_the_rest_is_known_even_where_nothing_was_recorded_here(another) -> None:
    def none_here(row: dict, month: str, crime_type: str) -> int:
        is_here = crime_type == "drugs" and row["ltla"] == ANYSHIRE
        return 0 if is_here else made_up.number_of(row, month, crime_type)

    row = beside(another(lake={"number": none_here}), THAMES_VALLEY, "drugs")
    assert row["compared_ratio"] == 0
    assert isclose(row["apart_rate_annualised"], rate(counted(of_unit(BESIDESHIRE), MONTHS, ["drugs"]), 6, 11))


def test_beside_similar_areas_nothing_is_taken_away(tables: AssessmentTables) -> None:
    row = beside(tables, "similar")
    assert row["apart_name"] == row["area_name"] == tables.scope.similar_group.name
    assert row["apart_rate_annualised"] == row["compared_rate_annualised"]


def test_an_area_that_is_its_whole_force_is_not_set_beside_itself(basis: Basis) -> None:
    tables = made_up.tables_of(basis, unit=CITYHAM)
    assert [area.code for area in tables.scope.comparators] == [ENGLAND, "similar"]


def test_a_welsh_area_stands_beside_wales(basis: Basis) -> None:
    tables = made_up.tables_of(basis, unit=TREFAN)
    assert [area.code for area in tables.scope.comparators] == ["W15000003", WALES, "similar"]
    row = beside(tables, WALES)
    assert row["compared_months"] == 6
    assert isclose(row["apart_rate_annualised"], rate(counted(of_unit(TREBACH), MONTHS, CRIME), 4, 6))


def test_what_each_comparator_rests_on_is_told(tables: AssessmentTables) -> None:
    gaps = {row["area_code"]: row for row in tables.comparator_gaps}
    assert gaps[THAMES_VALLEY]["left_out"] == []
    assert len(gaps[THAMES_VALLEY]["months"]) == 11
    assert gaps[ENGLAND]["left_out"] == ["Nullham"]
    assert gaps[ENGLAND]["partnerships"] == 5


def test_intervals_hold_the_rates(tables: AssessmentTables) -> None:
    for row in (*tables.comparators, *tables.similar_areas):
        for prefix in ("compared", "compared_own"):
            value = row[f"{prefix}_rate_annualised"]
            if value:
                assert row[f"{prefix}_low"] < value < row[f"{prefix}_high"]


def test_similar_areas_come_nearest_first_and_are_counted_over_the_same_months(tables: AssessmentTables) -> None:
    rows = [row for row in tables.similar_areas if row["crime_type"] == "all-crime"]
    distances = [row["distance"] for row in rows]
    assert distances == sorted(distances)
    assert {row["area_code"] for row in rows} == {BESIDESHIRE, CITYHAM, PAIRHAM, NULLHAM}
    city = next(row for row in rows if row["area_code"] == CITYHAM)
    months = [month for month in MONTHS if month not in made_up.MISSING]
    assert (city["compared_months"], city["months_present"]) == (11, 12)
    assert city["compared_count"] == counted(of_unit(CITYHAM), months, CRIME)


def test_features_are_shown_for_the_area_and_the_similar_ones(tables: AssessmentTables) -> None:
    found = {row["feature"]: row for row in tables.similarity_features}
    deprived = next(row for name, row in found.items() if "three most deprived" in name)
    assert (deprived["value"], deprived["similar_mean"]) == (0.5, 0.5)
    assert all(row["weight"] > 0 and row["source"] and row["unit"] for row in found.values())


def test_similar_areas_may_be_given(basis: Basis) -> None:
    tables = made_up.tables_of(basis, given_similar=(TREFAN, PAIRHAM, CITYHAM))
    assert tables.scope.similar.note == GIVEN_NOTE
    assert tables.scope.similar_group.name == "3 areas named as similar"
    rows = {row["area_code"]: row["distance"] for row in tables.similar_areas}
    assert set(rows) == {TREFAN, PAIRHAM, CITYHAM}
    assert rows[TREFAN] is None  # the English index does not cover it, so that no distance can be told
    assert rows[CITYHAM] > 0


def test_an_area_without_months_is_compared_with_nothing(basis: Basis) -> None:
    tables = made_up.tables_of(basis, unit=NULLHAM)
    assert {row["compared_months"] for row in tables.comparators} == {0}
    assert {row["compared_verdict"] for row in tables.comparators} == {"cannot say"}
    assert {row["apart_rate_annualised"] for row in tables.comparators} == {None}
