"""Tables and boundaries of the portal: the right service found, every page joined, nothing lost or doubled."""

import csv
import json
import re

import pytest
from imitation import Portal, busy, cut, json_answer, packed, web_page

from saferplan.errors import FetchError
from saferplan.evidence.fetching import geography as geography_module
from saferplan.evidence.fetching.geography import fetch_geography
from saferplan.evidence.fetching.outcomes import Status
from saferplan.evidence.fetching.publishers import PortalTable, catalogue
from saferplan.evidence.fetching.store import Store

LOOKUP = PortalTable("lookup", "A lookup", "LSOA11_LSOA21_LU", {"LSOA11CD": "lsoa11_code", "CHGIND": "change_code"})
AREAS = PortalTable(
    "areas", "Outlines", "Areas_{detail}", {"WD24CD": "ward24_code"}, True, "WD24CD LIKE 'E%' OR WD24CD LIKE 'W%'"
)
ROWS = [{"LSOA11CD": f"E0100000{n}", "CHGIND": "U", "LAD22NMW": None} for n in range(8)]
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
WARDS = [{"WD24CD": f"{country}0500000{n}", "geometry": SQUARE} for n in range(3) for country in "EWS"]


@pytest.fixture
def portal(server):
    portal = Portal(server, most_records=3)
    portal.service("LSOA11_LSOA21_LU_v5", ROWS)
    portal.service("Areas_BGC_V2", WARDS)
    portal.service("Somebody_elses_LSOA11_LSOA21_LU_v9", ROWS)
    return portal


@pytest.fixture
def client(client_of):
    return client_of("geography")


@pytest.fixture
def fetch(client, store, monkeypatch):
    def run(*tables: PortalTable):
        listed = type("Listed", (), {"geography": tables or (LOOKUP, AREAS)})
        monkeypatch.setattr(geography_module, "catalogue", lambda: listed)
        return fetch_geography(client, store)

    return run


QUERY = "/arcgis/rest/services/LSOA11_LSOA21_LU_v5/FeatureServer/0/query"


def pages_asked(server, path=QUERY):
    return [request.query["resultOffset"] for request in server.asked(path) if "resultOffset" in request.query]


def test_all_pages_become_one_table_with_our_headings(portal, server, fetch, store):
    assert fetch().complete
    with (store.out / "lookup.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows == [{"lsoa11_code": f"E0100000{n}", "change_code": "U"} for n in range(8)]
    assert pages_asked(server) == ["0", "3", "6"]
    assert {request.query["orderByFields"] for request in server.asked(QUERY) if "orderByFields" in request.query} == {
        "ObjectId"
    }


def test_boundaries_become_geojson_of_the_areas_asked_for(portal, fetch, store):
    fetch()
    told = json.loads((store.out / "areas.geojson").read_text())
    assert told["type"] == "FeatureCollection"
    assert [feature["properties"] for feature in told["features"]] == [
        {"ward24_code": row["WD24CD"]} for row in WARDS if row["WD24CD"][0] in "EW"
    ]
    assert all(feature["geometry"] == SQUARE for feature in told["features"])


def test_the_newest_version_that_has_the_columns_is_taken(portal, server, fetch, store):
    """ONS gave the best-fit table, which has no change codes, the name of the exact one with _v2."""
    portal.service("LSOA11_LSOA21_LU", ROWS[:1])
    portal.service("LSOA11_LSOA21_LU_v12", [{"LSOA11CD": "E01000000"}])
    fetch(LOOKUP)
    held = store.held("lookup.csv")
    assert held is not None
    assert held.edition == "LSOA11_LSOA21_LU_v5@1700000000000, 8 records"


def test_a_service_that_is_gone_fails_alone(portal, fetch):
    report = fetch(PortalTable("other", "", "Gone_LU", {"A": "a"}), LOOKUP)
    assert [outcome.status for outcome in report.outcomes] == [Status.FAILED, Status.FETCHED]
    assert "no service 'Gone_LU' with the columns A" in report.outcomes[0].problem
    assert report.outcomes[0].path == "other.csv"


def test_what_is_unchanged_is_not_read_again(portal, server, fetch):
    fetch()
    server.requests.clear()
    assert fetch().count(Status.UNCHANGED) == 2
    assert pages_asked(server) == []


def test_an_edited_table_is_read_again(portal, server, fetch):
    fetch(LOOKUP)
    portal.edited += 1
    portal.services["LSOA11_LSOA21_LU_v5"][0]["CHGIND"] = "X"
    server.requests.clear()
    assert fetch(LOOKUP).count(Status.FETCHED) == 1
    assert pages_asked(server) == ["0", "3", "6"]


def test_a_run_that_broke_off_goes_on_with_the_page_that_is_missing(portal, server, fetch, store):
    server.faults[QUERY] = [lambda request, route: route(request)] * 2 + [busy(503)] * 5
    assert fetch(LOOKUP).count(Status.FAILED) == 1
    assert not (store.out / "lookup.csv").exists()
    server.requests.clear()
    assert fetch(LOOKUP).complete
    assert pages_asked(server) == ["3", "6"]
    assert not list(store.out.rglob(".pages"))


def test_pages_of_another_edition_are_not_mixed_in(portal, server, fetch, store):
    server.faults[QUERY] = [lambda request, route: route(request)] * 2 + [busy(503)] * 5
    fetch(LOOKUP)
    portal.edited += 1
    portal.services["LSOA11_LSOA21_LU_v5"][0]["CHGIND"] = "X"
    fetch(LOOKUP)
    assert "E01000000,X" in (store.out / "lookup.csv").read_text()


@pytest.mark.parametrize("fault", [cut(30), packed(cut_off=10), busy(429, "1"), busy(500)])
def test_what_passes_is_waited_for(portal, server, fetch, fault):
    server.faults[QUERY] = [fault] * 3
    assert fetch(LOOKUP).complete


def test_answers_are_asked_for_packed(portal, server, fetch, client):
    server.faults[QUERY] = [packed()] * 4
    assert fetch(LOOKUP).complete
    assert server.asked(QUERY)[0].headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("code", "tries", "said"), [(400, 1, "it answered 400"), (503, 5, "503 .*given up after several tries")]
)
def test_an_error_told_with_status_200_is_seen(portal, server, fetch, code, tries, said):
    server.faults[QUERY] = [lambda *_: json_answer({"error": {"code": code, "message": "Unable to perform"}})] * 9
    report = fetch(LOOKUP)
    assert re.search(said, report.outcomes[0].problem)
    assert len(server.asked(QUERY)) == tries


def test_a_web_page_in_place_of_an_answer_is_told(portal, server, fetch):
    server.faults[QUERY] = [web_page]
    assert "a web page in place of JSON" in fetch(LOOKUP).outcomes[0].problem


def test_a_service_that_repeats_a_record_and_drops_another_is_caught(portal, server, fetch, store):
    rows = portal.services["LSOA11_LSOA21_LU_v5"]
    server.faults[QUERY] = [
        lambda request, route: route(request),
        lambda request, route: route(request),
        lambda *_: json_answer({"features": [{"attributes": row} for row in rows[1:4]], "exceededTransferLimit": True}),
    ]
    report = fetch(LOOKUP)
    assert "its pages hold 8 records, 6 different ones, of 8" in report.outcomes[0].problem
    assert not (store.out / "lookup.csv").exists()
    assert fetch(LOOKUP).complete  # the pages that did not belong together were thrown away


def test_a_page_that_wrongly_says_it_is_the_last_is_not_believed(portal, server, fetch, store):
    rows = portal.services["LSOA11_LSOA21_LU_v5"]
    server.faults[QUERY] = [
        lambda request, route: route(request),
        lambda *_: json_answer({"features": [{"attributes": row} for row in rows[:2]]}),
    ]
    assert fetch(LOOKUP).complete
    assert len((store.out / "lookup.csv").read_text().splitlines()) == 1 + len(ROWS)


def test_a_service_that_ends_before_its_count_is_caught(portal, server, fetch):
    server.faults[QUERY] = [lambda *_: json_answer({"count": 9})]
    assert "its pages hold 8 records, 8 different ones, of 9" in fetch(LOOKUP).outcomes[0].problem


def test_an_area_without_an_outline_is_refused(portal, fetch, store):
    portal.services["Areas_BGC_V2"][0]["geometry"] = None
    report = fetch(AREAS)
    assert "one of its areas has no outline" in report.outcomes[0].problem
    assert [path.name for path in store.out.iterdir() if path.is_file()] == []


def test_without_an_edition_the_bytes_tell_what_is_unchanged(portal, server, fetch):
    portal.edited = ""
    fetch(LOOKUP)
    server.requests.clear()
    assert fetch(LOOKUP).count(Status.UNCHANGED) == 1
    assert pages_asked(server) == ["0", "3", "6"]


def test_offline_ends_before_the_first_table(client, store):
    client.base_url = "http://127.0.0.1:1"
    with pytest.raises(FetchError, match="cannot be reached"):
        fetch_geography(client, store)


def test_every_table_of_the_catalogue_can_be_fetched(server, client, tmp_path):
    """Rows made from the catalogue's own columns: says that names, columns and conditions fit together."""
    portal = Portal(server, most_records=2)
    for table in catalogue().geography:
        columns = {name: f"E0{number}" for number, name in enumerate(table.columns)}
        shape = {"geometry": SQUARE} if table.boundaries else {}
        name = re.sub(r"\((\w+)\|.*?\)", r"\1", table.services.format(detail="BSC"))
        portal.service(f"{name}_V3", [{**columns, **shape}] * 3)
    report = fetch_geography(client, Store(tmp_path), "BSC")
    assert [outcome.problem for outcome in report.outcomes if not outcome.here] == []
    assert len(report.outcomes) == len(catalogue().geography)
