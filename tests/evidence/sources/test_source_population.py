import csv
from datetime import date

import pytest
from reference_files import check_contract, csv_text, deliver, keys_of, ods, real_file, rows_of, xlsx

from saferplan.errors import FileRefused
from saferplan.evidence.sources.population import SOURCES
from saferplan.evidence.sources.reference import near_miss

(POPULATION,) = SOURCES
AGES = ("sex", "age_from", "age_to", "age_group", "residents")
# Ages end at 3+ here, so that a person can check the table; nothing in the reader knows of 90.
BY_AGE = csv_text(
    "lsoa11_name | lsoa11_code | total_population | 0    | 1   | 2   | 3+",
    "Vale 001A   | E01017627   | 10.0             | 1.0  | 2.0 | 3.0 | 4.0",
    "Vale 001B   | E01017628   | 26               | 11   | 0   | 7   | 8",
)


def read(folder, content, name="mid-2020-by-age-lsoa11.csv"):
    delivered = deliver(folder, name, content)
    assert POPULATION.recognises(delivered)
    reading = POPULATION.read(delivered)
    check_contract(reading)
    return reading


def test_totals_and_ages_of_a_year_that_only_the_name_says(tmp_path):
    reading = read(tmp_path, BY_AGE)
    assert keys_of(reading) == [("population", "mid-2020-lsoa11"), ("population_by_age", "mid-2020-lsoa11")]
    assert rows_of(reading, "population", "level", "code", "residents", "reference_date", "source") == [
        ("lsoa11", "E01017627", 10, date(2020, 6, 30), "ONS, mid-2020 population estimates"),
        ("lsoa11", "E01017628", 26, date(2020, 6, 30), "ONS, mid-2020 population estimates"),
    ]
    assert rows_of(reading, "population_by_age", "code", *AGES) == [
        ("E01017627", "persons", 0, 0, "0", 1),
        ("E01017627", "persons", 1, 1, "1", 2),
        ("E01017627", "persons", 2, 2, "2", 3),
        ("E01017627", "persons", 3, None, "3+", 4),
        ("E01017628", "persons", 0, 0, "0", 11),
        ("E01017628", "persons", 1, 1, "1", 0),
        ("E01017628", "persons", 2, 2, "2", 7),
        ("E01017628", "persons", 3, None, "3+", 8),
    ]


def test_a_file_whose_name_says_no_year_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(FileRefused, match=r"nothing says the year .* Name the file .* mid-2020-by-age-lsoa11\.csv"):
        read(tmp_path, BY_AGE, "population.csv")


def test_the_folder_of_an_archive_says_no_year(tmp_path):
    delivered = deliver(tmp_path, "population.csv", BY_AGE)
    delivered = type(delivered)(delivered.path, "mid-2019.zip!mid-2019/population.csv", delivered.released, "0")
    with pytest.raises(FileRefused, match="nothing says the year"):
        POPULATION.read(delivered)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("Vale 001C | E01017629 | 11  | 1 | 2 | 3 | 4", "total_population"),
        ("Vale 001C | E01017629 | 10  | 1 | 2 | x | 4", "2"),
        ("Vale 001C | E01017629 | 9.5 | 1 | 2 | 3 | 3.5", "total_population"),
        ("Vale 001C | E01017629 | 8   | 1 | 2 | 6 | -1", "3+"),
        ("Vale 001C | E06000060 | 10  | 1 | 2 | 3 | 4", "lsoa11_code"),
        ("Vale 001A | E01017627 | 10  | 1 | 2 | 3 | 4", "lsoa11_code"),
        ("Vale 001C | E01017629 | 10  | 1 | 2 | 3", ""),
    ],
)
def test_faulty_rows(tmp_path, row, field):
    reading = read(tmp_path, BY_AGE + csv_text(row))
    assert (reading.rows_read, reading.rows_loaded) == (3, 2)
    assert [(one.line, one.field) for one in reading.rejected] == [(4, field)]
    assert len(rows_of(reading, "population_by_age", "code")) == 8


def test_an_age_that_is_missing_is_named(tmp_path):
    heading = ",".join(["lsoa11_code", "total_population", *(str(age) for age in range(90) if age != 37), "90+"])
    delivered = deliver(tmp_path, "mid-2020.csv", heading + "\n")
    assert not POPULATION.recognises(delivered)
    assert near_miss(delivered) == (
        "line 1: this looks like ONS population estimates by single year of age, but it lacks the columns 37"
    )


MAKERS = pytest.mark.parametrize(("ending", "make"), [("xlsx", xlsx), ("ods", ods)])


@MAKERS
def test_the_workbook_of_ons_with_a_sheet_a_year_and_ages_by_sex(tmp_path, ending, make):
    heading = ["LAD 2023 Code", "LAD 2023 Name", "LSOA 2021 Code", "LSOA 2021 Name", "Total"]
    heading += [f"{sex}{age}" for sex in "FM" for age in range(3)]
    area = ["E06000060", "Buckinghamshire", "E01017627", "Bucks 001A"]
    title = [["Population estimates by single year of age"], ["Office for National Statistics"], []]
    sheets = {
        "Cover sheet": [["Lower layer Super Output Area population estimates"]],
        "Mid-2023 LSOA 2021": [*title, heading, [*area, 21, 1, 2, 3, 4, 5, 6]],
        "Mid-2024 LSOA 2021": [
            *title,
            heading,
            [*area, 27, 2, 3, 4, 5, 6, 7],
            [*area[:2], "E01017628", "x", 9, 1, 1, 1, 1, 1, 1],
        ],
    }
    reading = read(tmp_path, make(sheets), f"sapelsoasyoa20222024.{ending}")
    assert rows_of(reading, "population", "edition", "level", "code", "residents", "reference_date") == [
        ("mid-2023-lsoa21", "lsoa21", "E01017627", 21, date(2023, 6, 30)),
        ("mid-2024-lsoa21", "lsoa21", "E01017627", 27, date(2024, 6, 30)),
    ]
    assert rows_of(reading, "population_by_age", "edition", *AGES)[:6] == [
        ("mid-2023-lsoa21", "female", 0, 0, "0", 1),
        ("mid-2023-lsoa21", "female", 1, 1, "1", 2),
        ("mid-2023-lsoa21", "female", 2, None, "2+", 3),
        ("mid-2023-lsoa21", "male", 0, 0, "0", 4),
        ("mid-2023-lsoa21", "male", 1, 1, "1", 5),
        ("mid-2023-lsoa21", "male", 2, None, "2+", 6),
    ]
    assert [(row.line, row.field) for row in reading.rejected] == [(6, "Total")]
    assert reading.rejected[0].reason == "is not the sum of the ages in its row (sheet Mid-2024 LSOA 2021)"


@MAKERS
def test_the_older_workbook_heads_lsoas_without_their_year(tmp_path, ending, make):
    heading = [
        "LSOA Code",
        "LSOA Name",
        "LA Code (2021 boundaries)",
        "LA name (2021 boundaries)",
        "All Ages",
        0,
        1,
        "2+",
    ]
    rows = [["Mid-2020 Population Estimates"], heading, ["E01017627", "Vale 001A", "E06000060", "Bucks", 6, 1, 2, 3]]
    reading = read(tmp_path, make({"Contents": [["x"]], "Mid-2020 Persons": rows}), f"sape23dt2.{ending}")
    assert rows_of(reading, "population", "edition", "code", "residents") == [("mid-2020-lsoa11", "E01017627", 6)]


def test_a_workbook_without_a_table_of_ages_is_not_ours(tmp_path):
    assert not POPULATION.recognises(deliver(tmp_path, "a.xlsx", xlsx({"Mid-2020": [["LSOA Code", "All Ages"]]})))


@pytest.mark.parametrize(
    ("name", "level", "areas", "residents"),
    [
        ("mid-2020-by-age-lsoa11", "lsoa11", 34_753, 59_719_724),
        ("mid-2017-by-age-lsoa11", "lsoa11", 34_753, 58_744_595),
        ("mid-2020-by-age-ltla21", "ltla21", 331, 59_719_724),
    ],
)
def test_real_estimates_against_a_plain_reading_of_them(tmp_path, name, level, areas, residents):
    folder = "mid-2020-by-age-ltla21.csv.gz" if level == "ltla21" else f"{name}.csv.gz"
    delivered = real_file(tmp_path, f"population/{folder}")
    reading = POPULATION.read(delivered)
    assert (reading.rows_read, reading.rows_loaded, reading.rejected) == (areas, areas, [])
    total, by_age = (piece.rows for piece in reading.slices)
    assert sum(total["residents"].to_pylist()) == residents
    assert by_age.num_rows == areas * 91
    assert by_age["residents"].to_numpy().sum() == residents
    with delivered.path.open(newline="", encoding="utf-8") as stream:
        *_, last = csv.DictReader(stream)
    assert [row["residents"] for row in by_age.slice(by_age.num_rows - 91).to_pylist()] == [
        int(float(last["90+" if age == 90 else str(age)])) for age in range(91)
    ]
    assert set(by_age.slice(by_age.num_rows - 91)["code"].to_pylist()) == {last[f"{level}_code"]}
