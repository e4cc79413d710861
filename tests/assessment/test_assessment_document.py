"""What the document says, and what it keeps from saying."""

import re
from math import isfinite
from typing import Any

import pytest
from reading import ABOUT_THE_AREA, ALWAYS, document_of, page_of, read

import anyshire as made_up
from anyshire import ANYSHIRE, BESIDESHIRE, CITYHAM, EARLIER, LATER, NULLHAM, PAIRHAM, TREBACH, TREFAN, TYPES
from saferplan.documents.document import Document
from saferplan.documents.html import render_html
from saferplan.documents.strategic_assessment.catalogue import BUILDERS
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis
from saferplan.evidence.measures.calculate import parts_of
from saferplan.evidence.measures.definition import all_measures

UNITS = [ANYSHIRE, BESIDESHIRE, CITYHAM, PAIRHAM, TREFAN, TREBACH, NULLHAM]
PERIODS = [
    (LATER, EARLIER),
    (EARLIER, LATER),
    (LATER, None),
    ("2024-05", "2023-05"),
    ("2024-09", "2023-09"),
    ("CY2024", None),
    ("FY2010", "FY2009"),
    ("R6:2025-03", "R6:2024-03"),
]


@pytest.fixture(scope="module")
def document(tables: AssessmentTables) -> Document:
    return document_of(tables)


@pytest.mark.parametrize(("period", "against"), PERIODS)
@pytest.mark.parametrize("unit", UNITS)
def test_every_area_and_period_gives_a_document(basis: Basis, unit: str, period: str, against: str | None) -> None:
    tables = made_up.tables_of(basis, unit=unit, period=period, against=against)
    document = document_of(tables)
    page = page_of(document)
    assert document.unsourced == ()
    assert "not available" not in page.prose
    assert not re.search(r"\b1 (months|crimes|wards|years|incidents|areas|types)\b", page.prose)
    assert not re.search(r"\bNone\b(?! of)|\b(nan|inf)\b|\[\]|\{|\}", page.prose)
    for placed in document.exhibits:
        if placed.exhibit.draw:
            assert placed.exhibit.draw(320).startswith("<svg")
            assert placed.exhibit.draw(720).startswith("<svg")


def test_the_summary_says_how_much_and_how_complete(tables: AssessmentTables) -> None:
    summary = read(tables).chapter("Summary")
    count = tables.crime_types[0]["count"]
    assert f"{count:,} crimes recorded in 11 of 12 months" in summary
    assert "1 month of the period is not loaded: September 2024." in summary
    assert f"{tables.crime_types[0]['rate_annualised']:.1f} crimes per 1,000 residents a year" in summary


def test_rises_and_falls_are_told_apart(tables: AssessmentTables) -> None:
    changed = read(tables).chapter("What changed")
    assert re.search(r"These rose by more than chance explains: burglary, a rise of \d+% \(95% interval", changed)
    assert re.search(r"These fell by more than chance explains: shoplifting, a fall of \d+% \(95% interval", changed)
    assert "There is no clear change in violence and sexual offences; drug offences; robbery:" in changed
    assert "Of 5 crime types, 1 rose, 1 fell and 3 show no clear change" in changed


def test_a_rise_is_never_called_a_fall(tables: AssessmentTables) -> None:
    """Every change that the page names is the verdict of its row."""
    document = document_of(tables)
    rows = {f"change-{row['crime_type']}": row for row in tables.crime_types}
    named = [finding for finding in document.findings if finding.id.startswith("change-")]
    assert len(named) == 7
    for finding in named:
        assert rows[finding.id]["verdict"] in finding.text
        assert ("rise" in finding.text) == (rows[finding.id]["verdict"] == "rise")
        assert ("fall" in finding.text) == (rows[finding.id]["verdict"] == "fall")


def test_what_the_test_cannot_tell_from_chance_is_no_clear_change(tables: AssessmentTables) -> None:
    for finding in document_of(tables).findings:
        if finding.id.startswith("change-"):
            assert (finding.text == "no clear change") == (finding.record["q"] >= 0.05)


def test_breaks_between_the_periods_are_named_beside_the_change(tables: AssessmentTables) -> None:
    page = read(tables)
    assert "counting rules of May 2023" in page.chapter("Summary")
    assert 'Between the two periods lies what is listed under "Breaks in the series"' in page.chapter("What changed")


def test_against_a_later_period_nothing_has_risen_or_fallen(basis: Basis) -> None:
    changed = read(made_up.tables_of(basis, period=EARLIER, against=LATER)).chapter("What changed")
    said = changed.partition("Breaks in the series A rise")[0].replace("what has risen or fallen since", "")
    said = said.replace("Part of a rise or a fall may come", "").replace("A change is called a rise or a fall", "")
    said = said.replace("A rise or a fall across", "")
    assert "The period compared with is the later one" in changed
    assert re.search(r"These were lower than in 2024/25 by more than chance explains: burglary, a rate 50% lower", said)
    assert not re.search(r"\b(rise|rose|fell|fall)\b", said)


def test_nothing_is_claimed_of_a_period_without_months(basis: Basis) -> None:
    page = read(made_up.tables_of(basis, period="FY2010", against="FY2009"))
    summary = page.chapter("Summary")
    assert "No month of April 2010 to March 2011 is loaded for Anyshire, so nothing can be said" in summary
    for chapter in ("Summary", "Wards", "Deprivation", "What became of the crimes"):
        assert not re.search(r"\d[\d.,]* (crimes|per 1,000|of \d+ wards)|%", page.chapter(chapter)), chapter
    assert "so no change can be worked out" in page.chapter("What changed")
    assert "No other area has months in common" in page.chapter("Beside other areas")


def test_an_area_of_which_nothing_was_published_says_so(basis: Basis) -> None:
    document = document_of(made_up.tables_of(basis, unit=NULLHAM, against=EARLIER))
    shown = {placed.exhibit.id for placed in document.exhibits}
    assert shown <= ALWAYS | ABOUT_THE_AREA
    about = page_of(document).chapter("About the data")
    assert "No file of the area's own police force (Greater Manchester) is loaded." in about


def test_months_in_which_nothing_was_recorded_are_a_count_of_none(another: Any) -> None:
    """Zero is a figure where the force has published the month: the rest of the force is known all the same."""

    def none_here(row: dict, month: str, crime_type: str) -> int:
        return 0 if row["ltla"] == ANYSHIRE else made_up.number_of(row, month, crime_type)

    page = read(another(against=EARLIER, lake={"number": none_here}))
    assert "0 crimes recorded in 11 of 12 months" in page.chapter("Summary")
    assert "lower than in the rest of Thames Valley: 0.0 per 1,000 residents a year here and" in page.chapter("Summary")
    assert "All crime shows no clear change." in page.chapter("What changed")


def test_few_crimes_are_counted_and_not_shared_out(another: Any) -> None:
    def few(row: dict, month: str, crime_type: str) -> int:
        is_one = row["ward_number"] == 2 and month == "2024-05" and crime_type in ("burglary", "drugs", "robbery")
        return int(is_one and row["decile"] == 1)

    tables = another(lake={"number": few})
    page = read(tables)
    assert "3 crimes recorded in 11 of 12 months" in page.chapter("Summary")
    assert "Of recorded crime, 1 of 3 is burglary, 1 of 3 is drug offences, 1 of 3 is robbery." in page.chapter(
        "Summary"
    )
    assert not re.search(r"\d% (is|of)", page.chapter("Summary") + page.chapter("What became of the crimes"))


def test_a_month_missing_in_one_period_is_left_out_of_both(basis: Basis) -> None:
    changed = read(made_up.tables_of(basis, against=EARLIER)).chapter("What changed")
    assert "over the 10 months of the year that are loaded in both" in changed
    assert "April to June 2024, August 2024 and October 2024 to March 2025" in changed


def test_one_month_is_singular(basis: Basis) -> None:
    page = read(made_up.tables_of(basis, period="2024-05", against="2023-05"))
    assert "over the month of the year that is loaded in both: May 2024, beside May 2023" in page.chapter(
        "What changed"
    )
    assert "crimes recorded in May 2024" in page.chapter("Summary")
    assert "Rates a year are scaled from 1 month" in page.chapter("Summary")


def test_one_population_for_both_periods_allows_for_no_growth(tables: AssessmentTables, another: Any) -> None:
    assert "growth in the population is not allowed for" in read(tables).chapter("What changed")
    earlier = [
        {
            "edition": "mid-2023",
            "source": "Estimates 2023",
            "reference_date": tables.population_date.replace(year=2023),
            "level": "lsoa21",
            "code": row["lsoa"],
            "residents": 900,
        }
        for row in made_up.places()
    ]
    two = another(against=EARLIER, lake={"population": earlier})
    assert "growth in the population is allowed for" in read(two).chapter("What changed")
    line = next(one.exhibit for one in document_of(two).exhibits if one.exhibit.id == "changes").source_line
    assert "30 June 2024" in line
    assert "30 June 2023" in line


@pytest.mark.parametrize(
    ("periods", "words"), [((LATER, EARLIER), "a fall of 33%"), ((EARLIER, LATER), "a rate 50% higher")]
)
def test_what_placing_alone_would_do_is_worked_out(another: Any, periods: tuple[str, str], words: str) -> None:
    """A third of the later months' crimes have no place: were all crimes as before, a third fewer would be counted."""
    month = "2024-05"
    of_force = made_up.counted(lambda row: row["force"] == "thames-valley", [month], made_up.TYPES[:-1])
    lost = {"month": month, "publisher": "thames-valley", "crime_type": "drugs", "lsoa_code": None, "extract_id": "x"}
    lake = {"incidents": [lost] * (of_force // 2)}
    inside = {LATER: month, EARLIER: "2023-05"}
    tables = another(period=inside[periods[0]], against=inside[periods[1]], lake=lake)
    said = read(tables).chapter("What changed")
    assert f"that alone would make {words} in the figures, with no change in crime" in said
    assert re.search(r"they were \d+\.\d% of the force's crimes in May 202\d and \d+\.\d% in May 202\d", said)


def test_without_a_population_there_are_counts_and_no_rates(another: Any) -> None:
    tables = another(against=EARLIER, lake={"without": ["population"]})
    document = document_of(tables)
    page = page_of(document)
    assert f"{tables.crime_types[0]['count']:,} crimes recorded" in page.chapter("Summary")
    assert "No population is loaded, so there are counts and no rates." in page.chapter("Summary")
    assert "No population is loaded, so no change of rates can be worked out." in page.chapter("What changed")
    assert "areas of different size cannot be set side by side" in page.chapter("Beside other areas")
    shown = {placed.exhibit.id for placed in document.exhibits}
    assert {"crime-types", "months", "years-counts", "ward-rates", "outcomes"} <= shown
    assert shown.isdisjoint({"years", "years-rates", "changes", "comparators", "ward-league", "deciles"})
    assert not [finding for finding in document.findings if finding.id == "rate-all-crime"]


@pytest.mark.parametrize(
    "without",
    [
        ["households"],
        ["deprivation"],
        ["population_by_age"],
        ["ward24"],
        ["households", "deprivation", "population_by_age"],
        ["population", "households", "deprivation", "population_by_age", "ward24"],
    ],
    ids="-".join,
)
def test_a_lake_that_lacks_a_table_still_gives_a_document(another: Any, without: list[str]) -> None:
    document = document_of(another(against=EARLIER, lake={"without": without}))
    page = page_of(document)
    assert document.unsourced == ()
    assert "not available" not in page.prose
    assert "crimes recorded in 11 of 12 months" in page.chapter("Summary")
    if "ward24" in without:
        assert "no lookup of its wards" in page.chapter("Wards")
    if "deprivation" in without:
        assert "No index of deprivation that covers Anyshire is loaded" in page.chapter("Deprivation")


def test_wales_has_no_english_index(basis: Basis) -> None:
    said = read(made_up.tables_of(basis, unit=TREFAN)).chapter("Deprivation")
    assert said == "The English Indices of Deprivation do not cover Wales, and the Welsh index is not read."


def test_a_list_of_wards_is_set_beside_the_leagues(basis: Basis) -> None:
    union = {row["area_code"] for row in made_up.tables_of(basis).wards.union}
    wards = parts_of(basis, basis.geography.area(ANYSHIRE), "ward")
    outside = next(ward for ward in wards if ward.code not in union)
    tables = made_up.tables_of(basis, named_wards=(wards[0], outside), wards_list_title="the list programme")
    said = read(tables).chapter("Wards")
    assert "Of the 2 wards in the list programme, 1 is among them: Abbey." in said
    assert f"In no top five, though in the list: {outside.name}." in said
    exhibit = next(one.exhibit for one in document_of(tables).exhibits if one.exhibit.id == "ward-union")
    assert exhibit.columns[-1].heading == "In the list programme"
    assert {row["area_name"] for row in exhibit.records if row["listed"] == "yes"} == {"Abbey", outside.name}


def test_of_five_wards_or_fewer_the_top_five_are_all_there_are(basis: Basis) -> None:
    said = read(made_up.tables_of(basis, unit=PAIRHAM)).chapter("Wards")
    assert "There are no more wards with a rate than 4, so the five highest are all there are." in said
    assert "There are too few wards to tell." in said


def test_similar_areas_of_ones_own_are_called_so(basis: Basis) -> None:
    page = read(made_up.tables_of(basis, given_similar=(CITYHAM, PAIRHAM)))
    assert "2 areas named as similar" in page.chapter("Beside other areas")
    assert "They are not the Home Office" not in page.prose
    assert "named as similar by whoever built this assessment" in page.chapter("About the data")


def test_similar_areas_worked_out_here_are_not_the_home_offices(tables: AssessmentTables) -> None:
    assert "They are not the Home Office's Most Similar Groups." in read(tables).chapter("Beside other areas")


def test_crime_found_by_police_work_is_pointed_out(tables: AssessmentTables) -> None:
    page = read(tables)
    for chapter in ("Crime and anti-social behaviour", "What changed", "Wards"):
        assert "Figures for drug offences follow where and how often police search" in page.chapter(chapter)


def test_what_the_source_leaves_out_is_told_in_the_summary(tables: AssessmentTables) -> None:
    assert "Fraud is in none of these figures" in read(tables).chapter("Summary")


def test_one_population_of_another_time_is_pointed_out(basis: Basis) -> None:
    old = made_up.tables_of(basis, period="2023-04")
    assert "The population is of 30 June 2024, 1.2 years after the middle of the period" in read(old).chapter("Summary")


def test_every_exhibit_of_the_catalogue_can_be_shown(tables: AssessmentTables) -> None:
    """What the made-up country lacks is named here and has tests of its own: maps want boundaries, ages years."""
    shown = {placed.exhibit.id for placed in document_of(tables).exhibits}
    without_crime = {f"{kind}-{one.name}" for one in all_measures().values() for kind in ("months", "wards")}
    of_partners = ("attrition", "cohort", "harm", "hidden", "hotspot", "hour", "indicators", "issue", "justice", "near",
                   "search", "season", "taskings", "months-outside", "asb-", "known-to", "repeat-", "victimised-again",
                   "most-victimised")  # fmt: skip
    left = {name for name in set(BUILDERS) - shown - without_crime if not name.startswith(of_partners)}
    maps = {name for name in left if "map" in name}
    assert left - maps == {"ages", "tenure", "reconciliation"}
    assert {f"months-{one}" for one in TYPES[:-1]} <= shown
    assert {f"wards-{one}" for one in ("burglary", "shoplifting")} <= shown


def test_each_exhibit_has_a_title_columns_records_and_a_picture_with_words(document: Document) -> None:
    for placed in document.exhibits:
        exhibit = placed.exhibit
        assert exhibit.title
        assert exhibit.subtitle
        assert exhibit.source_line.startswith("Source: ")
        assert exhibit.records
        keys = {column.key for column in exhibit.columns}
        assert all(row.keys() & keys for row in exhibit.records), exhibit.id
        if exhibit.draw:
            assert len(exhibit.alt) > 30


def test_numbers_of_tables_are_numbers(document: Document) -> None:
    """A figure written out as text could not be sorted, summed or drawn again."""
    for placed in document.exhibits:
        for column in placed.exhibit.columns:
            if column.kind != "text":
                values = [row.get(column.key) for row in placed.exhibit.records]
                assert not [value for value in values if isinstance(value, str)], (placed.exhibit.id, column.key)
                assert all(isfinite(value) for value in values if value is not None)


def test_every_figure_can_be_traced(document: Document, tables: AssessmentTables) -> None:
    versions = tables.scope.basis.snapshot.versions
    of_the_force = {"unplaced", "unplaced-now", "unplaced-then", "placing"}
    origins = [finding.provenance for finding in document.findings]
    origins += [placed.exhibit.provenance for placed in document.exhibits]
    for provenance in origins:
        assert provenance.filter
        assert provenance.formula
        assert provenance.code_version
        assert provenance.tables.items() <= versions.items()
    for finding in document.findings:
        assert finding.provenance.tables, finding.id
        assert "Anyshire" in finding.provenance.filter or finding.id in of_the_force, finding.id
    rate = next(finding for finding in document.findings if finding.id == "rate-all-crime").provenance
    assert "(E06000901), months 2024-04..2024-08, 2024-10..2025-03" in rate.filter
    assert "crime types: all but anti-social-behaviour" in rate.filter
    assert {"incidents", "population"} <= rate.tables.keys()
    assert "households" not in rate.tables
    assert any("30 June 2024" in source for source in rate.sources)


def test_every_link_on_the_page_leads_somewhere(document: Document) -> None:
    page = page_of(document)
    assert len(set(page.ids)) == len(page.ids)
    inside = [link[1:] for link in page.links if link.startswith("#")]
    assert set(inside) <= set(page.ids)
    assert len(inside) > 100


def test_a_document_is_the_same_when_built_again(basis: Basis, tables: AssessmentTables) -> None:
    from saferplan.documents.outputs import as_record

    again = made_up.tables_of(Basis(basis.snapshot), against=EARLIER)
    assert as_record(document_of(again)) == as_record(document_of(tables))


def test_files_behind_restricted_tables_are_in_no_part_of_the_document(basis: Basis, another: Any) -> None:
    of_incidents = next(row for row in basis.snapshot.extracts if row["dataset"] == "incidents")
    secret = of_incidents | {"dataset": "stop_and_search", "format": "police-uk-stop-and-search", "file": "secret.csv"}
    tables = another(lake={"extracts": [secret]})
    assert secret["file"] in [row["file"] for row in tables.scope.basis.snapshot.extracts]
    document = document_of(tables)
    listed = next(placed.exhibit for placed in document.exhibits if placed.exhibit.id == "extracts")
    assert [(row["holds"], row["format"]) for row in listed.records] == [
        ("Crimes and anti-social behaviour", "data.police.uk, crimes street by street")
    ]
    assert not re.search("stop.and.search|secret", render_html(document))
