"""What the commands of a document share: its folder, its periods, the evidence that it is about, and its formats."""

import argparse
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from saferplan.commands.options import moment
from saferplan.commands.scopes import Asked, scope_of
from saferplan.errors import DocumentError, SaferplanError, UsageError

if TYPE_CHECKING:
    from saferplan.documents.folder import Folder
    from saferplan.evidence.assessment.tables import AssessmentTables


def add_folder(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", type=Path, metavar="DIR", help="the document's folder")


def add_formats(command: argparse.ArgumentParser, default: str = "html") -> None:
    command.add_argument(
        "--formats",
        default=default,
        metavar="LIST",
        help=f"of html, pdf, docx, odt and data (default: {default})",
    )


def add_document_periods(command: argparse.ArgumentParser) -> None:
    command.add_argument("--period", help="in place of the period in document.toml")
    command.add_argument("--against", metavar="PERIOD", help="in place of the one compared with there")


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


def unwritable(path: Path, fault: OSError) -> SaferplanError:
    reason = fault.strerror or type(fault).__name__
    return SaferplanError(f"nothing can be written here ({reason})", where=str(path), remedy="Name another folder.")
