"""What comes after a document is published: next year's beside it, and the one that is kept for good."""

import argparse
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saferplan.commands.document_options import (
    add_document_periods,
    add_folder,
    add_formats,
    asked_of,
    formats_of,
    tables_of,
    today,
    unwritable,
)
from saferplan.commands.document_reports import print_differences, print_verified
from saferplan.commands.options import add_as_at, add_part, print_json
from saferplan.commands.scopes import scope_of
from saferplan.errors import DocumentError

if TYPE_CHECKING:
    from saferplan.documents.folder import Folder
    from saferplan.documents.life.verifying import Frozen
    from saferplan.documents.settings import Subject


def add_diff(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    diff = add_part(
        verbs,
        "diff",
        run_diff,
        "Build the same chapters on newer data: which figures moved, and which sentences now say something untrue.",
        "saferplan document diff my-assessment --against-build last-year/assessment.json --period FY2022 --lake lake",
    )
    add_folder(diff)
    diff.add_argument(
        "--against-build",
        required=True,
        type=Path,
        metavar="PATH",
        help="the earlier build: its JSON, its folder, or a frozen document",
    )
    add_document_periods(diff)
    add_as_at(diff)


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


def add_freeze(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    freeze = add_part(
        verbs,
        "freeze",
        run_freeze,
        "Keep a published document for good: its text, outputs, hashes, figures, and the versions of data and code.",
        "saferplan document freeze my-assessment --out published/2026 --lake lake",
    )
    add_folder(freeze)
    freeze.add_argument("--out", required=True, type=Path, metavar="DIR", help="a new folder; never written to again")
    add_formats(freeze, "html,pdf,docx,data")
    add_document_periods(freeze)
    add_as_at(freeze)


def run_freeze(options: argparse.Namespace) -> int:
    from saferplan.documents.folder import read_folder
    from saferplan.documents.life.building import kind_of
    from saferplan.documents.life.freezing import Order, check_free, freeze
    from saferplan.documents.outputs import check_formats
    from saferplan.documents.strategic_assessment.build import words_of
    from saferplan.evidence.synthetic import is_synthetic

    formats = list(dict.fromkeys(["html", *formats_of(options)]))  # its JSON is what next year is compared with
    check_formats(formats)
    check_free(options.out)
    folder = read_folder(options.folder)
    kind_of(folder)
    tables = tables_of(options, folder)
    snapshot = tables.scope.basis.snapshot
    order = Order(
        folder,
        words_of(folder, tables, today=today()),
        _subject_of(folder, options),
        formats,
        today(),
        snapshot.load,
        is_synthetic(snapshot),
    )
    try:
        digest = freeze(order, options.out, now=datetime.now(UTC))
    except OSError as fault:
        raise unwritable(options.out, fault) from None
    if options.json:
        print_json({"frozen": str(options.out), "sha256": digest})
    else:
        print(f"Frozen: {options.out}. Keep this with the minutes, the SHA-256 of its frozen.json:")
        print(digest)
    return 0


def _subject_of(folder: "Folder", options: argparse.Namespace) -> "Subject":
    """What the document is about, with the periods that stand in place of those in document.toml."""
    from saferplan.documents.settings import Subject

    asked = asked_of(folder, options.period, options.against)
    similar = tuple(filter(None, asked.similar.split(",")))
    wards_list = folder.subject.wards_list if folder.subject else ""
    return Subject(asked.code, asked.period, asked.against or "", asked.issue, similar, wards_list)


def add_verify(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verify = add_part(
        verbs,
        "verify",
        run_verify,
        "Whether a frozen document is as it was frozen, and gives the same figures and files when built again.",
        "saferplan document verify published/2026 --lake lake",
        lake=False,
    )
    verify.add_argument("frozen", type=Path, metavar="DIR", help="the folder of a frozen document")
    verify.add_argument("--lake", type=Path, metavar="DIR", help="work the figures out again from this lake as well")
    verify.add_argument("--digest", metavar="SHA256", help="of frozen.json, as freeze printed it")
    verify.add_argument("--out", type=Path, metavar="DIR", help="keep the files that are built again here")


def run_verify(options: argparse.Namespace) -> int:
    """Ends with the code of a DocumentError where anything is not as it was frozen."""
    from saferplan.documents.life.manifest import refuse_frozen
    from saferplan.documents.life.verifying import read_frozen, verified

    frozen = read_frozen(options.frozen)
    if options.out:
        refuse_frozen(options.out)
    words = partial(_words_from_lake, lake=options.lake) if options.lake else None
    found = verified(frozen, words, out=options.out)
    is_other = bool(options.digest) and options.digest.lower() != found.digest
    is_well = found.is_well and not is_other
    if options.json:
        print_json(asdict(found) | {"is_well": is_well, "is_same_digest": not is_other})
    else:
        print_verified(found, is_other=is_other)
    return 0 if is_well else DocumentError.exit_code


def _words_from_lake(frozen: "Frozen", lake: Path) -> "Mapping[str, Any]":
    """What the chapters may say, worked out anew from the lake as it stood."""
    from saferplan.documents.life.verifying import snapshot_of
    from saferplan.documents.strategic_assessment.build import words_of
    from saferplan.evidence.assessment.tables import AssessmentTables
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.lake import Lake

    basis = Basis(snapshot_of(frozen, Lake(lake)))
    folder = replace(frozen.folder, subject=frozen.subject)
    tables = AssessmentTables(scope_of(basis, asked_of(folder)))
    return words_of(folder, tables, today=frozen.made_on)
