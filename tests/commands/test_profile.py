"""saferplan profile from the command line: a landlord from a file to rows in the lake."""

import csv
import json
from pathlib import Path

import pytest

from saferplan.cli import main

PROFILE = """
feed = "harbour-homes-asb"
version = 1
agency = "Harbour Homes"
agency_kind = "landlord"
kind = "asb"
title = "ASB cases of Harbour Homes"
source = "Harbour Homes, monthly list"
retention_months = 600

[file]
name = "harbour*.csv"

[columns]
reference = "Case Ref"
reported_time = "Reported"
category = "Type"
"""
CASES = "Case Ref,Reported,Type\nHH-1,01/07/2024,=cmd|' /C calc'!A0\nHH-2,never,Noise\n"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "harbour.toml"
    path.write_text(PROFILE)
    return path


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "harbour-2024.csv"
    path.write_text(CASES)
    return path


@pytest.fixture
def lake(tmp_path: Path) -> str:
    return str(tmp_path / "lake")


def test_a_landlord_from_a_file_to_the_lake(tmp_path: Path, cases: Path, lake: str, capsys):
    out = tmp_path / "proposed.toml"
    asked = ["--agency", "Harbour Homes", "--agency-kind", "landlord", "--retention-months", "600"]
    assert main(["profile", "suggest", str(cases), *asked, "--out", str(out)]) == 0
    assert main(["profile", "check", str(out), str(cases)]) == 0
    assert main(["profile", "keep", str(out), "--lake", lake]) == 0
    assert main(["load", str(cases), "--lake", lake]) == 3
    assert "1 loaded + 1 rejected = 2 read" in capsys.readouterr().out


class TestSuggest:
    def test_without_a_file_to_write_the_profile_is_printed(self, cases: Path, capsys):
        assert main(["profile", "suggest", str(cases)]) == 0
        assert 'reference = "Case Ref"  # sure' in capsys.readouterr().out

    def test_as_json(self, cases: Path, capsys):
        assert main(["profile", "suggest", str(cases), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert {"column": "Case Ref", "field": "reference", "confidence": "sure", "fit": 1.0, "filled": 1.0} in told[
            "columns"
        ]

    def test_a_file_that_is_there_is_not_written_over(self, cases: Path, profile: Path, capsys):
        assert main(["profile", "suggest", str(cases), "--out", str(profile)]) == 2
        assert "the file is there already" in capsys.readouterr().err
        assert profile.read_text() == PROFILE

    def test_an_unknown_kind_of_agency(self, cases: Path, capsys):
        assert main(["profile", "suggest", str(cases), "--agency-kind", "church"]) == 2
        assert "--agency-kind is none of police, council" in capsys.readouterr().err

    def test_a_file_that_is_not_there(self, tmp_path: Path, capsys):
        assert main(["profile", "suggest", str(tmp_path / "none.csv")]) == 4
        assert "the file cannot be read" in capsys.readouterr().err


class TestCheck:
    def test_how_much_of_a_file_would_be_understood(self, profile: Path, cases: Path, capsys):
        assert main(["profile", "check", str(profile), str(cases)]) == 0
        out = capsys.readouterr().out
        assert "harbour.toml: a sound profile, harbour-homes-asb, version 1" in out
        assert "1 of 2 rows would be loaded" in out
        assert "reported_time  Reported  100.0%  50.0%       1 is not a past time such as 31/07/2024 22:15" in out

    def test_a_renamed_column(self, profile: Path, cases: Path, capsys):
        cases.write_text(CASES.replace("Type", "Case Type"))
        assert main(["profile", "check", str(profile), str(cases)]) == 4
        assert "the column 'Type' is not in it, the closest is 'Case Type'" in capsys.readouterr().err

    def test_another_name(self, profile: Path, cases: Path, capsys):
        other = cases.rename(cases.with_name("quay.csv"))
        assert main(["profile", "check", str(profile), str(other)]) == 4
        assert "are called harbour*.csv" in capsys.readouterr().err

    def test_as_json(self, profile: Path, cases: Path, capsys):
        main(["profile", "check", str(profile), str(cases), "--json"])
        told = json.loads(capsys.readouterr().out)
        assert (told["files"][0]["rows"], told["files"][0]["sound"]) == (2, 1)

    def test_an_unsound_profile(self, profile: Path, capsys):
        profile.write_text(PROFILE.replace("reported_time", "reported_tim"))
        assert main(["profile", "check", str(profile)]) == 4
        assert "columns.reported_tim is not known. Did you mean reported_time" in capsys.readouterr().err


class TestApply:
    def test_the_rows_as_they_would_be_loaded(self, profile: Path, cases: Path, tmp_path: Path, capsys):
        out = tmp_path / "tried"
        assert main(["profile", "apply", str(profile), str(cases), "--out", str(out)]) == 3
        rows = list(csv.DictReader((out / "rows.csv").open()))
        assert [(row["reference"], row["month"]) for row in rows] == [("HH-1", "2024-07")]
        rejected = list(csv.DictReader((out / "rejected.csv").open()))
        assert [(row["line"], row["field"]) for row in rejected] == [("3", "Reported")]
        assert "Rows: 1 would be loaded + 1 rejected = 2 read" in capsys.readouterr().out

    def test_no_spreadsheet_takes_a_cell_for_a_formula(self, profile: Path, cases: Path, tmp_path: Path):
        main(["profile", "apply", str(profile), str(cases), "--out", str(tmp_path / "tried")])
        assert "\"'=cmd|" in (tmp_path / "tried" / "rows.csv").read_text()

    def test_nothing_of_a_person_is_written(self, profile: Path, cases: Path, tmp_path: Path, capsys):
        profile.write_text(PROFILE + '"victim.full_name" = "Name"\n"place.address" = "Where"\n')
        cases.write_text("Case Ref,Reported,Type,Name,Where\nHH-1,01/07/2024,Noise,Anna Marlowe,1 Quay Road\n")
        assert main(["profile", "apply", str(profile), str(cases), "--out", str(tmp_path / "tried")]) == 0
        told = "".join(capsys.readouterr()) + (tmp_path / "tried" / "rows.csv").read_text()
        assert "They name 1 people and 1 addresses" in told
        assert "Marlowe" not in told
        assert "Quay" not in told

    def test_a_folder_with_files_is_left_alone(self, profile: Path, cases: Path, tmp_path: Path, capsys):
        assert main(["profile", "apply", str(profile), str(cases), "--out", str(tmp_path)]) == 2
        assert "the folder is not empty" in capsys.readouterr().err


class TestKeeping:
    def test_keep_list_and_show(self, profile: Path, lake: str, capsys):
        main(["profile", "keep", str(profile), "--lake", lake])
        profile.write_text(PROFILE.replace("version = 1", "version = 2"))
        main(["profile", "keep", str(profile), "--lake", lake])
        capsys.readouterr()
        main(["profile", "list", "--lake", lake, "--json"])
        assert [(one["feed"], one["version"]) for one in json.loads(capsys.readouterr().out)] == [
            ("harbour-homes-asb", 2)
        ]
        main(["profile", "show", "harbour-homes-asb", "--version", "1", "--lake", lake])
        assert capsys.readouterr().out == PROFILE

    def test_a_changed_profile_of_the_same_version(self, profile: Path, lake: str, capsys):
        main(["profile", "keep", str(profile), "--lake", lake])
        profile.write_text(PROFILE.replace("ASB cases", "Cases"))
        assert main(["profile", "keep", str(profile), "--lake", lake]) == 4
        assert "Raise its version" in capsys.readouterr().err

    @pytest.mark.parametrize("arguments", [["harbour"], ["harbour-homes-asb", "--version", "9"]])
    def test_what_is_not_kept(self, profile: Path, lake: str, arguments: list[str], capsys):
        main(["profile", "keep", str(profile), "--lake", lake])
        assert main(["profile", "show", *arguments, "--lake", lake]) == 5
        assert " kept" in capsys.readouterr().err

    def test_an_empty_list_says_how_to_begin(self, lake: str, capsys):
        assert main(["profile", "list", "--lake", lake]) == 0
        assert "saferplan profile keep FILE" in capsys.readouterr().out
