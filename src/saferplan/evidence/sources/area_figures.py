"""The project's own CSV templates, for areas whose single records or small-area tables are not in the lake.

Counts:   area_level,area_code,month,crime_type,incidents,source
Profiles: area_level,area_code,feature,reference_date,value,source
Areas:    area_level,area_code,area_name,easting,northing

A file replaces what an earlier file of the same name brought.
"""

from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa

from saferplan.evidence.sources.area_columns import level_named, plain, shaped_like
from saferplan.evidence.sources.base import Delivered, Reading
from saferplan.evidence.sources.delimited import read_delimited
from saferplan.evidence.sources.police_categories import crime_types
from saferplan.evidence.sources.records import ReferenceSource, Sieve, among, by_value, gather, per_distinct, slice_of
from saferplan.evidence.tables import AREA_COUNTS, AREA_PROFILES, AREAS, BOUNDARIES

COUNTS = ("area_level", "area_code", "month", "crime_type", "incidents", "source")
PROFILES = ("area_level", "area_code", "feature", "reference_date", "value", "source")
PLACES = ("area_level", "area_code", "area_name", "easting", "northing")
# Corners of the British National Grid, in metres: points outside are in other units or the wrong way round.
GRID_EAST, GRID_NORTH = 700_000, 1_300_000


def read_counts(delivered: Delivered) -> Reading:
    sieve = Sieve(read_delimited(delivered))
    levels, codes = _areas(sieve)
    months, kinds = sieve.records.text("month"), sieve.records.text("crime_type")
    sieve.reject(~shaped_like(months, "^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$"), "month", "is not a month such as 2024-07")
    known = among(kinds, [one.slug for one in crime_types()])
    sieve.reject(~known, "crime_type", "is not a crime type of data.police.uk, such as burglary or drugs")
    incidents = sieve.whole("incidents")
    sources = sieve.filled("source")
    sieve.unique("area_code", levels, codes, months, kinds)
    columns = {"level": levels, "code": codes, "month": months, "crime_type": kinds, "source": sources}
    kept = {name: sieve.keep(column) for name, column in columns.items()}
    edition = f"area-counts:{delivered.stem}"
    piece = slice_of(AREA_COUNTS, edition, sieve.kept(), **kept, incidents=sieve.keep_numbers(incidents))
    return gather(delivered, [sieve], [piece])


def read_profiles(delivered: Delivered) -> Reading:
    sieve = Sieve(read_delimited(delivered))
    levels, codes = _areas(sieve)
    features = sieve.records.text("feature")
    named = shaped_like(features, "^[a-z][a-z0-9_]*$")
    sieve.reject(~named, "feature", "is not a name of small letters, digits and _, such as social_rented")
    days = _days(sieve, "reference_date")
    values = sieve.decimal("value")
    sources = sieve.filled("source")
    sieve.unique("area_code", levels, codes, features, days)
    columns = {"level": levels, "code": codes, "feature": features, "source": sources}
    piece = slice_of(
        AREA_PROFILES,
        f"area-profiles:{delivered.stem}",
        sieve.kept(),
        **{name: sieve.keep(column) for name, column in columns.items()},
        reference_date=sieve.keep(days),
        value=sieve.keep_numbers(values),
    )
    return gather(delivered, [sieve], [piece])


def read_places(delivered: Delivered) -> Reading:
    """Names, and centroids as boundaries without an outline."""
    sieve = Sieve(read_delimited(delivered))
    levels, codes = _areas(sieve)
    names = sieve.filled("area_name")
    easting, northing = sieve.decimal("easting"), sieve.decimal("northing")
    on_grid = (easting > 0) & (easting < GRID_EAST) & (northing > 0) & (northing < GRID_NORTH)
    sieve.reject(~on_grid, "easting", "and northing are no metres of the British National Grid")
    sieve.unique("area_code", levels, codes)
    named = {"level": sieve.keep(levels), "code": sieve.keep(codes), "name": sieve.keep(names)}
    edition, length = f"area-places:{delivered.stem}", sieve.kept()
    places = slice_of(
        BOUNDARIES,
        edition,
        length,
        **named,
        easting=sieve.keep_numbers(easting),
        northing=sieve.keep_numbers(northing),
        vertices=0,
    )
    return gather(delivered, [sieve], [slice_of(AREAS, edition, length, **named), places])


def _areas(sieve: Sieve) -> tuple[pa.Array, pa.Array]:
    levels, codes = sieve.records.text("area_level"), sieve.records.text("area_code")
    for name, rows in by_value(levels):
        of_level = np.isin(np.arange(len(levels)), rows)
        if level := level_named(name):
            sieve.reject(of_level & ~shaped_like(codes, level.kind.shape), "area_code", level.kind.fault)
        else:
            sieve.reject(of_level, "area_level", "is not a kind of area with the year of its codes, such as ward24")
    return levels, codes


def _days(sieve: Sieve, heading: str) -> pa.Array:
    def day(text: str) -> int | None:
        try:
            return date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal() if len(text) == 10 else None
        except ValueError:
            return None

    days, understood = per_distinct(sieve.records.text(heading), day, np.int32)
    sieve.reject(~understood, heading, "is not a day such as 2021-03-21")
    return pa.array(days, pa.int32()).cast(pa.date32())


def _source(name: str, columns: tuple[str, ...], read: Callable[[Delivered], Reading]) -> ReferenceSource:
    def recognises(delivered: Delivered) -> bool:
        return set(columns) <= {plain(one) for one in delivered.header}

    return ReferenceSource(name, recognises, read, (columns,))


SOURCES = (
    _source("counts by area (template)", COUNTS, read_counts),
    _source("profiles of areas (template)", PROFILES, read_profiles),
    _source("names and centroids of areas (template)", PLACES, read_places),
)
