"""What a column's cells mean for the field that a profile gives them to: values, and the cells that mean nothing.

A reason names what a cell should be, never what it holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from saferplan.evidence.partners.code_lists import plain_code, shipped_map
from saferplan.evidence.partners.fields import empty_words
from saferplan.evidence.partners.profile import EVERY_OTHER, ColumnRule
from saferplan.evidence.partners.reading.tables import FoundTable
from saferplan.evidence.partners.texts import (
    Flags,
    folded,
    is_equal,
    is_known,
    joined,
    longer_than,
    matches,
    one_of,
    per_distinct,
    replaced,
    spaced_once,
    unprintable,
    without,
)
from saferplan.evidence.partners.times import read_days, read_moments
from saferplan.evidence.sources.area_columns import KIND_NAMED
from saferplan.evidence.sources.records import decimal_number
from saferplan.evidence.sources.template_cells import YES_NO

MARKS_OF_YES = YES_NO | {"y": True, "t": True, "1": True, "x": True, "✓": True, "n": False, "f": False, "0": False}
_BETWEEN_MARKS = "[,;|/]+"
LONGEST_ADDRESS, LONGEST_NAME = 300, 100
# Between the parts of an address, a name or a category that stands in several columns.
_BETWEEN = {"address": ", ", "full-name": " ", "person-name": " ", "text": " / "}
# Royal Mail, Programmers' Guide to the Postcode Address File; GIR 0AA is the one of another shape.
POSTCODE = "^([A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}|GIR0AA)$"
# GeoPlace: a UPRN has up to twelve digits. Shorter numbers are an agency's own.
UPRN = "^[0-9]{5,12}$"
PHONE = r"^(\+|00)?[0-9]{9,15}$"
EMAIL = r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$"
OFFENCE_CODE = r"^[0-9]{1,3}([/.][0-9]{1,2})?[A-Za-z]?$"


@dataclass(frozen=True)
class Cells:
    """`values` of a column; `faulty` are cells that hold something else than `should` says, and have no value."""

    values: pa.Array
    faulty: Flags
    should: str = ""


def cells_of(rule: ColumnRule, table: FoundTable, now: datetime) -> Cells:
    """The column's cells as values of its field. Times are timestamps, days date32, flags booleans, numbers doubles."""
    texts = text_of(rule, table)
    if rule.contains:
        return Cells(_contains(texts, rule), np.zeros(len(texts), dtype=bool))
    known = without(texts, one_of(folded(texts), empty_words()))
    if rule.values is not None:
        return _mapped(known, rule)
    return _BY_KIND[rule.field.kind](known, rule, table, now)


def text_of(rule: ColumnRule, table: FoundTable) -> pa.Array:
    """The cells with single spaces; null where they hold nothing. Several columns are one, with commas or spaces."""
    columns = [_filled(table, heading) for heading in rule.headings]
    return joined(columns, _BETWEEN.get(rule.field.kind, " "))


def _filled(table: FoundTable, heading: str) -> pa.Array:
    texts = spaced_once(table.records.text(heading))
    return without(texts, is_equal(texts, ""))


def _contains(texts: pa.Array, rule: ColumnRule) -> pa.Array:
    """An empty cell of a column of marks has none of them."""
    wanted = {" ".join(mark.casefold().split()) for mark in rule.contains}
    marks = replaced(folded(texts), _BETWEEN_MARKS, ",")
    found = per_distinct(marks, lambda cell: bool(wanted & {one.strip() for one in cell.split(",")}), pa.bool_())
    return found.fill_null(False)


def _mapped(texts: pa.Array, rule: ColumnRule) -> Cells:
    """Values by the profile's map; '' in it is nothing to say."""
    values, flagged = rule.values or {}, rule.field.kind == "yes-no"
    known = folded(texts)
    found = per_distinct(known, lambda cell: values.get(cell, values.get(EVERY_OTHER)), pa.string())
    faulty = is_known(texts) & ~is_known(found)
    said = without(found, one_of(found, [""]))
    if flagged:
        said = per_distinct(said, YES_NO.get, pa.bool_())
    return Cells(said, faulty, "is not in the profile's map of values")


def _text(texts: pa.Array, rule: ColumnRule, *_: object) -> Cells:
    longest = rule.field.longest
    bad = longer_than(texts, longest) | unprintable(texts)
    return Cells(without(texts, bad), bad, f"has more than {longest} letters, or some that cannot be printed")


def _name(texts: pa.Array, rule: ColumnRule, *_: object) -> Cells:
    found = slugs(texts)
    known = one_of(found, rule.field.allowed)
    should = f"is none of {', '.join(rule.field.allowed)}; a map of values can say what it means"
    return Cells(without(found, ~known), is_known(texts) & ~known, should)


def _slug(texts: pa.Array, rule: ColumnRule, *_: object) -> Cells:
    checked = _text(texts, rule)
    return Cells(slugs(checked.values), checked.faulty, checked.should)


def slugs(texts: pa.Array) -> pa.Array:
    """'Social Rented' as social-rented."""
    words = replaced(folded(texts), "[^a-z0-9]+", "-")
    return pc.call_function("utf8_trim", [words], pc.TrimOptions("-"))


def _offence_code(texts: pa.Array, *_: object) -> Cells:
    sound = matches(texts, OFFENCE_CODE)
    codes = per_distinct(without(texts, ~sound), plain_code, pa.string())
    return Cells(codes, is_known(texts) & ~sound, "is not a Home Office offence code such as 28E or 8N")


def _yes_no(texts: pa.Array, *_: object) -> Cells:
    found = per_distinct(folded(texts), MARKS_OF_YES.get, pa.bool_())
    return Cells(found, is_known(texts) & ~is_known(found), "is neither yes nor no")


def _time(texts: pa.Array, rule: ColumnRule, table: FoundTable, now: datetime) -> Cells:
    hours = spaced_once(table.records.text(rule.time_heading)) if rule.time_heading else None
    found = read_moments(
        texts,
        formats=rule.formats,
        zone=rule.zone,
        day_ends=rule.field.date_means == "end",
        hours=hours,
        uses_1904=table.uses_1904,
    )
    latest = pa.scalar(now.replace(tzinfo=None), pa.timestamp("us"))
    ahead = pc.call_function("greater", [found, latest]).fill_null(False)
    bad = np.asarray(ahead.to_numpy(zero_copy_only=False), dtype=bool)
    wanted = f"in the format {' or '.join(rule.formats)}" if rule.formats else "such as 31/07/2024 22:15"
    return Cells(without(found, bad), is_known(texts) & (bad | ~is_known(found)), f"is not a past time {wanted}")


def _date(texts: pa.Array, rule: ColumnRule, table: FoundTable, now: datetime) -> Cells:
    found = read_days(texts, formats=rule.formats, latest=now, uses_1904=table.uses_1904)
    return Cells(found, is_known(texts) & ~is_known(found), "is not a past day such as 31/07/1984")


def _number(texts: pa.Array, rule: ColumnRule, *_: object) -> Cells:
    """Also with commas, and with spaces within. On the grid and in degrees of both, 0 stands for an unknown place."""
    plain = replaced(texts, "[,£ ]", "")
    found = per_distinct(plain, decimal_number, pa.float64())
    least, most = rule.field.minimum, rule.field.maximum
    within = pc.call_function("and", [_compared("greater_equal", found, least), _compared("less_equal", found, most)])
    bad = is_known(texts) & ~np.asarray(within.fill_null(False).to_numpy(zero_copy_only=False), dtype=bool)
    return Cells(without(found, bad), bad, f"is not a number from {least:,} to {most:,}")


def _compared(function: str, values: pa.Array, bound: float | None) -> pa.Array:
    return pc.call_function(function, [values, pa.scalar(float(bound or 0))])


def _grid_reference(texts: pa.Array, *_: object) -> Cells:
    """Left as text: points.py reads it, and says what is none."""
    return Cells(texts, np.zeros(len(texts), dtype=bool))


def _area_code(texts: pa.Array, rule: ColumnRule, *_: object) -> Cells:
    kind = KIND_NAMED[rule.field.area_kind]
    codes = pc.call_function("utf8_upper", [texts])
    sound = matches(codes, kind.shape)
    return Cells(without(codes, ~sound), is_known(texts) & ~sound, kind.fault)


def _shaped(pattern: str, should: str, tidied: Callable[[pa.Array], pa.Array]) -> Callable[..., Cells]:
    def read(texts: pa.Array, *_: object) -> Cells:
        tidy = tidied(texts)
        sound = matches(tidy, pattern)
        return Cells(without(tidy, ~sound), is_known(texts) & ~sound, should)

    return read


def _without_spaces(texts: pa.Array) -> pa.Array:
    return replaced(pc.call_function("utf8_upper", [texts]), "[^A-Z0-9]", "")


def postcodes(texts: pa.Array) -> pa.Array:
    """'rg1  1aa' as 'RG1 1AA'; null where it is no postcode."""
    plain = _without_spaces(texts)
    return replaced(without(plain, ~matches(plain, POSTCODE)), "^(.*)(.{3})$", r"\1 \2")


def _postcode(texts: pa.Array, *_: object) -> Cells:
    found = postcodes(texts)
    return Cells(found, is_known(texts) & ~is_known(found), "is not a postcode such as RG1 1AA")


def _uprn(texts: pa.Array) -> pa.Array:
    """A spreadsheet may have made a number of it, or padded it to twelve digits."""
    return replaced(replaced(texts, r"\.0$|[ ,]", ""), "^0+", "")


def _limited(longest: int) -> Callable[..., Cells]:
    def read(texts: pa.Array, *_: object) -> Cells:
        bad = longer_than(texts, longest) | unprintable(texts)
        return Cells(without(texts, bad), bad, f"has more than {longest} letters, or some that cannot be printed")

    return read


def _sex(texts: pa.Array, *_: object) -> Cells:
    known = shipped_map("sexes")
    found = per_distinct(folded(texts), known.get, pa.string())
    return Cells(without(found, one_of(found, [""])), is_known(texts) & ~is_known(found), "is not a sex")


_BY_KIND: dict[str, Callable[..., Cells]] = {
    "text": _text,
    "name": _name,
    "slug": _slug,
    "offence-code": _offence_code,
    "yes-no": _yes_no,
    "time": _time,
    "date": _date,
    "metres": _number,
    "degrees": _number,
    "age": _number,
    "grid-reference": _grid_reference,
    "area-code": _area_code,
    "full-name": _limited(LONGEST_NAME),
    "person-name": _limited(LONGEST_NAME),
    "address": _limited(LONGEST_ADDRESS),
    "postcode": _postcode,
    "uprn": _shaped(UPRN, "is not a UPRN, which has up to twelve digits", _uprn),
    "phone": _shaped(PHONE, "is not a telephone number", lambda texts: replaced(texts, r"[\s().-]", "")),
    "email": _shaped(EMAIL, "is not an e-mail address", lambda texts: texts),
    "sex": _sex,
}
