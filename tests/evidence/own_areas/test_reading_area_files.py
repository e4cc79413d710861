import json

import pytest
import shapely
from area_files import SQUARE, bomb, collection, kml, plain_database, written, zipped

from saferplan.errors import FileRefused
from saferplan.evidence.own_areas.opening import MOST_UNPACKED
from saferplan.evidence.own_areas.outlines import drawn
from saferplan.evidence.own_areas.reading import shapes_of


def read(folder, content, kind):
    path = folder / "sent"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return shapes_of(path, kind)


def whole(shapes):
    return shapely.from_wkb(drawn(shapes).outline)


def same(one, other, share=0.001):
    return one.symmetric_difference(other).area < share * other.area


@pytest.mark.parametrize("in_metres", [False, True])
def test_the_same_area_comes_out_of_every_kind_of_file(tmp_path, in_metres):
    shapefile = written(tmp_path / "a.shp", "ESRI Shapefile", SQUARE, in_metres=in_metres)
    package = written(tmp_path / "a.gpkg", "GPKG", SQUARE, in_metres=in_metres)
    read_ones = [
        read(tmp_path, collection(SQUARE), "geojson"),
        read(tmp_path, kml(SQUARE), "kml"),
        shapes_of(package, "gpkg"),
        read(tmp_path, zipped(shapefile), "zip"),
    ]
    assert all(same(whole(one), SQUARE) for one in read_ones)


def test_a_single_geometry_or_feature_is_an_area_too(tmp_path):
    bare = json.dumps(shapely.geometry.mapping(SQUARE))
    feature = json.dumps({"type": "Feature", "properties": None, "geometry": shapely.geometry.mapping(SQUARE)})
    for content in (bare, feature, "\ufeff" + bare):
        assert same(whole(read(tmp_path, content, "geojson")), SQUARE)


def test_a_file_calls_its_areas_by_the_column_of_names(tmp_path):
    other = shapely.box(-0.75, 51.805, -0.74, 51.82)
    shapes = read(tmp_path, collection(SQUARE, other, names=("Elm", "Oak")), "geojson")
    assert list(shapes.named()) == ["Elm", "Oak"]
    assert list(read(tmp_path, kml(SQUARE, other, names=("Elm", "Oak")), "kml").named()) == ["Elm", "Oak"]
    alike = read(tmp_path, collection(SQUARE, other, names=("Elm", "Elm")), "geojson")
    assert list(alike.named()) == ["Area 1", "Area 2"]


def test_points_and_lines_are_passed_over(tmp_path):
    shapes = read(tmp_path, collection(shapely.Point(-0.78, 51.81), SQUARE), "geojson")
    assert len(shapes.shapes) == 1
    with pytest.raises(FileRefused, match="there is no area in it"):
        read(tmp_path, collection(shapely.Point(-0.78, 51.81)), "geojson")


def test_text_that_does_not_print_is_no_name(tmp_path):
    shapes = read(tmp_path, collection(SQUARE, names=("Elm\u202egnp.exe",)), "geojson")
    assert shapes.shapes[0].properties == {}


HOSTILE = {
    "no JSON": ("geojson", "{"),
    "a list": ("geojson", "[1, 2]"),
    "a number": ("geojson", "7"),
    "no features": ("geojson", '{"type": "FeatureCollection", "features": 3}'),
    "a feature that is text": ("geojson", '{"type": "FeatureCollection", "features": ["x"]}'),
    "places of text": ("geojson", '{"type": "Polygon", "coordinates": [[["a", "b"], ["c", "d"]]]}'),
    "an open ring": ("geojson", '{"type": "Polygon", "coordinates": [[[0, 50]]]}'),
    "nested a hundred thousand deep": ("geojson", "[" * 100_000),
    "a nested geometry": ("geojson", '{"type": "Polygon", "coordinates": ' + "[" * 5000 + "]" * 5000 + "}"),
    "no UTF-8": ("geojson", b"\xff\xfe{}"),
    "a pipeline of GDAL": ("geojson", '{"type": "gdal_streamed_alg", "command_line": "gdal vector read /etc/passwd"}'),
    "no XML": ("kml", "<kml"),
    "no placemark": ("kml", "<kml></kml>"),
    "entities": ("kml", '<!DOCTYPE kml [<!ENTITY a "aaaa">]><kml>&a;</kml>'),
    "a virtual layer": ("kml", "<kml><!-- <OGRVRTDataSource> --></kml>"),
    "places without latitude": ("kml", kml(SQUARE).replace(",51.805,0", "")),
    "no archive": ("zip", "PK\x03\x04 cut off"),
    "no database": ("gpkg", "SQLite"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_map_is_refused_in_words(tmp_path, what):
    kind, content = HOSTILE[what]
    with pytest.raises(FileRefused) as refused:
        read(tmp_path, content, kind)
    assert refused.value.remedy
    assert "Traceback" not in refused.value.problem
    assert str(tmp_path) not in refused.value.problem


def test_an_archive_that_unpacks_to_a_disk_full_is_refused(tmp_path):
    with pytest.raises(FileRefused, match="too much memory"):
        read(tmp_path, bomb(MOST_UNPACKED + 2**21), "zip")


def test_an_archive_holds_one_shapefile_with_its_parts(tmp_path):
    one = written(tmp_path / "a.shp", "ESRI Shapefile", SQUARE)
    other = written(tmp_path / "b.shp", "ESRI Shapefile", SQUARE)
    for content, words in (
        (zipped(one, other), "holds 2 Shapefiles"),
        (zipped(notes_txt=b"nothing"), "holds no Shapefile"),
        (zipped(one, without=".dbf"), "lacks the .dbf"),
    ):
        with pytest.raises(FileRefused, match=words):
            read(tmp_path, content, "zip")


def test_a_member_with_a_path_that_leads_out_is_written_nowhere_else(tmp_path):
    shapefile = written(tmp_path / "a.shp", "ESRI Shapefile", SQUARE)
    content = zipped(shapefile).replace(b"areas/a.", b"../../a.")
    shapes = read(tmp_path, content, "zip")
    assert same(whole(shapes), SQUARE)
    assert not (tmp_path.parents[1] / "a.shp").exists()


def test_a_database_that_is_no_map_is_refused(tmp_path):
    with pytest.raises(FileRefused):
        shapes_of(plain_database(tmp_path / "people.gpkg"), "gpkg")


def test_a_shapefile_without_coordinate_system_is_taken_for_what_its_numbers_can_be(tmp_path):
    shapefile = written(tmp_path / "a.shp", "ESRI Shapefile", SQUARE, in_metres=True)
    (tmp_path / "a.prj").write_text("")
    outline = drawn(read(tmp_path, zipped(shapefile), "zip"))
    assert same(shapely.from_wkb(outline.outline), SQUARE, share=0.02)
    assert any("British National Grid" in remark for remark in outline.remarks)
