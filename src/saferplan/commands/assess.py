"""`saferplan assess`: the evidence part of a Strategic Assessment."""

import argparse
import json
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import add_as_at, add_command, moment, print_json
from saferplan.commands.scopes import Asked, scope_of
from saferplan.errors import SaferplanError, UsageError

if TYPE_CHECKING:
    from saferplan.evidence.assessment.tables import AssessmentTables
    from saferplan.evidence.basis import Basis


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = add_command(
        commands,
        "assess",
        "Write the evidence part of an area's Strategic Assessment: assessment.html, assessment.json, exhibits/.",
        "saferplan assess E06000060 --period FY2021 --against FY2018 --out assessment --lake lake",
    )
    command.add_argument("code", nargs="?", metavar="CODE", help="an area's code; find it with: saferplan areas")
    command.add_argument("--all", action="store_true", help="every partnership area of England and Wales")
    command.add_argument("--tables-only", action="store_true", help="the tables as JSON, without a document")
    command.add_argument("--period", required=True, help="2024-04..2025-03, FY2024, CY2025 or R12:2025-12")
    command.add_argument("--against", metavar="PERIOD", help="the period to compare with")
    command.add_argument("--similar", metavar="CODES", help="similar areas of your own, CODE,CODE,…")
    command.add_argument("--wards-list", type=Path, metavar="FILE", help="wards of a programme, a name or code a line")
    command.add_argument("--chapters", type=Path, metavar="DIR", help="your own chapters in place of the template")
    command.add_argument("--out", type=Path, metavar="DIR", help="where to write (not needed with --tables-only)")
    add_as_at(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.lake import Lake

    _check(options)
    if options.out is not None:
        from saferplan.documents.life.manifest import refuse_frozen

        refuse_frozen(options.out)
    started = time.monotonic()
    basis = Basis(Lake(options.lake).snapshot(moment(options.as_at)))
    written = _every(options, basis) if options.all else _one(options, basis)
    seconds = round(time.monotonic() - started, 2)
    if options.json:
        print_json(written | {"seconds": seconds})
    elif "assessment" in written:
        print(f"Written in {seconds:.1f} s: {written['assessment']}")
    elif options.out:
        areas = "1 area" if written["areas"] == 1 else f"{written['areas']} areas"
        print(f"Tables of {areas} written in {seconds:.1f} s: {options.out}")
    return 0


def _check(options: argparse.Namespace) -> None:
    """Whether the options go together. Raises UsageError before anything is read."""
    if bool(options.code) == options.all:
        raise UsageError("name one area's CODE, or --all", remedy="Find codes with: saferplan areas NAME")
    if options.all and not options.tables_only:
        raise UsageError("--all goes with --tables-only", remedy="Build documents one area at a time.")
    for name in ("wards_list", "similar"):
        if options.all and getattr(options, name):
            raise UsageError(f"--{name.replace('_', '-')} goes with one area")
    if options.tables_only and options.chapters:
        raise UsageError("--chapters goes with a document, and --tables-only writes none")
    if options.out is None and not options.tables_only:
        raise UsageError("--out is missing", remedy="Name the folder to write to: --out assessment.")
    if options.json and options.out is None:
        raise UsageError("--json with --tables-only wants --out", remedy="The tables alone are JSON: leave out --json.")
    if options.out is not None and options.out.exists() and not options.out.is_dir():
        raise UsageError("this is a file, not a folder", where=str(options.out), remedy="Name a folder with --out.")


def _one(options: argparse.Namespace, basis: "Basis") -> dict[str, Any]:
    from saferplan.documents.outputs import write
    from saferplan.documents.strategic_assessment.build import evaluate_assessment
    from saferplan.evidence.assessment.tables import AssessmentTables
    from saferplan.evidence.synthetic import is_synthetic

    tables = AssessmentTables(scope_of(basis, _asked(options)))
    if options.tables_only:
        return _write_tables(options, [tables])
    document = evaluate_assessment(
        tables,
        today=datetime.now(UTC).date(),
        chapters=options.chapters,
        is_synthetic=is_synthetic(basis.snapshot),
    )
    try:
        page = write(document, options.out)
    except OSError as fault:
        raise _unwritable(options.out, fault) from None
    return {"assessment": str(page), "area_code": tables.scope.area.code, "area_name": tables.scope.area.name}


def _asked(options: argparse.Namespace) -> Asked:
    return Asked(options.code, options.period, options.against, options.similar or "", options.wards_list)


def _every(options: argparse.Namespace, basis: "Basis") -> dict[str, Any]:
    from saferplan.evidence.assessment.tables import every_partnership
    from saferplan.evidence.periods import parse_period

    against = parse_period(options.against) if options.against else None
    return _write_tables(options, every_partnership(basis, parse_period(options.period), against))


def _write_tables(options: argparse.Namespace, every: "Iterable[AssessmentTables]") -> dict[str, Any]:
    """A JSON file an area in --out; without it, one line of JSON an area on standard output."""
    areas = 0
    for tables in every:
        areas += 1
        text = json.dumps(tables.as_document(), ensure_ascii=False, allow_nan=False)
        if options.out is None:
            sys.stdout.write(f"{text}\n")
        else:
            _write(options.out / f"{tables.scope.area.code}.json", text)
    return {"areas": areas}


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise _unwritable(path, fault) from None


def _unwritable(path: Path, fault: OSError) -> SaferplanError:
    reason = fault.strerror or type(fault).__name__
    return SaferplanError(f"nothing can be written here ({reason})", where=str(path), remedy="Name another --out.")
