"""Outlines of areas on the British National Grid, made of what lies in them."""

from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from saferplan.errors import NothingLoaded
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area, Geography
from saferplan.evidence.planes import BRITISH_NATIONAL_GRID
from saferplan.evidence.snapshot import quoted

TOLERANCE = 5.0
"""Metres by which the outline of an area may be simplified: less than any published outline is true to."""


def small_areas(geography: Geography, area: Area) -> pa.Table:
    """The places (a row an LSOA code of either vintage) that make up the area."""
    places = geography.places_with(area.kind) if area.kind in geography.wards.levels else geography.places
    is_part = area.kind != "unit" and area.kind in places.column_names
    column, codes = (area.kind, [area.code]) if is_part else ("unit", list(area.units))
    return places.filter(pc.call_function("is_in", [places[column]], among(codes)))


def among(codes: Any) -> pc.SetLookupOptions:
    values = codes.combine_chunks() if isinstance(codes, pa.ChunkedArray) else pa.array(codes, pa.string())
    return pc.SetLookupOptions(values)


def outline_of(basis: Basis, area: Area) -> Any:
    """The area's outline on the British National Grid: its small areas together, the most detailed copies loaded.

    Raises NothingLoaded where the boundaries of a small area are not loaded.
    """
    return basis.remembered(("outline", area.code, area.kind), lambda: _outline(basis, area))


def _outline(basis: Basis, area: Area) -> Any:
    import shapely

    codes = sorted(set(small_areas(basis.geography, area)["lsoa"].to_pylist()) - {None})
    found = duckdb.execute(
        f"SELECT arg_max(outline, vertices) FROM {basis.snapshot.scan('boundaries')}"
        f" WHERE outline IS NOT NULL AND code IN ({quoted(codes)}) GROUP BY code"
    ).fetchall()
    if not found or len(found) < len(codes):
        raise NothingLoaded(
            f"boundaries are loaded for {len(found):,} of the {len(codes):,} small areas (LSOA 2021) of {area.name}",
            where=str(basis.snapshot.root),
            remedy="Get them with `saferplan fetch geography` and load them with `saferplan load`.",
        )
    shapes = BRITISH_NATIONAL_GRID.shapes_in_metres(shapely.from_wkb([outline for (outline,) in found]))
    return shapely.simplify(shapely.union_all(shapely.make_valid(shapes)), TOLERANCE)


def ward_shapes(basis: Basis, area: Area) -> dict[str, Any]:
    """Polygons of the wards that lie in the area's partnership areas, by code; {} unless every one is loaded."""
    import shapely

    codes = [code for unit in area.units for code in basis.geography.members("ward", unit)]
    found = duckdb.execute(
        f"SELECT code, arg_max(outline, vertices) FROM {basis.snapshot.scan('boundaries')}"
        f" WHERE outline IS NOT NULL AND code IN ({quoted(codes) or 'NULL'}) GROUP BY code ORDER BY code"
    ).fetchall()
    if len(found) < len(codes) or not found:
        return {}
    shapes = BRITISH_NATIONAL_GRID.shapes_in_metres(shapely.from_wkb([outline for _, outline in found]))
    return {code: shape for (code, _), shape in zip(found, shapes, strict=True)}
