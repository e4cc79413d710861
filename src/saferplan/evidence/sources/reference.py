"""Every reader of reference data, in the order in which they are asked, and what to say of a file that none knows."""

import csv
from collections.abc import Sequence
from difflib import get_close_matches

from saferplan.evidence.sources import (
    area_figures,
    boundaries,
    census,
    deprivation,
    lookups,
    nomis,
    population,
    postcodes,
    recorded_crime_home_office,
    recorded_crime_ons,
    rural_urban,
    template_files,
)
from saferplan.evidence.sources.area_columns import area_column, plain
from saferplan.evidence.sources.base import Delivered, Source
from saferplan.evidence.sources.records import ReferenceSource
from saferplan.evidence.sources.workbook import OLD_CONTAINER_MAGIC, fault_in, is_workbook, sheets

_READERS: tuple[ReferenceSource, ...] = (
    *area_figures.SOURCES,
    *population.SOURCES,
    *census.SOURCES,
    *nomis.SOURCES,
    *deprivation.SOURCES,
    *rural_urban.SOURCES,
    *recorded_crime_home_office.SOURCES,
    *recorded_crime_ons.SOURCES,
    *postcodes.SOURCES,
    *lookups.SOURCES,
    *boundaries.SOURCES,
    *template_files.SOURCES,
)
REFERENCE_SOURCES: tuple[Source, ...] = _READERS

POINTS_WITHOUT_AREAS = (
    "these are points without codes of areas; single records are loaded through a template, such as offence-records"
)
# A file counts as nearly of a format if it has this share of its columns.
SHARE_OF_COLUMNS = 0.5
MOST_NAMED = 5
OTHER_ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def left_out(delivered: Delivered) -> str | None:
    """Why a sound file that no reader takes has no place in the lake; None where it may be a faulty one of a kind."""
    return POINTS_WITHOUT_AREAS if boundaries.holds_points(delivered) else None


def near_miss(delivered: Delivered) -> str | None:
    """For a file that no reader recognises, the closest format and what is missing; None where none is close."""
    if delivered.head.startswith(OLD_CONTAINER_MAGIC) and not is_workbook(delivered):
        return "this is a workbook with a password or no workbook: save it as XLSX or ODS without a password"
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
    first = delivered.head.decode(encoding, errors="replace").splitlines()[:1]
    try:
        heading = next(csv.reader(first), [])
    except csv.Error:
        return None
    if not any(_share(heading, known) >= SHARE_OF_COLUMNS for reader in _READERS for known in reader.headings):
        return None
    return f"the file is {encoding} text: save it as CSV in UTF-8 and load it again"


def _closest(heading: list[str]) -> str | None:
    """What to say of the format whose columns the heading has most of."""
    scored = [(_share(heading, known), reader.format, known) for reader in _READERS for known in reader.headings]
    share, name, known = max(scored, key=lambda one: one[0])
    if share < SHARE_OF_COLUMNS:
        return None
    have, wanted = _compared(heading, known), _compared(known, known)
    missing = [one for key, one in wanted.items() if key not in have]
    if not missing:
        return f"this looks like {name}, but its columns do not go together"
    listed = ", ".join(missing[:MOST_NAMED])
    more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
    strange = [one for key, one in have.items() if key not in wanted]
    return f"this looks like {name}, but it lacks the columns {listed}{more}{_renamed(strange, missing)}"


def _renamed(strange: list[str], missing: list[str]) -> str:
    """Of columns that the format does not know, those that may be a missing one under another name."""
    names = {plain(one): one for one in strange}
    pairs = [(one, get_close_matches(plain(one), names, n=1, cutoff=0.6)) for one in missing[:MOST_NAMED]]
    said = [f"{names[close[0]]} may be {one}" for one, close in pairs if close]
    return f" ({'; '.join(said)})" if said else ""


def _share(heading: Sequence[str], known: Sequence[str]) -> float:
    have, wanted = _compared(heading, known), _compared(known, known)
    return len(have.keys() & wanted.keys()) / len(wanted)


def _compared(heading: Sequence[str], known: Sequence[str]) -> dict[str, str]:
    """Headings by what they mean: an area in whatever year, and of whatever kind where the format has but one."""
    any_kind = sum(area_column(one) is not None for one in known) == 1
    found = {}
    for one in heading:
        column = area_column(one)
        kind = column.level.kind.name if column and not any_kind else "area"
        found.setdefault(f"{kind} {column.part}" if column else plain(one), one)
    return found
