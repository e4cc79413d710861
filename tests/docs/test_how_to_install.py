"""What an administrator copies from the how-tos: programs that are where they were put, and variables that are read."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-to"
PAGES = ["install-the-site.md", "back-up-and-restore.md"]
VARIABLE = re.compile(r"\bSAFERPLAN_[A-Z]+(?:_[A-Z]+)*_?")


@pytest.mark.parametrize("page", PAGES)
def test_services_start_the_program_that_was_installed(page: str) -> None:
    text = (HOW_TO / page).read_text(encoding="utf-8")
    started = re.findall(r"^ *ExecStart=(\S+) (\w+)", text, re.MULTILINE)

    assert started
    assert {program for program, _ in started} == {"/opt/saferplan/venv/bin/saferplan"}
    assert {command for _, command in started} <= {"serve", "worker", "backup"}


def test_every_variable_of_the_environment_is_documented_and_every_documented_one_is_read() -> None:
    read, told = variables_in("src/saferplan", "py"), variables_in("docs", "md")
    families = tuple(name for name in read if name.endswith("_"))  # a partnership's or a directory's word ends the name

    assert {name for name in read - told if not name.endswith("_")} == set()
    assert {name for name in told - read - variables_in("bench", "py") if not name.startswith(families)} == set()
    assert all(any(name.startswith(family) for name in told) for family in families)


def variables_in(folder: str, kind: str) -> set[str]:
    files = sorted((ROOT / folder).rglob(f"*.{kind}"))
    return {name for file in files for name in VARIABLE.findall(file.read_text(encoding="utf-8"))}
