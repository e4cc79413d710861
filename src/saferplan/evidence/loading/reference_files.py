"""Loads what publishers say of areas, people and addresses, and of counts: each file read whole, by its source."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pyarrow as pa

from saferplan.errors import FileRefused, SaferplanError
from saferplan.evidence.counted import counted
from saferplan.evidence.forgetting.erasure import REFERENCE_COLUMNS
from saferplan.evidence.forgetting.suppression import Digest, Suppression
from saferplan.evidence.lake import Writer
from saferplan.evidence.loading.ledger import Ledger, SliceName
from saferplan.evidence.loading.rehearsing import WritesNothing
from saferplan.evidence.loading.report import LoadReport, Progress, RowCounts, Status
from saferplan.evidence.sources.base import Delivered, Slice, Source
from saferplan.evidence.tables import ALL_TABLES


@dataclass
class ReferenceLoader:
    """Reference files in one load."""

    writer: Writer | WritesNothing
    ledger: Ledger
    report: LoadReport
    digest: Callable[[], Digest | None]
    progress: Progress

    def load(self, files: Sequence[tuple[Delivered, Source]]) -> None:
        """The newest first, so that of two that deliver one edition the newer is loaded and the older passed over."""
        newest_first = sorted(files, key=lambda pair: pair[0].released, reverse=True)
        for position, (delivered, source) in enumerate(newest_first):
            self.progress(delivered.name, position, len(newest_first))
            counts = self.ledger.counts_if_unchanged(delivered)
            if counts is None:
                self._load_one(delivered, source)
            else:
                self.report.unchanged(delivered, source.format, counts)

    def _load_one(self, delivered: Delivered, source: Source) -> None:
        try:
            reading = source.read(delivered)
        except FileRefused as refused:
            self.report.refuse(delivered.name, source.format, refused)
            return
        names = {(piece.table, "/".join(piece.key)): piece for piece in reading.slices}
        outdated = {one: newer for one in names if (newer := self.ledger.outdated_by(one, delivered))}
        if outdated and len(outdated) == len(names):
            self.report.superseded(delivered, source.format, next(iter(outdated.values())))
            return
        wanted = {one: piece for one, piece in names.items() if one not in outdated}
        try:
            wanted, erased = self._without_erased(wanted)
        except SaferplanError as unknown:
            self.report.refuse(delivered.name, source.format, delivered.refuse(unknown.problem, remedy=unknown.remedy))
            return
        self._write(wanted.values())
        counts = RowCounts(reading.rows_read, reading.rows_loaded - erased, len(reading.rejected) + erased)
        note = f"erased before, and not loaded again: {counted(erased, 'row')}" if erased else ""
        told = "; ".join(filter(None, (reading.note, note)))
        report = self.report.add(delivered.name, source.format, Status.LOADED, told, counts=counts)
        self.report.reject(delivered, reading.rejected)
        self.ledger.record(delivered, report, list(wanted))

    def _without_erased(self, pieces: dict[SliceName, Slice]) -> tuple[dict[SliceName, Slice], int]:
        """Slices without the records that were erased before; how many rows these had."""
        kept, erased = dict(pieces), 0
        for name, piece in pieces.items():
            if reference := REFERENCE_COLUMNS.get(piece.table):
                feed = ALL_TABLES[piece.table].replaced_by[0]
                rows = self._suppression.without_erased(piece.rows, feed, reference)
                kept[name], erased = replace(piece, rows=rows), erased + piece.rows.num_rows - rows.num_rows
        return kept, erased

    @cached_property
    def _suppression(self) -> Suppression:
        return Suppression.asking(self.writer.current(), self.digest)

    def _write(self, pieces: Iterable[Slice]) -> None:
        """All slices of a table at once: each write of a table costs as much as the table is large."""
        by_table: dict[str, list[Slice]] = {}
        for piece in pieces:
            by_table.setdefault(piece.table, []).append(piece)
        for name, found in by_table.items():
            rows = pa.concat_tables([piece.rows for piece in found])
            self.writer.replace(ALL_TABLES[name], rows, [piece.key for piece in found])
