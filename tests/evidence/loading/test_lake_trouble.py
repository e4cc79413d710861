"""Full disks, folders that may not be written to, and two loads at once: a clear message, and nothing has changed."""

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from police_files import counts, csv_text, load_files, name_of, state, statuses, street_rows, write_street, zip_of
from saferplan.errors import LakeError
from saferplan.evidence import lake_writer
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.report import LoadReport


def mount(*words: str) -> bool:
    return subprocess.run(["mount", *words], capture_output=True, check=False).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or not shutil.which("mount") or not mount("-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)):
        pytest.skip("only root may mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def all_but(disk: Path, left: int) -> Path:
    """Fills the disk but for `left` bytes."""
    filler = disk / "filler"
    with filler.open("wb") as stream:
        stream.write(b"\0" * max(0, shutil.disk_usage(disk).free - left))
    return filler


def report_or_fault(lake: Lake, path: Path) -> LoadReport | LakeError:
    try:
        return load_files(lake, path)
    except LakeError as fault:
        return fault


def test_a_full_disk_leaves_what_was_there_at_whatever_step_it_is_full(small_disk: Path, files: Path):
    """From no room at all, little by little, to just enough: to unpack, to write rows, to write the last commit."""
    lake = Lake(small_disk / "lake")
    load_files(lake, write_street(files / "a", street_rows(50)))
    before = state(lake)
    months = [f"2023-{number:02d}" for number in range(1, 9)]
    members = {name_of(month): csv_text(street_rows(600, month=month)) for month in months}
    new = zip_of(files / "new.zip", members)
    unpacked = sum(map(len, members.values()))
    for left in (0, 4096, unpacked // 2, *range(unpacked, 3 * unpacked, 24_000)):
        filler = all_but(small_disk, left)
        outcome = report_or_fault(lake, new)
        filler.unlink()
        if isinstance(outcome, LoadReport):
            break
        assert outcome.message.startswith(f"{lake.root}: there is no room to write (")
        assert outcome.message.endswith("nothing has changed. Make room on that disk and load again.")
        assert state(lake) == before
    assert left > unpacked + 24_000, "some of the failures came after everything had been unpacked"
    assert statuses(outcome) == {"loaded": 8}
    assert counts(lake) == {("bedfordshire", month): 600 for month in months} | {("bedfordshire", "2024-01"): 50}
    assert sorted(one.name for one in lake.root.iterdir() if one.name.startswith(".")) == [".lock"]


def test_a_fault_behind_the_commit_does_not_unsay_it(lake: Lake, files: Path, monkeypatch: pytest.MonkeyPatch):
    """Delta sums up its log behind every hundredth commit; on a full disk it fails there, with the commit made."""
    write = lake_writer.write_deltalake

    def write_and_fail(folder: Path, *rows: object, **options: object) -> None:
        write(folder, *rows, **options)
        if folder.name == "loads":
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(lake_writer, "write_deltalake", write_and_fail)
    assert load_files(lake, write_street(files, street_rows(5))).load_id == 1
    assert counts(lake) == {("bedfordshire", "2024-01"): 5}


LIMITED = """
import resource, sys
from pathlib import Path
from police_files import load_files
from saferplan.errors import LakeError
from saferplan.evidence.lake import Lake
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
try:
    load_files(Lake(Path(sys.argv[2])), Path(sys.argv[3]))
except LakeError as fault:
    sys.exit(fault.message)
"""


@pytest.mark.parametrize("most", [0, 1000, 20_000])
def test_a_limit_to_the_size_of_files_is_told_like_a_full_disk(most: int, lake: Lake, files: Path):
    load_files(lake, write_street(files / "a", street_rows(50)))
    before = state(lake)
    new = zip_of(files / "new.zip", {name_of("2023-01"): csv_text(street_rows(900, month="2023-01"))})
    run = python(LIMITED, most, lake.root, new)
    _, told = run.communicate()
    assert run.returncode == 1
    assert "there is no room to write" in told
    assert "Traceback" not in told
    assert state(lake) == before
    assert statuses(load_files(lake, new)) == {"loaded": 1}


@contextmanager
def read_only(folder: Path, *, is_root: bool) -> Iterator[None]:
    if is_root:
        assert mount("-o", "remount,ro", str(folder))
        yield
        assert mount("-o", "remount,rw", str(folder))
    else:
        paths = [folder, *folder.rglob("*")]
        for path in paths:
            path.chmod(path.stat().st_mode & ~0o222)
        yield
        for path in paths:
            path.chmod(path.stat().st_mode | 0o200)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk")
def test_a_lake_on_a_disk_that_may_only_be_read_can_be_read_and_says_so_when_written(small_disk: Path, files: Path):
    lake = Lake(small_disk / "lake")
    load_files(lake, write_street(files / "a", street_rows(50)))
    before = state(lake)
    with read_only(small_disk, is_root=True):
        assert state(lake) == before
        with pytest.raises(LakeError, match=r"you may not write there .*nothing has changed.*--lake"):
            load_files(lake, write_street(files / "b", street_rows(5, month="2023-01")))
        with pytest.raises(LakeError, match="you may not write there"):
            load_files(Lake(small_disk / "new lake"), files / "a")
        assert state(lake) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_lake_in_a_folder_that_may_only_be_read_says_so(lake: Lake, files: Path):
    load_files(lake, write_street(files / "a", street_rows(50)))
    before = state(lake)
    with read_only(lake.root, is_root=False):
        assert state(lake) == before
        with pytest.raises(LakeError, match="you may not write there"):
            load_files(lake, write_street(files / "b", street_rows(5, month="2023-01")))


# ---- two at once


def test_a_second_load_is_told_to_wait_and_the_first_is_not_disturbed(lake: Lake, files: Path):
    path = write_street(files, street_rows(5))
    with lake.writing():
        before = {one.name for one in lake.root.iterdir()}
        with pytest.raises(LakeError, match=r"another load is writing .*Wait until it has ended") as refused:
            load_files(lake, path)
        assert refused.value.exit_code == 7
        assert {one.name for one in lake.root.iterdir()} == before
    assert statuses(load_files(lake, path)) == {"loaded": 1}


LOADING = """
import sys
from pathlib import Path
from police_files import load_files
from saferplan.errors import LakeError
from saferplan.evidence.lake import Lake
try:
    load_files(Lake(Path(sys.argv[1])), Path(sys.argv[2]))
except LakeError as fault:
    sys.exit(fault.exit_code)
"""
REPLACING = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from police_files import load_files, street_rows, write_street
from saferplan.evidence.lake import Lake
for number in range(1, 7):
    folder, released = Path(sys.argv[2], str(number)), datetime(2024, 1, 1) + timedelta(days=number)
    for month in ("2024-01", "2024-02"):
        write_street(folder, street_rows(number * 10, month=month), released=released)
    load_files(Lake(Path(sys.argv[1])), folder)
"""
# Linux counts the memory of the process that started this one into ru_maxrss; VmHWM is this program's own.
MEASURING = """
import resource, sys
from pathlib import Path
from police_files import load_files
from saferplan.evidence.lake import Lake
load_files(Lake(Path(sys.argv[1])), Path(sys.argv[2]))
status = Path("/proc/self/status")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if status.exists():
    peak = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
sys.stdout.write(str(peak))
"""


def python(script: str, *arguments: object) -> subprocess.Popen:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_of_loads_started_together_each_is_done_or_told_to_wait(lake: Lake, files: Path):
    months = ["2024-01", "2024-02", "2024-03"]
    paths = [write_street(files / month, street_rows(2000, month=month)) for month in months]
    started = [python(LOADING, lake.root, path) for path in paths]
    done = [month for month, process in zip(months, started, strict=True) if process.wait() == 0]
    assert {process.returncode for process in started} <= {0, 7}
    assert done
    assert counts(lake) == {("bedfordshire", month): 2000 for month in done}
    assert len(lake.loads()) == len(done)


def test_a_reader_sees_whole_loads_only_while_others_are_written(lake: Lake, files: Path):
    """Reads all the while that another process replaces both months again and again."""
    writer = python(REPLACING, lake.root, files)
    seen: set[str] = set()
    while writer.poll() is None:
        now = counts(lake)
        assert len(set(now.values())) <= 1, now
        assert len(now) in (0, 2)
        seen.add(json.dumps(sorted(now.values())))
        time.sleep(0.01)
    assert writer.returncode == 0
    assert counts(lake) == {("bedfordshire", "2024-01"): 60, ("bedfordshire", "2024-02"): 60}
    assert len(seen) > 1


def test_memory_does_not_grow_with_the_rows(tmp_path: Path):
    """Three times the rows, in files of several months, take hardly more memory; their CSV grows by 15 megabytes."""

    def peak_megabytes(months: int) -> float:
        folder = tmp_path / str(months)
        text = csv_text(street_rows(1000, month="2023-01"))
        heading, _, body = text.partition("\n")
        for number in range(1, months + 1):
            month = f"2023-{number:02d}"
            folder.mkdir(exist_ok=True)
            (folder / name_of(month)).write_text(heading + "\n" + body.replace("2023-01", month) * 20)
        measured, _ = python(MEASURING, folder / "lake", folder).communicate()
        return int(measured) / (1024 if sys.platform == "linux" else 1024**2)

    small, large = peak_megabytes(2), peak_megabytes(6)
    assert large < small * 1.6
    assert large < 700
