"""`saferplan coverage` as a user meets it: the marks, the records, the rejected rows, the past."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import pytest

from police_files import NOW, load_files, street_row, street_rows, write, write_street
from saferplan.cli import main
from saferplan.evidence.lake import Lake

KEYS = ["publisher", "publisher_name", "month", "presence", "rows_loaded", "rows_rejected", "released", "suspicious"]
MAY = datetime(2024, 5, 1)


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """Bedfordshire from November 2023 to March 2024: whole, in part, missing, far too low, whole."""
    monkeypatch.setenv("SAFERPLAN_LAKE", str(tmp_path / "lake"))
    lake, files = Lake(tmp_path / "lake"), tmp_path / "files"
    write_street(files, street_rows(40, month="2023-11"), released=MAY)
    bad = street_row(9, month="2023-12", crime_type="Witchcraft")
    write_street(files, [*street_rows(40, month="2023-12"), bad], released=MAY)
    write_street(files, street_rows(3, month="2024-02"), released=MAY)
    load_files(lake, files)
    write_street(files, street_rows(42, month="2024-03"), released=MAY)
    load_files(lake, files, now=NOW.replace(year=2027))
    return lake


def out(capsys: pytest.CaptureFixture, *words: str) -> str:
    assert main(["coverage", *words]) == 0
    return capsys.readouterr().out


def test_a_line_a_force_and_year_with_a_mark_a_month(lake: Lake, capsys: pytest.CaptureFixture):
    assert out(capsys).splitlines() == [
        "# present  / some rows rejected  . missing  ! far below the months around it; January to December",
        "bedfordshire             2023            #/",
        "bedfordshire             2024  .!#",
        "bedfordshire 2024-02: 3 rows, where the months around it have about 40",
    ]


def test_json_is_a_list_of_records(lake: Lake, capsys: pytest.CaptureFixture):
    records = json.loads(out(capsys, "--json"))
    assert [list(record) for record in records] == [KEYS] * 5
    assert records[1] == {
        "publisher": "bedfordshire",
        "publisher_name": "Bedfordshire Police",
        "month": "2023-12",
        "presence": "partial",
        "rows_loaded": 40,
        "rows_rejected": 1,
        "released": "2024-05-01T00:00:00",
        "suspicious": "",
    }
    assert records[2] == records[1] | {
        "month": "2024-01",
        "presence": "missing",
        "rows_loaded": None,
        "rows_rejected": None,
        "released": "",
    }
    assert records[3]["suspicious"] == "3 rows, where the months around it have about 40"


def test_csv_has_the_same_records(lake: Lake, capsys: pytest.CaptureFixture):
    rows = list(csv.DictReader(io.StringIO(out(capsys, "--csv"))))
    records = json.loads(out(capsys, "--json"))
    assert rows == [{key: "" if value is None else str(value) for key, value in one.items()} for one in records]


def test_one_publisher_or_several(lake: Lake, capsys: pytest.CaptureFixture):
    words = ["--publisher", "kent", "--publisher", "essex", "--json"]
    assert {record["publisher"] for record in json.loads(out(capsys, *words))} == {"essex", "kent"}
    assert {record["presence"] for record in json.loads(out(capsys, *words))} == {"missing"}


def test_an_unknown_publisher_is_told_with_near_ones(lake: Lake, capsys: pytest.CaptureFixture):
    assert main(["coverage", "--publisher", "bedforshire"]) == 5
    assert "Did you mean bedfordshire" in capsys.readouterr().err


def test_the_rejected_rows_are_listed(lake: Lake, capsys: pytest.CaptureFixture):
    (record,) = json.loads(out(capsys, "--rejected", "--json"))
    assert list(record) == ["extract_id", "file", "line", "field", "reason"]
    assert (record["line"], record["field"]) == (42, "Crime type")
    assert record["file"].endswith("2023-12-bedfordshire-street.csv")
    assert out(capsys, "--rejected", "--csv").splitlines()[0] == "extract_id,file,line,field,reason"
    assert out(capsys, "--rejected").splitlines()[1].split()[1:] == (
        ["42", "Crime", "type", "it", "is", "not", "one", "that", "data.police.uk", "uses"]
    )
    assert json.loads(out(capsys, "--rejected", "--json", "--publisher", "essex")) == []


def test_a_file_name_is_no_formula_in_csv(lake: Lake, tmp_path: Path, capsys: pytest.CaptureFixture, monkeypatch):
    from police_files import STREET, csv_text

    monkeypatch.chdir(tmp_path)
    rows = [*street_rows(3, month="2024-04"), street_row(9, month="2024-04", crime_type="Witchcraft")]
    write(tmp_path, csv_text(rows, STREET), "=cmd.csv")
    main(["load", "=cmd.csv"])
    capsys.readouterr()
    assert "'=cmd.csv" in [row["file"] for row in csv.DictReader(io.StringIO(out(capsys, "--rejected", "--csv")))]


def test_the_lake_as_it_stood(lake: Lake, capsys: pytest.CaptureFixture):
    months = [record["month"] for record in json.loads(out(capsys, "--json", "--as-at", "2026-12-31"))]
    assert months == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert main(["coverage", "--as-at", "2020-01-01"]) == 6
    assert "no data is loaded at 2020-01-01" in capsys.readouterr().err
    assert main(["coverage", "--as-at", "yesterday"]) == 2


def test_an_empty_lake_6(tmp_path: Path, capsys: pytest.CaptureFixture):
    assert main(["coverage", "--lake", str(tmp_path / "none"), "--json"]) == 6
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.endswith("no data is loaded. Load files with: saferplan load PATH\n")


def test_where_nothing_was_rejected_or_no_police_file_loaded_that_is_said(tmp_path: Path, capsys, monkeypatch):
    lake = Lake(tmp_path / "lake")
    monkeypatch.setenv("SAFERPLAN_LAKE", str(lake.root))
    lookup = (
        "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM,LAD22NMW\n"
        "E01017401,Bedford,E01017401,Bedford,U,E06000055,Bedford,\n"
    )
    load_files(lake, write(tmp_path / "files", lookup, "lookup.csv"))
    assert main(["coverage"]) == 0
    assert capsys.readouterr() == ("", "Note: no police data is loaded.\n")
    assert main(["coverage", "--rejected"]) == 0
    assert capsys.readouterr() == ("", "Note: no row was rejected.\n")
    assert json.loads(out(capsys, "--json")) == []
    assert out(capsys, "--csv") == ",".join(KEYS) + "\n"
