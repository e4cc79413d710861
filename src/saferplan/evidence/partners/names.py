"""Parts whole names into forenames and surname, a column at a time."""

import re
from functools import cache
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from saferplan.evidence.partners.fields import words
from saferplan.evidence.partners.texts import (
    Flags,
    flags,
    folded,
    is_known,
    matches,
    one_of,
    replaced,
    spaced_once,
    without,
)


class Names(NamedTuple):
    """Columns of one length; null where a row has none."""

    forenames: pa.Array
    surname: pa.Array


def names_of(texts: pa.Array, *, surname_first: bool = False) -> Names:
    """Of 'Mr John Smith', 'SMITH, John', and with `surname_first` 'SMITH John'; a single word is a surname.

    What stands before a comma is always the surname. A surname begins with its particles: 'van den Berg'.
    """
    plain = spaced_once(_without_titles(somebody(texts)))
    comma = matches(plain, r"^[^,]+,")
    before, behind = _parts(plain, r"^(?P<first>[^,]+?) ?, ?(?P<second>.*)$")
    pattern = _surname_first() if surname_first else _forenames_first()
    first, second = _parts(plain, pattern)
    single = is_known(plain) & ~comma & ~is_known(first)
    surname = _chosen(comma, before, first if surname_first else second)
    forenames = _chosen(comma, behind, second if surname_first else first)
    return Names(_filled(without(forenames, single)), _filled(_chosen(single, plain, surname)))


def somebody(texts: pa.Array) -> pa.Array:
    """Without the cells that say that nobody is named."""
    return without(texts, one_of(folded(texts), words("nobody")))


def looks_like_a_name(texts: pa.Array) -> Flags:
    """Cells of two to four words of letters alone, or a word, a comma and a word: no reference looks so."""
    own = without(texts, one_of(folded(texts), words("nobody")))
    return matches(own, _NAME) & ~matches(own, _NO_NAME)


_WORD = r"[\p{L}][\p{L}'’.-]*"
_NAME = rf"^{_WORD}(?:,? {_WORD}){{1,3}}$"
# What people write in the place of a reference that they do not have.
_NO_NAME = (
    r"(?i)\b(?:no|not|none|unknown|tbc|pending|awaiting|awaited|to follow|to be|ref|reference|number|case|crime|"
    r"incident|complaint|report|log|see|above|below|same|as|via|email|phone|call|letter|visit|new|duplicate|total)\b"
)


def _without_titles(texts: pa.Array) -> pa.Array:
    titles, suffixes = "|".join(words("titles")), "|".join(words("suffixes"))
    without_before = replaced(texts, rf"(?i)(^|, ?)(?:(?:{titles})\b\.? ?)+", r"\1")
    return replaced(without_before, rf"(?i)[, ]+(?:{suffixes})\.?$", "")


@cache
def _particles() -> str:
    return "|".join(re.escape(word) for word in words("particles"))


@cache
def _forenames_first() -> str:
    return rf"^(?P<first>\S.*?) (?P<second>(?:(?i:{_particles()}) )*\S+)$"


@cache
def _surname_first() -> str:
    return rf"^(?P<first>(?:(?i:{_particles()}) )*\S+) (?P<second>.+)$"


def _parts(texts: pa.Array, pattern: str) -> tuple[pa.Array, pa.Array]:
    found = pc.call_function("extract_regex", [texts], pc.ExtractRegexOptions(pattern))
    first, second = (pc.call_function("struct_field", [found], pc.StructFieldOptions([at])) for at in (0, 1))
    return first, second


def _chosen(where: Flags, chosen: pa.Array, otherwise: pa.Array) -> pa.Array:
    return pc.call_function("if_else", [pa.array(where), chosen, otherwise])


def _filled(texts: pa.Array) -> pa.Array:
    return without(texts, flags(pc.call_function("equal", [texts, pa.scalar("")])))
