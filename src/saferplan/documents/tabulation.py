"""The data behind an exhibit as rows of printed cells, and as CSV and JSON for machines."""

import csv
import io
import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from saferplan.documents import numbers
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.evidence.formulas import guarded

LONG = 32
"""Characters from which a cell is a sentence that wants room, even on a phone."""
SENTENCE = 24
"""Characters that a column of sentences keeps at least."""
BETWEEN = 3
"""Characters' worth of room between columns."""
_INTERVAL = re.compile(r"[−-]?[0-9][0-9,.]*%?( to [−-]?[0-9][0-9,.]*%?| to no limit)")


@dataclass(frozen=True)
class Cell:
    text: str
    is_number: bool
    is_heading: bool
    is_missing: bool

    @property
    def look(self) -> str:
        """Classes for the page: how the cell is set."""
        looks = {"missing": self.is_missing, "number": self.is_number, "words": len(self.text) > LONG}
        return " ".join(name for name, applies in looks.items() if applies)


@dataclass(frozen=True)
class Heading:
    text: str
    is_number: bool


def headings(exhibit: Exhibit) -> list[Heading]:
    """Of the columns, each set as its column is."""
    return [Heading(column.heading, _is_numeric(exhibit, column)) for column in exhibit.columns]


def printed_rows(exhibit: Exhibit) -> list[list[Cell]]:
    """Every record as its columns print it; the first column heads its row."""
    columns = list(zip(exhibit.columns, headings(exhibit), strict=True))
    return [
        [
            _cell(record.get(column.key), column.kind, heading.is_number, is_heading=position == 0)
            for position, (column, heading) in enumerate(columns)
        ]
        for record in exhibit.records
    ]


def width_of(exhibit: Exhibit) -> int:
    """About how many characters wide the table is where no cell with a number breaks, and words break where they can:
    what decides whether a page must say that it scrolls sideways.
    """
    rows = printed_rows(exhibit)
    widths = []
    for place, heading in enumerate(headings(exhibit)):
        cells = [row[place].text for row in rows]
        whole = [text for row, text in zip(rows, cells, strict=True) if row[place].is_number]
        broken = [word for text in [heading.text, *cells] for word in text.split()]
        sentence = SENTENCE if any(len(text) > LONG for text in cells) else 0
        widths.append(max([*map(len, whole), *map(len, broken), sentence]) + BETWEEN)
    return sum(widths)


def csv_text(exhibit: Exhibit) -> str:
    """The records unrounded, in the exhibit's columns, under their headings; missing values are empty."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([guarded(column.heading) for column in exhibit.columns])
    for record in exhibit.records:
        writer.writerow([guarded(plain_value(record.get(column.key))) for column in exhibit.columns])
    return stream.getvalue()


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


def _cell(value: Any, kind: str, is_number: bool, *, is_heading: bool) -> Cell:
    return Cell(numbers.printed(value, kind), is_number, is_heading, numbers.is_missing(value))


def _is_numeric(exhibit: Exhibit, column: ColumnSpec) -> bool:
    """Whether the column is set like figures: it holds numbers, or words that are intervals of numbers throughout."""
    if column.kind != "text":
        return True
    texts = [str(value) for record in exhibit.records if not numbers.is_missing(value := record.get(column.key))]
    return bool(texts) and all(_INTERVAL.fullmatch(text) or text == numbers.NOT_AVAILABLE for text in texts)
