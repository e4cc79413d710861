"""One spelling of what agencies write in many, before a pseudonym is made of it.

Folding forgets what typists differ in and nothing that tells two people apart: case; accents of Latin, Greek and
Cyrillic letters (the marks U+0300 to U+036F; vowel signs of other scripts carry meaning and stay); apostrophes
(O'Neil, ONeil); other punctuation and runs of spaces, which become one space (Smith-Jones, Smith Jones). It expands no
nickname and mends no typing error: that is linkage, which can be looked at and undone.

Pseudonyms of persons are made of folded details, and those of addresses of their parts. To change how is to change
them: say so in the list of changes, and load the files that are still kept again.
"""

import re
import unicodedata
from collections.abc import Callable

import pyarrow as pa

# Latin letters that Unicode does not take apart into a letter and a mark, as British and Irish keyboards replace them.
_WITHOUT_PARTS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
_APOSTROPHES = re.compile("['’‘`´ʼ]")
_MARKS = re.compile("[\u0300-\u036f]")
_NOT_WORDS = re.compile(r"[\W_]+")
_NOT_DIGITS = re.compile(r"[^0-9]+")


def folded(text: str) -> str:
    """A name or an address."""
    if text.isascii():
        return _NOT_WORDS.sub(" ", _APOSTROPHES.sub("", text.lower())).strip()
    decomposed = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).casefold()
    plain = unicodedata.normalize("NFKC", _MARKS.sub("", unicodedata.normalize("NFKD", decomposed)))
    # A vowel sign of Bengali or Tamil is no letter to a regular expression, and yet part of the word.
    kept = "".join(letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " " for letter in plain)
    return " ".join(kept.translate(_WITHOUT_PARTS).split())


def folded_postcode(text: str) -> str:
    return folded(text).replace(" ", "")


def folded_phone(text: str) -> str:
    """Digits, as dialled within the United Kingdom: +44 (0)1632 960001, 0044 1632 960001 and 01632 960001 are one."""
    digits = _NOT_DIGITS.sub("", text.replace("(0)", ""))
    for abroad in ("0044", "44"):
        if digits.startswith(abroad) and len(digits) == len(abroad) + 10:
            return f"0{digits[len(abroad) :]}"
    return digits


def folded_email(text: str) -> str:
    return "".join(text.split()).casefold()


def folded_reference(text: str) -> str:
    """An agency's own number keeps its case and its signs: in some systems they tell two people apart."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def folded_uprn(text: str) -> str:
    """A Unique Property Reference Number has up to 12 digits; leading zeros are of the file, not of the number."""
    digits = text.strip().removesuffix(".0").lstrip("0")
    return digits if digits.isascii() and digits.isdigit() and len(digits) <= 12 else ""


def column_folded(column: pa.Array, fold: Callable[[str], str]) -> pa.Array:
    """`fold` of each distinct cell; what folds to nothing is null."""
    distinct = column.dictionary_encode()
    plain = pa.array([fold(cell) or None for cell in distinct.dictionary.to_pylist()], pa.string())
    return plain.take(distinct.indices)
