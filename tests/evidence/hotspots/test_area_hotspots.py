"""Gi* over small areas: counts by LSOA, neighbours by border and by distance, the verdict as for cells."""

import numpy as np
import pytest
import shapely

import gridham
from saferplan.errors import TooLittleData, UsageError
from saferplan.evidence.analysis.hotspots.getis_ord import gi_star
from saferplan.evidence.basis import Basis
from saferplan.evidence.hotspots.areas import _verdict, area_hotspots
from saferplan.evidence.hotspots.survey import Spot

YEAR = gridham.MONTHS[12:]


def by_hand(code: str, crime_type: str) -> int:
    here = [(at, point) for at, point in enumerate(gridham.points()) if gridham.lsoa_of(point) == code]
    found = sum(gridham.number(at, point, month, crime_type) for at, point in here for month in YEAR)
    return found + gridham.UNPLACED * 12 * (code == "E01099911" and crime_type == "burglary")


def test_counts_are_by_small_area_with_incidents_that_have_no_point(town: Basis) -> None:
    shapes, rows = area_hotspots(town, town.geography.area(gridham.GRIDHAM), YEAR, ["burglary"])
    assert {row["lsoa_code"]: row["count"] for row in rows} == {
        code: by_hand(code, "burglary") for code in gridham.LSOAS
    }
    assert len(shapes) == 4


def test_all_four_meet_in_one_corner_so_nothing_is_left_to_compare_with(town: Basis) -> None:
    _, rows = area_hotspots(town, town.geography.area(gridham.GRIDHAM), YEAR, ["burglary"])
    assert {row["neighbours"] for row in rows} == {3}
    assert {row["z"] for row in rows} == {None}
    assert {row["verdict"] for row in rows} == {"not clear"}


def test_by_distance_only_those_above_and_beside_are_near(town: Basis) -> None:
    shapes, rows = area_hotspots(town, town.geography.area(gridham.GRIDHAM), YEAR, ["burglary"], distance=3_000.0)
    assert {row["neighbours"] for row in rows} == {2}
    middles = shapely.centroid(shapes)
    near = np.array([[one.distance(other) <= 3_000 and one is not other for other in middles] for one in middles])
    expected = gi_star([row["count"] for row in rows], near.astype(float))
    assert [row["z"] for row in rows] == pytest.approx(expected.z.tolist())


def test_what_cannot_be_judged(town: Basis) -> None:
    area = town.geography.area(gridham.GRIDHAM)
    with pytest.raises(TooLittleData, match="no event in any area"):
        area_hotspots(town, area, YEAR, ["bicycle-theft"])
    with pytest.raises(UsageError, match="is no distance between neighbours"):
        area_hotspots(town, area, YEAR, ["burglary"], distance=0.0)


@pytest.mark.parametrize(
    ("z", "q", "spot"),
    [
        (3.0, 0.001, Spot.HOT_STRONG),
        (3.0, 0.01, Spot.HOT),
        (3.0, 0.05, Spot.NOT_CLEAR),
        (-3.0, 0.001, Spot.COLD),
        (float("nan"), float("nan"), Spot.NOT_CLEAR),
    ],
)
def test_verdicts(z: float, q: float, spot: Spot) -> None:
    assert _verdict(z, q) is spot
