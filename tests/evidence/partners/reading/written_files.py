"""Files as partners send them, written for tests. Every person and case in them is invented."""

import csv
import hashlib
import io
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

from saferplan.evidence.sources.base import Delivered

RELEASED = datetime(2025, 1, 1)


def deliver(folder: Path, name: str, content: str | bytes) -> Delivered:
    data = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(data)
    return Delivered(folder / name, name, RELEASED, hashlib.sha256(data).hexdigest())


def workbook(
    folder: Path, fill: Callable[[xlsxwriter.Workbook], None], name: str = "cases.xlsx", **options: object
) -> Delivered:
    """A workbook that `fill` fills."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, **options}) as book:
        fill(book)
    return deliver(folder, name, held.getvalue())


def write(sheet, rows: Sequence[Sequence[object]], first_row: int = 0, first_column: int = 0) -> None:
    """Texts as texts whatever they begin with; None leaves the cell out."""
    for row, cells in enumerate(rows, start=first_row):
        for column, cell in enumerate(cells, start=first_column):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            elif cell is not None:
                sheet.write(row, column, cell)


def sheet_of(folder: Path, *rows: Sequence[object]) -> Delivered:
    return workbook(folder, lambda book: write(book.add_worksheet("Cases"), rows))


def csv_of(rows: Sequence[Sequence[str]], delimiter: str = ",", newline: str = "\r\n") -> str:
    held = io.StringIO()
    csv.writer(held, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return held.getvalue()
