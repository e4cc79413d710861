"""Figures with outlines, read back by the libraries of QGIS and of Python: codes, values, place on Earth, source."""

import io
import json

import geopandas
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

import gridham
from saferplan.web.maps.work import keep_if_changed

QUERY = {"measure": "burglary", "period": "FY2024", "by": "lsoa"}
MIDDLE = shapely.Point((gridham.WEST + gridham.EAST) / 2, (gridham.SOUTH + gridham.NORTH) / 2)


def told(ask, **query):
    return ask("figures", **query).json()


def check_places(frame):
    """Longitude and latitude, in Gridham."""
    assert frame.crs.is_geographic
    assert frame.crs.name.startswith("WGS 84")
    assert frame.geometry.is_valid.all()
    box = frame.total_bounds
    assert (box[0], box[1]) == pytest.approx((gridham.WEST, gridham.SOUTH), abs=1e-3)
    assert (box[2], box[3]) == pytest.approx((gridham.EAST, gridham.NORTH), abs=1e-3)


def test_geojson_is_read_as_it_stands(ask, gridhams):
    answer = ask("figures.geojson", **QUERY)
    frame = geopandas.read_file(io.BytesIO(answer.content))

    expected = told(ask, **QUERY)
    assert answer["Content-Type"] == "application/geo+json"
    check_places(frame)
    assert dict(zip(frame["area_code"], frame["count"], strict=True)) == {
        one["area_code"]: one["count"] for one in expected["figures"]
    }
    assert json.loads(answer.content)["saferplan"] == expected["provenance"]


def test_geopackage_is_read_by_gdal_as_qgis_reads_it(ask, gridhams, tmp_path):
    file = tmp_path / "figures.gpkg"
    file.write_bytes(ask("figures.gpkg", **QUERY).content)
    frame = pyogrio.read_dataframe(file, layer="figures")

    check_places(frame)
    expected = {one["area_code"]: (one["count"], one["rate"]) for one in told(ask, **QUERY)["figures"]}
    assert {row.area_code: (row["count"], row.rate) for _, row in frame.iterrows()} == expected
    assert pyogrio.read_info(file, layer="figures")["geometry_type"] == "MultiPolygon"


def test_geoparquet_is_read_by_geopandas_with_its_provenance(ask, gridhams):
    content = ask("figures.geoparquet", **QUERY).content
    frame = geopandas.read_parquet(io.BytesIO(content))

    check_places(frame)
    assert len(frame) == 4
    about = pq.read_schema(io.BytesIO(content)).metadata
    assert json.loads(about[b"saferplan"]) == told(ask, **QUERY)["provenance"]
    assert json.loads(about[b"geo"])["version"] == "1.1.0"


def test_a_count_that_is_not_known_is_no_zero_in_any_of_them(ask, gridhams, tmp_path):
    query = QUERY | {"period": "2019-04..2019-06"}
    file = tmp_path / "figures.gpkg"
    file.write_bytes(ask("figures.gpkg", **query).content)
    frames = [
        pyogrio.read_dataframe(file),
        geopandas.read_parquet(io.BytesIO(ask("figures.geoparquet", **query).content)),
        geopandas.read_file(io.BytesIO(ask("figures.geojson", **query).content)),
    ]

    for frame in frames:
        assert frame["count"].isna().all()
        assert set(frame["status"]) == {"missing"}


@pytest.mark.parametrize(("kind", "count"), [("ward", 2), ("lsoa", 4)])
@pytest.mark.parametrize("form", ["geojson", "gpkg", "geoparquet"])
def test_areas_alone(ask, gridhams, kind, count, form, tmp_path):
    file = tmp_path / f"areas.{form}"
    file.write_bytes(ask(f"areas.{form}", kind=kind).content)
    frame = geopandas.read_parquet(file) if form == "geoparquet" else geopandas.read_file(file)

    check_places(frame)
    assert len(frame) == count
    assert set(frame["kind"]) == {kind}
    assert frame.geometry.union_all().covers(MIDDLE)


@pytest.mark.parametrize("form", ["geojson", "gpkg", "geoparquet"])
def test_hexagons_of_no_place_are_not_given(ask, anyshires, form):
    keep_if_changed(anyshires)
    answer = ask(f"figures.{form}", **QUERY)

    assert answer.status_code == 404
    assert answer.json() == {
        "problem": "no boundaries of the kind 'lsoa' are loaded",
        "remedy": "An analyst of the partnership can load them. Tables need none: ask for CSV, Parquet or JSON.",
    }


def test_an_outline_of_the_whole_area_is_not_given(ask, gridhams):
    answer = ask("figures.geojson", **(QUERY | {"by": "whole"}))

    assert (answer.status_code, answer.json()["remedy"]) == (422, "Ask for ward or lsoa or ltla.")
    assert ask("areas.gpkg", kind="unit").status_code == 422


def test_one_ward_alone(ask, gridhams):
    frame = geopandas.read_file(
        io.BytesIO(ask("figures.geojson", measure="burglary", by="whole", area="E05009991").content)
    )

    assert list(frame["area_code"]) == ["E05009991"]


@pytest.mark.parametrize("form", ["geojson", "gpkg", "geoparquet"])
def test_parts_of_a_file_fit_together(ask, gridhams, client, form):
    """As GDAL reads a file over the network."""
    whole = ask(f"figures.{form}", **QUERY)
    size = len(whole.content)
    address = f"/api/v1/partnerships/chalkshire/figures.{form}"
    parts = [client.get(address, QUERY, headers={"Range": told}) for told in ("bytes=0-999", f"bytes=1000-{size * 2}")]

    assert whole["Accept-Ranges"] == "bytes"
    assert [part.status_code for part in parts] == [206, 206]
    assert [part["Content-Range"] for part in parts] == [f"bytes 0-999/{size}", f"bytes 1000-{size - 1}/{size}"]
    assert b"".join(part.content for part in parts) == whole.content
    assert client.get(address, QUERY, headers={"Range": f"bytes={size}-"}).status_code == 416


@pytest.mark.parametrize(
    "told", ["bytes=", "bytes=-5", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b", "bytes=" + "9" * 99 + "-"]
)
def test_what_is_no_single_part_gets_the_whole(ask, gridhams, client, told):
    answer = client.get("/api/v1/partnerships/chalkshire/areas.csv", headers={"Range": told})

    assert answer.status_code == 200
