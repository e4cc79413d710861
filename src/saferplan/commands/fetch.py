"""`saferplan fetch`: gets open data from its publishers into a folder that `saferplan load` then takes."""

import argparse
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import print_json
from saferplan.commands.progress import TerminalLine, on_a_terminal
from saferplan.errors import FetchError, UsageError

if TYPE_CHECKING:
    from saferplan.evidence.fetching.outcomes import Outcome, Report
    from saferplan.evidence.fetching.politeness import Pace
    from saferplan.evidence.fetching.store import Store
    from saferplan.evidence.fetching.transport import Client

DEFAULT_FOLDER = "downloads"
KINDS = ("street", "outcomes", "stop-and-search")  # as saferplan.evidence.fetching.police_uk has them
DETAILS = ("BFC", "BGC", "BSC", "BUC")
BASE_URL_VARIABLE, NOMIS_KEY_VARIABLE = "SAFERPLAN_FETCH_BASE_URL", "NOMIS_API_KEY"
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
LISTED_AT_MOST = 6

Fetch = Callable[[argparse.Namespace, "Clients", "Store"], "Report"]


class Clients:
    """One client a publisher, all with the same address, proxies and progress."""

    def __init__(
        self, base_url: str, pace: "Pace | None", progress: "Callable[[str, int, int | None], None] | None"
    ) -> None:
        self._base_url, self._pace, self._progress = base_url, pace, progress
        self._clients: dict[str, Client] = {}

    def of(self, publisher: str) -> "Client":
        from urllib.request import getproxies

        from saferplan.evidence.fetching.publishers import catalogue
        from saferplan.evidence.fetching.transport import Client

        if publisher not in self._clients:
            self._clients[publisher] = Client(
                catalogue().publishers[publisher],
                base_url=self._base_url,
                pace=self._pace,
                proxies=getproxies(),
                progress=self._progress,
            )
        return self._clients[publisher]

    @property
    def received(self) -> int:
        return sum(client.received for client in self._clients.values())


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    fetch = commands.add_parser(
        "fetch",
        help="get open data from its publishers",
        description="Gets open data from its publishers into a folder, from which `saferplan load` takes it.",
        epilog="Example:\n  saferplan fetch police-uk --force thames-valley --from 2021-04 --to 2022-03",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    sources = fetch.add_subparsers(title="what to fetch", dest="source", required=True, metavar="SOURCE")
    _add_police_uk(sources)
    geography = _add(sources, "geography", "lookups and boundaries from the ONS Open Geography Portal", _geography)
    geography.add_argument(
        "--detail", choices=DETAILS, default="BGC", help="outlines: full, to 20 m (default), to 200 m, to 500 m"
    )
    population = _add(sources, "population", "residents by age, and census tables, by LSOA, from Nomis", _population)
    population.add_argument(
        "--nomis-key", metavar="KEY", help=f"key of a Nomis account: fewer requests (default: {NOMIS_KEY_VARIABLE})"
    )
    _add(sources, "deprivation", "English Indices of Deprivation 2019 and 2025 from GOV.UK", _deprivation)
    _add(sources, "recorded-crime", "recorded crime by partnership, from the Home Office and ONS", _recorded_crime)


def _add_police_uk(sources: Any) -> None:
    police = _add(
        sources,
        "police-uk",
        "months of police forces from the archives of data.police.uk",
        _police_uk,
        example="saferplan fetch police-uk --force thames-valley --from 2021-04 --to 2022-03 --what street,outcomes",
    )
    police.add_argument(
        "--force", action="append", required=True, metavar="NAME", help="as in file names: thames-valley; or 'all'"
    )
    police.add_argument("--from", dest="first", required=True, type=_month, metavar="YYYY-MM", help="first month")
    police.add_argument("--to", dest="last", required=True, type=_month, metavar="YYYY-MM", help="last month")
    police.add_argument("--what", default="street", metavar="KINDS", help=f"of {','.join(KINDS)} (default: street)")


def _add(sources: Any, name: str, purpose: str, fetch: Fetch, example: str = "") -> argparse.ArgumentParser:
    parser = sources.add_parser(
        name,
        help=purpose,
        description=f"Gets {purpose}.",
        epilog=f"Example:\n  {example or f'saferplan fetch {name} --out downloads'}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--out", type=Path, default=Path(DEFAULT_FOLDER), metavar="DIR", help=f"folder (default: {DEFAULT_FOLDER})"
    )
    parser.add_argument("--lake", type=Path, metavar="DIR", help="named in the hint what to do next; not written to")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    parser.add_argument(
        "--base-url", metavar="URL", help=f"a mirror in place of the publishers (default: {BASE_URL_VARIABLE})"
    )
    parser.set_defaults(run=run, fetch=fetch)
    return parser


def _month(text: str) -> str:
    if not MONTH.fullmatch(text):
        raise argparse.ArgumentTypeError(f"'{text}' is not a month; write it as 2021-04")
    return text


def run(given: argparse.Namespace, pace: "Pace | None" = None) -> int:
    """Fetches, prints what became of each file, and gives the exit code: 0, or 8 where a file is missing."""
    from saferplan.evidence.fetching.store import alone_in

    started = time.monotonic()
    line = on_a_terminal()
    clients = Clients(given.base_url or os.environ.get(BASE_URL_VARIABLE, ""), pace, _shown_on(line) if line else None)
    try:
        with alone_in(given.out) as store:
            report = given.fetch(given, clients, store)
    finally:
        if line:
            line.clear()
    if given.json:
        print_json(_summary(report, given.out, clients.received, time.monotonic() - started))
    else:
        print(_told(report, given.out, clients.received))
        if any(outcome.here for outcome in report.outcomes):
            print(f"Next: saferplan load {given.out}{f' --lake {given.lake}' if given.lake else ''}")
    return 0 if report.complete else FetchError.exit_code


def _shown_on(line: TerminalLine) -> Callable[[str, int, int | None], None]:
    def show(name: str, received: int, total: int | None) -> None:
        line(f"{name}: {received:,}", received, total)

    return show


def _police_uk(given: argparse.Namespace, clients: Clients, store: "Store") -> "Report":
    from saferplan.evidence.fetching.police_uk import fetch_police_uk
    from saferplan.evidence.periods import month_range
    from saferplan.evidence.sources.police_forces import all_forces, by_slug

    if given.last < given.first:
        raise UsageError(f"{given.first} to {given.last} ends before it begins", remedy="Exchange --from and --to.")
    kinds = tuple(dict.fromkeys(kind.strip() for kind in given.what.split(",")))
    if wrong := [kind for kind in kinds if kind not in KINDS]:
        raise UsageError(f"'{wrong[0]}' is no kind of file", remedy=f"Take one or more of {','.join(KINDS)}.")
    slugs = dict.fromkeys(given.force)
    forces = all_forces() if "all" in slugs else tuple(by_slug(slug) for slug in slugs)
    return fetch_police_uk(clients.of("police-uk"), store, forces, month_range(given.first, given.last), kinds)


def _geography(given: argparse.Namespace, clients: Clients, store: "Store") -> "Report":
    from saferplan.evidence.fetching.geography import fetch_geography

    return fetch_geography(clients.of("geography"), store, given.detail)


def _population(given: argparse.Namespace, clients: Clients, store: "Store") -> "Report":
    from saferplan.evidence.fetching.population import fetch_population

    key = given.nomis_key or os.environ.get(NOMIS_KEY_VARIABLE, "")
    return fetch_population(clients.of("population"), store, key)


def _deprivation(given: argparse.Namespace, clients: Clients, store: "Store") -> "Report":  # noqa: ARG001
    from saferplan.evidence.fetching.publications import fetch_deprivation

    return fetch_deprivation(clients.of("mhclg"), store)


def _recorded_crime(given: argparse.Namespace, clients: Clients, store: "Store") -> "Report":  # noqa: ARG001
    from saferplan.evidence.fetching.publications import fetch_recorded_crime

    return fetch_recorded_crime(clients.of("home-office"), clients.of("ons"), store)


def _summary(report: "Report", out: Path, received: int, seconds: float) -> dict[str, Any]:
    from saferplan.evidence.fetching.outcomes import Status

    files = [
        {
            "path": outcome.path,
            "status": outcome.status.value,
            "url": outcome.url,
            "bytes": outcome.bytes,
            "sha256": outcome.sha256,
            "problem": outcome.problem,
            "remedy": outcome.remedy,
        }
        for outcome in report.outcomes
    ]
    counts = {status.value.replace(" ", "_"): report.count(status) for status in Status}
    return {"out": str(out), "files": files, **counts, "bytes_received": received, "seconds": round(seconds, 3)}


def _told(report: "Report", out: Path, received: int) -> str:
    from saferplan.evidence.fetching.outcomes import Status

    lines = []
    for (problem, remedy), outcomes in _alike(report).items():
        named = ", ".join(outcome.path for outcome in outcomes[:LISTED_AT_MOST])
        rest = f" and {len(outcomes) - LISTED_AT_MOST} more" if len(outcomes) > LISTED_AT_MOST else ""
        lines.append(f"{outcomes[0].status}: {named}{rest}: {problem.rstrip('.')}. {remedy}".rstrip())
    counts = [f"{report.count(status):,} {status}" for status in Status if report.count(status)]
    lines.append(f"{', '.join(counts) or 'nothing to fetch'}; {received / 1e6:,.1f} MB received; in {out}")
    return "\n".join(lines)


def _alike(report: "Report") -> "dict[tuple[str, str], list[Outcome]]":
    """Files that are missing for one and the same reason, told once."""
    alike: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in report.outcomes:
        if not outcome.here:
            alike.setdefault((outcome.problem, outcome.remedy), []).append(outcome)
    return alike
