"""The figures that are shipped are what the real files say: counted again, by the same code and by hand."""

import csv
import gzip
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

import duckdb
import pytest
import shapely

from saferplan.demo.work_out import ALL_FIGURES, main, write_all
from saferplan.demo.working.areas import adjacent
from saferplan.demo.working.origin import Origin, wide
from saferplan.documents.tile_map import kept_pairs
from saferplan.errors import NothingLoaded
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import load
from saferplan.evidence.sources.police_categories import crime_type_title
from saferplan.synth import figures

WARDS = "geography/detailed/buckinghamshire-wards22.geojson.gz"
FILES = (
    "police_uk/thames-valley-street.zip",
    "police_uk/all-forces-2022-01-street.zip",
    "geography/lookup-lsoa11-lsoa21-ltla22.csv.gz",
    "geography/lookup-lsoa21-ward24-ltla24.csv.gz",
    "geography/lookup-ltla-ltla.csv.gz",
    "geography/lookup-ltla24-csp24-pfa24.csv.gz",
    "geography/lookup-ltla24-fra24.csv.gz",
    "geography/lookup-ltla24-region24.csv.gz",
    "geography/ruc21-lsoa21.csv.gz",
    "geography/boundaries-lsoa21.geojson.gz",
    "geography/detailed/buckinghamshire-lsoa21.geojson.gz",
    "geography/detailed/central-bedfordshire-lsoa21.geojson.gz",
    WARDS,
    "population/mid-2017-by-age-lsoa11.csv.gz",
    "population/mid-2020-by-age-lsoa11.csv.gz",
    "population/census-2021-residents-lsoa21.csv.gz",
    "population/census-2021-tenure-lsoa21.csv.gz",
    "deprivation/imd2025-england-lsoa21.csv.gz",
    "recorded_crime/ons-table-c2-csp-year-ending-june-2025.csv",
)


def test_what_is_shipped_is_what_the_files_say(data: Path, tmp_path: Path) -> None:
    """One of the three national months stands for them; all that is worked out of the others must be there."""
    lake = Lake(tmp_path / "lake")
    report = load([data / name for name in FILES], lake, now=datetime(2026, 11, 22, tzinfo=UTC))
    assert report.fault() is None
    write_all(Origin(lake.snapshot()), tmp_path, date(2026, 11, 22))
    differing = [
        one.name for one in ALL_FIGURES if figures.read(one.name, tmp_path) != without_months_not_loaded(one.name)
    ]
    assert differing == []


def without_months_not_loaded(name: str) -> list[dict[str, str]]:
    rows = figures.read(name)
    if name != "unit_counts":
        return rows
    own_force = {row["unit_code"] for row in figures.read("partnerships") if row["pfa24_name"] == "Thames Valley"}
    return [row for row in rows if row["unit_code"] in own_force or row["month"] == "2022-01"]


def test_everything_shipped_is_worked_out() -> None:
    assert {f"{one.name}.csv" for one in ALL_FIGURES} == {path.name for path in figures.FOLDER.iterdir()}


def test_the_tile_map_keeps_most_neighbours(data: Path, tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    load([data / WARDS], lake, now=datetime(2026, 11, 22, tzinfo=UTC))
    found = dict(duckdb.sql(f"SELECT code, outline FROM {lake.snapshot().scan('boundaries')}").fetchall())
    wards = figures.read("wards")
    outlines = shapely.from_wkb([found[row["code"]] for row in wards])
    pairs = adjacent(outlines)
    touching = [(one, other) for one, other in combinations(range(49), 2) if outlines[one].intersects(outlines[other])]
    assert (len(pairs), len(touching)) == (117, 121)
    cells = [(int(row["tile_column"]), int(row["tile_row"])) for row in wards]
    assert kept_pairs(cells, pairs) >= 75


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def test_a_month_counted_by_hand(data: Path) -> None:
    """April 2021 row by row: LSOA of 2011 to that of 2021, to its ward and its decile."""
    became: dict[str, list[str]] = {}
    for row in rows_of(data / "geography/lookup-lsoa11-lsoa21-ltla22.csv.gz"):
        became.setdefault(row["lsoa11_code"], []).append(row["lsoa21_code"])
    residents = {
        row["lsoa21_code"]: int(row["residents"])
        for row in rows_of(data / "population/census-2021-residents-lsoa21.csv.gz")
    }
    ward = {
        row["lsoa21_code"]: row["ward24_code"]
        for row in rows_of(data / "geography/lookup-lsoa21-ward24-ltla24.csv.gz")
        if row["ltla24_code"] == figures.AREA
    }
    decile = {
        row["lsoa21_code"]: row["IMD_decile"].removesuffix(".0")
        for row in rows_of(data / "deprivation/imd2025-england-lsoa21.csv.gz")
    }
    counted: Counter[tuple[str, str, str]] = Counter()
    with zipfile.ZipFile(data / "police_uk/thames-valley-street.zip") as archive:
        text = io.TextIOWrapper(archive.open("2021-04/2021-04-thames-valley-street.csv"), "utf-8", newline="")
        for row in csv.DictReader(text):
            code = max(sorted(became.get(row["LSOA code"], [""])), key=lambda one: residents.get(one, 0))
            if code in ward:
                counted[ward[code], decile[code], row["Crime type"]] += 1
    shipped = {
        (row["ward_code"], row["decile"], crime_type_title(slug)): int(row[slug])
        for row in figures.read("ward_counts")
        if row["month"] == "2021-04"
        for slug in figures.type_columns(row)
        if row[slug]
    }
    assert counted == shipped


def test_wide_has_a_row_for_each_key_in_order() -> None:
    counted = [("B", 2, "drugs", 5), ("A", 10, "burglary", 1), ("A", 9, "drugs", 2), ("A", 9, "burglary", 3)]
    assert wide(counted, ["ward", "decile"]) == [
        {"ward": "A", "decile": 9, "burglary": 3, "drugs": 2},
        {"ward": "A", "decile": 10, "burglary": 1, "drugs": ""},
        {"ward": "B", "decile": 2, "burglary": "", "drugs": 5},
    ]


def test_neighbours_share_a_border_not_a_corner() -> None:
    """Three squares in a row of two and one on the far corner."""
    squares = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(2, 1, 3, 2)]
    assert adjacent(squares) == [(0, 1)]


def test_a_lake_without_data_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--out", str(tmp_path / "figures")]) == NothingLoaded.exit_code
    assert "no data is loaded" in capsys.readouterr().err


def test_a_lake_that_lacks_tables_names_them(tmp_path: Path) -> None:
    (tmp_path / "residents.csv").write_text("lsoa21_code,residents\nE01000001,5\n", encoding="utf-8")
    lake = Lake(tmp_path / "lake")
    load([tmp_path / "residents.csv"], lake, now=datetime(2026, 11, 22, tzinfo=UTC))
    with pytest.raises(NothingLoaded, match="lacks incidents, areas, area_links, boundaries, population_by_age"):
        Origin(lake.snapshot())
