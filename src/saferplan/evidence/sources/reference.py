"""Every reader of reference data, in the order in which they are asked, and what to say of a file that none knows."""

import csv
import io
from difflib import get_close_matches

from saferplan.evidence.sources import (
    area_figures,
    boundaries,
    census,
    deprivation,
    lookups,
    nomis,
    population,
    recorded_crime_home_office,
    recorded_crime_ons,
    rural_urban,
)
from saferplan.evidence.sources.area_columns import area_column, plain
from saferplan.evidence.sources.base import Delivered, Source
from saferplan.evidence.sources.records import ReferenceSource
from saferplan.evidence.sources.workbook import fault_in, is_workbook, sheets

_READERS: tuple[ReferenceSource, ...] = (
    *area_figures.SOURCES,
    *population.SOURCES,
    *census.SOURCES,
    *nomis.SOURCES,
    *deprivation.SOURCES,
    *rural_urban.SOURCES,
    *recorded_crime_home_office.SOURCES,
    *recorded_crime_ons.SOURCES,
    *lookups.SOURCES,
    *boundaries.SOURCES,
)
REFERENCE_SOURCES: tuple[Source, ...] = _READERS

# A file counts as nearly of a format if it has this share of its columns.
SHARE_OF_COLUMNS = 0.5
MOST_NAMED = 5
OTHER_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
OLD_WORKBOOK_MAGIC = b"\xd0\xcf\x11\xe0"


def near_miss(delivered: Delivered) -> str | None:
    """For a file that no reader recognises, the closest format and what is missing; None where none is close."""
    if delivered.head.startswith(OLD_WORKBOOK_MAGIC):
        return "this is an XLS workbook or one with a password: save it as XLSX or ODS without a password"
    if is_workbook(delivered):
        if fault := fault_in(delivered):
            return fault
        found = [(_closest(cells), sheet.name) for sheet in sheets(delivered) for cells in sheet.first_rows()]
        said = [f"sheet {name}: {message}" for message, name in found if message]
        return said[0] if said else None
    if boundaries.is_map(delivered):
        return "this is a map without a column of area codes such as LSOA21CD, WD24CD or LAD24CD"
    if delivered.header:
        return _with_line(_closest(delivered.header))
    return _in_another_encoding(delivered)


def _with_line(message: str | None) -> str | None:
    return f"line 1: {message}" if message else None


def _in_another_encoding(delivered: Delivered) -> str | None:
    encoding = OTHER_ENCODINGS.get(delivered.head[:2], "cp1252")
    text = delivered.head.decode(encoding, errors="replace")
    heading = next(csv.reader(io.StringIO(text.split("\n", 1)[0])), [])
    known = next(
        (one for reader in _READERS for one in reader.headings if _share(heading, one) > SHARE_OF_COLUMNS), None
    )
    if known is None:
        return None
    return f"the file is {encoding} text: save it as CSV in UTF-8 and load it again"


def _closest(heading: list[str]) -> str | None:
    """What to say of the format whose columns the heading has most of."""
    scored = [(_share(heading, known), reader.format, known) for reader in _READERS for known in reader.headings]
    share, name, known = max(scored, key=lambda one: one[0])
    if share < SHARE_OF_COLUMNS:
        return None
    have = {_comparable(one) for one in heading}
    missing = [one for one in known if _comparable(one) not in have]
    if not missing:
        return f"this looks like {name}, but its columns do not go together"
    named = ", ".join(missing[:MOST_NAMED]) + (
        f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
    )
    return f"this looks like {name}, but it lacks the columns {named}{_renamed(heading, known, missing)}"


def _renamed(heading: list[str], known: tuple[str, ...], missing: list[str]) -> str:
    """Of columns that the format does not know, those that may be a missing one under another name."""
    expected = {_comparable(one) for one in known}
    strange = {plain(one): one for one in heading if _comparable(one) not in expected}
    pairs = [(one, get_close_matches(plain(one), strange, n=1, cutoff=0.6)) for one in missing[:MOST_NAMED]]
    said = [f"{strange[close[0]]} may be {one}" for one, close in pairs if close]
    return f" ({'; '.join(said)})" if said else ""


def _share(heading: list[str], known: tuple[str, ...]) -> float:
    have = {_comparable(one) for one in heading}
    return sum(_comparable(one) in have for one in known) / len(known)


def _comparable(heading: str) -> str:
    """Columns of one kind of area compare alike, whatever their year and spelling."""
    column = area_column(heading)
    return f"{column.level.kind.name} {column.part}" if column else plain(heading)
