"""Reads the tables of a partner's file, workbook or text, whatever stands around them.

A list is found on each sheet by its heading. What is no data (titles, totals, what reports print at their foot) is told
apart and counted; what cannot be read as a row is kept with the reason. Every line is thus a row, at fault, or told.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice

import pyarrow as pa
import pyarrow.compute as pc

from saferplan.errors import FileRefused
from saferplan.evidence.partners.reading.decoding import decode, decode_head
from saferplan.evidence.partners.reading.gathering import Gathered, gather, gather_text
from saferplan.evidence.partners.reading.headings import Heading, Row, distinct, find_heading
from saferplan.evidence.partners.reading.rows import (
    UPPER_LINES,
    Upper,
    best_cut,
    uppers_of_text,
    with_merges_carried_down,
)
from saferplan.evidence.partners.reading.told_apart import Kind, ToldApart, as_words, tell_apart
from saferplan.evidence.sources.area_columns import plain
from saferplan.evidence.sources.base import Delivered
from saferplan.evidence.sources.records import Records
from saferplan.evidence.sources.workbook import Sheet, is_workbook, sheets, sheets_if_sound, uses_1904

# Columns beyond these are refused: no list of a partner has so many, and a damaged file can seem to.
MOST_COLUMNS = 2_000
ASK_AGAIN = "Ask the partner for the list as it came out of their system, as XLSX, ODS or CSV."


@dataclass(frozen=True)
class FoundTable:
    """One list of the file. `records` are its rows as text; `padded` of them had fewer cells than the heading."""

    records: Records
    heading_line: int
    told_apart: tuple[ToldApart, ...] = ()
    uses_1904: bool = False
    padded: int = 0

    @property
    def note(self) -> str:
        """What the user should know of how it was read; nothing where all is plain."""
        sheet = f"sheet {self.records.place}: " if self.records.place else ""
        told = as_words(self.told_apart)
        said = [f"told apart from the rows: {told}"] if told else []
        said += [f"rows with fewer cells than the heading: {self.padded:,}"] if self.padded else []
        return sheet + "; ".join(said) if said else ""


@dataclass(frozen=True)
class FileTables:
    """`passed_over`: sheets that were not read, with the reason. `said`: what had to be done to read the text."""

    tables: tuple[FoundTable, ...]
    passed_over: tuple[str, ...] = ()
    said: tuple[str, ...] = ()

    @property
    def largest(self) -> FoundTable:
        return max(self.tables, key=lambda table: len(table.records))

    @property
    def note(self) -> str:
        return "; ".join([*self.said, *filter(None, (one.note for one in self.tables)), *self.passed_over])


def has_headings(delivered: Delivered, wanted: Collection[str]) -> bool:
    """Whether a sheet that is not hidden, or the text, has all of these headings in one place."""
    return any(
        (heading := find_heading(upper.rows, wanted, upper.merges)) and heading.has(wanted) == len(set(wanted))
        for upper in upper_rows(delivered, wanted)
        if not upper.is_hidden
    )


def upper_rows(delivered: Delivered, wanted: Collection[str] = ()) -> tuple[Upper, ...]:
    """The upper rows of every sheet, or of the text; none of a file that cannot be read."""
    if is_workbook(delivered):
        return tuple(_upper_of(sheet) for sheet in sheets_if_sound(delivered))
    uppers = _uppers_of_text(delivered)
    return (best_cut(uppers, wanted),) if uppers else ()


@lru_cache(maxsize=4)
def _uppers_of_text(delivered: Delivered) -> tuple[Upper, ...]:
    """Asked for by every profile in turn."""
    data = decode_head(delivered)
    return uppers_of_text(data) if data.strip() else ()


def _upper_of(sheet: Sheet) -> Upper:
    try:
        return Upper(sheet.name, tuple(sheet.upper.rows), sheet.upper.merges, sheet.is_hidden)
    except FileRefused:
        return Upper(sheet.name, (), is_hidden=sheet.is_hidden)


def read_tables(delivered: Delivered, wanted: Collection[str] = (), sheet_names: Sequence[str] = ()) -> FileTables:
    """Every list whose heading has any of `wanted`; of a workbook where none has, or none is wanted, every list.

    `sheet_names` names the sheets to read; without it, all that are not hidden. Raises FileRefused for what cannot be
    read, or holds no list.
    """
    found = _of_workbook(delivered, wanted, sheet_names) if is_workbook(delivered) else _of_text(delivered, wanted)
    if not found.tables:
        raise delivered.refuse("there is no row of headings in it", remedy=ASK_AGAIN)
    return found


def _of_workbook(delivered: Delivered, wanted: Collection[str], sheet_names: Sequence[str]) -> FileTables:
    in_1904 = uses_1904(delivered)
    tables: list[FoundTable] = []
    passed_over: list[str] = []
    for sheet in sheets(delivered):
        if sheet_names and plain(sheet.name) not in {plain(one) for one in sheet_names}:
            passed_over.append(f"sheet {sheet.name} was not asked for")
        elif sheet.is_hidden and not sheet_names:
            passed_over.append(f"sheet {sheet.name} is hidden and was passed over")
        elif table := _of_sheet(delivered, sheet, wanted):
            tables.append(replace(table, uses_1904=in_1904))
        else:
            passed_over.append(f"sheet {sheet.name} holds no list")
    return _those_with(wanted, tables, passed_over)


def _those_with(wanted: Collection[str], tables: list[FoundTable], passed_over: list[str]) -> FileTables:
    """Leaves out the sheets that have none of the headings, unless that is all of them."""
    keys = {plain(one) for one in wanted}
    fitting = [one for one in tables if keys & {plain(name) for name in one.records.heading}]
    if fitting:
        passed_over += [
            f"sheet {one.records.place} has other columns and was passed over" for one in tables if one not in fitting
        ]
    return FileTables(tuple(fitting or tables), tuple(passed_over))


def _of_sheet(delivered: Delivered, sheet: Sheet, wanted: Collection[str]) -> FoundTable | None:
    cells = sheet.cells()
    rows = iter(cells.rows)
    upper = list(islice(rows, UPPER_LINES))
    heading = find_heading(upper, wanted, cells.merges)
    if heading is None:
        return None
    names = _named(delivered, heading.names, widest=max(len(one) for _, one in upper))
    below = chain(upper[heading.last + 1 :], rows)
    gathered = gather(with_merges_carried_down(below, cells.merges or ()), len(names), sheet.name)
    return _table(names, heading, upper, gathered, sheet.name, cells.first_column)


def _of_text(delivered: Delivered, wanted: Collection[str]) -> FileTables:
    text = decode(delivered)
    upper = best_cut(uppers_of_text(text.data), wanted)
    heading = find_heading(upper.rows, wanted, None)
    if heading is None:
        return FileTables(())
    names = _named(delivered, heading.names)
    below = upper.rows[heading.last + 1 :]
    first_line = below[0][0] if below else text.data.count(b"\n") + 2
    gathered = gather_text(delivered, text.data, upper.delimiter, first_line, len(names))
    return FileTables((_table(names, heading, upper.rows, gathered),), said=text.said)


def _named(delivered: Delivered, names: Sequence[str], widest: int = 0) -> tuple[str, ...]:
    """Headings without those empty ones at the end, or as many as the widest row of a sheet has cells."""
    width = max((at for at, name in enumerate(names, start=1) if name), default=0)
    width = max(width, widest)
    if width > MOST_COLUMNS:
        raise delivered.refuse(f"the table has more than {MOST_COLUMNS:,} columns", remedy=ASK_AGAIN)
    return tuple([*names, *[""] * (width - len(names))][:width])


def _table(
    names: tuple[str, ...], heading: Heading, upper: Sequence[Row], gathered: Gathered, place: str = "", column: int = 0
) -> FoundTable:
    records = Records(distinct(names, column), gathered.columns, gathered.lines, tuple(gathered.misshapen), place)
    records, told = tell_apart(records, names, gathered.blank)
    above = [ToldApart(line, Kind.ABOVE) for line, cells in upper[: heading.first] if any(cells)]
    blank = [ToldApart(line, Kind.BLANK) for line in gathered.blank]
    return FoundTable(
        _without_empty_columns(records, names),
        upper[heading.last][0],
        tuple(sorted([*above, *told, *blank], key=lambda one: one.line)),
        padded=len(set(gathered.padded) - {one.line for one in told}),
    )


def _without_empty_columns(records: Records, names: Sequence[str]) -> Records:
    """Columns that nothing heads are kept where they hold something."""
    kept = [at for at, (name, column) in enumerate(zip(names, records.columns, strict=True)) if name or _any(column)]
    return replace(
        records,
        heading=tuple(records.heading[at] for at in kept),
        columns=tuple(records.columns[at] for at in kept),
    )


def _any(column: pa.Array) -> bool:
    return bool(pc.call_function("any", [pc.call_function("not_equal", [column, pa.scalar("")])]).as_py())
