"""`saferplan template` as a user meets it: from an empty file to a table of the lake."""

import json
from pathlib import Path

import pytest

from saferplan.cli import main
from saferplan.evidence.lake import Lake
from saferplan.evidence.partners.profile_file import read_profile_file
from saferplan.evidence.snapshot import read_rows

NAME = "offence-records"


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    monkeypatch.setenv("SAFERPLAN_LAKE", str(tmp_path / "lake"))
    return Lake(tmp_path / "lake")


def written(folder: Path, name: str = NAME) -> Path:
    file = folder / f"{name}.csv"
    assert main(["template", "write", name, "--out", str(file)]) == 0
    return file


def records(lake: Lake) -> list[tuple]:
    rows = read_rows(lake.snapshot().files("offence_records", purpose="harm"))
    return sorted((row["record_id"], row["source"], row["month"], row["offence_code"]) for row in rows)


def test_list_names_every_template_and_which_are_restricted(capsys: pytest.CaptureFixture[str]):
    assert main(["template", "list", "--json"]) == 0
    listed = {one["name"]: one["openness"] for one in json.loads(capsys.readouterr().out)}
    assert listed[NAME] == "restricted"
    assert main(["template", "list"]) == 0
    assert all(name in capsys.readouterr().out for name in [NAME])


def test_show_says_what_each_column_means_and_what_a_newer_file_replaces(capsys: pytest.CaptureFixture[str]):
    assert main(["template", "show", NAME]) == 0
    out = capsys.readouterr().out
    assert "metres, British National Grid; at least 0; at most 700,000" in out
    assert "The table is restricted, and read for hotspots" in out
    assert "a file replaces what was loaded before of each source and month that it holds" in out


def test_show_as_json(capsys: pytest.CaptureFixture[str]):
    assert main(["template", "show", NAME, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["table"], told["replaced_by"]) == ("offence_records", ["source", "month"])
    assert [one["name"] for one in told["columns"] if one["required"]] == [
        "record_id", "source", "month", "offence_code", "from_time"
    ]  # fmt: skip
    assert len(told["examples"]) == 2


def test_an_unknown_name_offers_the_nearest(capsys: pytest.CaptureFixture[str]):
    assert main(["template", "show", "offence-record"]) == 5
    assert "Did you mean offence-records?" in capsys.readouterr().err
    assert main(["template", "write", "zzz", "--out", "nowhere.csv"]) == 5
    assert "saferplan template list" in capsys.readouterr().err


def test_write_tells_what_to_do_next_and_spreadsheets_know_the_letters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = written(tmp_path)
    assert file.read_bytes().startswith(b"\xef\xbb\xbfrecord_id,source,month")
    assert f"saferplan load {file}" in capsys.readouterr().out


def test_write_never_writes_over_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "mine.csv"
    file.write_text("my work")
    assert main(["template", "write", NAME, "--out", str(file)]) == 2
    assert "the file is there already" in capsys.readouterr().err
    assert file.read_text() == "my work"


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["template", "write", NAME, "--out", str(tmp_path / "none" / "a.csv")]) == 2
    assert "No such file or directory" in capsys.readouterr().err


def test_a_written_template_is_refused_as_it_stands(lake: Lake, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["load", str(written(tmp_path))]) == 4
    assert "is an example of the template: delete the row" in capsys.readouterr().err
    assert lake.loads() == []


def test_filled_in_it_is_loaded_and_a_newer_file_replaces_its_months_alone(lake: Lake, tmp_path: Path):
    heading = "record_id,source,month,offence_code,from_time\n"
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text(f"{heading}A,Police,2024-06,8N,2024-06-30\nB,Police,2024-07,8N,2024-07-01\n")
    second.write_text(f"{heading}C,Police,2024-07,28E,2024-07-02\nD,Fire,2024-06,56A,2024-06-02\n")
    assert main(["load", str(first)]) == 0
    assert main(["load", str(second)]) == 0
    expected = [("A", "Police", "2024-06", "8N"), ("C", "Police", "2024-07", "28E"), ("D", "Fire", "2024-06", "56A")]
    assert records(lake) == expected
    assert main(["load", str(second)]) == 0
    assert records(lake) == expected


def test_columns_that_are_not_loaded_are_told(lake: Lake, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "offences.csv"
    file.write_text("record_id,source,month,offence_code,from_time,victim\nA,Police,2024-06,8N,2024-06-30,J Bloggs\n")
    assert main(["load", str(file)]) == 0
    out = capsys.readouterr().out
    assert f"loaded: {file}: not in the template, so not loaded: victim" in out
    assert "Bloggs" not in out


def test_a_file_that_lacks_a_needed_column_is_refused_by_name(
    lake: Lake, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "offences.csv"
    file.write_text("record_id,source,month,offence,from_time\nA,Police,2024-06,8N,2024-06-30\n")
    assert main(["load", str(file)]) == 4
    said = capsys.readouterr().err
    assert "this looks like offence-records (template), but it lacks the columns offence_code" in said
    assert "(offence may be offence_code)" in said


def test_a_template_of_incidents_says_how_it_is_loaded(capsys: pytest.CaptureFixture[str]):
    assert main(["template", "show", "fire-incidents"]) == 0
    printed = capsys.readouterr().out
    assert "A file with fire-incidents in its name is loaded without a profile being kept." in printed
    assert main(["template", "show", "landlord-asb", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["several_agencies"], document["table"]) == (True, "partner_incidents")
    assert [one["name"] for one in document["columns"] if one["required"]] == ["reference", "reported_time"]


def test_an_agencys_template_comes_with_its_profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "harbour-homes-landlord-asb-2026-07.csv"
    assert main(["template", "write", "landlord-asb", "--agency", "Harbour Homes", "--out", str(file)]) == 0
    assert "saferplan profile keep" in capsys.readouterr().out
    profile = read_profile_file(file.with_suffix(".toml"))
    assert (profile.agency, profile.feed) == ("Harbour Homes", "harbour-homes-landlord-asb")
    assert file.read_text(encoding="utf-8-sig").startswith("reference,case_reference,")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["landlord-asb", "--out", "landlord-asb.csv"], "each needs a profile of its own"),
        (["police-crimes", "--out", "crimes.csv"], "the file must have police-crimes in its name"),
        (["landlord-asb", "--agency", "X", "--out", "landlord-asb.csv"], "must have x-landlord-asb in its name"),
        (["harm-weights", "--agency", "X", "--out", "weights.csv"], "--agency goes with templates of incidents"),
    ],
)
def test_a_template_that_could_not_be_loaded_again_is_not_written(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    monkeypatch.chdir(tmp_path)
    assert main(["template", "write", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
