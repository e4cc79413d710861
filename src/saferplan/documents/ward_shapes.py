"""Where an area is drawn: its real outline where boundaries are loaded, else, for wards, a hexagon beside its
neighbours.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import duckdb

from saferplan.documents.ground import GroundOf
from saferplan.documents.maps import outlines_ground
from saferplan.documents.tile_map import tile_layout, tiles_ground
from saferplan.evidence.basis import Basis


@dataclass(frozen=True)
class WardShapes:
    """`outlines` by ward code, or else `cells` of a tile map; neither where nothing is known. `is_joined`: the outlines
    are those of the neighbourhoods that are counted to each ward, joined, where those of wards are not loaded.
    """

    outlines: dict[str, bytes]
    cells: dict[Hashable, tuple[int, int]]
    is_joined: bool = False

    @classmethod
    def of(cls, basis: Basis, unit: str) -> "WardShapes":
        return basis.remembered(("ward_shapes", unit), lambda: cls._read(basis, unit))

    @classmethod
    def _read(cls, basis: Basis, unit: str) -> "WardShapes":
        if outlines := outlines_of(basis, unit, "ward"):
            return cls(outlines, {})
        if cells := tile_cells(basis, unit):
            return cls({}, cells)
        return cls(_joined_neighbourhoods(basis, unit), {}, is_joined=True)

    @property
    def is_real(self) -> bool:
        return bool(self.outlines)

    def knows(self, code: str) -> bool:
        return code in self.outlines or code in self.cells

    def ground(self, codes: Sequence[str]) -> GroundOf:
        """Of wards that it knows, in this order."""
        if self.is_real:
            return outlines_ground([self.outlines[code] for code in codes])
        return tiles_ground([self.cells[code] for code in codes])


def outlines_of(basis: Basis, unit: str, kind: str) -> dict[str, bytes]:
    """Well-known binary by code of wards or neighbourhoods ("lsoa"), the most detailed copy; empty unless every one of
    the area has one.
    """
    codes = basis.geography.members(kind, unit)
    found = duckdb.execute(
        f"SELECT code, arg_max(outline, vertices) FROM {basis.snapshot.scan('boundaries')}"
        " WHERE outline IS NOT NULL AND code IN (SELECT unnest(?)) GROUP BY code",
        [codes],
    ).fetchall()
    return dict(found) if len(found) == len(codes) else {}


def _joined_neighbourhoods(basis: Basis, unit: str) -> dict[str, bytes]:
    """The outline of each ward as its figures are counted: the neighbourhoods that the lookup puts into it.

    Generalised outlines do not meet point by point, so that they are no coverage to shapely.
    """
    import shapely

    small = outlines_of(basis, unit, "lsoa")
    places = basis.geography.places
    ward_of = dict(zip(places.column("lsoa").to_pylist(), places.column("ward").to_pylist(), strict=True))
    parts: dict[str, list[bytes]] = {}
    for code, outline in small.items():
        if ward_of.get(code):
            parts.setdefault(ward_of[code], []).append(outline)
    return {ward: shapely.to_wkb(shapely.union_all(shapely.from_wkb(own))) for ward, own in parts.items()}


def tile_cells(basis: Basis, unit: str) -> dict[Hashable, tuple[int, int]]:
    """(column, row) by ward code: the layout that is loaded, else one worked out from centroids; {} without either."""
    codes = basis.geography.members("ward", unit)
    loaded = duckdb.execute(
        "SELECT code, max(value) FILTER (feature = 'tile_column')::INT, max(value) FILTER (feature = 'tile_row')::INT"
        f" FROM {basis.snapshot.scan('area_profiles')} WHERE code IN (SELECT unnest(?)) GROUP BY code",
        [codes],
    ).fetchall()
    cells: dict[Hashable, tuple[int, int]] = {
        code: (column, row) for code, column, row in loaded if column is not None and row is not None
    }
    return cells if len(cells) == len(codes) else _worked_out(basis, codes)


def _worked_out(basis: Basis, codes: list[str]) -> dict[Hashable, tuple[int, int]]:
    found = duckdb.execute(
        "SELECT code, arg_max(easting, vertices), arg_max(northing, vertices)"
        f" FROM {basis.snapshot.scan('boundaries')}"
        " WHERE code IN (SELECT unnest(?)) AND easting IS NOT NULL GROUP BY code ORDER BY code",
        [codes],
    ).fetchall()
    if len(found) < len(codes) or not found:
        return {}
    names = [basis.geography.names[code] for code, *_ in found]
    layout = tile_layout(names, [easting for _, easting, _ in found], [northing for *_, northing in found])
    return {code: cell for (code, *_), cell in zip(found, layout, strict=True)}
