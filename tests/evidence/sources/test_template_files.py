"""Every template: its own examples, and each kind of bad cell on a template of every kind of column."""

from datetime import datetime

import pytest
from reference_files import check_contract, csv_text, deliver, keys_of, ods, rows_of, xlsx

from saferplan.errors import FileRefused
from saferplan.evidence.loading.recognition import REFERENCE_SOURCES
from saferplan.evidence.sources.template import EXAMPLE, all_templates, template_named
from saferplan.evidence.sources.template_files import EXAMPLE_FAULT, read
from saferplan.evidence.tables import ALL_TABLES, TYPES

TEMPLATES = list(all_templates().values())
OFFENCES = template_named("offence-records")
HEADING = (
    "record_id | source | month | offence_code | from_time | to_time | easting | northing | longitude | latitude"
    " | lsoa_code | is_domestic | crime_type"
)
GOOD = (
    "A1 | Police | 2024-07 | 28E | 2024-07-05T08:30 | 2024-07-05 | 481234.5 | 213456 | | | E01017627 | yes | burglary"
)


def offences(folder, *rows, heading=HEADING, name="offences.csv"):
    reading = read(OFFENCES, deliver(folder, name, csv_text(heading, *rows)))
    check_contract(reading)
    return reading


def without_marks(template):
    return template.as_csv().replace(f"{EXAMPLE} ", "")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_a_template_is_whole(template):
    first = template.columns[0]
    assert first.required
    assert TYPES[first.kind] == TYPES["text"]
    assert len(template.examples) >= 2
    assert set(template.unique) <= set(template.headings)
    by = set(template.table.replaced_by)
    assert by == {"edition"} or by <= set(template.required)
    assert all(TYPES[column.kind] == TYPES["text"] for column in template.columns if column.name in by)
    assert set(template.headings) | ({"edition"} & by) == set(template.table.column_names)
    assert template.table.purposes or not template.table.is_restricted


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_examples_are_refused_as_they_stand(tmp_path, template):
    with pytest.raises(FileRefused, match=EXAMPLE_FAULT):
        read(template, deliver(tmp_path, "new.csv", template.as_csv()))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.name)
def test_examples_without_their_mark_are_sound_and_of_one_format(tmp_path, template):
    delivered = deliver(tmp_path, "new.csv", without_marks(template))
    assert [one.format for one in REFERENCE_SOURCES if one.recognises(delivered)] == [f"{template.name} (template)"]
    reading = read(template, delivered)
    check_contract(reading)
    assert (reading.rows_loaded, reading.rejected, reading.note) == (len(template.examples), [], "")


def test_an_example_among_real_rows_is_rejected(tmp_path):
    reading = offences(tmp_path, f"EXAMPLE {GOOD}", GOOD)
    assert [(one.line, one.field, one.reason) for one in reading.rejected] == [(2, "record_id", EXAMPLE_FAULT)]
    assert reading.rows_loaded == 1


def test_values_by_type(tmp_path):
    reading = offences(tmp_path, GOOD)
    wanted = ("record_id", "from_time", "to_time", "easting", "longitude", "is_domestic", "outcome")
    assert rows_of(reading, "offence_records", *wanted) == [
        ("A1", datetime(2024, 7, 5, 8, 30), datetime(2024, 7, 5, 23, 59, 59), 481234.5, None, True, None)
    ]


def test_a_slice_for_each_source_and_month(tmp_path):
    other = GOOD.replace("A1", "A2").replace("2024-07 ", "2024-08 ")
    reading = offences(tmp_path, GOOD, other, GOOD.replace("A1", "A3"))
    assert keys_of(reading) == [("offence_records", "Police", "2024-07"), ("offence_records", "Police", "2024-08")]
    assert [piece.rows["record_id"].to_pylist() for piece in reading.slices] == [["A1", "A3"], ["A2"]]


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("A1", "", "record_id", "is empty"),
        ("2024-07 ", "2024-13 ", "month", "is not a month such as 2024-07"),
        ("28E", "", "offence_code", "is empty"),
        ("2024-07-05T08:30", "7/5/24 08:30", "from_time", "is not a local time"),
        ("2024-07-05T08:30", "2024-07-05T25:30", "from_time", "is not a local time"),
        ("2024-07-05T08:30", "2024-07-05T08:30Z", "from_time", "is not a local time"),
        ("2024-07-05T08:30", "2024-02-30", "from_time", "is not a local time"),
        ("2024-07-05 ", "2024-07-04 ", "to_time", "is before or below from_time"),
        ("481234.5", "SU8123", "easting", "is not a number from 0 to 700,000"),
        ("481234.5", "4812345", "easting", "is not a number from 0 to 700,000"),
        ("481234.5", "-1", "easting", "is not a number from 0 to 700,000"),
        ("481234.5", "", "easting", "is empty, and goes together with northing"),
        ("213456 | ", "213456 | -0.8", "latitude", "is empty, and goes together with longitude"),
        ("E01017627", "E06000060", "lsoa_code", "is not the code of a lower layer super output area"),
        ("yes", "maybe", "is_domestic", "is neither yes nor no"),
        ("burglary", "Burglary!", "crime_type", "is not a name of small letters"),
        (" | burglary", "", "", "the row has 12 cells and the heading 13"),
    ],
)
def test_a_bad_cell_costs_its_row_alone(tmp_path, old, new, field, reason):
    assert old in GOOD
    reading = offences(tmp_path, GOOD, GOOD.replace("A1", "A2").replace(old if old != "A1" else "A2", new))
    assert [(one.line, one.field) for one in reading.rejected] == [(3, field)]
    assert reason in reading.rejected[0].reason
    assert (reading.rows_read, reading.rows_loaded) == (2, 1)


def test_no_reason_repeats_the_cell(tmp_path):
    reading = offences(tmp_path, GOOD, GOOD.replace("A1", "A2").replace("yes", "Mr Bloggs"))
    assert "Bloggs" not in reading.rejected[0].reason


def test_a_record_may_come_once_in_a_file(tmp_path):
    reading = offences(tmp_path, GOOD, GOOD)
    assert [(one.line, one.reason) for one in reading.rejected] == [
        (3, "was given by an earlier row of the file already")
    ]


def test_places_are_optional_and_columns_too(tmp_path):
    reading = offences(
        tmp_path,
        "A1 | Police | 2024-07 | 28E | 2024-07-05",
        heading="record_id | source | month | offence_code | from_time",
    )
    assert rows_of(reading, "offence_records", "easting", "latitude", "lsoa_code", "to_time") == [(None,) * 4]
    assert reading.note == ""


def test_columns_that_the_template_lacks_are_named_and_not_loaded(tmp_path):
    reading = offences(tmp_path, f"{GOOD} | J Bloggs", heading=f"{HEADING} | Victim")
    assert reading.note == "not in the template, so not loaded: Victim"
    assert "victim" not in str(reading.slices[0].rows.schema).lower()


@pytest.mark.parametrize("workbook", [xlsx, ods])
def test_workbooks_with_a_cover_sheet(tmp_path, workbook):
    heading, row = HEADING.split(" | "), [cell.strip() for cell in GOOD.split("|")]
    row[4] = "2024-07-05 08:30:00"  # as a workbook's own times arrive
    content = workbook({"Cover": [["Offences"]], "Records": [["Extract of July"], heading, row, ["EXAMPLE", *row[1:]]]})
    delivered = deliver(tmp_path, "offences.bin", content)
    assert [one.format for one in REFERENCE_SOURCES if one.recognises(delivered)] == ["offence-records (template)"]
    reading = read(OFFENCES, delivered)
    assert [(one.line, one.field) for one in reading.rejected] == [(4, "record_id")]
    assert "(sheet Records)" in reading.rejected[0].reason
    assert rows_of(reading, "offence_records", "from_time") == [(datetime(2024, 7, 5, 8, 30),)]


def test_a_heading_in_capitals_is_known(tmp_path):
    reading = offences(tmp_path, GOOD, heading=HEADING.upper())
    assert reading.rows_loaded == 1


def test_tables_of_templates_are_in_the_contract():
    assert {one.table.name for one in TEMPLATES} <= set(ALL_TABLES)
