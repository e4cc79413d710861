"""What is real of a synthetic partnership: an area's neighbourhoods, residents and tenures, and its rates of crime."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from saferplan.errors import NothingLoaded, UnknownName, UsageError
from saferplan.synth import figures

if TYPE_CHECKING:
    from saferplan.evidence.lake import Snapshot

TENURES = ("owned", "social-rented", "private-rented", "other")
# The census's tenures (TS054) by the part before the colon.
_TENURE_STARTS = {"Owned": 0, "Shared ownership": 0, "Social rented": 1, "Private rented": 2, "Lives rent free": 3}
LOAD_FIRST = "Load police data, lookups and the census of residents and of tenure, or leave out --lake."


@dataclass(frozen=True)
class Neighbourhoods:
    """The small areas (LSOA 2021) of a partnership area, a position each.

    `households`: shape (areas, TENURES). `rates`: incidents that police publish in a month, shape (areas, crime
    types). `easting` and `northing` are of a point in the small area or its ward, in metres of the British National
    Grid. `source` says where the figures are from.
    """

    code: str
    name: str
    lsoa: np.ndarray
    ward: np.ndarray
    residents: np.ndarray
    households: np.ndarray
    easting: np.ndarray
    northing: np.ndarray
    crime_types: tuple[str, ...]
    rates: np.ndarray
    source: str

    def __len__(self) -> int:
        return len(self.lsoa)


def shipped(code: str) -> Neighbourhoods:
    """The area whose figures the package ships. Raises UnknownName for any other."""
    if code != figures.AREA:
        raise UnknownName(
            f"no figures of '{code}' come with the package",
            remedy=f"Use --area {figures.AREA} ({figures.AREA_NAME}), or name a lake that holds the area with --lake.",
        )
    areas, wards = figures.read("small_areas"), figures.read("wards")
    points = {row["code"]: (float(row["easting"]), float(row["northing"])) for row in wards}
    ward = np.array([row["ward_code"] for row in areas])
    residents = np.array([int(row["residents_2021"]) for row in areas])
    point = np.array([points[one] for one in ward])
    rows = figures.read("ward_counts")
    types = tuple(figures.type_columns(rows[0]))
    by_ward = _by_ward([row["ward_code"] for row in rows], figures.counts_of(rows))
    months = len({row["month"] for row in rows})
    return Neighbourhoods(
        code,
        figures.AREA_NAME,
        np.array([row["code"] for row in areas]),
        ward,
        residents,
        _households(areas),
        point[:, 0],
        point[:, 1],
        types,
        _shared_out(ward, residents, by_ward) / months,
        "figures that the package ships (Home Office and police forces via data.police.uk; ONS)",
    )


def _households(areas: list[dict[str, str]]) -> np.ndarray:
    found = np.zeros((len(areas), len(TENURES)), dtype=np.int64)
    for column, title in figures.TENURES.items():
        found[:, _tenure(title)] += np.array([int(row[column]) for row in areas])
    return found


def _tenure(title: str) -> int:
    return _TENURE_STARTS[title.partition(":")[0]]


def _by_ward(wards: list[str], counts: np.ndarray) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    for ward, row in zip(wards, counts, strict=True):
        found[ward] = found.get(ward, 0) + row
    return found


def _shared_out(ward: np.ndarray, residents: np.ndarray, by_ward: dict[str, np.ndarray]) -> np.ndarray:
    """Each ward's counts over its small areas, by their residents."""
    types = len(next(iter(by_ward.values())))
    found = np.zeros((len(ward), types))
    for one, counts in by_ward.items():
        own = np.flatnonzero(ward == one)
        if len(own):
            found[own] = np.outer(residents[own] / residents[own].sum(), counts)
    return found


def of_lake(snapshot: "Snapshot", code: str) -> Neighbourhoods:
    """A partnership area of a lake.

    Raises NothingLoaded where its police data, residents or tenures are not there, UsageError where the code is of
    another kind of area.
    """
    from saferplan.evidence.geography import Geography

    geography = Geography.of(snapshot)
    area = geography.area(code)
    if area.kind != "unit":
        raise UsageError(
            f"{area.name} ({area.code}) is a {area.title}, not a partnership area",
            remedy="Name a partnership area; saferplan areas tells in which one this lies.",
        )
    own = [row for row in geography.places.to_pylist() if row["unit"] == area.code and row["lsoa"] and row["ward"]]
    wards = {row["lsoa"]: row["ward"] for row in own}
    lsoas = sorted(wards)
    reader = _LakeReader(snapshot, {row["lsoa_code"]: row["lsoa"] for row in own})
    types, rates = reader.rates()
    easting, northing = reader.points()
    return Neighbourhoods(
        area.code,
        area.name,
        np.array(lsoas),
        np.array([wards[lsoa] for lsoa in lsoas]),
        reader.residents(),
        reader.households(),
        easting,
        northing,
        types,
        rates,
        "a lake's own police data, residents and tenures",
    )


class _LakeReader:
    """Figures of some small areas, from the tables in force; records of either vintage of codes."""

    def __init__(self, snapshot: "Snapshot", places: Mapping[str, str]) -> None:
        """`places`: codes of either vintage to those of today."""
        import duckdb

        self._snapshot = snapshot
        self._position = {code: at for at, code in enumerate(sorted(set(places.values())))}
        self._database = duckdb.connect()
        self._database.register("places", pa.table({"lsoa_code": list(places), "lsoa": list(places.values())}))

    def _rows(self, table: str, sql: str) -> list[tuple]:
        rows = self._database.execute(sql.format(table=self._snapshot.scan(table))).fetchall()
        if not rows:
            raise NothingLoaded(f"the lake holds nothing of the area in its table {table}", remedy=LOAD_FIRST)
        return rows

    def rates(self) -> tuple[tuple[str, ...], np.ndarray]:
        """Mean counts over the months of which any record of the area is there."""
        rows = self._rows("incidents", _COUNTS)
        types = tuple(sorted({row[1] for row in rows}))
        found = np.zeros((len(self._position), len(types)))
        for lsoa, kind, count in rows:
            found[self._position[lsoa], types.index(kind)] = count
        ((months,),) = self._rows("incidents", _MONTHS)
        return types, found / months

    def points(self) -> tuple[np.ndarray, np.ndarray]:
        """The middle of each small area's records; where it has none, the middle of all."""
        from pyproj import Transformer

        rows = self._rows("incidents", _POINTS)
        found = np.tile(np.mean([row[1:] for row in rows], axis=0), (len(self._position), 1))
        for lsoa, longitude, latitude in rows:
            found[self._position[lsoa]] = longitude, latitude
        to_metres = Transformer.from_crs(4326, 27700, always_xy=True)
        easting, northing = to_metres.transform(found[:, 0], found[:, 1])
        return np.round(easting), np.round(northing)

    def residents(self) -> np.ndarray:
        found = np.zeros(len(self._position), dtype=np.int64)
        for lsoa, people in self._rows("population", _RESIDENTS):
            found[self._position[lsoa]] = people
        return found

    def households(self) -> np.ndarray:
        found = np.zeros((len(self._position), len(TENURES)), dtype=np.int64)
        for lsoa, title, count in self._rows("households", _HOUSEHOLDS):
            if title.partition(":")[0] in _TENURE_STARTS:
                found[self._position[lsoa], _tenure(title)] += count
        return found


_COUNTS = """SELECT lsoa, crime_type, count(*) FROM {table} JOIN places USING (lsoa_code)
    WHERE crime_type IS NOT NULL GROUP BY ALL ORDER BY ALL"""
_MONTHS = "SELECT count(DISTINCT month) FROM {table} JOIN places USING (lsoa_code)"
_POINTS = """SELECT lsoa, avg(longitude), avg(latitude) FROM {table} JOIN places USING (lsoa_code)
    WHERE longitude IS NOT NULL GROUP BY ALL ORDER BY ALL"""
_NEWEST = """(SELECT edition FROM {table} WHERE level IN ('lsoa11', 'lsoa21')
    GROUP BY edition ORDER BY max(reference_date) DESC, max(level) DESC, edition DESC LIMIT 1)"""
_RESIDENTS = f"""SELECT lsoa, sum(residents)::BIGINT FROM {{table}} t JOIN places ON t.code = places.lsoa_code
    WHERE edition = {_NEWEST} GROUP BY ALL ORDER BY ALL"""
_HOUSEHOLDS = f"""SELECT lsoa, tenure, sum(households)::BIGINT FROM {{table}} t JOIN places ON t.code = places.lsoa_code
    WHERE edition = {_NEWEST} AND tenure <> 'all' GROUP BY ALL ORDER BY ALL"""
