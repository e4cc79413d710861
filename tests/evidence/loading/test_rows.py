"""Which rows are loaded, which are rejected and why: tables that can be checked by hand."""

from pathlib import Path

import pytest
from row_reference import judge

from police_files import (
    FORCE,
    MONTH,
    OUTCOMES,
    SLUG,
    STOPS,
    STREET,
    counts,
    csv_text,
    gzip_of,
    load_files,
    name_of,
    outcome_row,
    rows_in,
    statuses,
    stop_row,
    street_row,
    street_rows,
    write,
    write_street,
    zip_of,
)
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading import load as loading
from saferplan.evidence.sources.police_forces import all_forces

AT_SEA = "the coordinates are not on land in the United Kingdom"


def rejected(lake: Lake, files: Path, **changed: str) -> list[tuple[int, str, str]]:
    """(line, field, reason) for a file whose row on line 4 is changed so."""
    rows = [street_row(1), street_row(2), street_row(3, **changed), street_row(4), street_row(5)]
    report = load_files(lake, write(files, csv_text(rows, STREET)))
    assert statuses(report) == {"loaded": 1}
    assert (report.total("rows_read"), report.total("rows_loaded")) == (5, 5 - len(report.rejected))
    return [(row["line"], row["field"], row["reason"]) for row in report.rejected]


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"month": "2024-02"}, "Month", "2024-02 is not 2024-01, the month of this file"),
        ({"month": "2024-13"}, "Month", "2024-13 is not 2024-01, the month of this file"),
        ({"month": "Jan-24"}, "Month", "it is not 2024-01, the month of this file"),
        ({"month": ""}, "Month", "it is empty"),
        ({"force": "Essex Police"}, "Reported by", "Essex Police is not Bedfordshire Police, whose file this is"),
        ({"force": "Beds"}, "Reported by", "it is not Bedfordshire Police, whose file this is"),
        ({"force": ""}, "Reported by", "it is empty"),
        ({"crime_type": "Witchcraft"}, "Crime type", "it is not one that data.police.uk uses"),
        ({"crime_type": "burglary"}, "Crime type", "it is not one that data.police.uk uses"),
        ({"crime_type": ""}, "Crime type", "it is empty"),
        ({"longitude": "0", "latitude": "0"}, "Longitude", AT_SEA),
        ({"longitude": "-10.5"}, "Longitude", AT_SEA),
        ({"latitude": "53.5", "longitude": "-4.9"}, "Longitude", AT_SEA),
        ({"latitude": "-0.4", "longitude": "52.1"}, "Longitude", AT_SEA),
        ({"latitude": "1e308"}, "Longitude", AT_SEA),
        ({"latitude": "nan"}, "Longitude", AT_SEA),
        ({"latitude": "inf", "longitude": "-inf"}, "Longitude", AT_SEA),
        ({"longitude": "W 0.4"}, "Longitude", "the coordinates are not two numbers"),
        ({"longitude": ""}, "Longitude", "the coordinates are not two numbers"),
        ({"latitude": ""}, "Longitude", "the coordinates are not two numbers"),
        ({"lsoa_code": "E01"}, "LSOA code", "it is no code of an area"),
        ({"lsoa_code": "E02000001"}, "LSOA code", "E02000001 is no code of an LSOA"),
        ({"lsoa_code": "S01006514"}, "LSOA code", "S01006514 is no code of an LSOA"),
    ],
)  # fmt: skip
def test_a_bad_cell_rejects_its_row_alone(changed: dict[str, str], field: str, reason: str, lake: Lake, files: Path):
    assert rejected(lake, files, **changed) == [(4, field, reason)]
    assert counts(lake) == {("bedfordshire", "2024-01"): 4}


@pytest.mark.parametrize(
    "changed",
    [
        {"crime_id": ""},
        {"crime_id": "the same as another's"},
        {"longitude": "", "latitude": "", "location": "No Location", "lsoa_code": "", "lsoa_name": ""},
        {"location": "", "last_outcome_category": ""},
        {"location": 'On or near Bull "Ring", Example & Sons'},
        {"location": "Près de l'église, 東京, \N{PILE OF POO}"},
        {"location": "  spaces  "},
        {"location": "=cmd|' /C calc'!A0"},
        {"lsoa_code": "W01001598", "longitude": "-2.99", "latitude": "51.58"},
        {"falls_within": "Essex Police"},
        {"context": "anything"},
    ],
)
def test_what_may_be_so_is_loaded_as_it_is(changed: dict[str, str], lake: Lake, files: Path):
    text = csv_text([street_row(1), street_row(2, **changed)], STREET)
    load_files(lake, write(files, text))
    assert rows_in(lake) == judge(text, SLUG, MONTH, FORCE).good
    assert rows_in(lake).total() == 2


def test_a_row_becomes_one_of_the_lake(lake: Lake, files: Path):
    row = street_row(
        crime_id="ab12",
        longitude="-0.4660",
        latitude="52.1360",
        location="On or near High Street",
        lsoa_code="E01017400",
        crime_type="Vehicle crime",
        last_outcome_category="Under investigation",
    )
    load_files(lake, write(files, csv_text([row], STREET)))
    assert list(rows_in(lake)) == [
        ("2024-01", "bedfordshire", "ab12", "vehicle-crime", -0.466, 52.136, "On or near High Street", "E01017400",
         "Under investigation")
    ]  # fmt: skip


def test_an_outcome_becomes_one_of_the_lake(lake: Lake, files: Path):
    rows = [outcome_row(1), outcome_row(2, outcome_type=""), outcome_row(3, month="2023-01")]
    report = load_files(lake, write(files, csv_text([*rows, outcome_row(4)], OUTCOMES), name_of(kind="outcomes")))
    assert next(iter(rows_in(lake, "outcomes"))) == (
        "2024-01", "bedfordshire", f"{1:064x}", "Offender given a caution", -0.4001, 52.1001, "E01017401"
    )  # fmt: skip
    assert [(row["line"], row["field"]) for row in report.rejected] == [(3, "Outcome type"), (4, "Month")]


@pytest.mark.parametrize(
    ("date", "is_loaded"),
    [
        ("2024-01-01T00:00:00+00:00", True),
        ("2024-01-31T23:59:59+00:00", True),
        ("2024-02-01T00:00:00+00:00", False),
        ("2023-12-31T23:59:59+00:00", False),
        ("2024-01-31", True),
        ("2024-01-31 10:00:00", True),
        ("20240131", False),
        ("2024-1-31", False),
        ("2024-01-32T10:00:00+00:00", False),
        ("soon", False),
        ("", False),
    ],
)
def test_a_stop_belongs_to_the_month_of_its_date(date: str, is_loaded: bool, lake: Lake, files: Path):
    text = csv_text([stop_row(1), stop_row(2, date=date)], STOPS)
    report = load_files(lake, write(files, text, name_of(kind="stop-and-search")), purpose="disproportionality")
    assert report.total("rows_loaded") == 1 + is_loaded
    assert [(row["line"], row["field"]) for row in report.rejected] == ([] if is_loaded else [(3, "Date")])


def test_in_summer_the_month_of_a_stop_begins_an_hour_earlier_in_utc(lake: Lake, files: Path):
    """The publisher gives times in UTC and files them by the local date."""
    dates = [
        "2023-06-30T22:59:59+00:00",
        "2023-06-30T23:00:00+00:00",
        "2023-07-31T22:59:59+00:00",
        "2023-07-31T23:00:00+00:00",
    ]
    text = csv_text([stop_row(n, date=date) for n, date in enumerate(dates)], STOPS)
    name = name_of("2023-07", kind="stop-and-search")
    report = load_files(lake, write(files, text, name), purpose="disproportionality")
    assert [row["line"] for row in report.rejected] == [2, 5]


def test_a_point_north_of_the_border_of_a_cell_is_in_the_next(lake: Lake, files: Path):
    """The edge of the land in the reviewed file: row 497 (49.7 to 49.8 degrees) has land from -6.5 to -6.2 degrees."""
    points = [("-6.5", "49.7"), ("-6.11", "49.7"), ("-6.10", "49.7"), ("-6.5", "49.69"), ("-6.51", "49.7")]
    rows = [street_row(n, longitude=lon, latitude=lat) for n, (lon, lat) in enumerate(points)]
    text = csv_text([*rows, *street_rows(5)], STREET)
    report = load_files(lake, write(files, text))
    assert [row["line"] for row in report.rejected] == list(judge(text, SLUG, MONTH, FORCE).bad)
    assert 2 not in [row["line"] for row in report.rejected]
    assert {5, 6} <= {row["line"] for row in report.rejected}


# ---- lines


def test_duplicates_are_kept(lake: Lake, files: Path):
    asb = street_row(3)
    assert asb["Crime ID"] == ""
    load_files(lake, write(files, csv_text([asb, asb, street_row(1), street_row(1)], STREET)))
    assert sorted(rows_in(lake).values()) == [2, 2]


def test_blank_and_short_and_long_lines_are_rejected_with_their_numbers(lake: Lake, files: Path):
    lines = csv_text(street_rows(8), STREET).splitlines()
    lines[3] = ""
    lines[5] = lines[5].rsplit(",", 1)[0]
    lines[7] += ",more"
    lines.insert(9, "   ")
    report = load_files(lake, write(files, "\n".join(lines) + "\n"))
    assert [(row["line"], row["reason"]) for row in report.rejected] == [
        (4, "the line is empty"),
        (6, "the row has 11 cells, not 12"),
        (8, "the row has 13 cells, not 12"),
        (10, "the row has 1 cells, not 12"),
    ]
    assert (report.total("rows_read"), report.total("rows_loaded")) == (9, 5)


def test_empty_cells_behind_the_last_column_are_no_fault(lake: Lake, files: Path):
    """Spreadsheets leave them."""
    lines = csv_text(street_rows(8), STREET).splitlines()
    lines[2] += ","
    lines[3] += ',,""'
    lines[4] += ", "
    report = load_files(lake, write(files, "\n".join(lines) + "\n"))
    assert [(row["line"], row["reason"]) for row in report.rejected] == [(5, "the row has 13 cells, not 12")]


@pytest.mark.parametrize("end", ["\n\n", "\n\n\n", "\r\n\r\n", "\n \n"])
def test_blank_lines_at_the_end_are_lines_too(end: str, lake: Lake, files: Path):
    report = load_files(lake, write(files, csv_text(street_rows(8), STREET).removesuffix("\n") + end))
    assert report.total("rows_loaded") == 8
    assert report.total("rows_rejected") == end.count("\n") - 1


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("has_end", [True, False])
@pytest.mark.parametrize("quotes", ["none", "heading", "cells"])
def test_the_same_file_in_other_dress_has_the_same_rows(
    newline: str, mark: str, has_end: bool, quotes: str, lake: Lake, files: Path
):
    plain = csv_text(street_rows(9), STREET)
    lines = plain.splitlines()
    if quotes == "heading":
        lines[0] = ",".join(f'"{cell}"' for cell in STREET)
    if quotes == "cells":
        lines[1:] = [",".join(f'"{cell}"' for cell in line.split(",")) for line in lines[1:]]
    text = mark + newline.join(lines) + (newline if has_end else "")
    report = load_files(lake, write(files, text))
    assert (report.total("rows_loaded"), report.total("rows_rejected")) == (9, 0)
    assert rows_in(lake) == judge(plain, SLUG, MONTH, FORCE).good


def test_a_load_of_files_that_end_their_lines_in_different_ways_loses_none(lake: Lake, files: Path):
    months = [f"2023-{number:02d}" for number in range(1, 13)]
    for number, month in enumerate(months):
        text = csv_text(street_rows(10 + number, month=month), STREET, newline="\r\n" if number % 2 else "\n")
        write(files, text if number % 3 else "\ufeff" + text, name_of(month))
    report = load_files(lake, files)
    assert report.total("rows_loaded") == sum(10 + number for number in range(12))
    assert counts(lake) == {("bedfordshire", month): 10 + number for number, month in enumerate(months)}


def test_lines_of_both_ends_in_one_file_lose_nothing(lake: Lake, files: Path):
    lines = csv_text(street_rows(40), STREET).splitlines()
    text = "".join(line + ("\r\n" if number % 3 else "\n") for number, line in enumerate(lines))
    load_files(lake, write(files, text))
    assert rows_in(lake) == judge("\n".join(lines), SLUG, MONTH, FORCE).good


def test_columns_in_another_order_and_without_those_that_are_not_needed(lake: Lake, files: Path):
    rows = street_rows(9)
    fewer = [column for column in reversed(STREET) if column not in ("Falls within", "LSOA name", "Context")]
    write(files, csv_text(rows, fewer))
    load_files(lake, files)
    assert rows_in(lake) == judge(csv_text(rows, STREET), SLUG, MONTH, FORCE).good


def test_headings_with_spaces_around_them(lake: Lake, files: Path):
    text = csv_text(street_rows(3), STREET).replace("Month,", " Month ,", 1)
    assert statuses(load_files(lake, write(files, text))) == {"loaded": 1}
    assert statuses(load_files(Lake(files.parent / "other"), write(files, text, "copy.csv"))) == {"loaded": 1}


# ---- names and packings


@pytest.mark.parametrize(
    "folder",
    ["with space", "it's", 'a "quote"', "semi;colon", "per%20cent", "Ünï-東京", "brackets [1]", "st*r", "que?tion",
     "hash#", "a=b", "month=2020-01", "back\\slash", "bang!", "braces {a,b}", "new\nline", "tab\t", "-dash"],
)  # fmt: skip
def test_any_name_of_a_file_or_its_folder_will_do(folder: str, lake: Lake, files: Path):
    path = write(files / folder, csv_text(street_rows(4), STREET), f"{folder} street.csv")
    report = load_files(lake, path)
    assert statuses(report) == {"loaded": 1}
    assert report.files[0].path == str(path)
    assert rows_in(lake) == judge(csv_text(street_rows(4), STREET), SLUG, MONTH, FORCE).good


def test_a_name_with_a_pattern_in_it_stands_for_itself_alone(lake: Lake, files: Path):
    write(files, csv_text(street_rows(4), STREET), "a*.csv")
    write(files, csv_text(street_rows(7, month="2024-02"), STREET), "ab.csv")
    write(files, csv_text(street_rows(5, month="2024-03"), STREET), "[a]b.csv")
    assert statuses(load_files(lake, files)) == {"loaded": 3}
    assert counts(lake) == {
        ("bedfordshire", "2024-01"): 4,
        ("bedfordshire", "2024-02"): 7,
        ("bedfordshire", "2024-03"): 5,
    }


def test_a_name_that_is_no_text_is_shown_as_far_as_it_is(lake: Lake, files: Path):
    path = Path(str(files) + "/caf\udce9.csv")
    path.write_text(csv_text(street_rows(4), STREET))
    report = load_files(lake, path)
    assert statuses(report) == {"loaded": 1}
    assert report.files[0].path == f"{files}/caf\N{REPLACEMENT CHARACTER}.csv"


def test_a_plain_file_that_is_called_a_packed_one_is_read_as_it_is(lake: Lake, files: Path):
    path = write(files, csv_text(street_rows(4), STREET), name_of() + ".gz")
    assert statuses(load_files(lake, path)) == {"loaded": 1}


@pytest.mark.parametrize("packing", ["zip", "gz", "zip without an ending"])
def test_packed_files_hold_the_same_rows(packing: str, lake: Lake, files: Path):
    text = csv_text(street_rows(12), STREET)
    if packing == "gz":
        path = gzip_of(files / (name_of() + ".gz"), text)
        called = str(path)
    else:
        path = zip_of(files / ("download.zip" if packing == "zip" else "download"), {f"2024-01/{name_of()}": text})
        called = f"{path}!2024-01/{name_of()}"
    report = load_files(lake, path)
    assert [file.path for file in report.files] == [called]
    assert rows_in(lake) == judge(text, SLUG, MONTH, FORCE).good
    assert not (lake.root / ".staging").exists()


def test_a_relative_path_will_do(lake: Lake, files: Path, monkeypatch: pytest.MonkeyPatch):
    write_street(files, street_rows(3))
    monkeypatch.chdir(files)
    load_files(Lake(Path("../lake")), Path())
    assert counts(lake) == {("bedfordshire", "2024-01"): 3}


# ---- reasons hold no content


SECRET = "Pat Example, born 1985-03-12, 07700 900123"


@pytest.mark.parametrize("column", STREET)
@pytest.mark.parametrize("secret", [SECRET, "1985-03-12", "12/03/1985", "AB123456C", "pat@example.org", "E01 Pat"])
def test_no_reason_repeats_what_a_cell_holds(column: str, secret: str, lake: Lake, files: Path):
    rows = street_rows(6)
    rows[3] |= {column: secret}
    report = load_files(lake, write(files, csv_text(rows, STREET)))
    told = str(report.as_record()) + str(rows_in(lake, "rejected"))
    assert secret not in told
    assert not [word for word in ("Pat", "1985", "07700", "AB12") if word in told]


def test_no_reason_repeats_cells_that_have_slipped_into_other_columns(lake: Lake, files: Path):
    rows = street_rows(8)
    lines = csv_text(rows, STREET).splitlines()
    for shift in range(1, 4):
        cells = [f"Pat Example {n}" for n in range(12)]
        lines[shift + 1] = ",".join(cells[shift:] + lines[shift + 1].split(",")[:shift])
    report = load_files(lake, write(files, "\n".join(lines) + "\n"))
    assert len(report.rejected) == 3
    assert "Pat" not in str(report.rejected) + str(report.as_record())


def test_only_names_of_forces_codes_and_months_are_shown(lake: Lake, files: Path):
    rows = street_rows(10)
    rows[0] |= {"Month": "2023-12"}
    rows[1] |= {"Reported by": "Thames Valley Police"}
    rows[2] |= {"LSOA code": "E09000001"}
    report = load_files(lake, write(files, csv_text(rows, STREET)))
    assert [row["reason"].split()[0] for row in report.rejected] == ["2023-12", "Thames", "E09000001"]


@pytest.mark.parametrize("force", [force.name for force in all_forces() if force.name != FORCE])
def test_every_force_can_be_named_in_a_reason(force: str, lake: Lake, files: Path):
    assert rejected(lake, files, force=force)[0][2].startswith(f"{force} is not ")


# ---- lookups


@pytest.fixture
def with_lookups(lake: Lake, files: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """A lake whose lookups know E01017400 to E01017407; the number of a whole country's codes is lowered to that."""
    codes = [f"E01{number:06d}" for number in range(17400, 17408)]
    text = "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM,LAD22NMW\n" + "".join(
        f"{code},Bedford,{code},Bedford,U,E06000055,Bedford,\n" for code in codes
    )
    monkeypatch.setattr(loading, "LSOAS_PUBLISHED", {"lsoa11": 8, "lsoa21": 8})
    report = load_files(lake, write(files.parent / "lookup", text, "lookup.csv"))
    assert statuses(report) == {"loaded": 1}, report.files
    return lake


def test_with_a_whole_lookup_a_code_that_it_lacks_is_rejected(with_lookups: Lake, files: Path):
    rows = [*street_rows(5), street_row(6, lsoa_code="E01017408"), street_row(7, lsoa_code="")]
    report = load_files(with_lookups, write(files, csv_text(rows, STREET)))
    assert [(row["line"], row["field"], row["reason"]) for row in report.rejected] == [
        (7, "LSOA code", "E01017408 is in no lookup that is loaded")
    ]


def test_a_lookup_of_a_part_of_the_country_proves_no_code_unknown(
    with_lookups: Lake, files: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(loading, "LSOAS_PUBLISHED", {"lsoa11": 34_753, "lsoa21": 35_672})
    rows = [*street_rows(5), street_row(6, lsoa_code="E01017408")]
    assert load_files(with_lookups, write(files, csv_text(rows, STREET))).rejected == []


def test_a_lookup_in_the_same_command_counts(lake: Lake, files: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(loading, "LSOAS_PUBLISHED", {"lsoa11": 1, "lsoa21": 1})
    write(files, "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM,LAD22NMW\n"
                 "E01017401,Bedford,E01017401,Bedford,U,E06000055,Bedford,\n", "z lookup.csv")  # fmt: skip
    write(files, csv_text([street_row(1), street_row(2)], STREET), "a.csv")
    assert [row["line"] for row in load_files(lake, files).rejected] == [3]
