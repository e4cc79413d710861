"""What a load tells: how each file fared, and the totals."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from saferplan.errors import FileRefused, RowsRejected, SaferplanError
from saferplan.evidence.counted import counted
from saferplan.evidence.sources.base import Delivered, RejectedRow

# Told what is being done, how much of it is done, and how much there is (0: not known).
Progress = Callable[[str, int, int], None]


class Status(StrEnum):
    LOADED = "loaded"
    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"
    REFUSED = "refused"
    HELD_BACK = "held back"
    LEFT_OUT = "left out"
    IGNORED = "ignored"


class RowCounts(NamedTuple):
    rows_read: int
    rows_loaded: int
    rows_rejected: int


NO_ROWS = RowCounts(0, 0, 0)


@dataclass
class FileReport:
    """How one file fared. `path` is what the user calls it, an archive's member after '!'."""

    path: str
    format: str
    status: Status
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    message: str = ""
    changes: dict[str, int] = field(default_factory=dict)


@dataclass
class LoadReport:
    """`rejected` has a row for each row rejected: file, line, field, reason. `load_id`: None where nothing changed."""

    files: list[FileReport] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    load_id: int | None = None

    def add(
        self,
        path: str,
        format_name: str,
        status: Status,
        message: str = "",
        *,
        counts: RowCounts = NO_ROWS,
        changes: dict[str, int] | None = None,
    ) -> FileReport:
        report = FileReport(path, format_name, status, *counts, message, changes or {})
        self.files.append(report)
        return report

    def refuse(self, path: str, format_name: str, refused: FileRefused) -> None:
        self.add(path, format_name, Status.REFUSED, refused.message)

    def unchanged(self, delivered: Delivered, format_name: str, counts: RowCounts) -> None:
        self.add(delivered.name, format_name, Status.UNCHANGED, counts=counts)

    def superseded(self, delivered: Delivered, format_name: str, kept: str) -> None:
        message = f"it is an older release than {kept}, which is kept; --allow-older loads it all the same"
        self.add(delivered.name, format_name, Status.SUPERSEDED, message)

    def reject(self, delivered: Delivered, rows: list[RejectedRow]) -> None:
        self.rejected += [{"extract_id": delivered.extract_id, "file": delivered.name, **vars(row)} for row in rows]

    def hold_back(self) -> None:
        """After a fault in one file, under --all-or-nothing: says of the others that they were not loaded either."""
        for file in self.files:
            if file.rows_rejected and file.status is Status.LOADED:
                file.message = (
                    f"{file.path}: {file.rows_rejected:,} of {counted(file.rows_read, 'row')} cannot be loaded"
                )
                file.status = Status.REFUSED
            elif file.status is Status.LOADED:
                file.message, file.status = (
                    "another file has a fault, and nothing was to be loaded then",
                    Status.HELD_BACK,
                )
            else:
                continue
            file.rows_read = file.rows_loaded = file.rows_rejected = 0
            file.changes = {}

    def total(self, column: str) -> int:
        return sum(getattr(file, column) for file in self.files)

    def fault(self) -> SaferplanError | None:
        """What the exit code should say: a file refused before rows rejected before nothing."""
        refused = [file for file in self.files if file.status is Status.REFUSED]
        if refused:
            were = "was" if len(refused) == 1 else "were"
            return FileRefused(
                f"{len(refused)} of {counted(len(self.files), 'file')} {were} refused: {refused[0].message}"
            )
        if rejected := self.total("rows_rejected"):
            return RowsRejected(f"{counted(rejected, 'row')} {'was' if rejected == 1 else 'were'} rejected")
        return None

    def as_record(self) -> dict[str, Any]:
        columns = ("rows_read", "rows_loaded", "rows_rejected")
        return {
            "files": [vars(file) for file in self.files],
            **{column: self.total(column) for column in columns},
            "load_id": self.load_id,
        }
