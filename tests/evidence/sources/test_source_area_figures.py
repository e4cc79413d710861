from datetime import date

import pytest
from reference_files import check_contract, csv_text, deliver, keys_of, rows_of

from saferplan.evidence.sources.area_figures import SOURCES
from saferplan.evidence.sources.lookups import SOURCES as LOOKUPS

COUNTS, PROFILES, PLACES = SOURCES
COUNT_HEADING = "area_level | area_code | month | crime_type | incidents | source"
PROFILE_HEADING = "area_level | area_code | feature | reference_date | value | source"
PLACE_HEADING = "area_level | area_code | area_name | easting | northing"


def read(source, folder, *rows, name="demo-counts.csv"):
    delivered = deliver(folder, name, csv_text(*rows))
    assert [one for one in (*SOURCES, *LOOKUPS) if one.recognises(delivered)] == [source]
    reading = source.read(delivered)
    check_contract(reading)
    return reading


def test_counts(tmp_path):
    reading = read(
        COUNTS,
        tmp_path,
        COUNT_HEADING,
        "ward24 | E05013120 | 2024-07 | burglary | 5 | data.police.uk",
        'unit | E06000060 | 2024-08 | anti-social-behaviour | "1,204" | data.police.uk',
    )
    assert keys_of(reading) == [("area_counts", "area-counts:demo-counts")]
    assert rows_of(reading, "area_counts", "level", "code", "month", "crime_type", "incidents", "source") == [
        ("ward24", "E05013120", "2024-07", "burglary", 5, "data.police.uk"),
        ("unit", "E06000060", "2024-08", "anti-social-behaviour", 1204, "data.police.uk"),
    ]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("wards | E05013120 | 2024-07 | robbery | 5 | x", "area_level"),
        ("ward24 | E06000060 | 2024-07 | robbery | 5 | x", "area_code"),
        ("ward24 | E05013120 | 2024-13 | robbery | 5 | x", "month"),
        ("ward24 | E05013120 | July 2024 | robbery | 5 | x", "month"),
        ("ward24 | E05013120 | 2024-07 | Robbery | 5 | x", "crime_type"),
        ("ward24 | E05013120 | 2024-07 | robbery | -5 | x", "incidents"),
        ("ward24 | E05013120 | 2024-07 | robbery | 5 |", "source"),
        ("ward24 | E05013120 | 2024-07 | burglary | 6 | x", "area_code"),
        ("ward24 | E05013120 | 2024-07 | robbery | 5", ""),
    ],
)
def test_faulty_counts(tmp_path, row, field):
    reading = read(COUNTS, tmp_path, COUNT_HEADING, "ward24 | E05013120 | 2024-07 | burglary | 5 | x", row)
    assert [(one.line, one.field) for one in reading.rejected] == [(3, field)]


def test_profiles(tmp_path):
    reading = read(
        PROFILES,
        tmp_path,
        PROFILE_HEADING,
        "unit | E06000060 | residents | 2021-03-21 | 553076 | ONS Census 2021",
        "unit | E06000060 | share_rural | 2021-03-21 | 0.31 | ONS Census 2021",
    )
    assert keys_of(reading) == [("area_profiles", "area-profiles:demo-counts")]
    assert rows_of(reading, "area_profiles", "level", "code", "feature", "reference_date", "value") == [
        ("unit", "E06000060", "residents", date(2021, 3, 21), 553_076.0),
        ("unit", "E06000060", "share_rural", date(2021, 3, 21), 0.31),
    ]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("unit | E06000060 | Social rented | 2021-03-21 | 1 | x", "feature"),
        ("unit | E06000060 | households | 21/03/2021 | 1 | x", "reference_date"),
        ("unit | E06000060 | households | 2021-02-30 | 1 | x", "reference_date"),
        ("unit | E06000060 | households | 2021-03-21 | many | x", "value"),
        ("unit | E06000060 | residents | 2021-03-21 | 2 | x", "area_code"),
    ],
)
def test_faulty_profiles(tmp_path, row, field):
    good = "unit | E06000060 | residents | 2021-03-21 | 1 | x"
    reading = read(PROFILES, tmp_path, PROFILE_HEADING, good, row)
    assert [(one.line, one.field) for one in reading.rejected] == [(3, field)]


def test_names_and_centroids_without_an_outline(tmp_path):
    reading = read(PLACES, tmp_path, PLACE_HEADING, "ward24 | E05013120 | Abbey | 485842 | 192396.5")
    edition = "area-places:demo-counts"
    assert keys_of(reading) == [("areas", edition), ("boundaries", edition)]
    assert rows_of(reading, "areas", "level", "code", "name") == [("ward24", "E05013120", "Abbey")]
    assert rows_of(reading, "boundaries", "code", "easting", "northing", "vertices", "hectares", "outline") == [
        ("E05013120", 485_842.0, 192_396.5, 0, None, None)
    ]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("ward24 | E05013121 | Wing | -0.76 | 51.6", "easting"),
        ("ward24 | E05013121 | Wing | 192396 | 4858420", "easting"),
        ("ward24 | E05013121 | Wing | 485842 |", "northing"),
        ("ward24 | E05013121 | | 485842 | 192396", "area_name"),
        ("ward24 | E05013120 | Abbey | 485842 | 192396", "area_code"),
    ],
)
def test_faulty_places(tmp_path, row, field):
    reading = read(PLACES, tmp_path, PLACE_HEADING, "ward24 | E05013120 | Abbey | 485842 | 192396", row)
    assert [(one.line, one.field) for one in reading.rejected] == [(3, field)]
