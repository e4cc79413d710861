"""Erasure, expiry, a change of keys and the move of an earlier lake, killed at any moment (SIGKILL, a real process):
readers find the state from before or the one after, and the next writer leaves nothing of what was to go.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from killed_work import ERASED, take_over

from load_process import LoadProcesses, moments
from partner_lake import NOW, PAST, all_bytes, held, incident, load, to_earlier_layout
from saferplan.errors import LakeError
from saferplan.evidence.lake import Lake, Snapshot

STEPS = 8


@pytest.fixture(scope="module")
def processes() -> Iterator[LoadProcesses]:
    started = LoadProcesses.start(Path(__file__).parent)
    yield started
    started.stop()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Two loads, so that there is a past; Dan's row is due to expire."""
    lake = Lake(tmp_path_factory.mktemp("killed") / "lake")
    rows = [
        incident("A1", victim="ann-the-victim"),
        incident("A2", victim="ben-the-victim", suspect="ann-as-suspect"),
        incident("A3", victim="dan-the-victim", expires_on=PAST, month="2022-01"),
    ]
    load(lake, rows)
    return load(lake, [incident("A4", victim="ben-the-victim", month="2026-02")])


def contents(lake: Lake) -> dict:
    """All that readers can see: rows in force, and of each load whether its state can be read or was removed."""
    past = []
    for record in lake.loads():
        try:
            past.append(held(Snapshot(lake.root, record)))
        except LakeError as gone:
            assert "is gone: rows were removed for good" in gone.problem  # noqa: PT017
            past.append([])
    return {"now": held(lake), "past": past, "register": lake.snapshot().versions.get("erasures")}


def copy_of(before: Lake, folder: Path) -> Lake:
    lake = Lake(folder / "lake")
    shutil.rmtree(lake.root, ignore_errors=True)
    shutil.copytree(before.root, lake.root)
    return lake


GOES = {
    "erase_ann": [key.encode() for key in ERASED],
    "expire_old": [b"dan-the-victim"],
    "rename_keys": [b"-the-victim", b"-as-suspect"],
}


@pytest.mark.parametrize("work", GOES)
def test_killed_at_any_call_it_leaves_the_old_state_or_the_new(
    work: str, processes: LoadProcesses, before: Lake, tmp_path: Path
):
    call, old = f"killed_work:{work}", contents(before)
    whole = copy_of(before, tmp_path)
    ended = processes.run(whole.root, call=call)
    assert ended["exit"] == 0
    new = contents(whole)
    assert new != old
    earliest, latest, seen = 0, ended["calls"], []
    for _ in range(STEPS):  # halving what lies between, so that the kills come ever closer to the commit
        at = (earliest + latest) // 2
        lake = copy_of(before, tmp_path)
        assert processes.run(lake.root, call=call, at=at)["is_killed"]
        now = contents(lake)
        assert now in (old, new)
        seen.append(now == new)
        earliest, latest = (earliest, at) if now == new else (at, latest)
        take_over(lake)  # any next writer, which does nothing of its own
        assert contents(lake) == now
        assert any(word in all_bytes(lake.root) for word in GOES[work]) == (now == old)
        assert processes.run(lake.root, call=call)["exit"] == 0
        assert contents(lake)["now"] == new["now"]
        assert not any(word in all_bytes(lake.root) for word in GOES[work])
    assert set(seen) == {True, False}


def test_the_move_of_an_earlier_lake_killed_at_any_call_is_ended_by_the_next_writer(
    processes: LoadProcesses, before: Lake, tmp_path: Path
):
    old = contents(before)
    earlier = to_earlier_layout(copy_of(before, tmp_path / "kept"))
    ended = processes.run(copy_of(earlier, tmp_path).root, call="killed_work:take_over")
    for at in moments(ended["calls"], 4, seed=2):
        lake = copy_of(earlier, tmp_path)
        assert processes.run(lake.root, call="killed_work:take_over", at=at)["is_killed"]
        assert contents(lake) == old
        take_over(lake)
        assert contents(lake) == old
        assert not (lake.root / "partner_incidents").exists()


def test_a_reader_of_a_state_in_force_is_told_where_it_is_removed_meanwhile(
    processes: LoadProcesses, before: Lake, tmp_path: Path
):
    lake = copy_of(before, tmp_path)
    opened = lake.snapshot()
    assert processes.run(lake.root, call="killed_work:erase_ann")["exit"] == 0
    with pytest.raises(LakeError, match="is gone: rows were removed for good on 2026-11-23 by an erasure"):
        opened.files("partner_incidents", purpose="casework")
    assert NOW.isoformat() < lake.loads()[-1].loaded_at
