import math
import re

import numpy as np
import pytest
import shapely
from area_files import BOW_TIE, SQUARE
from hypothesis import given, settings
from hypothesis import strategies as st

from saferplan.errors import FileRefused
from saferplan.evidence.own_areas.outlines import BORDER, LEAST_HECTARES, MOST_VERTICES, Drawn, drawn
from saferplan.evidence.own_areas.reading import Shape, Shapes
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID

HOME = BRITISH_NATIONAL_GRID.shapes_in_metres(shapely.box(-0.80, 51.80, -0.72, 51.85))


def of(*shapes, crs="EPSG:4326"):
    return Shapes([Shape({}, shapely.to_wkb(one)) for one in shapes], crs)


def outline(result: Drawn):
    return shapely.from_wkb(result.outline)


def circle(points, radius=0.01, wobble=0.0):
    """Round the square's middle, with a wobble of the line."""
    turns = np.linspace(0, 2 * math.pi, points, endpoint=False)
    reach = radius * (1 + wobble * np.sin(turns * points / 7))
    return shapely.Polygon(np.column_stack([-0.76 + reach * np.cos(turns), 51.825 + reach * 0.6 * np.sin(turns)]))


def test_a_sound_area_at_home_comes_out_as_it_went_in():
    result = drawn(of(SQUARE), HOME)
    assert outline(result).symmetric_difference(SQUARE).area < 1e-8
    assert result.remarks == ()
    assert result.hectares == pytest.approx(1380 * 1668 / 10_000, rel=0.01)


def test_a_line_that_crosses_itself_is_refused():
    with pytest.raises(FileRefused, match="its line crosses itself"):
        drawn(of(BOW_TIE), HOME)


def test_a_line_that_touches_itself_is_mended():
    x, y = SQUARE.bounds[:2]
    touching = shapely.Polygon(
        [(x, y), (x + 0.02, y), (x + 0.01, y + 0.01), (x + 0.02, y + 0.02), (x, y + 0.02), (x + 0.01, y + 0.01)]
    )
    result = drawn(of(touching), HOME)
    assert outline(result).is_valid
    assert result.remarks == ("Places where the line touched itself were mended.",)


def test_shapes_that_overlap_become_one_and_it_is_said():
    result = drawn(of(SQUARE, shapely.transform(SQUARE, lambda places: np.add(places, [0.01, 0]))), HOME)
    assert result.remarks == ("Shapes that overlapped were joined into one.",)


def test_what_lies_outside_is_cut_off_and_it_is_said():
    wide = shapely.box(-0.83, 51.81, -0.75, 51.83)
    result = drawn(of(wide), HOME)
    assert outline(result).bounds[0] == pytest.approx(-0.80, abs=0.002)
    assert len(result.remarks) == 1
    assert re.fullmatch(r"3\d\.\d% of it lay outside the partnership's area, and was cut off\.", result.remarks[0])


def test_what_lies_elsewhere_is_refused():
    with pytest.raises(FileRefused, match="100% of it lies outside the partnership's area"):
        drawn(of(shapely.box(-2.0, 53.0, -1.9, 53.1)), HOME)


def test_gaps_between_the_small_areas_at_home_are_not_cut_out():
    gap = shapely.box(*HOME.centroid.buffer(40).bounds)
    result = drawn(of(shapely.box(-0.77, 51.81, -0.75, 51.84)), shapely.difference(HOME, gap))
    assert not any(part.interiors for part in shapely.get_parts(outline(result)))
    assert result.remarks == ()


def test_without_boundaries_nothing_is_cut():
    assert drawn(of(shapely.box(-0.83, 51.81, -0.75, 51.83))).remarks == ()


def test_latitude_before_longitude_is_turned_round():
    turned = shapely.transform(SQUARE, lambda places: places[:, ::-1])
    result = drawn(of(turned), HOME)
    assert outline(result).symmetric_difference(SQUARE).area < 1e-8
    assert "turned round" in result.remarks[0]


@pytest.mark.parametrize("crs", ["", "EPSG:4326", "nonsense", "EPSG:27700"])
def test_metres_of_the_grid_are_known_by_their_size(crs):
    metres = BRITISH_NATIONAL_GRID.shapes_in_metres([SQUARE])[0]
    result = drawn(of(metres, crs=crs), HOME)
    assert outline(result).symmetric_difference(SQUARE).area < 0.01 * SQUARE.area


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(2_000_000, 2_000_000, 2_000_100, 2_000_100),
        shapely.box(-75, 40, -74, 41),
        shapely.Polygon([(float("inf"), 0), (1, 1), (2, 0)]),
    ],
)
def test_places_nowhere_in_the_kingdom_are_refused(shape):
    with pytest.raises(FileRefused):
        drawn(of(shape), HOME)


def test_a_very_detailed_line_is_simplified_by_some_metres():
    result = drawn(of(circle(40_000)), HOME)
    assert shapely.get_num_coordinates(outline(result)) <= MOST_VERTICES
    assert "Its 40,001 points were reduced" in result.remarks[0]
    assert outline(result).symmetric_difference(circle(40_000)).area < 0.01 * circle(40_000).area


def test_a_line_that_is_nothing_but_detail_is_refused():
    with pytest.raises(FileRefused, match="even when simplified"):
        drawn(of(circle(20_000, radius=0.02, wobble=0.3)), HOME)


def test_a_slip_of_the_hand_is_no_area():
    with pytest.raises(FileRefused, match=f"smaller than {LEAST_HECTARES} hectares"):
        drawn(of(shapely.box(-0.76, 51.82, -0.75999, 51.82001)), HOME)


places = st.tuples(st.floats(-0.80, -0.72), st.floats(51.80, 51.85))


@given(st.lists(places, min_size=3, max_size=9))
@settings(max_examples=150)
def test_whatever_is_drawn_is_refused_or_sound(corners):
    """Never anything that crosses itself, lies outside, or is not what went round."""
    polygon = shapely.Polygon(corners)
    try:
        result = drawn(of(polygon), HOME)
    except FileRefused:
        return
    found = outline(result)
    assert found.is_valid
    assert found.geom_type == "MultiPolygon"
    # In metres, as it is mended there: lines that lie on each other in degrees are apart on the grid.
    kept, meant = BRITISH_NATIONAL_GRID.shapes_in_metres([found, polygon])
    assert kept.difference(HOME.buffer(BORDER + 1)).area == 0
    assert kept.area == pytest.approx(shapely.make_valid(meant).area, rel=0.02, abs=80)
