"""One file from an address to its place, whatever happens on the way."""

import base64
import gzip
import hashlib
import json
import random
from pathlib import Path

import pytest
from imitation import PAGE, Answer, File, before, busy, cut, etag_of, packed, too_long, web_page, zip_of

from saferplan.errors import FetchError, UsageError
from saferplan.evidence.fetching import download as download_module
from saferplan.evidence.fetching.download import Wanted, fetch_file
from saferplan.evidence.fetching.outcomes import Status
from saferplan.evidence.fetching.publishers import catalogue
from saferplan.evidence.fetching.store import Store, alone_in
from saferplan.evidence.fetching.transport import Client, NotPublished, Unreachable
from saferplan.evidence.fetching.trusting import is_trusted, may_follow

PATH = "/media/file.csv"
BODY = b"code,rank\n" + b"".join(b"E%08d,%d\n" % (n, n) for n in range(20_000))
PAUSE = catalogue().publishers["mhclg"].pause_seconds


@pytest.fixture
def client(client_of):
    return client_of("mhclg")


@pytest.fixture
def fetch(client, store):
    def run(path: str = PATH, name: str = "file.csv", **options):
        return fetch_file(client, store, Wanted(client.url(path), name, "A title", "Source: someone", **options))

    return run


def ranges(server) -> list[str | None]:
    return [request.headers.get("range") for request in server.asked(PATH)]


def leftovers(store: Store) -> list[str]:
    return sorted(path.name for path in store.out.rglob(".*"))


def test_a_file_is_put_in_its_place_with_its_own_time_and_recorded(server, fetch, store):
    server.add(PATH, BODY, last_modified="Thu, 23 Jul 2026 08:30:00 GMT")
    outcome = fetch()
    place = store.out / "file.csv"
    assert place.read_bytes() == BODY
    assert place.stat().st_mtime == 1784795400  # the time in Last-Modified
    assert (outcome.status, outcome.bytes) == (Status.FETCHED, len(BODY))
    recorded = json.loads((store.out / "fetched.json").read_text())["files"]
    assert recorded == [
        {
            "path": "file.csv",
            "url": f"{server.base_url}{PATH}",
            "sha256": hashlib.sha256(BODY).hexdigest(),
            "bytes": len(BODY),
            "etag": etag_of(BODY),
            "last_modified": "Thu, 23 Jul 2026 08:30:00 GMT",
            "fetched_at": "2026-11-22T12:00:00+00:00",
            "licence": "Open Government Licence v3.0",
            "source": "Source: someone",
            "title": "A title",
            "edition": "",
            "crc32": "",
        }
    ]
    assert leftovers(store) == []


def test_the_request_says_who_asks(server, fetch):
    server.add(PATH, BODY)
    fetch()
    assert server.requests[0].headers["user-agent"].startswith("saferplan/")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"etag": "", "last_modified": "Thu, 23 Jul 2026 08:30:00 GMT"},
        {"etag": 'W/"weak"', "last_modified": "Thu, 23 Jul 2026 08:30:00 GMT"},
    ],
    ids=["ETag", "Last-Modified alone", "weak ETag, so Last-Modified"],
)
def test_a_broken_connection_is_taken_up_where_it_broke(server, fetch, store, options):
    server.add(PATH, BODY, **options)
    server.faults[PATH] = [cut(70_000), cut(80_000)]
    assert fetch().status is Status.FETCHED
    assert (store.out / "file.csv").read_bytes() == BODY
    assert ranges(server) == [None, "bytes=70000-", "bytes=150000-"]


def test_a_killed_run_is_taken_up_by_the_next(server, client, waits, store):
    server.add(PATH, BODY)
    server.faults[PATH] = [cut(70_000), *[busy(503)] * 5]
    wanted = Wanted(client.url(PATH), "file.csv", "", "")
    with pytest.raises(FetchError, match="503"):
        fetch_file(client, store, wanted)
    assert not (store.out / "file.csv").exists()
    fetch_file(client, Store(store.out), wanted)
    assert ranges(server)[-1] == "bytes=70000-"
    assert (store.out / "file.csv").read_bytes() == BODY


def test_without_validators_it_starts_again_for_two_halves_may_not_belong_together(server, fetch, store):
    server.add(PATH, BODY, etag="", last_modified="")
    server.faults[PATH] = [cut(70_000)]
    fetch()
    assert ranges(server) == [None, None]
    assert (store.out / "file.csv").read_bytes() == BODY


def test_a_server_that_ignores_ranges_sends_it_all_again(server, fetch, store):
    server.add(PATH, BODY, ranges=False)
    server.faults[PATH] = [cut(70_000)]
    fetch()
    assert (store.out / "file.csv").read_bytes() == BODY


def test_a_file_that_changed_between_two_attempts_is_fetched_anew(server, fetch, store):
    server.add(PATH, BODY)
    newer = BODY.replace(b"E0", b"W0")
    server.faults[PATH] = [cut(70_000), before(lambda: server.add(PATH, newer))]
    outcome = fetch()
    assert (store.out / "file.csv").read_bytes() == newer
    assert outcome.sha256 == hashlib.sha256(newer).hexdigest()


def test_a_part_of_a_changed_file_that_the_server_sends_all_the_same_is_not_used(server, fetch, store):
    """A server that knows Range but not If-Range: the ETag of the part tells."""
    server.add(PATH, BODY)
    newer = BODY.replace(b"E0", b"W0")

    def ignoring_if_range(request, route):
        server.add(PATH, newer)
        request.headers.pop("if-range")
        return route(request)

    server.faults[PATH] = [cut(70_000), ignoring_if_range]
    fetch()
    assert (store.out / "file.csv").read_bytes() == newer
    assert ranges(server) == [None, "bytes=70000-", None]


def test_a_part_that_begins_elsewhere_than_asked_is_not_used(server, fetch, store):
    server.add(PATH, BODY)

    def elsewhere(request, route):
        request.headers["range"] = "bytes=60000-"
        return route(request)

    server.faults[PATH] = [cut(70_000), elsewhere]
    fetch()
    assert (store.out / "file.csv").read_bytes() == BODY


def test_a_run_killed_after_the_last_byte_needs_no_byte_more(server, fetch, store):
    server.add(PATH, BODY)
    server.faults[PATH] = [too_long(10)]
    fetch()
    assert ranges(server) == [None, f"bytes={len(BODY)}-"]
    assert (store.out / "file.csv").read_bytes() == BODY


def test_a_part_longer_than_the_file_is_thrown_away(server, fetch, store):
    server.add(PATH, BODY)
    server.faults[PATH] = [cut(70_000), before(lambda: server.add(PATH, BODY[:50_000], etag=etag_of(BODY)))]
    fetch()
    assert (store.out / "file.csv").read_bytes() == BODY[:50_000]


def test_what_is_unchanged_is_not_sent_again(server, fetch, store, client):
    server.add(PATH, BODY)
    fetch()
    received = client.received
    assert fetch().status is Status.UNCHANGED
    assert client.received == received
    assert server.requests[-1].headers["if-none-match"] == etag_of(BODY)


def test_a_server_with_times_only_is_asked_by_time(server, fetch):
    server.add(PATH, BODY, etag="", last_modified="Thu, 23 Jul 2026 08:30:00 GMT")
    fetch()
    assert fetch().status is Status.UNCHANGED


def test_a_file_that_was_spoiled_here_is_fetched_again(server, fetch, store):
    server.add(PATH, BODY)
    fetch()
    (store.out / "file.csv").write_bytes(BODY[:-1] + b"?")
    assert fetch().status is Status.FETCHED
    assert (store.out / "file.csv").read_bytes() == BODY


def test_the_same_bytes_under_a_new_etag_are_unchanged(server, fetch):
    server.add(PATH, BODY)
    fetch()
    server.add(PATH, BODY, etag='"moved to another machine"')
    assert fetch().status is Status.UNCHANGED


def test_a_newer_file_takes_the_place_of_the_old_one(server, fetch, store):
    server.add(PATH, BODY)
    fetch()
    server.add(PATH, BODY + b"E09999999,1\n")
    assert fetch().status is Status.FETCHED
    assert (store.out / "file.csv").read_bytes().endswith(b"E09999999,1\n")


# ---- waiting


@pytest.mark.parametrize(
    ("asked", "waited"), [("7", 7.0), ("Sun, 22 Nov 2026 12:00:30 GMT", 30.0), ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0)]
)
@pytest.mark.parametrize("status", [429, 503])
def test_it_waits_as_long_as_the_server_asks(server, fetch, waits, asked, waited, status):
    server.add(PATH, BODY)
    server.faults[PATH] = [busy(status, asked)]
    assert fetch().status is Status.FETCHED
    assert waits.seconds == [waited, PAUSE]


def test_without_a_wish_it_waits_longer_each_time_a_little_at_random(server, fetch, waits):
    server.add(PATH, BODY)
    server.faults[PATH] = [busy(503)] * 4
    fetch()
    # 1, 2, 4, 8 seconds, of which chance (here: one half) takes up to the half; a pause before every later request.
    assert [wait for wait in waits.seconds if wait != PAUSE] == [0.75, 1.5, 3.0, 6.0]


def test_an_unreadable_wish_counts_as_none(server, fetch, waits):
    server.add(PATH, BODY)
    server.faults[PATH] = [busy(429, "in a while")]
    fetch()
    assert waits.seconds[0] == 0.75


def test_it_gives_up_after_five_tries_in_vain(server, fetch):
    server.add(PATH, BODY)
    server.faults[PATH] = [busy(503)] * 9
    with pytest.raises(FetchError, match="503; given up after several tries") as raised:
        fetch()
    assert len(server.requests) == 5
    assert "saferplan load" in raised.value.remedy


def test_tries_that_bring_it_forward_do_not_count(server, fetch, store):
    server.add(PATH, BODY)
    server.faults[PATH] = [cut(20_000)] * 9
    fetch()
    assert (store.out / "file.csv").read_bytes() == BODY
    assert len(server.requests) == 10


def test_a_server_that_wants_an_hour_is_left_alone(server, fetch, waits):
    server.add(PATH, BODY)
    server.faults[PATH] = [busy(429, "3600")]
    with pytest.raises(FetchError, match="asks to wait 60 minutes"):
        fetch()
    assert waits.seconds == []


# ---- what is not the file


def test_a_web_page_in_place_of_the_file_is_refused_at_once(server, fetch, store):
    server.add(PATH, BODY)
    server.faults[PATH] = [web_page]
    with pytest.raises(FetchError, match="web page"):
        fetch()
    assert len(server.requests) == 1
    assert leftovers(store) == []
    assert not (store.out / "file.csv").exists()


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_not_asked_for_twice(server, fetch, status):
    server.routes[PATH] = lambda _: Answer(status, PAGE)
    with pytest.raises(NotPublished):
        fetch()
    assert len(server.requests) == 1


def test_an_answer_that_no_rule_covers_is_told(server, fetch):
    server.routes[PATH] = lambda _: Answer(401)
    with pytest.raises(FetchError, match="it answered 401"):
        fetch()


def test_a_server_that_always_sends_less_than_it_says_is_given_up(server, fetch, store):
    server.add(PATH, BODY, etag="", ranges=False)
    server.faults[PATH] = [too_long(10)] * 9
    with pytest.raises(FetchError, match="broke in the middle"):
        fetch()
    assert not (store.out / "file.csv").exists()


@pytest.mark.parametrize("given", ["Content-MD5", "ETag of S3", "published elsewhere"])
def test_a_file_with_another_checksum_than_published_is_fetched_once_more_then_refused(server, client_of, store, given):
    client = client_of("police-uk")
    wrong = hashlib.md5(b"another file", usedforsecurity=False)
    file = server.add(PATH, BODY, etag='"of-the-server"')
    wanted = Wanted(client.url(PATH), "file.csv", "", "")
    if given == "Content-MD5":
        file.headers["Content-MD5"] = base64.b64encode(wrong.digest()).decode()
    elif given == "ETag of S3":
        file.etag = f'"{wrong.hexdigest()}"'
    else:
        wanted = Wanted(client.url(PATH), "file.csv", "", "", md5=wrong.hexdigest())
    with pytest.raises(FetchError, match=f"published is {wrong.hexdigest()}"):
        fetch_file(client, store, wanted)
    assert len(server.requests) == 2
    assert leftovers(store) == []


def test_a_checksum_outlives_the_run_that_was_told_it(server, client, store):
    """Content-MD5 came with the first bytes; the run that fetches the last ones must compare with it all the same."""
    file = server.add(PATH, BODY, headers={"Content-MD5": base64.b64encode(bytes(16)).decode()})
    server.faults[PATH] = [cut(70_000), *[busy(503)] * 5]
    wanted = Wanted(client.url(PATH), "file.csv", "", "")
    with pytest.raises(FetchError, match="503"):
        fetch_file(client, store, wanted)
    file.headers.clear()
    fetch_file(client, store, wanted)
    assert ranges(server)[-2:] == ["bytes=70000-", None]  # what was joined was wrong, so that it began again


def test_a_packed_file_is_not_compared_with_the_checksum_of_its_packing(server, fetch, store):
    server.add(PATH, BODY, headers={"Content-MD5": base64.b64encode(bytes(16)).decode()})
    server.faults[PATH] = [packed()]
    assert fetch().status is Status.FETCHED


def test_an_etag_that_is_no_checksum_is_not_taken_for_one(server, fetch, client_of, store):
    server.add(PATH, BODY, etag=f'"{"0" * 32}"')
    assert fetch().status is Status.FETCHED  # GOV.UK does not say that its ETags are MD5
    server.add(PATH, BODY + b"\n", etag=f'"{"0" * 32}-104"')
    client = client_of("police-uk")
    assert fetch_file(client, store, Wanted(client.url(PATH), "b.csv", "", "")).status is Status.FETCHED


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx", "a.ods", "a.csv.gz"])
def test_an_archive_cut_off_on_the_server_is_refused(server, fetch, name):
    noise = random.Random(7).randbytes(5000)
    whole = gzip.compress(noise) if name.endswith(".gz") else zip_of({"member.csv": noise})
    server.add(PATH, whole[:-100])
    with pytest.raises(FetchError, match="cut off or damaged"):
        fetch(name=name)


def test_a_damaged_member_of_an_archive_is_named(server, fetch):
    noise = random.Random(7).randbytes(5000)
    whole = bytearray(zip_of({"member.csv": noise}))
    whole[1000] ^= 0xFF
    server.add(PATH, bytes(whole))
    with pytest.raises(FetchError, match=r"member\.csv"):
        fetch(name="a.zip")


def test_an_empty_file_is_refused(server, fetch):
    server.add(PATH, b"")
    with pytest.raises(FetchError, match="it is empty"):
        fetch()


def test_a_file_sent_packed_though_it_was_not_asked_for_is_unpacked(server, fetch, store):
    server.add(PATH, BODY)
    server.faults[PATH] = [packed()]
    fetch()
    assert (store.out / "file.csv").read_bytes() == BODY


def test_a_packing_that_was_not_asked_for_and_is_not_known_is_refused(server, fetch, store):
    server.add(PATH, BODY, headers={"Content-Encoding": "br"})
    with pytest.raises(FetchError, match="packed as br") as raised:
        fetch()
    assert raised.value.where == f"{server.base_url}{PATH}"
    assert not (store.out / "file.csv").exists()


def test_a_packed_answer_that_is_cut_off_is_fetched_from_its_beginning(server, fetch, store):
    server.add(PATH, BODY)
    server.faults[PATH] = [packed(cut_off=20)]
    fetch()
    assert (store.out / "file.csv").read_bytes() == BODY
    assert ranges(server) == [None, None]


def test_a_file_beyond_all_measure_is_refused_before_it_is_read(server, fetch, store, client, monkeypatch):
    monkeypatch.setattr(download_module, "LARGEST_FILE", 1000)
    server.add(PATH, BODY)
    with pytest.raises(FetchError, match="larger than"):
        fetch()
    assert client.received == 0
    assert leftovers(store) == []


def test_a_file_that_does_not_say_how_long_it_is_is_refused_when_it_is_too_long(server, fetch, store, monkeypatch):
    server.add(PATH, BODY)
    server.faults[PATH] = [packed()]  # the length announced is that of the packed bytes
    monkeypatch.setattr(download_module, "LARGEST_FILE", 200_000)
    assert len(gzip.compress(BODY)) < 200_000 < len(BODY)
    with pytest.raises(FetchError, match="larger than"):
        fetch()
    assert leftovers(store) == []


# ---- where it may go


def test_redirects_are_followed(server, fetch, store):
    server.redirect("/old", PATH)
    server.add(PATH, BODY)
    fetch("/old")
    assert (store.out / "file.csv").read_bytes() == BODY


@pytest.mark.parametrize("target", ["http://example.org/file.csv", "ftp://127.0.0.1/file.csv", "file:///etc/hostname"])
def test_a_redirect_to_where_all_can_listen_is_refused(server, fetch, target):
    server.redirect(PATH, target)
    with pytest.raises(FetchError, match="without https"):
        fetch()


@pytest.mark.parametrize(
    ("url", "target", "allowed"),
    [
        ("https://data.police.uk/a.zip", "https://policeuk-data.s3.amazonaws.com/a.zip", True),
        ("https://data.police.uk/a.zip", "http://data.police.uk/a.zip", False),
        ("https://data.police.uk/a.zip", "http://127.0.0.1/a.zip", False),
        ("http://127.0.0.1/a.zip", "https://data.police.uk/a.zip", True),
        ("http://127.0.0.1/a.zip", "http://127.0.0.1:81/a.zip", True),
    ],
)
def test_a_redirect_never_leaves_https(url, target, allowed):
    assert may_follow(url, target) is allowed


def test_redirects_in_a_circle_end(server, fetch):
    server.redirect(PATH, PATH)
    with pytest.raises(FetchError, match="redirects more than 5 times"):
        fetch()


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://data.police.uk/", True),
        ("http://data.police.uk/", False),
        ("http://127.0.0.1:8000/", True),
        ("http://[::1]:8000/", True),
        ("http://localhost/", True),
        ("http://localhost.example.org/", False),
        ("http://10.0.0.1/", False),
        ("file:///etc/passwd", False),
        ("https:///nowhere", False),
    ],
)
def test_only_https_or_this_machine_is_trusted(url, trusted):
    assert is_trusted(url) is trusted


def test_a_stand_in_address_without_https_is_refused():
    with pytest.raises(UsageError, match="not https"):
        Client(catalogue().publishers["mhclg"], base_url="http://example.org")


@pytest.mark.parametrize("name", ["../outside.csv", "/tmp/outside.csv", "a/../../outside.csv", ""])
def test_a_name_from_a_publisher_cannot_leave_the_folder(server, fetch, name):
    server.add(PATH, BODY)
    with pytest.raises(FetchError, match="would leave the folder"):
        fetch(name=name)


@pytest.mark.parametrize("scheme", ["http://", ""])
def test_a_proxy_is_used_where_one_is_set(server, waits, store, scheme, monkeypatch):
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.add(PATH, BODY)
    proxies = {"http": scheme + server.base_url.removeprefix("http://")}
    client = Client(catalogue().publishers["mhclg"], base_url="http://localhost:1", pace=waits.pace, proxies=proxies)
    fetch_file(client, store, Wanted(client.url(PATH), "file.csv", "", ""))
    assert server.requests[0].headers["host"] == "localhost:1"


def test_a_host_without_proxy_is_asked_directly(server, waits, store, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server.add(PATH, BODY)
    proxies = {"http": "http://127.0.0.1:1"}
    client = Client(catalogue().publishers["mhclg"], base_url=server.base_url, pace=waits.pace, proxies=proxies)
    assert fetch_file(client, store, Wanted(client.url(PATH), "file.csv", "", "")).status is Status.FETCHED


def test_offline_is_said_at_once_and_to_every_further_file_without_trying(server, waits, store):
    publisher = catalogue().publishers["mhclg"]
    client = Client(publisher, base_url="http://127.0.0.1:1", pace=waits.pace)  # nothing listens on port 1
    for name in ("a.csv", "b.csv"):
        with pytest.raises(Unreachable, match=r"MHCLG on GOV\.UK cannot be reached") as raised:
            fetch_file(client, store, Wanted(client.url(PATH), name, "", ""))
        assert publisher.by_hand in raised.value.remedy
        assert raised.value.exit_code == 8
    assert client.requests == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full to write to")
def test_a_full_disk_is_told_and_what_was_there_stays(server, fetch, store):
    server.add(PATH, BODY)
    fetch()
    server.add(PATH, BODY + b"more\n")
    (store.out / ".file.csv.part").symlink_to("/dev/full")
    with pytest.raises(FetchError, match="No space left on device") as raised:
        fetch()
    assert "Free some space" in raised.value.remedy
    assert (store.out / "file.csv").read_bytes() == BODY


def test_two_fetches_do_not_work_in_one_folder(tmp_path):
    first = alone_in(tmp_path / "a")
    with first, alone_in(tmp_path / "b"), pytest.raises(FetchError, match="another fetch is at work"):
        alone_in(tmp_path / "a").__enter__()
    with alone_in(tmp_path / "a") as store:
        assert list(store) == []


def test_a_damaged_manifest_is_not_guessed_at(tmp_path):
    (tmp_path / "fetched.json").write_text('{"files": [{"path": 1')
    with pytest.raises(FetchError, match="manifest is damaged"):
        Store(tmp_path)


def test_the_imitation_keeps_to_the_protocol(server):
    """Guards the tests themselves: a condition that does not hold gives the whole file."""
    from imitation import Request, file_answer

    file = File(b"0123456789", etag='"a"')

    def ask(**headers):
        return file_answer(file, Request("/", {}, headers))

    assert ask(range="bytes=2-4").body == b"234"
    assert ask(range="bytes=-3").headers["Content-Range"] == "bytes 7-9/10"
    assert ask(range="bytes=10-").status == 416
    assert ask(**{"range": "bytes=2-4", "if-range": '"b"'}).status == 200
    assert ask(**{"if-none-match": '"a"'}).status == 304
