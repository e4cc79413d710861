"""Areas as a browser draws them: GeoJSON (RFC 7946) in longitude and latitude, light enough for a telephone.

Where no outlines are loaded, wards are hexagons beside their neighbours, and neighbourhoods (LSOA) smaller ones beside
the hexagon of their ward. These lie at no place on Earth: about the equator, where a map has no distortion.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from saferplan.documents.tile_map import ROW, Cell, tile_layout
from saferplan.documents.ward_shapes import WardShapes, outlines_of, tile_cells
from saferplan.evidence.assessment.wards import unlike_names
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.calculate import parts_of
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID

KINDS = ("ward", "lsoa", "ltla")
"""Kinds of areas of which a partnership's map can be drawn."""
TOLERANCE = 35.0
"""Metres by which an outline may be simplified: a pixel when a town fills a screen."""
DECIMALS = 5
"""Of a degree: a metre."""
HEXAGON = 0.02
"""Degrees between the middles of two hexagons."""
TILES_NOTE = "Each {what} is one hexagon, placed so that neighbours stay near; sizes and shapes are not real."
JOINED_NOTE = (
    "No boundaries of these wards are loaded: each is drawn as the neighbourhoods (LSOA) that are counted to it."
)

Json = dict[str, Any]


@dataclass(frozen=True)
class Layer:
    """`shapes` in degrees by code; `note` says what a reader must know of them."""

    shapes: Mapping[str, Any]
    names: Mapping[str, str]
    is_real: bool
    note: str = ""

    def as_geojson(self) -> Json:
        """`properties.at` is a point within the area, for its name."""
        import shapely

        features = [self._feature(code, shape) for code, shape in self.shapes.items()]
        bounds = [round(one, DECIMALS) for one in shapely.total_bounds(list(self.shapes.values()))]
        told = {"is_real": self.is_real, "note": self.note}
        return {"type": "FeatureCollection", "bbox": bounds, "features": features, "saferplan": told}

    def _feature(self, code: str, shape: Any) -> Json:
        import shapely

        middle = shape.representative_point() if self.is_real else shape.centroid
        at = [round(middle.x, DECIMALS), round(middle.y, DECIMALS)]
        told = {"code": code, "name": self.names[code], "at": at}
        return {"type": "Feature", "properties": told, "geometry": _geometry(shapely.geometry.mapping(shape))}


def _geometry(written: Json) -> Json:
    def rounded(places: Any) -> Any:
        if isinstance(places[0], float):
            return [round(one, DECIMALS) for one in places]
        return [rounded(one) for one in places]

    return {"type": written["type"], "coordinates": rounded(written["coordinates"])}


def layer_of(basis: Basis, area: Area, kind: str) -> Layer | None:
    """The areas of `kind` in a partnership area; None where it has none, or nothing tells where they lie."""
    names = unlike_names(basis, parts_of(basis, area, kind))
    if not names:
        return None
    layer = _wards(basis, area, names) if kind == "ward" else _outlined(basis, area, kind, names)
    return layer or (_small_tiles(basis, area, names) if kind == "lsoa" else None)


def _wards(basis: Basis, area: Area, names: dict[str, str]) -> Layer | None:
    every = [WardShapes.of(basis, unit) for unit in area.units]
    outlines = {code: outline for one in every for code, outline in one.outlines.items() if code in names}
    if len(outlines) == len(names):
        return Layer(_simplified(outlines), names, True, JOINED_NOTE if any(one.is_joined for one in every) else "")
    cells = every[0].cells
    if len(every) > 1 or not names.keys() <= cells.keys():
        return None
    return Layer({code: _hexagon(cells[code]) for code in names}, names, False, TILES_NOTE.format(what="ward"))


def _outlined(basis: Basis, area: Area, kind: str, names: dict[str, str]) -> Layer | None:
    outlines = {code: outline for unit in area.units for code, outline in outlines_of(basis, unit, kind).items()}
    own = {code: outlines[code] for code in names if code in outlines}
    return Layer(_simplified(own), names, True) if len(own) == len(names) else None


def _simplified(outlines: Mapping[str, bytes]) -> dict[str, Any]:
    """Simplified together, so that neighbours keep one common border."""
    import shapely

    shapes = BRITISH_NATIONAL_GRID.shapes_in_metres(shapely.from_wkb(list(outlines.values())))
    simplified = shapely.coverage_simplify(shapely.make_valid(shapes), TOLERANCE)
    # What is smaller than the tolerance all round stays as it was: no area may vanish from its map.
    kept = [new if not new.is_empty else old for new, old in zip(simplified, shapes, strict=True)]
    return dict(zip(outlines, BRITISH_NATIONAL_GRID.shapes_in_degrees(kept), strict=True))


def _small_tiles(basis: Basis, area: Area, names: dict[str, str]) -> Layer | None:
    """Neighbourhoods about the hexagon of their ward."""
    cells = tile_cells(basis, area.units[0]) if len(area.units) == 1 else {}
    ward_of = _wards_of(basis)
    if not cells or any(ward_of.get(code) not in cells for code in names):
        return None
    eastings, northings = zip(*_scattered([(code, cells[ward_of[code]]) for code in names]), strict=True)
    layout = tile_layout(list(names), eastings, northings, adjacency=())
    shapes = {code: _hexagon(cell) for code, cell in zip(names, layout, strict=True)}
    return Layer(shapes, names, False, TILES_NOTE.format(what="neighbourhood"))


def _wards_of(basis: Basis) -> dict[str, str]:
    places = basis.geography.places
    pairs = zip(places.column("lsoa").to_pylist(), places.column("ward").to_pylist(), strict=True)
    return {lsoa: ward for lsoa, ward in pairs if lsoa and ward}


def _scattered(homes: Sequence[tuple[str, Cell]]) -> list[tuple[float, float]]:
    """A place for each small area: in a ring about the middle of its ward's hexagon, in the order given."""
    often: dict[Cell, int] = {}
    for _, cell in homes:
        often[cell] = often.get(cell, 0) + 1
    done: dict[Cell, int] = {}
    found = []
    for _, cell in homes:
        turn = 2 * math.pi * done.get(cell, 0) / often[cell]
        done[cell] = done.get(cell, 0) + 1
        x, y = _middle(cell)
        found.append(((x + 0.3 * math.sin(turn)) * 1000, (y + 0.3 * math.cos(turn)) * 1000))
    return found


def _middle(cell: Cell) -> tuple[float, float]:
    """Of a hexagon 1 wide, north up."""
    return cell[0] + (cell[1] % 2) / 2, -cell[1] * ROW


def _hexagon(cell: Cell) -> Any:
    import shapely

    x, y = _middle(cell)
    radius = 1 / math.sqrt(3)
    corners = [
        (x + radius * math.sin(math.radians(turn)), y + radius * math.cos(math.radians(turn)))
        for turn in range(0, 360, 60)
    ]
    return shapely.Polygon([(east * HEXAGON, north * HEXAGON) for east, north in corners])
