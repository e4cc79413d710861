"""`saferplan findings`: what partners' records tell of repeat victims, agencies and tenure, as it may be released."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import add_command, note, print_csv, print_json, print_table
from saferplan.commands.scopes import add_area_and_periods
from saferplan.errors import UsageError
from saferplan.evidence.counted import counted

if TYPE_CHECKING:
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.periods import Period

PRINTED = {
    "finding": "Finding",
    "group": "Group",
    "measure": "Measure",
    "value": "Value",
    "low": "95% from",
    "high": "to",
    "note": "Note",
}
# Breakdowns short enough for a terminal; --json and --csv give every figure.
SHOWN = ("all", "subject", "agency-kind", "agency-kinds", "tenure", "most-victimised")
COLUMNS = ("finding", "breakdown", "group", "measure", "value", "low", "high", "hidden", "note")


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "findings",
        "Work out repeat victims, multi-agency ASB and tenure from partners' records, and release what may be.",
        "saferplan findings E06000060 --period FY2024 --lake lake",
    )
    add_area_and_periods(command, against=False)
    command.add_argument(
        "--purpose",
        metavar="NAME",
        help="count people as the linkage in force for this recorded purpose links them (default: no linkage)",
    )
    command.add_argument("--csv", action="store_true", help="print CSV")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.people import newest
    from saferplan.evidence.people.reports import READ_FOR
    from saferplan.evidence.periods import parse_period

    if options.json and options.csv:
        raise UsageError("--json and --csv go one at a time")
    period, lake = parse_period(options.period), Lake(options.lake)
    unit = _write(options, lake, period)
    rows = newest(lake.snapshot(), unit, period, purpose=options.purpose or READ_FOR)
    if options.json:
        print_json(rows)
    elif options.csv:
        print_csv(rows, COLUMNS)
    else:
        _print(rows)
    return 0


def _write(options: argparse.Namespace, lake: "Lake", period: "Period") -> str:
    """Releases the findings; the area's own code."""
    from saferplan.commands.scopes import partnership_area
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.people import write_findings

    unit, now = partnership_area(options.code, Basis(lake.snapshot())).code, datetime.now(UTC)
    written = (
        _release(options, lake, unit, period, now) if options.purpose else write_findings(lake, unit, period, now=now)
    )
    note(f"{counted(written, 'figure')} released")
    return unit


def _release(options: argparse.Namespace, lake: "Lake", unit: str, period: "Period", now: datetime) -> int:
    """With people as the linkage in force links them. Raises PurposeRefused or NothingLoaded."""
    from saferplan.commands.restricted import restricted_store
    from saferplan.identities.linkage.releasing import release

    with restricted_store(options.lake) as store:
        return release(store, lake, options.purpose, unit, period, now=now)


def _print(rows: list[dict[str, Any]]) -> None:
    shown = [row | {"value": _whole(row["value"])} for row in rows if row["breakdown"] in SHOWN and row["group"]]
    print_table(shown, PRINTED)
    note(
        "counts are rounded down to a multiple of five, and shares and rates are of what that leaves open; --json and"
        " --csv give every breakdown"
    )


def _whole(value: float | None) -> float | None:
    """A count as a whole number."""
    return int(value) if value is not None and value > 1 and value.is_integer() else value
