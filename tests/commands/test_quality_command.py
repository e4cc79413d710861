"""`saferplan quality` as an analyst meets it: a partner's file judged, and the workbook for its sender."""

import gzip
import io
import json
import stat
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from saferplan.cli import main
from saferplan.evidence.lake import Lake
from saferplan.evidence.partners.keeping import keep
from saferplan.evidence.partners.profile_file import read_profile

PROFILE = """
feed = "harbour-homes-asb"
version = 1
agency = "Harbour Homes"
agency_kind = "landlord"
kind = "asb"
title = "ASB cases of Harbour Homes"
source = "Harbour Homes, monthly list of ASB cases"
retention_months = 36

[columns]
reference = "Case Ref"
reported_time = "Opened"
outcome = "Status"
"victim.full_name" = "Tenant"
"""
LIST = """Case Ref,Opened,Status,Tenant
A1,03/01/2024,Closed,Ann Synthetic
A2,32/01/2024,Open,Secretia Synthetic
A3,05/01/2024,=cmd,Bea Synthetic
"""


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    monkeypatch.setenv("SAFERPLAN_LAKE", str(tmp_path / "lake"))
    keep(Lake(tmp_path / "lake"), read_profile(PROFILE, "test"))
    return Lake(tmp_path / "lake")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "january.csv"
    path.write_text(LIST)
    return path


def test_a_file_is_judged_without_anything_being_loaded(lake, file, capsys):
    assert main(["quality", str(file)]) == 0
    printed = capsys.readouterr().out
    assert "Rows that cannot be used: 1 of 3." in printed
    assert "line 3: Opened is not a past time" in printed
    assert "Secretia" not in printed
    assert printed.count("of which it takes 9 to say anything") == 1
    assert not lake.snapshot_or_empty().has("partner_incidents")


def test_the_document_holds_all_of_it_and_no_cell_of_the_file(lake, file, capsys):
    assert main(["quality", str(file), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["feed"], document["earlier_extracts"]) == ("harbour-homes-asb", 0)
    assert [one["line"] for one in document["rows_to_mend"]] == [3]
    assert "Synthetic" not in json.dumps(document)


def test_the_workbook_repeats_the_row_for_its_sender_alone(lake, file, tmp_path, capsys):
    out = tmp_path / "report.xlsx"
    assert main(["quality", str(file), "--out", str(out)]) == 0
    assert "repeats 1 row of the file; only you can read it" in capsys.readouterr().err
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    book = CalamineWorkbook.from_object(io.BytesIO(out.read_bytes()))
    assert book.get_sheet_by_name("Rows to mend").to_python()[1][-4:] == [
        "A2",
        "32/01/2024",
        "Open",
        "Secretia Synthetic",
    ]


def test_a_report_that_is_there_is_not_written_over(lake, file, tmp_path, capsys):
    out = tmp_path / "report.xlsx"
    out.write_text("precious")
    assert main(["quality", str(file), "--out", str(out)]) == 2
    assert "the file is there already" in capsys.readouterr().err
    assert out.read_text() == "precious"
    assert main(["quality", str(file), "--out", str(out / "report.xlsx")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_feed_without_extracts_is_named(lake, capsys):
    assert main(["quality", "harbour-homes-asb"]) == 5
    assert "no extract of a feed called 'harbour-homes-asb' is loaded" in capsys.readouterr().err


def test_a_renamed_column_is_told_with_the_closest(lake, file, capsys):
    file.write_text(LIST.replace("Opened", "Opened on"))
    assert main(["quality", str(file)]) == 4
    assert "the column 'Opened' is not in it, the closest is 'Opened on'" in capsys.readouterr().err


@pytest.fixture
def folder(file, tmp_path) -> Path:
    """Two lists, and one that lacks a column."""
    inner = tmp_path / "lists"
    inner.mkdir()
    for name, text in [("january", LIST), ("february", LIST), ("march", LIST.replace("Opened", "Opened on"))]:
        (inner / f"{name}.csv").write_text(text)
    return inner


def test_several_files_are_judged_each_on_its_own(lake, folder, tmp_path, capsys):
    reports = tmp_path / "reports"
    assert main(["quality", str(folder), "--out-folder", str(reports)]) == 4
    told = capsys.readouterr()
    assert told.out.count("Rows that cannot be used: 1 of 3.") == 2
    assert "march.csv: the column 'Opened' is not in it" in told.err
    assert sorted(one.name for one in reports.iterdir()) == [
        "harbour-homes-asb-february.xlsx",
        "harbour-homes-asb-january.xlsx",
    ]
    assert stat.S_IMODE(reports.stat().st_mode) == 0o700


def test_several_reports_are_one_document(lake, folder, capsys):
    assert main(["quality", str(folder), "harbour-homes-asb", "--json"]) == 5
    document = json.loads(capsys.readouterr().out)
    assert len(document["reports"]) == 2
    assert [one["file"].endswith("march.csv") for one in document["refused"]] == [False, True]


def test_a_folder_that_cannot_be_made_is_told(lake, file, capsys):
    assert main(["quality", str(file), "--out-folder", str(file / "reports")]) == 2
    assert "the folder cannot be made" in capsys.readouterr().err


def test_several_reports_do_not_fit_into_one_file(lake, folder, tmp_path, capsys):
    out = tmp_path / "report.xlsx"
    assert main(["quality", str(folder), "--out", str(out)]) == 2
    assert "Give a folder with --out-folder" in capsys.readouterr().err
    assert main(["quality", str(folder), "--out", str(out), "--out-folder", str(tmp_path)]) == 2
    assert not out.exists()


def test_nothing_of_a_list_is_written_to_the_disk_so_archives_are_not_unpacked(lake, folder, tmp_path, capsys):
    packed = folder / "april.csv.gz"
    packed.write_bytes(gzip.compress(LIST.encode()))
    with zipfile.ZipFile(folder / "may.zip", "w") as archive:
        archive.writestr("may.csv", LIST)
    assert main(["quality", str(packed)]) == 4
    assert "april.csv.gz: it is packed. Unpack it where" in capsys.readouterr().err
    assert main(["quality", str(folder)]) == 4
    told = capsys.readouterr()
    assert told.err.count("it is packed") == 2
    assert told.out.count("Rows that cannot be used: 1 of 3.") == 2


def test_an_area_needs_the_lookups(lake, file, capsys):
    assert main(["quality", str(file), "--area", "E06000060"]) == 6
