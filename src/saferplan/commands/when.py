"""`saferplan when`: events by hour and day of the week, those known to within hours spread over them."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saferplan.commands.events import add_events, events_asked_for
from saferplan.commands.options import add_command, note, print_csv, print_json, print_table
from saferplan.errors import TooLittleData, UsageError

if TYPE_CHECKING:
    from saferplan.evidence.assessment.hours import Hours

LONGEST_HOURS = 24.0  # as in the method, which only a run of the command imports
MOST_HOURS = 24.0 * 31


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "when",
        "Count events by hour and day of the week; one known to within hours is spread over them (aoristic weights).",
        "saferplan when burglaries.csv --longest 12",
    )
    add_events(command)
    command.add_argument(
        "--longest",
        type=float,
        default=LONGEST_HOURS,
        metavar="HOURS",
        help="events that can have happened over a longer time are left out (default: %(default)g)",
    )
    command.add_argument("--spread-longer", action="store_true", help="spread these too, over all of their time")
    command.add_argument("--plot", type=Path, metavar="FILE", help="also draw the week, as SVG")
    command.add_argument("--csv", action="store_true", help="print CSV")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.evidence.assessment.hours import PURPOSE, hours_of

    if options.json and options.csv:
        raise UsageError("--json and --csv go one at a time")
    if not 0 < options.longest <= MOST_HOURS:
        raise UsageError(f"--longest must be above 0 and at most {MOST_HOURS:g} hours")
    events = events_asked_for(options, PURPOSE, with_places=False)
    try:
        hours = hours_of(events, longest_hours=options.longest, spread_longer=options.spread_longer, zone=options.zone)
    except ValueError as fault:
        raise UsageError(str(fault)) from None
    for told in hours.notes:
        note(told)
    if not hours.found.events:
        raise TooLittleData(
            f"no event is known to within {options.longest:g} hours",
            remedy="Allow longer with --longest, or spread all of them with --spread-longer.",
        )
    if options.plot:
        _draw(hours, options.plot)
    _print(hours, options)
    return 0


def _draw(hours: "Hours", path: Path) -> None:
    from saferplan.commands.events import write_picture
    from saferplan.documents.strategic_assessment.exhibits.timing import draw_hours

    write_picture(draw_hours(hours), path)


def _print(hours: "Hours", options: argparse.Namespace) -> None:
    if options.json:
        print_json(_document(hours))
    elif options.csv:
        print_csv(hours.rows, list(hours.rows[0]))
    else:
        _print_week(hours)


def _print_week(hours: "Hours") -> None:
    """A row an hour, a column a day."""
    days = list(dict.fromkeys(row["day"] for row in hours.rows))
    by_hour: dict[str, dict[str, Any]] = {}
    for row in hours.rows:
        by_hour.setdefault(row["hour"], {"hour": row["hour"], "all": 0.0}).update({row["day"]: row["events"]})
        by_hour[row["hour"]]["all"] += row["events"]
    print_table(list(by_hour.values()), {"hour": "From", **{day: day for day in days}, "all": "All days"})
    found = hours.found
    print(f"{found.events:,} events: {found.exact:,} at a known time, {found.spread:,} spread over more than one hour.")


def _document(hours: "Hours") -> dict[str, Any]:
    found = hours.found
    return {
        "events": found.events,
        "exact": found.exact,
        "spread": found.spread,
        "longer": found.longer,
        "longest_hours": found.longest_hours,
        "left_out": dict(hours.events.left_out),
        "source": hours.events.source,
        "cells": hours.rows,
        "notes": hours.notes,
    }
