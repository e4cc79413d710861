"""Tables of Nomis: paged within its limit, counted, and turned into the files that are loaded."""

import csv
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from imitation import Nomis, busy, web_page

from saferplan.evidence.fetching import nomis as nomis_module
from saferplan.evidence.fetching.outcomes import Status
from saferplan.evidence.fetching.population import fetch_population
from saferplan.evidence.fetching.store import Store

LSOAS = {"E01000001": "City of London 001A", "E01000002": "City of London 001B", "W01000003": "Isle of Anglesey 007A"}
TENURES = ["Total: All households", "Owned: Owns outright", "Owned: Owns with a mortgage or loan", "Shared", "Council"]
TENURES += ["Other social rented", "Private landlord", "Other private rented", "Lives rent free"]
AGES = "/api/v01/dataset/NM_2014_1.data.csv"
RESIDENTS = "/api/v01/dataset/NM_2021_1.data.csv"


def area(code: str) -> dict[str, str]:
    return {"GEOGRAPHY_CODE": code, "GEOGRAPHY_NAME": LSOAS[code]}


def age_rows() -> list[dict]:
    """Residents of age a in the n-th area: 100 n + a."""
    return [
        {**area(code), "C_AGE": 101 + age, "OBS_VALUE": 100 * n + age}
        for n, code in enumerate(LSOAS)
        for age in range(91)
    ]


def tenure_rows() -> list[dict]:
    return [
        {**area(code), "C2021_TENURE_9": n, "C2021_TENURE_9_NAME": name, "OBS_VALUE": 36 if n == 0 else n}
        for code in LSOAS
        for n, name in enumerate(TENURES)
    ]


@pytest.fixture(autouse=True)
def few_cells(monkeypatch):
    monkeypatch.setattr(nomis_module, "GUEST_CELLS", 40)
    monkeypatch.setattr(nomis_module, "KEY_CELLS", 160)


@pytest.fixture
def site(server):
    site = Nomis(server, most_rows=40)
    site.dataset("NM_2014_1", age_rows())
    site.dataset(
        "NM_2021_1", [{**area(code), "OBS_VALUE": 1474 + n, "DATE_NAME": 2021} for n, code in enumerate(LSOAS)]
    )
    site.dataset("NM_2072_1", [{**row, "DATE_NAME": 2021} for row in tenure_rows()])
    return site


@pytest.fixture
def client(client_of):
    return client_of("population")


@pytest.fixture
def fetch(client, store):
    return lambda key="": fetch_population(client, store, key)


def read(store, name):
    with (store.out / name).open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_three_tables_under_names_that_say_their_year(site, fetch):
    assert [outcome.path for outcome in fetch().outcomes] == [
        "mid-2024-by-age-lsoa21.csv",
        "census-2021-residents-lsoa21.csv",
        "census-2021-tenure-lsoa21.csv",
    ]


def test_single_years_of_age_stand_side_by_side(site, fetch, store):
    fetch()
    rows = read(store, "mid-2024-by-age-lsoa21.csv")
    assert [row["lsoa21_code"] for row in rows] == list(LSOAS)
    assert list(rows[0]) == ["lsoa21_code", "lsoa21_name", "total_population", *map(str, range(90)), "90+"]
    assert (rows[1]["lsoa21_name"], rows[1]["0"], rows[1]["37"], rows[1]["90+"]) == (
        "City of London 001B",
        "100",
        "137",
        "190",
    )
    assert rows[0]["total_population"] == str(sum(range(91)))


def test_residents_and_tenure(site, fetch, store):
    fetch()
    assert read(store, "census-2021-residents-lsoa21.csv")[0] == {"lsoa21_code": "E01000001", "residents": "1474"}
    rows = read(store, "census-2021-tenure-lsoa21.csv")
    assert len(rows) == 24
    assert rows[0] == {"lsoa21_code": "E01000001", "households": "36", "tenure": "Owned: Owns outright", "n": "1"}
    assert {row["tenure"] for row in rows} == set(TENURES[1:])


def test_pages_follow_each_other_without_gap_or_overlap(site, server, fetch):
    fetch()
    assert [request.query["recordoffset"] for request in server.asked(AGES)] == [str(40 * n) for n in range(7)]


def test_a_key_asks_for_more_at_once_and_is_written_nowhere(site, server, fetch, store):
    site.most_rows = 160
    fetch("0xsecret")
    assert [request.query["recordoffset"] for request in server.asked(AGES)] == ["0", "160"]
    assert server.asked(AGES)[0].query["uid"] == "0xsecret"
    assert "secret" not in (store.out / "fetched.json").read_text()


def test_a_key_is_not_told_in_an_error_either(site, server, fetch):
    server.faults[AGES] = [busy(503)] * 5
    failed = fetch("0xsecret").outcomes[0]
    assert failed.status is Status.FAILED
    assert "secret" not in failed.problem + failed.remedy


def test_a_limit_lower_than_documented_is_seen_by_the_count(site, server, fetch, store):
    """Nomis cuts an answer short without a word: the next page begins where it ended, not where it was meant to."""
    site.most_rows = 25
    assert fetch().complete
    assert len(read(store, "mid-2024-by-age-lsoa21.csv")) == 3
    assert [request.query["recordoffset"] for request in server.asked(AGES)][:3] == ["0", "25", "50"]


def test_what_is_unchanged_is_not_read_again(site, server, fetch):
    fetch()
    server.requests.clear()
    assert fetch().count(Status.UNCHANGED) == 3
    assert {request.path.rsplit("/", 1)[-1] for request in server.requests} == {"def.sdmx.json"}


def test_an_update_is_read(site, fetch):
    fetch()
    site.updated = "2026-11-06 09:30:00"
    report = fetch()
    # Read again; the bytes are the same, and so are the files.
    assert report.count(Status.UNCHANGED) == 3
    site.updated = "2026-11-07 09:30:00"
    site.dataset("NM_2014_1", [{**row, "DATE_NAME": 2025} for row in age_rows()])
    assert "mid-2025-by-age-lsoa21.csv" in [outcome.path for outcome in fetch().outcomes]


def test_a_run_that_broke_off_goes_on_with_the_page_that_is_missing(site, server, fetch, store):
    server.faults[AGES] = [lambda request, route: route(request)] * 3 + [busy(503)] * 5
    report = fetch()
    assert [outcome.status for outcome in report.outcomes] == [Status.FAILED, Status.FETCHED, Status.FETCHED]
    server.requests.clear()
    assert fetch().complete
    assert [request.query["recordoffset"] for request in server.asked(AGES)] == ["120", "160", "200", "240"]
    assert not (store.out / ".pages").exists()


def test_a_wrong_query_answered_with_no_rows_is_an_error(site, fetch):
    site.dataset("NM_2021_1", [])
    failed = fetch().outcomes[1]
    assert failed.problem.endswith("from row 0 on it sent no rows")
    assert failed.path == "census-2021-residents-lsoa21.csv"


def test_a_web_page_in_the_middle_is_an_error_and_is_not_kept(site, server, fetch):
    server.faults[AGES] = [lambda request, route: route(request), web_page]
    assert "from row 40 on it sent no rows" in fetch().outcomes[0].problem
    assert fetch().complete


def test_a_table_that_changes_while_it_is_read_is_an_error(site, server, fetch):
    grow = age_rows()[:91]  # what is left after an edit
    server.faults[AGES] = [
        lambda request, route: route(request),
        lambda request, _: site._data(grow, request),
    ]
    assert "changed while it was fetched" in fetch().outcomes[0].problem


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (age_rows()[:-1], "W01000003 has no C_AGE 191"),
        (age_rows() + age_rows()[:1], "E01000001 has the C_AGE 101 twice"),
        ([{**age_rows()[0], "C_AGE": 200}], "has the C_AGE 200"),
        ([{**age_rows()[0], "OBS_VALUE": ""}], "a column or number is missing"),
        ([{**row, "DATE_NAME": 2023 + n % 2} for n, row in enumerate(age_rows())], "not of one year"),
    ],
    ids=["an age missing", "an age twice", "a total among the ages", "an empty cell", "two years"],
)
def test_rows_that_make_no_whole_table_are_refused(site, fetch, store, rows, said):
    site.dataset("NM_2014_1", rows)
    assert said in fetch().outcomes[0].problem
    assert not list(store.out.glob("mid-*"))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limit=st.integers(5, 120), ours=st.integers(5, 120))
def test_however_the_pages_fall_every_cell_is_there_once(site, client, tmp_path_factory, monkeypatch, limit, ours):
    monkeypatch.setattr(nomis_module, "GUEST_CELLS", ours)
    site.most_rows = limit
    store = Store(tmp_path_factory.mktemp("downloads"))
    assert fetch_population(client, store).complete
    rows = read(store, "mid-2024-by-age-lsoa21.csv")
    ages = [*map(str, range(90)), "90+"]
    assert [[int(row[age]) for age in ages] for row in rows] == [[100 * n + a for a in range(91)] for n in range(3)]


def test_without_a_date_of_update_it_is_read_and_compared(site, server, fetch):
    for dataset in ("NM_2014_1", "NM_2021_1", "NM_2072_1"):
        server.add_json(f"/api/v01/dataset/{dataset}/def.sdmx.json", {"structure": {}})
    fetch()
    assert fetch().count(Status.UNCHANGED) == 3
    assert len(server.asked(AGES)) == 14


def test_the_manifest_says_which_query_and_which_edition(site, fetch, store):
    fetch()
    entry = json.loads((store.out / "fetched.json").read_text())["files"][2]
    assert entry["edition"] == "NM_2014_1@2025-11-07 09:30:00"
    assert "geography=TYPE151" in entry["url"]
    assert "recordoffset" not in entry["url"]
