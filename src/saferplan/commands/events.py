"""What commands over single events have in common: a file of them, or offence records of the lake."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from saferplan.commands.options import add_as_at, moment
from saferplan.errors import TooLittleData, UsageError

if TYPE_CHECKING:
    from saferplan.evidence.points.timed_events import TimedEvents

WIDTH = 720


def add_events(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", nargs="?", type=Path, metavar="FILE", help="CSV or GeoJSON, a row an event")
    command.add_argument("--area", metavar="CODE", help="in place of a file: the offence records of this area")
    command.add_argument("--period", metavar="PERIOD", help="and of these months; without it, of all")
    command.add_argument("--measure", metavar="NAME", help="and of this measure's crime types, such as burglary")
    command.add_argument(
        "--zone",
        default="Europe/London",
        metavar="NAME",
        help="whose clock a file's times are of (default: %(default)s)",
    )
    add_as_at(command)


def events_asked_for(options: argparse.Namespace, purpose: str, *, with_places: bool) -> "TimedEvents":
    """The events of the file, or the offence records of the area. Raises UsageError for both or neither."""
    from saferplan.evidence.points.timed_events import read_events

    if (options.file is None) == (options.area is None):
        raise UsageError(
            "name either a file of events or an area of which offence records are loaded",
            remedy="Write FILE, or --area CODE.",
        )
    if options.file is None:
        return _of_area(options, purpose)
    for name in ("period", "measure"):
        if getattr(options, name):
            raise UsageError(f"--{name} goes with --area", remedy="All events of a file are taken.")
    return read_events(options.file, with_places=with_places, zone=options.zone)


def _of_area(options: argparse.Namespace, purpose: str) -> "TimedEvents":
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.measures.definition import measure_named
    from saferplan.evidence.periods import parse_period
    from saferplan.evidence.points.timed_events import events_of_records

    types = measure_named(options.measure).crime_types if options.measure else None
    period = parse_period(options.period) if options.period else None
    basis = Basis(Lake(options.lake).snapshot(moment(options.as_at)))
    area = basis.geography.area(options.area)
    events = events_of_records(basis, area, period, purpose, types)
    if not len(events):
        raise TooLittleData(f"no offence records of that kind lie in {area.name} in that period")
    return events


def write_picture(draw: Callable[[int], str], path: Path) -> None:
    """Raises UsageError where the file cannot be written."""
    try:
        path.write_text(draw(WIDTH), encoding="utf-8")
    except OSError as fault:
        raise UsageError(f"the picture cannot be written ({fault.strerror})", where=str(path)) from None
