"""The data rows of one table as text, checked column by column, with every faulty row's line and reason kept.

Reasons name what a cell should be, never what it holds: rejected rows are listed where others may read them.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from saferplan.evidence.sources.area_columns import Kind, plain, shaped_like
from saferplan.evidence.sources.base import Delivered, Reading, RejectedRow, Slice
from saferplan.evidence.tables import Table

SHARED_CHUNK = 64 * 1024
ROWS_AT_A_TIME = 20_000
DOWNLOAD_AGAIN = "Download the file again, or put right what is named and load it again."
_WHOLE = re.compile(r"(-?)([0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.0*)?")
_DECIMAL = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]-?[0-9]{1,2})?")


@dataclass
class ReferenceSource:
    """A Source made of a module's functions. `headings`: the column sets that it knows, to name near misses."""

    format: str
    is_of: Callable[[Delivered], bool]
    reader: Callable[[Delivered], Reading]
    headings: tuple[tuple[str, ...], ...] = ()

    def recognises(self, delivered: Delivered) -> bool:
        return self.is_of(delivered)

    def read(self, delivered: Delivered) -> Reading:
        return self.reader(delivered)


@dataclass(frozen=True)
class Records:
    """A table as text. `lines` holds the physical line (or row of a sheet, or feature) on which each row starts.

    `misshapen` are rows whose cells do not fit the heading; `place` names the sheet of a workbook.
    """

    heading: tuple[str, ...]
    columns: tuple[pa.Array, ...]
    lines: np.ndarray
    misshapen: tuple[RejectedRow, ...] = ()
    place: str = ""

    def __len__(self) -> int:
        return len(self.lines)

    def text(self, heading: str) -> pa.Array:
        """Cells of the column so headed (compared as `plain` headings), trimmed."""
        column = self.columns[[plain(one) for one in self.heading].index(plain(heading))]
        return pc.call_function("utf8_trim_whitespace", [column])

    def printed(self, heading: str) -> str:
        """The heading as the file prints it."""
        return next((one for one in self.heading if plain(one) == plain(heading)), heading)


def records_of(
    rows: Iterable[tuple[int, Sequence[str]]], is_heading: Callable[[Sequence[str]], bool], place: str = ""
) -> Records | None:
    """The table below the first row that `is_heading`; None where there is no such row. Empty rows are passed over."""
    numbered = iter(rows)
    heading = next((cells for _, cells in numbered if is_heading(cells)), None)
    if heading is None:
        return None
    width = len(heading)
    while width and not heading[width - 1].strip():
        width -= 1
    return _collect(numbered, tuple(" ".join(cell.split()) for cell in heading[:width]), place)


def _collect(numbered: Iterator[tuple[int, Sequence[str]]], heading: tuple[str, ...], place: str) -> Records:
    lines: list[int] = []
    misshapen: list[RejectedRow] = []
    batch: list[Sequence[str]] = []
    batches: list[list[pa.Array]] = []
    for line, cells in numbered:
        if fault := _shape_fault(cells, len(heading)):
            misshapen.append(RejectedRow(line, "", fault + _sheet(place)))
        elif any(cells):
            lines.append(line)
            batch.append(cells)
            if len(batch) == ROWS_AT_A_TIME:
                batches.append(text_columns(batch, len(heading)))
                batch = []
    batches.append(text_columns(batch, len(heading)))
    columns = tuple(pa.concat_arrays([one[at] for one in batches]) for at in range(len(heading)))
    return Records(heading, columns, np.array(lines, dtype=np.int64), tuple(misshapen), place)


def _shape_fault(cells: Sequence[str], width: int) -> str:
    if len(cells) == width or not any(cells) or (len(cells) > width and not any(cells[width:])):
        return ""
    return f"the row has {len(cells)} cells and the heading {width}"


def text_columns(batch: Sequence[Sequence[str]], width: int) -> list[pa.Array]:
    """Rows of at least `width` cells, turned into columns."""
    columns = zip(*(cells[:width] for cells in batch), strict=True) if batch else ([] for _ in range(width))
    return [pa.array(column, pa.string()) for column in columns]


def _sheet(place: str) -> str:
    return f" (sheet {place})" if place else ""


@dataclass
class Sieve:
    """Goes through the columns of a table and keeps, for every row, the first thing found wrong with it."""

    records: Records
    ok: np.ndarray = field(init=False)
    faults: list[RejectedRow] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ok = np.ones(len(self.records), dtype=bool)

    def reject(self, bad: np.ndarray, heading: str, reason: str) -> None:
        fresh = np.flatnonzero(bad & self.ok)
        self.ok[fresh] = False
        heading, reason = self.records.printed(heading), reason + _sheet(self.records.place)
        self.faults += [RejectedRow(int(line), heading, reason) for line in self.records.lines[fresh]]

    def keep(self, texts: pa.Array) -> pa.Array:
        """Of a full column, the cells of the rows that nothing is wrong with."""
        return texts.filter(pa.array(self.ok))

    def keep_numbers(self, values: np.ndarray) -> np.ndarray:
        return values[self.ok]

    def kept(self) -> int:
        return int(self.ok.sum())

    def codes(self, heading: str, kind: Kind) -> pa.Array:
        codes = self.records.text(heading)
        self.reject(~shaped_like(codes, kind.shape), heading, kind.fault)
        return codes

    def filled(self, heading: str) -> pa.Array:
        texts = self.records.text(heading)
        self.reject(~shaped_like(texts, "."), heading, "is empty")
        return texts

    def whole(self, heading: str, least: int | None = 0, most: int | None = None) -> np.ndarray:
        """The column as whole numbers; '9.0' and '15,470 ' are whole. Cells at fault hold 0."""
        return self.whole_of(heading, self.records.text(heading), least, most)

    def whole_of(self, heading: str, texts: pa.Array, least: int | None = 0, most: int | None = None) -> np.ndarray:
        values, understood = per_distinct(texts, whole_number, np.int64)
        within = np.ones(len(values), dtype=bool)
        if least is not None:
            within &= values >= least
        if most is not None:
            within &= values <= most
        self.reject(~(understood & within), heading, f"is not a whole number{_bounds(least, most)}")
        return values

    def decimal(self, heading: str) -> np.ndarray:
        values, understood = per_distinct(self.records.text(heading), decimal_number, np.float64)
        self.reject(~understood, heading, "is not a number")
        return values

    def unique(self, heading: str, *columns: pa.Array) -> None:
        """Rejects rows that repeat the values of `columns` of an earlier row that is not itself rejected."""
        sound = np.flatnonzero(self.ok)
        bad = np.zeros(len(self.ok), dtype=bool)
        bad[sound[repeats(*(self.keep(column) for column in columns))]] = True
        self.reject(bad, heading, "was given by an earlier row of the file already")


def _bounds(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return f" from {least:,} to {most:,}"
    return f" of at least {least:,}" if least is not None else ""


def whole_number(text: str) -> int | None:
    """15470 of '15,470 ', 9 of '9.0'; None where the text is no whole number."""
    found = _WHOLE.fullmatch(text.strip())
    return int(found[1] + found[2].replace(",", "")) if found else None


def decimal_number(text: str) -> float | None:
    value = float(text) if _DECIMAL.fullmatch(text.strip()) else None
    return value if value is not None and math.isfinite(value) else None


def per_distinct(texts: pa.Array, parse: Callable[[str], float | None], dtype: type) -> tuple[np.ndarray, np.ndarray]:
    """`parse` of every cell, called once per distinct text: (values, whether understood); 0 where not understood."""
    encoded = texts.dictionary_encode()
    parsed = [parse(text) for text in encoded.dictionary.to_pylist()]
    values = np.array([0 if one is None else one for one in parsed] or [0], dtype=dtype)
    understood = np.array([one is not None for one in parsed] or [False], dtype=bool)
    at = encoded.indices.to_numpy(zero_copy_only=False)
    return values[at], understood[at]


def repeats(*columns: pa.Array) -> np.ndarray:
    """True for every row whose values occurred in an earlier row."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        encoded = column.dictionary_encode()
        key = key * (len(encoded.dictionary) + 1) + encoded.indices.to_numpy(zero_copy_only=False)
        key = np.unique(key, return_inverse=True)[1].astype(np.int64)
    first = np.unique(key, return_index=True)[1]
    repeated = np.ones(len(key), dtype=bool)
    repeated[first] = False
    return repeated


def emptied(texts: pa.Array, where: np.ndarray) -> pa.Array:
    """The texts with nothing in the places of `where`."""
    return pc.call_function("if_else", [pa.array(where), pa.scalar(None, pa.string()), texts])


def rows_for(table: Table, length: int, **values: object) -> pa.Table:
    """Rows of `table`: an array is a column, anything else the same in each row; columns not named are empty.

    What is the same in each row is held once, not `length` times.
    """
    columns = []
    for column in table.schema:
        value = values.pop(column.name, None)
        if isinstance(value, (pa.Array, pa.ChunkedArray, np.ndarray, list)):
            columns.append(pa.array(value, column.type) if isinstance(value, list) else _cast(value, column.type))
        else:
            columns.append(_repeated(pa.scalar(value, column.type), length))
    if values:
        raise ValueError(f"{table.name} has no columns {sorted(values)}")
    return pa.table(columns, schema=table.schema)


def _cast(value: pa.Array | pa.ChunkedArray | np.ndarray, to: pa.DataType) -> pa.Array | pa.ChunkedArray:
    return (pa.array(value) if isinstance(value, np.ndarray) else value).cast(to)


def _repeated(value: pa.Scalar, length: int) -> pa.ChunkedArray:
    chunk = pa.repeat(value, min(length, SHARED_CHUNK))
    chunks = [chunk] * (length // SHARED_CHUNK) if length >= SHARED_CHUNK else []
    return pa.chunked_array([*chunks, chunk.slice(0, length - len(chunks) * SHARED_CHUNK)], value.type)


def slice_of(table: Table, edition: str, length: int, **values: object) -> Slice:
    return Slice(table.name, (edition,), rows_for(table, length, edition=edition, **values))


def gather(delivered: Delivered, sieves: Sequence[Sieve], slices: Sequence[Slice]) -> Reading:
    """The reading of a whole file. Refuses one of which nothing would be loaded, since an edition is replaced whole."""
    misshapen = [row for sieve in sieves for row in sieve.records.misshapen]
    rejected = sorted([*misshapen, *(row for sieve in sieves for row in sieve.faults)], key=lambda row: row.line)
    loaded = sum(sieve.kept() for sieve in sieves)
    if not loaded and rejected:
        first = rejected[0]
        subject = f"{first.field} " if first.field else ""
        raise delivered.refuse(
            f"none of its {len(rejected):,} rows can be loaded; the first: {subject}{first.reason}",
            line=first.line,
            remedy=DOWNLOAD_AGAIN,
        )
    if not loaded:
        raise delivered.refuse("there are no rows below the heading", remedy=DOWNLOAD_AGAIN)
    return Reading(loaded + len(rejected), loaded, [piece for piece in slices if piece.rows.num_rows], rejected)


def among(texts: pa.Array, wanted: Iterable[str]) -> np.ndarray:
    """Per text, whether it is one of `wanted`."""
    options = pc.SetLookupOptions(pa.array(list(wanted), pa.string()))
    return pc.call_function("is_in", [texts], options).to_numpy(zero_copy_only=False)


def by_value(texts: pa.Array) -> Iterator[tuple[str, np.ndarray]]:
    """Each distinct text in order, with the rows that hold it."""
    encoded = texts.dictionary_encode()
    at = encoded.indices.to_numpy(zero_copy_only=False)
    for index, text in sorted(enumerate(encoded.dictionary.to_pylist()), key=lambda pair: pair[1]):
        yield text, np.flatnonzero(at == index)
