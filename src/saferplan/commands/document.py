"""`saferplan document`: begin a document, build it, check it, compare it with last year's, and freeze it."""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from saferplan.commands.document_later import add_diff, add_freeze, add_verify
from saferplan.commands.document_options import (
    add_document_periods,
    add_folder,
    add_formats,
    formats_of,
    tables_of,
    today,
    unwritable,
)
from saferplan.commands.document_reports import print_remarks
from saferplan.commands.options import add_as_at, add_group, add_part, note, print_json
from saferplan.errors import DocumentError

if TYPE_CHECKING:
    from saferplan.documents.settings import Subject

OUT = "out"
"""Below the document's folder, where nobody names another."""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verbs = add_group(
        commands,
        "document",
        "Begin a Strategic Assessment or a problem profile, build it, check it, compare it and freeze it.",
        "saferplan document new strategic-assessment-full my-assessment --area E06000060 --period FY2021",
    )
    for add in (_add_new, _add_build, _add_check, add_diff, add_freeze, add_verify):
        add(verbs)


def _add_new(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    new = add_part(
        verbs,
        "new",
        run_new,
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


def run_new(options: argparse.Namespace) -> int:
    from saferplan.documents.life.starting import begin
    from saferplan.documents.settings import Subject

    subject = Subject(options.area, options.period, options.against, options.measure)
    _check_subject(subject)
    try:
        paths = begin(options.kind, options.folder, subject)
    except OSError as fault:
        raise unwritable(options.folder, fault) from None
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
    build = add_part(
        verbs,
        "build",
        run_build,
        "Build a document from its folder: a draft that shows what is still to be written, or with --final the whole.",
        "saferplan document build my-assessment --lake lake --formats html,pdf,docx",
    )
    add_folder(build)
    build.add_argument(
        "--out", type=Path, metavar="DIR", help=f"where to write (default: {OUT} in the document's folder)"
    )
    add_formats(build)
    build.add_argument("--final", action="store_true", help="refuse while anything is still to be written")
    add_document_periods(build)
    add_as_at(build)


def run_build(options: argparse.Namespace) -> int:
    from saferplan.documents.brand import brand_of
    from saferplan.documents.folder import read_folder
    from saferplan.documents.life.building import built, kind_of
    from saferplan.documents.life.manifest import refuse_frozen
    from saferplan.documents.outputs import check_formats, write
    from saferplan.documents.strategic_assessment.build import words_of
    from saferplan.evidence.assessment.keeping import kept_tables
    from saferplan.evidence.synthetic import is_synthetic

    started = time.monotonic()
    formats = formats_of(options)
    check_formats(formats)
    folder = read_folder(options.folder)
    out = options.out or options.folder / OUT
    refuse_frozen(out)
    kind = kind_of(folder)
    with kept_tables(tables_of(options, folder)) as tables:
        snapshot = tables.scope.basis.snapshot
        words = words_of(folder, tables, today=today())
        document = built(folder, words, is_final=options.final, is_synthetic=is_synthetic(snapshot))
    try:
        page = write(document, out, name=kind.file, formats=formats, brand=brand_of(options.folder), made_on=today())
    except OSError as fault:
        raise unwritable(out, fault) from None
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
    check = add_part(
        verbs,
        "check",
        run_check,
        "Look through a document before it is published: what is missing, not borne out or without a source.",
        "saferplan document check my-assessment --lake lake",
    )
    add_folder(check)
    add_document_periods(check)
    add_as_at(check)


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
        print_remarks(remarks)
    return DocumentError.exit_code if errors else 0
