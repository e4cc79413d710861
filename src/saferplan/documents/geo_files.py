"""Shapes with records as GeoJSON and GeoPackage, which any geographic information system opens."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from saferplan.evidence.points.planes import Plane

DECIMALS_OF_DEGREE = 6
"""A tenth of a metre."""
NO_DATE = "1970-01-01T00:00:00.000Z"
"""Stands in a GeoPackage in place of the moment at which it was written."""


def write_geojson(path: Path, shapes: NDArray[Any], records: Sequence[dict[str, Any]], plane: Plane) -> None:
    """In longitude and latitude (WGS84), as RFC 7946 asks."""
    degrees = plane.shapes_in_degrees(shapes)
    asked = {"RFC7946": "YES", "COORDINATE_PRECISION": str(DECIMALS_OF_DEGREE)}
    pyogrio.raw.write(str(path), **_content(degrees, records), driver="GeoJSON", crs="EPSG:4326", layer_options=asked)


def write_geopackage(
    path: Path, shapes: NDArray[Any], records: Sequence[dict[str, Any]], plane: Plane, layer: str
) -> None:
    """In metres of the plane."""
    pyogrio.raw.write(str(path), **_content(shapes, records), driver="GPKG", crs=plane.crs, layer=layer)


def write_in_degrees(path: Path, shapes: NDArray[Any], records: Sequence[dict[str, Any]], layer: str) -> None:
    """A GeoPackage of shapes in longitude and latitude (WGS84). The same content gives the same bytes."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": NO_DATE})
    try:
        pyogrio.raw.write(str(path), **_content(shapes, records), driver="GPKG", crs="EPSG:4326", layer=layer)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _content(shapes: Any, records: Sequence[dict[str, Any]]) -> dict[str, Any]:
    names = list(records[0]) if records else []
    return {
        "geometry": shapely.to_wkb(_multipolygons(shapes)),
        "field_data": [_column([record[name] for record in records]) for name in names],
        "fields": names,
        "geometry_type": "MultiPolygon",
    }


def _multipolygons(shapes: Any) -> Any:
    """One type for all: a cell that a river cuts is of several parts."""
    return np.array(
        [shapely.multipolygons([part for part in getattr(one, "geoms", [one]) if part.area > 0]) for one in shapes],
        dtype=object,
    )


def _column(values: Sequence[Any]) -> NDArray[Any]:
    """Numbers stay numbers, with NaN for None; all else is text."""
    if all(isinstance(value, bool) for value in values):
        return np.array(values, dtype=bool)
    if all(isinstance(value, int) for value in values):
        return np.array(values, dtype=np.int64)
    if all(value is None or isinstance(value, int | float) for value in values):
        return np.array([np.nan if value is None else value for value in values], dtype=float)
    return np.array(["" if value is None else str(value) for value in values], dtype=object)
