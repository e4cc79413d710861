"""One load: every file stands or falls on its own, and what was good comes into force in one step."""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from saferplan.errors import FileRefused, LakeError, RowsRejected, SaferplanError
from saferplan.evidence.lake import WRITE_FAULTS, Lake, Snapshot, Writer
from saferplan.evidence.loading.changes import changes_between
from saferplan.evidence.loading.delivery import deliver, free_space_note
from saferplan.evidence.loading.incidents import IncidentLoader, PoliceFile, inspect
from saferplan.evidence.sources.base import Delivered, Reading, RejectedRow, Source
from saferplan.evidence.sources.police_uk import POLICE_FORMATS, STOP_SEARCH, PoliceFormat
from saferplan.evidence.sources.reference import REFERENCE_SOURCES, near_miss
from saferplan.evidence.tables import ALL_TABLES, EXTRACTS, REJECTED, Table

DISPROPORTIONALITY = "disproportionality"
# How many LSOAs ONS published for England and Wales; a lookup with fewer is of a part, and proves no code unknown.
LSOAS_PUBLISHED = {"lsoa11": 34_753, "lsoa21": 35_672}
Progress = Callable[[str, int, int], None]


@dataclass
class FileReport:
    """How one file fared. `status`: loaded, unchanged, superseded, refused, left out, ignored."""

    path: str
    format: str
    status: str
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    message: str = ""
    changes: dict[str, int] = field(default_factory=dict)


@dataclass
class LoadReport:
    """`rejected` has a row for each row rejected: file, line, field, reason."""

    files: list[FileReport] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    load_id: int | None = None

    def total(self, column: str) -> int:
        return sum(getattr(file, column) for file in self.files)

    def fault(self) -> SaferplanError | None:
        """What the exit code should say: a file refused before rows rejected before nothing."""
        refused = [file for file in self.files if file.status == "refused"]
        if refused:
            return FileRefused(f"{len(refused)} of {len(self.files)} files were refused")
        if rejected := self.total("rows_rejected"):
            return RowsRejected(f"{rejected:,} rows were rejected")
        return None

    def as_record(self) -> dict[str, Any]:
        columns = ("rows_read", "rows_loaded", "rows_rejected")
        return {
            "files": [vars(file) for file in self.files],
            **{column: self.total(column) for column in columns},
            "load_id": self.load_id,
        }


def load(
    paths: Sequence[Path],
    lake: Lake,
    *,
    now: datetime,
    purpose: str | None = None,
    all_or_nothing: bool = False,
    progress: Progress = lambda *_: None,
) -> LoadReport:
    """Loads what `paths` hold. Raises LakeError where the lake cannot be written; nothing has changed then."""
    try:
        with tempfile.TemporaryDirectory(prefix="saferplan-load-") as staging, lake.writing() as writer:
            one = _Load(writer, Path(staging), now, purpose, progress)
            one.run(list(paths), all_or_nothing=all_or_nothing)
            return one.report
    except (*WRITE_FAULTS, duckdb.IOException, duckdb.OutOfMemoryException) as fault:
        raise LakeError(
            f"writing failed ({_first_line(fault)}); nothing has changed",
            where=str(lake.root),
            remedy=f"Make room and load again: {free_space_note(_existing(lake.root))}.",
        ) from fault


class _Load:
    """The state of one load while it runs."""

    def __init__(self, writer: Writer, staging: Path, now: datetime, purpose: str | None, progress: Progress) -> None:
        self.writer, self.now, self.purpose, self.progress = writer, now, purpose, progress
        self.unpacked, self.spill = staging / "unpacked", staging / "spill"
        self.unpacked.mkdir()
        self.report = LoadReport()
        self._extracts: list[dict[str, Any]] = []
        self._in_force = {(row["dataset"], row["slice"]): row for row in writer.before.extracts}

    def run(self, paths: list[Path], *, all_or_nothing: bool) -> None:
        named = {str(path) for path in paths}
        reference, police = self._recognise(deliver(paths, self.unpacked), named)
        for position, (delivered, source) in enumerate(sorted(reference, key=lambda pair: pair[0].released)):
            self.progress(delivered.name, position, len(reference))
            self._load_reference(delivered, source)
        self._load_police(police)
        fault = self.report.fault()
        if all_or_nothing and fault:
            raise FileRefused(f"{fault.problem}; with --all-or-nothing, nothing was loaded") from None
        self._commit()

    def _recognise(
        self, files: Iterable[Delivered | FileRefused], named: set[str]
    ) -> tuple[list[tuple[Delivered, Source]], list[PoliceFile]]:
        reference: list[tuple[Delivered, Source]] = []
        police: list[PoliceFile] = []
        for count, file in enumerate(files):
            if isinstance(file, FileRefused):
                self._refuse(file.where, "", file)
                continue
            self.progress(f"reading {file.name}", count, 0)
            if police_format := next((one for one in POLICE_FORMATS if one.recognises(file)), None):
                police += self._inspect(file, police_format)
            elif source := next((one for one in REFERENCE_SOURCES if one.recognises(file)), None):
                reference.append((file, source))
            else:
                self._unrecognised(file, named)
        return reference, police

    def _inspect(self, file: Delivered, police_format: PoliceFormat) -> list[PoliceFile]:
        if police_format is STOP_SEARCH and self.purpose != DISPROPORTIONALITY:
            message = f"stop and search is loaded with --purpose {DISPROPORTIONALITY} alone"
            self.report.files.append(FileReport(file.name, police_format.format, "left out", message=message))
            return []
        try:
            return [inspect(file, police_format, self.now.strftime("%Y-%m"))]
        except FileRefused as refused:
            self._refuse(file.name, police_format.format, refused)
            return []

    def _unrecognised(self, file: Delivered, named: set[str]) -> None:
        """A stray file in a folder is passed over; one that was named, or that is nearly a known one, is refused."""
        if file.path.stat().st_size == 0:
            problem = file.refuse("the file is empty", remedy="Download it again.")
        elif near := _near_miss(file):
            problem = file.refuse(near)
        elif file.name in named or file.name.split("!")[0] in named:
            problem = file.refuse(
                "its content is not of a kind that saferplan reads",
                remedy="The kinds are listed in docs/reference/files.md.",
            )
        else:
            message = "not of a kind that saferplan reads"
            self.report.files.append(FileReport(file.name, "", "ignored", message=message))
            return
        self._refuse(file.name, "", problem)

    def _refuse(self, name: str, format_name: str, refused: FileRefused) -> None:
        self.report.files.append(FileReport(name, format_name, "refused", message=refused.message))

    def _unchanged(self, delivered: Delivered, format_name: str) -> bool:
        """True, and reported, where every slice that this very content delivered is in force."""
        rows = [row for row in self._in_force.values() if row["extract_id"] == delivered.extract_id]
        if not rows or len(rows) != rows[0]["slices"]:
            return False
        counts = {column: rows[0][column] for column in ("rows_read", "rows_loaded", "rows_rejected")}
        self.report.files.append(FileReport(delivered.name, format_name, "unchanged", **counts))
        return True

    def _load_reference(self, delivered: Delivered, source: Source) -> None:
        if self._unchanged(delivered, source.format):
            return
        try:
            reading = source.read(delivered)
        except FileRefused as refused:
            self._refuse(delivered.name, source.format, refused)
            return
        for piece in reading.slices:
            self.writer.replace(ALL_TABLES[piece.table], piece.rows, [piece.key])
        report = FileReport(
            delivered.name, source.format, "loaded", reading.rows_read, reading.rows_loaded, len(reading.rejected)
        )
        self.report.files.append(report)
        self._reject(delivered, reading.rejected)
        self._record_slices(delivered, report, _slices(reading))

    def _load_police(self, files: list[PoliceFile]) -> None:
        loader = IncidentLoader(_known_lsoa(self.writer.current()), self.spill)
        for police_format in POLICE_FORMATS:
            newest = self._newest_releases([file for file in files if file.format is police_format])
            changed = [file for file in newest if not self._unchanged(file.delivered, police_format.format)]
            self.progress(f"{len(changed)} files of {police_format.format}", 0, 0)
            before = self.writer.current()
            refused = {fault.where.split(", line ")[0]: fault for fault in loader.load(changed, self.writer)}
            for name, fault in refused.items():
                self._refuse(name, police_format.format, fault)
            loaded = [file for file in changed if file.delivered.name not in refused]
            self._report_police(loaded, before, police_format.table)

    def _newest_releases(self, files: list[PoliceFile]) -> list[PoliceFile]:
        """Of several releases of one month and force in one load, the newest; of equal ones, the first named."""
        newest: dict[tuple[str, str], PoliceFile] = {}
        for file in sorted(files, key=lambda file: file.delivered.released, reverse=True):
            kept = newest.setdefault(file.key, file)
            if kept is not file:
                same = kept.delivered.sha256 == file.delivered.sha256
                message = f"{'the same content as' if same else 'an older release than'} {kept.delivered.name}"
                report = FileReport(file.delivered.name, file.format.format, "superseded", message=message)
                self.report.files.append(report)
        return list(newest.values())

    def _report_police(self, loaded: list[PoliceFile], before: Snapshot, table: Table) -> None:
        replaced = [file.key for file in loaded if (table.name, "/".join(file.key)) in self._in_force]
        changes = changes_between(before, self.writer.current(), table.name, replaced)
        for file in loaded:
            report = FileReport(
                file.delivered.name,
                file.format.format,
                "loaded",
                file.rows_read,
                file.rows_loaded,
                len(file.rejected),
                changes=changes[file.key].as_record() if file.key in changes else {},
            )
            self.report.files.append(report)
            self._reject(file.delivered, file.rejected)
            self._record_slices(file.delivered, report, [(table.name, "/".join(file.key))])

    def _reject(self, delivered: Delivered, rejected: Sequence[RejectedRow]) -> None:
        self.report.rejected += [
            {"extract_id": delivered.extract_id, "file": delivered.name, **vars(row)} for row in rejected
        ]

    def _record_slices(self, delivered: Delivered, report: FileReport, slices: list[tuple[str, str]]) -> None:
        for dataset, one in slices:
            row = {
                "dataset": dataset,
                "slice": one,
                "extract_id": delivered.extract_id,
                "file": delivered.name,
                "format": report.format,
                "slices": len(slices),
                "released": delivered.released.isoformat(),
                "rows_read": report.rows_read,
                "rows_loaded": report.rows_loaded,
                "rows_rejected": report.rows_rejected,
                "loaded_at": self.now.isoformat(),
            }
            self._in_force[(dataset, one)] = row
            self._extracts = [kept for kept in self._extracts if (kept["dataset"], kept["slice"]) != (dataset, one)]
            self._extracts.append(row)

    def _commit(self) -> None:
        if not self._extracts:
            return
        keys = [(row["dataset"], row["slice"]) for row in self._extracts]
        self.writer.replace(EXTRACTS, pa.Table.from_pylist(self._extracts, schema=EXTRACTS.schema), keys)
        if self.report.rejected:
            ids = sorted({(row["extract_id"],) for row in self.report.rejected})
            self.writer.replace(REJECTED, pa.Table.from_pylist(self.report.rejected, schema=REJECTED.schema), ids)
        record = self.writer.commit(loaded_at=self.now, summary=self.report.as_record())
        self.report.load_id = record.load_id


def _slices(reading: Reading) -> list[tuple[str, str]]:
    return [(piece.table, "/".join(piece.key)) for piece in reading.slices]


def _near_miss(file: Delivered) -> str | None:
    """For a file that is nearly one of data.police.uk: which headings are missing or new."""
    header = set(file.header)
    for police_format in POLICE_FORMATS:
        known = header & set(police_format.headings)
        if len(known) * 2 > len(police_format.headings):
            missing = sorted(police_format.missing(file.header))
            extra = sorted(header - set(police_format.headings))
            wrong = [f"it lacks the columns {', '.join(missing)}"] if missing else []
            wrong += [f"it has columns unknown to that format ({', '.join(extra)})"] if extra else []
            return f"line 1: this looks like {police_format.format}, but {' and '.join(wrong)}"
    return near_miss(file)


def _known_lsoa(snapshot: Snapshot) -> list[str]:
    """LSOA codes of the lookups loaded, or none where a part of the country's is all there is."""
    found = duckdb.sql(
        f"SELECT level, list(DISTINCT code) FROM {snapshot.scan('areas')}"
        " WHERE level IN ('lsoa11', 'lsoa21') GROUP BY 1"
    ).fetchall()
    codes = dict(found)
    complete = all(len(codes.get(level, ())) >= published for level, published in LSOAS_PUBLISHED.items())
    return sorted({code for level in codes for code in codes[level]}) if complete else []


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)


def _first_line(fault: BaseException) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0]
