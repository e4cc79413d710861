import pytest
from reference_files import check_contract, csv_text, deliver, keys_of, real_file, rows_of

from saferplan.evidence.sources.rural_urban import SOURCES

(RURAL_URBAN,) = SOURCES
COPY = csv_text(
    "lsoa21_code | ruc21_code | classification                                | ruc",
    "E01000001   | UN1        | Urban: Nearer to a major town or city         | Urban",
    "E01017627   | RSN1       | Smaller rural: Nearer to a major town or city | Rural",
)
ONS = csv_text(
    "\ufeffLSOA21CD | LSOA21NM  | RUC21CD | RUC21NM                                       | Urban_rural_flag| ObjectId",
    "E01000001     | City 001A | UN1     | Urban: Nearer to a major town or city         | Urban            | 1",
    "E01017627     | Bucks     | RSN1    | Smaller rural: Nearer to a major town or city | Rural            | 2",
)


def read(folder, text):
    delivered = deliver(folder, "ruc.csv", text)
    assert RURAL_URBAN.recognises(delivered)
    reading = RURAL_URBAN.read(delivered)
    check_contract(reading)
    return reading


@pytest.mark.parametrize("text", [COPY, ONS], ids=["copy", "ons"])
def test_classes_and_whether_they_are_rural(tmp_path, text):
    reading = read(tmp_path, text)
    assert keys_of(reading) == [("rural_urban", "ruc21-lsoa21")]
    assert rows_of(reading, "rural_urban", "level", "code", "class_code", "class_name", "rural") == [
        ("lsoa21", "E01000001", "UN1", "Urban: Nearer to a major town or city", False),
        ("lsoa21", "E01017627", "RSN1", "Smaller rural: Nearer to a major town or city", True),
    ]


def test_the_classification_of_2011_has_no_flag_but_titles(tmp_path):
    reading = read(
        tmp_path,
        csv_text(
            "LSOA11CD  | LSOA11NM  | RUC11CD | RUC11",
            "E01000001 | City 001A | A1      | Urban major conurbation",
            "E01017627 | Vale 001A | D1      | Rural town and fringe",
        ),
    )
    assert keys_of(reading) == [("rural_urban", "ruc11-lsoa11")]
    assert rows_of(reading, "rural_urban", "code", "rural") == [("E01000001", False), ("E01017627", True)]


def test_faulty_rows(tmp_path):
    reading = read(
        tmp_path,
        COPY
        + csv_text(
            "E0100000    | UN1        | Urban | Urban",
            "E01000003   |            | Urban | Urban",
            "E01000004   | UN1        | Urban | Suburban",
            "E01000001   | UN1        | Urban | Urban",
        ),
    )
    assert (reading.rows_read, reading.rows_loaded) == (6, 2)
    assert [(row.line, row.field) for row in reading.rejected] == [
        (4, "lsoa21_code"),
        (5, "ruc21_code"),
        (6, "ruc"),
        (7, "lsoa21_code"),
    ]


def test_the_real_classification(tmp_path):
    reading = RURAL_URBAN.read(real_file(tmp_path, "geography/ruc21-lsoa21.csv.gz"))
    assert (reading.rows_read, reading.rejected) == (35_672, [])
    rural = rows_of(reading, "rural_urban", "class_code", "rural")
    assert sum(one for _, one in rural) == 2_127 + 1_735 + 1_232 + 1_021
    assert {code[0] for code, one in rural if one} == {"R"}
    assert {code[0] for code, one in rural if not one} == {"U"}
