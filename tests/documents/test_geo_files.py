"""GeoJSON and GeoPackage: the same shapes and records come back."""

from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from saferplan.documents.geo_files import write_geojson, write_geopackage
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID, Plane

SHAPES = np.array(
    [
        shapely.box(480_000, 200_000, 481_000, 201_000),
        shapely.MultiPolygon(
            [shapely.box(482_000, 200_000, 482_500, 201_000), shapely.box(483_000, 200_000, 483_100, 200_100)]
        ),
    ],
    dtype=object,
)
RECORDS = [
    {"name": "Ynys Môn", "count": 3, "q": 0.01, "picked": True, "note": None},
    {"name": "=1+1", "count": 0, "q": None, "picked": False, "note": "a"},
]


def read(path: Path) -> tuple[dict, np.ndarray, dict]:
    meta, _, shapes, values = pyogrio.raw.read(path)
    return meta, shapely.from_wkb(shapes), dict(zip(meta["fields"], values, strict=True))


def test_a_geopackage_keeps_metres_and_types(tmp_path: Path) -> None:
    write_geopackage(tmp_path / "a.gpkg", SHAPES, RECORDS, BRITISH_NATIONAL_GRID, "cells")
    meta, shapes, values = read(tmp_path / "a.gpkg")
    assert meta["crs"] == "EPSG:27700"
    assert shapely.area(shapes).tolist() == shapely.area(SHAPES).tolist()
    assert values["name"].tolist() == ["Ynys Môn", "=1+1"]
    assert values["count"].tolist() == [3, 0]
    assert values["picked"].tolist() == [True, False]
    assert values["q"][0] == 0.01
    assert np.isnan(values["q"][1])
    assert pyogrio.list_layers(tmp_path / "a.gpkg")[0][0] == "cells"


def test_geojson_is_in_degrees_whatever_the_plane(tmp_path: Path) -> None:
    write_geojson(tmp_path / "a.geojson", SHAPES, RECORDS, BRITISH_NATIONAL_GRID)
    meta, shapes, _ = read(tmp_path / "a.geojson")
    assert meta["crs"] == "EPSG:4326"
    back = BRITISH_NATIONAL_GRID.shapes_in_metres(shapes)
    assert shapely.hausdorff_distance(back, SHAPES).max() < 0.3
    utm = Plane("UTM zone 16N", "EPSG:32616")
    write_geojson(
        tmp_path / "b.geojson", np.array([shapely.box(230_000, 3_890_000, 231_000, 3_891_000)]), RECORDS[:1], utm
    )
    assert shapely.total_bounds(read(tmp_path / "b.geojson")[1])[:2] == pytest.approx((-89.96, 35.11), abs=0.02)
