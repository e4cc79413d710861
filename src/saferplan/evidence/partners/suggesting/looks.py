"""What may be shown of a partner's columns to whoever maps them: never a cell that could be of one person.

Of every column its heading, how much of it is filled, and the shapes of its cells: '99/99/9999' for 24/07/2024, 'Aa Aa'
for a name. A shape is shown where five rows or more share it. Values are shown of one kind of column alone: one that is
mapped to a field with a list of what it may say, has few values, and of these the values of five rows or more
(value_maps). Whoever maps a column of officers' names to a category is told shapes before, and sees nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from saferplan.evidence.partners.code_lists import SHIPPED_MAPS, shipped_map
from saferplan.evidence.partners.fields import all_fields
from saferplan.evidence.partners.profile import ColumnRule, Profile
from saferplan.evidence.partners.reading.tables import FoundTable
from saferplan.evidence.partners.suggesting.likeness import Column
from saferplan.evidence.partners.suggesting.value_maps import LEAST_ROWS_SHOWN, ValueMap, propose_map
from saferplan.evidence.partners.texts import replaced
from saferplan.evidence.sources.area_columns import plain

MOST_SHAPES = 2
LONGEST_SHAPE = 24
LONG_TEXT = "text"


@dataclass(frozen=True)
class ColumnLook:
    """`filled`: share of the rows. `shapes`: with their shares of the filled cells, the most frequent first."""

    heading: str
    filled: float
    shapes: tuple[tuple[str, float], ...]


def looks_of(table: FoundTable) -> list[ColumnLook]:
    return [_look(Column.of(heading, table.records.text(heading))) for heading in table.records.heading]


def _look(column: Column) -> ColumnLook:
    return ColumnLook(column.heading, column.filled, tuple(_shapes(column.known)))


def _shapes(known: pa.Array) -> list[tuple[str, float]]:
    if not len(known):
        return []
    shaped = replaced(replaced(known, r"\p{L}[\p{L}'’]*", "Aa"), r"\p{N}", "9")
    shaped = replaced(replaced(shaped, r"9{9,}", "99999999…"), r"(Aa[ ,.-]*){5,}", f"{LONG_TEXT} ")
    counted = pc.call_function("value_counts", [shaped]).to_pylist()
    found: dict[str, int] = {}
    for one in counted:
        shape = one["values"].strip()
        shape = shape if len(shape) <= LONGEST_SHAPE and shape.isprintable() else LONG_TEXT
        found[shape] = found.get(shape, 0) + one["counts"]
    often = sorted((-rows, shape) for shape, rows in found.items() if rows >= LEAST_ROWS_SHOWN)
    return [(shape, -rows / len(known)) for rows, shape in often[:MOST_SHAPES]]


def values_of(profile: Profile, tables: Sequence[FoundTable]) -> dict[str, ValueMap]:
    """By field, what the cells of its column print, as far as it may be shown; for fields with a list of values."""
    found = {}
    for rule in profile.columns:
        field = all_fields()[rule.field.name]
        if not field.allowed or field.is_personal or len(rule.headings) != 1:
            continue
        texts = [text for table in tables if (text := _text_under(table, rule.headings[0])) is not None]
        cells = pa.chunked_array(texts, pa.string()).combine_chunks()
        if proposed := propose_map(cells, field, by_shipped=not _has_own_map(rule)):
            found[field.name] = proposed
    return found


def _has_own_map(rule: ColumnRule) -> bool:
    """Whether the profile says itself what the values mean."""
    return rule.values is not None and all(rule.values is not shipped_map(name) for name in SHIPPED_MAPS)


def _text_under(table: FoundTable, heading: str) -> pa.Array | None:
    own = next((one for one in table.records.heading if plain(one) == plain(heading)), None)
    if own is None:
        return None
    texts = table.records.text(own)
    return texts.filter(pc.call_function("not_equal", [texts, pa.scalar("")]))
