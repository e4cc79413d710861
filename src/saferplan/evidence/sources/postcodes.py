"""Centroids of postcodes: the ONS Postcode Directory, the National Statistics Postcode Lookup, and Code-Point Open.

The two of ONS are CSV files with some forty columns and the headings of their year (oseast1m, later east1m). Code-Point
Open of Ordnance Survey comes as a file for each postcode area, without headings: postcode, quality, easting, northing.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from saferplan.evidence.sources.area_columns import plain, shaped_like
from saferplan.evidence.sources.base import Delivered, Reading, RejectedRow
from saferplan.evidence.sources.records import DOWNLOAD_AGAIN, ReferenceSource, per_distinct, slice_of, whole_number
from saferplan.evidence.tables import ALL_TABLES

POSTCODES = ALL_TABLES["postcodes"]
# Headings of the postcode (with its space), easting and northing, in the directories of different years.
HEADINGS = {
    "postcode": ("pcds", "pcd8", "pcd2", "pcd"),
    "easting": ("oseast1m", "east1m"),
    "northing": ("osnrth1m", "north1m"),
}
ONS = "ONS, postcode directory"
ORDNANCE_SURVEY = "Ordnance Survey, Code-Point Open"
CODE_POINT_COLUMNS = 10
# Ordnance Survey, Code-Point Open user guide: positional quality 90 is a postcode without a position.
NO_POSITION = "90"
SHAPE = "^[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}$"
NO_POSTCODE = ("postcode", "is not a postcode such as RG1 1AA")
NO_METRES = ("easting", "is not a whole number of metres")
# Eastings and northings of Northern Ireland are of the Irish grid.
IRISH_GRID = "^BT"


def is_directory(delivered: Delivered) -> bool:
    """By its headings."""
    known = {plain(one) for one in delivered.header}
    return all(known & set(names) for names in HEADINGS.values())


def is_code_point(delivered: Delivered) -> bool:
    """By its first row, since it has no headings."""
    cells = delivered.header
    if len(cells) != CODE_POINT_COLUMNS or not all(cell.isdigit() for cell in cells[1:4]):
        return False
    return bool(shaped_like(_spaced(pa.array([cells[0]])), SHAPE)[0])


def read_directory(delivered: Delivered) -> Reading:
    names = {part: _heading(delivered.header, known) for part, known in HEADINGS.items()}
    table = _read(delivered, list(delivered.header), list(names.values()), skip=1)
    easting, northing = (table[names[part]].combine_chunks() for part in ("easting", "northing"))
    return _reading(delivered, ONS, table[names["postcode"]].combine_chunks(), easting, northing, first_line=2)


def read_code_point(delivered: Delivered) -> Reading:
    columns = [str(at) for at in range(CODE_POINT_COLUMNS)]
    table = _read(delivered, columns, columns[:4], skip=0)
    postcode, quality, easting, northing = (table[name].combine_chunks() for name in columns[:4])
    nowhere = pc.call_function("equal", [quality, pa.scalar(NO_POSITION)])
    easting, northing = (
        pc.call_function("if_else", [nowhere, pa.scalar(""), column]) for column in (easting, northing)
    )
    return _reading(delivered, ORDNANCE_SURVEY, postcode, easting, northing, first_line=1)


def _heading(header: Sequence[str], known: Sequence[str]) -> str:
    return next(one for name in known for one in header if plain(one) == name)


def _read(delivered: Delivered, names: list[str], wanted: list[str], *, skip: int) -> pa.Table:
    """The wanted columns as text, in pieces: the whole directory has more than a gigabyte."""
    try:
        return pv.open_csv(
            delivered.path,
            read_options=pv.ReadOptions(skip_rows=skip, column_names=names),
            convert_options=pv.ConvertOptions(
                include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string()), strings_can_be_null=False
            ),
        ).read_all()
    except pa.ArrowInvalid:
        raise delivered.refuse("the file is not a readable CSV of postcodes", remedy=DOWNLOAD_AGAIN) from None


def _reading(
    delivered: Delivered, source: str, postcode: pa.Array, easting: pa.Array, northing: pa.Array, *, first_line: int
) -> Reading:
    codes = _spaced(postcode)
    east, east_read = per_distinct(easting, _metres, np.float64)
    north, north_read = per_distinct(northing, _metres, np.float64)
    sound, placed = shaped_like(codes, SHAPE), east_read & north_read
    faulty = np.flatnonzero(~sound | ~placed)
    rejected = [RejectedRow(int(at) + first_line, *(NO_METRES if sound[at] else NO_POSTCODE)) for at in faulty]
    kept = sound & placed
    if not kept.any():
        raise delivered.refuse(f"none of its {len(codes):,} rows is a postcode with a place", remedy=DOWNLOAD_AGAIN)
    known = kept & (east > 0) & (north > 0) & ~shaped_like(codes, IRISH_GRID)
    piece = slice_of(
        POSTCODES,
        f"postcodes:{delivered.stem}",
        int(kept.sum()),
        source=source,
        postcode=codes.filter(pa.array(kept)),
        easting=pa.array(east, mask=~known).filter(pa.array(kept)),
        northing=pa.array(north, mask=~known).filter(pa.array(kept)),
    )
    return Reading(len(codes), int(kept.sum()), [piece], rejected)


def _metres(text: str) -> float | None:
    """0 for a postcode that has no place, such as that of a large user in Northern Ireland before 2001."""
    return 0.0 if not text.strip() else whole_number(text)


def _spaced(postcodes: pa.Array) -> pa.Array:
    """'RG1  1AA' and 'RG11AA' as 'RG1 1AA'."""
    plain_text = pc.call_function(
        "replace_substring_regex",
        [pc.call_function("utf8_upper", [postcodes])],
        pc.ReplaceSubstringOptions("[^A-Z0-9]", ""),
    )
    return pc.call_function(
        "replace_substring_regex", [plain_text], pc.ReplaceSubstringOptions("^(.+)(.{3})$", r"\1 \2")
    )


SOURCES = (
    ReferenceSource("ONS postcode directory", is_directory, read_directory, (("pcds", "oseast1m", "osnrth1m"),)),
    ReferenceSource("Code-Point Open", is_code_point, read_code_point),
)
