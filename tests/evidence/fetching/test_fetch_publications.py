"""Attachments of GOV.UK and workbooks of ONS, found through what those sites list today."""

import pytest
from imitation import GovUk, OnsSite, busy, json_answer, workbook

from saferplan.evidence.fetching.outcomes import Status
from saferplan.evidence.fetching.publications import fetch_deprivation, fetch_recorded_crime, file_name
from saferplan.evidence.fetching.publishers import catalogue

IMD_2019 = "/government/statistics/english-indices-of-deprivation-2019"
IMD_2025 = "/government/statistics/english-indices-of-deprivation-2025"
FILE_2019 = "File_7_-_All_IoD2019_Scores__Ranks__Deciles_and_Population_Denominators_3.csv"
FILE_2025 = "File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv"
CRIME_NOW, CRIME_BEFORE = catalogue().home_office_crime[0].pages
ONS_NOW, ONS_BEFORE = catalogue().ons_crime[0].pages
CSV = b"LSOA code (2021),rank\nE01000001,1\n"
ODS = workbook("Notes", "2024_25")
TABLES = workbook("Cover", "Table P1", "Table C1", "Table C2")


@pytest.fixture
def gov_uk(server):
    site = GovUk(server)
    site.publication(IMD_2019, {FILE_2019: CSV, "File_1_-_IMD2019.xlsx": workbook("IMD2019")})
    site.publication(IMD_2025, {"File_6_IoD2025.xlsx": workbook("x"), FILE_2025: CSV + b"E01000002,2\n"})
    site.publication(CRIME_NOW, {"prc-csp-mar21-mar26-tables-230726.ods": ODS, "prc-pfa-mar2013-onwards.ods": ODS})
    return site


@pytest.fixture
def ons(server):
    site = OnsSite(server)
    site.dataset(ONS_NOW, "yearendingjune2025", "policeforceareatablesyejun25.xlsx", TABLES)
    return site


@pytest.fixture
def crime(client_of, store):
    return lambda: fetch_recorded_crime(client_of("home-office"), client_of("ons"), store)


def paths(report):
    return [outcome.path for outcome in report.outcomes]


def test_file_7_of_both_editions_as_published(gov_uk, client_of, store):
    report = fetch_deprivation(client_of("mhclg"), store)
    assert paths(report) == [FILE_2019, FILE_2025]
    assert (store.out / FILE_2019).read_bytes() == CSV
    entry = store.held(FILE_2025)
    assert entry is not None
    assert entry.source.startswith("Source: Ministry of Housing")
    assert fetch_deprivation(client_of("mhclg"), store).count(Status.UNCHANGED) == 2


def test_one_publication_that_is_gone_does_not_stop_the_other(gov_uk, server, client_of, store):
    del server.routes[f"/api/content{IMD_2019}"]
    report = fetch_deprivation(client_of("mhclg"), store)
    assert [outcome.status for outcome in report.outcomes] == [Status.NOT_PUBLISHED, Status.FETCHED]


def test_a_publication_without_such_a_file_says_what_was_looked_for(gov_uk, client_of, store):
    gov_uk.publication(IMD_2025, {"File_6_IoD2025.xlsx": workbook("x")})
    failed = fetch_deprivation(client_of("mhclg"), store).outcomes[1]
    assert "none of its pages lists a file like File_7" in failed.problem
    assert catalogue().publishers["mhclg"].by_hand in failed.remedy


def test_recorded_crime_of_the_home_office_and_of_ons(gov_uk, ons, crime, store):
    report = crime()
    assert report.complete
    assert paths(report) == ["prc-csp-mar21-mar26-tables-230726.ods", "policeforceareatablesyejun25.xlsx"]
    assert (store.out / "policeforceareatablesyejun25.xlsx").read_bytes() == TABLES


def test_a_page_that_moved_is_found_under_its_other_address(gov_uk, ons, server, crime):
    del server.routes[f"/api/content{CRIME_NOW}"]
    gov_uk.publication(CRIME_BEFORE, {"prc-csp-mar16-mar20-tables-290126.ods": ODS}, in_body=True)
    assert paths(crime())[0] == "prc-csp-mar16-mar20-tables-290126.ods"


def test_a_workbook_without_table_c2_gives_way_to_the_other_dataset(gov_uk, ons, crime, store):
    ons.dataset(ONS_NOW, "yearendingjune2025", "policeforceareatablesyejun25.xlsx", workbook("Table P1"))
    ons.dataset(ONS_BEFORE, "yearendingmarch2024", "csptablesyemar24.xlsx", TABLES)
    assert paths(crime())[1] == "csptablesyemar24.xlsx"
    assert not (store.out / "policeforceareatablesyejun25.xlsx").exists()
    assert not list(store.out.glob(".*.part*"))


def test_no_workbook_with_table_c2_is_told_with_what_there_was(gov_uk, ons, crime):
    ons.dataset(ONS_NOW, "yearendingjune2025", "tables.xlsx", workbook("Cover", "Table P1"))
    failed = crime().outcomes[1]
    assert failed.status is Status.FAILED
    assert "none of its sheets (Cover, Table P1) is Table C2" in failed.problem


def test_something_else_than_a_workbook_is_refused(gov_uk, ons, crime):
    ons.dataset(ONS_NOW, "yearendingjune2025", "tables.xlsx", b"Area,Offences\n")
    assert "cut off or damaged" in crime().outcomes[1].problem


def test_the_ons_site_down_does_not_stop_the_home_office(gov_uk, ons, server, crime):
    server.faults[f"{ONS_NOW}/data"] = [busy(503)] * 5
    assert [outcome.status for outcome in crime().outcomes] == [Status.FETCHED, Status.FAILED]


@pytest.mark.parametrize("told", [{}, {"datasets": []}, [], {"datasets": [{"title": "x"}]}])
def test_a_listing_in_another_form_is_told(gov_uk, ons, server, crime, told):
    server.routes[f"{ONS_NOW}/data"] = lambda _: json_answer(told)
    assert "lists no edition with a file" in crime().outcomes[1].problem


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://x/media/a/File_7_-_All.csv", "File_7_-_All.csv"),
        ("https://x/file?uri=/a", "file"),
        ("https://x/a/..%2F..%2Fetc%2Fpasswd", "passwd"),
        ("https://x/a/.hidden.csv", "hidden.csv"),
        ("https://x/a/a;rm%20-rf%20~.csv", "a_rm -rf _.csv"),
        ("https://x/a/", "a"),
        ("https://x/", "download"),
    ],
)
def test_names_from_publishers_are_names_and_nothing_more(url, name):
    assert file_name(url) == name
