"""What commands share: the options that every one takes, and how results are printed."""

import argparse
import csv
import json
import os
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from saferplan.errors import UsageError
from saferplan.evidence.formulas import guarded

DEFAULT_LAKE = "saferplan-lake"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _default_lake() -> Path:
    return Path(os.environ.get("SAFERPLAN_LAKE") or DEFAULT_LAKE)


def reading(lake: Path, *words: str) -> str:
    """A command for the user to type: it reads this lake, which is named where it is not the one it would read."""
    named = () if lake == _default_lake() else ("--lake", str(lake))
    return shlex.join(("saferplan", *words, *named))


def add_command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    summary: str,
    example: str,
    *,
    lake: bool = True,
) -> argparse.ArgumentParser:
    """A subparser with --lake where it reads one, --json, and a help text that ends in an example."""
    command = commands.add_parser(
        name,
        help=summary.replace("%", "%%"),  # argparse formats it
        description=summary,
        epilog=f"Example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if lake:
        command.add_argument(
            "--lake",
            type=Path,
            metavar="DIR",
            default=_default_lake(),
            help=f"folder of the lake (default: $SAFERPLAN_LAKE, else {DEFAULT_LAKE} in this folder)",
        )
    command.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    return command


def add_group(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    summary: str,
    example: str,
    about: str = "",
) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
    """A command that has commands of its own, for `add_part`. `about`: what it says of itself, where that is more."""
    whole = commands.add_parser(
        name,
        help=summary,
        description=about or summary,
        epilog=f"Example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return whole.add_subparsers(title="commands", required=True, dest="verb", metavar="COMMAND")


def add_part(
    parts: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    summary: str,
    example: str,
    *,
    lake: bool = True,
) -> argparse.ArgumentParser:
    """One command of a group, with what it runs."""
    command = add_command(parts, name, summary, example, lake=lake)
    command.set_defaults(run=run)
    return command


def write_new(path: Path, text: str, encoding: str = "utf-8") -> None:
    """Writes a file that is not there yet. Raises UsageError where it is, or cannot be written."""
    try:
        with path.open("x", encoding=encoding, newline="") as file:
            file.write(text)
    except FileExistsError:
        raise already_there(path) from None
    except OSError as fault:
        problem = f"the file cannot be written ({fault.strerror})"
        raise UsageError(problem, where=str(path), remedy="Name another.") from None


def already_there(path: Path) -> UsageError:
    return UsageError("the file is there already", where=str(path), remedy="Name one that is not there yet.")


def add_as_at(command: argparse.ArgumentParser) -> None:
    command.add_argument("--as-at", metavar="WHEN", help="read the lake as it stood then, such as 2026-12-05")


def moment(text: str | None) -> datetime | None:
    """A date stands for its end; times are in UTC unless they say otherwise. Raises UsageError."""
    if text is None:
        return None
    try:
        read = _end_of_day(text) if _DATE.fullmatch(text) else datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"'{text}' is not a date", remedy="Write it as 2026-12-05 or 2026-12-05T14:30.") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _end_of_day(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), time.max)


def print_json(document: Any) -> None:
    """In an old locale that lacks a letter, JSON's own escapes stand for it; the document is the same."""
    json.dump(document, sys.stdout, ensure_ascii=not _writes_unicode(), indent=2, allow_nan=False)
    sys.stdout.write("\n")


def print_csv(records: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: guarded(value) for key, value in record.items()} for record in records)


def print_table(records: Sequence[dict[str, Any]], columns: dict[str, str]) -> None:
    """Aligned columns for a terminal; `columns` gives key and heading."""
    cells = [[_shown(record.get(key)) for key in columns] for record in records]
    rows = [list(columns.values()), *cells]
    widths = [max(len(row[at]) for row in rows) for at in range(len(columns))]
    numeric = [all(_is_number(record.get(key)) for record in records) for key in columns]
    for row in rows:
        line = (
            cell.rjust(width) if is_number else cell.ljust(width)
            for cell, width, is_number in zip(row, widths, numeric, strict=True)
        )
        print("  ".join(line).rstrip())


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.3f}" if abs(value) < 1 else f"{value:,.1f}"
    if isinstance(value, int):
        return f"{value:,}"
    return printable(str(value))


def printable(text: str) -> str:
    """Text that a terminal can show: a name from a file must not steer it, nor end the command for want of a letter."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return shown if _writes_unicode() else shown.encode(sys.stdout.encoding, errors="replace").decode()


def _writes_unicode() -> bool:
    return (sys.stdout.encoding or "utf-8").lower().startswith("utf")


def note(text: str) -> None:
    """Tells a person something beside the result; never on standard output."""
    print(f"Note: {printable(text)}.", file=sys.stderr)
