"""The check of a file's bytes: what it counts and what it refuses, against a slow reading letter by letter."""

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from saferplan.errors import FileRefused
from saferplan.evidence.sources import plain_text
from saferplan.evidence.sources.base import Delivered
from saferplan.evidence.sources.plain_text import TextFacts, check_text, with_even_newlines


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("text")


def delivered(folder: Path, data: bytes) -> Delivered:
    path = folder / "file.csv"
    path.write_bytes(data)
    return Delivered(path, "file.csv", datetime(2024, 1, 1), "0" * 64)


def is_well_formed(data: bytes) -> bool:
    """By a machine of four states: where a cell begins, in a plain cell, in a quoted one, behind its closing mark."""
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError:
        return False
    if "\0" in text or "\r" in text.replace("\r\n", ""):
        return False
    state = "start"
    for letter in text.replace("\r\n", "\n") + "\n":
        if state == "quoted":
            if letter == "\n":
                return False
            state = "closed" if letter == '"' else "quoted"
        elif letter == "\n" or letter == ",":
            state = "start"
        elif letter == '"':
            if state == "plain":
                return False
            state = "quoted"
        elif state == "closed":
            return False
        else:
            state = "plain"
    return True


PIECES = st.sampled_from([b'"', b'""', b",", b"\n", b"\r\n", b"\r", b"a", b"\xc3\xa9", b"\xe9", b"\0", b"\xef\xbb\xbf"])


@given(data=st.lists(PIECES).map(b"".join))
@example(data=b'"a""b","c"\n')
@example(data=b'"a"",b"\nc\n')
@example(data=b'\xef\xbb\xbf"a"\n')
@example(data=b'a,"b\n"\n')
@settings(max_examples=400, deadline=None)
def test_it_passes_what_a_slow_reading_passes_and_nothing_else(data: bytes, folder: Path):
    try:
        facts = check_text(delivered(folder, data))
    except FileRefused:
        assert not data or not is_well_formed(data)
        return
    assert is_well_formed(data)
    text = data.removeprefix(b"\xef\xbb\xbf").decode()
    assert facts.lines == text.count("\n") + (not text.endswith("\n") and text != "")
    assert facts.ends_with_newline == (text.endswith("\n") or not text)
    lines = text.split("\n")[: facts.lines]
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        next(csv.reader([line.removesuffix("\r")]), []) for line in lines
    ], "each line has one reading, alone or in the file"


@pytest.mark.parametrize(
    ("data", "newline"),
    [(b"a\nb\n", "\n"), (b"a\r\nb\r\n", "\r\n"), (b"a\r\nb", "\r\n"), (b"a\nb\r\n", ""), (b"a\r\nb\nc", "")],
)
def test_how_lines_end(data: bytes, newline: str, folder: Path):
    assert check_text(delivered(folder, data)).newline == newline


def test_the_facts_of_a_file(folder: Path):
    assert check_text(delivered(folder, b"a,b\n1,2\n3,4")) == TextFacts(3, False, "\n")


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 64])
def test_lines_are_counted_right_over_the_edges_of_blocks(size: int, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plain_text, "CHUNK", size)
    data = b'a,b\r\n"x,""y""",2\r\n\xc3\xa9,4\r\n'
    assert check_text(delivered(folder, data)) == TextFacts(3, True, "\r\n")
    for bad, line in ((b'a\nb"\n', 2), (b"a\nb\n\xe9\n", 3), (b"a\nb\r\nc\rd\n", 3), (b"a\n\0\n", 2)):
        with pytest.raises(FileRefused, match=f"line {line}: "):
            check_text(delivered(folder, bad))


@pytest.mark.parametrize("size", [1, 7, plain_text.CHUNK])
@pytest.mark.parametrize("is_last", [True, False])
def test_a_long_line_is_whole_or_refused(is_last: bool, size: int, folder: Path, monkeypatch: pytest.MonkeyPatch):
    """However many bytes are read at once, no line is cut in two and taken for two."""
    monkeypatch.setattr(plain_text, "CHUNK", size)
    monkeypatch.setattr(plain_text, "LONGEST_LINE", 50)
    end = b"" if is_last else b"\nx\n"
    longest_passed = 0
    for length in range(30, 200):
        file = delivered(folder, b"a\n" + b"y" * length + end)
        if length < 50 or passes(file):
            assert check_text(file).lines == (2 if is_last else 3)
            longest_passed = length
    assert longest_passed < 50 + size


def passes(file: Delivered) -> bool:
    try:
        check_text(file)
    except FileRefused as refused:
        return "line 2: the line is too long" not in refused.message
    return True


def test_a_line_is_only_so_long(folder: Path):
    longest = plain_text.LONGEST_LINE
    assert check_text(delivered(folder, b"a\n" + b"x" * (longest - 2) + b"\n")).lines == 2
    for data in (b"a\n" + b"x" * longest * 2, b"a\n" + b"x" * longest * 2 + b"\nb\n" * 3):
        with pytest.raises(FileRefused, match="line 2: the line is too long"):
            check_text(delivered(folder, data))


@given(lines=st.lists(st.tuples(st.text("ab,", max_size=4), st.sampled_from(["\n", "\r\n"])), min_size=1))
@settings(deadline=None)
def test_a_copy_with_even_newlines_has_the_same_lines(lines: list[tuple[str, str]], folder: Path):
    data = "".join(line + end for line, end in lines).encode()
    even = with_even_newlines(delivered(folder, data), folder / "even.csv")
    assert even.path.read_bytes() == data.replace(b"\r\n", b"\n")
    assert (even.name, even.sha256) == ("file.csv", "0" * 64), "it stays the file that was delivered"
