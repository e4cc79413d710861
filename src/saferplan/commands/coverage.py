"""`saferplan coverage`: what is there, what is missing, and what looks wrong."""

import argparse
from collections import defaultdict

from saferplan.commands.options import add_as_at, add_command, moment, note, print_csv, print_json, print_table

COVERAGE_COLUMNS = (
    "publisher",
    "publisher_name",
    "month",
    "presence",
    "rows_loaded",
    "rows_rejected",
    "released",
    "suspicious",
)
REJECTED_COLUMNS = ("extract_id", "file", "line", "field", "reason")
MARKS = {"present": "#", "partial": "/", "missing": "."}
SUSPICIOUS = "!"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "coverage",
        "Show which months of which publisher are present, partial or missing, and which look too low.",
        "saferplan coverage --publisher thames-valley --lake lake",
    )
    command.add_argument("--publisher", action="append", default=[], metavar="FORCE", help="only this one; repeatable")
    command.add_argument("--rejected", action="store_true", help="list the rejected rows instead")
    command.add_argument("--csv", action="store_true", help="print CSV")
    add_as_at(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.evidence.coverage import coverage_records, rejected_rows
    from saferplan.evidence.lake import Lake

    wanted = _publishers(options.publisher)
    snapshot = Lake(options.lake).snapshot(moment(options.as_at))
    if options.rejected:
        records = rejected_rows(snapshot, wanted)
    else:
        records = [vars(record) for record in coverage_records(snapshot, wanted)]
    if options.json:
        print_json(records)
    elif options.csv:
        print_csv(records, REJECTED_COLUMNS if options.rejected else COVERAGE_COLUMNS)
    elif not records:
        note("no row was rejected" if options.rejected else "no police data is loaded")
    elif options.rejected:
        print_table(records, {"file": "File", "line": "Line", "field": "Field", "reason": "Reason"})
    else:
        _print_by_publisher(records)
    return 0


def _publishers(slugs: list[str]) -> list[str]:
    from saferplan.evidence.sources import police_forces

    return [police_forces.by_slug(slug).slug for slug in slugs]


def _print_by_publisher(records: list[dict]) -> None:
    """A line a publisher and year: one mark a month."""
    years: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for record in records:
        year, month = record["month"].split("-")
        years[(record["publisher"], year)][month] = SUSPICIOUS if record["suspicious"] else MARKS[record["presence"]]
    print("# present  / some rows rejected  . missing  ! far below the months around it; January to December")
    for (publisher, year), months in sorted(years.items()):
        print(f"{publisher:24} {year}  {''.join(months.get(f'{month:02d}', ' ') for month in range(1, 13))}".rstrip())
    for record in records:
        if record["suspicious"]:
            print(f"{record['publisher']} {record['month']}: {record['suspicious']}")
