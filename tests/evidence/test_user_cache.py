import os
import stat
import time
from pathlib import Path

import pytest

from saferplan.evidence.user_cache import KEPT_DAYS, cache_folder, forget_old, keep, kept


def test_what_is_kept_is_found_and_only_the_users(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "a.png"
    assert kept(file) is None
    keep(file, b"content")
    assert kept(file) == b"content"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["a.png"]


@pytest.mark.parametrize("cut", [0, 10, 33, 38])
def test_what_was_cut_off_is_not_found(tmp_path: Path, cut: int) -> None:
    file = tmp_path / "a"
    keep(file, b"content")
    file.write_bytes(file.read_bytes()[:cut])
    assert kept(file) is None


def test_what_others_could_have_written_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is unpickled, so that another user's file in a shared folder would run as this one."""
    file, link = tmp_path / "a", tmp_path / "link"
    keep(file, b"content")
    link.symlink_to(file)
    assert kept(link) is None
    os.mkfifo(tmp_path / "pipe")
    assert kept(tmp_path / "pipe") is None
    file.chmod(0o620)
    assert kept(file) is None
    file.chmod(0o600)
    monkeypatch.setattr("os.geteuid", lambda: 4_000_000_001)
    assert kept(file) is None


def test_nothing_is_written_through_a_link_that_lies_in_wait(tmp_path: Path) -> None:
    precious, cache = tmp_path / "precious", tmp_path / "cache"
    precious.write_text("mine", encoding="utf-8")
    cache.mkdir()
    for name in ("a", f"a.{os.getpid()}"):
        (cache / name).symlink_to(precious)
    keep(cache / "a", b"content")
    assert precious.read_text(encoding="utf-8") == "mine"
    assert kept(cache / "a") == b"content"


def test_what_nobody_asked_for_so_long_is_forgotten(tmp_path: Path) -> None:
    old, asked_for = tmp_path / "old", tmp_path / "asked-for"
    long_ago = time.time() - (KEPT_DAYS + 1) * 24 * 3600
    for file in (old, asked_for):
        keep(file, b"content")
        os.utime(file, (long_ago, long_ago))
    assert kept(asked_for) == b"content"
    forget_old(tmp_path)
    assert list(tmp_path.iterdir()) == [asked_for]


def test_a_cache_that_cannot_be_used_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    keep(tmp_path / "file" / "cache" / "a", b"content")
    forget_old(tmp_path / "file")
    forget_old(tmp_path / "nothing")
    assert kept(tmp_path / "file" / "cache" / "a") is None


def test_the_folder_is_where_the_users_programs_keep_such_things(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "elsewhere")
    assert cache_folder("tables") == Path("elsewhere/saferplan/tables")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder("tables") == Path.home() / ".cache" / "saferplan" / "tables"
