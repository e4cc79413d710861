"""Planted words are looked for in the log, wherever an address, a form or a fault could leave them."""

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
from django.contrib.auth.signals import user_login_failed
from django.db import DatabaseError, IntegrityError, connection
from django.test import Client
from django.urls import path

from saferplan.web.config.urls import urlpatterns as site_urls
from saferplan.web.operations.logs import FIELDS, LOGGING, JsonLines
from saferplan.web.people.models import User
from site_people import a_member

CANARIES = ("Ann Canary", "canary@example.org", "SW1A 1AA", "canary-token", "canary-query", "canary-body", "chalkshire")


def stumble(request, token):
    raise KeyError("Ann Canary")


def break_a_rule(request, token):
    User.objects.create_user("canary@example.org", name="Ann Canary")
    User.objects.create_user("canary@example.org", name="Ann Canary")


def ask_wrongly(request, token):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'Ann Canary, SW1A 1AA'::int")


urlpatterns = [
    *site_urls,
    path("stumble/<str:token>", stumble, name="stumble"),
    path("break/<str:token>", break_a_rule, name="break"),
    path("ask/<str:token>", ask_wrongly, name="ask"),
]


@pytest.fixture
def log() -> Iterator[StringIO]:
    """All that the site's logging would write, of every level."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    loggers = [logging.getLogger(name) for name in (None, *LOGGING["loggers"])]
    before = [(logger, logger.level) for logger in loggers]
    logging.getLogger().addHandler(handler)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    yield written
    logging.getLogger().removeHandler(handler)
    for logger, level in before:
        logger.setLevel(level)


@pytest.fixture
def open_addresses(settings, monkeypatch):
    """The three addresses of this module, open to anyone."""
    from saferplan.web.access.table import Door, Rule, rules

    settings.ROOT_URLCONF = __name__
    for name in ("stumble", "break", "ask"):
        monkeypatch.setitem(rules(), name, Rule(Door.ANYONE))


def lines(log: StringIO) -> list[dict]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def assert_nothing_of_anyone(log: StringIO) -> None:
    found = [canary for canary in CANARIES if canary in log.getvalue()]
    assert not found, log.getvalue()


def test_a_request_is_a_line_with_route_status_and_member(log, sign_in, partnership):
    member = a_member(partnership, name="Ann Canary")

    sign_in(member).get("/partnerships/chalkshire/people/?q=canary-query")

    (line,) = [line for line in lines(log) if line["from"] == "saferplan.requests"]
    assert line["route"] == "people:members"
    assert (line["status"], line["member"], line["partnership"]) == (200, member.pk, partnership.pk)
    assert line["milliseconds"] >= 0
    assert_nothing_of_anyone(log)


def test_the_reader_is_told_the_number_of_the_request(client, db, log):
    answer = client.get("/health/live")

    assert answer["X-Request-ID"] in log.getvalue()


@pytest.mark.parametrize(
    "address",
    [
        "/no-such-page/canary-token?name=canary-query",
        "/partnerships/chalkshire/people/",
        "/partnerships/canary-token/",
        "/account/login/?next=/canary-token",
        "/static/canary-token.css",
        "/invitations/canary-token/",
        "/calendar/canary-token.ics",
    ],
)
def test_an_address_is_not_in_the_log(address, client, partnership, log):
    client.get(address)

    assert_nothing_of_anyone(log)
    assert lines(log)


@pytest.mark.parametrize("address", ["/calendar/canary-token.ics", "/invitations/canary-token/", "/canary-token/"])
def test_nor_does_a_handler_of_somebody_elses_get_to_see_it(address, client, db, monkeypatch):
    """405, 429, 404, and what was forged: lines of Django itself, with the path in them."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    monkeypatch.setattr("saferplan.web.duties.calendar_views.FEED_LIMITS", {"calendar": "1/m/ip"})
    try:
        client.put(address)
        for _ in range(2):
            client.get(address)
        Client(enforce_csrf_checks=True).post(address)
    finally:
        logging.getLogger().removeHandler(handler)

    assert "canary-token" not in written.getvalue()
    assert "(left out)" in written.getvalue()


def test_a_form_is_not_in_the_log(client, db, log):
    client.post("/account/login/", {"login": "canary@example.org", "password": "canary-body"})
    Client(enforce_csrf_checks=True).post("/account/login/", {"login": "canary@example.org"})

    assert_nothing_of_anyone(log)


def test_headers_are_not_in_the_log(client, db, log):
    client.get("/", headers={"user-agent": "canary-token", "referer": "https://canary-token/", "host": "canary-token"})

    assert_nothing_of_anyone(log)


@pytest.mark.parametrize("address", ["/stumble/canary-token", "/break/canary-token", "/ask/canary-token"])
def test_a_faults_words_are_not_in_the_log_but_its_kind_and_place_are(address, db, log, open_addresses):
    client = Client(raise_request_exception=False)

    assert client.get(f"{address}?q=canary-query").status_code == 500

    assert_nothing_of_anyone(log)
    fault = next(line for line in lines(log) if "fault" in line)
    assert any("test_logs_hold_nothing_of_anyone.py" in place for place in fault["where"])
    assert fault["request"] == lines(log)[-1]["request"], "the fault and the request are found by one number"


@pytest.mark.parametrize(
    "logger", ["django.request", "django.db.backends", "allauth", "procrastinate.worker", "asyncio"]
)
def test_what_a_library_puts_together_is_left_out(logger, log):
    logging.getLogger(logger).error(f"Job send(to='{CANARIES[1]}') failed")
    logging.getLogger(logger).error("Not Found: %s", "/invitations/canary-token")

    assert_nothing_of_anyone(log)


def test_only_listed_fields_are_kept(log):
    logging.getLogger("saferplan.jobs").error("job failed", extra={"job": 7, "to": "canary@example.org", "kind": "x"})

    (line,) = lines(log)
    assert (line["job"], line["kind"]) == (7, "x")
    assert "to" not in line
    assert_nothing_of_anyone(log)


def test_a_listed_field_that_is_not_plain_is_left_out(log):
    logging.getLogger("saferplan.jobs").error("job failed", extra={"job": {"name": "Ann Canary"}})

    assert_nothing_of_anyone(log)


def test_the_cause_of_a_fault_is_told_by_its_kind(log):
    try:
        cause = DatabaseError("Key (email)=(canary@example.org) already exists")
        raise IntegrityError("canary@example.org") from cause  # noqa: TRY301 as Django does
    except IntegrityError:
        logging.getLogger("saferplan.jobs").exception("job failed")

    (line,) = lines(log)
    assert (line["fault"], line["cause"]) == ("django.db.utils.IntegrityError", "DatabaseError")
    assert_nothing_of_anyone(log)


def test_failed_sign_ins_name_nobody(log, db, rf):
    user_login_failed.send(__name__, credentials={"email": "canary@example.org"}, request=rf.get("/"))

    assert_nothing_of_anyone(log)


def test_no_field_is_for_a_name():
    assert not {"name", "user", "email", "path", "address", "query"} & set(FIELDS)


def test_strangers_are_not_told_how_long_the_server_took(client, sign_in, partnership):
    """By that they would tell a known address from an unknown one."""
    assert "Server-Timing" not in client.get("/account/sign-in/")
    assert "Server-Timing" not in client.post("/account/password/forgotten/", {"email": "a@example.org"})
    assert "Server-Timing" in sign_in(a_member(partnership)).get("/partnerships/chalkshire/")
