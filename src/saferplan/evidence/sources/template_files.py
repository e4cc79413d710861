"""Reads files that partners made of a template, CSV or workbook: recognised by their headings, checked cell by cell."""

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from saferplan.evidence.sources.area_columns import plain
from saferplan.evidence.sources.base import Delivered, Reading, Slice
from saferplan.evidence.sources.delimited import read_delimited
from saferplan.evidence.sources.records import Records, ReferenceSource, Sieve, gather, records_of, rows_for
from saferplan.evidence.sources.template import EXAMPLE, Template, TemplateColumn, all_templates
from saferplan.evidence.sources.template_cells import cell_rule
from saferplan.evidence.sources.workbook import is_workbook, sheets, sheets_if_sound
from saferplan.evidence.tables import TYPES

EXAMPLE_FAULT = "is an example of the template: delete the row"


def read(template: Template, delivered: Delivered) -> Reading:
    """The rows of the file as slices of the template's table. Columns that the template lacks are named, not loaded."""
    tables = list(_tables(template, delivered))
    sieves = [Sieve(records) for records in tables]
    rows = pa.concat_tables([_sound_rows(template, sieve, delivered) for sieve in sieves])
    reading = gather(delivered, sieves, list(_slices(template, rows)))
    reading.note = _not_loaded(template, tables)
    return reading


def _is_heading(template: Template, cells: Sequence[str]) -> bool:
    return set(template.required) <= {plain(cell) for cell in cells}


def _recognises(template: Template, delivered: Delivered) -> bool:
    return any(_is_heading(template, cells) for cells in _first_rows(delivered))


@lru_cache(maxsize=1)
def _first_rows(delivered: Delivered) -> list[list[str]]:
    """Asked for by every template in turn; a large workbook takes seconds to open."""
    if is_workbook(delivered):
        return [cells for sheet in sheets_if_sound(delivered) for cells in sheet.first_rows()]
    return [delivered.header]


def _tables(template: Template, delivered: Delivered) -> Iterator[Records]:
    if not is_workbook(delivered):
        yield read_delimited(delivered)
        return
    for sheet in sheets(delivered):
        if records := records_of(sheet.rows(), partial(_is_heading, template), sheet.name):
            yield records


def _sound_rows(template: Template, sieve: Sieve, delivered: Delivered) -> pa.Table:
    """The rows that nothing is wrong with, in the columns of the table."""
    first = template.headings[0]
    is_example = pc.call_function("starts_with", [_texts(sieve.records, first)], pc.MatchSubstringOptions(EXAMPLE))
    sieve.reject(_flags(is_example), first, EXAMPLE_FAULT)
    values = {column.name: _values(sieve, column) for column in template.columns}
    for columns in template.together:
        _reject_parts(sieve, columns, values)
    for columns in template.in_order:
        _reject_disorder(sieve, columns, values)
    sieve.unique(template.unique[0], *(_as_text(values[name]) for name in template.unique))
    kept = {name: sieve.keep(column) for name, column in values.items()}
    if "edition" in template.table.column_names:
        kept["edition"] = f"{template.name}:{delivered.stem}"
    return rows_for(template.table, sieve.kept(), **kept)


def _values(sieve: Sieve, column: TemplateColumn) -> pa.Array:
    """The column's values; cells that are empty or at fault are null."""
    texts, rule = _texts(sieve.records, column.name), cell_rule(column)
    encoded = texts.dictionary_encode()
    parsed = [rule.value(text) if text else None for text in encoded.dictionary.to_pylist()]
    empty = _flags(pc.call_function("equal", [texts, pa.scalar("")]))
    if column.required:
        sieve.reject(empty, column.name, "is empty")
    found = pa.array(parsed, TYPES[column.kind]).take(encoded.indices)
    sieve.reject(_flags(found.is_null()) & ~empty, column.name, rule.fault)
    return found


def _texts(records: Records, name: str) -> pa.Array:
    """Cells of a column; empty ones where the file lacks it, as it may where the column is not required."""
    if plain(name) in {plain(one) for one in records.heading}:
        return records.text(name)
    return pa.repeat(pa.scalar("", pa.string()), len(records))


def _reject_parts(sieve: Sieve, columns: Sequence[str], values: dict[str, pa.Array]) -> None:
    """Rows that have one of the columns and lack another."""
    empty = {name: _flags(values[name].is_null()) for name in columns}
    some = ~np.all(list(empty.values()), axis=0)
    for name in columns:
        others = " and ".join(one for one in columns if one != name)
        sieve.reject(empty[name] & some, name, f"is empty, and goes together with {others}")


def _reject_disorder(sieve: Sieve, columns: Sequence[str], values: dict[str, pa.Array]) -> None:
    for lower, higher in pairwise(columns):
        falls = pc.call_function("less", [values[higher], values[lower]]).fill_null(False)
        sieve.reject(_flags(falls), higher, f"is before or below {lower}")


def _as_text(values: pa.Array) -> pa.Array:
    return values.cast(pa.string()).fill_null("")


def _flags(values: pa.Array) -> np.ndarray:
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=bool)


def _slices(template: Template, rows: pa.Table) -> Iterator[Slice]:
    by = list(template.table.replaced_by)
    keys = rows.select(by).group_by(by).aggregate([])
    for key in sorted(tuple(row.values()) for row in keys.to_pylist()):
        found = np.ones(rows.num_rows, dtype=bool)
        for name, value in zip(by, key, strict=True):
            found &= _flags(pc.call_function("equal", [rows[name], pa.scalar(value)]))
        yield Slice(template.table.name, key, rows.filter(pa.array(found)))


def _not_loaded(template: Template, tables: Sequence[Records]) -> str:
    known = {plain(name) for name in template.headings}
    strange = dict.fromkeys(one for records in tables for one in records.heading if one and plain(one) not in known)
    listed = ", ".join(strange)
    return f"not in the template, so not loaded: {listed}" if strange else ""


def format_name(template: Template) -> str:
    return f"{template.name} (template)"


def _source(template: Template) -> ReferenceSource:
    return ReferenceSource(
        format_name(template),
        partial(_recognises, template),
        partial(read, template),
        (template.required,),
    )


SOURCES = tuple(_source(template) for template in all_templates().values())
