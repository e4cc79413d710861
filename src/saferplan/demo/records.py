"""Single records made from the counts, so that every count of the records is the published one.

The number of records in each ward, deprivation decile, month and crime type is real, and so is the number with each
last outcome in a month and crime type. Which record has which outcome, in which neighbourhood of its ward and decile
it is, and where its point lies is drawn at random: it says nothing of any real incident, street or person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv

from saferplan.demo.reference import FORCE
from saferplan.evidence.sources import police_forces
from saferplan.evidence.sources.police_categories import crime_type_title
from saferplan.evidence.synthetic import SYNTHETIC_LOCATION
from saferplan.synth import figures

ASB = "anti-social-behaviour"
# Invented streets of each neighbourhood. They lie about the middle of the ward, not of the neighbourhood itself, so
# that a map of points shows about where the ward is and no more.
STREETS_EACH = 10
# Standard deviations in metres: neighbourhoods about the ward's middle, streets about the neighbourhood's.
NEIGHBOURHOOD_SPREAD, STREET_SPREAD = 600.0, 250.0
ID_BYTES = 32
HEADING = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)


@dataclass(frozen=True)
class Streets:
    """STREETS_EACH invented streets of each neighbourhood in turn: points in degrees (WGS84) and names."""

    longitude: np.ndarray
    latitude: np.ndarray
    names: np.ndarray


@dataclass(frozen=True)
class Records:
    """A row a record, ordered by month: positions in `months`, the crime types, the neighbourhoods, the outcomes."""

    months: Sequence[str]
    month: np.ndarray
    crime_type: np.ndarray
    neighbourhood: np.ndarray
    street: np.ndarray
    outcome: np.ndarray


def write(folder: Path, seed: int) -> list[Path]:
    """Writes a file a month, named and laid out as data.police.uk does, and gives their paths."""
    random = np.random.default_rng(seed)
    small_areas = figures.read("small_areas")
    streets = _streets(random, small_areas)
    records = _records(random, small_areas)
    table = _as_table(random, records, small_areas, streets)
    starts = np.searchsorted(records.month, np.arange(len(records.months) + 1))
    return [
        _write_month(folder, month, table.slice(start, end - start))
        for month, start, end in zip(records.months, starts[:-1], starts[1:], strict=True)
    ]


def _streets(random: np.random.Generator, small_areas: Sequence[Mapping[str, str]]) -> Streets:
    from pyproj import Transformer

    wards = {row["code"]: (float(row["easting"]), float(row["northing"])) for row in figures.read("wards")}
    middles = np.array([wards[row["ward_code"]] for row in small_areas])
    middles = middles + random.normal(scale=NEIGHBOURHOOD_SPREAD, size=middles.shape)
    points = np.repeat(middles, STREETS_EACH, axis=0)
    points = points + random.normal(scale=STREET_SPREAD, size=points.shape)
    to_degrees = Transformer.from_crs(27700, 4326, always_xy=True)
    longitude, latitude = to_degrees.transform(points[:, 0], points[:, 1])
    names = np.array([f"{SYNTHETIC_LOCATION} {number:04d}" for number in range(1, len(points) + 1)])
    return Streets(np.round(longitude, 6), np.round(latitude, 6), names)


def _records(random: np.random.Generator, small_areas: Sequence[Mapping[str, str]]) -> Records:
    rows = figures.read("ward_counts")
    counts = figures.counts_of(rows)
    months = sorted({row["month"] for row in rows})
    row_at, type_at = np.nonzero(counts)
    repeated = counts[row_at, type_at]
    month_of_row = np.array([months.index(row["month"]) for row in rows])
    row, crime_type = np.repeat(row_at, repeated), np.repeat(type_at, repeated)
    neighbourhood = _placed(random, rows, small_areas, row)
    order = np.lexsort((crime_type, month_of_row[row]))
    month, crime_type, neighbourhood = month_of_row[row][order], crime_type[order], neighbourhood[order]
    outcome = _outcomes(random, months, month, crime_type)
    shuffled = np.lexsort((random.random(len(month)), month))
    return Records(
        months,
        month[shuffled],
        crime_type[shuffled],
        neighbourhood[shuffled],
        _street(random, neighbourhood[shuffled]),
        outcome[shuffled],
    )


def _placed(
    random: np.random.Generator,
    rows: Sequence[Mapping[str, str]],
    small_areas: Sequence[Mapping[str, str]],
    row: np.ndarray,
) -> np.ndarray:
    """For each record its neighbourhood: one of the ward's in the decile, drawn in proportion to their residents."""
    of_area = [(one["ward_code"], one["imd_decile"]) for one in small_areas]
    groups = sorted(set(of_area))
    group_of_area = np.array([groups.index(key) for key in of_area])
    areas = np.argsort(group_of_area, kind="stable")
    residents = np.array([int(one["residents_2021"]) for one in small_areas], dtype=float)[areas]
    totals = np.bincount(group_of_area[areas], weights=residents)
    # Group g takes up the interval g..g+1, each of its areas a share of it: one search places all records.
    ends = group_of_area[areas] + _within_group(residents, group_of_area[areas]) / totals[group_of_area[areas]]
    group_of_row = np.array([groups.index((one["ward_code"], one["decile"])) for one in rows])[row]
    drawn = np.searchsorted(ends, group_of_row + random.random(len(row)), side="right")
    last = np.cumsum(np.bincount(group_of_area)) - 1
    return areas[np.minimum(drawn, last[group_of_row])]


def _within_group(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Running totals of `values`, begun anew with each group; groups stand together."""
    running = np.cumsum(values)
    first = np.searchsorted(group, np.arange(group.max() + 1))
    before = np.concatenate([[0.0], running])[first]
    return running - before[group]


def _street(random: np.random.Generator, neighbourhood: np.ndarray) -> np.ndarray:
    """Some streets have many more incidents than others: the k-th of a neighbourhood one k-th of the first's share."""
    shares = np.cumsum(1 / np.arange(1, STREETS_EACH + 1))
    drawn = np.searchsorted(shares / shares[-1], random.random(len(neighbourhood)), side="right")
    return neighbourhood * STREETS_EACH + np.minimum(drawn, STREETS_EACH - 1)


def _outcomes(
    random: np.random.Generator, months: Sequence[str], month: np.ndarray, crime_type: np.ndarray
) -> np.ndarray:
    """A last outcome for each record, given in the order of month and crime type: each as often as was published."""
    rows = figures.read("outcome_counts")
    counts = figures.counts_of(rows)
    row_at, type_at = np.nonzero(counts)
    repeated = counts[row_at, type_at]
    month_of_row = np.array([months.index(row["month"]) for row in rows])
    outcome_month = np.repeat(month_of_row[row_at], repeated)
    outcome_type = np.repeat(type_at, repeated)
    names = np.array([row["outcome"] for row in rows])[np.repeat(row_at, repeated)]
    order = np.lexsort((random.random(len(names)), outcome_type, outcome_month))
    if not (np.array_equal(outcome_month[order], month) and np.array_equal(outcome_type[order], crime_type)):
        raise ValueError("ward_counts and outcome_counts do not add up to the same totals")
    return names[order]


def _as_table(
    random: np.random.Generator, records: Records, small_areas: Sequence[Mapping[str, str]], streets: Streets
) -> pa.Table:
    types = figures.type_columns(figures.read("ward_counts")[0])
    force = police_forces.by_slug(FORCE).name
    is_asb = records.crime_type == types.index(ASB)
    codes = np.array([row["code"] for row in small_areas])
    names = np.array([row["name"] for row in small_areas])
    titles = np.array([crime_type_title(slug) for slug in types])
    length = len(records.month)
    columns = {
        "Crime ID": pa.array(_identifiers(random, length), mask=is_asb),
        "Month": pa.array(np.array(records.months)[records.month]),
        "Reported by": pa.repeat(force, length),
        "Falls within": pa.repeat(force, length),
        "Longitude": pa.array(streets.longitude[records.street]),
        "Latitude": pa.array(streets.latitude[records.street]),
        "Location": pa.array(streets.names[records.street]),
        "LSOA code": pa.array(codes[records.neighbourhood]),
        "LSOA name": pa.array(names[records.neighbourhood]),
        "Crime type": pa.array(titles[records.crime_type]),
        "Last outcome category": pa.array(records.outcome, mask=records.outcome == ""),
        "Context": pa.nulls(length, pa.string()),
    }
    return pa.table(columns)


def _identifiers(random: np.random.Generator, length: int) -> np.ndarray:
    digits = random.bytes(length * ID_BYTES).hex()
    return np.array([digits[at : at + 2 * ID_BYTES] for at in range(0, len(digits), 2 * ID_BYTES)])


def _write_month(folder: Path, month: str, table: pa.Table) -> Path:
    path = folder / month / f"{month}-{FORCE}-street.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(f"{HEADING}\n".encode())
        pv.write_csv(table, stream, pv.WriteOptions(include_header=False, quoting_style="none"))
    return path
