"""Lookups between kinds of area and between years of their codes, as ONS publishes them.

Any CSV file whose columns are codes and names of areas, and what ONS exports carry along, is a lookup. A lookup of one
level is a list of names and codes. The column order does not matter; files need not name every level.
"""

from itertools import combinations

import numpy as np
import pyarrow as pa

from saferplan.evidence.sources.area_columns import (
    NO_AREA,
    AreaColumn,
    Level,
    area_column,
    carried_along,
    code_columns,
    lies_in,
    plain,
    shaped_like,
)
from saferplan.evidence.sources.base import Delivered, Reading, Slice
from saferplan.evidence.sources.delimited import read_delimited
from saferplan.evidence.sources.records import ReferenceSource, Sieve, emptied, gather, repeats, rows_for
from saferplan.evidence.tables import AREA_LINKS, AREAS

CHANGE_COLUMNS = ("change_code", "chgind", "chngind")
CHANGES = "^[USMX]$"


def recognises(delivered: Delivered) -> bool:
    header = delivered.header
    if not all(map(_belongs, header)):
        return False
    names = [column for heading in header if (column := area_column(heading)) and column.part == "name"]
    codes = code_columns(header)
    return len(codes) > 1 or (len(codes) == 1 and bool(names))


def read(delivered: Delivered) -> Reading:
    records = read_delimited(delivered)
    sieve = Sieve(records)
    levels = {level: _codes(sieve, heading, level) for heading, level in code_columns(records.heading).items()}
    changes = _changes(sieve)
    kept = {level: sieve.keep(codes) for level, codes in levels.items()}
    edition = "lookup:" + "-".join(level.name for level in kept)
    areas = [_areas(edition, level, codes, sieve) for level, codes in kept.items()]
    links = [
        _links(edition, child, parent, kept, changes if changes is None else sieve.keep(changes))
        for child, parent in combinations(kept, 2)
        if lies_in(child, parent)
    ]
    slices = [
        Slice(table.name, (edition,), pa.concat_tables(pieces))
        for table, pieces in ((AREAS, [one for one in areas if one is not None]), (AREA_LINKS, links))
        if pieces
    ]
    return gather(delivered, [sieve], slices)


def _belongs(heading: str) -> bool:
    return bool(area_column(heading)) or plain(heading) in CHANGE_COLUMNS or carried_along(heading)


def _codes(sieve: Sieve, heading: str, level: Level) -> pa.Array:
    """The level's codes; empty where ONS prints that no area of this kind applies."""
    codes = sieve.records.text(heading)
    none = shaped_like(codes, NO_AREA)
    sieve.reject(~none & ~shaped_like(codes, level.kind.shape), heading, level.kind.fault)
    return emptied(codes, none)


def _changes(sieve: Sieve) -> pa.Array | None:
    heading = next((one for one in sieve.records.heading if plain(one) in CHANGE_COLUMNS), None)
    if heading is None:
        return None
    changes = sieve.records.text(heading)
    sieve.reject(~shaped_like(changes, CHANGES), heading, "is not one of U, S, M, X")
    return changes


def _areas(edition: str, level: Level, codes: pa.Array, sieve: Sieve) -> pa.Table | None:
    """The level's areas once each, with the first name that the file gives them; None where it gives none."""
    wanted = AreaColumn(level, "name")
    heading = next((one for one in sieve.records.heading if area_column(one) == wanted), None)
    if heading is None:
        return None
    once = _distinct(pa.table({"code": codes, "name": sieve.keep(sieve.records.text(heading))}), ["code"])
    return rows_for(AREAS, len(once), edition=edition, level=level.name, code=once["code"], name=once["name"])


def _links(
    edition: str, child: Level, parent: Level, codes: dict[Level, pa.Array], changes: pa.Array | None
) -> pa.Table:
    """The pairs of codes that share a row, once each; how an LSOA changed stands on the link to its new code alone."""
    of_lsoas = child.kind.name == parent.kind.name == "lsoa"
    once = _distinct(
        pa.table(
            {
                "child_code": codes[child],
                "parent_code": codes[parent],
                "change_code": changes
                if changes is not None and of_lsoas
                else pa.nulls(len(codes[child]), pa.string()),
            }
        ),
        ["child_code", "parent_code"],
    )
    return rows_for(
        AREA_LINKS,
        len(once),
        edition=edition,
        child_level=child.name,
        parent_level=parent.name,
        **{name: once[name] for name in once.column_names},
    )


def _distinct(table: pa.Table, key: list[str]) -> pa.Table:
    """The first row of each key that is whole."""
    whole = np.logical_and.reduce([table[name].combine_chunks().is_valid().to_numpy(False) for name in key])
    rows = table.filter(pa.array(whole))
    return rows.filter(pa.array(~repeats(*(rows[name].combine_chunks() for name in key))))


SOURCES = (
    ReferenceSource(
        "ONS lookup of areas",
        recognises,
        read,
        (
            ("lsoa11_code", "lsoa11_name", "change_code", "lsoa21_code", "lsoa21_name", "ltla22_code", "ltla22_name"),
            ("lsoa21_code", "lsoa21_name", "ward24_code", "ward24_name", "ltla24_code", "ltla24_name"),
            ("ltla24_code", "ltla24_name", "csp24_code", "csp24_name", "pfa24_code", "pfa24_name"),
        ),
    ),
)
