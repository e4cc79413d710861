"""What a lake knows of a partnership's own area. To read the country's geography takes a second: each load's job does,
and pages find what it kept.
"""

from dataclasses import dataclass

from django.core.cache import cache

from saferplan.errors import NothingLoaded
from saferplan.evidence.basis import Basis
from saferplan.evidence.snapshot import Snapshot
from saferplan.evidence.sources import police_forces

KEPT_SECONDS = 90 * 24 * 60 * 60  # longer than most partnerships are without a load


@dataclass(frozen=True)
class OwnArea:
    """`months` of which crime in the area is known; `force` that polices it, empty where no lookup tells."""

    months: tuple[str, ...] = ()
    force: str = ""


def own_area(snapshot: Snapshot, area_code: str) -> OwnArea:
    """As the lake was left by the load that the snapshot is of."""
    if not snapshot.extracts:
        return OwnArea()  # as before the first load; nor is the engine started, which takes longer than a page may
    load = snapshot.load
    key = f"own-area/{snapshot.root.name}/{area_code}/{load.load_id}/{load.loaded_at}"
    return cache.get_or_set(key, lambda: _read(snapshot, area_code), KEPT_SECONDS)


def _read(snapshot: Snapshot, area_code: str) -> OwnArea:
    basis = Basis(snapshot)
    try:
        unit = basis.geography.units.get(area_code)
    except NothingLoaded:
        unit = None
    if unit is None:
        return OwnArea()
    months = basis.coverage.months_of_unit(area_code, unit.pfa)
    return OwnArea(tuple(sorted(months)), police_forces.publisher_of(unit.pfa))
