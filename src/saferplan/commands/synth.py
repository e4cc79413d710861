"""`saferplan synth partners`: a partnership of invented people, in files as partners would send them, and the truth."""

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from saferplan.commands.options import DEFAULT_LAKE, add_command, print_json, print_table
from saferplan.errors import UsageError

if TYPE_CHECKING:
    from saferplan.synth.area import Neighbourhoods

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
PRINTED = {"feed": "Feed", "reports": "Reports"}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "synth",
        "Make a synthetic partnership: files of invented people as police, landlords and others would send them.",
        "saferplan synth partners --area E06000060 --seed 1 --people 20000 --out synthetic",
        lake=False,
    )
    command.add_argument("what", choices=["partners"], metavar="partners", help="what to make")
    command.add_argument("--area", required=True, metavar="CODE", help="a partnership area, whose real rates are used")
    command.add_argument("--seed", required=True, type=int, metavar="N", help="the same seed gives the same files")
    command.add_argument("--out", required=True, type=Path, metavar="DIR", help="a new or empty folder")
    command.add_argument(
        "--people", type=int, metavar="N", help="how many invented people (default: as many as the area has residents)"
    )
    command.add_argument("--until", default="2022-03", metavar="MONTH", help="the last month (default: %(default)s)")
    command.add_argument("--months", type=int, default=24, metavar="N", help="how many months (default: %(default)s)")
    command.add_argument(
        "--lake",
        type=Path,
        metavar="DIR",
        help=f"take the area's figures from this lake, such as {DEFAULT_LAKE} (default: those that the package ships)",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.synth.partnership.partners import write_partners

    if not _MONTH.fullmatch(options.until):
        raise UsageError(f"'{options.until}' is not a month", remedy="Write it as 2022-03.")
    if options.seed < 0:
        raise UsageError("--seed must not be less than 0")
    written = write_partners(
        options.out,
        _areas(options),
        seed=options.seed,
        people=options.people,
        last=options.until,
        months=options.months,
    )
    records = [{"feed": feed, "reports": count} for feed, count in written.reports.items()]
    if options.json:
        print_json({"out": str(options.out), "files": len(written.files), "feeds": records})
    else:
        print_table(records, PRINTED)
        print(f"{len(written.files)} files in {options.out / 'files'}; what is true is in {options.out / 'truth'}.")
    return 0


def _areas(options: argparse.Namespace) -> "Neighbourhoods":
    from saferplan.synth.area import of_lake, shipped

    if options.lake is None:
        return shipped(options.area.strip().upper())
    from saferplan.evidence.lake import Lake

    return of_lake(Lake(options.lake).snapshot(), options.area)
