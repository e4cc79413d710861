"""Columns of text, brought to one spelling at once; nothing here looks at one row after the other."""

from collections.abc import Callable
from functools import cache
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
# Line breaks and hard spaces of spreadsheets are spaces; so is what has no width.
_NO_PLAIN_SPACE = r"\t\n\v\f\r\x{00A0}\x{2000}-\x{200B}\x{202F}\x{3000}\x{FEFF}"
_SPACES = f"[ {_NO_PLAIN_SPACE}]+"
_MORE_THAN_A_SPACE = f"  |^ | $|[{_NO_PLAIN_SPACE}]"
# Control characters, and marks that turn the direction of writing round or that no typeface has (private use).
_UNPRINTABLE = r"[\x00-\x1F\x7F-\x9F\x{200C}-\x{200F}\x{2028}-\x{202E}\x{2066}-\x{2069}\x{E000}-\x{F8FF}]"


def query(rows: pa.Table, sql: str) -> pa.Table:
    """What DuckDB makes of the rows, which it knows as `cells`, in their order."""
    found: Any = _database().cursor().from_arrow(rows)
    return found.query("cells", sql).to_arrow_table()


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """Opened once: it takes longer than what a file's column is asked."""
    # A file's texts are people's: what does not fit into memory is not spilt to the working folder.
    return duckdb.connect(config={"temp_directory": ""})


def spaced_once(texts: pa.Array) -> pa.Array:
    """Trimmed, with single spaces for whatever stands between words."""
    if not matches(texts, _MORE_THAN_A_SPACE).any():
        return texts
    return pc.call_function("utf8_trim_whitespace", [replaced(texts, _SPACES, " ")])


def replaced(texts: pa.Array, pattern: str, by: str) -> pa.Array:
    return pc.call_function("replace_substring_regex", [texts], pc.ReplaceSubstringOptions(pattern, by))


def matches(texts: pa.Array, pattern: str) -> Flags:
    """Whether each cell has a part of the pattern; false of one that is null."""
    found = pc.call_function("match_substring_regex", [texts], pc.MatchSubstringOptions(pattern))
    return flags(found)


def flags(values: pa.Array) -> Flags:
    """As NumPy, a null being false."""
    return np.asarray(values.fill_null(False).to_numpy(zero_copy_only=False), dtype=bool)


def is_known(values: pa.Array) -> Flags:
    return np.asarray(values.is_valid().to_numpy(zero_copy_only=False), dtype=bool)


def is_equal(texts: pa.Array, text: str) -> Flags:
    return flags(pc.call_function("equal", [texts, pa.scalar(text)]))


def matches_by_distinct(texts: pa.Array, pattern: str) -> Flags:
    """As `matches`, faster where the same cells come again and again."""
    encoded = texts.dictionary_encode()
    found = pa.array(matches(encoded.dictionary, pattern), pa.bool_())
    return flags(found.take(encoded.indices))


def without(texts: pa.Array, where: Flags) -> pa.Array:
    """With nothing in the places of `where`."""
    return pc.call_function("if_else", [pa.array(where), pa.scalar(None, texts.type), texts])


def one_of(texts: pa.Array, words: Any) -> Flags:
    options = pc.SetLookupOptions(pa.array(list(words), pa.string()))
    return flags(pc.call_function("is_in", [texts], options))


def folded(texts: pa.Array) -> pa.Array:
    """As values are compared: in small letters, with single spaces."""
    return pc.call_function("utf8_lower", [spaced_once(texts)])


def per_distinct(texts: pa.Array, read: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    """`read` of every cell, called once for each distinct text."""
    encoded = texts.dictionary_encode()
    return pa.array([read(text) for text in encoded.dictionary.to_pylist()], kind).take(encoded.indices)


def longer_than(texts: pa.Array, letters: int) -> Flags:
    return flags(pc.call_function("greater", [pc.call_function("utf8_length", [texts]), pa.scalar(letters)]))


def unprintable(texts: pa.Array) -> Flags:
    return matches(texts, _UNPRINTABLE)


def joined(columns: list[pa.Array], between: str) -> pa.Array:
    """The cells of a row that are known, in one; null where none is.

    Two columns at a time: told to skip what is null, Arrow 26 also leaves out the rows in which all is.
    """
    whole, *others = columns
    for column in others:
        both = pc.call_function("binary_join_element_wise", [whole, column, pa.scalar(between)])
        whole = pc.call_function("coalesce", [both, whole, column])
    return whole
