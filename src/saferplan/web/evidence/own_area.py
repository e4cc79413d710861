"""What a lake knows of a partnership's own area. To read the country's geography takes a second, so it is kept."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from saferplan.errors import NothingLoaded
from saferplan.evidence.basis import Basis
from saferplan.evidence.snapshot import Snapshot
from saferplan.evidence.sources import police_forces

KEPT = 128  # partnerships, each as its last load left it


@dataclass(frozen=True)
class OwnArea:
    """`months` of which crime in the area is known; `force` that polices it, empty where no lookup tells."""

    months: tuple[str, ...] = ()
    force: str = ""


@dataclass(frozen=True)
class _Question:
    """The same of a lake after the same load."""

    root: Path
    load: int
    area_code: str
    snapshot: Snapshot = field(compare=False)


def own_area(snapshot: Snapshot, area_code: str) -> OwnArea:
    if not snapshot.extracts:
        return OwnArea()  # as before the first load; nor is the engine started, which takes longer than a page may
    return _answered(_Question(snapshot.root, snapshot.load.load_id, area_code, snapshot))


@lru_cache(KEPT)
def _answered(asked: _Question) -> OwnArea:
    basis = Basis(asked.snapshot)
    try:
        unit = basis.geography.units.get(asked.area_code)
    except NothingLoaded:
        unit = None
    if unit is None:
        return OwnArea()
    months = basis.coverage.months_of_unit(asked.area_code, unit.pfa)
    return OwnArea(tuple(sorted(months)), police_forces.publisher_of(unit.pfa))
