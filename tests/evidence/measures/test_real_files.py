"""Figures from the real files, beside independent counts in plain SQL over the files as they were published."""

import gzip
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
import shapely

from saferplan.evidence.basis import Basis
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import load
from saferplan.evidence.measures.calculate import measure_area
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.measures.records import Record
from saferplan.evidence.periods import parse_period

BUCKINGHAMSHIRE = "E06000060"
BEDFORDSHIRE_UNITS = ("E06000032", "E06000055", "E06000056")
THREE_YEARS = "R36:2024-04"
ROW = "Month, \"LSOA code\" AS lsoa, lower(replace(\"Crime type\", ' ', '-')) AS crime_type"


def loaded(folder: Path, *paths: Path) -> Basis:
    lake = Lake(folder)
    report = load(list(paths), lake, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert {file.status for file in report.files} <= {"loaded", "left out"}
    return Basis(lake.snapshot())


def lookups(data: Path) -> list[Path]:
    return sorted((data / "geography").glob("lookup-*.csv.gz"))


@pytest.fixture(scope="module")
def thames_valley(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Basis:
    detailed, people = data / "geography" / "detailed", data / "population"
    return loaded(
        tmp_path_factory.mktemp("lake") / "thames-valley",
        data / "police_uk" / "thames-valley-street.zip",
        *lookups(data),
        detailed / "buckinghamshire-lsoa21.geojson.gz",
        detailed / "buckinghamshire-wards25.geojson.gz",
        *(people / f"{name}-lsoa{codes}.csv.gz" for name, codes in [
            ("mid-2017-by-age", 11), ("mid-2020-by-age", 11), ("census-2021-residents", 21),
            ("census-2021-tenure", 21)]),
    )  # fmt: skip


@pytest.fixture(scope="module")
def bedfordshire(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Basis:
    folder = tmp_path_factory.mktemp("lake") / "bedfordshire"
    return loaded(folder, data / "police_uk" / "bedfordshire.zip", *lookups(data))


def unpacked(archive: Path, folder: Path) -> str:
    """DuckDB's reading of the street files of an archive, every column as text."""
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder, [name for name in packed.namelist() if name.endswith("-street.csv")])
    return f"read_csv('{folder}/*/*.csv', all_varchar = true)"


@pytest.fixture(scope="module")
def raw_thames_valley(data: Path, tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """Incidents in Buckinghamshire, in the codes of either year: table `here`."""
    rows = unpacked(data / "police_uk" / "thames-valley-street.zip", tmp_path_factory.mktemp("raw"))
    lookup = f"'{data}/geography/lookup-lsoa11-lsoa21-ltla22.csv.gz'"
    connection = duckdb.connect()
    connection.execute(
        f"""CREATE TABLE here AS SELECT {ROW}, Longitude, Latitude FROM {rows} WHERE "LSOA code" IN (
            SELECT lsoa11_code FROM {lookup} WHERE ltla22_code = '{BUCKINGHAMSHIRE}'
            UNION SELECT lsoa21_code FROM {lookup} WHERE ltla22_code = '{BUCKINGHAMSHIRE}')"""
    )
    return connection


def measured(basis: Basis, name: str, code: str, period: str, **asked: Any) -> list[Record]:
    against = parse_period(asked.pop("against")) if "against" in asked else None
    area = basis.geography.area(code)
    return measure_area(basis, measure_named(name), area, parse_period(period), against=against, **asked)


def test_buckinghamshire_2021_22_has_the_published_figures(thames_valley: Basis) -> None:
    (record,) = measured(thames_valley, "all-crime", BUCKINGHAMSHIRE, "FY2021")
    assert (record.area_name, record.count) == ("Buckinghamshire", 18_907)
    assert (record.months_present, record.months_expected, record.status) == (7, 12, "partial")
    assert record.denominator == 553_069
    assert record.denominator_source == "ONS, Census 2021: usual residents, residents on 21 March 2021"
    assert record.rate_annualised == pytest.approx(18_907 * 12 / 7 / 553.069)
    assert round(record.rate_annualised, 1) == 58.6
    assert record.note == "months missing: 2021-06..2021-10"


def test_matching_old_codes_as_they_are_would_lose_a_thousand(
    data: Path, raw_thames_valley: duckdb.DuckDBPyConnection
) -> None:
    lookup = f"'{data}/geography/lookup-lsoa21-ward24-ltla24.csv.gz'"
    crimes = "crime_type <> 'anti-social-behaviour' AND Month BETWEEN '2021-04' AND '2022-03'"
    every, kept = raw_thames_valley.execute(
        f"SELECT count(*), count(*) FILTER (lsoa IN (SELECT lsoa21_code FROM {lookup})) FROM here WHERE {crimes}"
    ).fetchall()[0]
    assert (every, every - kept) == (18_907, 1_005)


def test_two_years_are_compared_over_the_months_that_both_have(
    thames_valley: Basis, raw_thames_valley: duckdb.DuckDBPyConnection
) -> None:
    (record,) = measured(thames_valley, "all-crime", BUCKINGHAMSHIRE, "FY2021", against="FY2024")
    assert record.against is not None
    shared = ("2021-04", "2022-01", "2022-02", "2022-03"), ("2024-04", "2025-01", "2025-02", "2025-03")
    now, then = (
        raw_thames_valley.execute(
            "SELECT count(*) FROM here WHERE crime_type <> 'anti-social-behaviour' AND list_contains(?, Month)",
            [months],
        ).fetchall()[0][0]
        for months in (list(part) for part in shared)
    )
    assert record.against.months_compared == 4
    assert (record.against.count_compared, record.against.against_count) == (now, then)
    assert record.against.verdict == "no clear change"


def test_every_month_of_buckinghamshire_equals_plain_sql(
    thames_valley: Basis, raw_thames_valley: duckdb.DuckDBPyConnection
) -> None:
    expected = dict(
        raw_thames_valley.execute(
            "SELECT Month, count(*) FROM here WHERE crime_type = 'burglary' GROUP BY 1"
        ).fetchall()
    )
    records = measured(thames_valley, "burglary", BUCKINGHAMSHIRE, "2018-01..2025-12", by="month")
    assert {record.period: record.count for record in records if record.count is not None} == expected
    assert len(expected) == 30


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("E22000303", "Aylesbury Vale (E22000303) shares its authority with other partnerships"),
        ("E22000306", "Chiltern (E22000306) shares its authority with other partnerships"),
        ("E22000311", "South Bucks (E22000311) shares its authority with other partnerships"),
        ("E22000318", "Wycombe (E22000318) shares its authority with other partnerships"),
        ("E07000004", "Aylesbury Vale (E07000004) no longer exists; the figures are for Buckinghamshire"),
        ("E07000005", "Chiltern (E07000005) no longer exists"),
        ("E07000006", "South Bucks (E07000006) no longer exists"),
        ("E07000007", "Wycombe (E07000007) no longer exists"),
    ],
)
def test_old_districts_and_their_partnerships_are_answered_by_buckinghamshire(
    thames_valley: Basis, code: str, said: str
) -> None:
    (record,) = measured(thames_valley, "all-crime", code, "FY2021")
    assert (record.area_code, record.count) == (BUCKINGHAMSHIRE, 18_907)
    assert said in record.note


@pytest.mark.parametrize(
    ("period", "residents", "source"),
    [
        ("FY2018", 535_918, "ONS, mid-2017 population estimates, residents on 30 June 2017"),
        ("CY2020", 547_060, "ONS, mid-2020 population estimates, residents on 30 June 2020"),
        ("FY2021", 553_069, "ONS, Census 2021: usual residents, residents on 21 March 2021"),
        ("CY2025", 553_069, "ONS, Census 2021: usual residents, residents on 21 March 2021"),
    ],
)
def test_the_estimate_nearest_to_the_period_is_taken(
    thames_valley: Basis, period: str, residents: int, source: str
) -> None:
    """The figures are those that ONS publishes for the area: for 2017, its four districts together."""
    (record,) = measured(thames_valley, "all-crime", BUCKINGHAMSHIRE, period)
    assert (record.denominator, record.denominator_source) == (residents, source)


def test_small_areas_of_2011_add_up_to_what_ons_publishes_for_every_authority(thames_valley: Basis, data: Path) -> None:
    """The same estimate by local authority, of which some have merged since: no split moves anyone over a border."""
    file = f"'{data}/population/mid-2020-by-age-ltla21.csv.gz'"
    published = duckdb.execute(f"SELECT ltla21_code, total_population FROM read_csv({file}, quote = '\"')").fetchall()
    geography, expected = thames_valley.geography, {}
    for code, residents in published:
        if code[0] in "EW":
            (unit,) = geography.area(code).units
            expected[unit] = expected.get(unit, 0) + residents
    found = thames_valley.denominators.nearest("residents", "unit", parse_period("CY2020"))
    assert found.values == expected


def test_burglary_is_related_to_households_of_the_census(thames_valley: Basis, data: Path) -> None:
    (record,) = measured(thames_valley, "burglary-households", BUCKINGHAMSHIRE, "FY2021")
    assert (record.count, record.denominator) == (816, 220_310)
    assert record.denominator_source == "ONS, Census 2021: tenure of households, households on 21 March 2021"


@pytest.mark.parametrize(("by", "parts"), [("ward", 49), ("ward25", 49), ("crime_type", 13)])
def test_parts_of_buckinghamshire_add_up(thames_valley: Basis, by: str, parts: int) -> None:
    records = measured(thames_valley, "all-crime", BUCKINGHAMSHIRE, "FY2021", by=by)
    assert sum(record.count or 0 for record in records) == 18_907
    assert len(records) == parts
    if by != "crime_type":
        assert sum(record.denominator or 0 for record in records) == 553_069


def test_small_areas_add_up_with_those_that_were_split_taken_whole(thames_valley: Basis) -> None:
    """The files of 2021/22 are in the codes of 2011: of the parts of a split one nothing is known, and no 0 told."""
    records = measured(thames_valley, "all-crime", BUCKINGHAMSHIRE, "FY2021", by="lsoa")
    assert sum(record.denominator or 0 for record in records) == 553_069
    by_code = {record.area_code: record for record in records}
    assert len(by_code) == 334
    split = {older: parts for older, parts in thames_valley.geography.splits.items() if set(parts) & by_code.keys()}
    of_parts = {part for parts in split.values() for part in parts}
    assert 0 not in {by_code[part].count for part in of_parts}
    assert {by_code[part].status for part in of_parts} <= {"missing", "partial"}
    assert {one.status for code, one in by_code.items() if code not in of_parts} == {"partial"}  # months are missing
    wholes = [measured(thames_valley, "all-crime", older, "FY2021")[0].count or 0 for older in split]
    unsplit = sum(record.count or 0 for code, record in by_code.items() if code not in of_parts)
    assert (sum(wholes) + unsplit, len(split)) == (18_907, 10)


def test_a_ward_of_2025_equals_a_count_of_points_in_its_outline(
    thames_valley: Basis, raw_thames_valley: duckdb.DuckDBPyConnection, data: Path
) -> None:
    code = "E05015927"
    file = data / "geography" / "detailed" / "buckinghamshire-wards25.geojson.gz"
    features = json.loads(gzip.decompress(file.read_bytes()))["features"]
    (outline,) = [shapely.geometry.shape(one["geometry"]) for one in features if one["properties"]["WD25CD"] == code]
    points = raw_thames_valley.execute(
        "SELECT Longitude::DOUBLE, Latitude::DOUBLE FROM here WHERE crime_type = 'shoplifting'"
        " AND Month BETWEEN '2021-04' AND '2022-03'"
    ).fetchnumpy()
    inside = shapely.contains_xy(outline, *(np.asarray(column) for column in points.values()))
    records = measured(thames_valley, "shoplifting", BUCKINGHAMSHIRE, "FY2021", by="ward25")
    (ward,) = [record for record in records if record.area_code == code]
    assert ward.area_name == "Abbey"
    assert ward.count == inside.sum() > 50
    assert measured(thames_valley, "shoplifting", code, "FY2021")[0].count == ward.count


def test_three_years_of_bedfordshire_equal_plain_sql_by_month_ward_and_crime_type(
    bedfordshire: Basis, data: Path, tmp_path: Path
) -> None:
    rows = unpacked(data / "police_uk" / "bedfordshire.zip", tmp_path)
    lookup = f"'{data}/geography/lookup-lsoa21-ward24-ltla24.csv.gz'"
    expected = duckdb.execute(
        f"""SELECT ltla24_code, ward24_code, Month, crime_type, count(*) FROM (SELECT {ROW} FROM {rows})
            JOIN {lookup} ON lsoa = lsoa21_code WHERE list_contains(?, ltla24_code) GROUP BY ALL""",
        [list(BEDFORDSHIRE_UNITS)],
    ).fetchall()
    period = parse_period(THREE_YEARS)
    assert len({month for _, _, month, *_ in expected}) == len(period.months) == 36
    types = sorted({crime_type for *_, crime_type, _ in expected})
    found: list[tuple[str, str, str, str, int]] = []
    for unit in BEDFORDSHIRE_UNITS:
        counts = bedfordshire.counts("ward", unit)
        for crime_type in types:
            values = counts.of(counts.areas, period.months, [crime_type])
            found += [
                (unit, counts.areas[ward], period.months[month], crime_type, int(values[ward, month]))
                for ward, month in zip(*np.nonzero(values), strict=True)
            ]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("unit", BEDFORDSHIRE_UNITS)
def test_bedfordshire_records_are_complete_and_add_up(bedfordshire: Basis, unit: str) -> None:
    (whole,) = measured(bedfordshire, "all-crime", unit, THREE_YEARS)
    assert (whole.months_present, whole.months_expected, whole.status) == (36, 36, "ok")
    assert whole.denominator_source == "no population is loaded"
    for by in ("month", "ward", "crime_type", "lsoa"):
        assert (
            sum(one.count or 0 for one in measured(bedfordshire, "all-crime", unit, THREE_YEARS, by=by)) == whole.count
        )
