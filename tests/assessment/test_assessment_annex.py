"""The annex of every crime type, the outcomes of each year, and how far a country's forces are loaded."""

import re

import pytest
from reading import document_of, read

import anyshire as made_up
from anyshire import CITYHAM, EARLIER, LATER, TYPES
from saferplan.documents.strategic_assessment.exhibits import comparison, every_type, outcomes
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from saferplan.evidence.measures.definition import all_measures


def built(name: str, tables: AssessmentTables):
    return every_type.builders()[name](tables, Figures(tables))


def test_every_crime_type_has_two_exhibits() -> None:
    types = {one.name for one in all_measures().values() if one.is_single_type and one.denominator == "residents"}
    wanted = {f"{kind}-{name}" for name in types - {"asb"} for kind in ("months", "wards")}
    assert every_type.builders().keys() == wanted


@pytest.mark.parametrize("name", TYPES[:-1])
def test_the_months_of_a_type_are_those_of_its_table(tables: AssessmentTables, name: str) -> None:
    exhibit = built(f"months-{name}", tables)
    known = {
        row["month"]: row["count"] for row in tables.months if row["crime_type"] == name and row["count"] is not None
    }
    assert {row["month"]: row["count"] for row in exhibit.records} == known
    last, most = max(known), max(known, key=lambda month: known[month])
    assert f"{known[last]:,} in March 2025; most in" in exhibit.title
    assert exhibit.title.endswith(f"with {known[most]:,}")


def test_a_type_that_was_never_recorded_has_no_chart(tables: AssessmentTables) -> None:
    assert built("months-bicycle-theft", tables) is None
    assert built("wards-bicycle-theft", tables) is None


def test_wards_are_not_ranked_by_a_handful(tables: AssessmentTables) -> None:
    robberies = next(row["count"] for row in tables.crime_types if row["crime_type"] == "robbery")
    assert robberies < every_type.FEWEST_INCIDENTS
    assert built("wards-robbery", tables) is None


def test_wards_stand_in_order_beside_the_rate_of_the_area(tables: AssessmentTables) -> None:
    exhibit = built("wards-burglary", tables)
    rates = [row["rate_annualised"] for row in exhibit.records]
    area = next(row["rate_annualised"] for row in tables.crime_types if row["crime_type"] == "burglary")
    assert rates == sorted(rates, reverse=True)
    assert len(rates) == every_type.MOST_WARDS
    assert f"{rates[0]:.1f} beside {area:.1f} in the whole area" in exhibit.title


def test_crime_that_police_work_finds_is_pointed_out_beside_it_alone(tables: AssessmentTables) -> None:
    assert any("how often police search" in note for note in built("months-drugs", tables).notes)
    assert not any("how often police search" in note for note in built("months-burglary", tables).notes)


def test_the_annex_has_a_section_for_each_type(basis: Basis) -> None:
    for period, against in ((LATER, EARLIER), (EARLIER, LATER), ("2024-05", None), ("FY2010", "FY2009")):
        tables = made_up.tables_of(basis, period=period, against=against)
        said = read(tables).chapter("Every crime type")
        for measure in tables.scope.crime_measures:
            assert measure.title in said, (period, measure.title)


def test_outcomes_of_a_year_add_up_to_its_crimes(tables: AssessmentTables) -> None:
    years = {row["year"] for row in tables.outcomes_by_year}
    assert years == {"2023/24", "2024/25"}
    for year in years:
        own = [row for row in tables.outcomes_by_year if row["year"] == year]
        assert sum(row["share"] for row in own) == pytest.approx(1)
    later = sum(row["count"] for row in tables.outcomes_by_year if row["year"] == "2024/25")
    assert later == tables.crime_types[0]["count"]


def test_outcomes_of_years_that_were_followed_unequally_are_a_range_and_no_trend(tables: AssessmentTables) -> None:
    title = outcomes.outcomes_by_year(tables, Figures(tables)).title
    shares = [row["share"] for row in tables.outcomes_by_year if row["outcome"] == outcomes.CHARGED]
    told = f"{min(shares) * 100:.1f}% to {max(shares) * 100:.1f}%" if min(shares) < max(shares) else "of the crimes"
    assert told in title
    assert "2023/24" not in title


def test_one_year_alone_has_no_chart_of_years(basis: Basis) -> None:
    tables = made_up.tables_of(basis, unit=made_up.PAIRHAM)
    assert {row["year"] for row in tables.outcomes_by_year} == {"2024/25"}
    assert outcomes.outcomes_by_year(tables, Figures(tables)) is None


def test_a_country_says_what_share_of_its_residents_is_counted(tables: AssessmentTables) -> None:
    country = next(gap for gap in tables.comparator_gaps if gap["area_name"] == "England")
    assert country["left_out"]
    assert 0.5 <= country["share_covered"] < 1
    exhibit = comparison.side_by_side(tables, Figures(tables))
    assert exhibit is not None
    share = f"{country['share_covered'] * 100:.0f}% of residents"
    assert any(row["label"].startswith(f"England, {share}") for row in exhibit.records)
    assert any(share.partition("%")[0] in note and "not loaded" in note for note in exhibit.notes)


def test_a_force_that_is_counted_whole_needs_no_share(tables: AssessmentTables) -> None:
    exhibit = comparison.side_by_side(tables, Figures(tables))
    assert exhibit is not None
    assert any(re.match(r"Thames Valley \(", row["label"]) for row in exhibit.records)


def test_rates_beside_are_those_of_the_ratio(tables: AssessmentTables) -> None:
    exhibit = comparison.rates_beside(tables, Figures(tables))
    assert exhibit is not None
    for row in exhibit.records:
        if row["compared_ratio"] is not None:
            ratio = row["compared_own_rate_annualised"] / row["apart_rate_annualised"]
            assert row["compared_ratio"] == pytest.approx(ratio)


def test_a_calendar_of_months_marks_what_is_assessed(basis: Basis) -> None:
    exhibits = {one.exhibit.id: one.exhibit for one in document_of(made_up.tables_of(basis, against=EARLIER)).exhibits}
    svg = exhibits["coverage"].draw(720)
    assert "assessed: 2024/25" in svg
    assert "compared with: 2023/24" in svg
    assert ">not loaded<" in svg


def test_breaks_say_whether_they_lie_in_this_comparison(basis: Basis) -> None:
    compared = {one.exhibit.id: one.exhibit for one in document_of(made_up.tables_of(basis, against=EARLIER)).exhibits}
    assert {row["inside"] for row in compared["breaks"].records} == {"yes: between the two periods"}
    near = made_up.tables_of(basis, period="2025-01", against="2024-01")
    alone = {one.exhibit.id: one.exhibit for one in document_of(near).exhibits}
    assert {row["inside"] for row in alone["breaks"].records} == {"no"}
    city = {one.exhibit.id: one.exhibit for one in document_of(made_up.tables_of(basis, unit=CITYHAM)).exhibits}
    assert {row["inside"] for row in city["breaks"].records} == {"nothing is compared"}
