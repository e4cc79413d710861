"""Says which rows of a file cannot be loaded, and why: the second reading, of files that lost rows in the first."""

import csv
import itertools
from collections.abc import Iterable, Iterator

import duckdb
import pyarrow as pa

from saferplan.evidence.loading.police_file import PoliceFile
from saferplan.evidence.sources.base import Delivered, RejectedRow

# Rows judged at a time, so that a large file takes no more memory than a small one.
CHUNK_ROWS = 20_000
Line = tuple[int, list[str]]


def bad_rows(db: duckdb.DuckDBPyConnection, file: PoliceFile, *, most: int) -> list[RejectedRow]:
    """Bad rows in the order of lines; stops once there are over `most`.

    `db` must hold the tables that rules ask for: expected, known_lsoa, land.
    """
    lines = itertools.islice(_numbered_cells(file.delivered), 1, None)
    found: list[RejectedRow] = []
    while len(found) <= most and (chunk := list(itertools.islice(lines, CHUNK_ROWS))):
        found += _faults(db, file, chunk)
    return found


def _numbered_cells(delivered: Delivered) -> Iterator[Line]:
    """(line, cells) of every physical line, the heading first; check_text has made sure that no cell spans lines."""
    with delivered.path.open(encoding="utf-8-sig", newline="") as stream:
        for line, text in enumerate(stream, start=1):
            yield line, next(csv.reader([text.rstrip("\r\n")]), [])


def _faults(db: duckdb.DuckDBPyConnection, file: PoliceFile, chunk: Iterable[Line]) -> list[RejectedRow]:
    # Empty cells behind the last column, as spreadsheets leave them, are no fault; DuckDB passes over them too.
    width, faults, whole = len(file.delivered.header), [], []
    for line, cells in chunk:
        if len(cells) == width or (len(cells) > width and not any(cells[width:])):
            whole.append((line, cells[:width]))
        else:
            problem = f"the row has {len(cells)} cells, not {width}" if cells else "the line is empty"
            faults.append(RejectedRow(line, "", problem))
    return sorted(faults + _broken_rules(db, file, whole), key=lambda fault: fault.line)


def _broken_rules(db: duckdb.DuckDBPyConnection, file: PoliceFile, rows: list[Line]) -> list[RejectedRow]:
    """The first rule that each row breaks."""
    if not rows:
        return []
    names = [file.format.headings[heading] for heading in file.delivered.header]
    columns = dict(zip(names, zip(*(cells for _, cells in rows), strict=True), strict=True))
    arrays = {name: pa.array(cells, pa.string()) for name, cells in columns.items()}
    db.register("suspects", pa.table({"line": pa.array([line for line, _ in rows], pa.int64()), **arrays}))
    cells = ", ".join(f"nullif({name}, '') AS {name}" for name in names)
    cases = " ".join(
        f"WHEN coalesce({rule.broken}, false) THEN {{field: '{rule.field}', reason: {rule.reason}}}"
        for rule in file.format.rules
    )
    found = db.execute(
        f"SELECT line, fault.field, fault.reason FROM (SELECT line, CASE {cases} END AS fault"
        f" FROM (SELECT line, {cells} FROM suspects) r, (FROM expected WHERE path = ?) e) WHERE fault IS NOT NULL",
        [str(file.delivered.path)],
    ).fetchall()
    return [RejectedRow(*fault) for fault in found]
