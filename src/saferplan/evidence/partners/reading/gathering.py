"""Turns the rows below a heading into columns of text: with Arrow where each row is a line, else row by row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from saferplan.evidence.partners.reading.rows import rows_of_text
from saferplan.evidence.sources.base import Delivered, RejectedRow
from saferplan.evidence.sources.records import ROWS_AT_A_TIME, text_columns

# The last lines are read with care whatever comes before: reports print totals and remarks there.
TAIL_LINES = 40
QUOTE, NEWLINE = ord('"'), ord("\n")
# Looked through at once: little enough to stay in the processor's own memory.
BLOCK = 4 * 1024**2


@dataclass
class Gathered:
    """`blank`: lines without content. `padded`: of rows with fewer cells than the heading."""

    columns: tuple[pa.Array, ...]
    lines: np.ndarray
    misshapen: list[RejectedRow] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    padded: list[int] = field(default_factory=list)


def gather(rows: Iterable[tuple[int, Sequence[str]]], width: int, place: str = "") -> Gathered:
    """Rows to `width` columns. A row that holds more than that is at fault."""
    found = Gathered((), np.array([], dtype=np.int64))
    lines: list[int] = []
    batch: list[Sequence[str]] = []
    batches: list[list[pa.Array]] = []
    for line, cells in rows:
        if not "".join(cells).strip():
            found.blank.append(line)
            continue
        if len(cells) > width and any(cells[width:]):
            found.misshapen.append(_too_long(line, cells, width, place))
            continue
        if len(cells) < width:
            found.padded.append(line)
        lines.append(line)
        batch.append(cells if len(cells) >= width else [*cells, *[""] * (width - len(cells))])
        if len(batch) == ROWS_AT_A_TIME:
            batches.append(text_columns(batch, width))
            batch = []
    batches.append(text_columns(batch, width))
    found.columns = tuple(pa.concat_arrays([one[at] for one in batches]) for at in range(width))
    found.lines = np.array(lines, dtype=np.int64)
    return found


def _too_long(line: int, cells: Sequence[str], width: int, place: str) -> RejectedRow:
    sheet = f" (sheet {place})" if place else ""
    return RejectedRow(line, "", f"the row has {len(cells)} cells and the heading {width}{sheet}")


def gather_text(delivered: Delivered, data: bytes, delimiter: str, first_line: int, width: int) -> Gathered:
    """The rows of `data` from the row that starts on `first_line` on."""
    body = data[_start_of(data, first_line) :]
    rows_to_tail = body.count(b"\n") - TAIL_LINES
    if rows_to_tail > TAIL_LINES:
        cut = _start_of_last(body, TAIL_LINES)
        columns = _at_once(body[:cut], delimiter, width)
        if columns is not None:
            lines = np.arange(first_line, first_line + len(columns[0]))
            tail = gather(rows_of_text(delivered, body[cut:], delimiter, int(lines[-1]) + 1), width)
            return _after(Gathered(columns, lines), tail)
    return gather(rows_of_text(delivered, body, delimiter, first_line), width)


def _start_of(data: bytes, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = data.find(b"\n", at) + 1
        if not at:
            return len(data)
    return at


def _start_of_last(data: bytes, lines: int) -> int:
    at = len(data)
    for _ in range(lines + 1):
        at = data.rfind(b"\n", 0, at)
    return at + 1


def _after(body: Gathered, tail: Gathered) -> Gathered:
    columns = tuple(pa.concat_arrays(pair) for pair in zip(body.columns, tail.columns, strict=True))
    lines = np.concatenate([body.lines, tail.lines])
    return Gathered(columns, lines, tail.misshapen, tail.blank, tail.padded)


def _at_once(data: bytes, delimiter: str, width: int) -> tuple[pa.Array, ...] | None:
    """The columns, where each line is one row of `width` cells that Arrow and the csv module read alike; else None."""
    if _is_quoted_oddly(data, delimiter):
        return None
    names = [str(at) for at in range(width)]
    try:
        table = pv.read_csv(
            pa.BufferReader(data),
            read_options=pv.ReadOptions(column_names=names),
            parse_options=pv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
            convert_options=pv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != data.count(b"\n") or _has_empty_rows(table):
        return None
    return tuple(column.combine_chunks() for column in table.columns)


def _is_quoted_oddly(data: bytes, delimiter: str) -> bool:
    """Whether a quotation mark stands elsewhere than round a whole cell on one line. `data` are whole lines."""
    return b'"' in data and any(_is_odd(block, ord(delimiter)) for block in _blocks(data))


def _blocks(data: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + BLOCK) + 1 or len(data)
        yield data[start:end]
        start = end


def _is_odd(block: bytes, delimiter: int) -> bool:
    """Marks open and close in turn: one that opens stands at the beginning of a cell and one that closes at its end,
    or both halves of a doubled mark stand side by side; and none closes on another line.
    """
    letters = np.frombuffer(block, np.uint8)
    marks = np.flatnonzero(letters == QUOTE)
    if len(marks) % 2:
        return True
    edges = np.array([delimiter, NEWLINE, QUOTE], dtype=np.uint8)
    opens, closes = marks[::2], marks[1::2]
    before, after = letters[opens[opens > 0] - 1], letters[closes[closes + 1 < len(letters)] + 1]
    lines = np.searchsorted(np.flatnonzero(letters == NEWLINE), marks)
    at_edges = np.isin(before, edges).all() and np.isin(after, edges).all()
    return not (at_edges and (lines[::2] == lines[1::2]).all())


def _has_empty_rows(table: pa.Table) -> bool:
    """Rows without content are no rows: left to the careful way, which counts them."""
    empty = np.ones(table.num_rows, dtype=bool)
    for column in table.columns:
        empty &= (
            pc.call_function("utf8_is_space", [column]).to_numpy()
            | pc.call_function("equal", [column, pa.scalar("")]).to_numpy()
        )
        if not empty.any():
            return False
    return True
