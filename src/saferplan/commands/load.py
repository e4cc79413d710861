"""`saferplan load`: files into the lake."""

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from saferplan.commands.options import add_command, print_json

BAR_WIDTH = 24


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "load",
        "Load files into the lake: folders, files, zip and gzip archives, recognised by their content.",
        "saferplan load downloads/ thames-valley-street.zip --lake lake",
    )
    command.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    command.add_argument(
        "--purpose", choices=["disproportionality"], help="why stop and search is loaded; without it, it is left out"
    )
    command.add_argument(
        "--all-or-nothing", action="store_true", help="load nothing where any file is refused or any row rejected"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.loading.load import load

    started = time.monotonic()
    report = load(
        options.paths,
        Lake(options.lake),
        now=datetime.now(UTC),
        purpose=options.purpose,
        all_or_nothing=options.all_or_nothing,
        progress=_show_progress if sys.stderr.isatty() else lambda *_: None,
    )
    seconds = round(time.monotonic() - started, 2)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    if options.json:
        print_json(report.as_record() | {"seconds": seconds})
    else:
        _print_report(report, seconds)
    fault = report.fault()
    if fault:
        print(f"saferplan: {fault.message}", file=sys.stderr)
    return fault.exit_code if fault else 0


def _print_report(report, seconds: float) -> None:
    for file in report.files:
        if file.status in ("refused", "left out"):
            print(f"{file.status}: {file.message if file.status == 'refused' else f'{file.path}: {file.message}'}")
        elif file.rows_rejected:
            print(f"{file.path}: {file.rows_rejected:,} of {file.rows_read:,} rows rejected")
        if any(file.changes.values()):
            told = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in file.changes.items() if count)
            print(f"{file.path}: replaced the release before it: {told}")
    statuses = {status: sum(file.status == status for file in report.files) for status in _STATUS_ORDER}
    print("Files: " + ", ".join(f"{count:,} {status}" for status, count in statuses.items() if count))
    print(
        f"Rows: {report.total('rows_loaded'):,} loaded + {report.total('rows_rejected'):,} rejected"
        f" = {report.total('rows_read'):,} read, in {seconds:.1f} s"
    )
    for rejected in report.rejected[:FAULTS_PRINTED]:
        print(f"rejected: {rejected['file']}, line {rejected['line']}: {rejected['reason']}")
    if len(report.rejected) > FAULTS_PRINTED:
        print(f"… and {len(report.rejected) - FAULTS_PRINTED:,} more: saferplan coverage --rejected")


FAULTS_PRINTED = 10
_STATUS_ORDER = ("loaded", "unchanged", "superseded", "refused", "left out", "ignored")


def _show_progress(text: str, done: int, total: int) -> None:
    filled = round(BAR_WIDTH * done / total) if total else 0
    bar = f"[{'=' * filled}{' ' * (BAR_WIDTH - filled)}] " if total else ""
    print(f"\r\033[K{bar}{text[-60:]}", end="", file=sys.stderr, flush=True)
