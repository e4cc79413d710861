"""`saferplan measure`: one measure of one area, as records."""

import argparse

from saferplan.commands.options import add_as_at, add_command, moment, note, print_csv, print_json, print_table
from saferplan.errors import UsageError

CONTRACT = (
    "area_code", "area_name", "period", "crime_type", "count", "months_present", "months_expected", "denominator",
    "denominator_source", "rate", "ci_low", "ci_high", "rate_annualised", "status",
)  # fmt: skip
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
CHANGE_PRINTED = {"against_count": "Before", "ratio": "Ratio", "q": "q", "verdict": "Verdict"}
BESIDE_PRINTED = {"compared_months": "Same months", "compared_ratio": "Ratio", "compared_verdict": "Ours is"}


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
    command.add_argument("--by", choices=["month", "ward", "lsoa", "crime_type"], help="break it down")
    command.add_argument("--compare", metavar="LIST", help="force, region, country, similar or codes, with commas")
    command.add_argument("--against", metavar="PERIOD", help="change since then, over the months that both have")
    command.add_argument("--csv", action="store_true", help="print CSV")
    add_as_at(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.measures.calculate import compare_areas, measure_area
    from saferplan.evidence.measures.definition import measure_named
    from saferplan.evidence.periods import parse_period

    if options.json and options.csv:
        raise UsageError("--json and --csv go one at a time")
    measure, period = measure_named(options.name), parse_period(options.period)
    against = parse_period(options.against) if options.against else None
    basis = Basis(Lake(options.lake).snapshot(moment(options.as_at)))
    area = basis.geography.area(options.area)
    records = measure_area(basis, measure, area, period, by=options.by, against=against)
    if options.compare:
        others = _others(basis, area, options.compare)
        records += compare_areas(basis, [measure], area, others, period)
    for told in sorted({record.note for record in records if record.note}):
        note(told)
    _print([record.as_record() for record in records], options)
    _tell_missing(records, basis)
    return 0


def _others(basis, area, listed: str) -> list:
    from saferplan.evidence.comparators import comparators

    return [other for name in listed.split(",") for other in comparators(basis, area, name.strip())]


def _print(records: list[dict], options: argparse.Namespace) -> None:
    if options.json:
        print_json(records)
        return
    if options.csv:
        print_csv(records, list(dict.fromkeys([*CONTRACT, *(key for record in records for key in record)])))
        return
    columns = PRINTED | (CHANGE_PRINTED if options.against else {}) | (BESIDE_PRINTED if options.compare else {})
    print_table(records, columns)
    for source in sorted({record["denominator_source"] for record in records}):
        print(f"Denominator: {source}")


def _tell_missing(records: list, basis) -> None:
    """A period with no data at all is answered, with the months that there are."""
    if records and all(record.status == "missing" for record in records):
        months = sorted(basis.months_by_unit[basis.geography.area(records[0].area_code).units[0]])
        loaded = f"{len(months)} months from {months[0]} to {months[-1]}" if months else "no months"
        note(f"none of these months is loaded for {records[0].area_name}; the lake has {loaded} of it")
