"""How fast the site's pages are with 300 partnerships, a million operational records and fifty people at once."""

import json
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measuring import CALL, ROOT, BenchError, Runner
from bench.report import Section, met, table

MOST_MILLISECONDS = 100  # of the 95th percentile of any page
LEAST_VISITS = 20  # below that, a page's 95th percentile is its slowest visit
PARTNERSHIPS, RECORDS, PEOPLE = 300, 1_000_000, 50
SECONDS, QUICK_SECONDS = 420, 60
PATIENCE = 120
SETTINGS = "saferplan.web.config.settings"
SESSIONS = "sessions.json"


@dataclass(frozen=True)
class Visitors:
    """How many there are at once, for how many seconds, and from how many to how many seconds they wait."""

    people: int = PEOPLE
    seconds: int = SECONDS
    waits: str = "5 10"

    @property
    def apart(self) -> str:
        return " to ".join(self.waits.split())


@dataclass(frozen=True)
class Size(Visitors):
    partnerships: int = PARTNERSHIPS
    records: int = RECORDS


def measure(runner: Runner, size: Size) -> Section:
    return on_a_server(measured, runner.work / "site", size)


def on_a_server(measured: Callable[..., Section], home: Path, size: Any) -> Section:
    """A database server of its own, and a site in it."""
    from saferplan.identities.embedded import running

    with running() as server:
        return measured(home, server.url(), size)


def measured(home: Path, database: str, size: Size, settings: str = SETTINGS) -> Section:
    told = environment(home, database, settings)
    made = seeded(home, told, "bench.site_seed", size.partnerships, size.records, size.people)
    with served(home, told) as port:
        visited(home, told, port, size)
    return Section("site", "Pages of the site", _text(times(home / "log"), made, size))


def seeded(home: Path, told: Mapping[str, str], module: str, *sizes: int) -> dict[str, Any]:
    """What the module made, and in how many seconds, in a database that holds no partnership yet.

    The sessions that it gave people are kept for the visitors.
    """
    home.mkdir(parents=True)
    run([sys.executable, "-c", CALL, "site", "migrate"], told)
    began = time.monotonic()
    made = json.loads(run([sys.executable, "-m", module, *map(str, sizes)], told).splitlines()[-1])
    (home / SESSIONS).write_text(json.dumps(made.pop("sessions")), encoding="utf-8")
    return made | {"seconds": time.monotonic() - began}


def environment(home: Path, database: str, settings: str = SETTINGS) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": database,
        "SAFERPLAN_HOME": str(home),
        "SAFERPLAN_SECRET": secrets.token_urlsafe(60),
        "SAFERPLAN_KEY": "YSBrZXkgZm9yIGJlbmNobWFya3Mgb25seTogMzIuLi4=",
        "SAFERPLAN_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": settings,
    }


@contextmanager
def served(home: Path, told: Mapping[str, str]) -> Iterator[int]:
    with (home / "log").open("w", encoding="utf-8") as log:
        serving = [sys.executable, "-c", CALL, "serve", "--bind", "127.0.0.1:0", "--processes", "2"]
        server = subprocess.Popen(serving, env=told, stdout=log, stderr=subprocess.STDOUT)
        try:
            yield _port(home / "log", server)
        finally:
            server.terminate()
            server.wait()


def _port(log: Path, server: subprocess.Popen) -> int:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        for line in _lines(log):
            if "port" in line:
                return line["port"]
        time.sleep(0.2)
    raise BenchError(f"the site does not start: {log.read_text(encoding='utf-8')[-500:]}")


def visited(home: Path, told: Mapping[str, str], port: int, visitors: Visitors) -> None:
    locust = [
        sys.executable, "-m", "locust", "--locustfile", str(ROOT / "bench" / "site_visitors.py"), "--headless",
        "--users", str(visitors.people), "--spawn-rate", "5", "--run-time", f"{visitors.seconds}s",
        "--host", f"http://localhost:{port}", "--only-summary", "--exit-code-on-error", "1",
    ]  # fmt: skip
    run(locust, {**told, "SITE_SESSIONS": str(home / SESSIONS), "SITE_WAITS": visitors.waits})


def run(command: Sequence[str], told: Mapping[str, str]) -> str:
    done = subprocess.run(command, env=told, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"{command[2]} ended with {done.returncode}: {(done.stderr or done.stdout)[-1500:]}")
    return done.stdout


def _lines(log: Path) -> Iterator[dict]:
    for line in log.read_text(encoding="utf-8").splitlines():
        if line.startswith("{"):
            yield json.loads(line)


def times(log: Path) -> dict[str, list[float]]:
    """Milliseconds of every visit by the name of the page, as the site itself logs them."""
    found: dict[str, list[float]] = defaultdict(list)
    for line in _lines(log):
        if line["from"] == "saferplan.requests":
            found[line["route"]].append(line["milliseconds"])
            if line["status"] >= 500:
                raise BenchError(f"{line['route']} answered {line['status']}")
    return found


def percentile(times: Sequence[float], hundredth: int = 95) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[hundredth - 1] if len(times) > 1 else times[0]


def lines(times: Mapping[str, Sequence[float]]) -> list[tuple[str, ...]]:
    """Of each page, the slowest first."""
    return [
        (
            name,
            f"{len(values):,}",
            f"{statistics.median(values):.0f}",
            f"{percentile(values):.0f}",
            f"{max(values):.0f}",
        )
        for name, values in sorted(times.items(), key=lambda entry: -percentile(entry[1]))
    ]


def pages_told(times: Mapping[str, Sequence[float]], *, judged: bool) -> list[str]:
    """A table of all pages, and whether those that were visited often enough are as fast as was asked."""
    often = {name: percentile(values) for name, values in times.items() if len(values) >= LEAST_VISITS}
    slow = sorted(name for name, value in often.items() if value > MOST_MILLISECONDS)
    every = [value for values in times.values() for value in values]
    return [
        table(("Page", "Visits", "Median", "95th percentile", "Slowest"), lines(times)),
        f"Of the {len(often)} pages with {LEAST_VISITS} visits or more, {len(slow)} have a 95th percentile above"
        f" {MOST_MILLISECONDS} ms{': ' + ', '.join(slow) if slow else ''}. None was asked:"
        f" {met(not slow, judged=judged)}. The 95th percentile of all {len(every):,} visits is"
        f" {percentile(every):.0f} ms.",
    ]


def _text(times: Mapping[str, Sequence[float]], made: Mapping[str, float], size: Size) -> list[str]:
    return [
        f"{made['partnerships']:,} partnerships with {made['records']:,} operational records and"
        f" {made['people']:,} people, made in {made['seconds']:.0f} s. {size.people} people at once follow links for"
        f" {size.seconds} s, {size.apart} seconds apart; the site in two processes, PostgreSQL and the visitors share"
        " the machine. Milliseconds of the server.",
        *pages_told(times, judged=size == Size()),
    ]
