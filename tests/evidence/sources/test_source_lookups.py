import csv
import gzip
from itertools import combinations

import pytest
from reference_files import REAL_DATA, check_contract, csv_text, deliver, keys_of, real_file, rows_of

from saferplan.errors import FileRefused
from saferplan.evidence.sources.lookups import SOURCES

(LOOKUP,) = SOURCES
LINK = ("child_level", "child_code", "parent_level", "parent_code", "change_code")
REAL = (
    "lookup-lsoa11-lsoa21-ltla22",
    "lookup-lsoa21-ward24-ltla24",
    "lookup-ltla-ltla",
    "lookup-ltla22-ltla23",
    "lookup-ltla24-csp24-pfa24",
    "lookup-ltla24-fra24",
    "lookup-ltla24-region24",
)

SMALL_AREAS = csv_text(
    "lsoa11_name | lsoa11_code | change_code | lsoa21_name | lsoa21_code | ltla22_name     | ltla22_code",
    "Vale 001A   | E01017627   | U           | Bucks 001A  | E01017627   | Buckinghamshire | E06000060",
    "Vale 001B   | E01017628   | S           | Bucks 001F  | E01035670   | Buckinghamshire | E06000060",
    "Vale 001B   | E01017628   | S           | Bucks 001G  | E01035671   | Buckinghamshire | E06000060",
)
SAME_FROM_ONS = csv_text(
    "\ufeffF_LSOA11CD | LSOA11NM  | CHGIND | LSOA21CD  | LSOA21NM   | LAD22CD   | LAD22NM         | LAD22NMW| FID",
    "E01017627       | Vale 001A | U      | E01017627 | Bucks 001A | E06000060 | Buckinghamshire |          | 1",
    "E01017628       | Vale 001B | S      | E01035670 | Bucks 001F | E06000060 | Buckinghamshire |          | 2",
    "E01017628       | Vale 001B | S      | E01035671 | Bucks 001G | E06000060 | Buckinghamshire |          | 3",
)


def read(folder, text, name="lookup.csv"):
    delivered = deliver(folder, name, text)
    assert LOOKUP.recognises(delivered)
    reading = LOOKUP.read(delivered)
    check_contract(reading)
    return reading


@pytest.mark.parametrize("text", [SMALL_AREAS, SAME_FROM_ONS], ids=["copy", "ons"])
def test_how_small_areas_changed_and_where_they_lie(tmp_path, text):
    reading = read(tmp_path, text)
    assert rows_of(reading, "area_links", *LINK) == [
        ("lsoa11", "E01017627", "lsoa21", "E01017627", "U"),
        ("lsoa11", "E01017628", "lsoa21", "E01035670", "S"),
        ("lsoa11", "E01017628", "lsoa21", "E01035671", "S"),
        ("lsoa11", "E01017627", "ltla22", "E06000060", None),
        ("lsoa11", "E01017628", "ltla22", "E06000060", None),
        ("lsoa21", "E01017627", "ltla22", "E06000060", None),
        ("lsoa21", "E01035670", "ltla22", "E06000060", None),
        ("lsoa21", "E01035671", "ltla22", "E06000060", None),
    ]
    assert rows_of(reading, "areas", "level", "code", "name") == [
        ("lsoa11", "E01017627", "Vale 001A"),
        ("lsoa11", "E01017628", "Vale 001B"),
        ("lsoa21", "E01017627", "Bucks 001A"),
        ("lsoa21", "E01035670", "Bucks 001F"),
        ("lsoa21", "E01035671", "Bucks 001G"),
        ("ltla22", "E06000060", "Buckinghamshire"),
    ]
    edition = "lookup:lsoa11-lsoa21-ltla22"
    assert keys_of(reading) == [("areas", edition), ("area_links", edition)]


def test_levels_that_do_not_nest_are_not_linked(tmp_path):
    reading = read(
        tmp_path,
        csv_text(
            "LAD24CD   | LAD24NM | PFA24CD   | PFA24NM       | RGN24CD   | RGN24NM    | CTRY24CD  | CTRY24NM",
            "E06000060 | Bucks   | E23000029 | Thames Valley | E12000008 | South East | E92000001 | England",
        ),
    )
    assert {(row[0], row[2]) for row in rows_of(reading, "area_links", *LINK)} == {
        ("ltla24", "pfa24"),
        ("ltla24", "region24"),
        ("ltla24", "country24"),
        ("pfa24", "country24"),
        ("region24", "country24"),
    }


def test_one_authority_in_several_partnerships_keeps_every_link_once(tmp_path):
    reading = read(
        tmp_path,
        csv_text(
            "ltla24_code | ltla24_name | csp24_code | csp24_name     | pfa24_code | pfa24_name",
            "E06000060   | Bucks       | E22000303  | Aylesbury Vale | E23000029  | Thames Valley",
            "E06000060   | Bucks       | E22000318  | Wycombe        | E23000029  | Thames Valley",
        ),
    )
    links = rows_of(reading, "area_links", "child_code", "parent_code")
    assert sorted(links) == [
        ("E06000060", "E22000303"),
        ("E06000060", "E22000318"),
        ("E06000060", "E23000029"),
        ("E22000303", "E23000029"),
        ("E22000318", "E23000029"),
    ]


def test_scottish_and_irish_authorities_are_areas_too(tmp_path):
    text = csv_text("LAD23CD | LAD23NM", "S12000033 | Aberdeen City", "N09000003 | Belfast")
    assert rows_of(read(tmp_path, text), "areas", "code") == [("S12000033",), ("N09000003",)]


def test_a_county_that_does_not_apply_is_no_area_and_no_fault(tmp_path):
    reading = read(
        tmp_path,
        csv_text(
            "LAD24CD   | LAD24NM   | CTY24CD   | CTY24NM",
            "E06000060 | Bucks     | E99999999 | (pseudo) England (UA/MD/LB)",
            "E07000008 | Cambridge | E10000003 | Cambridgeshire",
        ),
    )
    assert reading.rejected == []
    assert rows_of(reading, "area_links", "child_code", "parent_code") == [("E07000008", "E10000003")]
    assert ("E99999999",) not in rows_of(reading, "areas", "code")


def test_units_stated_as_such_have_no_year(tmp_path):
    text = csv_text(
        "unit_code | unit_name | pfa24_code | pfa24_name    | region24_code | region24_name",
        "E06000060 | Bucks     | E23000029  | Thames Valley | E12000008     | South East",
    )
    assert rows_of(read(tmp_path, text), "area_links", *LINK[:4]) == [
        ("unit", "E06000060", "pfa24", "E23000029"),
        ("unit", "E06000060", "region24", "E12000008"),
    ]


def test_faulty_rows_are_rejected_with_line_and_field(tmp_path):
    reading = read(
        tmp_path,
        csv_text(
            "lsoa21_code | lsoa21_name | ward24_code | ward24_name",
            "E01017627   | 001A        | E05013120   | Abbey",
            "E05013120   | 001B        | E01017627   | Abbey",
            "E01017629   | 001C        |             | Abbey",
            "E01017630   | 001D",
            "E01017631   | 001E        | E05013121   | Wing",
        ),
    )
    assert (reading.rows_read, reading.rows_loaded) == (5, 2)
    assert [(row.line, row.field) for row in reading.rejected] == [(3, "lsoa21_code"), (4, "ward24_code"), (5, "")]
    assert "looks like E01017627" in reading.rejected[0].reason
    assert [row[1] for row in rows_of(reading, "area_links", *LINK)] == ["E01017627", "E01017631"]


def test_a_change_code_that_ons_does_not_use_is_rejected(tmp_path):
    reading = read(tmp_path, SMALL_AREAS.replace(",U,", ",Q,"))
    assert [(row.line, row.field, row.reason) for row in reading.rejected] == [
        (2, "change_code", "is not one of U, S, M, X")
    ]


def test_a_lookup_of_swapped_columns_is_refused_whole(tmp_path):
    text = csv_text("lsoa21_code | lsoa21_name | ward24_code | ward24_name", "E05013120 | 001B | E01017627 | Abbey")
    with pytest.raises(FileRefused, match="none of its 1 rows can be loaded"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    "heading",
    [
        "lsoa21_code,residents",
        "lsoa21_code,ruc21_code,classification,ruc",
        "lsoa21_code",
        "name,code",
        "LSOA21NM,LAD22NM",
        "",
        "lsoa21_code,ward24_code,colour",
    ],
)
def test_other_tables_are_no_lookups(tmp_path, heading):
    assert not LOOKUP.recognises(deliver(tmp_path, "a.csv", heading + "\n"))


@pytest.mark.parametrize("name", REAL)
def test_real_lookups_against_a_plain_reading_of_them(tmp_path, name):
    delivered = real_file(tmp_path, f"geography/{name}.csv.gz")
    reading = read(tmp_path, delivered.path.read_bytes().decode(), delivered.name)
    with gzip.open(REAL_DATA / f"geography/{name}.csv.gz", "rt", newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert (reading.rows_read, reading.rejected) == (len(rows), [])
    levels = [
        column.removesuffix("_code") for column in rows[0] if column.endswith("_code") and column != "change_code"
    ]
    pairs = {
        (child, row[f"{child}_code"], parent, row[f"{parent}_code"])
        for row in rows
        for one, other in combinations(levels, 2)
        for child, parent in [(one, other) if _order(one) < _order(other) else (other, one)]
    }
    links = rows_of(reading, "area_links", *LINK[:4])
    assert len(links) == len(set(links))
    assert set(links) == pairs
    areas = rows_of(reading, "areas", "level", "code")
    assert sorted(areas) == sorted({(level, row[f"{level}_code"]) for level in levels for row in rows})


def _order(level: str) -> tuple[int, str]:
    return ("lsoa", "ward", "ltla", "csp", "pfa", "fra", "region").index(level.rstrip("0123456789")), level


def test_the_real_changes_of_lsoas(tmp_path):
    reading = LOOKUP.read(real_file(tmp_path, "geography/lookup-lsoa11-lsoa21-ltla22.csv.gz"))
    changes = [row[0] for row in rows_of(reading, "area_links", "change_code") if row[0]]
    assert {change: changes.count(change) for change in "USMX"} == {"U": 33_647, "S": 1_900, "M": 239, "X": 9}
