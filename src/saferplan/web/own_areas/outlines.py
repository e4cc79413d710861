"""Own areas as GeoJSON (RFC 7946), as maps on the site and other programs take them."""

from collections.abc import Iterable
from typing import Any

import shapely

from saferplan.web.own_areas.models import AreaVersion


def as_geojson(versions: Iterable[AreaVersion]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": [_feature(one) for one in versions]}


def _feature(version: AreaVersion) -> dict[str, Any]:
    outline = shapely.from_wkb(bytes(version.outline))
    told = {
        "code": version.area.code,
        "name": version.name,
        "kind": version.get_kind_display(),
        "version": version.number,
        "changed": version.at.date().isoformat(),
    }
    return {"type": "Feature", "properties": told, "geometry": shapely.geometry.mapping(outline)}
