"""Areas as a browser draws them: real outlines where they are loaded, hexagons where not, and nothing made up."""

import json
from pathlib import Path

import pytest
import shapely

import anyshire as made_up
from saferplan.documents.map_layers import DECIMALS, HEXAGON, Layer, layer_of
from saferplan.evidence.basis import Basis
from ward_shapes import WARDS, boxes, small_boxes, tiles

SMALL = {row["lsoa"] for row in made_up.places() if row["ltla"] == made_up.ANYSHIRE}


def layer(folder: Path, kind: str, **more) -> Layer | None:
    basis = Basis(made_up.anyshire(folder / "lake", **more))
    return layer_of(basis, basis.geography.area(made_up.ANYSHIRE), kind)


@pytest.fixture
def wards(tmp_path: Path) -> Layer:
    found = layer(tmp_path, "ward", boundaries=boxes())
    assert found
    return found


def test_every_ward_is_drawn_in_its_own_outline(wards):
    truth = {row["code"]: shapely.from_wkb(row["outline"]) for row in boxes()}
    assert wards.is_real
    assert not wards.note
    assert wards.shapes.keys() == truth.keys()
    for code, shape in wards.shapes.items():
        assert shape.symmetric_difference(truth[code]).area < 0.001 * truth[code].area


def test_it_is_geojson_with_names_and_a_point_within_each_area(wards):
    told = json.loads(json.dumps(wards.as_geojson()))
    assert told["type"] == "FeatureCollection"
    assert told["bbox"] == pytest.approx([-0.8, 51.7, -0.2, 51.75], abs=0.001)
    assert {one["properties"]["code"] for one in told["features"]} == WARDS.keys()
    for feature in told["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid
        assert shape.contains(shapely.Point(feature["properties"]["at"]))
        assert feature["properties"]["name"]


def test_places_are_written_to_a_metre_and_no_finer(wards):
    places = [number for one in wards.as_geojson()["features"] for number in one["properties"]["at"]]
    assert all(round(number, DECIMALS) == number for number in places)


def test_neighbours_keep_one_border(wards):
    """Simplified together: no gaps and no overlaps between areas that share an edge."""
    whole = shapely.union_all(list(wards.shapes.values()))
    assert whole.geom_type == "Polygon"
    assert sum(shape.area for shape in wards.shapes.values()) == pytest.approx(whole.area)


def test_neighbourhoods_have_outlines_of_their_own(tmp_path):
    found = layer(tmp_path, "lsoa", boundaries=small_boxes())
    assert found
    assert found.is_real
    assert found.shapes.keys() == SMALL


def test_wards_without_boundaries_are_joined_from_neighbourhoods_and_it_is_said(tmp_path):
    found = layer(tmp_path, "ward", boundaries=small_boxes())
    assert found
    assert found.is_real
    assert "No boundaries of these wards are loaded" in found.note


@pytest.mark.parametrize("missing", [boxes()[1:], []])
def test_where_an_outline_is_missing_no_area_is_left_out(tmp_path, missing):
    """A map with a hole in it would be read as a place without crime."""
    assert layer(tmp_path, "ward", boundaries=missing) is None
    assert layer(tmp_path / "small", "lsoa", boundaries=small_boxes()[1:]) is None


class TestHexagons:
    def test_wards_stand_in_the_cells_that_are_loaded(self, tmp_path):
        found = layer(tmp_path, "ward", area_profiles=tiles())
        assert found
        assert not found.is_real
        assert "one hexagon" in found.note
        assert found.shapes.keys() == WARDS.keys()
        first, second = (found.shapes[code].centroid for code in list(WARDS)[:2])
        assert second.x - first.x == pytest.approx(HEXAGON)
        assert second.y == pytest.approx(first.y)

    def test_the_second_row_stands_below_the_first(self, tmp_path):
        found = layer(tmp_path, "ward", area_profiles=tiles())
        assert found
        codes = list(WARDS)
        assert found.shapes[codes[4]].centroid.y < found.shapes[codes[0]].centroid.y

    def test_no_two_lie_over_each_other(self, tmp_path):
        for kind in ("ward", "lsoa"):
            found = layer(tmp_path / kind, kind, area_profiles=tiles())
            assert found
            shapes = list(found.shapes.values())
            assert sum(one.area for one in shapes) == pytest.approx(shapely.union_all(shapes).area, rel=1e-6)

    def test_neighbourhoods_stand_near_their_ward(self, tmp_path):
        found = layer(tmp_path, "lsoa", area_profiles=tiles())
        assert found
        assert found.shapes.keys() == SMALL
        home = {row["lsoa"]: row["ward"] for row in made_up.places()}
        middles = {code: shape.centroid for code, shape in found.shapes.items()}
        partner = {
            code: next(other for other in SMALL if other != code and home[other] == home[code]) for code in SMALL
        }

        own = sum(middles[code].distance(middles[partner[code]]) for code in SMALL) / len(SMALL)
        assert own < 1.5 * HEXAGON, "the two of a ward stand side by side, but for a few"


def test_kinds_that_the_area_has_none_of_have_no_layer(tmp_path):
    basis = Basis(made_up.anyshire(tmp_path / "lake", without={"ward24"}))
    assert layer_of(basis, basis.geography.area(made_up.ANYSHIRE), "ward") is None
