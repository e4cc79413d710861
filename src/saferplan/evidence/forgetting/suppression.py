"""Records that were erased are not loaded again: known by digests that only the partnership's secret can make.

A digest stands for a whole record of a feed where nobody else is named in it, and for one person's part of it where
others are. It tells nothing of the record, nor of the person, to anybody without the secret.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from saferplan.errors import LakeError
from saferplan.evidence.snapshot import Snapshot
from saferplan.evidence.tables import SUPPRESSED

SEPARATOR = "\x1f"
SUSPECT_COLUMNS = ("suspect_key", "suspect_is_child", "suspect_expires_on")


class Covers(StrEnum):
    """What of a record a digest stands for."""

    RECORD = "record"
    VICTIM = "victim"
    SUSPECT = "suspect"
    KEY = "key"


class Digest(Protocol):
    """HMAC under a secret that a change of the partnership's key leaves as it is."""

    def __call__(self, data: bytes, /) -> bytes: ...


def digest_of(digest: Digest, covers: Covers, *parts: str) -> str:
    """64 hexadecimal digits. Parts: feed and reference, then the pseudonym; or a pseudonym alone."""
    return digest(SEPARATOR.join((covers, *parts)).encode()).hex()


class Applied(NamedTuple):
    """Rows that may be loaded, how many were left out, and from how many a suspect was taken."""

    rows: pa.Table
    left_out: int
    suspects_emptied: int


@dataclass(frozen=True)
class Suppression:
    """The erased records of a lake. Without any it needs no secret."""

    digests: frozenset[str]
    feeds: frozenset[str]
    digest: Digest | None = None

    @classmethod
    def of(cls, snapshot: Snapshot, digest: Digest | None) -> "Suppression":
        """`snapshot`: a load's own view (`writer.current()`), in which no purpose is asked."""
        rows = [row for file in snapshot.files(SUPPRESSED.name) for row in _rows(file)]
        return cls(frozenset(row["digest"] for row in rows), frozenset(row["feed"] for row in rows), digest)

    @classmethod
    def asking(cls, snapshot: Snapshot, digest: Callable[[], Digest | None]) -> "Suppression":
        """The same; the secret is asked for where records were erased, and not otherwise."""
        known = cls.of(snapshot, None)
        return replace(known, digest=digest()) if known.feeds else known

    def covers(self, feed: str) -> bool:
        return feed in self.feeds

    def erased_records(self, feed: str, references: Collection[str | None]) -> set[str]:
        """Those of the references that were erased whole: to be left out before anybody in them is registered.

        Raises LakeError where records of this feed were erased and there is no secret to know them by.
        """
        if feed not in self.feeds:
            return set()
        return {one for one in references if one is not None and self._has(feed, Covers.RECORD, feed, one)}

    def without_erased(self, rows: pa.Table, feed_column: str, reference_column: str) -> pa.Table:
        """Rows of any table without the records that were erased whole. Raises LakeError as `erased_records` does."""
        if not self.feeds:
            return rows
        pairs = zip(rows[feed_column].to_pylist(), rows[reference_column].to_pylist(), strict=True)
        stays = [feed is None or not self.erased_records(feed, [reference]) for feed, reference in pairs]
        return rows.filter(pa.array(stays, pa.bool_()))

    def apply(self, rows: pa.Table) -> Applied:
        """Rows of partners' incidents without what was erased. Raises LakeError as `erased_records` does."""
        stays, emptied = self.judged(rows)
        kept = _without_suspects(rows, emptied).filter(pa.array(stays, pa.bool_()))
        return Applied(kept, stays.count(False), sum(emptied))

    def judged(self, rows: pa.Table) -> tuple[list[bool], list[bool]]:
        """Of each row whether it stays, and whether its suspect is to be taken out. Raises as `erased_records` does."""
        concerned = [feed in self.feeds for feed in rows["feed"].to_pylist()]
        if not any(concerned):
            return [True] * rows.num_rows, [False] * rows.num_rows
        wanted = ("feed", "reference", "victim_key", "suspect_key")
        cells = list(zip(*(rows[name].to_pylist() for name in wanted), strict=True))
        stays = [not is_one or self._stays(*cell[:3]) for is_one, cell in zip(concerned, cells, strict=True)]
        emptied = [
            is_one and stay and self._is_suspect_erased(cell[0], cell[1], cell[3])
            for is_one, stay, cell in zip(concerned, stays, cells, strict=True)
        ]
        return stays, emptied

    def _stays(self, feed: str, reference: str | None, victim: str | None) -> bool:
        if reference is None:
            return True
        is_victim = victim is not None and self._has(feed, Covers.VICTIM, feed, reference, victim)
        return not is_victim and not self._has(feed, Covers.RECORD, feed, reference)

    def _is_suspect_erased(self, feed: str, reference: str | None, suspect: str | None) -> bool:
        if reference is None or suspect is None:
            return False
        return self._has(feed, Covers.SUSPECT, feed, reference, suspect)

    def _has(self, feed: str, covers: Covers, *parts: str) -> bool:
        if self.digest is None:
            raise LakeError(
                f"records of the feed {feed} were erased, and without the partnership's secret none is known again",
                remedy="Set SAFERPLAN_KEY and DATABASE_URL as they were when the records were erased, and load again.",
            )
        return digest_of(self.digest, covers, *parts) in self.digests


def _without_suspects(rows: pa.Table, emptied: list[bool]) -> pa.Table:
    mask = pa.array(emptied, pa.bool_())
    for name in SUSPECT_COLUMNS:
        column = rows[name]
        cells = pc.call_function("if_else", [mask, pa.scalar(None, column.type), column])
        rows = rows.set_column(rows.column_names.index(name), rows.schema.field(name), cells)
    return rows


def _rows(file: str) -> list[dict[str, str]]:
    return pq.ParquetFile(file).read(columns=["digest", "feed"]).to_pylist()
