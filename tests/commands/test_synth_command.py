"""`saferplan synth partners` from the command line."""

import json
from pathlib import Path

import pytest

from saferplan.cli import main
from saferplan.synth.figures import AREA

ARGUMENTS = ["synth", "partners", "--area", AREA, "--seed", "3", "--people", "500", "--months", "2"]


def test_it_writes_files_profiles_purposes_and_the_truth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "synthetic"
    assert main([*ARGUMENTS, "--out", str(out)]) == 0
    written = {path.name for path in out.iterdir()}
    assert written == {"SYNTHETIC.txt", "files", "places", "profiles", "purposes", "truth"}
    printed = capsys.readouterr().out
    assert "synthetic-police-crime" in printed
    assert f"what is true is in {out / 'truth'}." in printed


def test_the_area_may_be_written_small(tmp_path: Path) -> None:
    small = [AREA.lower() if word == AREA else word for word in ARGUMENTS]
    assert main([*small, "--out", str(tmp_path / "synthetic")]) == 0


def test_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ARGUMENTS, "--out", str(tmp_path / "synthetic"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["files"] == len([path for path in (tmp_path / "synthetic" / "files").rglob("*") if path.is_file()])
    assert len(told["feeds"]) == 39


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--until", "2022-13"], "'2022-13' is not a month. Write it as 2022-03."),
        (["--until", "FY2021"], "'FY2021' is not a month"),
        (["--seed", "-1"], "--seed must not be less than 0"),
        (["--people", "5"], "--people must be from 200 to 2,000,000"),
        (["--months", "0"], "--months must be from 1 to 120"),
        (["--area", "E06000055"], "no figures of 'E06000055' come with the package. Use --area E06000060"),
        (["--lake", "nowhere"], "no data is loaded"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str) -> None:
    assert main([*ARGUMENTS, "--out", str(tmp_path / "synthetic"), *more]) > 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "synthetic").exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cases.xlsx").write_bytes(b"mine")
    assert main([*ARGUMENTS, "--out", str(tmp_path)]) == 2
    assert "Name a new or empty folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["cases.xlsx"]
