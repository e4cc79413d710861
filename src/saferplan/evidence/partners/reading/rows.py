"""Rows of a sheet or a text file with the line on which each starts, before anything is known of what they mean."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from saferplan.errors import FileRefused
from saferplan.evidence.partners.reading.headings import Row, distinct
from saferplan.evidence.sources.area_columns import plain
from saferplan.evidence.sources.base import Delivered
from saferplan.evidence.sources.workbook import ROWS_SEARCHED_FOR_HEADING, Merge

DELIMITERS = (",", ";", "\t", "|")
UPPER_LINES = ROWS_SEARCHED_FOR_HEADING
# Of a file's upper part, enough for so many lines of a long list.
UPPER_BYTES = 256 * 1024
# What spreadsheet programs write above a list whose cells nothing else tells apart.
_SAID_DELIMITER = re.compile(rb'"?sep=([!#-/:-@\[-`{-~\t])"?\n')


@dataclass(frozen=True)
class Upper:
    """The upper rows of a sheet (`place`) or of a text file (''), to find the heading in."""

    place: str
    rows: tuple[Row, ...]
    merges: tuple[Merge, ...] | None = None
    is_hidden: bool = False
    delimiter: str = ""


def uppers_of_text(data: bytes) -> tuple[Upper, ...]:
    """The upper part of a text as each delimiter that may be meant would cut it; the one that it names, if it does."""
    said = _SAID_DELIMITER.match(data)
    delimiters = (said[1].decode("latin-1"),) if said else DELIMITERS
    return tuple(Upper("", tuple(_upper_rows(data, one)), delimiter=one) for one in delimiters)


def best_cut(uppers: Sequence[Upper], wanted: Collection[str] = ()) -> Upper:
    """The one that shows most of `wanted`; of equals, that which cuts most lines into as many cells as the last."""
    return max(uppers, key=lambda upper: (_most_wanted(upper.rows, wanted), _evenness(upper.rows)))


def _upper_rows(data: bytes, delimiter: str) -> Iterator[Row]:
    lines = io.StringIO(data[:UPPER_BYTES].decode("utf-8", "ignore"), newline="\n").readlines()
    reader = csv.reader(lines[:UPPER_LINES], delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            if not _SAID_DELIMITER.fullmatch(lines[line - 1].encode()):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        return


def _most_wanted(rows: Sequence[Row], wanted: Collection[str]) -> int:
    keys = {plain(one) for one in wanted}
    return max((len(keys & {plain(one) for one in distinct(cells)}) for _, cells in rows), default=0)


def _evenness(rows: Sequence[Row]) -> int:
    """How many cells lie in rows of more than one cell that are as long as the row before."""
    widths = [len(cells) for _, cells in rows if any(cells)]
    return sum(this for before, this in pairwise(widths) if this == before and this > 1)


def rows_of_text(
    delivered: Delivered, data: bytes, delimiter: str, first_line: int = 1
) -> Iterator[tuple[int, list[str]]]:
    """(physical line on which the row starts, cells), row by row. `data` begins on `first_line`, with a whole row.

    Raises FileRefused where a quotation mark is not closed, so that the rows behind it would be one cell.
    """
    lines = _Lines(data)
    reader = csv.reader(lines, delimiter=delimiter)
    line = first_line
    try:
        for cells in reader:
            if len(lines.taken) > 1:
                _read_strictly(lines.taken, delimiter)
            yield line, cells
            line += len(lines.taken)
            lines.taken = []
    except csv.Error:
        raise _not_closed(delivered, line) from None


class _Lines:
    """Lines of text that remembers those of the row being read."""

    def __init__(self, data: bytes) -> None:
        self._stream = io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="\n")
        self.taken: list[str] = []

    def __iter__(self) -> "Iterator[str]":
        return self

    def __next__(self) -> str:
        line = next(self._stream)
        self.taken.append(line)
        return line


def _read_strictly(lines: Sequence[str], delimiter: str) -> None:
    """Within one line a mark out of place does no harm; over several it means that one is not closed."""
    for _ in csv.reader(lines, delimiter=delimiter, strict=True):
        pass


def _not_closed(delivered: Delivered, line: int) -> FileRefused:
    return delivered.refuse(
        "a quotation mark is out of place or not closed in the row that begins here",
        line=line,
        remedy="Take it out, or export the list again, as a workbook if that can be had.",
    )


def with_merges_carried_down(rows: Iterator[Row], merges: Sequence[Merge]) -> Iterator[Row]:
    """Every row of a cell that is merged over several rows holds its value; rows without other content stay empty."""
    waiting = sorted((one for one in merges if one.last_row > one.first_row), key=lambda one: -one.first_row)
    if not waiting:  # as in nearly every list, and rows are many
        yield from rows
        return
    active: dict[int, tuple[int, str]] = {}
    for number, given in rows:
        cells = list(given)
        if any(cells):
            for column in [column for column, (last, _) in active.items() if last < number]:
                del active[column]
            for column, (_, value) in active.items():
                cells[column] = cells[column] or value
        while waiting and waiting[-1].first_row <= number:
            one = waiting.pop()
            if one.first_row == number and one.first_column < len(cells):
                active[one.first_column] = one.last_row, cells[one.first_column]
        yield number, cells
