from datetime import date

import pytest
from reference_files import check_contract, csv_text, deliver, keys_of, rows_of

from saferplan.errors import FileRefused
from saferplan.evidence.sources.nomis import SOURCES

CELLS, AREAS = SOURCES
AGES = ("code", "sex", "age_from", "age_to", "residents")
SMALL_2011 = "2011 super output areas - lower layer"
DISTRICTS_2023 = "local authorities: district / unitary (as of April 2023)"


def read(source, folder, text, name="nomis.csv"):
    delivered = deliver(folder, name, text)
    assert [one for one in SOURCES if one.recognises(delivered)] == [source]
    reading = source.read(delivered)
    check_contract(reading)
    return reading


def estimates(*rows: str) -> str:
    return csv_text(
        '"DATE" | "DATE_NAME" | "GEOGRAPHY_CODE" | "GEOGRAPHY_TYPE" | "GENDER_NAME" | "C_AGE_NAME"'
        ' | "MEASURES_NAME" | "OBS_VALUE"',
        *rows,
    )


def test_mid_year_estimates_by_age_with_totals_and_bands_among_the_cells(tmp_path):
    reading = read(
        CELLS,
        tmp_path,
        estimates(
            f"2020 | 2020 | E01017627 | {SMALL_2011} | Total | All Ages     | Value | 10",
            f"2020 | 2020 | E01017627 | {SMALL_2011} | Total | Aged 0 to 1  | Value | 3",
            f"2020 | 2020 | E01017627 | {SMALL_2011} | Total | Age 0        | Value | 1",
            f"2020 | 2020 | E01017627 | {SMALL_2011} | Total | Age 1        | Value | 2",
            f"2020 | 2020 | E01017627 | {SMALL_2011} | Total | Aged 2+      | Value | 7",
        ),
    )
    assert reading.rows_loaded == 5
    assert rows_of(reading, "population", "edition", "level", "code", "residents", "reference_date") == [
        ("mid-2020-lsoa11", "lsoa11", "E01017627", 10, date(2020, 6, 30))
    ]
    assert rows_of(reading, "population_by_age", *AGES) == [
        ("E01017627", "persons", 0, 0, 1),
        ("E01017627", "persons", 1, 1, 2),
        ("E01017627", "persons", 2, None, 7),
    ]


def test_several_years_and_levels_in_one_file_are_several_editions(tmp_path):
    reading = read(
        CELLS,
        tmp_path,
        estimates(
            f"2020 | 2020 | E06000060 | {DISTRICTS_2023} | Total | All Ages | Value | 547060",
            f"2021 | 2021 | E06000060 | {DISTRICTS_2023} | Total | All Ages | Value | 553100",
            "2021  | 2021 | E12000008 | regions          | Total | All Ages | Value | 9278000",
        ),
    )
    assert rows_of(reading, "population", "edition", "level", "code", "residents") == [
        ("mid-2020-ltla23", "ltla23", "E06000060", 547_060),
        ("mid-2021-ltla23", "ltla23", "E06000060", 553_100),
        ("mid-2021-region", "region", "E12000008", 9_278_000),
    ]


@pytest.mark.parametrize(
    ("year", "code", "level"),
    [
        (2020, "E01017627", "lsoa11"),
        (2022, "E01017627", "lsoa21"),
        (2022, "E06000060", "ltla"),
        (2020, "E02003645", "msoa11"),
    ],
)
def test_the_vintage_where_nomis_was_not_asked_for_it(tmp_path, year, code, level):
    text = csv_text("DATE | GEOGRAPHY_CODE | C_AGE_NAME | OBS_VALUE", f"{year} | {code} | All Ages | 5")
    assert rows_of(read(CELLS, tmp_path, text), "population", "level") == [(level,)]


def test_females_and_males_add_up_to_the_residents_where_no_total_is_given(tmp_path):
    reading = read(
        CELLS,
        tmp_path,
        estimates(
            f"2020 | 2020 | E01017627 | {SMALL_2011} | Female | Aged 0 to 15 | Value | 1",
            f"2020 | 2020 | E01017627 | {SMALL_2011} | Female | Aged 16+     | Value | 2",
            f"2020 | 2020 | E01017627 | {SMALL_2011} | Male   | Aged 0 to 15 | Value | 3",
            f"2020 | 2020 | E01017627 | {SMALL_2011} | Male   | Aged 16+     | Value | 4",
        ),
    )
    assert rows_of(reading, "population", "code", "residents") == [("E01017627", 10)]


def test_ages_that_leave_some_out_add_up_to_nothing(tmp_path):
    row = f"2020 | 2020 | E01017627 | {SMALL_2011} | Total | Aged 65+ | Value | 2"
    reading = read(CELLS, tmp_path, estimates(row))
    assert rows_of(reading, "population", "code") == []
    assert rows_of(reading, "population_by_age", *AGES) == [("E01017627", "persons", 65, None, 2)]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (f"2020 | 2020 | E0101762  | {SMALL_2011} | Total | Age 2 | Value   | 5", "GEOGRAPHY_CODE"),
        (f"20   | 20   | E01017627 | {SMALL_2011} | Total | Age 2 | Value   | 5", "DATE"),
        (f"2020 | 2020 | E01017627 | {SMALL_2011} | Other | Age 2 | Value   | 5", "GENDER_NAME"),
        (f"2020 | 2020 | E01017627 | {SMALL_2011} | Total | Old   | Value   | 5", "C_AGE_NAME"),
        (f"2020 | 2020 | E01017627 | {SMALL_2011} | Total | Age 2 | Percent | 5", "MEASURES_NAME"),
        (f"2020 | 2020 | E01017627 | {SMALL_2011} | Total | Age 2 | Value   |", "OBS_VALUE"),
        (f"2020 | 2020 | E01017627 | {SMALL_2011} | Total | Age 1 | Value   | 5", "GEOGRAPHY_CODE"),
    ],
)
def test_faulty_cells(tmp_path, row, field):
    good = f"2020 | 2020 | E01017627 | {SMALL_2011} | Total | Age 1 | Value | 5"
    reading = read(CELLS, tmp_path, estimates(good, row))
    assert (reading.rows_read, reading.rows_loaded) == (2, 1)
    assert [(one.line, one.field) for one in reading.rejected] == [(3, field)]


def test_estimates_without_a_date_are_refused_with_what_to_do(tmp_path):
    text = csv_text("GEOGRAPHY_CODE | C_AGE_NAME | OBS_VALUE", "E01017627 | All Ages | 5")
    with pytest.raises(FileRefused, match=r"nothing says the year .* Ask Nomis for the column DATE_NAME"):
        read(CELLS, tmp_path, text)


TENURES = [
    ("Total: All households", 10),
    ("Owned", 6),
    ("Owned: Owns outright", 4),
    ("Owned: Owns with a mortgage or loan", 2),
    ("Social rented", 3),
    ("Social rented: Rents from council or Local Authority", 3),
    ("Lives rent free", 1),
]
STORED = [
    ("E01000001", "Lives rent free", 1),
    ("E01000001", "Owned: Owns outright", 4),
    ("E01000001", "Owned: Owns with a mortgage or loan", 2),
    ("E01000001", "Social rented: Rents from council or Local Authority", 3),
    ("E01000001", "all", 10),
]


def test_tenures_from_nomis_without_their_subtotals(tmp_path):
    heading = "DATE | GEOGRAPHY_CODE | C2021_TENURE_9 | C2021_TENURE_9_NAME | OBS_VALUE"
    rows = [f"2021 | E01000001 | {at} | {name} | {n}" for at, (name, n) in enumerate(TENURES)]
    reading = read(CELLS, tmp_path, csv_text(heading, *rows))
    assert keys_of(reading) == [("households", "census-2021-tenure-lsoa21")]
    assert (reading.rows_read, reading.rows_loaded) == (7, 7)
    assert sorted(rows_of(reading, "households", "code", "tenure", "households")) == STORED


def test_tenures_from_ons_get_the_total_that_it_does_not_print(tmp_path):
    heading = (
        "Lower layer Super Output Areas Code | Lower layer Super Output Areas | Tenure of household (9 categories) Code"
    )
    heading += " | Tenure of household (9 categories) | Observation"
    leaves = [(name, n) for name, n in TENURES if ": " in name or name.startswith("Lives")][1:]
    rows = [f"E01000001 | City 001A | {at} | {name} | {n}" for at, (name, n) in enumerate(leaves)]
    reading = read(CELLS, tmp_path, csv_text(heading, "E01000001 | City 001A | -8 | Does not apply | 0", *rows))
    assert sorted(rows_of(reading, "households", "code", "tenure", "households")) == STORED


def test_tenures_with_a_row_an_area(tmp_path):
    heading = ["date", "geography", "geography code", *(f"Tenure of household: {name}" for name, _ in TENURES)]
    row = ["2021", "City of London 001A", "E01000001", *(str(n) for _, n in TENURES)]
    reading = read(AREAS, tmp_path, f"{','.join(heading)}\n{','.join(row)}\n")
    assert (reading.rows_read, reading.rows_loaded) == (1, 1)
    assert sorted(rows_of(reading, "households", "code", "tenure", "households")) == STORED


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            CELLS,
            csv_text(
                "DATE | GEOGRAPHY_CODE | C2021_RESTYPE_3_NAME | OBS_VALUE",
                "2021 | E01000001 | Total: All usual residents | 1474",
                "2021 | E01000001 | Lives in a household | 1470",
            ),
        ),
        (
            CELLS,
            csv_text(
                "Lower layer Super Output Areas Code | Residence type (2 categories) | Observation",
                "E01000001 | Lives in a household | 1470",
                "E01000001 | Lives in a communal establishment | 4",
            ),
        ),
        (
            AREAS,
            csv_text(
                "date | geography | geography code | Residence type: Total; measures: Value"
                " | Residence type: Lives in a household; measures: Value",
                "2021 | City of London 001A | E01000001 | 1474 | 1470",
            ),
        ),
    ],
    ids=["nomis", "ons", "row an area"],
)
def test_residents(tmp_path, source, text):
    reading = read(source, tmp_path, text)
    assert keys_of(reading) == [("population", "census-2021-residents-lsoa21")]
    assert rows_of(reading, "population", "code", "residents", "reference_date") == [
        ("E01000001", 1474, date(2021, 3, 21))
    ]


def test_census_age_and_sex_with_a_row_an_area(tmp_path):
    groups = {"Total": 10, "Aged 4 years and under": 3, "Aged under 1 year": 1, "Aged 5 years and over": 7}
    heading = [f"Sex: {sex}; Age: {age}; measures: Value" for sex in ("All persons", "Female") for age in groups]
    text = csv_text(
        " | ".join(["date", "geography", "geography code", *heading]),
        " | ".join(["2021", "Hartlepool", "E06000001", *(str(n) for n in groups.values()), "5", "1", "0", "4"]),
    )
    reading = read(AREAS, tmp_path, text)
    assert keys_of(reading) == [
        ("population", "census-2021-residents-ltla21"),
        ("population_by_age", "census-2021-age-sex-ltla21"),
    ]
    assert rows_of(reading, "population", "residents") == [(10,)]
    assert rows_of(reading, "population_by_age", *AGES) == [
        ("E06000001", "persons", 0, 4, 3),
        ("E06000001", "persons", 5, None, 7),
        ("E06000001", "female", 0, 4, 1),
        ("E06000001", "female", 5, None, 4),
    ]


def test_columns_that_count_nobody_are_passed_over(tmp_path):
    heading = "geography code | Age: Total; measures: Value | Age: Median age; measures: Value | Sex: Ratio; Age: Total"
    reading = read(AREAS, tmp_path, csv_text(heading, "E06000001 | 10 | 41 | 97"))
    assert rows_of(reading, "population", "code", "residents") == [("E06000001", 10)]
    assert rows_of(reading, "population_by_age", "code") == []


def test_columns_of_two_tables_are_refused(tmp_path):
    text = csv_text("geography code | Age: Total | Tenure of household: Owned", "E06000001 | 1 | 2")
    with pytest.raises(FileRefused, match="the columns mix age and tenure"):
        read(AREAS, tmp_path, text)
