"""`saferplan coverage`: what is there, what is missing, and what looks wrong."""

import argparse
from collections import defaultdict

from saferplan.commands.options import add_as_at, add_command, moment, print_csv, print_json, print_table


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
    from saferplan.evidence.lake import Lake

    snapshot = Lake(options.lake).snapshot(moment(options.as_at))
    records = _rejected(snapshot) if options.rejected else _coverage(snapshot, options.publisher)
    if options.json:
        print_json(records)
    elif options.csv:
        print_csv(records, list(records[0]) if records else ["publisher", "month", "presence"])
    elif options.rejected:
        print_table(records, {"file": "File", "line": "Line", "field": "Field", "reason": "Reason"})
    else:
        _print_by_publisher(records)
    return 0


def _coverage(snapshot, publishers: list[str]) -> list[dict]:
    from saferplan.evidence.coverage import coverage_records
    from saferplan.evidence.sources import police_forces

    wanted = [police_forces.by_slug(slug).slug for slug in publishers]
    records = [vars(record) for record in coverage_records(snapshot, wanted)]
    return [record for record in records if not wanted or record["publisher"] in wanted]


def _rejected(snapshot) -> list[dict]:
    import duckdb

    in_force = {extract["extract_id"] for extract in snapshot.extracts}
    rows = duckdb.sql(
        f"SELECT extract_id, file, line, field, reason FROM {snapshot.scan('rejected')} ORDER BY file, line"
    ).fetchall()
    columns = ("extract_id", "file", "line", "field", "reason")
    return [dict(zip(columns, row, strict=True)) for row in rows if row[0] in in_force]


def _print_by_publisher(records: list[dict]) -> None:
    """A line a publisher and year: one mark a month."""
    marks = {"present": "#", "partial": "/", "missing": "."}
    years: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for record in records:
        year, month = record["month"].split("-")
        years[(record["publisher"], year)][month] = "!" if record["suspicious"] else marks[record["presence"]]
    print("# present  / some rows rejected  . missing  ! far below the months around it; January to December")
    for (publisher, year), months in sorted(years.items()):
        print(f"{publisher:24} {year}  {''.join(months.get(f'{month:02d}', ' ') for month in range(1, 13))}")
    for record in records:
        if record["suspicious"]:
            print(f"{record['publisher']} {record['month']}: {record['suspicious']}")
