"""Outlines of areas and wards: their own where loaded, else of the small areas that fit; the most detailed copy."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

import gridham
from saferplan.evidence.basis import Basis
from saferplan.evidence.hotspots.places import Wards
from saferplan.evidence.points.outlines import outline_of, small_areas, ward_shapes
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID


def boundary(code: str, level: str, outline: Any, edition: str = "more") -> dict[str, Any]:
    return {
        "edition": edition,
        "level": level,
        "code": code,
        "name": code,
        "vertices": int(shapely.get_num_coordinates(outline)),
        "outline": shapely.to_wkb(outline),
    }


def the_town(basis: Basis) -> Any:
    return basis.geography.area(gridham.GRIDHAM)


def test_small_areas_of_a_town_and_of_a_ward(town: Basis) -> None:
    assert set(small_areas(town.geography, the_town(town))["lsoa"].to_pylist()) == set(gridham.LSOAS)
    ward = town.geography.area("E05009991")
    assert set(small_areas(town.geography, ward)["lsoa"].to_pylist()) == {"E01099911", "E01099912"}


def test_wards_without_boundaries_are_made_of_small_areas(town: Basis) -> None:
    found = ward_shapes(town, the_town(town))
    assert list(found) == ["E05009991", "E05009992"]
    whole = outline_of(town, the_town(town))
    assert sum(shape.area for shape in found.values()) == pytest.approx(whole.area, rel=1e-3)
    middle = BRITISH_NATIONAL_GRID.shapes_in_metres(shapely.Point(-0.79, 51.82))
    assert found["E05009991"].contains(middle)


def test_wards_with_boundaries_keep_their_own(tmp_path: Path) -> None:
    wards = [
        boundary("E05009991", "ward24", shapely.box(-0.80, 51.80, -0.77, 51.85)),
        boundary("E05009992", "ward24", shapely.box(-0.77, 51.80, -0.72, 51.85)),
    ]
    basis = gridham.basis_of(tmp_path / "lake", boundaries=wards)
    found = ward_shapes(basis, the_town(basis))
    assert found["E05009992"].area > found["E05009991"].area * 1.5
    named = Wards.of(basis, the_town(basis))
    assert named.names == ("West Gridham", "East Gridham")
    assert named.at(BRITISH_NATIONAL_GRID.metres(np.array([-0.765]), np.array([51.82]))) == ["East Gridham"]


def test_one_ward_without_a_boundary_makes_all_of_small_areas(tmp_path: Path) -> None:
    wards = [boundary("E05009991", "ward24", shapely.box(-0.80, 51.80, -0.77, 51.85))]
    basis = gridham.basis_of(tmp_path / "lake", boundaries=wards)
    found = ward_shapes(basis, the_town(basis))
    assert found["E05009991"].area == pytest.approx(found["E05009992"].area, rel=0.01)


def test_the_most_detailed_copy_is_taken(tmp_path: Path) -> None:
    _, *box = gridham.LSOAS["E01099911"]
    smaller = shapely.segmentize(shapely.box(box[0], box[1], box[2] - 0.01, box[3]), 0.001)
    basis = gridham.basis_of(tmp_path / "lake", boundaries=[boundary("E01099911", "lsoa21", smaller)])
    plain = outline_of(gridham.basis_of(tmp_path / "plain"), the_town(basis))
    assert outline_of(basis, the_town(basis)).area < plain.area * 0.95


def test_points_in_no_ward_get_the_nearest_and_without_wards_none(town: Basis) -> None:
    wards = Wards.of(town, the_town(town))
    far_east = BRITISH_NATIONAL_GRID.metres(np.array([-0.60]), np.array([51.82]))
    assert wards.at(far_east) == ["East Gridham"]
    assert Wards((), (), wards.shapes[:0]).at(far_east) == [""]
