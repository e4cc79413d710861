"""Loads files of data.police.uk in bulk: one pass of DuckDB streams the good rows of many files into the lake.

Only a file that has lost rows in that pass is read a second time, row by row, to say which and why.
"""

import csv
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from saferplan.errors import FileRefused
from saferplan.evidence.lake import Snapshot, Writer
from saferplan.evidence.sources.base import Delivered, RejectedRow
from saferplan.evidence.sources.plain_text import DOWNLOAD_AGAIN, check_text
from saferplan.evidence.sources.police_categories import land_cells
from saferplan.evidence.sources.police_uk import Expected, PoliceFormat, expected_content

# More faults than this say that the file is not what it seems, and a month with half its rows would mislead.
MOST_REJECTED = 0.5
BATCH_ROWS = 100_000
# Files streamed in one Delta commit; bounds the memory of Parquet writers held open, one a month.
BATCH_BYTES = 512 * 1024**2
MEMORY = "500MB"


@dataclass
class PoliceFile:
    """A file, what it should hold, and how its rows fared."""

    delivered: Delivered
    format: PoliceFormat
    expected: Expected
    rows_read: int
    rows_loaded: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return (self.expected.publisher, self.expected.month)


def inspect(delivered: Delivered, police_format: PoliceFormat, this_month: str) -> PoliceFile:
    """Checks a file before any of it is written; raises FileRefused."""
    facts = check_text(delivered)
    if facts.lines < 2:
        raise delivered.refuse("the file has a heading and no rows", remedy=DOWNLOAD_AGAIN)
    if not facts.ends_with_newline and _cells_of_last_line(delivered) < len(delivered.header):
        raise delivered.refuse("the file is cut off in the middle of a row", line=facts.lines, remedy=DOWNLOAD_AGAIN)
    expected = expected_content(delivered, police_format, this_month)
    return PoliceFile(delivered, police_format, expected, facts.lines - 1)


def _cells_of_last_line(delivered: Delivered) -> int:
    with delivered.path.open("rb") as stream:
        stream.seek(max(0, delivered.path.stat().st_size - 64 * 1024))
        last = stream.read().rsplit(b"\n", 1)[-1]
    return len(next(csv.reader([last.decode("utf-8", errors="replace")]), []))


class IncidentLoader:
    """Reads police.uk files for one load. `known_lsoa`: codes of the lookups; with none, any well-formed one passes."""

    def __init__(self, known_lsoa: Iterable[str], spill: Path) -> None:
        self._db = duckdb.connect(
            config={"memory_limit": MEMORY, "preserve_insertion_order": "false", "temp_directory": str(spill)}
        )
        self._register("known_lsoa", {"code": pa.array(sorted(known_lsoa), pa.string())})
        self._register("land", {"cell": pa.array(land_cells(), pa.float64())})

    def _register(self, name: str, columns: dict[str, pa.Array]) -> None:
        self._db.register(f"{name}_given", pa.table(columns))
        self._db.execute(f"CREATE OR REPLACE TABLE {name} AS FROM {name}_given")

    def load(self, files: Sequence[PoliceFile], writer: Writer) -> list[FileRefused]:
        """Writes the good rows of `files` (of one format, at most one a month and force); gives the files refused."""
        refused: list[FileRefused] = []
        for batch in _batches(files):
            refused += self._load_batch(batch, writer)
        return refused

    def _load_batch(self, batch: list[PoliceFile], writer: Writer) -> list[FileRefused]:
        refused: list[FileRefused] = []
        for file in list(batch):
            if fault := self._fault_found_on_sight(file):
                batch.remove(file)
                refused.append(fault)
        if not batch:
            return refused
        undo = writer.undo_point(batch[0].format.table.name)
        self._write(batch, writer)
        self._count_loaded(batch, writer.current())
        faults = [(file, self._explain(file)) for file in batch if file.rows_loaded != file.rows_read]
        bad = [(file, fault) for file, fault in faults if fault]
        if not bad:
            return refused
        undo()
        bad_files = [id(file) for file, _ in bad]
        good = [file for file in batch if id(file) not in bad_files]
        return refused + [fault for _, fault in bad] + self._load_batch(good, writer)

    def _fault_found_on_sight(self, file: PoliceFile) -> FileRefused | None:
        """A file whose first rows are all bad is not written and undone, but refused at once."""
        first_rows = itertools.islice(_numbered_cells(file.delivered), 1, 51)
        faults = self._faults(file, first_rows)
        if len(faults) < min(50, file.rows_read):
            return None
        return self._explain(file)

    def _write(self, batch: list[PoliceFile], writer: Writer) -> None:
        police_format = batch[0].format
        self._register_expected(batch)
        reads = [
            self._select(police_format, _read_csv(paths, header, police_format))
            for header, paths in _by_header(batch).items()
        ]
        rows = self._db.execute(" UNION ALL ".join(reads)).to_arrow_reader(BATCH_ROWS)
        schema = police_format.table.schema
        writer.replace(police_format.table, rows.cast(schema), [file.key for file in batch])

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
        months = ", ".join(f"'{file.expected.month}'" for file in batch)
        counted = self._db.execute(
            f"SELECT publisher, month, count(*) FROM {snapshot.scan(table)} WHERE month IN ({months}) GROUP BY ALL"
        ).fetchall()
        rows = {(publisher, month): count for publisher, month, count in counted}
        for file in batch:
            file.rows_loaded = rows.get(file.key, 0)

    def _explain(self, file: PoliceFile) -> FileRefused | None:
        """Names every row that failed; gives the refusal where too many did."""
        file.rejected = self._faults(file, itertools.islice(_numbered_cells(file.delivered), 1, None))
        if len(file.rejected) <= file.rows_read * MOST_REJECTED:
            if file.rows_loaded + len(file.rejected) != file.rows_read:
                return file.delivered.refuse("its rows cannot be told apart reliably", remedy=DOWNLOAD_AGAIN)
            return None
        first = file.rejected[0]
        return file.delivered.refuse(
            f"{len(file.rejected):,} of {file.rows_read:,} rows cannot be loaded; the first because {first.reason}",
            line=first.line,
            remedy="Check that the file's name and content belong together, or download it again.",
        )

    def _faults(self, file: PoliceFile, rows: Iterable[tuple[int, list[str]]]) -> list[RejectedRow]:
        header, faults, lines, whole = file.delivered.header, [], [], []
        for line, cells in rows:
            if len(cells) == len(header):
                lines.append(line)
                whole.append(cells)
            else:
                problem = f"the row has {len(cells)} cells, not {len(header)}" if cells else "the line is empty"
                faults.append(RejectedRow(line, "", problem))
        return sorted(faults + self._broken_rules(file, lines, whole), key=lambda fault: fault.line)

    def _broken_rules(self, file: PoliceFile, lines: list[int], rows: list[list[str]]) -> list[RejectedRow]:
        if not rows:
            return []
        names = [file.format.headings[heading] for heading in file.delivered.header]
        columns = {
            name: pa.array(cells, pa.string()) for name, cells in zip(names, zip(*rows, strict=True), strict=True)
        }
        self._register_expected([file])
        self._db.register("suspects", pa.table({"line": pa.array(lines, pa.int64()), **columns}))
        empty_to_null = ", ".join(f"nullif({name}, '') AS {name}" for name in names)
        cases = [
            f"WHEN coalesce({rule.broken}, false) THEN {{field: '{rule.field}', reason: {rule.reason}}}"
            for rule in file.format.rules
        ]
        found = self._db.execute(
            f"SELECT line, fault.field, fault.reason FROM (SELECT line, CASE {' '.join(cases)} END AS fault"
            f" FROM (SELECT line, {empty_to_null} FROM suspects) r, expected e) WHERE fault IS NOT NULL"
        ).fetchall()
        return [RejectedRow(*fault) for fault in found]


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


def _by_header(batch: Sequence[PoliceFile]) -> dict[tuple[str, ...], list[str]]:
    paths: dict[tuple[str, ...], list[str]] = {}
    for file in batch:
        paths.setdefault(tuple(file.delivered.header), []).append(str(file.delivered.path))
    return paths


def _read_csv(paths: list[str], header: tuple[str, ...], police_format: PoliceFormat) -> str:
    """Without DuckDB's guess of the dialect: over files that end their lines in different ways it drops whole files."""
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in paths)
    columns = ", ".join(f"'{police_format.headings[heading]}': 'VARCHAR'" for heading in header)
    return (
        f"read_csv([{listed}], columns={{{columns}}}, auto_detect=false, header=true, delim=',', quote='\"',"
        " escape='\"', all_varchar=true, filename=true, store_rejects=true)"
    )


def _numbered_cells(delivered: Delivered) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of every physical line, the heading first; check_text has made sure that no cell spans lines."""
    with delivered.path.open(encoding="utf-8-sig", newline="") as stream:
        for line, text in enumerate(stream, start=1):
            yield line, next(csv.reader([text.rstrip("\r\n")]), [])
