"""`saferplan near-repeat`: whether events near each other also follow soon after one another."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saferplan.commands.events import add_events, events_asked_for
from saferplan.commands.options import add_command, note, print_csv, print_json, print_table
from saferplan.errors import UsageError

if TYPE_CHECKING:
    from saferplan.evidence.assessment.near_repeat import NearRepeats

PRINTED = {
    "distance": "Apart",
    "days": "Days between",
    "observed": "Pairs",
    "expected": "Expected",
    "ratio": "Ratio",
    "ratio_median": "Of median",
    "p": "p",
    "q": "q",
    "verdict": "Verdict",
}
PERMUTATIONS, SEED = 999, 20_240_229  # as in the method, which only a run of the command imports


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "near-repeat",
        "Test whether events near each other also follow soon after one another (Knox test by permutation).",
        "saferplan near-repeat burglaries.csv --space same,100,200,400 --days 0-1,2-6,7-13",
    )
    add_events(command)
    command.add_argument("--space", metavar="BANDS", help="metres, such as same,100,200,400,800 (this is the default)")
    command.add_argument("--days", metavar="BANDS", help="whole days, such as 0-1,2-6,7-13,14-27 (this is the default)")
    command.add_argument(
        "--metric",
        choices=("manhattan", "euclidean"),
        default="manhattan",
        help="distance round the corners of a grid (default: manhattan), or straight (euclidean)",
    )
    command.add_argument(
        "--permutations",
        type=int,
        default=PERMUTATIONS,
        metavar="N",
        help="shuffles of the days (default: %(default)s)",
    )
    command.add_argument("--seed", type=int, default=SEED, metavar="N", help="another number shuffles in another way")
    command.add_argument("--plot", type=Path, metavar="FILE", help="also draw the table, as SVG")
    command.add_argument("--csv", action="store_true", help="print CSV")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.evidence.analysis.near_repeat.bands import day_bands, space_bands
    from saferplan.evidence.assessment.near_repeat import DAYS, PURPOSE, SPACE, near_repeats

    if options.json and options.csv:
        raise UsageError("--json and --csv go one at a time")
    if options.seed < 0:
        raise UsageError("--seed must not be negative")
    bands = space_bands(options.space or SPACE), day_bands(options.days or DAYS)
    events = events_asked_for(options, PURPOSE, with_places=True)
    repeats = near_repeats(events, *bands, metric=options.metric, permutations=options.permutations, seed=options.seed)
    for told in repeats.notes:
        note(told)
    if options.plot:
        _draw(repeats, options.plot)
    _print(repeats, options)
    return 0


def _draw(repeats: "NearRepeats", path: Path) -> None:
    from saferplan.commands.events import write_picture
    from saferplan.documents.strategic_assessment.exhibits.near_repeats import draw_near_repeats

    write_picture(draw_near_repeats(repeats.rows), path)


def _print(repeats: "NearRepeats", options: argparse.Namespace) -> None:
    if options.json:
        print_json(_document(repeats))
    elif options.csv:
        print_csv(repeats.rows, list(repeats.rows[0]))
    else:
        print_table(repeats.rows, PRINTED)
        found = repeats.found
        print(f"{found.events:,} events, {found.permutations} permutations, {found.metric} distance.")


def _document(repeats: "NearRepeats") -> dict[str, Any]:
    found = repeats.found
    return {
        "events": found.events,
        "left_out": dict(repeats.events.left_out),
        "source": repeats.events.source,
        "plane": repeats.events.plane.name,
        "metric": found.metric,
        "permutations": found.permutations,
        "cells": repeats.rows,
        "notes": repeats.notes,
    }
