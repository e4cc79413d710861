import csv

import pytest
from reference_files import check_contract, deliver, keys_of, real_file, rows_of

from saferplan.errors import FileRefused
from saferplan.evidence.sources.deprivation import EVERY_DOMAIN, SOURCES
from saferplan.evidence.sources.reference import near_miss

(DEPRIVATION,) = SOURCES
COPIED = ("IMD", "Income", "Employment", "Education", "Health", "Crime", "Housing_and_Services", "Environment")
OF_MHCLG = (
    "Index of Multiple Deprivation (IMD)",
    "Income",
    "Employment",
    "Education, Skills and Training",
    "Health Deprivation and Disability",
    "Crime",
    "Barriers to Housing and Services",
    "Living Environment",
)
RANKS = [29199, 32831, 32742, 32842, 32113, 32662, 7319, 7789]
DECILES = [9, 10, 10, 10, 10, 10, 3, 3]
SCORES = [6.208, 0.007, 0.010, 0.024, -2.061, -1.831, 25.0, 31.2]


def copied(area="lsoa11_code", scores=False, code="E01000001", ranks=RANKS, deciles=DECILES):
    measures = [("decile", deciles), ("rank", ranks), *([("score", SCORES)] if scores else [])]
    heading = [area, *(f"{domain}_{measure}" for measure, _ in measures for domain in COPIED)]
    cells = [code, *(f"{float(one)}" for _, values in measures for one in values)]
    return ",".join(heading) + "\n" + ",".join(cells) + "\n"


def file_7(year_of_areas, year_of_authorities):
    """As MHCLG heads its File 7: score, rank and decile of each domain, then indices that are passed over."""
    heading = [f"LSOA code ({year_of_areas})", f"LSOA name ({year_of_areas})"]
    heading += [f"Local Authority District {part} ({year_of_authorities})" for part in ("code", "name")]
    cells = ["E01000001", "City of London 001A", "E09000001", "City of London"]
    others = ("Income Deprivation Affecting Children Index (IDACI)", "Geographical Barriers Sub-domain")
    for domain, rank, decile, score in zip(
        (*OF_MHCLG, *others), [*RANKS, 1, 1], [*DECILES, 1, 1], [*SCORES, 1, 1], strict=True
    ):
        heading += [
            f"{domain} Score" + (" (rate)" if domain in ("Income", "Employment") else ""),
            f"{domain} Rank (where 1 is most deprived)",
            f"{domain} Decile (where 1 is most deprived 10% of LSOAs)",
        ]
        cells += [str(score), str(rank), str(decile)]
    quoted = ",".join(f'"{one}"' for one in [*heading, "Total population: mid 2015 (excluding prisoners)"])
    return f"{quoted}\n{','.join([*cells, '1296'])}\n"


def read(folder, text, name="imd.csv"):
    delivered = deliver(folder, name, text)
    assert DEPRIVATION.recognises(delivered)
    reading = DEPRIVATION.read(delivered)
    check_contract(reading)
    return reading


def test_a_copy_with_ranks_and_deciles_alone(tmp_path):
    reading = read(tmp_path, copied())
    assert keys_of(reading) == [("deprivation", "imd2019")]
    assert rows_of(reading, "deprivation", "level", "code", "domain", "rank", "decile", "score") == [
        ("lsoa11", "E01000001", domain, rank, decile, None)
        for domain, rank, decile in zip(EVERY_DOMAIN, RANKS, DECILES, strict=True)
    ]


@pytest.mark.parametrize(
    ("areas", "authorities", "edition", "level"),
    [(2011, 2013, "imd2015", "lsoa11"), (2011, 2019, "imd2019", "lsoa11"), (2021, 2024, "imd2025", "lsoa21")],
)
def test_file_7_as_published(tmp_path, areas, authorities, edition, level):
    reading = read(tmp_path, file_7(areas, authorities))
    assert keys_of(reading) == [("deprivation", edition)]
    assert rows_of(reading, "deprivation", "level", "domain", "rank", "decile", "score") == [
        (level, *row) for row in zip(EVERY_DOMAIN, RANKS, DECILES, SCORES, strict=True)
    ]


def test_ranks_go_to_the_number_of_areas_of_their_edition(tmp_path):
    beyond_2019 = [*RANKS[:-1], 32_845]
    with pytest.raises(FileRefused, match="Environment_rank is not a whole number from 1 to 32,844"):
        read(tmp_path, copied(ranks=beyond_2019))
    assert read(tmp_path, copied("lsoa21_code", ranks=beyond_2019)).rows_loaded == 1


def test_faulty_rows(tmp_path):
    good = copied("lsoa21_code", scores=True)
    line = good.splitlines()[1]
    faulty = [
        line.replace("E01000001", "W01000001"),
        line.replace("E01000001", "E01000002").replace(",9.0,", ",11.0,", 1),
        line.replace("E01000001", "E01000003").replace("29199.0", "29199.5"),
        line.replace("E01000001", "E01000004").replace("6.208", "x"),
        line,
    ]
    reading = read(tmp_path, good + "\n".join(faulty) + "\n")
    assert (reading.rows_read, reading.rows_loaded) == (6, 1)
    assert [(row.line, row.field) for row in reading.rejected] == [
        (3, "lsoa21_code"),
        (4, "IMD_decile"),
        (5, "IMD_rank"),
        (6, "IMD_score"),
        (7, "lsoa21_code"),
    ]


def test_a_renamed_column_is_named(tmp_path):
    delivered = deliver(tmp_path, "imd.csv", copied("lsoa21_code", scores=True).replace("Crime_rank", "Crime_ranking"))
    assert not DEPRIVATION.recognises(delivered)
    assert near_miss(delivered) == (
        "line 1: this looks like English Indices of Deprivation, but it lacks the columns Crime_rank"
        " (Crime_ranking may be Crime_rank)"
    )


def test_indices_of_older_areas_are_refused(tmp_path):
    with pytest.raises(FileRefused, match="other years than 2011 and 2021"):
        read(tmp_path, copied("lsoa01_code"))


@pytest.mark.parametrize(
    ("name", "edition", "areas", "scored"),
    [("imd2019-england-lsoa11", "imd2019", 32_844, False), ("imd2025-england-lsoa21", "imd2025", 33_755, True)],
)
def test_real_indices_against_a_plain_reading_of_them(tmp_path, name, edition, areas, scored):
    delivered = real_file(tmp_path, f"deprivation/{name}.csv.gz")
    reading = DEPRIVATION.read(delivered)
    check_contract(reading)
    assert (keys_of(reading), reading.rows_read, reading.rejected) == ([("deprivation", edition)], areas, [])
    with delivered.path.open(newline="") as stream:
        expected = {row[next(iter(row))]: row for row in csv.DictReader(stream)}
    found = rows_of(reading, "deprivation", "code", "rank", "decile", "score", "domain")
    overall = [row for row in found if row[-1] == "imd"]
    assert len(found) == areas * 8
    assert {code: (rank, decile) for code, rank, decile, *_ in overall} == {
        code: (int(float(row["IMD_rank"])), int(float(row["IMD_decile"]))) for code, row in expected.items()
    }
    assert all((score is not None) == scored for *_, score, _ in found)
