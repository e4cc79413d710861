import csv
from collections import defaultdict
from datetime import date

import pytest
from reference_files import check_contract, csv_text, deliver, keys_of, real_file, rows_of

from saferplan.errors import FileRefused
from saferplan.evidence.sources.census import AGE_SEX, SOURCES

RESIDENTS, TENURE, AGE_AND_SEX = SOURCES
CENSUS_DAY = date(2021, 3, 21)
TENURES = csv_text(
    "lsoa21_code | households | tenure                | n",
    "E01000001   | 10         | Owned: Owns outright  | 4",
    "E01000001   | 10         | Lives rent free       | 1",
    "E01000001   | 10         | Social rented: Other  | 5",
    "E01000002   | 3          | Owned: Owns outright  | 3",
)


def read(source, folder, text):
    delivered = deliver(folder, "census.csv", text)
    assert [one for one in SOURCES if one.recognises(delivered)] == [source]
    reading = source.read(delivered)
    check_contract(reading)
    return reading


def test_residents(tmp_path):
    reading = read(RESIDENTS, tmp_path, csv_text("lsoa21_code | residents", "E01000001 | 1474", "E01000002 | 1386.0"))
    assert keys_of(reading) == [("population", "census-2021-residents-lsoa21")]
    assert rows_of(reading, "population", "level", "code", "residents", "reference_date", "source") == [
        ("lsoa21", "E01000001", 1474, CENSUS_DAY, "ONS, Census 2021: usual residents"),
        ("lsoa21", "E01000002", 1386, CENSUS_DAY, "ONS, Census 2021: usual residents"),
    ]


def test_faulty_rows_of_residents(tmp_path):
    rows = ["E01000001 | 5", "E01000002 |", "E0100000 | 5", "E01000001 | 6", "E01000003"]
    reading = read(RESIDENTS, tmp_path, csv_text("lsoa21_code | residents", *rows))
    assert [(row.line, row.field) for row in reading.rejected] == [
        (3, "residents"),
        (4, "lsoa21_code"),
        (5, "residents"),
        (6, ""),
    ]


def test_tenures_and_their_total_once_for_each_area(tmp_path):
    reading = read(TENURE, tmp_path, TENURES)
    assert (reading.rows_read, reading.rows_loaded) == (4, 4)
    assert keys_of(reading) == [("households", "census-2021-tenure-lsoa21")]
    assert sorted(rows_of(reading, "households", "code", "tenure", "households")) == [
        ("E01000001", "Lives rent free", 1),
        ("E01000001", "Owned: Owns outright", 4),
        ("E01000001", "Social rented: Other", 5),
        ("E01000001", "all", 10),
        ("E01000002", "Owned: Owns outright", 3),
        ("E01000002", "all", 3),
    ]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("Lives rent free,1", "Lives rent free,2", [2, 3, 4]),
        ("E01000001,10,Lives", "E01000001,11,Lives", [3]),
        ("Lives rent free,1", "Lives rent free,x", [2, 3, 4]),
        ("E01000001,10,Lives rent free,1\n", "", [2, 3]),
        ("E01000001,10,Lives rent free", "E01000001,10,", [2, 3, 4]),
    ],
    ids=["sum", "total", "no number", "tenure missing", "tenure unnamed"],
)
def test_an_area_whose_tenures_do_not_add_up_is_left_out(tmp_path, old, new, lines):
    reading = read(TENURE, tmp_path, TENURES.replace(old, new))
    assert [row.line for row in reading.rejected][: len(lines)] == lines
    if len(lines) > 1:
        assert {row[0] for row in rows_of(reading, "households", "code")} == {"E01000002"}


AGE_SEX_TABLE = csv_text(
    " | ".join(["ltla21_code", *AGE_SEX]),
    "E06000001 | 92347 | 47656 | 9038 | 29161 | 5307 | 44691 | 9532 | 27298 | 5024",
)


def test_age_and_sex_without_the_group_that_counts_the_youngest_twice(tmp_path):
    text = AGE_SEX_TABLE
    reading = read(AGE_AND_SEX, tmp_path, text)
    assert keys_of(reading) == [
        ("population", "census-2021-residents-ltla21"),
        ("population_by_age", "census-2021-age-sex-ltla21"),
    ]
    assert rows_of(reading, "population", "code", "residents") == [("E06000001", 92_347)]
    assert rows_of(reading, "population_by_age", "sex", "age_from", "age_to", "age_group", "residents") == [
        ("female", 0, None, "all ages", 47_656),
        ("female", 16, 64, "16 to 64", 29_161),
        ("female", 65, 74, "65 to 74", 5_307),
        ("male", 0, None, "all ages", 44_691),
        ("male", 16, 64, "16 to 64", 27_298),
        ("male", 65, 74, "65 to 74", 5_024),
    ]


def test_sexes_that_do_not_add_up_are_rejected(tmp_path):
    with pytest.raises(FileRefused, match="total_population is not the sum of females and males"):
        read(AGE_AND_SEX, tmp_path, AGE_SEX_TABLE.replace("92347", "92348"))


def test_the_real_residents(tmp_path):
    reading = RESIDENTS.read(real_file(tmp_path, "population/census-2021-residents-lsoa21.csv.gz"))
    assert (reading.rows_read, reading.rejected) == (35_672, [])
    assert sum(row[0] for row in rows_of(reading, "population", "residents")) == 59_597_576


def test_the_real_tenures_against_a_plain_reading_of_them(tmp_path):
    delivered = real_file(tmp_path, "population/census-2021-tenure-lsoa21.csv.gz")
    reading = TENURE.read(delivered)
    assert (reading.rows_read, reading.rejected) == (285_376, [])
    expected: dict[str, int] = defaultdict(int)
    with delivered.path.open(newline="") as stream:
        for row in csv.DictReader(stream):
            expected[row["tenure"]] += int(row["n"])
            expected["all"] += int(row["n"])
    found: dict[str, int] = defaultdict(int)
    for tenure, households in rows_of(reading, "households", "tenure", "households"):
        found[tenure] += households
    assert found == expected


def test_what_the_real_groups_of_age_are(tmp_path):
    """The reason for leaving 'younger' out and calling 'older' 65 to 74: they are, held against mid-2020 by age."""
    groups = real_file(tmp_path, "population/census-2021-age-sex-ltla21.csv")
    estimates = real_file(tmp_path, "population/mid-2020-by-age-ltla21.csv.gz")
    with groups.path.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    summed = {
        name: sum(float(row[f"{name}_{sex}s"]) for row in rows for sex in ("female", "male"))
        for name in ("younger", "working_age", "older")
    }
    with estimates.path.open(newline="") as stream:
        ages = [float(0)] * 91
        for row in csv.DictReader(stream):
            ages = [sum_ + float(row["90+" if age == 90 else str(age)]) for age, sum_ in enumerate(ages)]
    assert summed["working_age"] == pytest.approx(sum(ages[16:65]), rel=0.02)
    assert summed["older"] == pytest.approx(sum(ages[65:75]), rel=0.02)
    assert summed["older"] < 0.6 * sum(ages[65:])
    assert summed["younger"] > 1.01 * sum(ages[:16])
