"""Which extract delivered each slice of each dataset that is in force: what is new, what is known, what is outdated."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from saferplan.evidence.loading.report import FileReport, RowCounts
from saferplan.evidence.sources.base import Delivered
from saferplan.evidence.tables import EXTRACTS

SliceName = tuple[str, str]  # dataset, and its publisher and month or its edition


class Ledger:
    """Starts from the extracts in force and takes in those of one load."""

    def __init__(self, in_force: Sequence[dict[str, Any]], now: datetime, *, allow_older: bool) -> None:
        self._rows = {(row["dataset"], row["slice"]): row for row in in_force}
        self._now, self._allow_older = now, allow_older
        self._new: set[SliceName] = set()
        self._seen_now: set[SliceName] = set()

    def holds(self, one: SliceName) -> bool:
        return one in self._rows

    def counts_if_unchanged(self, delivered: Delivered, format_name: str = "") -> RowCounts | None:
        """The counts of this very content where all that it once put in force still is; None where not.

        `format_name`: where a format has versions, the one that it must have been read by.
        """
        slices = [
            one
            for one, row in self._rows.items()
            if row["extract_id"] == delivered.extract_id and format_name in ("", row["format"])
        ]
        if not slices or len(slices) != self._rows[slices[0]]["slices"]:
            return None
        self._seen_now.update(slices)
        return RowCounts(*(self._rows[slices[0]][column] for column in RowCounts._fields))

    def outdated_by(self, one: SliceName, delivered: Delivered) -> str:
        """Name of a file in force that is to be kept before this one: newer, or as new and of this same load."""
        row = self._rows.get(one)
        if row is None or row["extract_id"] == delivered.extract_id:
            return ""
        kept, offered = datetime.fromisoformat(row["released"]), delivered.released
        if one in self._seen_now:
            return row["file"] if kept >= offered else ""
        return row["file"] if kept > offered and not self._allow_older else ""

    def later_extracts(self, delivered: Delivered) -> set[str]:
        """Extracts of a later release than this file."""
        released = delivered.released
        return {row["extract_id"] for row in self._rows.values() if datetime.fromisoformat(row["released"]) > released}

    def record(self, delivered: Delivered, report: FileReport, slices: Sequence[SliceName]) -> None:
        """Notes that `slices` come from this file from now on."""
        for dataset, name in slices:
            self._rows[(dataset, name)] = {
                "dataset": dataset,
                "slice": name,
                "extract_id": delivered.extract_id,
                "file": delivered.name,
                "format": report.format,
                "slices": len(slices),
                "released": delivered.released.isoformat(),
                "rows_read": report.rows_read,
                "rows_loaded": report.rows_loaded,
                "rows_rejected": report.rows_rejected,
                "loaded_at": self._now.isoformat(),
            }
        self._new.update(slices)
        self._seen_now.update(slices)

    def new_rows(self) -> pa.Table:
        return pa.Table.from_pylist([self._rows[one] for one in sorted(self._new)], schema=EXTRACTS.schema)

    def new_slices(self) -> list[SliceName]:
        return sorted(self._new)
