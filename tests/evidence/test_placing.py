"""Wards of another year, by the map point: boxes on a map, and points in, on and beside them."""

import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from geography_lakes import geography_of
from hypothesis import given, settings
from hypothesis import strategies as st

from saferplan.errors import NothingLoaded
from saferplan.evidence.geography import Geography
from saferplan.evidence.placing import GENERALISED_METRES, METRES_IN_DEGREE_OF_LATITUDE, Outlines

PLACES = """
lsoa21 | ward24 | ltla24 | csp24
a1     | north  | A      | CSP-A
a2     | south  | A      | CSP-A
b1     | east   | B      | CSP-B
"""
# Two areas side by side; the wards of 2025 are given for A alone, and b1's centroid lies 300 metres outside them.
BOUNDARIES = """
level  | code | west   | south | east   | north | name
lsoa21 | a1   | -1.000 | 51.00 | -0.900 | 51.10 | -
lsoa21 | a2   | -0.900 | 51.00 | -0.800 | 51.10 | -
lsoa21 | b1   | -0.800 | 51.00 | -0.791 | 51.10 | -
ward25 | W1   | -1.000 | 51.00 | -0.950 | 51.10 | Upper Ward
ward25 | W2   | -0.950 | 51.00 | -0.800 | 51.10 | Lower Ward
ward25 | W3   | -0.801 | 51.00 | -0.800 | 51.01 | Lock-up
ward24 | north | -1.0  | 51.00 | -0.900 | 51.10 | -
ward22 | north | -1.0  | 51.00 | -0.900 | 51.10 | -
"""


@pytest.fixture(scope="module")
def geography(tmp_path_factory: pytest.TempPathFactory) -> Geography:
    return geography_of(tmp_path_factory.mktemp("wards"), PLACES, boundaries=BOUNDARIES)


def placed(geography: Geography, *points: tuple[float, float], unit: str = "A") -> list[str | None]:
    longitudes, latitudes = np.array(points).T
    return list(geography.wards.place("ward25", unit, longitudes, latitudes))


def test_only_vintages_that_no_lookup_leads_to_are_placed_by_point(geography: Geography) -> None:
    """ward24 has the lookup; ward22 names the same areas, so that no point is needed for it."""
    assert list(geography.wards.levels) == ["ward25"]


def test_points_are_placed_in_the_ward_around_them(geography: Geography) -> None:
    assert placed(geography, (-0.97, 51.05), (-0.85, 51.05), (-0.93, 51.09)) == ["W1", "W2", "W2"]


def test_a_point_on_the_line_goes_to_the_lower_code(geography: Geography) -> None:
    assert placed(geography, (-0.95, 51.05)) == ["W1"]


def test_a_point_just_outside_goes_to_the_nearest_ward_and_one_far_off_to_none(geography: Geography) -> None:
    """At 51 degrees a degree of longitude is some 70 kilometres: 0.007 of it is 489 metres, 0.0073 is 510."""
    assert placed(geography, (-1.007, 51.05), (-1.0073, 51.05), (-0.9, 51.2)) == ["W1", None, None]


def test_points_of_another_area_are_not_placed_in_these_wards(geography: Geography) -> None:
    assert placed(geography, (-0.85, 51.05), unit="B") == [None]


def test_a_ward_lies_where_its_small_areas_do_not_where_a_neighbours_are_near(geography: Geography) -> None:
    """b1's centroid is 300 metres from W2, and B's own wards of 2025 are not loaded: W2 is still A's."""
    assert geography.wards.unit_of("ward25") == {"W1": "A", "W2": "A", "W3": "B"}


def test_a_ward_across_a_border_lies_where_most_of_its_small_areas_do(tmp_path: Path) -> None:
    places = PLACES.replace("south  | A      | CSP-A", "south  | B      | CSP-B")
    boundaries = """
    level  | code | west   | south | east   | north
    lsoa21 | a1   | -1.000 | 51.00 | -0.900 | 51.10
    lsoa21 | a2   | -0.900 | 51.00 | -0.800 | 51.10
    lsoa21 | b1   | -0.800 | 51.00 | -0.791 | 51.10
    ward25 | W2   | -0.990 | 51.00 | -0.790 | 51.10
    """
    assert geography_of(tmp_path, places, boundaries=boundaries).wards.unit_of("ward25") == {"W2": "B"}


def test_a_ward_without_any_centroid_lies_in_the_area_of_the_nearest(geography: Geography) -> None:
    """W3 is a box of 70 metres at the border: the nearest centroid is b1's, some kilometres north."""
    assert geography.area("W3").units == ("B",)


def test_residents_go_to_the_ward_in_which_the_centroid_lies(geography: Geography) -> None:
    fits = geography.places_with("ward25")
    assert dict(zip(fits["lsoa"].to_pylist(), fits["ward25"].to_pylist(), strict=True)) == {
        "a1": "W1",  # its centroid is on the line between the two
        "a2": "W2",
        "b1": None,
    }
    assert geography.places_with("ward") is geography.places


def test_a_ward_of_another_year_is_found_and_described(geography: Geography) -> None:
    assert geography.search("upper") == ["W1"]
    area = geography.area("W1")
    assert (area.name, area.title, area.units) == ("Upper Ward", "ward of 2025", ("A",))
    assert "wards of 2025 are counted by map point" in area.note


def test_without_boundaries_of_small_areas_the_remedy_is_told(tmp_path: Path) -> None:
    boundaries = "level | code | west | south | east | north\nward25 | W1 | -1 | 51 | -0.95 | 51.1"
    geography = geography_of(tmp_path, PLACES, boundaries=boundaries)
    with pytest.raises(NothingLoaded, match=r"need the boundaries of the small areas") as raised:
        geography.area("W1")
    assert "saferplan fetch geography" in raised.value.remedy


def test_of_two_copies_the_more_detailed_outline_is_used(tmp_path: Path) -> None:
    from tiny_lake import lake_rows, write_lake

    rows = lake_rows(places=PLACES, boundaries=BOUNDARIES)
    coarse = next(row for row in rows["boundaries"] if row["code"] == "W1")
    finer = shapely.segmentize(shapely.box(-1.0, 51.0, -0.98, 51.1), 0.01)
    rows["boundaries"].append(
        coarse
        | {"edition": "detailed", "outline": shapely.to_wkb(finer), "vertices": shapely.get_num_coordinates(finer)}
    )
    geography = Geography.of(write_lake(tmp_path / "lake", rows))
    assert placed(geography, (-0.99, 51.05), (-0.953, 51.05)) == ["W1", "W2"]


def squares(*corners: tuple[float, float, float]) -> Outlines:
    polygons = np.array([shapely.box(west, south, west + side, south + side) for west, south, side in corners])
    return Outlines.of(np.array([f"W{at}" for at in range(len(corners))], dtype=object), polygons)


def nearest_by_hand(point: tuple[float, float], corners: list[tuple[float, float, float]]) -> str | None:
    """The slow way: the distance in metres to each square, the first of the nearest, if near enough."""
    middle = (min(c[1] for c in corners) + max(c[1] + c[2] for c in corners)) / 2
    across = METRES_IN_DEGREE_OF_LATITUDE * math.cos(math.radians(middle))
    away = []
    for west, south, side in corners:
        east_off = max(west - point[0], 0.0, point[0] - west - side) * across
        north_off = max(south - point[1], 0.0, point[1] - south - side) * METRES_IN_DEGREE_OF_LATITUDE
        away.append(math.hypot(east_off, north_off))
    least = min(away)
    return f"W{away.index(least)}" if least <= GENERALISED_METRES else None


grid = st.integers(0, 60).map(lambda steps: steps / 1000)


@settings(max_examples=150)
@given(
    st.lists(st.tuples(grid, grid, st.sampled_from([0.003, 0.005, 0.011])), min_size=1, max_size=5),
    st.lists(st.tuples(grid, grid), min_size=1, max_size=10),
)
def test_placing_is_that_of_the_slow_reference(
    corners: list[tuple[float, float, float]], points: list[tuple[float, float]]
) -> None:
    found = squares(*corners).nearest(np.array(points))
    for point, ward in zip(points, found, strict=True):
        expected = nearest_by_hand(point, corners)
        if ward != expected:  # only where two wards are equally near, but for rounding
            assert ward is not None
            assert expected is not None
            apart = [nearest_by_hand(point, [corners[int(code[1:])]]) for code in (ward, expected)]
            assert apart == ["W0", "W0"]
