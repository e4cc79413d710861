"""On real files: every kind of area gives a document that is true to them. Skipped where they are not there."""

import re

import duckdb
import pytest
from reading import ABOUT_THE_AREA, ALWAYS, document_of, page_of, read

from anyshire import tables_of
from saferplan.documents.outputs import as_record
from saferplan.evidence.assessment.outcomes import outcome_groups
from saferplan.evidence.basis import Basis
from saferplan.evidence.lake import Snapshot

BUCKINGHAMSHIRE, CENTRAL_BEDFORDSHIRE, CARDIFF = "E06000060", "E06000056", "W06000015"
SOUTH_NOTTINGHAMSHIRE, DORSET, CITY_OF_LONDON = "E22000366", "E22000063", "E09000001"
SCILLY, MANCHESTER = "E06000053", "E08000003"
FEBRUARY = "2022-02"
KINDS = {
    "one authority of four partnerships": (BUCKINGHAMSHIRE, "FY2021", "FY2018"),
    "another force": (CENTRAL_BEDFORDSHIRE, "2022-01", None),
    "Wales": (CARDIFF, "2022-01", None),
    "several authorities": (SOUTH_NOTTINGHAMSHIRE, "FY2021", "FY2018"),
    "several authorities and partnerships": (DORSET, "FY2021", "FY2020"),
    "a force of its own": (CITY_OF_LONDON, "FY2021", None),
    "a handful of crimes": (SCILLY, "FY2021", None),
    "a force without any file": (MANCHESTER, "FY2021", "FY2020"),
    "a period without data": (BUCKINGHAMSHIRE, "FY2015", "FY2014"),
    "no month in common": (BUCKINGHAMSHIRE, "2022-01", "2021-01"),
    "one month": (BUCKINGHAMSHIRE, "2022-03", "2021-03"),
    "a later period": (BUCKINGHAMSHIRE, "FY2021", "FY2024"),
}


@pytest.mark.parametrize(("unit", "period", "against"), KINDS.values(), ids=KINDS.keys())
def test_every_kind_of_area_gives_a_document(real: Basis, unit: str, period: str, against: str | None) -> None:
    document = document_of(tables_of(real, unit, period, against=against))
    page = page_of(document)
    assert document.unsourced == ()
    assert "not available" not in page.prose
    assert not re.search(r"\b1 (months|crimes|wards|years|incidents|areas|types)\b", page.prose)
    assert as_record(document)["exhibits"]
    for placed in document.exhibits:
        if placed.exhibit.draw:
            placed.exhibit.draw(320)


def test_buckinghamshire_has_the_figures_of_its_strategy(real: Basis) -> None:
    """The seven Thames Valley months of 2021/22 hold 18,907 crimes: 58.6 a year per 1,000 of 553,100 residents."""
    tables = tables_of(real, BUCKINGHAMSHIRE, "FY2021")
    whole = tables.crime_types[0]
    assert (whole["count"], whole["months_present"], whole["months_expected"]) == (18_907, 7, 12)
    assert (str(whole["status"]), round(whole["denominator"], -2)) == ("partial", 553_100)
    assert round(whole["rate_annualised"], 1) == 58.6
    summary = read(tables).chapter("Summary")
    assert "18,907 crimes recorded in 7 of 12 months" in summary
    assert "58.6 crimes per 1,000 residents a year" in summary
    assert "5 months of the period are not loaded: June to October 2021." in summary


def test_against_2024_only_the_months_that_both_have_are_compared(real: Basis) -> None:
    tables = tables_of(real, BUCKINGHAMSHIRE, "FY2021", against="FY2024")
    pairs = [("2021-04", "2024-04"), ("2022-01", "2025-01"), ("2022-02", "2025-02"), ("2022-03", "2025-03")]
    assert tables.months_compared == pairs
    assert {row["months_compared"] for row in tables.crime_types if "verdict" in row} == {4}
    assert "over the 4 months of the year that are loaded in both" in read(tables).chapter("What changed")


def test_four_partnerships_are_one_area_and_one_published_figure(real: Basis, real_lake: Snapshot) -> None:
    unit = real.geography.units[BUCKINGHAMSHIRE]
    assert unit.partnerships == ("E22000303", "E22000306", "E22000311", "E22000318")
    printed = {row["crime_type"]: row for row in tables_of(real, BUCKINGHAMSHIRE, "FY2021").reconciliation}
    ((total, rows),) = duckdb.execute(
        f"SELECT sum(offences), count(*) FROM {real_lake.scan('recorded_crime')}"
        " WHERE code IN (SELECT unnest(?)) AND offence_group LIKE 'Total recorded crime%'",
        [list(unit.partnerships)],
    ).fetchall()
    assert rows == 4
    assert printed["all-crime"]["published"] == total
    assert printed["all-crime"]["period"] == "July 2024 to June 2025"
    assert printed["all-crime"]["months_present"] == 6
    assert -0.05 < printed["all-crime"]["gap_share"] < 0


def test_counts_by_ward_and_decile_equal_plain_sql(real: Basis, real_lake: Snapshot) -> None:
    """An independent count: the codes of February 2022 are those of 2011, carried to 2021 through the lookup."""
    tables = tables_of(real, BUCKINGHAMSHIRE, FEBRUARY)
    links, incidents = real_lake.scan("area_links"), real_lake.scan("incidents")
    best = f"""
        SELECT l.child_code AS older, first(l.parent_code ORDER BY p.residents DESC, l.parent_code) AS lsoa
        FROM {links} l JOIN {real_lake.scan("population")} p ON p.code = l.parent_code AND p.level = 'lsoa21'
        WHERE l.child_level = 'lsoa11' AND l.parent_level = 'lsoa21' GROUP BY 1
    """
    crimes = f"""
        SELECT b.lsoa, i.crime_type FROM {incidents} i JOIN ({best}) b ON i.lsoa_code = b.older
        WHERE i.month = '{FEBRUARY}' AND i.publisher = 'thames-valley'
    """
    by_ward = duckdb.sql(
        f"""SELECT w.parent_code, count(*) FROM ({crimes}) c
            JOIN {links} w ON w.child_code = c.lsoa AND w.parent_level = 'ward24'
            JOIN {links} a ON a.child_code = c.lsoa AND a.parent_level = 'ltla24'
            WHERE a.parent_code = '{BUCKINGHAMSHIRE}' AND c.crime_type <> 'anti-social-behaviour' GROUP BY 1"""
    ).fetchall()
    ours = {row["area_code"]: row["count"] for row in tables.wards.rates if row["crime_type"] == "all-crime"}
    assert {code: count for code, count in ours.items() if count} == dict(by_ward)
    assert len(ours) == 49
    by_decile = duckdb.sql(
        f"""SELECT d.decile, count(*) FROM ({crimes}) c
            JOIN {links} a ON a.child_code = c.lsoa AND a.parent_level = 'ltla24'
            JOIN {real_lake.scan("deprivation")} d ON d.code = c.lsoa AND d.domain = 'imd'
            WHERE a.parent_code = '{BUCKINGHAMSHIRE}' AND c.crime_type <> 'anti-social-behaviour' GROUP BY 1"""
    ).fetchall()
    deciles = {row["decile"]: row["count"] for row in tables.by_decile if row["crime_type"] == "all-crime"}
    assert {decile: count for decile, count in deciles.items() if count} == dict(by_decile)


def test_every_outcome_in_the_files_has_a_group(real_lake: Snapshot) -> None:
    found = duckdb.sql(
        f"SELECT DISTINCT last_outcome FROM {real_lake.scan('incidents')} WHERE last_outcome IS NOT NULL"
    ).fetchall()
    assert {outcome for (outcome,) in found} <= set(outcome_groups())


def test_a_force_without_files_is_said_to_be_missing(real: Basis) -> None:
    document = document_of(tables_of(real, MANCHESTER, "FY2021", against="FY2020"))
    page = page_of(document)
    assert "No month of April 2021 to March 2022 is loaded for Manchester" in page.chapter("Summary")
    assert "No file of the area's own police force (Greater Manchester) is loaded." in page.chapter("About the data")
    assert {placed.exhibit.id for placed in document.exhibits} <= ALWAYS | ABOUT_THE_AREA


def test_wales_has_its_own_country_and_no_english_deprivation(real: Basis) -> None:
    page = read(tables_of(real, CARDIFF, "2022-01"))
    assert "in the rest of Wales" in page.chapter("Beside other areas")
    assert "do not cover Wales" in page.chapter("Deprivation")
    assert "three most deprived tenths of England" not in page.chapter("About the area")


def test_where_nothing_was_recorded_there_are_no_shares(real: Basis) -> None:
    """The one month loaded of the Isles of Scilly has no crime and one incident of anti-social behaviour."""
    page = read(tables_of(real, SCILLY, "FY2021"))
    shown = page.chapter("Summary") + page.chapter("Crime and anti-social behaviour")
    assert not re.search(r"\d% (is|of recorded crime)", shown)
    assert "No outcomes are loaded" in page.chapter("What became of the crimes")


def test_a_force_of_its_own_is_not_set_beside_itself(real: Basis) -> None:
    tables = tables_of(real, CITY_OF_LONDON, "FY2021")
    assert "E23000034" not in {row["area_code"] for row in tables.comparators}
    assert "rest of London, City of" not in read(tables).prose


def test_commas_in_names_of_wards_do_not_run_together(real: Basis) -> None:
    said = read(tables_of(real, BUCKINGHAMSHIRE, "FY2021")).chapter("Wards")
    assert "Aylesbury North; and Booker, Cressex and Castlefield" in said or "Booker" not in said
