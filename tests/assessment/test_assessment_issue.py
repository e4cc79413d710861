"""What a problem profile shows of its one measure, counted by hand from what was put into the lake."""

import pytest

import anyshire as made_up
from anyshire import ANYSHIRE, EARLIER, LATER, NULLHAM, RESIDENTS
from saferplan.documents.exhibits import Exhibit
from saferplan.documents.strategic_assessment.catalogue import BUILDERS
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.vocabulary import vocabulary_of
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis

ISSUES = ("issue-years", "issue-months", "issue-wards", "issue-beside")


def tables_of(basis: Basis, issue: str, unit: str = ANYSHIRE) -> AssessmentTables:
    return made_up.tables_of(basis, unit, LATER, against=EARLIER, issue=issue)


def shown(tables: AssessmentTables, name: str) -> Exhibit:
    exhibit = BUILDERS[name](tables, Figures(tables))
    assert exhibit is not None
    return exhibit


def in_anyshire(months: tuple[str, ...], crime_type: str = "burglary", ward: str = "") -> int:
    return made_up.counted(
        lambda row: row["ltla"] == ANYSHIRE and ward in ("", made_up.ward_name(row)), months, [crime_type]
    )


def test_the_years_of_the_measure_and_how_the_title_sets_them_side_by_side(basis: Basis) -> None:
    exhibit = shown(tables_of(basis, "burglary"), "issue-years")
    by_year = {row["year"]: row for row in exhibit.records}
    assert by_year["2024/25"]["count"] == in_anyshire(made_up.year(LATER).months)
    residents = RESIDENTS * 24
    expected = in_anyshire(made_up.year(LATER).months) / residents * 1000 * 12 / 11
    assert by_year["2024/25"]["rate_annualised"] == pytest.approx(expected)
    earlier = by_year["2023/24"]["rate_annualised"]
    assert (
        exhibit.title
        == f"Burglary: {expected:.1f} per 1,000 residents a year in 2024/25, beside {earlier:.1f} in 2023/24"
    )


def test_the_months_of_the_measure_with_the_fewest_and_the_most(basis: Basis) -> None:
    exhibit = shown(tables_of(basis, "burglary"), "issue-months")
    counts = {row["month"]: row["count"] for row in exhibit.records}
    assert set(counts) == set(made_up.MONTHS["thames-valley"])
    assert all(count == in_anyshire((month,)) for month, count in counts.items())
    assert exhibit.title == f"Burglary: between {min(counts.values())} and {max(counts.values())} a month"


def test_the_wards_of_the_measure_highest_first(basis: Basis) -> None:
    exhibit = shown(tables_of(basis, "burglary"), "issue-wards")
    rates = [row["rate_annualised"] for row in exhibit.records]
    assert rates == sorted(rates, reverse=True)
    assert len(exhibit.records) == 12
    assert exhibit.records[0]["area_name"] == "Abbey"
    assert exhibit.records[0]["count"] == in_anyshire(made_up.year(LATER).months, ward="Abbey")
    assert exhibit.title.startswith("Abbey has the highest rate: ")


def test_beside_other_areas_the_title_says_what_the_test_says(basis: Basis) -> None:
    exhibit = shown(tables_of(basis, "burglary"), "issue-beside")
    for row in exhibit.records:
        told = {"higher": "higher than in", "lower": "lower than in"}.get(
            row["compared_verdict"], "not clearly different"
        )
        assert told in exhibit.title
        assert row["clear"] == (row["compared_verdict"] in ("higher", "lower"))


@pytest.mark.parametrize("name", ISSUES)
def test_anti_social_behaviour_can_be_an_issue(basis: Basis, name: str) -> None:
    exhibit = shown(tables_of(basis, "asb"), name)
    assert exhibit.records
    assert exhibit.provenance.tables


def test_of_asb_the_counts_are_those_of_asb(basis: Basis) -> None:
    counts = {row["month"]: row["count"] for row in shown(tables_of(basis, "asb"), "issue-months").records}
    assert counts["2024-05"] == in_anyshire(("2024-05",), "anti-social-behaviour")


@pytest.mark.parametrize("name", ISSUES)
def test_without_an_issue_or_without_data_there_is_nothing_to_show(basis: Basis, name: str) -> None:
    for tables in (tables_of(basis, ""), tables_of(basis, "burglary", NULLHAM)):
        assert BUILDERS[name](tables, Figures(tables)) is None


def test_the_words_of_the_issue(basis: Basis) -> None:
    words = vocabulary_of(tables_of(basis, "burglary"), generated_on="today")
    assert (words["issue"], words["issue_title"]) == ("burglary", "Burglary")
    assert words["issue_counts"].startswith("Entering a building")
    assert words["has"]("issue")
    none = vocabulary_of(tables_of(basis, ""), generated_on="today")
    assert (none["issue"], none["issue_title"], none["has"]("issue")) == ("", "", False)


def test_a_document_that_answers_every_matter_knows_it(basis: Basis) -> None:
    tables = tables_of(basis, "")
    some, every = {"levels": ["One"], "people": []}, {"levels": ["One"], "people": ["Two"]}
    assert not vocabulary_of(tables, generated_on="today")["has"]("all_matters")
    assert not vocabulary_of(tables, generated_on="today", answers=some)["has"]("all_matters")
    assert vocabulary_of(tables, generated_on="today", answers=every)["has"]("all_matters")
