"""A load that is killed at any moment (SIGKILL, a real process) leaves the old state, or the new one, and no other."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from load_process import LoadProcesses, moments
from police_files import (
    OUTCOMES,
    STREET,
    csv_text,
    load_files,
    name_of,
    outcome_row,
    state,
    statuses,
    street_row,
    street_rows,
    write,
    write_street,
    zip_of,
)
from saferplan.evidence.lake import Lake

MOMENTS = 16


@pytest.fixture(scope="module")
def processes() -> Iterator[LoadProcesses]:
    started = LoadProcesses.start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def old_and_new(tmp_path_factory: pytest.TempPathFactory) -> tuple[Lake, Path]:
    """A lake with two months, and files that replace one, bring others, and have rows to reject."""
    folder = tmp_path_factory.mktemp("killed")
    old = Lake(folder / "old")
    for month in ("2024-01", "2024-02"):
        write_street(folder / "first", street_rows(30, month=month))
    load_files(old, folder / "first")
    new = folder / "second"
    write_street(new, [*street_rows(40), street_row(41, crime_type="Witchcraft")])
    write_street(new, street_rows(20) + [street_row(n, month="2024-05") for n in range(30)])
    write(new, csv_text([outcome_row(n) for n in range(9)], OUTCOMES), name_of(kind="outcomes"))
    write(new, csv_text([street_row(1, crime_type="Witchcraft")] * 9, STREET), name_of("2024-06"))
    zip_of(new / "more.zip", {name_of("2024-03"): csv_text(street_rows(50, month="2024-03"), STREET)})
    write(new, "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM,LAD22NMW\n"
               "E01017401,Bedford,E01017401,Bedford,U,E06000055,Bedford,\n", "lookup.csv")  # fmt: skip
    return old, new


def state_after(start: Lake | None, files: Path, folder: Path) -> dict:
    """What the lake holds after the load, not killed."""
    whole = Lake(folder / "whole")
    if start:
        shutil.copytree(start.root, whole.root)
    load_files(whole, files)
    return contents(whole)


def contents(lake: Lake) -> dict:
    """The state without the versions, which count on with every load that is undone."""
    return {name: rows for name, rows in state(lake).items() if name not in ("loads", "extracts")}


def check_kills(
    processes: LoadProcesses, start: Lake | None, files: Path, folder: Path, orders: list[dict]
) -> set[str]:
    """Kills one load after another in one lake, each starting from what the last one left; then one may end."""
    before = contents(start) if start else contents(Lake(folder / "none"))
    after = state_after(start, files, folder)
    seen: set[str] = set()
    lake = fresh(start, folder)
    for order in orders:
        if order.pop("fresh", False):
            lake = fresh(start, folder)
        answer = processes.run(lake.root, files, **order)
        assert answer["is_killed"] or answer["exit"] == 0
        now = contents(lake)
        assert now in (before, after)
        seen.add("new" if now == after else "old")
        if now == after:
            lake = fresh(start, folder)
    report = load_files(lake, files)
    assert statuses(report)["loaded"] + statuses(report)["unchanged"] >= 3
    assert contents(lake) == after
    needed = {Path(file) for load in lake.loads() for table in load.versions for file in files_of(lake, load, table)}
    assert {file for file in lake.root.rglob("*.parquet") if "_delta_log" not in file.parts} - needed == loads_of(lake)
    return seen


def fresh(start: Lake | None, folder: Path) -> Lake:
    lake = Lake(folder / "lake")
    shutil.rmtree(lake.root, ignore_errors=True)
    if start:
        shutil.copytree(start.root, lake.root)
    return lake


def files_of(lake: Lake, load, table: str) -> list[str]:
    from saferplan.evidence.lake import Snapshot

    return Snapshot(lake.root, load).files(table)


def loads_of(lake: Lake) -> set[Path]:
    return set((lake.root / "loads").glob("*.parquet"))


@pytest.mark.parametrize("is_first", [True, False], ids=["first load", "later load"])
def test_killed_at_any_call(is_first: bool, processes: LoadProcesses, old_and_new, tmp_path: Path):
    """Between any two steps that Python takes; some of the kills hit the undoing of the one before, some the commit."""
    start, files = (None if is_first else old_and_new[0]), old_and_new[1]
    whole = processes.run(fresh(start, tmp_path).root, files)
    assert whole["exit"] == 0
    orders = [{"at": number} for number in moments(whole["calls"], MOMENTS, seed=1)]
    orders += [{"at": whole["calls"] - number, "fresh": True} for number in range(1, 80, 10)]
    assert check_kills(processes, start, files, tmp_path, orders) == {"old", "new"}


@pytest.mark.parametrize("is_first", [True, False], ids=["first load", "later load"])
def test_killed_at_any_time(is_first: bool, processes: LoadProcesses, old_and_new, tmp_path: Path):
    """Within a step of Delta or DuckDB too."""
    start, files = (None if is_first else old_and_new[0]), old_and_new[1]
    seconds = processes.run(fresh(start, tmp_path).root, files)["seconds"]
    chance = random.Random(2)
    orders = [{"after": seconds * chance.random()} for _ in range(MOMENTS // 2)]
    check_kills(processes, start, files, tmp_path, orders)


def test_what_a_killed_load_had_unpacked_is_gone_after_the_next(processes: LoadProcesses, old_and_new, tmp_path: Path):
    start, files = old_and_new
    lake = fresh(start, tmp_path)
    calls = processes.run(lake.root, files)["calls"]
    lake = fresh(start, tmp_path)
    assert processes.run(lake.root, files, at=calls // 2)["is_killed"]
    assert list((lake.root / ".staging").rglob("*.csv")), "it was killed while the files lay there"
    load_files(lake, files)
    assert sorted(one.name for one in lake.root.iterdir() if one.name.startswith(".")) == [".lock"]
