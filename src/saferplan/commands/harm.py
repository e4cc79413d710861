"""`saferplan harm`: an area's offences weighed by the harm indices whose weights are loaded."""

import argparse
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import (
    add_as_at,
    add_command,
    moment,
    note,
    print_csv,
    print_json,
    print_table,
    printable,
)
from saferplan.commands.scopes import add_area_and_periods, partnership_area, periods
from saferplan.errors import NothingLoaded, UnknownName, UsageError, nearest

if TYPE_CHECKING:
    from saferplan.evidence.assessment.scope import Scope

PRINTED = {
    "index_title": "Index",
    "offence_group": "Offences",
    "count": "Count",
    "share_of_count": "Share",
    "harm": "Harm",
    "share_of_harm": "Share",
    "score": "Per resident",
    "score_low": "95% from",
    "score_high": "to",
    "without_weight": "No weight",
    "left_out": "Left out",
}
CHANGE_PRINTED = {"change": "Now over then", "change_low": "95% from", "change_high": "to", "verdict": "Verdict"}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "harm",
        "Harm beside counts, by offence code: Crime Severity Score, Cambridge Crime Harm Index, weights of your own.",
        "saferplan harm E06000060 --period FY2023 --against FY2022 --lake lake",
    )
    add_area_and_periods(command)
    command.add_argument("--index", metavar="NAME", help="one index alone, such as ons-crime-severity")
    command.add_argument(
        "--records",
        action="store_true",
        help="of a force's extract of offence records, in place of the Home Office's table of partnerships",
    )
    command.add_argument("--csv", action="store_true", help="print CSV")
    add_as_at(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.evidence.assessment.scope import Scope
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.lake import Lake

    if options.json and options.csv:
        raise UsageError("--json and --csv go one at a time")
    basis = Basis(Lake(options.lake).snapshot(moment(options.as_at)))
    records = _records(Scope(basis, partnership_area(options.code, basis), *periods(options)), options)
    if options.json:
        print_json(records)
    elif options.csv:
        print_csv(records, list(records[0]))
    else:
        _print(records, options)
    return 0


def _records(scope: "Scope", options: argparse.Namespace) -> list[dict[str, Any]]:
    """Raises NothingLoaded where there are no weights, or no offences by code: broad categories are never weighed."""
    from saferplan.evidence.assessment.harm import all_indices, harm, of_index
    from saferplan.evidence.assessment.offences import published_offences, recorded_offences

    names = [index.name for index in all_indices(scope.basis)]
    if not names:
        raise NothingLoaded("no weights of a harm index are loaded", remedy="See: saferplan template show harm-weights")
    if options.index and options.index not in names:
        raise UnknownName(f"no weights of '{options.index}' are loaded", remedy=nearest(options.index, names))
    records = harm(scope, recorded_offences if options.records else published_offences)
    if not records:
        raise NothingLoaded(*_nothing(scope, options))
    return of_index(records, options.index) if options.index else records


def _nothing(scope: "Scope", options: argparse.Namespace) -> tuple[str]:
    wanted = "offence records" if options.records else "Home Office table of offences by partnership"
    return (
        f"no {wanted} of {scope.period.title} is loaded for {scope.area.name}; the categories of data.police.uk are"
        " not weighed, because one category holds offences as different as murder and harassment",
    )


def _print(records: list[dict[str, Any]], options: argparse.Namespace) -> None:
    from saferplan.evidence.assessment.harm import ALL_OFFENCES

    print_table(records, PRINTED | (CHANGE_PRINTED if options.against else {}))
    for row in records:
        if row["offence_group"] == ALL_OFFENCES:
            _tell(row)
    for source in dict.fromkeys(row[key] for row in records for key in ("source", "weights_source")):
        print(f"Source: {printable(source)}")


def _tell(row: dict[str, Any]) -> None:
    if row["without_weight"]:
        note(
            f"{row['index_title']}: {row['without_weight']:,} offences ({1 - row['coverage']:.1%}) have a code"
            f" without a weight and are in no sum: {row['codes_without_weight']}"
        )
    if row["left_out"]:
        note(f"{row['index_title']}: {row['left_out']:,} offences are left out, as the index does")
