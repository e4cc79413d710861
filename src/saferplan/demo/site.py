"""The demo's site: a database that lives as long as the demo, the demo partnership in it, a server and a worker."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from saferplan.demo.doubtful import DATABASE, make_store
from saferplan.identities import embedded
from saferplan.identities.keys import new_key

PORT = 8000
GRACE_SECONDS = 10
POLL_SECONDS = 0.1
SHOWN_LINES = 5
STOPPED = 143  # what shells report of a command that SIGTERM ended


@dataclass(frozen=True)
class Shown:
    """What the site shows: the partnership's area, its lake and its assessment, built before; and the lake's key."""

    slug: str
    name: str
    area: str
    lake: Path
    assessment: Path
    key: str = field(default_factory=new_key)


def serve_site(home: Path, shown: Shown, port: int, say: Callable[[str], None]) -> int:
    """Until Ctrl-C, or until the server ends by itself. `home` is made anew."""
    shutil.rmtree(home, ignore_errors=True)
    _lay_out(home, shown)
    signal.signal(signal.SIGTERM, _stop)
    with embedded.running() as database:
        told = _told(database.url(), home, port, shown.key)
        os.environ.update(told)
        say("Setting up the site and its invented people …")
        _set_up(shown)
        _add_store(database, home, shown)
        log = home / "demo" / "log"
        with _started(log, "worker"), _started(log, "serve", "--bind", f"127.0.0.1:{port}") as server:
            try:
                if _answers(server, port):
                    say(f"The site is at http://localhost:{port}/ until you press Ctrl-C. What it logs is in {log}.")
                else:
                    say(f"The site did not start. The end of {log}:\n{_end_of(log)}")
                return server.wait()
            except KeyboardInterrupt:
                return 0


def _stop(_number: int, _frame: object) -> NoReturn:
    sys.exit(STOPPED)


def _lay_out(home: Path, shown: Shown) -> None:
    shutil.copytree(shown.lake, home / "lakes" / shown.slug)
    shutil.copytree(shown.assessment, home / "demo" / "assessment")


def _told(database: str, home: Path, port: int, key: str) -> dict[str, str]:
    """What the environment would tell an installation. Keys are of this demo alone."""
    return {
        "DATABASE_URL": database,
        "SAFERPLAN_HOME": str(home.absolute()),
        "SAFERPLAN_SECRET": secrets.token_urlsafe(50),
        "SAFERPLAN_KEY": key,
        "SAFERPLAN_URL": f"http://localhost:{port}",
        "SAFERPLAN_HOSTS": "localhost,127.0.0.1",
        "SAFERPLAN_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "saferplan.web.config.settings",
    }


def _set_up(shown: Shown) -> None:
    # Programs of the site itself: they are told its keys.
    subprocess.run(_command("site", "migrate"), check=True, stdout=subprocess.DEVNULL, env=os.environ)  # noqa: S603
    import django

    django.setup()
    from saferplan.demo.partnership import make_partnership

    make_partnership(shown.slug, shown.name, shown.area)


def _add_store(database: embedded.Server, home: Path, shown: Shown) -> None:
    """People for clerical review. The programs that are started find it by their environment."""
    from saferplan.web.evidence.stores import store_variable

    people = database.url(DATABASE)
    make_store(database.url(), people, shown.key, home / "lakes" / shown.slug, now=datetime.now(UTC))
    os.environ[store_variable(shown.slug)] = people


@contextmanager
def _started(log: Path, *words: str) -> Iterator[subprocess.Popen]:
    """A command of saferplan in a process of its own, which ends with this one."""
    with log.open("ab") as told:
        started = subprocess.Popen(_command(*words), stdout=told, stderr=told, env=os.environ)  # noqa: S603
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "saferplan", *words]


def _answers(server: subprocess.Popen, port: int) -> bool:
    """Waits until the server takes connections; False where it has ended instead."""
    while server.poll() is None:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(POLL_SECONDS)
    return False


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-SHOWN_LINES:])
