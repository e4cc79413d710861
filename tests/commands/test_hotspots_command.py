"""`saferplan hotspots` as a user meets it: what is printed where, the files, and exit codes of what cannot be done."""

import csv
import json
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely

import gridham
from saferplan.cli import main


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return gridham.gridham(tmp_path_factory.mktemp("gridham") / "lake").root


@pytest.fixture
def run(lake: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def _run(question: str, *more: str) -> tuple[int, str, str]:
        code = main(["hotspots", *question.split(), *more, "--lake", str(lake)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return _run


YEAR = f"--area {gridham.GRIDHAM} --period FY2024"


def test_a_person_reads_places_and_what_to_know(run: Any) -> None:
    code, out, err = run(YEAR)
    assert code == 0
    assert "Gridham: " in out
    assert "(hex, 550 m, British National Grid)" in out
    assert "Smallest cell that these map points bear: 530 m" in out
    assert "West Gridham" in out
    assert "to which they were moved before publication" in err
    assert "crimes have no coordinates: they are in none of the hexagons" in err
    assert "policing itself finds them: drugs and possession of weapons" in err


def test_json_is_one_document(run: Any) -> None:
    code, out, _ = run(f"{YEAR} --json --judge 0")
    found = json.loads(out)
    assert code == 0
    assert found["title"] == "Gridham"
    assert found["months_present"] == 12
    assert found["left_out"] == ["drugs", "possession-of-weapons"]
    assert found["without_place"] == 24
    assert found["places"][0]["wards"] == "West Gridham"
    assert sum(row["count"] for row in found["cells_listed"]) == found["events"] - found["without_place"]


def test_files_hold_the_same_cells(run: Any, tmp_path: Path) -> None:
    code, out, _ = run(f"{YEAR} --classes --against FY2023 --json --out", str(tmp_path / "out"))
    told = json.loads(out)
    assert code == 0
    assert [Path(file).name for file in told["files"]] == [
        "hotspots.csv",
        "hotspots.geojson",
        "hotspots.gpkg",
        "hotspots.json",
    ]
    with (tmp_path / "out" / "hotspots.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == told["cells_with_points"]
    for name, crs in (("hotspots.geojson", "EPSG:4326"), ("hotspots.gpkg", "EPSG:27700")):
        meta, _, shapes, values = pyogrio.raw.read(tmp_path / "out" / name)
        assert meta["crs"] == crs
        counts = values[list(meta["fields"]).index("count")]
        assert counts.tolist() == [int(row["count"]) for row in rows]
        assert shapely.is_valid(shapely.from_wkb(shapes)).all()
    degrees = shapely.from_wkb(pyogrio.raw.read(tmp_path / "out" / "hotspots.geojson")[2])
    west, south, east, north = shapely.total_bounds(degrees)
    assert (west, south, east, north) == pytest.approx((-0.80, 51.80, -0.72, 51.85), abs=0.001)
    about = json.loads((tmp_path / "out" / "hotspots.json").read_text(encoding="utf-8"))
    assert about["notes"] == told["notes"]


@pytest.mark.parametrize(
    ("method", "said"), [("kde", "Bandwidth 2,750 m, quartic kernel, exact"), ("count", "Cells picked")]
)
def test_other_methods(run: Any, method: str, said: str) -> None:
    code, out, _ = run(f"{YEAR} --method {method}")
    assert code == 0
    assert said in out


def test_judging_stands_beside_the_plain_count(run: Any) -> None:
    code, out, _ = run(f"--area {gridham.GRIDHAM} --period 2024-04..2024-12 --judge 3")
    assert code == 0
    for name in ("Plain count", "Gi*", "Kernel density", "Picked by lot"):
        assert name in out


def test_points_of_a_file_need_no_lake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [f"{483_000 + 100 * (at % 40)},{212_000 + 100 * (at // 40)}" for at in range(1600)]
    rows += ["484000,213000"] * 90 + ["484300,213000"] * 60
    file = tmp_path / "points.csv"
    file.write_text("\n".join(["easting,northing", *rows, ","]), encoding="utf-8")
    assert main(["hotspots", "--points", str(file), "--cell", "300"]) == 0
    said = capsys.readouterr()
    assert "points.csv: 1,750 events" in said.out
    assert "1 of 1,751 events have no coordinates" in said.err


def test_a_tasking_sheet_leaves_open_what_people_decide(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(f"{YEAR} --tasking --out", str(out))[0] == 0
    page = (out / "tasking.html").read_text(encoding="utf-8")
    for wanted in ("Problem statement", "Options other than enforcement", "Equality check"):
        assert wanted in page
    assert all(f'scope="col">{head}</th>' in page for head in ("Who, of which agency", "First day", "Last day"))
    assert page.count("[To be written:") >= 11
    assert "crimes that have a place" in page
    assert "data:image/svg+xml" in page
    response = out / "tasking" / "02-response.md"
    empty = response.read_text(encoding="utf-8")
    response.write_text(empty.replace("| | | | | |", "| The gate | It is locked | The warden | | |"), encoding="utf-8")
    assert run(f"{YEAR} --measure burglary --tasking --out", str(out))[0] == 0
    again = (out / "tasking.html").read_text(encoding="utf-8")
    assert "The warden" in again
    assert "No place stands out from the rest" in again


def test_small_areas_in_place_of_a_grid(run: Any, tmp_path: Path) -> None:
    code, out, _ = run(f"{YEAR} --by lsoa --json --out", str(tmp_path / "out"))
    found = json.loads(out)
    assert code == 0
    assert [row["lsoa_code"] for row in found["areas"]] == sorted(gridham.LSOAS)
    assert [Path(file).name for file in found["files"]] == ["hotspots.csv", "hotspots.geojson", "hotspots.gpkg"]
    assert pyogrio.read_info(tmp_path / "out" / "hotspots.gpkg")["features"] == 4
    code, out, _ = run(f"{YEAR} --by lsoa --distance 3000")
    assert code == 0
    assert "Gridham: 4 small areas" in out


BAD = {
    f"{YEAR} --distance 100": (2, "--distance goes with --by lsoa"),
    f"{YEAR} --by lsoa --distance 0": (2, "0 m is no distance between neighbours"),
    f"{YEAR} --by lsoa --judge 2": (2, "--judge goes with --by cell"),
    f"{YEAR} --by lsoa --measure bicycle-theft": (11, "no event in any area"),
    f"--area {gridham.GRIDHAM} --period FY2019 --by lsoa": (6, "no month of April 2019 to March 2020 is loaded"),
    "--period FY2024": (2, "name an area or a file of points"),
    f"--area {gridham.GRIDHAM}": (2, "an area wants a --period"),
    "--area E06000998 --period FY2024": (5, "there is no area"),
    f"{YEAR} --measure burglaries": (5, "there is no measure"),
    f"{YEAR} --cell 0": (2, "a cell of 0 m is no cell"),
    f"{YEAR} --cell -4": (2, "is no cell"),
    f"{YEAR} --cell 200": (2, "smaller than these map points bear"),
    f"{YEAR} --cell 0.5 --allow-small-cells": (2, "more than 250,000"),
    f"{YEAR} --cell 100000": (2, "holds the whole area"),
    f"{YEAR} --bandwidth 0": (2, "a bandwidth of 0 m spreads nothing"),
    f"{YEAR} --measure bicycle-theft": (11, "there is no event of that kind"),
    f"--area {gridham.GRIDHAM} --period FY2019": (6, "no month of April 2019 to March 2020 is loaded"),
    f"{YEAR} --against FY2019": (6, "no month of the year is loaded in both"),
    f"{YEAR} --judge 2": (6, "2025-04, 2025-05 are not loaded"),
    f"{YEAR} --judge -1": (2, "is no number of months"),
    f"{YEAR} --tasking": (2, "--tasking wants --out"),
    f"{YEAR} --points a.csv --from-records": (2, "go one at a time"),
    "--points nowhere.csv": (4, "cannot be read"),
    f"{YEAR} --from-records": (6, "no month of April 2024 to March 2025 is loaded"),
}


@pytest.mark.parametrize("question", BAD)
def test_what_cannot_be_done_is_told(run: Any, question: str, tmp_path: Path) -> None:
    code, told = BAD[question]
    extra = ["--out", str(tmp_path / "out")] if "--tasking" not in question else []
    found, out, err = run(question, *extra)
    assert (found, told in err, out) == (code, True, ""), err
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    code, _, err = run(f"{YEAR} --out", str(file))
    assert code == 2
    assert "this is a file, not a folder" in err
