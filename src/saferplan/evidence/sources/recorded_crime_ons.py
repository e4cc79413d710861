"""Recorded crime by Community Safety Partnership as ONS publishes it (Table C2), in CSV or in the workbook itself.

The table stands below title and note rows. Its rows are forces, the partnerships of each force, and what a force could
not assign to one. The publisher's slips seen so far: a force's code on another's row, 'unassigned Surrey' without any
figure, and trailing spaces; so rows without a partnership's code carry no code at all, and forces are told by name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from saferplan.evidence.sources.area_columns import KIND_NAMED, plain, shaped_like
from saferplan.evidence.sources.base import Delivered, Reading, Slice, numbered_rows
from saferplan.evidence.sources.records import (
    Records,
    ReferenceSource,
    Sieve,
    emptied,
    gather,
    per_distinct,
    records_of,
    slice_of,
    whole_number,
)
from saferplan.evidence.sources.workbook import ROWS_SEARCHED_FOR_HEADING, is_workbook, sheets, sheets_if_sound
from saferplan.evidence.tables import RECORDED_CRIME

FORCE_CODE, FORCE_NAME = "police force area code", "police force area name"
CSP_CODE, CSP_NAME = "community safety partnership code", "community safety partnership name"
AREA_COLUMNS = (FORCE_CODE, FORCE_NAME, CSP_CODE, CSP_NAME, "local authority code", "local authority name")
NEEDED = {FORCE_NAME, CSP_CODE, CSP_NAME, "violence against the person"}
UNASSIGNED = "unassigned"
MONTHS: tuple[str, ...] = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
SOURCE = "ONS, Recorded crime by Community Safety Partnership, Table C2 (police recorded crime from the Home Office)"
_PERIOD = re.compile(rf"year ending ({'|'.join(MONTHS)}) (20\d\d)", re.IGNORECASE)
_RATE = re.compile(r"\brates?\b|per 1,000|per cent|percentage", re.IGNORECASE)
_NOTE = re.compile(r"\s*\[note[^\]]*\]", re.IGNORECASE)
# Shorthand of government tables: [x] not available, [z] not applicable, [c] confidential, [u] unreliable.
_SHORTHAND = re.compile(r"\[[a-z]+\]|", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """A table of counts with the title that says its period."""

    title: str
    records: Records


def recognises(delivered: Delivered) -> bool:
    if is_workbook(delivered):
        return any(_is_heading(cells) for sheet in sheets_if_sound(delivered) for cells in sheet.first_rows())
    head = plain(delivered.head.decode("utf-8", errors="ignore"))
    return all(heading in head for heading in (CSP_CODE, CSP_NAME, "violence against the person"))


def read(delivered: Delivered) -> Reading:
    tables = [table for table in _tables(delivered) if _is_of_counts(table)]
    if not tables:
        raise delivered.refuse(
            "no table here has numbers of offences by Community Safety Partnership for a 'year ending …'",
            remedy="Load Table C2 with its title rows, as ONS publishes it.",
        )
    table = tables[0]
    sieve = Sieve(table.records)
    return gather(delivered, [sieve], [_slice(sieve, _period(table.title))])


def _tables(delivered: Delivered) -> Iterator[Table]:
    if not is_workbook(delivered):
        rows = list(numbered_rows(delivered))
        yield from _table(rows, "")
        return
    for sheet in sheets(delivered):
        yield from _table(list(sheet.rows()), sheet.name)


def _table(rows: list[tuple[int, list[str]]], place: str) -> Iterator[Table]:
    """The table below the heading; rows with one filled cell are notes, and no rows of it."""
    above = [cells for _, cells in rows[:ROWS_SEARCHED_FOR_HEADING]]
    height = next((at for at, cells in enumerate(above) if _is_heading(cells)), None)
    if height is None:
        return
    title = next((text for cells in above[:height] for text in cells if _PERIOD.search(text)), "")
    below = (row for row in rows[height:] if sum(bool(cell.strip()) for cell in row[1]) != 1)
    if records := records_of(below, _is_heading, place):
        yield Table(title, records)


def _is_heading(cells: Sequence[str]) -> bool:
    return {plain(cell) for cell in cells} >= NEEDED


def _is_of_counts(table: Table) -> bool:
    return bool(table.title) and not _RATE.search(table.title)


def _period(title: str) -> str:
    """'year ending June 2025' is 2024-07..2025-06."""
    found = _PERIOD.search(title)
    if found is None:
        raise ValueError(f"no period in {title!r}")
    month, year = MONTHS.index(found[1].lower()) + 1, int(found[2])
    first = f"{year}-01" if month == 12 else f"{year - 1}-{month + 1:02d}"
    return f"{first}..{year}-{month:02d}"


def _slice(sieve: Sieve, period: str) -> Slice:
    records = sieve.records
    groups = [one for one in records.heading if plain(one) not in AREA_COLUMNS]
    levels, codes, names = _areas(sieve)
    offences = _offences(sieve, groups)
    sieve.unique(CSP_NAME, names, sieve.records.text(FORCE_NAME), levels)
    length = sieve.kept()
    return slice_of(
        RECORDED_CRIME,
        f"ons-table-c2:{period}",
        length * len(groups),
        source=SOURCE,
        period=period,
        level=pa.chunked_array([sieve.keep(levels)] * len(groups)),
        code=pa.chunked_array([sieve.keep(codes)] * len(groups)),
        name=pa.chunked_array([sieve.keep(names)] * len(groups)),
        force_name=pa.chunked_array([sieve.keep(_without_notes(records.text(FORCE_NAME)))] * len(groups)),
        offence_group=pa.chunked_array([pa.repeat(_NOTE.sub("", group).strip(), length) for group in groups]),
        offences=pa.chunked_array([sieve.keep(offences[group]) for group in groups]),
    )


def _areas(sieve: Sieve) -> tuple[pa.Array, pa.Array, pa.Array]:
    """(level, code, name) of every row: pfa for a force, csp for a partnership, 'unassigned' for what has no code."""
    records = sieve.records
    forces, names = _without_notes(sieve.filled(FORCE_NAME)), _without_notes(records.text(CSP_NAME))
    csp_codes = records.text(CSP_CODE)
    is_force = ~shaped_like(names, ".") & ~shaped_like(csp_codes, ".")
    is_csp = shaped_like(csp_codes, ".")
    csp, pfa = KIND_NAMED["csp"], KIND_NAMED["pfa"]
    force_codes = records.text(FORCE_CODE) if FORCE_CODE in map(plain, records.heading) else emptied(forces, is_force)
    sieve.reject(is_csp & ~shaped_like(csp_codes, csp.shape), CSP_CODE, csp.fault)
    sieve.reject(is_csp & ~shaped_like(names, "."), CSP_NAME, "is empty")
    sieve.reject(is_force & ~shaped_like(force_codes, pfa.shape), FORCE_CODE, pfa.fault)
    levels = pa.array(np.select([is_force, is_csp], ["pfa", "csp"], UNASSIGNED).tolist(), pa.string())
    codes = pa.array(np.where(is_force, _objects(force_codes), _objects(csp_codes)), pa.string())
    named = pa.array(np.where(is_force, _objects(forces), _objects(names)), pa.string())
    return levels, emptied(codes, ~is_force & ~is_csp), named


def _offences(sieve: Sieve, groups: list[str]) -> dict[str, pa.Array]:
    """Counts by group; empty where the publisher prints that a figure is not available, or none for a whole row."""
    texts = {group: sieve.records.text(group) for group in groups}
    blank = {group: ~shaped_like(text, ".") for group, text in texts.items()}
    no_figures = np.logical_and.reduce(list(blank.values()))
    found = {}
    for group, text in texts.items():
        values, understood = per_distinct(text, whole_number, np.int64)
        not_given = per_distinct(text, lambda one: 1 if _SHORTHAND.fullmatch(one) else None, np.int64)[1]
        sieve.reject(blank[group] & ~no_figures, group, "is empty although other figures of the row are given")
        sieve.reject(~not_given & ~(understood & (values >= 0)), group, "is neither a whole number nor [x]")
        found[group] = pa.array(np.where(not_given, 0, values), pa.int64(), mask=not_given)
    return found


def _without_notes(texts: pa.Array) -> pa.Array:
    encoded = texts.dictionary_encode()
    return pa.array([_NOTE.sub("", one) for one in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)


def _objects(texts: pa.Array) -> np.ndarray:
    return np.array(texts.to_pylist(), dtype=object)


SOURCES = (
    ReferenceSource(
        "ONS recorded crime by Community Safety Partnership (Table C2)",
        recognises,
        read,
        ((*AREA_COLUMNS, "total recorded crime (excluding fraud)", "violence against the person"),),
    ),
)
