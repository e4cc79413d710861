"""How fast the pages of the evidence are with 30 million incidents in the lake and fifty people at once."""

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench import site
from bench.measuring import CALL, Runner
from bench.report import Section, met, table

INCIDENTS = 30_000_000
QUICK_INCIDENTS = 300_000


@dataclass(frozen=True)
class Size:
    incidents: int = INCIDENTS
    people: int = site.PEOPLE
    seconds: int = site.SECONDS
    waits: str = "5 10"


def measure(runner: Runner, size: Size) -> Section:
    """A database server of its own, a partnership with a large lake, served as an administrator serves it."""
    from saferplan.identities.embedded import running

    with running() as server:
        return measured(runner.work / "site-evidence", server.url(), size)


def measured(home: Path, database: str, size: Size) -> Section:
    """In a database that holds no partnership yet."""
    home.mkdir(parents=True)
    told = site.environment(home, database) | {"SITE_WITHIN": "evidence/"}
    site.run([sys.executable, "-c", CALL, "site", "migrate"], told)
    began = time.monotonic()
    words = (str(size.incidents), str(size.people))
    made = json.loads(site.run([sys.executable, "-m", "bench.site_evidence_seed", *words], told).splitlines()[-1])
    made["seconds"] = time.monotonic() - began
    (home / "sessions.json").write_text(json.dumps(made.pop("sessions")), encoding="utf-8")
    visited = site.Size(people=size.people, seconds=size.seconds, waits=size.waits)
    with site.served(home, told) as port:
        site.visited(home, told, port, visited)
    return Section("site-evidence", "Pages of the evidence", _text(site.times(home / "log"), made, size))


def _text(times: dict[str, list[float]], made: dict[str, float], size: Size) -> list[str]:
    slow = site.slow_pages(times)
    verdict = met(not slow, judged=size == Size())
    return [
        f"A lake of {made['incidents']:,} incidents of {made['forces']} forces over {made['months']} months, made in"
        f" {made['seconds']:.0f} s. What the pages read of it is worked out by the load's job in"
        f" {made['keeping']:.1f} s, takes {made['kept_bytes'] / 1e6:.1f} MB on disk and is read in"
        f" {made['reading'] * 1000:.0f} ms. {size.people} people at once follow links below Evidence and choose what to"
        f" explore for {size.seconds} s, {' to '.join(size.waits.split())} seconds apart. Milliseconds of the server.",
        table(("Page", "Visits", "Median", "95th percentile", "Slowest"), site.lines(times)),
        f"Pages with {site.LEAST_VISITS} visits or more whose 95th percentile is above {site.MOST_MILLISECONDS} ms:"
        f" {', '.join(sorted(slow)) or 'none'}. None was asked: {verdict}.",
    ]
