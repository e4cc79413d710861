import json
import math

import numpy as np
import pyogrio.raw
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from reference_files import check_contract, deliver, keys_of, real_file, rows_of

from saferplan.errors import FileRefused
from saferplan.evidence.sources.boundaries import EPSG_27700, SOURCES, WGS84, to_degrees, to_metres
from saferplan.evidence.sources.reference import POINTS_WITHOUT_AREAS, left_out, near_miss

(BOUNDARIES,) = SOURCES
# A field of 400 by 250 metres near Aylesbury: 10 hectares, in British National Grid.
FIELD = [(482000, 213000), (482400, 213000), (482400, 213250), (482000, 213250), (482000, 213000)]


def degrees(ring):
    return shapely.get_coordinates(to_degrees(np.array([shapely.LineString(ring)]), EPSG_27700)).tolist()


def feature(rings, **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": rings}}


def geojson(*features, **more):
    return json.dumps({"type": "FeatureCollection", **more, "features": list(features)})


WARD = feature([degrees(FIELD)], WD24CD="E05013120", WD24NM="Abbey", LAD24CD="E06000060", LAD24NM="Bucks")


def read(folder, content, name="wards.geojson"):
    delivered = deliver(folder, name, content)
    assert BOUNDARIES.recognises(delivered)
    reading = BOUNDARIES.read(delivered)
    check_contract(reading)
    return reading


def test_the_finest_level_with_its_size_and_centre_in_metres(tmp_path):
    reading = read(tmp_path, geojson(WARD))
    assert keys_of(reading) == [("boundaries", "boundary:ward24:wards")]
    (row,) = reading.slices[0].rows.to_pylist()
    assert (row["level"], row["code"], row["name"], row["vertices"]) == ("ward24", "E05013120", "Abbey", 5)
    assert row["hectares"] == pytest.approx(10, rel=1e-3)
    assert (row["easting"], row["northing"]) == pytest.approx((482_200, 213_125), abs=5)
    outline = shapely.from_wkb(row["outline"])
    assert outline.equals_exact(shapely.Polygon(degrees(FIELD)), 1e-9)


@pytest.mark.parametrize(
    ("field", "code", "level"),
    [
        ("lsoa21_code", "E01017627", "lsoa21"),
        ("LSOA11CD", "E01017627", "lsoa11"),
        ("WD25CD", "E05015927", "ward25"),
        ("ltla24_code", "E06000060", "ltla24"),
        ("pfa20_code", "E23000029", "pfa20"),
        ("lad24cd", "S12000033", "ltla24"),
    ],
)
def test_the_level_is_that_of_the_code_column(tmp_path, field, code, level):
    reading = read(tmp_path, geojson(feature([degrees(FIELD)], **{field: code})))
    assert rows_of(reading, "boundaries", "edition", "level", "code", "name") == [
        (f"boundary:{level}:wards", level, code, None)
    ]


def as_file(folder, name, driver, crs="EPSG:27700", **more):
    path = folder / name
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array([shapely.Polygon(FIELD)])),
        [np.array(["E05013120"], dtype=object), np.array(["Abbey"], dtype=object)],
        ["WD24CD", "WD24NM"],
        geometry_type="Polygon",
        crs=crs,
        driver=driver,
        **more,
    )
    return path


@pytest.mark.parametrize(("name", "driver"), [("wards.gpkg", "GPKG"), ("wards.shp", "ESRI Shapefile")])
def test_geopackage_and_shapefile_in_metres_say_the_same(tmp_path, name, driver):
    path = as_file(tmp_path, name, driver)
    reading = read(tmp_path, path.read_bytes(), name)
    (row,) = reading.slices[0].rows.to_pylist()
    assert (row["code"], row["name"]) == ("E05013120", "Abbey")
    assert row["hectares"] == pytest.approx(10)
    assert (row["easting"], row["northing"]) == (482_200, 213_125)
    corners = shapely.get_coordinates(shapely.from_wkb(row["outline"]))
    expected = {tuple(np.round(point, 7)) for point in degrees(FIELD)}
    assert {tuple(np.round(point, 7)) for point in corners} == expected


@pytest.mark.parametrize("part", [".dbf", ".shx", ".prj"])
def test_a_shapefile_without_one_of_its_parts_is_refused(tmp_path, part):
    path = as_file(tmp_path, "wards.shp", "ESRI Shapefile")
    path.with_suffix(part).unlink()
    delivered = deliver(tmp_path, "wards.shp", path.read_bytes())
    assert BOUNDARIES.recognises(delivered)
    with pytest.raises(FileRefused, match=rf"its {part} is not beside it. A Shapefile is several files"):
        BOUNDARIES.read(delivered)


def test_parts_of_one_area_become_one_outline(tmp_path):
    beside = [(x + 400, y) for x, y in FIELD]
    far = [(x + 2000, y) for x, y in FIELD]
    parts = [feature([degrees(ring)], WD24CD="E05013120", WD24NM="Abbey") for ring in (FIELD, beside, far)]
    other = feature([degrees([(x, y + 1000) for x, y in FIELD])], WD24CD="E05013121", WD24NM="Wing")
    reading = read(tmp_path, geojson(parts[0], other, *parts[1:]))
    assert (reading.rows_read, reading.rows_loaded) == (4, 4)
    assert rows_of(reading, "boundaries", "code", "name") == [("E05013120", "Abbey"), ("E05013121", "Wing")]
    (joined, _) = reading.slices[0].rows.to_pylist()
    assert joined["hectares"] == pytest.approx(30, rel=1e-3)
    assert shapely.get_num_geometries(shapely.from_wkb(joined["outline"])) == 2


def test_an_outline_that_crosses_itself_is_mended(tmp_path):
    bow = [FIELD[0], FIELD[2], FIELD[1], FIELD[3], FIELD[0]]
    (row,) = read(tmp_path, geojson(feature([degrees(bow)], WD24CD="E05013120"))).slices[0].rows.to_pylist()
    assert shapely.from_wkb(row["outline"]).is_valid
    assert row["hectares"] == pytest.approx(5, rel=1e-2)


SPIKE = [FIELD[0], FIELD[1], FIELD[0], FIELD[0]]


@pytest.mark.parametrize(
    ("faulty", "field", "reason"),
    [
        (feature([degrees(FIELD)], WD24CD="Abbey"), "WD24CD", "is not the code of a ward, which looks like E05013120"),
        (feature([degrees(FIELD)], WD24CD=None), "WD24CD", "is not the code of a ward, which looks like E05013120"),
        ({**WARD, "geometry": None}, "geometry", "is missing"),
        ({**WARD, "geometry": {"type": "Point", "coordinates": [-0.8, 51.8]}}, "geometry", "is not a polygon"),
        (feature([degrees(SPIKE)], WD24CD="E05013121"), "geometry", "crosses itself and cannot be mended"),
        (
            feature([[[x + 40, y] for x, y in degrees(FIELD)]], WD24CD="E05013121"),
            "geometry",
            "lies outside the United Kingdom in the coordinates that the file states",
        ),
    ],
    ids=["code", "no code", "no shape", "point", "spike", "elsewhere"],
)
def test_faulty_features_are_rejected_by_their_place_in_the_file(tmp_path, faulty, field, reason):
    reading = read(tmp_path, geojson(WARD, faulty))
    assert (reading.rows_read, reading.rows_loaded) == (2, 1)
    assert [(row.line, row.field, row.reason) for row in reading.rejected] == [(2, field, reason)]


def test_metres_in_a_file_that_says_degrees_are_refused(tmp_path):
    with pytest.raises(FileRefused, match=r"none of its 1 rows .* lies outside the United Kingdom"):
        read(tmp_path, geojson(feature([FIELD], WD24CD="E05013120")))


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_geopackage_without_a_coordinate_system_is_refused(tmp_path):
    path = as_file(tmp_path, "wards.gpkg", "GPKG", crs=None)
    with pytest.raises(FileRefused, match="does not say what coordinates"):
        read(tmp_path, path.read_bytes(), "wards.gpkg")


def test_a_geopackage_with_two_maps_is_refused_by_their_names(tmp_path):
    as_file(tmp_path, "wards.gpkg", "GPKG", layer="wards")
    path = as_file(tmp_path, "wards.gpkg", "GPKG", layer="older", append=True)
    with pytest.raises(FileRefused, match="it holds several maps: wards, older"):
        read(tmp_path, path.read_bytes(), "wards.gpkg")


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_map_that_is_cut_off_is_refused(tmp_path, kept):
    whole = geojson(*[WARD] * 20)
    delivered = deliver(tmp_path, "wards.geojson", whole[: int(len(whole) * kept)])
    assert BOUNDARIES.recognises(delivered)
    with pytest.raises(FileRefused, match=r"the map cannot be read .* Download the boundaries again"):
        BOUNDARIES.read(delivered)


def test_maps_without_codes_of_areas_are_not_ours(tmp_path):
    parish = {**WARD, "properties": {"parish": "Wing"}}
    delivered = deliver(tmp_path, "parishes.geojson", geojson(parish))
    assert not BOUNDARIES.recognises(delivered)
    assert left_out(delivered) is None
    assert near_miss(delivered) == "this is a map without a column of area codes such as LSOA21CD, WD24CD or LAD24CD"


def test_points_without_codes_of_areas_are_left_out(tmp_path):
    point = {"type": "Feature", "properties": {"uid": 1}, "geometry": {"type": "Point", "coordinates": [-89.9, 35.1]}}
    delivered = deliver(tmp_path, "robberies.geojson", geojson(point))
    assert not BOUNDARIES.recognises(delivered)
    assert left_out(delivered) == POINTS_WITHOUT_AREAS


def test_points_of_a_damaged_map_are_not_left_out_in_silence(tmp_path):
    point = {"type": "Feature", "properties": {"uid": 1}, "geometry": {"type": "Point", "coordinates": [-89.9, 35.1]}}
    assert left_out(deliver(tmp_path, "robberies.geojson", geojson(point)[:90])) is None


def test_degrees_become_the_metres_that_ons_prints_for_the_same_point():
    """The point that ONS gives for a ward of 2025 in its boundary file, in both systems; five decimals are a metre."""
    found = to_metres(np.array([shapely.Point(-0.755252, 51.62241)]), WGS84)[0]
    assert math.dist((found.x, found.y), (486_266, 192_243)) < 3


@given(st.floats(150_000, 650_000), st.floats(20_000, 1_200_000))
def test_there_and_back_is_the_same_place(easting, northing):
    point = np.array([shapely.Point(easting, northing)])
    back = to_metres(to_degrees(point, EPSG_27700), WGS84)[0]
    assert math.dist((back.x, back.y), (easting, northing)) < 0.01


@pytest.mark.parametrize(
    ("name", "level", "features", "areas", "hectares"),
    [
        # Land of England and Wales: 15.1 million hectares; of the United Kingdom 24.4.
        ("boundaries-lsoa11", "lsoa11", 34_753, 34_753, 15_100_000),
        ("boundaries-lsoa21", "lsoa21", 35_672, 35_672, 15_100_000),
        ("boundaries-ltla24", "ltla24", 361, 361, 24_400_000),
        ("boundaries-pfa20", "pfa20", 43, 43, 15_150_000),
        ("boundaries-wards22", "ward22", 8_483, 8_482, 24_400_000),
        ("detailed/buckinghamshire-lsoa11", "lsoa11", 319, 319, 156_500),
        ("detailed/buckinghamshire-wards25", "ward25", 49, 49, 156_500),
        ("detailed/central-bedfordshire-wards22", "ward22", 31, 31, 71_560),
    ],
)
def test_real_boundaries(tmp_path, name, level, features, areas, hectares):
    delivered = real_file(tmp_path, f"geography/{name}.geojson.gz")
    reading = BOUNDARIES.read(delivered)
    check_contract(reading)
    assert (reading.rows_read, reading.rejected) == (features, [])
    rows = reading.slices[0].rows
    assert (keys_of(reading), rows.num_rows) == ([("boundaries", f"boundary:{level}:{delivered.stem}")], areas)
    assert sum(rows["hectares"].to_pylist()) == pytest.approx(hectares, rel=0.003)
    assert shapely.is_valid(shapely.from_wkb(rows["outline"].to_numpy())).all()


def test_real_centroids_lie_where_ons_says(tmp_path):
    """ONS prints a point inside each ward, not its centroid: most lie within a kilometre of each other."""
    delivered = real_file(tmp_path, "geography/detailed/buckinghamshire-wards25.geojson.gz")
    features = json.loads(delivered.path.read_bytes())["features"]
    points = {one["properties"]["WD25CD"]: (one["properties"]["BNG_E"], one["properties"]["BNG_N"]) for one in features}
    found = {
        row[0]: row[1:] for row in rows_of(BOUNDARIES.read(delivered), "boundaries", "code", "easting", "northing")
    }
    distances = [math.dist(points[code], found[code]) for code in points]
    assert float(np.median(distances)) < 500
    assert max(distances) < 2500
