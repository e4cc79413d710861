"""An own area as a picture in the page: its outline among the wards around it. It needs no script, and it prints."""

import gzip
import json
from dataclasses import dataclass
from typing import Any

import shapely
from markupsafe import Markup

from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID
from saferplan.web.maps.kept import OUTLINES, outlines
from saferplan.web.maps.work import keep_outlines
from saferplan.web.own_areas.models import AreaVersion
from saferplan.web.partnerships.models import Partnership

WIDTH, HEIGHT = 600, 400
MARGIN = 0.35
"""Of the area's width and height, left around it so that one sees where it lies."""
LEAST_METRES = 800
PATH = Markup('<path class="saferplan-outline__{}" d="{}"/>')
SVG = Markup('<svg class="saferplan-outline" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>')
LAYERS = (("lsoa", "neighbourhoods"), ("ward", "wards"))


@dataclass(frozen=True)
class _Window:
    """What of the grid is seen."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, shape: Any) -> "_Window":
        west, south, east, north = shape.bounds
        across, up = (
            max((end - start) * (1 + 2 * MARGIN), LEAST_METRES) for start, end in ((west, east), (south, north))
        )
        across, up = max(across, up * WIDTH / HEIGHT), max(up, across * HEIGHT / WIDTH)
        x, y = (west + east) / 2, (south + north) / 2
        return cls(x - across / 2, y - up / 2, x + across / 2, y + up / 2)

    @property
    def box(self) -> Any:
        return shapely.box(self.west, self.south, self.east, self.north)

    def path(self, shape: Any) -> str:
        scale = WIDTH / (self.east - self.west)
        rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
        return "".join(self._ring(shapely.get_coordinates(ring), scale) for ring in rings)

    def _ring(self, places: Any, scale: float) -> str:
        points = [f"{(x - self.west) * scale:.1f} {(self.north - y) * scale:.1f}" for x, y in places]
        return f"M{'L'.join(points)}Z"


def picture(partnership: Partnership, version: AreaVersion, before: AreaVersion | None = None) -> Markup:
    """Empty where nothing tells where the area lies. `before`: a version whose line is drawn dashed."""
    layers = {kind: _layer(partnership, kind) for kind, _ in LAYERS}
    shape = _shape(version, layers)
    if shape is None or shape.is_empty:
        return Markup()
    window = _Window.around(shape)
    lines = [_path(name, window, _seen(layers[kind], window)) for kind, name in LAYERS]
    earlier = _shape(before, layers) if before else None
    drawn = [_path("area", window, shape)] + ([_path("before", window, earlier)] if earlier is not None else [])
    label = f"Map of {version.name} with the wards around it"
    return SVG.format(WIDTH, HEIGHT, label, Markup("").join([*lines, *drawn]))


def _path(name: str, window: _Window, shape: Any) -> Markup:
    return PATH.format(name, window.path(shape))


def _layer(partnership: Partnership, kind: str) -> dict[str, Any]:
    """Outlines by code in metres; none where there are only tiles, which lie at no place."""
    state = OUTLINES.newest(partnership)
    OUTLINES.ask(keep_outlines, partnership)
    told = outlines(partnership, state, kind) if state else None
    if told is None:
        return {}
    layer = json.loads(gzip.decompress(told))
    if not layer["saferplan"]["is_real"]:
        return {}
    shapes = [shapely.geometry.shape(one["geometry"]) for one in layer["features"]]
    metres = BRITISH_NATIONAL_GRID.shapes_in_metres(shapes)
    return {one["properties"]["code"]: shape for one, shape in zip(layer["features"], metres, strict=True)}


def _seen(layer: dict[str, Any], window: _Window) -> Any:
    near = [shape for shape in layer.values() if shape.intersects(window.box)]
    return shapely.MultiPolygon([part for shape in near for part in shapely.get_parts(shape)])


def _shape(version: AreaVersion, layers: dict[str, dict[str, Any]]) -> Any:
    if version.is_outlined:
        return BRITISH_NATIONAL_GRID.shapes_in_metres(shapely.from_wkb(bytes(version.outline)))
    known = layers["lsoa"] | layers["ward"]
    parts = [known[part.code] for part in version.parts.all() if part.code in known]
    return shapely.union_all(parts) if parts else None
