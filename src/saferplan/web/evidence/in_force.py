"""A lake as its last load left it, read once in each process for as long as no load is written."""

import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from saferplan.evidence.coverage import CoverageRecord, coverage_records
from saferplan.evidence.lake import Lake
from saferplan.evidence.snapshot import BEFORE_THE_FIRST_LOAD, LOADS, LoadRecord, Snapshot

SETTLED_NS = 1_000_000_000  # a folder that changed within the last second may change again within one tick

_known: dict[Path, tuple[int, "InForce"]] = {}


@dataclass(frozen=True)
class InForce:
    """Every load, oldest first; the snapshot is empty before the first."""

    loads: tuple[LoadRecord, ...]
    snapshot: Snapshot

    @cached_property
    def coverage(self) -> tuple[CoverageRecord, ...]:
        return tuple(coverage_records(self.snapshot))


def in_force(lake: Lake) -> InForce:
    """Raises LakeError where the lake is damaged."""
    asked = time.time_ns()  # before the reading, which may be slow: what it then sees may be of before another load
    try:
        changed = (lake.root / LOADS / "_delta_log").stat().st_mtime_ns
    except FileNotFoundError:
        return _read(lake)
    known = _known.get(lake.root)
    if known and known[0] == changed:
        return known[1]
    found = _read(lake)
    if asked - changed > SETTLED_NS:
        _known[lake.root] = (changed, found)
    return found


def snapshot_of(lake: Lake) -> Snapshot:
    """Raises NothingLoaded before the first load."""
    found = in_force(lake)
    return found.snapshot if found.loads else lake.snapshot()


def forget() -> None:
    _known.clear()


def _read(lake: Lake) -> InForce:
    loads = tuple(lake.loads())
    return InForce(loads, Snapshot(lake.root, (loads or (BEFORE_THE_FIRST_LOAD,))[-1]))
