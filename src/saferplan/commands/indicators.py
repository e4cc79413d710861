"""`saferplan indicators`: the series loaded for an area, with their intervals, changes and lags."""

import argparse

from saferplan.commands.options import (
    add_as_at,
    add_command,
    moment,
    note,
    print_csv,
    print_json,
    print_table,
    printable,
)
from saferplan.errors import UsageError

PRINTED = {
    "title": "Indicator",
    "area_name": "Area",
    "period": "Period",
    "value": "Value",
    "low": "95% from",
    "high": "to",
    "unit": "Unit",
    "verdict": "Since the period before",
    "direction": "",
    "lag": "Lag",
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "indicators",
        "Indicators loaded for an area: every series with its unit, interval, change and lag.",
        "saferplan indicators --area E06000060 --lake lake",
    )
    command.add_argument("--area", required=True, metavar="CODE", help="an area's code; find it with: saferplan areas")
    command.add_argument("--newest", action="store_true", help="the newest figure of each series alone")
    command.add_argument("--csv", action="store_true", help="print CSV")
    add_as_at(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.commands.scopes import partnership_area
    from saferplan.evidence.assessment.indicators import indicators, newest
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.lake import Lake

    if options.json and options.csv:
        raise UsageError("--json and --csv go one at a time")
    basis = Basis(Lake(options.lake).snapshot(moment(options.as_at)))
    records = indicators(basis, partnership_area(options.area, basis).code)
    records = newest(records) if options.newest else records
    if not records:
        note("no indicator is loaded for this area: see saferplan template show indicators")
    if options.json:
        print_json(records)
    elif options.csv:
        print_csv(records, list(records[0]) if records else [])
    elif records:
        print_table(records, PRINTED)
        for source in sorted({record["source"] for record in records}):
            print(f"Source: {printable(source)}")
    return 0
