from collections import defaultdict

import pytest
from reference_files import check_contract, deliver, keys_of, ods, real_file, rows_of, xlsx

from saferplan.errors import FileRefused
from saferplan.evidence.sources.recorded_crime_ons import SOURCES
from saferplan.evidence.sources.reference import near_miss

(ONS,) = SOURCES
TITLE = "Table C2: Number of police recorded crimes for headline offences by area, year ending June 2025 [note 1]"
NOTES = ["Some shorthand is used in this table. [x] indicates data are unavailable.", "Link to Notes page"]
HEADING = [
    "Police Force\nArea code",
    "Police Force\nArea name",
    "Community Safety\nPartnership code",
    "Community Safety\nPartnership name",
    "Local Authority code",
    "Local Authority name",
    "Total recorded crime\n (excluding fraud)",
    "Violence against the person [note 2]",
]
ROWS = [
    ["E23000029", "Thames Valley", "", "", "", "", "171,148 ", "62,993 "],
    ["E23000029", "Thames Valley", "E22000303", "Aylesbury Vale", "E06000060", "Buckinghamshire", "11,654 ", "4,683 "],
    ["E23000029", "Thames Valley", "E22000318", "Wycombe", "E06000060", "Buckinghamshire", "11,416 ", "[x]"],
    ["E23000029", "Thames Valley ", "", "Unassigned Thames Valley ", "", "", "7 ", "0 "],
    ["E23000012", "Humberside [note 4]", "", "", "", "", "92,817 ", "38,047 "],
]
AREA = ("level", "code", "name", "force_name")
EXPECTED = [
    ("pfa", "E23000029", "Thames Valley", "Thames Valley", 171_148, 62_993),
    ("csp", "E22000303", "Aylesbury Vale", "Thames Valley", 11_654, 4_683),
    ("csp", "E22000318", "Wycombe", "Thames Valley", 11_416, None),
    ("unassigned", None, "Unassigned Thames Valley", "Thames Valley", 7, 0),
    ("pfa", "E23000012", "Humberside", "Humberside", 92_817, 38_047),
]


def as_csv(title=TITLE, rows=ROWS, heading=HEADING) -> str:
    table = [[title], *([note] for note in NOTES), heading, *rows]
    padded = [row + [""] * (len(heading) - len(row)) for row in table]
    return "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in padded)


def read(folder, content, name="table-c2.csv"):
    delivered = deliver(folder, name, content)
    assert ONS.recognises(delivered)
    reading = ONS.read(delivered)
    check_contract(reading)
    return reading


def wide(reading) -> list[tuple]:
    total, violence = "Total recorded crime (excluding fraud)", "Violence against the person"
    found = rows_of(reading, "recorded_crime", *AREA, "offence_group", "offences")
    assert {row[-2] for row in found} == {total, violence}
    by_group = {group: [row for row in found if row[-2] == group] for group in (total, violence)}
    return [(*one[:4], one[-1], other[-1]) for one, other in zip(by_group[total], by_group[violence], strict=True)]


def test_the_table_as_published_with_title_and_note_rows(tmp_path):
    reading = read(tmp_path, as_csv())
    assert (reading.rows_read, reading.rejected) == (5, [])
    assert keys_of(reading) == [("recorded_crime", "ons-table-c2:2024-07..2025-06")]
    assert wide(reading) == EXPECTED
    assert {row[0] for row in rows_of(reading, "recorded_crime", "period")} == {"2024-07..2025-06"}
    assert set(rows_of(reading, "recorded_crime", "offence", "offence_code")) == {(None, None)}


@pytest.mark.parametrize(("ending", "make"), [("xlsx", xlsx), ("ods", ods)])
def test_the_same_sheet_in_the_workbook_among_others(tmp_path, ending, make):
    numbers = [
        [*row[:6], *(int(cell.replace(",", "")) if "[" not in cell else cell for cell in row[6:])] for row in ROWS
    ]
    rates = [["Table C3: Rate per 1,000 population, year ending June 2025"], HEADING, [*ROWS[0][:6], 66.1, 24.3]]
    sheets = {
        "Contents": [["Recorded crime by Community Safety Partnership"]],
        "Table C3": rates,
        "Table C2": [[TITLE], [NOTES[0]], HEADING, *numbers, ["Source: Home Office"]],
    }
    reading = read(tmp_path, make(sheets), f"csptables.{ending}")
    assert wide(reading) == EXPECTED


@pytest.mark.parametrize(
    ("ending", "period"),
    [("March 2024", "2023-04..2024-03"), ("December 2023", "2023-01..2023-12"), ("June 2025", "2024-07..2025-06")],
)
def test_the_period_is_the_year_that_ends_as_the_title_says(tmp_path, ending, period):
    reading = read(tmp_path, as_csv(TITLE.replace("June 2025", ending)))
    assert {row[0] for row in rows_of(reading, "recorded_crime", "period")} == {period}


def test_a_row_without_any_figure_is_unknown_not_zero(tmp_path):
    slip = ["E23000032", "Surrey", "", "unassigned Surrey", "", "", "", ""]
    reading = read(tmp_path, as_csv(rows=[*ROWS, slip]))
    assert wide(reading)[-1] == ("unassigned", None, "unassigned Surrey", "Surrey", None, None)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (["E23000029", "Thames Valley", "E22000304", "Cherwell", "", "", "", "5"], HEADING[6]),
        (["E23000029", "Thames Valley", "E22000304", "Cherwell", "", "", "many", "5"], HEADING[6]),
        (["E23000029", "Thames Valley", "E22000304", "Cherwell", "", "", "-1", "5"], HEADING[6]),
        (
            ["E23000029", "Thames Valley", "E06000060", "Cherwell", "", "", "1", "5"],
            "Community Safety Partnership code",
        ),
        (["E23000029", "Thames Valley", "E22000304", "", "", "", "1", "5"], "Community Safety Partnership name"),
        (["Kent", "Kent", "", "", "", "", "1", "5"], "Police Force Area code"),
        (["E23000029", "", "E22000304", "Cherwell", "", "", "1", "5"], "Police Force Area name"),
        (
            ["E23000029", "Thames Valley", "E22000303", "Aylesbury Vale", "", "", "1", "5"],
            "Community Safety Partnership name",
        ),
    ],
)
def test_faulty_rows(tmp_path, row, field):
    reading = read(tmp_path, as_csv(rows=[*ROWS, row]))
    assert (reading.rows_read, reading.rows_loaded) == (6, 5)
    (rejected,) = reading.rejected
    # Title, two notes, a heading over six lines and five rows stand above.
    assert (rejected.line, rejected.field) == (15, " ".join(field.split()))


def test_rates_and_tables_without_a_year_are_refused(tmp_path):
    for title in (TITLE.replace("Number", "Rate per 1,000 population"), "Table C2"):
        with pytest.raises(FileRefused, match="Load Table C2 with its title rows"):
            read(tmp_path, as_csv(title))


def test_a_table_of_forces_alone_is_not_ours(tmp_path):
    assert not ONS.recognises(
        deliver(tmp_path, "a.csv", as_csv(heading=["Area code", "Area name", *HEADING[4:], "", ""]))
    )


def test_a_heading_without_the_partnerships_code_is_nearly_ours(tmp_path):
    heading = [*HEADING[:2], "CSP code", *HEADING[3:]]
    workbook = xlsx({"Table C2": [[TITLE], heading, *ROWS]})
    said = near_miss(deliver(tmp_path, "c2.xlsx", workbook))
    assert said is not None
    assert said.startswith("sheet Table C2: this looks like ONS recorded crime")
    assert "community safety partnership code" in said


def test_the_real_table_forces_are_the_sum_of_their_partnerships_and_what_is_unassigned(tmp_path):
    reading = ONS.read(real_file(tmp_path, "recorded_crime/ons-table-c2-csp-year-ending-june-2025.csv"))
    check_contract(reading)
    assert (reading.rows_read, reading.rejected) == (399, [])
    forces: dict[tuple, int] = {}
    parts: dict[tuple, int] = defaultdict(int)
    rows = rows_of(reading, "recorded_crime", "level", "code", "force_name", "offence_group", "offences")
    for level, _, force, group, offences in rows:
        if level == "pfa":
            forces[force, group] = offences
        else:
            parts[force, group] += offences or 0
    assert len(forces) == 42 * 23
    assert {key: total for key, total in parts.items() if key[0] != "City of London"} == forces
    figures = {(code, group): offences for _, code, _, group, offences in rows if code}
    assert figures["E22000353", "Total recorded crime (excluding fraud)"] == 15_470
    assert len({code for level, code, *_ in rows if level == "csp"}) == 314
    assert {code for level, code, *_ in rows if level == "unassigned"} == {None}
