"""The small area and the ward of the time in which a point lies, by the boundaries and lookups of the lake."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from saferplan.errors import NothingLoaded
from saferplan.evidence.geography import Geography
from saferplan.evidence.lake import Snapshot
from saferplan.evidence.partners.texts import flags, is_known
from saferplan.evidence.placing import Outlines
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID
from saferplan.evidence.snapshot import quoted

SMALL_AREA = "lsoa21"
# The middle of a square of a kilometre or more lies in one small area, and says nothing of where the incident did.
TOO_COARSE = "area"
# New wards come in with the elections of their year, on the first Thursday in May (Representation of the People Act
# 1983, section 37).
FIRST_MONTH_OF_WARDS = 5
# How far the middle of a small area can lie from a point in it: some in the uplands are thirty kilometres long.
REACH = 40_000

FloatArray = NDArray[np.float64]
Codes = NDArray[Any]


@dataclass
class AreaFinder:
    """What one snapshot knows of areas, read when it is first asked for and then remembered."""

    snapshot: Snapshot
    _outlines: dict[str, Outlines | None] = field(default_factory=dict)

    def with_areas(self, rows: pa.Table) -> pa.Table:
        """Rows of partner_incidents with lsoa_code and ward_code filled where they are empty and can be known."""
        rows = _set(rows, "lsoa_code", self._as_of_2021(rows["lsoa_code"].combine_chunks()))
        metres = np.column_stack([rows[name].to_numpy(zero_copy_only=False) for name in ("easting", "northing")])
        coarse = flags(pc.call_function("equal", [rows["place_precision"].combine_chunks(), pa.scalar(TOO_COARSE)]))
        metres[coarse] = np.nan
        lsoa = self._filled(rows["lsoa_code"].combine_chunks(), SMALL_AREA, metres, np.ones(len(metres), dtype=bool))
        rows = _set(rows, "lsoa_code", lsoa)
        return _set(rows, "ward_code", self._wards(rows, metres))

    def _filled(self, codes: pa.Array, level: str, metres: FloatArray, wanted: NDArray[np.bool_]) -> pa.Array:
        """The codes, and in the wanted rows without one that of the area in which the point lies."""
        lost = wanted & ~is_known(codes) & ~np.isnan(metres).any(axis=1)
        outlines = self._outlines_of(level, metres[lost]) if lost.any() else None
        if outlines is None:
            return codes
        points, at = np.unique(metres[lost], axis=0, return_inverse=True)
        found = outlines.nearest(BRITISH_NATIONAL_GRID.degrees(points))
        filled = codes.to_numpy(zero_copy_only=False).copy()
        filled[lost] = found[at.reshape(-1)]
        return pa.array(filled, pa.string())

    def _outlines_of(self, level: str, metres: FloatArray) -> Outlines | None:
        """Those about the points; None where no boundaries of the level are loaded there."""
        import shapely

        (west, south), (east, north) = metres.min(axis=0) - REACH, metres.max(axis=0) + REACH
        rows = duckdb.connect().execute(
            f"SELECT code, arg_max(outline, vertices) FROM {self.snapshot.scan('boundaries')}"
            f" WHERE level = {quoted([level])} AND outline IS NOT NULL"
            f" AND coalesce(easting BETWEEN {west} AND {east} AND northing BETWEEN {south} AND {north}, true)"
            " GROUP BY code ORDER BY code"
        )
        found = rows.fetchall()
        if not found:
            return None
        polygons = shapely.from_wkb(np.array([outline for _, outline in found], dtype=object))
        return Outlines.of(np.array([code for code, _ in found], dtype=object), np.asarray(polygons))

    def _as_of_2021(self, codes: pa.Array) -> pa.Array:
        """Codes of 2011 as those of 2021 that stand for them; as they are where no lookup tells."""
        if not is_known(codes).any() or not self._small_areas:
            return codes
        encoded = codes.dictionary_encode()
        today = [self._small_areas.get(code, code) for code in encoded.dictionary.to_pylist()]
        return pa.array(today, pa.string()).take(encoded.indices)

    @cached_property
    def _small_areas(self) -> dict[str, str]:
        """Every code of a small area, of either vintage, to that of 2021."""
        try:
            places = Geography.of(self.snapshot).places
        except NothingLoaded:
            return {}
        return dict(zip(places["lsoa_code"].to_pylist(), places["lsoa"].to_pylist(), strict=True))

    def _wards(self, rows: pa.Table, metres: FloatArray) -> pa.Array:
        """By the point in the wards of the time, else by the small area's lookup of that time."""
        codes = rows["ward_code"].combine_chunks()
        levels = self._levels_at(rows)
        for level in sorted(set(levels) - {""}):
            of_level = levels == level
            if level in self._drawn:
                codes = self._filled(codes, level, metres, of_level)
            codes = self._by_lookup(codes, rows["lsoa_code"].combine_chunks(), level, of_level)
        return codes

    def _by_lookup(self, codes: pa.Array, lsoas: pa.Array, level: str, wanted: NDArray[np.bool_]) -> pa.Array:
        ward_of = self._linked.get(level)
        lost = wanted & ~is_known(codes) & is_known(lsoas)
        if not ward_of or not lost.any():
            return codes
        encoded = lsoas.dictionary_encode()
        wards = pa.array([ward_of.get(code) for code in encoded.dictionary.to_pylist()], pa.string())
        return pc.call_function("if_else", [pa.array(lost), wards.take(encoded.indices), codes])

    def _levels_at(self, rows: pa.Table) -> Codes:
        """The vintage of wards at the time of each row: the latest that had come in, else the first that is known."""
        known = sorted(self._drawn | self._linked.keys())
        if not known:
            return np.full(rows.num_rows, "", dtype=object)
        when = pc.call_function("coalesce", [rows["from_time"], rows["reported_time"]]).to_numpy()
        starts = np.array([_start(level) for level in known], dtype="datetime64[M]")
        at = np.searchsorted(starts, when.astype("datetime64[M]"), side="right") - 1
        return np.array(known, dtype=object)[np.clip(at, 0, None)]

    @cached_property
    def _drawn(self) -> set[str]:
        """Vintages of wards whose boundaries are loaded."""
        rows = duckdb.connect().execute(
            f"SELECT DISTINCT level FROM {self.snapshot.scan('boundaries')} WHERE level LIKE 'ward%'"
        )
        return {level for (level,) in rows.fetchall()}

    @cached_property
    def _linked(self) -> dict[str, dict[str, str]]:
        """Ward of each small area, by vintage, where a lookup tells."""
        rows = duckdb.connect().execute(
            f"SELECT parent_level, child_code, min(parent_code) FROM {self.snapshot.scan('area_links')}"
            f" WHERE child_level = '{SMALL_AREA}' AND parent_level LIKE 'ward%' GROUP BY ALL"
        )
        found: dict[str, dict[str, str]] = {}
        for level, lsoa, ward in rows.fetchall():
            found.setdefault(level, {})[lsoa] = ward
        return found


def _start(level: str) -> str:
    return f"20{level.removeprefix('ward')}-{FIRST_MONTH_OF_WARDS:02d}"


def _set(rows: pa.Table, column: str, values: pa.Array) -> pa.Table:
    place = rows.schema.get_field_index(column)
    return rows.set_column(place, rows.schema.field(place), values)
