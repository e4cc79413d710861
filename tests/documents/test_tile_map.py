import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_document import HOSTILE
from svg_reading import elements_of, outside, overlapping, root_of, texts_of

from saferplan.documents import tile_map
from saferplan.documents.charts import theme
from saferplan.documents.tile_map import kept_pairs, neighbours, tile_layout

GRID = [(column * 1_000.0, row * 1_000.0) for row in range(5) for column in range(6)]
GRID_PAIRS = [
    (one, other)
    for one in range(30)
    for other in range(one + 1, 30)
    if abs(GRID[one][0] - GRID[other][0]) + abs(GRID[one][1] - GRID[other][1]) == 1_000
]


def layout_of(points, adjacency=None):
    return tile_layout([str(place) for place in range(len(points))], *zip(*points, strict=True), adjacency)


def test_a_hexagon_has_six_neighbours_and_they_agree():
    for cell in [(0, 0), (3, 1), (2, 2), (-1, -3)]:
        around = neighbours(cell)
        assert len(around) == 6
        assert all(cell in neighbours(other) for other in around)


def test_neighbours_are_those_whose_middles_lie_one_width_apart():
    middle = tile_map._middle((3, 3))
    for column in range(7):
        for row in range(7):
            other = tile_map._middle((column, row))
            is_near = math.isclose(math.dist(middle, other), 1, abs_tol=1e-9)
            assert is_near == ((column, row) in neighbours((3, 3)))


def test_most_neighbours_of_a_plain_grid_stay_neighbours():
    cells = layout_of(GRID, GRID_PAIRS)
    assert kept_pairs(cells, GRID_PAIRS) >= 0.85 * len(GRID_PAIRS)


def test_north_stays_above_and_east_right():
    south_west, south_east, north_west = layout_of([(0, 0), (3_000, 0), (0, 3_000)])
    assert north_west[1] < south_west[1]
    assert south_east[0] > south_west[0]


def test_adjacency_decides_between_layouts():
    assert kept_pairs(layout_of(GRID, GRID_PAIRS), GRID_PAIRS) >= kept_pairs(layout_of(GRID), GRID_PAIRS)


def test_the_same_areas_give_the_same_layout():
    assert layout_of(GRID) == layout_of(GRID)


@pytest.mark.parametrize(("points", "cells"), [([], []), ([(5.0, 5.0)], [(0, 0)])])
def test_none_and_one_need_no_search(points, cells):
    assert tile_layout([str(p) for p in points], [p[0] for p in points], [p[1] for p in points]) == cells


@pytest.mark.parametrize(
    "points",
    [[(0.0, 0.0)] * 12, [(place * 1.0, 0.0) for place in range(12)], [(0.0, place * 9.0) for place in range(12)]],
)
def test_areas_in_one_place_or_one_line_still_get_hexagons_of_their_own(points):
    assert len(set(layout_of(points))) == 12


def test_sequences_of_different_length_are_refused():
    with pytest.raises(ValueError, match="differ in length"):
        tile_layout(["a"], [1, 2], [1])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 50_000), st.floats(0, 50_000)), min_size=2, max_size=25))
def test_every_area_has_a_hexagon_of_its_own_from_the_first_column_and_row(points):
    cells = layout_of(points)
    assert len(set(cells)) == len(points)
    assert min(column for column, _ in cells) == 0
    assert min(row for _, row in cells) in (0, 1)


def test_moving_the_whole_area_changes_nothing():
    moved = [(east + 480_000, north + 200_000) for east, north in GRID]
    assert layout_of(moved, GRID_PAIRS) == layout_of(GRID, GRID_PAIRS)


WARDS = [
    {"ward": name, "rate": rate} for name, rate in (("Abbey", 90), ("Bow", 40), ("Castle North", 10), (HOSTILE, None))
]
CELLS = {"Abbey": (0, 0), "Bow": (1, 0), "Castle North": (0, 1), HOSTILE: (1, 1)}


@pytest.mark.parametrize("width", [320, 720])
def test_tiles_are_numbered_from_the_highest_and_named_below_in_full(width):
    svg = tile_map.tiles(WARDS, layout=CELLS, label="ward", value="rate")(width)
    listed = texts_of(svg)
    listed = listed[listed.index("Abbey") - 1 :]
    assert listed[:9] == ["1", "Abbey", "90.0", "2", "Bow", "40.0", "3", "Castle North", "10.0"]
    assert listed[-1] == "not available"
    assert [word for word in texts_of(svg) if word == "3"] == ["3", "3"]
    assert overlapping(svg) == []
    assert outside(svg) == []


def test_a_missing_figure_is_not_coloured():
    svg = tile_map.tiles(WARDS, layout=CELLS, label="ward", value="rate")(720)
    assert "not available" in texts_of(svg)
    assert len(elements_of(svg, "path", fill=theme.GROUND, stroke=theme.COMPARATOR)) == 2


def test_the_layout_may_be_kept_by_code():
    records = [{**record, "code": f"E{place}"} for place, record in enumerate(WARDS)]
    layout = {f"E{place}": CELLS[record["ward"]] for place, record in enumerate(WARDS)}
    by_code = tile_map.tiles(records, layout=layout, label="ward", value="rate", key="code")
    assert by_code(320) == tile_map.tiles(WARDS, layout=CELLS, label="ward", value="rate")(320)


def test_a_ward_that_the_layout_does_not_know_is_a_bug():
    with pytest.raises(KeyError):
        tile_map.tiles(WARDS, layout={}, label="ward", value="rate")


def test_darker_is_more():
    records = [{"ward": str(place), "rate": place} for place in range(10)]
    layout = {str(place): (place % 5, place // 5) for place in range(10)}
    svg = tile_map.tiles(records, layout=layout, label="ward", value="rate")(320)
    fills = [path.get("fill") for path in elements_of(svg, "path")][5:]
    assert [theme.SEQUENCE.index(fill) for fill in fills] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert root_of(svg).get("width") == "320"
