"""Loads files of data.police.uk in bulk: one pass of DuckDB streams the good rows of many files into the lake.

Only a file that has lost rows in that pass is read a second time, row by row, to say which and why.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from saferplan.errors import FileRefused
from saferplan.evidence.lake import Snapshot, Writer
from saferplan.evidence.loading.bad_rows import bad_rows
from saferplan.evidence.loading.police_file import PoliceFile
from saferplan.evidence.snapshot import quoted
from saferplan.evidence.sources.plain_text import DOWNLOAD_AGAIN
from saferplan.evidence.sources.police_categories import land_cells
from saferplan.evidence.sources.police_uk import PoliceFormat

# More faults than this say that the file is not what it seems, and a month with half its rows would mislead.
MOST_REJECTED = 0.5
BATCH_ROWS = 100_000
# Files streamed in one Delta commit; bounds the memory of Parquet writers held open, one a month.
BATCH_BYTES = 512 * 1024**2
MEMORY = "500MB"
Refusals = dict[PoliceFile, FileRefused]


class IncidentLoader:
    """Reads police.uk files for one load. `known_lsoa`: codes of the lookups; with none, any well-formed one passes.

    `progress` is told how many rows have been read since it was last told.
    """

    def __init__(
        self, known_lsoa: Iterable[str], spill: Path, progress: Callable[[int], None] = lambda _: None
    ) -> None:
        self._progress = progress
        self._db = duckdb.connect(
            config={"memory_limit": MEMORY, "preserve_insertion_order": "false", "temp_directory": str(spill)}
        )
        self._db.execute("SET TimeZone = 'UTC'")
        self._register("known_lsoa", {"code": pa.array(sorted(known_lsoa), pa.string())})
        self._register("land", {"cell": pa.array(land_cells(), pa.float64())})

    def _register(self, name: str, columns: dict[str, pa.Array]) -> None:
        self._db.register(f"{name}_given", pa.table(columns))
        self._db.execute(f"CREATE OR REPLACE TABLE {name} AS FROM {name}_given")

    def load(self, files: Sequence[PoliceFile], writer: Writer) -> Refusals:
        """Writes the good rows of `files` (of one format, at most one a month and force); gives the files refused."""
        refused: Refusals = {}
        for batch in _batches(files):
            refused |= self._load_batch(batch, writer)
        return refused

    def _load_batch(self, batch: list[PoliceFile], writer: Writer) -> Refusals:
        """Writes all files; where some turn out to be bad, undoes that and writes the others."""
        self._register_expected(batch)
        refused: Refusals = {}
        good = batch
        while good:
            undo = writer.undo_point(good[0].format.table.name)
            self._write(good, writer)
            self._count_loaded(good, writer.current())
            bad = {file: fault for file in good if (fault := self._explain(file))}
            if not bad:
                break
            undo()
            refused |= bad
            good = [file for file in good if file not in bad]
        return refused

    def _explain(self, file: PoliceFile) -> FileRefused | None:
        """Names every row that failed; gives the refusal where too many did."""
        if file.rows_loaded == file.rows_read:
            return None
        if mostly_bad := self._mostly_bad(file):
            return mostly_bad
        if file.rows_loaded + len(file.rejected) != file.rows_read:
            return file.delivered.refuse("its rows cannot be told apart reliably", remedy=DOWNLOAD_AGAIN)
        return None

    def _mostly_bad(self, file: PoliceFile) -> FileRefused | None:
        most = int(file.rows_read * MOST_REJECTED)
        file.rejected = bad_rows(self._db, file, most=most)
        if len(file.rejected) <= most:
            return None
        first, file.rejected = file.rejected[0], []
        reason = f"{first.field}: {first.reason}" if first.field else first.reason
        return file.delivered.refuse(
            f"most of its {file.rows_read:,} rows cannot be loaded; the first because of this: {reason}",
            line=first.line,
            remedy="Check that the file's name and content belong together: one file holds one month of one force.",
        )

    def _write(self, batch: list[PoliceFile], writer: Writer) -> None:
        police_format = batch[0].format
        reads = [
            self._select(police_format, _read_csv(paths, header, newline, police_format))
            for (header, newline), paths in _by_layout(batch).items()
        ]
        rows = self._db.execute(" UNION ALL ".join(reads)).to_arrow_reader(BATCH_ROWS).cast(police_format.table.schema)
        writer.replace(police_format.table, self._watched(rows), [file.key for file in batch])

    def _watched(self, rows: pa.RecordBatchReader) -> pa.RecordBatchReader:
        def told() -> Iterator[pa.RecordBatch]:
            for batch in rows:
                self._progress(batch.num_rows)
                yield batch

        return pa.RecordBatchReader.from_batches(rows.schema, told())

    def _register_expected(self, batch: Sequence[PoliceFile]) -> None:
        self._register(
            "expected",
            {
                "path": pa.array([str(file.delivered.path) for file in batch]),
                "extract_id": pa.array([file.delivered.extract_id for file in batch]),
                "month": pa.array([file.expected.month for file in batch]),
                "publisher": pa.array([file.expected.publisher for file in batch]),
                "force_name": pa.array([file.expected.force_name for file in batch]),
            },
        )

    @staticmethod
    def _select(police_format: PoliceFormat, read: str) -> str:
        columns = ", ".join(f"{police_format.select[name]} AS {name}" for name in police_format.table.column_names)
        good = " AND ".join(f"NOT coalesce({rule.broken}, false)" for rule in police_format.rules)
        return f"SELECT {columns} FROM {read} r JOIN expected e ON r.filename = e.path WHERE {good}"

    def _count_loaded(self, batch: list[PoliceFile], snapshot: Snapshot) -> None:
        table = batch[0].format.table.name
        months = quoted({file.expected.month for file in batch})
        counted = self._db.execute(
            f"SELECT publisher, month, count(*) FROM {snapshot.scan(table)} WHERE month IN ({months}) GROUP BY ALL"
        ).fetchall()
        rows = {(publisher, month): count for publisher, month, count in counted}
        for file in batch:
            file.rows_loaded = rows.get(file.key, 0)


def _batches(files: Sequence[PoliceFile]) -> Iterator[list[PoliceFile]]:
    """In the order of their months, so that a batch holds few partitions open."""
    batch: list[PoliceFile] = []
    size = 0
    for file in sorted(files, key=lambda file: file.key[::-1]):
        size += file.delivered.path.stat().st_size
        if batch and size > BATCH_BYTES:
            yield batch
            batch, size = [], file.delivered.path.stat().st_size
        batch.append(file)
    if batch:
        yield batch


def _by_layout(batch: Sequence[PoliceFile]) -> dict[tuple[tuple[str, ...], str], list[str]]:
    """Paths by heading and by how lines end."""
    paths: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for file in batch:
        paths.setdefault((tuple(file.delivered.header), file.newline), []).append(str(file.delivered.path))
    return paths


def _read_csv(paths: list[str], header: tuple[str, ...], newline: str, police_format: PoliceFormat) -> str:
    """Without any of DuckDB's guesses: over files that end their lines in different ways its guess drops whole files.

    Nor may it guess a packing from a file's ending, columns from folders named 'month=5', or a pattern from brackets.
    """
    listed = quoted(re.sub(r"[\[*?]", r"[\g<0>]", path) for path in paths)
    columns = ", ".join(f"'{police_format.headings[heading]}': 'VARCHAR'" for heading in header)
    line_end = newline.replace("\r", "\\r").replace("\n", "\\n")
    return (
        f"read_csv([{listed}], columns={{{columns}}}, auto_detect=false, header=true, delim=',', quote='\"',"
        " escape='\"', all_varchar=true, filename=true, ignore_errors=true, compression='none',"
        f" hive_partitioning=false, new_line='{line_end}')"
    )
