"""The data behind an exhibit as rows of printed cells, and as CSV and JSON for machines."""

import csv
import io
import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from saferplan.documents import numbers
from saferplan.documents.exhibits import Exhibit

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""First characters that a spreadsheet takes for a formula (OWASP, CSV injection)."""


@dataclass(frozen=True)
class Cell:
    text: str
    is_number: bool
    is_heading: bool
    is_missing: bool


def printed_rows(exhibit: Exhibit) -> list[list[Cell]]:
    """Every record as its columns print it; the first column heads its row."""
    return [
        [
            _cell(record.get(column.key), column.kind, is_heading=position == 0)
            for position, column in enumerate(exhibit.columns)
        ]
        for record in exhibit.records
    ]


def csv_text(exhibit: Exhibit) -> str:
    """The records unrounded, in the exhibit's columns, under their headings; missing values are empty."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([guarded(column.heading) for column in exhibit.columns])
    for record in exhibit.records:
        writer.writerow([guarded(plain_value(record.get(column.key))) for column in exhibit.columns])
    return stream.getvalue()


def guarded(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS) else value


def plain_value(value: Any) -> Any:
    """`value` as JSON knows it: NaN and infinity become null, dates ISO text, NumPy numbers Python's."""
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, float) and not math.isfinite(plain):
        return None
    if isinstance(plain, date):
        return plain.isoformat()
    if isinstance(plain, dict):
        return {str(key): plain_value(entry) for key, entry in plain.items()}
    if isinstance(plain, list | tuple):
        return [plain_value(entry) for entry in plain]
    return plain if isinstance(plain, str | int | float | bool | None) else str(plain)


def _cell(value: Any, kind: str, *, is_heading: bool) -> Cell:
    is_missing = numbers.is_missing(value)
    is_number = kind != "text" and not isinstance(value, str)
    return Cell(numbers.printed(value, kind), is_number, is_heading, is_missing)
