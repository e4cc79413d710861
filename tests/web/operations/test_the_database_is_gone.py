"""A real site, a real worker and a real PostgreSQL that is killed under them: readers are told so, nothing half done is
shown, and everything goes on by itself when the database is back. Told to stop, the site answers what it has begun.
"""

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from mortal_postgres import Mortal, mortal

PATIENCE = 60
LAST = "0004_sealcheck"  # a migration that none needs
TOKEN = "x" * 32
SAFERPLAN = [sys.executable, "-c", "import sys; from saferplan.cli import main; sys.exit(main())"]


@dataclass
class Site:
    database: Mortal
    port: int
    log: Path
    serving: subprocess.Popen
    environment: dict[str, str]

    def get(self, address: str) -> tuple[int, str, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", address, headers={"Host": "localhost"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers

    def conditions(self) -> dict[str, bool]:
        return json.loads(self.get("/health/ready")[1])

    @contextmanager
    def of_another_version(self) -> Iterator[None]:
        """As where a newer program has been installed: it has a migration that the database has not had."""
        rename = "UPDATE django_migrations SET name = %s WHERE app = 'audit' AND name = %s"
        with psycopg.connect(self.database.url(), autocommit=True) as database:
            database.execute(rename, ["0000_before", LAST])
        try:
            yield
        finally:
            with psycopg.connect(self.database.url(), autocommit=True) as database:
                database.execute(rename, [LAST, "0000_before"])


def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """As an administrator starts it: `site migrate`, `serve`, `worker`."""
    home = tmp_path_factory.mktemp("home")
    with mortal() as database:
        # What another test has told Django is not told to a site that is to be served.
        plain = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
        environment = plain | {
            "DATABASE_URL": database.url(),
            "SAFERPLAN_SECRET": secrets.token_urlsafe(60),
            "SAFERPLAN_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "saferplan.web.config.settings",
        }
        subprocess.run([*SAFERPLAN, "site", "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL)
        log = home / "log"
        with log.open("w") as lines:
            serving = [*SAFERPLAN, "serve", "--bind", "127.0.0.1:0", "--processes", "1"]
            processes = [
                subprocess.Popen(command, env=environment, stdout=lines, stderr=lines)
                for command in (serving, [*SAFERPLAN, "worker"])
            ]
            try:
                until(lambda: port_told(log))
                site = Site(database, port_told(log), log, processes[0], environment)
                until(lambda: site.conditions()["worker"])
                yield site
            finally:
                for process in processes:
                    process.terminate()
                for process in processes:
                    process.wait(PATIENCE)


def port_told(log: Path) -> int | None:
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return next((line["port"] for line in lines if "port" in line), None)


def test_a_page_says_that_the_site_is_not_available_and_the_site_comes_back_by_itself(site: Site):
    until(lambda: site.get("/health/ready")[0] == 200)

    site.database.kill()
    status = site.get("/partnerships/chalkshire/")[0]
    ready, conditions = site.get("/health/ready")[:2]
    live = site.get("/health/live")[0]
    site.database.start()

    assert status in (302, 503), "a visitor may be sent to sign in without the database"
    assert (ready, live) == (503, 200)
    assert json.loads(conditions)["database"] is False
    until(lambda: site.get("/health/ready")[0] == 200)


def test_a_session_cannot_be_read_then_and_nothing_else_is_shown_in_its_place(site: Site):
    site.database.kill()
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=PATIENCE)
    connection.request(
        "GET", "/partnerships/chalkshire/", headers={"Host": "localhost", "Cookie": f"saferplan={'x' * 32}"}
    )
    answer = connection.getresponse()
    page = answer.read().decode()
    site.database.start()

    assert answer.status == 503
    assert answer.headers["Retry-After"]
    assert "The site is not available just now" in page
    assert "psycopg" not in page
    until(lambda: site.get("/health/ready")[0] == 200)


def test_the_log_tells_of_it_without_the_databases_words(site: Site):
    lines = [json.loads(line) for line in site.log.read_text().splitlines()]

    assert any(line.get("status") == 503 for line in lines)
    assert site.database.server.password not in site.log.read_text()
    assert "chalkshire" not in site.log.read_text()


@pytest.mark.parametrize("command", ["worker", "serve"])
def test_nothing_is_begun_on_a_database_of_another_version(site: Site, command: str):
    with site.of_another_version():
        begun = subprocess.run([*SAFERPLAN, command], env=site.environment, capture_output=True, text=True, check=False)

    assert begun.returncode == 2
    assert "the database is of another version" in begun.stderr


def test_the_database_is_not_brought_up_under_a_site_that_is_used(site: Site):
    with site.of_another_version():
        told = [*SAFERPLAN, "site", "migrate"]
        begun = subprocess.run(told, env=site.environment, capture_output=True, text=True, check=False)

    assert begun.returncode == 13
    assert "Stop saferplan serve and saferplan worker first." in begun.stderr


def test_told_to_stop_it_answers_what_has_begun_and_takes_nothing_new(site: Site):
    """A form that is still on its way when SIGTERM comes is taken in, checked by the database and answered."""
    form = urlencode({"csrfmiddlewaretoken": TOKEN, "login": "a@b.example", "password": "x" * 200_000}).encode()
    head = (
        "POST /account/sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Cookie: csrftoken={TOKEN}\r\nContent-Length: {len(form)}\r\n\r\n"
    )
    clients = [socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) for _ in range(3)]
    for client in clients:
        client.sendall(head.encode() + form[:100_000])
    assert site.get("/health/live")[0] == 200, "it has taken in what was sent before"

    site.serving.terminate()
    until(lambda: is_refused(site.port))
    for client in clients:
        client.sendall(form[100_000:])
        answer = http.client.HTTPResponse(client)
        answer.begin()

        page = answer.read().decode()
        assert answer.status == 200
        assert "Error: Sign in" in page
    assert site.serving.wait(PATIENCE) == 0


def is_refused(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) != 0
