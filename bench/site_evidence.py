"""How fast the pages of the evidence are with 30 million incidents in the lake and fifty people at once."""

from dataclasses import dataclass
from pathlib import Path

from bench import site
from bench.measuring import Runner
from bench.report import Section

INCIDENTS = 30_000_000
QUICK_INCIDENTS = 300_000


@dataclass(frozen=True)
class Size(site.Visitors):
    incidents: int = INCIDENTS


def measure(runner: Runner, size: Size) -> Section:
    return site.on_a_server(measured, runner.work / "site-evidence", size)


def measured(home: Path, database: str, size: Size) -> Section:
    told = site.environment(home, database) | {"SITE_WITHIN": "evidence/"}
    made = site.seeded(home, told, "bench.site_evidence_seed", size.incidents, size.people)
    with site.served(home, told) as port:
        site.visited(home, told, port, size)
    return Section("site-evidence", "Pages of the evidence", _text(site.times(home / "log"), made, size))


def _text(times: dict[str, list[float]], made: dict[str, float], size: Size) -> list[str]:
    return [
        f"A lake of {made['incidents']:,} incidents of {made['forces']} forces over {made['months']} months, made in"
        f" {made['seconds']:.0f} s. What the pages read of it is worked out by the load's job in"
        f" {made['keeping']:.1f} s, takes {made['kept_bytes'] / 1e6:.1f} MB on disk and is read in"
        f" {made['reading'] * 1000:.0f} ms. {size.people} people at once follow links below Evidence and choose what to"
        f" explore for {size.seconds} s, {size.apart} seconds apart. Milliseconds of the server.",
        *site.pages_told(times, judged=size == Size()),
    ]
