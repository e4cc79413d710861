"""`saferplan load`: files into the lake."""

import argparse
import sys
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from saferplan.commands.options import add_command, print_json, printable, reading
from saferplan.commands.progress import on_a_terminal
from saferplan.errors import RowsRejected
from saferplan.evidence.counted import counted

FAULTS_PRINTED = 10


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
    command.add_argument(
        "--allow-older", action="store_true", help="let an older release of a month replace a newer one in the lake"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.commands.restricted import identities_for_load
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.loading.load import load
    from saferplan.identities.once_asked import KeeperOnceAsked

    started = time.monotonic()
    progress = on_a_terminal()
    with ExitStack() as open_while_loading:
        keeper = KeeperOnceAsked(lambda: identities_for_load(options.lake), open_while_loading)
        report = load(
            options.paths,
            Lake(options.lake),
            now=datetime.now(UTC),
            purpose=options.purpose,
            all_or_nothing=options.all_or_nothing,
            allow_older=options.allow_older,
            identities=keeper,
            digest=keeper.digest,
            progress=progress or (lambda *_: None),
        )
    seconds = round(time.monotonic() - started, 2)
    if progress:
        progress.clear()
    if options.json:
        print_json(report.as_record() | {"seconds": seconds})
    else:
        _print_report(report, seconds, _rejected_rows(options.lake))
    fault = report.fault()
    if fault:
        where = f"; list them with: {_rejected_rows(options.lake)}" if isinstance(fault, RowsRejected) else ""
        print(printable(f"saferplan: {fault.message}{where}"), file=sys.stderr)
    return fault.exit_code if fault else 0


def _rejected_rows(lake: Path) -> str:
    """The command that lists them."""
    return reading(lake, "coverage", "--rejected")


def _print_report(report, seconds: float, list_rejected: str) -> None:
    for line in (*_of_one_reason(report.files, "left out"), *_of_one_reason(report.files, "refused")):
        print(printable(line))
    for file in report.files:
        for line in _told_of(file):
            print(printable(line))
    _print_rejected(report.rejected, list_rejected)
    by_status = Counter(file.status for file in report.files)
    print("Files: " + (", ".join(f"{count:,} {status}" for status, count in sorted(by_status.items())) or "none"))
    print(
        f"Rows: {report.total('rows_loaded'):,} loaded + {report.total('rows_rejected'):,} rejected"
        f" = {report.total('rows_read'):,} read, in {seconds:.1f} s"
    )
    if report.load_id is None:
        print("Nothing in the lake has changed.")


def _of_one_reason(files, status: str) -> list[str]:
    """One line for all that fared alike for one reason: a download of three years has some forty such files."""
    by_reason: dict[str, list[str]] = {}
    for file in files:
        if file.status == status:
            by_reason.setdefault(file.message.removeprefix(f"{file.path}: "), []).append(file.path)
    return [
        f"{status}: {paths[0]}{f' and {len(paths) - 1:,} more' if len(paths) > 1 else ''}: {reason}"
        for reason, paths in by_reason.items()
    ]


def _told_of(file) -> list[str]:
    """Lines about a file of which there is something to say."""
    lines = []
    if file.message and file.status not in ("ignored", "left out", "refused"):
        lines.append(f"{file.status}: {file.path}: {file.message}")
    if file.rows_rejected:
        lines.append(f"{file.path}: {file.rows_rejected:,} of {counted(file.rows_read, 'row')} rejected")
    if any(file.changes.values()):
        told = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in file.changes.items() if count)
        lines.append(f"{file.path}: replaced an earlier release: {told}")
    return lines


def _print_rejected(rejected: list[dict], list_them: str) -> None:
    for row in rejected[:FAULTS_PRINTED]:
        place = f"{row['file']}, line {row['line']}" + (f", {row['field']}" if row["field"] else "")
        print(printable(f"rejected: {place}: {row['reason']}"))
    if len(rejected) > FAULTS_PRINTED:
        print(f"and {len(rejected) - FAULTS_PRINTED:,} more: {list_them}")
