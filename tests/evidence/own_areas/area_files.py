"""Files of one area as other programs write them, and as nobody honest would."""

import io
import json
import sqlite3
import struct
import zipfile
from pathlib import Path
from typing import Any

import pyogrio.raw
import shapely

from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID

SQUARE = shapely.box(-0.79, 51.805, -0.77, 51.82)
BOW_TIE = shapely.Polygon([(-0.79, 51.805), (-0.77, 51.82), (-0.77, 51.805), (-0.79, 51.82)])


def collection(*shapes: Any, names: tuple[str, ...] = (), **more: Any) -> str:
    told = [{"name": name} for name in names] or [{} for _ in shapes]
    features = [
        {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(shape)}
        for properties, shape in zip(told, shapes, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features} | more)


def kml(*shapes: Any, names: tuple[str, ...] = ("Area",)) -> str:
    marks = "".join(
        f"<Placemark><name>{name}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>{ring(shape)}"
        "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
        for name, shape in zip(names, shapes, strict=True)
    )
    return f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'


def ring(shape: Any) -> str:
    return " ".join(f"{x},{y},0" for x, y in shape.exterior.coords)


def written(path: Path, driver: str, *shapes: Any, in_metres: bool = False, crs: str | None = "", **more: Any) -> Path:
    """By GDAL: a GeoPackage or a Shapefile."""
    told = BRITISH_NATIONAL_GRID.shapes_in_metres(list(shapes)) if in_metres else list(shapes)
    pyogrio.raw.write(
        str(path),
        geometry=shapely.to_wkb([shapely.multipolygons([one]) if one.geom_type == "Polygon" else one for one in told]),
        field_data=[],
        fields=[],
        geometry_type="MultiPolygon",
        driver=driver,
        crs=("EPSG:27700" if in_metres else "EPSG:4326") if crs == "" else crs,
        **more,
    )
    return path


def zipped(*files: Path, without: str = "", **more: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            for part in sorted(file.parent.glob(f"{file.stem}.*")):
                if part.suffix != without:
                    archive.write(part, f"areas/{part.name}")
        for name, content in more.items():
            archive.writestr(name.replace("_", "."), content)
    return stream.getvalue()


def bomb(size: int) -> bytes:
    """An archive of some kilobytes whose Shapefile unpacks to `size`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending in (".shx", ".dbf", ".prj"):
            archive.writestr(f"a{ending}", b"x")
        with archive.open("a.shp", "w") as member:
            member.write(struct.pack(">i", 9994))
            for _ in range(size // 2**20):
                member.write(bytes(2**20))
    return stream.getvalue()


def plain_database(path: Path) -> Path:
    """A database that is no GeoPackage."""
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE people (name TEXT)")
    return path
