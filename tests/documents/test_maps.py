import math
from itertools import accumulate

import pytest
import shapely
from svg_reading import elements_of, overlapping, root_of, texts_of

from saferplan.documents import ground, maps
from saferplan.documents.charts import theme

ENGLAND = (-1.0, 51.8)


def box(west, south, size=0.02):
    return shapely.box(ENGLAND[0] + west, ENGLAND[1] + south, ENGLAND[0] + west + size, ENGLAND[1] + south + size)


def points(path):
    """The corners of the outline, which is written in steps from its first point."""
    start, steps = path.get("d").split("Z")[0].strip("M").split("l")
    pairs = [tuple(float(number) for number in pair.split(",")) for pair in (start, *steps.split())]
    return list(accumulate(pairs, lambda at, step: (at[0] + step[0], at[1] + step[1])))


def records_of(shapes, values):
    return [
        {"name": name, "rate": value, "outline": shapely.to_wkb(shape)}
        for name, value, shape in zip(("Abbey", "Bow", "Castle"), values, shapes, strict=False)
    ]


def drawn(*shapes, values, width=320, named=()):
    draw = maps.areas(records_of(shapes, values), outline="outline", label="name", value="rate", named=named)
    return draw(width)


def areas_of(svg):
    return [
        path for path in elements_of(svg, "path") if path.get("stroke-linejoin") and path.get("stroke") == theme.GROUND
    ]


def test_north_is_up_and_east_is_right():
    south_west, north, east = areas_of(drawn(box(0, 0), box(0, 0.02), box(0.02, 0), values=[1, 2, 3]))
    middles = [[sum(at) / len(at) for at in zip(*points(area), strict=True)] for area in (south_west, north, east)]
    assert middles[1][1] < middles[0][1] - 50
    assert middles[2][0] > middles[0][0] + 50


def test_a_kilometre_is_as_long_up_as_across():
    from pyproj import Transformer

    back = Transformer.from_crs(27700, 4326, always_xy=True)
    corners = [
        back.transform(x, y)
        for x, y in ((480_000, 200_000), (490_000, 200_000), (490_000, 210_000), (480_000, 210_000))
    ]
    (area,) = areas_of(drawn(shapely.Polygon(corners), values=[1]))
    xs, ys = zip(*points(area), strict=True)
    assert max(xs) - min(xs) == pytest.approx(max(ys) - min(ys), abs=0.3)


def test_a_ward_inside_another_is_seen_through_a_hole():
    outer = box(0, 0, 0.1).difference(box(0.04, 0.04))
    svg = drawn(outer, box(0.04, 0.04), values=[1, 2])
    holed = [path for path in areas_of(svg) if path.get("fill-rule") == "evenodd"]
    assert len(holed) == 1
    assert holed[0].get("d").count("Z") == 2


def test_islands_are_drawn_with_their_area():
    svg = drawn(shapely.MultiPolygon([box(0, 0), box(0.05, 0.05)]), box(0.02, 0), values=[1, 2])
    assert areas_of(svg)[0].get("d").count("Z") == 2


def test_a_missing_figure_is_left_white_and_named_in_the_key():
    svg = drawn(box(0, 0), box(0.02, 0), values=[1, None])
    assert "not available" in texts_of(svg)
    assert len(elements_of(svg, "path", fill=theme.GROUND, stroke=theme.COMPARATOR)) == 2


def test_named_areas_are_numbered_in_their_order_and_listed_with_their_figure():
    words = texts_of(drawn(box(0, 0), box(0.02, 0), box(0.04, 0), values=[1, 2, 3], named=["Castle", "Abbey"]))
    assert words[-6:] == ["1", "Castle", "3.0", "2", "Abbey", "1.0"]
    assert words.count("1") == words.count("2") == 2
    assert "Bow" not in words


def test_marks_of_areas_that_lie_close_together_do_not_cover_one_another():
    small = [box(0, 0, 0.0004), box(0.0004, 0, 0.0004), box(0.04, 0)]
    svg = drawn(*small, values=[1, 2, 3], named=["Abbey", "Bow", "Castle"][:2])
    discs = [(float(one.get("cx")), float(one.get("cy"))) for one in elements_of(svg, "circle")]
    assert math.dist(*discs) > 2 * ground.BADGE
    assert overlapping(svg) == []


def test_detail_that_nobody_sees_is_left_out():
    round_area = shapely.Point(ENGLAND).buffer(0.05, quad_segs=2_000)
    (area,) = areas_of(drawn(round_area, values=[1]))
    assert len(points(area)) < 200


@pytest.mark.parametrize("width", [320, 720])
def test_the_map_is_as_wide_as_asked(width):
    assert root_of(drawn(box(0, 0), values=[1], width=width)).get("width") == str(width)
