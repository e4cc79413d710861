"""`saferplan areas`: find an area by name or code."""

import argparse
from typing import TYPE_CHECKING

from saferplan.commands.options import add_as_at, add_command, moment, print_json, print_table
from saferplan.errors import NothingLoaded, UnknownName, UsageError

if TYPE_CHECKING:
    from saferplan.evidence.geography import Geography

PRINTED = {"code": "Code", "name": "Name", "kind": "Kind", "within": "Partnership area", "note": ""}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "areas",
        "Find an area by name or code: LSOA, ward, local authority (old ones too), CSP, force area, region, country.",
        "saferplan areas wycombe --lake lake",
    )
    command.add_argument("query", metavar="QUERY")
    command.add_argument("--most", type=int, default=20, metavar="N", help="how many to list (default 20)")
    add_as_at(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.evidence.area_names import printable
    from saferplan.evidence.geography import Geography
    from saferplan.evidence.lake import Lake

    if options.most < 1:
        raise UsageError(f"--most {options.most} lists nothing", remedy="Give a number from 1.")
    geography = Geography.of(Lake(options.lake).snapshot(moment(options.as_at)))
    found = geography.search(options.query, options.most)
    if not found:
        raise UnknownName(
            f"no area is called anything like '{printable(options.query)}'", remedy="Try a part of the name."
        )
    records = [_described(geography, code) for code in found]
    if options.json:
        print_json(records)
    else:
        print_table(records, PRINTED)
    return 0


def _described(geography: "Geography", code: str) -> dict[str, str]:
    """`measured_as` is the area whose figures answer for the code; empty where none can."""
    from saferplan.evidence.geography import kind_title

    described = {"code": code, "name": geography.names[code], "kind": kind_title(geography.kind_of(code))}
    try:
        area = geography.area(code)
    except NothingLoaded as lacking:
        return described | {"measured_as": "", "within": "", "note": lacking.problem}
    within = geography.units[area.units[0]].name if len(area.units) == 1 and area.code != area.units[0] else ""
    return described | {"measured_as": area.code, "within": within, "note": area.note}
