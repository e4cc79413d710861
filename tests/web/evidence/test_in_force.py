"""What pages remember of a lake is what the lake says, before the first load and after every other."""

import itertools
import os

import pytest
from loading_again import load_again

from saferplan.errors import NothingLoaded
from saferplan.evidence.coverage import coverage_records
from saferplan.evidence.lake import Lake
from saferplan.web.evidence.in_force import SETTLED_NS, forget, in_force, snapshot_of
from saferplan.web.evidence.lake import lake_of


@pytest.fixture(autouse=True)
def _forgotten():
    forget()
    yield
    forget()


def settled(lake) -> None:
    """As if its last load were long ago: what changed within a second is not remembered."""
    log = lake.root / "loads" / "_delta_log"
    then = log.stat().st_mtime_ns - 10 * SETTLED_NS
    os.utime(log, ns=(then, then))


def test_before_the_first_load_nothing_is_in_force(partnership):
    found = in_force(lake_of(partnership))

    assert found.loads == ()
    assert found.coverage == ()
    with pytest.raises(NothingLoaded):
        snapshot_of(lake_of(partnership))


def test_it_is_the_lakes_own(anyshires):
    lake = lake_of(anyshires)

    assert list(in_force(lake).loads) == lake.loads()
    assert snapshot_of(lake) == lake.snapshot()
    assert list(in_force(lake).coverage) == coverage_records(lake.snapshot())


def test_it_is_read_once(anyshires, monkeypatch):
    lake = lake_of(anyshires)
    settled(lake)
    first = in_force(lake)
    monkeypatch.setattr("saferplan.evidence.lake.read_loads", lambda *_: pytest.fail("read again"))

    assert in_force(lake_of(anyshires)) is first


def test_a_load_ends_what_is_remembered(anyshires):
    lake = lake_of(anyshires)
    settled(lake)
    in_force(lake)
    load_again(anyshires)

    assert [one.load_id for one in in_force(lake).loads] == [1, 2]


def test_what_was_written_just_now_is_not_remembered(anyshires, monkeypatch):
    """Two loads within one tick of the file system's clock leave the folder's time as it was."""
    lake = lake_of(anyshires)
    log = lake.root / "loads" / "_delta_log"
    monkeypatch.setattr("saferplan.web.evidence.in_force.time.time_ns", lambda: log.stat().st_mtime_ns)

    assert in_force(lake) is not in_force(lake)


def test_a_load_of_another_process_in_the_middle_of_a_slow_reading_is_seen_by_the_next(anyshires, monkeypatch):
    """Within the tick of the load before: the folder's time is what it was when the reading began."""
    lake = lake_of(anyshires)
    log = lake.root / "loads" / "_delta_log"
    began = log.stat().st_mtime_ns
    clock = itertools.chain([began], itertools.repeat(began + 10 * SETTLED_NS))
    monkeypatch.setattr("saferplan.web.evidence.in_force.time.time_ns", lambda: next(clock))
    read = Lake.loads

    def slowly(lake: Lake):
        found = read(lake)
        monkeypatch.setattr(Lake, "loads", read)
        load_again(anyshires)
        os.utime(log, ns=(began, began))
        return found

    monkeypatch.setattr(Lake, "loads", slowly)
    assert [one.load_id for one in in_force(lake).loads] == [1]

    assert [one.load_id for one in in_force(lake).loads] == [1, 2]
