"""Loads files of data.police.uk in bulk: DuckDB writes the good rows of each month as one Parquet file.

Only a file that has lost rows in that pass is read a second time, row by row, to say which and why. Months
are moved into the lake when all are written, so that nothing of a file that turns out to be bad was ever in it.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import duckdb
import pyarrow as pa

from saferplan.errors import FileRefused
from saferplan.evidence.lake import Writer
from saferplan.evidence.loading.bad_rows import bad_rows
from saferplan.evidence.loading.police_file import PoliceFile
from saferplan.evidence.loading.rehearsing import WritesNothing
from saferplan.evidence.snapshot import quoted
from saferplan.evidence.sources.plain_text import DOWNLOAD_AGAIN
from saferplan.evidence.sources.police_categories import land_cells
from saferplan.evidence.sources.police_uk import PoliceFormat

# More faults than this say that the file is not what it seems, and a month with half its rows would mislead.
MOST_REJECTED = 0.5
# Each core fills a row group of its own, so that smaller ones keep all cores busy to the end of a month. Level 1 is
# within a hundredth of the size that level 3 gives, and much faster.
PARQUET = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 40960"
# A query takes time to prepare, so small months, as of one force, are written several at a time. A large one, as of the
# whole country, is faster alone, for its rows need not be told apart by month.
BATCH_BYTES = 16 * 1024**2
MEMORY = "500MB"
# Each thread needs memory for what it reads and for the row group that it fills: so many stay well within the limit.
MOST_THREADS = 8
READ_BYTES = 4 * 1024**2
Refusals = dict[PoliceFile, FileRefused]


class IncidentLoader:
    """Reads police.uk files for one load. `known_lsoa`: codes of the lookups; with none, any well-formed one passes.

    `progress` is told how many rows have been read since it was last told.
    """

    def __init__(
        self, known_lsoa: Iterable[str], staging: Path, progress: Callable[[int], None] = lambda _: None
    ) -> None:
        self._staging = Path(tempfile.mkdtemp(dir=staging))
        self._progress = progress
        self._db = duckdb.connect(
            config={
                "memory_limit": MEMORY,
                "threads": min(MOST_THREADS, os.cpu_count() or 1),
                "preserve_insertion_order": "false",
                "temp_directory": str(self._staging / "spill"),
            }
        )
        self._db.execute("SET TimeZone = 'UTC'")
        self._register("known_lsoa", {"code": pa.array(sorted(known_lsoa), pa.string())})
        self._register("land", {"cell": pa.array(land_cells(), pa.float64())})

    def _register(self, name: str, columns: dict[str, pa.Array]) -> None:
        self._db.register(f"{name}_given", pa.table(columns))
        self._db.execute(f"CREATE OR REPLACE TABLE {name} AS FROM {name}_given")

    def load(self, files: Sequence[PoliceFile], writer: Writer | WritesNothing) -> Refusals:
        """Writes the good rows of `files` (of one format, at most one a month and force); gives the files refused."""
        table = files[0].format.table
        self._register_expected(files)
        refused: Refusals = {}
        written: list[Path] = []
        for number, batch in enumerate(_batches(files)):
            folder = self._staging / str(number)
            refused |= self._load_batch(batch, folder)
            written += folder.rglob("*.parquet")
        if written:
            writer.replace_with_files(table, written, [file.key for file in files if file not in refused])
        return refused

    def _load_batch(self, batch: list[PoliceFile], folder: Path) -> Refusals:
        """Writes all files; where some turn out to be bad, writes the others again."""
        refused: Refusals = {}
        while good := [file for file in batch if file not in refused]:
            self._write(good, folder)
            bad = {file: fault for file in good if (fault := self._explain(file))}
            if not bad:
                break
            refused |= bad
            shutil.rmtree(folder)
        self._progress(sum(file.rows_read for file in batch))
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

    def _write(self, files: list[PoliceFile], folder: Path) -> None:
        """Writes the good rows into `folder`, laid out like a table that is partitioned by month, and counts them."""
        rows = " UNION ALL ".join(
            _select(files[0].format, _read_csv(paths, header, newline, files[0].format))
            for (header, newline), paths in _by_layout(files).items()
        )
        months = {file.expected.month for file in files}
        if len(months) == 1:
            month = folder / f"month={months.pop()}"
            month.mkdir(parents=True)
            self._copy(f"SELECT * EXCLUDE month FROM ({rows})", month / "rows.parquet")
        else:
            self._copy(rows, folder, "PARTITION_BY (month)")
        self._count_loaded(files, folder)

    def _copy(self, rows: str, target: Path, *options: str) -> None:
        self._db.execute(f"COPY ({rows}) TO {quoted([str(target)])} ({', '.join((PARQUET, *options))})")

    def _count_loaded(self, files: Sequence[PoliceFile], folder: Path) -> None:
        """Counts what was written in what was written."""
        counted = self._db.execute(
            f"SELECT publisher, month, count(*) FROM read_parquet({quoted([f'{folder}/*/*.parquet'])},"
            " hive_partitioning=true, hive_types_autocast=false) GROUP BY ALL"
        ).fetchall()
        rows = {(publisher, month): count for publisher, month, count in counted}
        for file in files:
            file.rows_loaded = rows.get(file.key, 0)

    def _register_expected(self, files: Sequence[PoliceFile]) -> None:
        self._register(
            "expected",
            {
                "path": pa.array([str(file.delivered.path) for file in files]),
                "extract_id": pa.array([file.delivered.extract_id for file in files]),
                "month": pa.array([file.expected.month for file in files]),
                "publisher": pa.array([file.expected.publisher for file in files]),
                "force_name": pa.array([file.expected.force_name for file in files]),
            },
        )


def _batches(files: Sequence[PoliceFile]) -> Iterator[list[PoliceFile]]:
    """Whole months in their order: as many as are small, or one that is large."""
    batch: list[PoliceFile] = []
    size = 0
    for _, month in groupby(sorted(files, key=lambda file: file.key[::-1]), key=lambda file: file.expected.month):
        more = list(month)
        more_bytes = sum(file.delivered.path.stat().st_size for file in more)
        if batch and size + more_bytes > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch += more
        size += more_bytes
    if batch:
        yield batch


def _select(police_format: PoliceFormat, read: str) -> str:
    columns = ", ".join(f"{police_format.select[name]} AS {name}" for name in police_format.table.column_names)
    good = " AND ".join(f"NOT coalesce({rule.broken}, false)" for rule in police_format.rules)
    return f"SELECT {columns} FROM {read} r JOIN expected e ON r.filename = e.path WHERE {good}"


def _by_layout(files: Sequence[PoliceFile]) -> dict[tuple[tuple[str, ...], str], list[str]]:
    """Paths by heading and by how lines end."""
    paths: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for file in files:
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
        f" hive_partitioning=false, new_line='{line_end}', buffer_size={READ_BYTES})"
    )
