"""Reference files too large for the memory are refused before they are parsed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from saferplan.errors import FileRefused
from saferplan.evidence.sources import base
from saferplan.evidence.sources.base import LONGEST_LINE, Delivered
from saferplan.evidence.sources.delimited import carefully, read_delimited

READERS = [read_delimited, carefully]


def delivered(path: Path, content: bytes) -> Delivered:
    path.write_bytes(content)
    return Delivered(path, "a.csv", datetime(2025, 1, 1), "0" * 64)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("ending", [b"", b"\n", b"\n1,2\n"])
def test_a_line_of_megabytes_is_refused(tmp_path: Path, read: Callable, ending: bytes) -> None:
    content = b"a,b\n1,2\n" + b"1," * LONGEST_LINE + ending
    with pytest.raises(FileRefused, match="too long") as raised:
        read(delivered(tmp_path / "a.csv", content))
    assert raised.value.where == "a.csv, line 3"


@pytest.mark.parametrize("read", READERS)
def test_a_file_of_more_than_the_largest_size_is_refused(
    tmp_path: Path, read: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = delivered(tmp_path / "a.csv", b"a,b\n1,2\n")
    assert len(read(file).lines) == 1
    monkeypatch.setattr(base, "LARGEST_REFERENCE", 7)
    with pytest.raises(FileRefused, match="larger than"):
        read(file)
