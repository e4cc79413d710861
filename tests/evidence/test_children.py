"""A program that reads a partner's workbook, or writes a document, never sees the key of the restricted store."""

import subprocess
import sys

import pytest

from saferplan.evidence.children import environment_of_children

SECRETS = ("SAFERPLAN_KEY", "SAFERPLAN_NEW_KEY", "DATABASE_URL", "PGPASSWORD")


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SECRETS:
        monkeypatch.setenv(name, "secret")


def test_a_child_is_told_no_secret() -> None:
    listed = [sys.executable, "-I", "-c", "import os; print(*os.environ)"]
    told = subprocess.run(listed, env=environment_of_children(), capture_output=True, text=True, check=True).stdout
    assert "PATH" in told.split()
    assert not set(SECRETS) & set(told.split())


def test_a_child_is_told_what_is_meant_for_it() -> None:
    assert environment_of_children(SOURCE_DATE_EPOCH="0")["SOURCE_DATE_EPOCH"] == "0"


def test_nothing_starts_a_program_with_all_that_is_known_here() -> None:
    """Every place that starts a program hands it an environment."""
    from pathlib import Path

    import saferplan

    folder = Path(saferplan.__file__).parent
    starts = [file for file in folder.rglob("*.py") if "subprocess." in file.read_text(encoding="utf-8")]
    assert starts
    for file in starts:
        text = file.read_text(encoding="utf-8")
        calls = text.count("subprocess.run(") + text.count("subprocess.Popen(")
        assert text.count("env=") + text.count("**_account(") >= calls, file
