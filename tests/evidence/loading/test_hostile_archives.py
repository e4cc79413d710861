"""Archives made to fill the memory or the disk: recognised before anything large of them is unpacked."""

import shutil
import tracemalloc
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from saferplan.errors import FileRefused
from saferplan.evidence.loading import unpacking
from saferplan.evidence.loading.delivery import deliver
from saferplan.evidence.sources import workbook
from saferplan.evidence.sources.base import Delivered
from saferplan.evidence.sources.workbook import fault_in, is_spreadsheet

MEBIBYTE = 1024**2
ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return path


def opened(folder: Path, *paths: Path) -> list[Delivered | FileRefused]:
    staging = folder / "staging"
    staging.mkdir()
    return [arrival.file for arrival in deliver(paths, staging)]


def problems(arrived: list[Delivered | FileRefused]) -> list[str]:
    return [file.problem for file in arrived if isinstance(file, FileRefused)]


def test_a_large_member_called_mimetype_is_not_unpacked_to_look_at_it(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.zip", mimetype=bytes(64 * MEBIBYTE))
    tracemalloc.start()
    try:
        assert not is_spreadsheet(path)
        assert tracemalloc.get_traced_memory()[1] < 4 * MEBIBYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", [b"", b"text/csv", ODS + b" ", ODS + b" " * 64])
def test_any_other_mimetype_leaves_an_archive_under_its_allowance(tmp_path: Path, kind: bytes) -> None:
    path = zipped(tmp_path / "a.zip", mimetype=kind, rows=bytes(20 * MEBIBYTE))
    assert any("zip bomb" in problem for problem in problems(opened(tmp_path, path)))


@pytest.mark.parametrize("members", [{"mimetype": ODS}, {"xl__workbook_xml": b"<workbook/>"}])
def test_workbooks_are_kept_whole(tmp_path: Path, members: dict[str, bytes]) -> None:
    path = zipped(tmp_path / "a.zip", **members)
    assert is_spreadsheet(path)
    assert [file.path for file in opened(tmp_path, path) if isinstance(file, Delivered)] == [path]


def test_a_workbook_that_unpacks_to_more_than_any_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", MEBIBYTE, raising=False)
    [file] = opened(tmp_path, zipped(tmp_path / "a.ods", mimetype=ODS, content_xml=bytes(2 * MEBIBYTE)))
    assert isinstance(file, Delivered)
    assert "zip bomb" in fault_in(file)


def test_an_archive_may_unpack_to_so_much_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "LARGEST_ARCHIVE", 3 * MEBIBYTE, raising=False)
    arrived = opened(tmp_path, zipped(tmp_path / "a.zip", a=bytes(2 * MEBIBYTE), b=bytes(2 * MEBIBYTE)))
    assert isinstance(arrived[0], Delivered)
    assert problems(arrived) == ["the archive unpacks to more than 3 MiB"]


def test_archives_together_leave_half_of_the_disk_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=40 * MEBIBYTE))
    paths = [zipped(tmp_path / f"{name}.zip", rows=bytes(14 * MEBIBYTE)) for name in "ab"]
    first, second = opened(tmp_path, *paths)
    assert isinstance(first, Delivered)
    assert isinstance(second, FileRefused)
    assert "half of the free space" in second.problem
