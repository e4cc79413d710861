"""The line a person at a terminal waits by."""

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saferplan.commands.progress import TEXT_WIDTH, TerminalLine, on_a_terminal, shortened


@pytest.mark.parametrize("folder", ["", "shared-drive/a-partnership-with-a-long-name/downloads/2024/"])
def test_what_is_done_and_the_files_own_name_stay_in_sight(folder: str):
    shown = shortened(f"reading {folder}2024-01-bedfordshire-street.csv")
    assert shown.startswith("reading ")
    assert shown.endswith("2024-01-bedfordshire-street.csv")


@given(st.text(max_size=300))
def test_a_line_never_wraps(text: str):
    assert len(shortened(text)) <= TEXT_WIDTH


def test_a_bar_fills_and_a_name_cannot_steer_the_terminal(monkeypatch: pytest.MonkeyPatch):
    terminal = io.StringIO()
    monkeypatch.setattr(sys, "stderr", terminal)
    line = TerminalLine()
    line("half \x1b[2J", 1, 2)
    line("too soon to be seen", 1, 2)
    line("done", 2, 2)
    assert terminal.getvalue() == (
        "\r\x1b[K[============            ] half ?[2J\r\x1b[K[========================] done"
    )


def test_a_pipe_gets_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert on_a_terminal() is None
