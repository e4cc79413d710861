"""`saferplan funnel`: which areas stand out from all of them together, by any measure or indicator."""

import argparse
from typing import TYPE_CHECKING

from saferplan.commands.options import add_as_at, add_command, moment, note, print_csv, print_json, print_table
from saferplan.errors import UsageError

if TYPE_CHECKING:
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.funnels import AreaFunnel

PRINTED = {
    "area_code": "Code",
    "area_name": "Area",
    "count": "Count",
    "expected": "Expected",
    "rate": "Rate",
    "z": "z",
    "q": "q",
    "verdict": "Verdict",
    "standing": "Limits",
}
RECORD = (
    "area_code",
    "area_name",
    "period",
    "crime_type",
    "count",
    "months_present",
    "denominator",
    "rate",
    "expected",
    "z",
    "q",
    "verdict",
    "standing",
    "standing_by_chance",
)
NAMED_AT_MOST = 5


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "funnel",
        "Which areas stand out beyond chance and ordinary variation: wards of an area, or areas like it.",
        "saferplan funnel burglary --area E06000060 --period FY2021 --among ward --lake lake",
    )
    command.add_argument("name", metavar="NAME", help="a measure, or an indicator that was loaded")
    command.add_argument(
        "--area", required=True, metavar="CODE", help="a partnership area; find it with: saferplan areas"
    )
    command.add_argument("--period", help="such as FY2021; of an indicator, its newest period if left out")
    command.add_argument("--among", default="ward", help="ward (default), lsoa, similar, force, region or country")
    command.add_argument("--csv", action="store_true", help="print CSV")
    add_as_at(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.lake import Lake

    if options.json and options.csv:
        raise UsageError("--json and --csv go one at a time")
    found = _funnel(Basis(Lake(options.lake).snapshot(moment(options.as_at))), options)
    if found.left_out:
        more = "" if len(found.left_out) <= NAMED_AT_MOST else f" and {len(found.left_out) - NAMED_AT_MOST} more"
        note(f"left out, without figures of the same months: {', '.join(found.left_out[:NAMED_AT_MOST])}{more}")
    records = [{key: row.get(key) for key in RECORD} for row in found.standings.rows]
    if options.json:
        print_json({"dispersion": found.standings.dispersion, "limits": found.standings.limits, "areas": records})
    elif options.csv:
        print_csv(records, RECORD)
    else:
        print_table(sorted(records, key=lambda row: -row["z"]), PRINTED)
    return 0


def _funnel(basis: "Basis", options: argparse.Namespace) -> "AreaFunnel":
    from saferplan.commands.scopes import partnership_area
    from saferplan.evidence.funnels import funnel_of_indicator, funnel_of_measure
    from saferplan.evidence.measures.definition import all_measures
    from saferplan.evidence.periods import parse_period

    area = partnership_area(options.area, basis)
    period = parse_period(options.period) if options.period else None
    measure = all_measures().get(options.name)
    if measure is None:
        return funnel_of_indicator(basis, options.name, area, period, options.among)
    if period is None:
        raise UsageError("--period is missing", remedy="Name one, such as --period FY2021.")
    return funnel_of_measure(basis, measure, area, period, options.among)
