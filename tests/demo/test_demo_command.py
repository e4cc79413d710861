"""The command behind `make demo`, from the figures to a page."""

from pathlib import Path

import pytest

from made_demo import MadeDemo
from saferplan.demo.__main__ import main
from saferplan.errors import UsageError


def test_from_nothing_to_a_page(made_demo: MadeDemo) -> None:
    assert "The assessment is in build/demo/from-figures/assessment-E06000060/assessment.html" in made_demo.printed
    text = made_demo.assessment.read_text(encoding="utf-8")
    assert "synthetic" in text
    assert "18,907" in text


def test_other_areas_need_real_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--area", "E06000056", "--out", str(tmp_path), "--no-serve"]) == UsageError.exit_code
    said = capsys.readouterr().err
    assert "Buckinghamshire (E06000060) alone" in said
    assert "--data DIR" in said
    assert not any(tmp_path.iterdir())


def test_data_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--data", str(tmp_path / "nothing"), "--out", str(tmp_path / "out"), "--no-serve"]
    assert main(words) != 0
    told = capsys.readouterr()
    assert "no such file or folder" in told.out + told.err
