"""Where engines spill: closed to others, gone with a killed process's successor, never another's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from saferplan.evidence.spilling import make_spill_folder, remove_left_over, spill_folders


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def of_a_dead_process(folder: Path) -> Path:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = folder / f"saferplan-spill-{ended.pid}-abc"
    left.mkdir()
    (left / "block").write_text("restricted")
    return left


def test_a_folder_is_closed_and_known_again(own_folder: Path):
    made = make_spill_folder()
    assert made.stat().st_mode & 0o777 == 0o700
    assert spill_folders() == [made]
    assert made.parent == own_folder


def test_that_of_a_process_that_is_no_more_goes_and_that_of_one_that_runs_stays(own_folder: Path):
    running, left = make_spill_folder(), of_a_dead_process(own_folder)
    assert remove_left_over() == 1
    assert (running.exists(), left.exists()) == (True, False)


def test_a_killed_process_leaves_a_folder_that_is_cleared_away(own_folder: Path):
    code = "import os, signal; from saferplan.evidence.spilling import make_spill_folder; make_spill_folder();"
    killed = [sys.executable, "-c", f"{code} os.kill(os.getpid(), signal.SIGKILL)"]
    subprocess.run(killed, env=os.environ | {"TMPDIR": str(own_folder)}, check=False)
    assert len(spill_folders()) == 1
    assert remove_left_over() == 1
    assert spill_folders() == []


@pytest.mark.parametrize("name", ["saferplan-spill-1", "saferplan-spill-x-1", "saferplan-12", "other"])
def test_what_only_looks_like_one_stays(name: str, own_folder: Path):
    (own_folder / name).mkdir()
    assert remove_left_over() == 0
    assert (own_folder / name).exists()


def test_a_link_is_not_followed(own_folder: Path, tmp_path_factory: pytest.TempPathFactory):
    precious = tmp_path_factory.mktemp("precious")
    (precious / "file").touch()
    left = of_a_dead_process(own_folder)
    (left / "block").unlink()
    left.rmdir()
    left.symlink_to(precious)
    assert remove_left_over() == 0
    assert (precious / "file").exists()
