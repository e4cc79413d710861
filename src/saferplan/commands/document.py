"""`saferplan document`: begin a document, build it, check it, compare it with last year's, and freeze it."""

import argparse
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from saferplan.commands.differences import print_differences
from saferplan.commands.options import add_as_at, add_command, moment, note, print_json, printable
from saferplan.commands.scopes import Asked, scope_of
from saferplan.errors import DocumentError, SaferplanError, UsageError

if TYPE_CHECKING:
    from saferplan.documents.folder import Folder
    from saferplan.documents.life.remarks import Remark
    from saferplan.documents.settings import Subject
    from saferplan.evidence.assessment.tables import AssessmentTables

OUT = "out"
"""Below the document's folder, where nobody names another."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    document = add_command(
        commands,
        "document",
        "Begin a Strategic Assessment or a problem profile, build it, check it, compare it and freeze it.",
        "saferplan document new strategic-assessment-full my-assessment --area E06000060 --period FY2021",
        lake=False,
    )
    verbs = document.add_subparsers(title="commands", required=True, dest="verb", metavar="VERB")
    for add in (_add_new, _add_build, _add_check, _add_diff):
        add(verbs)


def _add_new(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    new = add_command(
        verbs,
        "new",
        "Begin a document: its chapters are copied into your own folder, with prompts for what you write.",
        "saferplan document new problem-profile burglary-profile --area E06000060 --period FY2021 --measure burglary",
        lake=False,
    )
    new.add_argument("kind", metavar="KIND", help="strategic-assessment-full, strategic-assessment-refresh or"
                     " problem-profile")  # fmt: skip
    new.add_argument("folder", type=Path, metavar="DIR", help="a new or an empty folder")
    new.add_argument("--area", required=True, metavar="CODE", help="an area's code; find it with: saferplan areas")
    new.add_argument("--period", required=True, help="2024-04..2025-03, FY2024, CY2025 or R12:2025-12")
    new.add_argument("--against", metavar="PERIOD", default="", help="the period to compare with")
    new.add_argument("--measure", metavar="NAME", default="", help="the one measure that a problem profile is about")
    new.set_defaults(run=run_new)


def run_new(options: argparse.Namespace) -> int:
    from saferplan.documents.life.starting import begin
    from saferplan.documents.settings import Subject

    subject = Subject(options.area, options.period, options.against, options.measure)
    _check_subject(subject)
    try:
        paths = begin(options.kind, options.folder, subject)
    except OSError as fault:
        raise _unwritable(options.folder, fault) from None
    if options.json:
        print_json({"folder": str(options.folder), "files": [path.name for path in paths]})
    else:
        print(f"{len(paths) - 1} chapters are in {options.folder}. Build them with:")
        print(f"saferplan document build {options.folder}")
    return 0


def _check_subject(subject: "Subject") -> None:
    """Whether periods and measure can be read, before a folder is made. Areas are known by a lake alone."""
    from saferplan.evidence.measures.changes import like_months
    from saferplan.evidence.measures.definition import measure_named
    from saferplan.evidence.periods import parse_period

    period = parse_period(subject.period)
    if subject.against:
        like_months(period, parse_period(subject.against))
    if subject.measure:
        measure_named(subject.measure)


def _add_build(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    build = add_command(
        verbs,
        "build",
        "Build a document from its folder: a draft that shows what is still to be written, or with --final the whole.",
        "saferplan document build my-assessment --lake lake --formats html,pdf,docx",
    )
    _add_folder(build)
    build.add_argument(
        "--out", type=Path, metavar="DIR", help=f"where to write (default: {OUT} in the document's folder)"
    )
    _add_formats(build)
    build.add_argument("--final", action="store_true", help="refuse while anything is still to be written")
    _add_periods(build)
    add_as_at(build)
    build.set_defaults(run=run_build)


def _add_folder(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", type=Path, metavar="DIR", help="the document's folder")


def _add_formats(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--formats", default="html", metavar="LIST", help="html, pdf, docx, odt, data, with commas (default: html)"
    )


def _add_periods(command: argparse.ArgumentParser) -> None:
    command.add_argument("--period", help="in place of the period in document.toml")
    command.add_argument("--against", metavar="PERIOD", help="in place of the one compared with there")


def run_build(options: argparse.Namespace) -> int:
    from saferplan.documents.folder import read_folder
    from saferplan.documents.life.building import built, kind_of
    from saferplan.documents.outputs import check_formats, write
    from saferplan.evidence.synthetic import is_synthetic

    started = time.monotonic()
    formats = formats_of(options)
    check_formats(formats)
    folder = read_folder(options.folder)
    out = options.out or options.folder / OUT
    kind = kind_of(folder)
    tables = tables_of(options, folder)
    snapshot = tables.scope.basis.snapshot
    document = built(folder, tables, today=today(), is_final=options.final, is_synthetic=is_synthetic(snapshot))
    try:
        page = write(document, out, name=kind.file, formats=formats, made_on=today())
    except OSError as fault:
        raise _unwritable(out, fault) from None
    seconds, left = round(time.monotonic() - started, 2), len(document.to_write)
    if options.json:
        print_json({"document": str(page), "to_write": left, "seconds": seconds})
    else:
        print(f"Written in {seconds:.1f} s: {page}")
        if left:
            is_left = "passage is" if left == 1 else "passages are"
            note(f"{left} {is_left} still to be written; saferplan document check {options.folder} lists them")
    return 0


def _add_check(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = add_command(
        verbs,
        "check",
        "Look through a document before it is published: what is missing, not borne out or without a source.",
        "saferplan document check my-assessment --lake lake",
    )
    _add_folder(check)
    _add_periods(check)
    add_as_at(check)
    check.set_defaults(run=run_check)


def run_check(options: argparse.Namespace) -> int:
    """Ends with the code of a DocumentError where something must be mended."""
    from saferplan.documents.folder import read_folder
    from saferplan.documents.life.building import kind_of
    from saferplan.documents.life.checking import checked
    from saferplan.documents.strategic_assessment.build import words_of

    folder = read_folder(options.folder)
    kind = kind_of(folder)
    remarks = checked(folder, words_of(folder, tables_of(options, folder), today=today()), kind)
    errors = [one for one in remarks if one.severity == "error"]
    if options.json:
        print_json({"errors": len(errors), "remarks": [one.as_record() for one in remarks]})
    else:
        _print_remarks(remarks)
        print(f"{_counted(len(errors), 'error')}, {_counted(len(remarks) - len(errors), 'warning')}")
    return DocumentError.exit_code if errors else 0


def _print_remarks(remarks: "list[Remark]") -> None:
    for one in remarks:
        print(printable(f"{one.where}: {one.severity}, {one.about}: {one.problem}."))
        print(printable(f"    {one.to_do}"))


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _add_diff(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    diff = add_command(
        verbs,
        "diff",
        "Build the same chapters on newer data: which figures moved, and which sentences now say something untrue.",
        "saferplan document diff my-assessment --against-build last-year/assessment.json --period FY2022 --lake lake",
    )
    _add_folder(diff)
    diff.add_argument(
        "--against-build",
        required=True,
        type=Path,
        metavar="PATH",
        help="the earlier build: its JSON, its folder, or a frozen document",
    )
    _add_periods(diff)
    add_as_at(diff)
    diff.set_defaults(run=run_diff)


def run_diff(options: argparse.Namespace) -> int:
    """Ends with the code of a DocumentError where a chapter fails or a sentence is untrue."""
    from saferplan.documents.evaluation import evaluate_all
    from saferplan.documents.folder import read_folder
    from saferplan.documents.life.differing import differences
    from saferplan.documents.life.earlier import read_earlier
    from saferplan.documents.strategic_assessment.build import words_of
    from saferplan.documents.tabulation import plain_value

    earlier, folder = read_earlier(options.against_build), read_folder(options.folder)
    document, faults = evaluate_all(folder, words_of(folder, tables_of(options, folder), today=today()))
    found = differences(earlier, document)
    if options.json:
        print_json({"faults": [fault.message for fault in faults], **plain_value(found.as_record())})
    else:
        print_differences(found, faults)
    return DocumentError.exit_code if found.untrue or faults else 0


def tables_of(options: argparse.Namespace, folder: "Folder") -> "AssessmentTables":
    """The evidence that the folder is about; --period and --against stand before what document.toml says."""
    from saferplan.evidence.assessment.tables import AssessmentTables
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.lake import Lake

    basis: Basis = Basis(Lake(options.lake).snapshot(moment(options.as_at)))
    return AssessmentTables(scope_of(basis, asked_of(folder, options.period, options.against)))


def asked_of(folder: "Folder", period: str | None = None, against: str | None = None) -> Asked:
    """Raises DocumentError where document.toml does not say what the document is about."""
    subject = folder.subject
    if subject is None:
        raise DocumentError(
            "document.toml does not say what the document is about",
            where="document.toml",
            remedy="Add [subject] with area and period, or begin with: saferplan document new",
        )
    wards_list = folder.path / subject.wards_list if subject.wards_list else None
    return Asked(
        subject.area,
        period or subject.period,
        against or subject.against,
        ",".join(subject.similar),
        wards_list,
        subject.measure,
    )


def formats_of(options: argparse.Namespace) -> list[str]:
    formats = [one.strip() for one in options.formats.split(",") if one.strip()]
    if not formats:
        raise UsageError("--formats names no format", remedy="Write it as --formats html,pdf.")
    return formats


def today() -> date:
    return datetime.now(UTC).date()


def _unwritable(path: Path, fault: OSError) -> SaferplanError:
    reason = fault.strerror or type(fault).__name__
    return SaferplanError(f"nothing can be written here ({reason})", where=str(path), remedy="Name another folder.")
