"""Months of forces out of archives on a server: only what is wanted is read, and each file is what was published."""

import csv
import hashlib
import io
import json
import os
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from imitation import Answer, DataPoliceUk, before, busy, cut, police_archive, street_csv, web_page, zip_of

from saferplan.errors import FetchError
from saferplan.evidence.fetching import remote_zip
from saferplan.evidence.fetching.outcomes import Status
from saferplan.evidence.fetching.police_uk import fetch_police_uk
from saferplan.evidence.fetching.remote_zip import RemoteZip
from saferplan.evidence.fetching.store import Store
from saferplan.evidence.fetching.transport import Unreachable
from saferplan.evidence.periods import month_range
from saferplan.evidence.sources.police_forces import by_slug

SHARED = Path(os.environ.get("SAFERPLAN_DATA", Path(__file__).parents[4] / "shared" / "data"))
FORCES = ["bedfordshire", "gwent", "thames-valley"]
MONTHS = month_range("2021-04", "2022-03")
GWENT, BEDFORDSHIRE = by_slug("gwent"), by_slug("bedfordshire")
ZIP, STORED = "/data/archive/2022-03.zip", "/s3/archive/2022-03.zip"


@pytest.fixture
def site(server):
    return DataPoliceUk(server)


@pytest.fixture
def client(client_of):
    return client_of("police-uk")


@pytest.fixture
def small_tail(monkeypatch):
    """Archives here are small: with the real sizes one request would read them whole."""
    monkeypatch.setattr(remote_zip, "TAIL_BYTES", 4000)
    monkeypatch.setattr(remote_zip, "SLACK_BYTES", 50)


@pytest.fixture
def fetch(client, store):
    def run(forces=(GWENT,), months=MONTHS, kinds=("street",)):
        return fetch_police_uk(client, store, forces, months, kinds)

    return run


def statuses(report):
    return {outcome.path: outcome.status for outcome in report.outcomes}


def files(store):
    return sorted(str(path.relative_to(store.out)) for path in store.out.rglob("*") if path.is_file())


def test_one_force_is_read_out_of_an_archive_of_all(site, server, fetch, store, client, small_tail):
    archive = police_archive(list(MONTHS), FORCES)
    site.archive("2022-03", archive)
    report = fetch()
    assert report.complete
    assert files(store) == sorted(["fetched.json", *(f"{month}/{month}-gwent-street.csv" for month in MONTHS)])
    for month in MONTHS:
        assert (store.out / f"{month}/{month}-gwent-street.csv").read_bytes() == street_csv(month, "gwent street")
    # Twelve members of seventy-two, the directory, and little beside them.
    assert client.received < len(archive) / 3
    assert all("range" in request.headers for request in server.asked(STORED))


def test_members_keep_their_time_and_are_recorded_with_their_archive(site, fetch, store):
    site.archive("2022-03", police_archive(["2022-03"], FORCES))
    fetch(months=["2022-03"])
    path = "2022-03/2022-03-gwent-street.csv"
    assert (store.out / path).stat().st_mtime == datetime(2022, 4, 25, 10).timestamp()
    entry = store.held(path)
    assert entry is not None
    assert entry.url.endswith(f"{ZIP}#{path}")
    assert (entry.edition, entry.title) == ("2022-03.zip", "Gwent Police, street, March 2022")
    assert entry.crc32 == f"{zipfile.crc32((store.out / path).read_bytes()):08x}"
    assert "data.police.uk" in entry.source


def test_several_forces_and_kinds(site, fetch, store):
    site.archive("2022-03", police_archive(["2022-03"], FORCES))
    report = fetch((GWENT, BEDFORDSHIRE), ["2022-03"], ("street", "outcomes"))
    assert [outcome.path for outcome in report.outcomes] == [
        f"2022-03/2022-03-{force}-{kind}.csv" for force in ("bedfordshire", "gwent") for kind in ("outcomes", "street")
    ]


def test_a_month_not_yet_published_is_reported_and_the_rest_goes_on(site, fetch):
    site.archive("2022-03", police_archive(list(MONTHS), FORCES))
    report = fetch(months=month_range("2022-02", "2022-05"))
    assert statuses(report) == {
        "2022-02/2022-02-gwent-street.csv": Status.FETCHED,
        "2022-03/2022-03-gwent-street.csv": Status.FETCHED,
        "2022-04/2022-04-gwent-street.csv": Status.NOT_PUBLISHED,
        "2022-05/2022-05-gwent-street.csv": Status.NOT_PUBLISHED,
    }
    assert report.outcomes[-1].problem == "May 2022 is not published; the newest month is March 2022"
    assert not report.complete


@pytest.mark.parametrize("status", [403, 404])
def test_an_archive_that_is_listed_but_not_there_gives_way_to_an_older_one(site, server, fetch, status):
    """S3 answers 403 for what it does not have."""
    site.archive("2022-03", police_archive(list(MONTHS), FORCES))
    site.archive("2022-04", police_archive(["2022-04"], FORCES))
    server.routes["/s3/archive/2022-04.zip"] = lambda _: Answer(status)
    report = fetch(months=["2022-03", "2022-04"])
    assert statuses(report) == {
        "2022-03/2022-03-gwent-street.csv": Status.FETCHED,
        "2022-04/2022-04-gwent-street.csv": Status.NOT_PUBLISHED,
    }


def test_a_force_that_sent_nothing_is_named(site, fetch):
    site.archive("2022-03", police_archive(["2022-03"], ["gwent"]))
    report = fetch((GWENT, by_slug("greater-manchester")), ["2022-03"])
    missing = report.outcomes[0]
    assert missing.status is Status.NOT_PUBLISHED
    assert missing.problem == "Greater Manchester Police has no street file for March 2022 in 2022-03.zip"
    assert report.outcomes[1].status is Status.FETCHED


def test_months_beyond_one_archive_come_from_the_fewest(site, server, fetch):
    site.archive("2022-03", police_archive(["2022-03"], FORCES))
    site.archive("2019-03", police_archive(["2019-03"], FORCES))
    site.archive("2020-03", police_archive(["2019-03"], FORCES))
    report = fetch(months=["2019-03", "2022-03"])
    assert report.complete
    assert not server.asked("/data/archive/2019-03.zip")


def test_the_api_says_what_is_newest_where_the_index_is_gone(site, server, fetch):
    server.routes["/data/archive/"] = lambda _: Answer(404)
    server.add_json("/api/crimes-street-dates", [{"date": "2022-02"}, {"date": "2022-03"}])
    site.archive("2022-03", police_archive(list(MONTHS), FORCES))
    report = fetch(months=["2022-03", "2022-04"])
    assert [outcome.status for outcome in report.outcomes] == [Status.FETCHED, Status.NOT_PUBLISHED]


@pytest.mark.parametrize("told", [[], {"error": "x"}, [{"month": "2022-03"}]])
def test_without_any_list_it_says_so(server, fetch, told):
    server.add_json("/api/crimes-street-dates", told)
    with pytest.raises(FetchError, match="does not say which months"):
        fetch()


# ---- again


def test_what_is_unchanged_is_not_read_again(site, server, fetch, client):
    site.archive("2022-03", police_archive(list(MONTHS), FORCES))
    fetch()
    server.requests.clear()
    received = client.received
    report = fetch()
    assert set(statuses(report).values()) == {Status.UNCHANGED}
    assert len(server.asked(STORED)) == 1
    assert client.received - received < 1000  # the index page


def test_of_a_new_archive_only_the_members_that_differ_are_read(site, server, fetch, store, small_tail):
    months = list(MONTHS)
    site.archive("2022-03", police_archive(months, FORCES))
    fetch()
    members = {f"{month}/{month}-gwent-street.csv": street_csv(month, "gwent street") for month in months}
    members["2021-04/2021-04-gwent-street.csv"] = street_csv("2021-04", "gwent, outcomes known")
    site.archive("2022-03", zip_of(members))
    server.requests.clear()
    report = fetch()
    assert len(server.asked(STORED)) == 2  # the directory, and one member
    assert report.count(Status.UNCHANGED) == 11
    assert report.count(Status.FETCHED) == 1
    assert (store.out / "2021-04/2021-04-gwent-street.csv").read_bytes() == street_csv(
        "2021-04", "gwent, outcomes known"
    )
    server.requests.clear()
    assert fetch().count(Status.UNCHANGED) == 12
    # The unchanged ones are known to be of the new archive too, so that it need not be looked into again.
    assert [request.headers.get("if-none-match") for request in server.asked(STORED)] == [server.files[STORED].etag]


def test_a_file_lost_here_is_read_again(site, fetch, store):
    site.archive("2022-03", police_archive(list(MONTHS), FORCES))
    fetch()
    (store.out / "2021-07/2021-07-gwent-street.csv").unlink()
    report = fetch()
    assert [outcome.path for outcome in report.outcomes if outcome.status is Status.FETCHED] == [
        "2021-07/2021-07-gwent-street.csv"
    ]


def test_a_killed_run_goes_on_with_what_is_missing(site, server, fetch, store, client):
    site.archive("2022-03", police_archive(list(MONTHS), FORCES))
    fetch(months=MONTHS[:5])
    fresh = fetch_police_uk(client, Store(store.out), [GWENT], MONTHS)
    assert (fresh.count(Status.UNCHANGED), fresh.count(Status.FETCHED)) == (5, 7)


# ---- faults


def test_a_broken_connection_busy_servers_and_short_answers_are_got_over(site, server, fetch, store, waits, small_tail):
    site.archive("2022-03", police_archive(list(MONTHS), FORCES))
    server.faults[STORED] = [busy(503), cut(100), busy(429, "9"), cut(300)]
    assert fetch().complete
    assert 9.0 in waits.seconds
    assert (store.out / "2021-04/2021-04-gwent-street.csv").read_bytes() == street_csv("2021-04", "gwent street")


def test_an_archive_replaced_while_it_is_read_is_read_anew(site, server, fetch, store, small_tail):
    site.archive("2022-03", police_archive(list(MONTHS), FORCES))
    newer = {f"{month}/{month}-gwent-street.csv": street_csv(month, "newer") for month in MONTHS}
    replace = before(lambda: site.archive("2022-03", zip_of({"0/filler.csv": os.urandom(30_000), **newer})))
    server.faults[STORED] = [lambda request, route: route(request)] * 4 + [replace]
    assert fetch().complete
    for month in MONTHS:
        assert (store.out / f"{month}/{month}-gwent-street.csv").read_bytes() == street_csv(month, "newer")


def test_a_replaced_archive_is_noticed_also_where_the_server_does_not_know_if_range(
    site, server, fetch, store, small_tail
):
    site.archive("2022-03", police_archive(list(MONTHS), FORCES))

    def replace(request, route):
        # As long as the first, so that only its ETag gives it away.
        site.archive("2022-03", police_archive(list(MONTHS), FORCES), etag='"another"')
        request.headers.pop("if-range")
        return route(request)

    server.faults[STORED] = [lambda request, route: route(request), replace]
    assert fetch().complete
    assert sum(request.headers["range"].startswith("bytes=-") for request in server.asked(STORED)) == 2


def test_an_archive_replaced_again_and_again_is_given_up(site, server, fetch, small_tail):
    def replace(request, route):
        site.archive("2022-03", zip_of({"0/filler.csv": os.urandom(30_000), **dict(members)}))
        return route(request)

    members = [(f"{month}/{month}-gwent-street.csv", street_csv(month, "gwent street")) for month in MONTHS]
    replace(None, lambda _: None)
    server.faults[STORED] = [replace] * 50
    report = fetch()
    assert set(statuses(report).values()) == {Status.FAILED}
    assert "being replaced while it is read" in report.outcomes[0].problem


@pytest.mark.parametrize("md5_right", [True, False])
def test_a_server_without_ranges_sends_the_whole_archive(site, server, fetch, store, md5_right):
    site.archive("2022-03", police_archive(list(MONTHS), FORCES), ranges=False)
    if not md5_right:
        site.md5s["2022-03"] = "0" * 32
    report = fetch()
    assert report.complete is md5_right
    if md5_right:
        assert (store.out / "2021-04/2021-04-gwent-street.csv").read_bytes() == street_csv("2021-04", "gwent street")
        assert not (store.out / ".archives").exists()
        server.requests.clear()
        assert fetch().count(Status.UNCHANGED) == 12
    else:
        assert "published is 00000000" in report.outcomes[0].problem
        assert files(store) == []


def test_a_page_in_place_of_the_archive_fails_the_months_not_the_program(site, server, fetch, store):
    site.archive("2022-03", police_archive(list(MONTHS), FORCES))
    server.faults[STORED] = [web_page, web_page]
    report = fetch()
    assert set(statuses(report).values()) == {Status.FAILED}
    assert "a web page was sent in place of the file" in report.outcomes[0].problem
    assert files(store) == []


@pytest.mark.parametrize("keep", [3000, 50])
def test_an_archive_cut_off_on_the_server_is_told(site, fetch, keep):
    site.archive("2022-03", police_archive(list(MONTHS), FORCES)[:-keep])
    report = fetch()
    assert set(statuses(report).values()) == {Status.FAILED}
    assert "cut off or damaged" in report.outcomes[0].problem


def test_a_damaged_member_fails_alone(site, fetch, store):
    archive = bytearray(police_archive(list(MONTHS), FORCES))
    path = "2021-07/2021-07-gwent-street.csv"
    with zipfile.ZipFile(io.BytesIO(archive)) as whole:
        archive[whole.getinfo(path).header_offset + 300] ^= 0xFF
    site.archive("2022-03", bytes(archive))
    report = fetch()
    assert [outcome.path for outcome in report.outcomes if not outcome.here] == [path]
    assert report.count(Status.FETCHED) == 11
    assert not (store.out / path).exists()
    assert not list(store.out.rglob(".*.part"))


def test_a_member_with_a_path_out_of_the_folder_is_never_looked_at(site, fetch, store):
    site.archive("2022-03", zip_of({"../../outside.csv": b"x", "2022-03/2022-03-gwent-street.csv": b"Crime ID\n"}))
    assert fetch(months=["2022-03"]).complete
    assert files(store) == ["2022-03/2022-03-gwent-street.csv", "fetched.json"]


def test_offline_is_one_message_for_all(client_of, store, server, client):
    client.base_url = "http://127.0.0.1:1"
    with pytest.raises(Unreachable, match=r"data\.police\.uk cannot be reached"):
        fetch_police_uk(client, store, [GWENT], MONTHS)


# ---- reading single members


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_member_read_from_afar_is_what_zipfile_reads_here(server, client, monkeypatch, data):
    names = data.draw(st.lists(st.text("abcé/-", min_size=1, max_size=12), min_size=1, max_size=8, unique=True))
    bodies = {name: data.draw(st.binary(max_size=1500)) for name in names}
    monkeypatch.setattr(remote_zip, "TAIL_BYTES", data.draw(st.integers(100, 3000)))
    monkeypatch.setattr(remote_zip, "BLOCK_BYTES", data.draw(st.integers(40, 500)))
    monkeypatch.setattr(remote_zip, "LARGEST_SPAN", data.draw(st.sampled_from([10, 10_000])))
    server.add("/any.zip", zip_of(bodies))
    remote = RemoteZip(client, client.url("/any.zip"), missing=frozenset({404}))
    for name in data.draw(st.permutations(names)):
        remote.prepare(remote.archive.getinfo(name))
        assert remote.archive.read(name) == bodies[name]


def test_a_real_download_of_the_site_is_read_like_any_archive(site, server, fetch, store, client, small_tail):
    real = SHARED / "police_uk" / "bedfordshire.zip"
    if not real.exists():
        pytest.skip("needs the real file police_uk/bedfordshire.zip in $SAFERPLAN_DATA")
    site.archive("2024-04", real.read_bytes())
    report = fetch((BEDFORDSHIRE,), ["2021-05", "2024-04"], ("street", "outcomes"))
    assert report.count(Status.FETCHED) == 4
    with zipfile.ZipFile(real) as whole:
        for outcome in report.outcomes:
            body = whole.read(outcome.path)
            assert outcome.sha256 == hashlib.sha256(body).hexdigest()
            assert next(csv.reader([body.decode().splitlines()[0]]))[0] == "Crime ID"
    assert client.received < 3_000_000  # of 17.5 MB


def test_the_manifest_lists_every_file_once(site, fetch, store):
    site.archive("2022-03", police_archive(list(MONTHS), FORCES))
    fetch()
    fetch((GWENT, BEDFORDSHIRE))
    listed = [row["path"] for row in json.loads((store.out / "fetched.json").read_text())["files"]]
    assert listed == sorted(set(listed))
    assert len(listed) == 24
