"""`saferplan measure`: one measure of one area, as records."""

import argparse
import re
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import add_as_at, add_command, moment, note, print_csv, print_json, print_table
from saferplan.errors import UsageError

if TYPE_CHECKING:
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.geography import Area
    from saferplan.evidence.measures.records import Record

PRINTED = {
    "area_code": "Code",
    "area_name": "Area",
    "period": "Period",
    "crime_type": "Crime type",
    "count": "Count",
    "months_present": "Months",
    "months_expected": "of",
    "rate": "Rate",
    "ci_low": "95% from",
    "ci_high": "to",
    "rate_annualised": "A year",
    "status": "Status",
}
CHANGE_PRINTED = {
    "months_compared": "Same months",
    "count_compared": "Now",
    "against_count": "Before",
    "ratio": "Ratio",
    "q": "q",
    "verdict": "Verdict",
}
BESIDE_PRINTED = {"compared_months": "Same months", "compared_ratio": "Ratio", "compared_verdict": "Ours is"}
BREAKDOWN = re.compile(r"month|crime_type|lsoa|ward(\d\d)?")


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "measure",
        "Measure an area: counts, rates per 1,000 with 95% intervals, change and comparison over months present.",
        "saferplan measure all-crime --area E06000060 --period FY2021 --compare force,country --lake lake",
    )
    command.add_argument("name", metavar="NAME", help="all-crime, asb, burglary, burglary-households, …")
    command.add_argument("--area", required=True, metavar="CODE", help="an area's code; find it with: saferplan areas")
    command.add_argument(
        "--period", required=True, help="2024-04..2025-03, FY2024, CY2025, R12:2025-12 or one month, 2025-12"
    )
    command.add_argument(
        "--by",
        type=_breakdown,
        metavar="PARTS",
        help="month, crime_type, lsoa or ward; ward25 for wards of 2025, where their boundaries are loaded",
    )
    command.add_argument("--compare", metavar="LIST", help="force, region, country, similar or codes, with commas")
    command.add_argument("--against", metavar="PERIOD", help="change since then, over the months that both have")
    command.add_argument("--csv", action="store_true", help="print CSV")
    add_as_at(command)
    command.set_defaults(run=run)


def _breakdown(text: str) -> str:
    if not BREAKDOWN.fullmatch(text):
        raise argparse.ArgumentTypeError(f"'{text}' is none of month, crime_type, lsoa, ward, ward25 (wards of 2025)")
    return text


def run(options: argparse.Namespace) -> int:
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.lake import Lake

    if options.json and options.csv:
        raise UsageError("--json and --csv go one at a time")
    basis = Basis(Lake(options.lake).snapshot(moment(options.as_at)))
    records = measured_records(basis, options)
    for told in sorted({record.note for record in records if record.note}):
        note(told)
    _print([record.as_record() for record in records], options)
    return 0


def measured_records(basis: "Basis", options: argparse.Namespace) -> "list[Record]":
    """The area's records, then those of the areas that it is compared with."""
    from saferplan.evidence.comparators import all_comparators
    from saferplan.evidence.measures.calculate import measure_area
    from saferplan.evidence.measures.definition import measure_named
    from saferplan.evidence.periods import parse_period

    measure, period = measure_named(options.name), parse_period(options.period)
    against = parse_period(options.against) if options.against else None
    area: Area = basis.geography.area(options.area)
    others = all_comparators(basis, area, _names(options.compare)) if options.compare else []
    return measure_area(basis, measure, area, period, by=options.by, against=against, beside=others)


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",")]


def _print(records: list[dict[str, Any]], options: argparse.Namespace) -> None:
    # Every record has the same fields; those of a comparison come last, and are empty in the area's own records.
    fields = list(dict.fromkeys(key for record in records for key in record))
    aligned = [{key: record.get(key) for key in fields} for record in records]
    if options.json:
        print_json(aligned)
        return
    if options.csv:
        print_csv(aligned, fields)
        return
    columns = PRINTED | (CHANGE_PRINTED if options.against else {}) | (BESIDE_PRINTED if options.compare else {})
    print_table(aligned, columns)
    for source in sorted({record["denominator_source"] for record in records}):
        print(f"Denominator: {source}")
