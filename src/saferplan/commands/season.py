"""`saferplan season`: season, trend and expected range of a measure, and which months lay outside."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import add_as_at, add_command, moment, note, print_csv, print_json, print_table
from saferplan.errors import UsageError

if TYPE_CHECKING:
    from saferplan.evidence.assessment.season import Seasonal

AHEAD, MOST_AHEAD = 6, 12
PRINTED = {
    "month": "Month",
    "count": "Counted",
    "trend": "Trend",
    "season": "Season",
    "expected": "Expected",
    "low": "95% from",
    "high": "to",
    "q": "q",
    "verdict": "Verdict",
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "season",
        "Season, trend and expected range of a measure by month, and which months lay outside.",
        "saferplan season all-crime --area E06000055 --lake lake",
    )
    command.add_argument("name", metavar="NAME", help="all-crime, asb, burglary, …")
    command.add_argument("--area", required=True, metavar="CODE", help="an area's code; find it with: saferplan areas")
    command.add_argument(
        "--ahead", type=int, default=AHEAD, metavar="MONTHS", help="months to come, 1 to 12 (default: %(default)s)"
    )
    command.add_argument("--plot", type=Path, metavar="FILE", help="also draw months and range, as SVG")
    command.add_argument("--csv", action="store_true", help="print CSV")
    add_as_at(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.evidence.assessment.season import seasonal
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.measures.definition import measure_named

    if options.json and options.csv:
        raise UsageError("--json and --csv go one at a time")
    if not 1 <= options.ahead <= MOST_AHEAD:
        raise UsageError(f"--ahead must be from 1 to {MOST_AHEAD} months")
    basis = Basis(Lake(options.lake).snapshot(moment(options.as_at)))
    found = seasonal(basis, measure_named(options.name), basis.geography.area(options.area), options.ahead)
    for told in filter(None, (found.area.note, *found.notes)):
        note(told)
    if options.plot:
        _draw(found, options.plot)
    _print(found, options)
    return 0


def _draw(found: "Seasonal", path: Path) -> None:
    from saferplan.commands.events import write_picture
    from saferplan.documents.strategic_assessment.exhibits.timing import draw_season

    write_picture(draw_season(found), path)


def _print(found: "Seasonal", options: argparse.Namespace) -> None:
    if options.json:
        print_json(_document(found))
    elif options.csv:
        print_csv(found.rows, list(found.rows[0]))
    else:
        print_table(found.rows, PRINTED)


def _document(found: "Seasonal") -> dict[str, Any]:
    return {
        "measure": found.measure.name,
        "area_code": found.area.code,
        "area_name": found.area.name,
        "first_month": found.months[0],
        "last_month": found.months[-1],
        "not_used": list(found.beside),
        "set_aside": list(found.set_aside),
        "p_season": found.found.p,
        "phi": found.judged.phi,
        "forecasts": found.tried.forecasts,
        "held": found.tried.held,
        "months": found.rows,
        "notes": found.notes,
    }
