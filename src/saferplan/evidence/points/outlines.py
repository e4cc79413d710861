"""Outlines of areas on the British National Grid, made of what lies in them."""

from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from saferplan.errors import NothingLoaded
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import OWN, Area, Geography
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID
from saferplan.evidence.snapshot import quoted

TOLERANCE = 5.0
"""Metres by which the outline of an area may be simplified: less than any published outline is true to."""


def small_areas(geography: Geography, area: Area) -> pa.Table:
    """The places (a row an LSOA code of either vintage) that make up the area; a drawn one by best fit."""
    if area.kind == OWN:
        own = geography.own[area.code].best_fits
        return geography.places.filter(pc.call_function("is_in", [geography.places["lsoa"]], among(own)))
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

    if area.kind == OWN and basis.geography.own[area.code].is_outlined:
        return BRITISH_NATIONAL_GRID.shapes_in_metres(drawn_outline(basis, area))
    return shapely.simplify(shapely.union_all(list(small_area_shapes(basis, area).values())), TOLERANCE)


def drawn_outline(basis: Basis, area: Area) -> Any:
    """Of an own area that was drawn: its line in longitude and latitude."""
    import shapely

    return shapely.from_wkb(bytes.fromhex(basis.geography.own[area.code].outline))


def small_area_shapes(basis: Basis, area: Area) -> dict[str, Any]:
    """Polygons of the area's small areas (LSOA 2021), by code. Raises NothingLoaded unless every one is loaded."""
    codes = sorted(set(small_areas(basis.geography, area)["lsoa"].to_pylist()) - {None})
    found = _shapes(basis, codes)
    if not found or len(found) < len(codes):
        raise NothingLoaded(
            f"boundaries are loaded for {len(found):,} of the {len(codes):,} small areas (LSOA 2021) of {area.name}",
            where=str(basis.snapshot.root),
            remedy="Get them with `saferplan fetch geography` and load them with `saferplan load`.",
        )
    return found


def ward_shapes(basis: Basis, area: Area) -> dict[str, Any]:
    """Polygons of the wards of the area's partnership areas, by code: their own outlines where every one is loaded,
    else those of the small areas that fit each best; {} where these are not loaded either.
    """
    codes = [code for unit in area.units for code in basis.geography.members("ward", unit)]
    found = _shapes(basis, codes)
    return found if found and len(found) == len(codes) else _best_fits(basis, area)


def _best_fits(basis: Basis, area: Area) -> dict[str, Any]:
    import shapely

    places = basis.geography.places
    own = places.filter(pc.call_function("is_in", [places["unit"]], among(list(area.units))))
    wards = dict(zip(own["lsoa"].to_pylist(), own["ward"].to_pylist(), strict=True))
    shapes = _shapes(basis, sorted(filter(None, wards)))
    members: dict[str, list[Any]] = {}
    for lsoa, shape in shapes.items():
        if wards[lsoa]:
            members.setdefault(wards[lsoa], []).append(shape)
    return {ward: shapely.union_all(parts) for ward, parts in sorted(members.items())}


def _shapes(basis: Basis, codes: list[str]) -> dict[str, Any]:
    """Polygons of the areas that are loaded, by code, the most detailed copy of each."""
    import shapely

    found = duckdb.execute(
        f"SELECT code, arg_max(outline, vertices) FROM {basis.snapshot.scan('boundaries')}"
        f" WHERE outline IS NOT NULL AND code IN ({quoted(codes) or 'NULL'}) GROUP BY code ORDER BY code"
    ).fetchall()
    shapes = BRITISH_NATIONAL_GRID.shapes_in_metres(shapely.from_wkb([outline for _, outline in found]))
    return {code: shape for (code, _), shape in zip(found, shapely.make_valid(shapes), strict=True)}
