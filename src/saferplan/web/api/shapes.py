"""Areas with their figures for QGIS and its like: GeoJSON, GeoPackage and GeoParquet, in longitude and latitude.

Outlines are those of the site's maps, simplified by a few metres. Hexagons that stand for areas whose boundaries are
not loaded lie at no place on Earth, so they are not given.
"""

import gzip
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpResponse
from ninja import Schema

from saferplan.documents.map_layers import KINDS
from saferplan.errors import NothingLoaded, UsageError
from saferplan.web.api.tables import attached, table_of
from saferplan.web.maps import kept
from saferplan.web.maps.kept import OUTLINES
from saferplan.web.partnerships.models import Partnership

GEOJSON, GEOPACKAGE, GEOPARQUET = (
    "application/geo+json", "application/geopackage+sqlite3", "application/vnd.apache.parquet",
)  # fmt: skip
LAYER = "figures"
GEOPARQUET_VERSION = "1.1.0"  # geoparquet.org/releases/v1.1.0

Feature = dict[str, Any]


def outlines_of(partnership: Partnership, kind: str) -> dict[str, Feature]:
    """Features by the code of their area. Raises UsageError for another kind, NothingLoaded without boundaries."""
    if kind not in KINDS:
        raise UsageError(f"there are no outlines of the kind '{kind}'", remedy=f"Ask for {' or '.join(KINDS)}.")
    state = OUTLINES.newest(partnership)
    found = kept.outlines(partnership, state, kind) if state else None
    told = json.loads(gzip.decompress(found)) if found else None
    if told is None or not told["saferplan"]["is_real"]:
        raise NothingLoaded(
            f"no boundaries of the kind '{kind}' are loaded",
            remedy="An analyst of the partnership can load them. Tables need none: ask for CSV, Parquet or JSON.",
        )
    return {feature["properties"]["code"]: feature for feature in told["features"]}


def as_geojson(
    name: str, rows: Sequence[Schema], outlines: Mapping[str, Feature], told: Schema | None = None
) -> HttpResponse:
    features = [
        {"type": "Feature", "properties": row.model_dump(mode="json"), "geometry": outlines[code]["geometry"]}
        for code, row in _with_outline(rows, outlines)
    ]
    content = {"type": "FeatureCollection", "features": features} | (
        {"saferplan": told.model_dump(mode="json")} if told else {}
    )
    return attached(f"{name}.geojson", GEOJSON, json.dumps(content, separators=(",", ":")).encode())


def as_geopackage(name: str, rows: Sequence[Schema], outlines: Mapping[str, Feature]) -> HttpResponse:
    from saferplan.documents.geo_files import write_in_degrees

    known = _with_outline(rows, outlines)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "figures.gpkg"
        records = [one.model_dump(mode="json") for _, one in known]
        write_in_degrees(file, _shapes(known, outlines), records, LAYER)
        return attached(f"{name}.gpkg", GEOPACKAGE, file.read_bytes())


def as_geoparquet(
    name: str,
    row: type[Schema],
    rows: Sequence[Schema],
    outlines: Mapping[str, Feature],
    told: Schema | None = None,
) -> HttpResponse:
    import pyarrow as pa
    import pyarrow.parquet as pq
    import shapely

    known = _with_outline(rows, outlines)
    shapes = _shapes(known, outlines)
    table = table_of(row, [one for _, one in known], told)
    table = table.append_column("geometry", pa.array(shapely.to_wkb(shapes), pa.binary()))
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), b"geo": _about_geometry(shapes)})
    stream = io.BytesIO()
    pq.write_table(table, stream)
    return attached(f"{name}.parquet", GEOPARQUET, stream.getvalue())


def _about_geometry(shapes: Any) -> bytes:
    """As GeoParquet has it; without a "crs" it is longitude and latitude (OGC:CRS84)."""
    import shapely

    told: dict[str, Any] = {
        "version": GEOPARQUET_VERSION,
        "primary_column": "geometry",
        "columns": {
            "geometry": {"encoding": "WKB", "geometry_types": sorted({one.geom_type for one in shapes})},
        },
    }
    if len(shapes):
        told["columns"]["geometry"]["bbox"] = [float(one) for one in shapely.total_bounds(shapes)]
    return json.dumps(told).encode()


def _shapes(known: Sequence[tuple[str, Schema]], outlines: Mapping[str, Feature]) -> Any:
    import numpy as np
    import shapely

    drawn = {code: shapely.geometry.shape(outlines[code]["geometry"]) for code in {code for code, _ in known}}
    return np.array([drawn[code] for code, _ in known], dtype=object)


def _with_outline(rows: Sequence[Schema], outlines: Mapping[str, Feature]) -> list[tuple[str, Schema]]:
    """With the code of its area. Every area of a kind has an outline, or none has."""
    coded = [(getattr(row, "area_code", None) or getattr(row, "code", ""), row) for row in rows]
    return [(code, row) for code, row in coded if code in outlines]
