"""What stands in the place of the lake's writer and of the keeper of identities while a load is only tried.

A trial goes the whole way of a load, by the same code, so that what it tells is what the load will do. Nothing of it is
written to the lake, and nobody is registered.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from saferplan.evidence.partners.mentions import Feed, Keys
from saferplan.evidence.snapshot import LoadRecord, Snapshot
from saferplan.evidence.tables import Table


@dataclass
class WritesNothing:
    """As far as a load asks a lake_writer.Writer. `staging`: a folder of the trial's own, which its maker removes."""

    root: Path
    before: Snapshot
    staging: Path
    versions: dict[str, int] = field(default_factory=dict)

    def replace(self, table: Table, rows: pa.Table | pa.RecordBatchReader, keys: Sequence[tuple[str, ...]]) -> None:
        """Nothing comes into force."""

    def replace_with_files(self, table: Table, files: Sequence[Path], keys: Sequence[tuple[str, ...]]) -> None:
        """Nothing comes into force; the files go with the staging folder."""

    def current(self) -> Snapshot:
        """The lake as it is. A trial reads restricted tables as a load does: for itself, to count."""
        load = self.before.load
        record = LoadRecord(load.load_id, "", dict(load.versions), {}, dict(load.generations))
        return Snapshot(self.root, record, is_being_written=True)

    def commit(self, *, loaded_at: datetime, summary: dict[str, Any]) -> None:
        """There is nothing to put in force."""


class KeepsNobody:
    """Answers as a restricted store would, but that everybody's key is unknown."""

    def register(self, feed: Feed, persons: pa.Table, places: pa.Table, *, now: datetime) -> Keys:  # noqa: ARG002
        return Keys(self.person_keys(feed, persons), pa.nulls(len(places), pa.string()))

    def person_keys(self, feed: Feed, persons: pa.Table) -> pa.Array:  # noqa: ARG002
        return pa.nulls(len(persons), pa.string())

    def take_back(self, keys: Collection[str], named: Collection[str]) -> None:
        """Nobody was kept."""
