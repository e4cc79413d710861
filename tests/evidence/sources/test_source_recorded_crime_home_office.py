import pytest
from reference_files import check_contract, csv_text, deliver, keys_of, ods, rows_of, xlsx

from saferplan.errors import FileRefused
from saferplan.evidence.sources.recorded_crime_home_office import SOURCES
from saferplan.evidence.sources.reference import near_miss

(HOME_OFFICE,) = SOURCES
OLD = "Financial Year | Quarter | Force Name | CSP Name"
NEW = "Financial Year | Financial Quarter | Police Force | CSP Name"
OFFENCE = "Offence Description | Offence Group | Offence Subgroup | Offence Code"
ASSAULT = "Assault with injury | Violence against the person | Violence with injury | 8N"
FIELDS = (
    "period",
    "level",
    "code",
    "name",
    "force_name",
    "offence_group",
    "offence_subgroup",
    "offence_code",
    "offence",
    "offences",
)


def read(folder, content, name="prc-csp.csv"):
    delivered = deliver(folder, name, content)
    assert HOME_OFFICE.recognises(delivered)
    reading = HOME_OFFICE.read(delivered)
    check_contract(reading)
    return reading


@pytest.mark.parametrize(
    "heading", [f"{OLD} | {OFFENCE} | Number of Offences", f"{NEW} | {OFFENCE} | Offence Count"], ids=["old", "new"]
)
def test_an_edition_for_each_quarter(tmp_path, heading):
    reading = read(
        tmp_path,
        csv_text(
            heading,
            f"2023/24 | 1 | Thames Valley | Wycombe | {ASSAULT} | 120",
            f"2023/24 | 4 | Thames Valley | Unassigned Thames Valley | {ASSAULT} | 3",
            f'2023/24 | 1 | Kent | Medway | {ASSAULT} | "1,204"',
        ),
    )
    assert keys_of(reading) == [
        ("recorded_crime", "home-office-csp:2023-24-q1"),
        ("recorded_crime", "home-office-csp:2023-24-q4"),
    ]
    offence = ("Violence against the person", "Violence with injury", "8N", "Assault with injury")
    assert rows_of(reading, "recorded_crime", *FIELDS) == [
        ("2023-04..2023-06", "csp", None, "Wycombe", "Thames Valley", *offence, 120),
        ("2023-04..2023-06", "csp", None, "Medway", "Kent", *offence, 1204),
        ("2024-01..2024-03", "unassigned", None, "Unassigned Thames Valley", "Thames Valley", *offence, 3),
    ]


@pytest.mark.parametrize(
    ("year", "quarter", "period"),
    [
        ("2023/24", "Q1", "2023-04..2023-06"),
        ("2023-24", "2", "2023-07..2023-09"),
        ("2023_24", "3", "2023-10..2023-12"),
        ("2023/2024", "4", "2024-01..2024-03"),
        ("2099/00", "1", "2099-04..2099-06"),
    ],
)
def test_years_and_quarters_as_they_have_been_printed(tmp_path, year, quarter, period):
    text = csv_text(f"{OLD} | {OFFENCE} | Number of Offences", f"{year} | {quarter} | Kent | Medway | {ASSAULT} | 1")
    assert rows_of(read(tmp_path, text), "recorded_crime", "period") == [(period,)]


def test_a_quarter_can_take_back_more_than_it_adds(tmp_path):
    text = csv_text(f"{NEW} | {OFFENCE} | Offence Count", f"2023/24 | 1 | Kent | Medway | {ASSAULT} | -2")
    assert rows_of(read(tmp_path, text), "recorded_crime", "offences") == [(-2,)]


@pytest.mark.parametrize(("ending", "make"), [("xlsx", xlsx), ("ods", ods)])
def test_the_workbook_with_a_sheet_a_year_behind_cover_and_notes(tmp_path, ending, make):
    heading = [cell.strip() for cell in f"{NEW} | {OFFENCE} | Offence Count".split("|")]
    assault = [cell.strip() for cell in ASSAULT.split("|")]
    fraud = ["Fraud", "Fraud offences", "Fraud", 53]
    sheets = {
        "Cover_sheet": [["Police recorded crime Community Safety Partnership open data"], ["Home Office"]],
        "Notes": [["Note", "Text"], [1, "Figures are subject to revision"]],
        "2022_23": [heading, ["2022/23", 4, "Kent", "Medway", *assault, 7]],
        "2023_24": [
            heading,
            ["2023/24", 1, "Kent", "Medway", *fraud, 9],
            ["2023/24", 5, "Kent", "Medway", *assault, 1],
        ],
    }
    reading = read(tmp_path, make(sheets), f"prc-csp.{ending}")
    assert (reading.rows_read, reading.rows_loaded) == (3, 2)
    assert rows_of(reading, "recorded_crime", "edition", "period", "offence_code", "offences") == [
        ("home-office-csp:2022-23-q4", "2023-01..2023-03", "8N", 7),
        ("home-office-csp:2023-24-q1", "2023-04..2023-06", "53", 9),
    ]
    (rejected,) = reading.rejected
    assert (rejected.line, rejected.field) == (3, "Financial Quarter")
    assert rejected.reason == "is not a quarter from 1 to 4 (sheet 2023_24)"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (f"2023/25 | 1 | Kent | Medway | {ASSAULT} | 1", "Financial Year"),
        (f"2023 | 1 | Kent | Medway | {ASSAULT} | 1", "Financial Year"),
        (f"2023/24 | 0 | Kent | Medway | {ASSAULT} | 1", "Quarter"),
        (f"2023/24 | 1 | Kent | | {ASSAULT} | 1", "CSP Name"),
        (f"2023/24 | 1 | Kent | Medway | {ASSAULT} | some", "Number of Offences"),
        (f"2023/24 | 1 | Kent | Medway | {ASSAULT} |", "Number of Offences"),
        (f"2023/24 | 1 | Kent | Medway | {ASSAULT}", ""),
    ],
)
def test_faulty_rows(tmp_path, row, field):
    good = f"2023/24 | 2 | Kent | Medway | {ASSAULT} | 1"
    reading = read(tmp_path, csv_text(f"{OLD} | {OFFENCE} | Number of Offences", good, row))
    assert [(one.line, one.field) for one in reading.rejected] == [(3, field)]


def test_the_table_of_forces_lacks_the_partnership(tmp_path):
    delivered = deliver(
        tmp_path, "prc-pfa.csv", csv_text(f"{NEW.replace(' | CSP Name', '')} | {OFFENCE} | Offence Count")
    )
    assert not HOME_OFFICE.recognises(delivered)
    said = near_miss(delivered)
    assert said is not None
    assert said.endswith("lacks the columns csp name")


def test_a_workbook_of_which_no_row_is_right_is_refused(tmp_path):
    text = csv_text(f"{OLD} | {OFFENCE} | Number of Offences", f"last | 1 | Kent | Medway | {ASSAULT} | 1")
    with pytest.raises(FileRefused, match="Financial Year is not a financial year such as 2023/24"):
        read(tmp_path, text)


def test_a_large_file_is_read_whole(tmp_path):
    rows = [
        f"2023/24,{1 + at % 4},Kent,CSP {at % 300},Assault,Violence,With injury,8N,{at % 50}" for at in range(60_000)
    ]
    heading = csv_text(f"{OLD} | {OFFENCE} | Number of Offences")
    reading = read(tmp_path, heading + "\n".join(rows) + "\n")
    assert reading.rows_loaded == 60_000
    assert [piece.rows.num_rows for piece in reading.slices] == [15_000] * 4
    total = sum(sum(piece.rows["offences"].to_pylist()) for piece in reading.slices)
    assert total == sum(at % 50 for at in range(60_000))
