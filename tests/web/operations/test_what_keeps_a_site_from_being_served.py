"""Settings that are unsafe for others than oneself are refused before the first page is served."""

import os
import secrets
import subprocess
import sys

import pytest
from django.urls import reverse

from saferplan.web.operations import readiness
from saferplan.web.operations.checks import (
    demo_is_for_ones_own_machine,
    hosts_are_named,
    is_on_own_machine,
    others_come_by_https,
)


def given(settings, hosts: list[str], url: str = "http://localhost:8000", *, demo: bool = False) -> None:
    settings.ALLOWED_HOSTS, settings.BASE_URL, settings.DEMO = hosts, url, demo


@pytest.mark.parametrize(
    ("hosts", "url", "own"),
    [
        (["localhost", "127.0.0.1"], "http://localhost:8000", True),
        (["demo.localhost", "[::1]", "127.8.0.1"], "http://localhost:8000", True),
        (["localhost", "csp.example.org"], "http://localhost:8000", False),
        (["*"], "http://localhost:8000", False),
        ([".example.org"], "http://localhost:8000", False),
        (["192.168.1.5"], "http://localhost:8000", False),
        (["localhost"], "https://csp.example.org", False),
    ],
)
def test_what_is_ones_own_machine(hosts, url, own, settings):
    given(settings, hosts, url)

    assert is_on_own_machine() is own


def test_the_demo_is_refused_where_others_reach_it(settings):
    given(settings, ["csp.example.org"], "https://csp.example.org", demo=True)

    assert [fault.id for fault in demo_is_for_ones_own_machine(None)] == ["saferplan.E010"]


def test_the_demo_is_let_be_on_ones_own_machine(settings):
    given(settings, ["localhost"], demo=True)

    assert demo_is_for_ones_own_machine(None) == []


def test_the_names_by_which_people_reach_it_are_told(settings):
    given(settings, ["*"], "https://csp.example.org")
    assert [fault.id for fault in hosts_are_named(None)] == ["saferplan.E012"]

    given(settings, ["csp.example.org", ".csp.example.org"], "https://csp.example.org")
    assert hosts_are_named(None) == []


def test_others_come_by_https_alone(settings):
    given(settings, ["csp.example.org"], "http://csp.example.org")
    assert [fault.id for fault in others_come_by_https(None)] == ["saferplan.E011"]

    given(settings, ["csp.example.org"], "https://csp.example.org")
    assert others_come_by_https(None) == []


def test_the_deployment_checks_of_django_find_nothing():
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "SAFERPLAN_"))}
    told = plain | {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "SAFERPLAN_SECRET": secrets.token_urlsafe(60),
        "SAFERPLAN_KEY": os.environ["SAFERPLAN_KEY"],
        "SAFERPLAN_HOME": os.environ["SAFERPLAN_HOME"],
        "SAFERPLAN_URL": "https://csp.example.org",
        "SAFERPLAN_HOSTS": "csp.example.org",
    }

    check = [sys.executable, "-m", "saferplan.web", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(check, env=told, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", ["DATABASE_URL", "SAFERPLAN_SECRET", "SAFERPLAN_HOME"])
def test_a_variable_that_is_missing_is_named(missing):
    plain = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    told = plain | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    del told[missing]
    command = "from saferplan.cli import main; raise SystemExit(main(['site', 'check']))"

    done = subprocess.run([sys.executable, "-c", command], env=told, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.startswith(f"saferplan: {missing} is not set.")
    assert "Traceback" not in done.stderr


def test_ready_names_what_is_missing(client, db, settings, monkeypatch):
    monkeypatch.setattr(readiness, "_worker", lambda: False)

    answer = client.get(reverse("operations:ready"))

    assert answer.status_code == 503
    assert answer.json() == {"database": True, "migrations": True, "worker": False, "disk": True}


def test_a_disk_without_room_is_not_ready(client, db, settings):
    settings.FILES_LEAST_FREE = 2**70

    assert client.get(reverse("operations:ready")).json()["disk"] is False


def test_live_asks_nobody(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert client.get(reverse("operations:live")).content == b"live\n"
