"""Small areas and wards of points, in a country of two boxes: a west and an east of the line at 0 degrees."""

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from saferplan.evidence.lake import Snapshot
from saferplan.evidence.partners.areas import AreaFinder
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID
from saferplan.evidence.tables import PARTNER_INCIDENTS
from tiny_lake import tiny_lake

WEST, EAST = "E01000001", "E01000002"
PLACES = f"""
lsoa11    | lsoa21 | ward24    | ltla24    | csp24     | pfa24     | region24
E01000009 | {WEST} | E05000001 | E06000001 | E22000001 | thames-valley | E12000008
{EAST}    | {EAST} | E05000002 | E06000001 | E22000001 | thames-valley | E12000008
"""
BOUNDARIES = f"""
level  | code      | west | south | east | north
lsoa21 | {WEST}    | -0.1 | 51.5  | 0.0  | 51.6
lsoa21 | {EAST}    | 0.0  | 51.5  | 0.1  | 51.6
ward25 | E05000003 | -0.1 | 51.5  | 0.05 | 51.6
ward25 | E05000004 | 0.05 | 51.5  | 0.1  | 51.6
"""
BEFORE, AFTER = datetime(2025, 4, 30), datetime(2025, 5, 1)


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return tiny_lake(tmp_path / "lake", places=PLACES, boundaries=BOUNDARIES)


def row(longitude: float | None = None, when: datetime = BEFORE, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"reported_time": when, "place_precision": "address", **more}
    if longitude is not None:
        easting, northing = BRITISH_NATIONAL_GRID.metres(np.array([longitude]), np.array([51.55]))[0]
        found |= {"easting": easting, "northing": northing}
    return found


def areas(snapshot: Snapshot, *rows: dict[str, Any]) -> list[tuple[str | None, str | None]]:
    table = AreaFinder(snapshot).with_areas(pa.Table.from_pylist(list(rows), schema=PARTNER_INCIDENTS.schema))
    return list(zip(table["lsoa_code"].to_pylist(), table["ward_code"].to_pylist(), strict=True))


def test_a_point_lies_in_its_small_area_and_in_the_ward_of_the_time(snapshot: Snapshot):
    assert areas(snapshot, row(-0.05), row(0.02), row(0.02, AFTER), row(0.08, AFTER)) == [
        (WEST, "E05000001"),
        (EAST, "E05000002"),
        (EAST, "E05000003"),
        (EAST, "E05000004"),
    ]


def test_when_it_happened_goes_before_when_it_was_told(snapshot: Snapshot):
    assert areas(snapshot, row(0.02, AFTER, from_time=BEFORE)) == [(EAST, "E05000002")]


def test_a_code_of_2011_becomes_that_of_2021_and_the_files_own_goes_before_the_point(snapshot: Snapshot):
    found = areas(snapshot, row(0.05, lsoa_code="E01000009"), row(lsoa_code=EAST), row(lsoa_code="E01999999"))
    assert [lsoa for lsoa, _ in found] == [WEST, EAST, "E01999999"]


def test_a_ward_that_the_file_tells_stays(snapshot: Snapshot):
    assert areas(snapshot, row(-0.05, ward_code="E05999999")) == [(WEST, "E05999999")]


def test_the_middle_of_a_large_square_lies_nowhere(snapshot: Snapshot):
    assert areas(snapshot, row(-0.05, place_precision="area"), row(-0.05, place_precision=None)) == [
        (None, None),
        (WEST, "E05000001"),
    ]


def test_a_point_outside_and_a_row_without_one_lie_nowhere(snapshot: Snapshot):
    assert areas(snapshot, row(0.5), row()) == [(None, None)] * 2


def test_a_lake_without_boundaries_knows_nothing(tmp_path: Path):
    assert areas(tiny_lake(tmp_path / "lake"), row(-0.05), row(lsoa_code=WEST)) == [(None, None), (WEST, None)]


def test_no_rows_are_no_trouble(snapshot: Snapshot):
    assert areas(snapshot) == []
