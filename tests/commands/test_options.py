"""What commands share: moments in time, tables for a terminal, CSV that no spreadsheet runs."""

import argparse
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.cli import main
from saferplan.commands.options import add_command, moment, note, print_csv, print_json, print_table, printable
from saferplan.errors import LakeError, NothingLoaded, UsageError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-05", datetime(2026, 12, 5, 23, 59, 59, 999999, tzinfo=UTC)),
        ("2026-12-05T14:30", datetime(2026, 12, 5, 14, 30, tzinfo=UTC)),
        ("2026-12-05T14:30:10+01:00", datetime(2026, 12, 5, 14, 30, 10, tzinfo=timezone(timedelta(hours=1)))),
        ("2024-02-29", datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_a_date_stands_for_its_end_and_a_time_for_itself(text: str, expected: datetime):
    assert moment(text) == expected


def test_no_moment_is_now():
    assert moment(None) is None


@pytest.mark.parametrize("text", ["", "yesterday", "2026-02-30", "05/12/2026", "2026-12", "2026-12-05T25:00"])
def test_what_is_no_date_is_told_with_how_to_write_one(text: str):
    with pytest.raises(UsageError, match=r"is not a date\. Write it as 2026-12-05"):
        moment(text)


def test_csv_has_the_columns_asked_for_in_their_order(capsys: pytest.CaptureFixture):
    print_csv([{"b": 1, "a": "x,y", "c": 3}, {"a": None}], ["a", "b"])
    assert capsys.readouterr().out == 'a,b\n"x,y",1\n,\n'


def test_a_table_has_its_columns_aligned_and_its_numbers_to_the_right(capsys: pytest.CaptureFixture):
    rows = [{"name": "Bedford", "n": 1234, "rate": 12.345}, {"name": "Luton", "n": None, "rate": 0.1234}]
    print_table(rows, {"name": "Name", "n": "Count", "rate": "Rate"})
    assert capsys.readouterr().out.splitlines() == [
        "Name     Count   Rate",
        "Bedford  1,234   12.3",
        "Luton        –  0.123",
    ]


def test_json_is_one_document_in_plain_letters(capsys: pytest.CaptureFixture):
    print_json({"name": "Ünï"})
    assert capsys.readouterr().out == '{\n  "name": "Ünï"\n}\n'


def test_json_never_holds_what_json_has_no_word_for():
    with pytest.raises(ValueError, match="JSON"):
        print_json({"rate": float("nan")})


@given(text=st.text())
def test_nothing_printed_can_steer_a_terminal(text: str):
    assert printable(text).isprintable()
    assert len(printable(text)) == len(text)


STEERING = "\x1b]0;title\x07\x1b[2J\x9b2J\r\u202e"


def lines_of_errors(capsys: pytest.CaptureFixture) -> list[str]:
    return capsys.readouterr().err.removesuffix("\n").split("\n")


def test_a_path_in_an_error_cannot_steer_the_terminal(capsys: pytest.CaptureFixture, tmp_path: Path):
    code = main(["coverage", "--lake", str(tmp_path / STEERING)])
    lines = lines_of_errors(capsys)
    assert code in {fault.exit_code for fault in (LakeError, NothingLoaded)}
    assert len(lines) == 1
    assert lines[0].isprintable()
    assert "?]0;title??[2J" in lines[0]


@pytest.mark.parametrize("words", [[STEERING], ["coverage", STEERING], ["coverage", f"--{STEERING}"]])
def test_words_that_no_command_knows_cannot_steer_the_terminal(capsys: pytest.CaptureFixture, words: list[str]):
    with pytest.raises(SystemExit) as stopped:
        main(words)
    lines = lines_of_errors(capsys)
    assert stopped.value.code == UsageError.exit_code
    assert all(line.isprintable() for line in lines)
    assert "[2J" in lines[-1]


def test_a_note_cannot_steer_the_terminal(capsys: pytest.CaptureFixture):
    note(f"{STEERING} has no rows")
    assert lines_of_errors(capsys) == ["Note: ?]0;title??[2J?2J?? has no rows."]


@given(document=st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8))
def test_any_document_is_read_back(document: object):
    import io
    from contextlib import redirect_stdout

    with redirect_stdout(io.StringIO()) as written:
        print_json(document)
    assert json.loads(written.getvalue()) == document


def test_every_command_names_its_lake_by_option_by_environment_or_by_default(monkeypatch: pytest.MonkeyPatch):
    def lake(*words: str) -> str:
        whole = argparse.ArgumentParser()
        add_command(whole.add_subparsers(), "try", "Try it", "saferplan try")
        return str(whole.parse_args(["try", *words]).lake)

    monkeypatch.delenv("SAFERPLAN_LAKE", raising=False)
    assert lake() == "saferplan-lake"
    monkeypatch.setenv("SAFERPLAN_LAKE", "from the environment")
    assert lake() == "from the environment"
    assert lake("--lake", "named") == "named"
