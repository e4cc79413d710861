"""A user's own points: what is read, on which plane, and what is refused with the reason."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from saferplan.errors import FileRefused, UsageError
from saferplan.evidence.points.files import hull_of, read_points
from saferplan.evidence.points.planes import BRITISH_NATIONAL_GRID, plane_for


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def feature(longitude: float, latitude: float, **properties: str) -> dict:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
    }


def collection(*features: dict) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def test_degrees_in_csv_become_metres(tmp_path: Path) -> None:
    events = read_points(
        write(tmp_path / "a.csv", "Longitude,Latitude,date\n-0.8,51.8,2024-05-03\n-0.8,51.8,2024-06-01\n")
    )
    assert events.plane == BRITISH_NATIONAL_GRID
    assert events.total == 2
    assert len(events.points) == 1
    assert events.points[0] == pytest.approx([482_844, 211_942], abs=3)
    assert events.months == ("2024-05", "2024-06")


def test_metres_in_csv_stay_as_they_are(tmp_path: Path) -> None:
    events = read_points(write(tmp_path / "a.csv", "easting,northing,crime_type\n482000,211000,burglary\n,,drugs\n"))
    assert events.points.tolist() == [[482_000.0, 211_000.0]]
    assert (events.total, events.without_place) == (2, 1)
    assert events.crime_type.tolist() == ["burglary", "drugs"]


def test_geojson_with_and_without_points(tmp_path: Path) -> None:
    nowhere = {"type": "Feature", "properties": {"date": "2024-05-02"}, "geometry": None}
    file = write(tmp_path / "a.geojson", collection(feature(-0.8, 51.8, date="2024-05-01T12:00"), nowhere))
    events = read_points(file)
    assert (events.total, events.without_place) == (2, 1)
    assert events.months == ("2024-05",)


def test_null_island_is_no_place(tmp_path: Path) -> None:
    events = read_points(write(tmp_path / "a.csv", "longitude,latitude\n-0.8,51.8\n0,0\n"))
    assert events.without_place == 1


def test_packed_files_are_read(tmp_path: Path) -> None:
    file = tmp_path / "a.geojson.gz"
    file.write_bytes(gzip.compress(collection(feature(-0.8, 51.8), feature(-0.81, 51.8)).encode()))
    assert read_points(file).total == 2


def test_points_elsewhere_get_a_zone_of_their_own(tmp_path: Path) -> None:
    """Memphis is in zone 16 north: 2,245 robberies in metres that are true there."""
    events = read_points(write(tmp_path / "a.csv", "longitude,latitude\n-89.94,35.15\n-89.94,35.16\n"))
    assert events.plane.name == "UTM zone 16N"
    apart = np.hypot(*(events.points[0] - events.points[1]))
    assert apart == pytest.approx(0.01 * 110_942, rel=1e-3)


def test_the_robberies_of_memphis(data: Path) -> None:
    events = read_points(data / "fixtures" / "memphis_robberies.geojson.gz")
    assert events.total == 2_245
    assert events.without_place == 0
    assert events.months == tuple(f"2019-{month:02d}" for month in range(1, 13))
    assert events.plane.name == "UTM zone 16N"


def test_planes_there_and_back() -> None:
    degrees = np.array([[-0.8, 51.8], [-1.2, 52.3]])
    back = BRITISH_NATIONAL_GRID.degrees(BRITISH_NATIONAL_GRID.metres(*degrees.T))
    assert back == pytest.approx(degrees, abs=1e-7)


def test_the_hull_holds_every_point_with_its_margin(tmp_path: Path) -> None:
    import shapely

    events = read_points(write(tmp_path / "a.csv", "easting,northing\n0,1\n1000,0\n500,900\n400,300\n"))
    hull = hull_of(events, 100.0)
    assert shapely.distance(hull.boundary, shapely.points(events.points)).min() == pytest.approx(100.0, rel=0.02)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n1,2\n", "no columns of coordinates were found"),
        ("", "there is no point in it"),
        ("longitude,latitude\n", "there is no point in it"),
        ("longitude,latitude\n,\n,\n", "none of its 2 rows has coordinates"),
        ("longitude,latitude\nwest,51\n", "a longitude is no number"),
        ('{"features": 3}', "it is not GeoJSON of points"),
        ('{"features": [', "it is not GeoJSON of points"),
        (
            '{"features": [{"geometry": {"type": "Polygon", "coordinates": []}}]}',
            "it is not GeoJSON of points",
        ),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(FileRefused, match=told):
        read_points(write(tmp_path / "a.csv", text))


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="cannot be read"):
        read_points(tmp_path / "none.csv")
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileRefused, match="not UTF-8"):
        read_points(tmp_path / "a.csv")


def test_a_point_far_from_the_others_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"1 of 3 points lie far from the others.*swapped"):
        read_points(write(tmp_path / "a.csv", "longitude,latitude\n-0.8,51.8\n-0.8,51.9\n51.8,-0.8\n"))


def test_metres_named_as_degrees_are_told() -> None:
    with pytest.raises(UsageError, match="not in degrees"):
        plane_for(np.array([482_000.0]), np.array([211_000.0]))
