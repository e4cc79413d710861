"""What the pages work figures out from: one basis for each partnership, worked out by whatever loaded its lake.

It is kept on disk for each load and remembered by each process. A page that is being made holds its basis: a load that
comes meanwhile changes nothing under it. Until a load is worked out, pages show the one before.
"""

import hashlib
import shutil
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from django.conf import settings

from saferplan import __version__
from saferplan.errors import NothingLoaded, UnknownName
from saferplan.evidence.basis import Basis
from saferplan.evidence.snapshot import Snapshot
from saferplan.evidence.summaries import storing
from saferplan.evidence.summaries.kept_basis import KeptBasis
from saferplan.evidence.summaries.working_out import worked_out
from saferplan.evidence.tables import INCIDENTS
from saferplan.web.evidence import in_force, partner_counts
from saferplan.web.evidence.in_force import snapshot_of
from saferplan.web.evidence.lake import lake_of
from saferplan.web.jobs.work import works
from saferplan.web.own_areas import kept as own_areas
from saferplan.web.partnerships.models import Partnership

SUMMARIES = "summaries"
WORK = "evidence.summarise"
KEPT_LOADS = 3  # whoever reads a page of the load before can still download what it shows
REMEMBERED = 16  # bases of as many partnerships, of some megabytes each, in each process
# The first page after a load by other means works out so small a lake by itself, in a second or two; of a larger one it
# says that the figures are being worked out.
AT_ONCE_ROWS = 250_000
BEGUN_SECONDS = 24 * 60 * 60  # what was begun so long ago was left by a process that was killed

_bases: OrderedDict[Path, KeptBasis] = OrderedDict()
_asked: set[Path] = set()
_lock = Lock()


@dataclass(frozen=True)
class Shown:
    """`is_behind`: a later load is in force, and its figures are being worked out."""

    basis: KeptBasis
    is_behind: bool


def basis_of(partnership: Partnership) -> KeptBasis:
    """Raises NothingLoaded before the first load, and while a large lake is worked out for the first time."""
    return shown(partnership).basis


def open_basis_of(partnership: Partnership) -> KeptBasis:
    """What anyone may know of: without the areas that the partnership has drawn for itself. Raises as basis_of does."""
    return _shown(partnership, None).basis


def shown(partnership: Partnership, load: int | None = None) -> Shown:
    """The newest figures; with `load`, those of that load if they are still kept. Raises as basis_of does."""
    found = _shown(partnership, load)
    snapshot = found.basis.snapshot
    state, at_once = _folder(partnership, snapshot).name, _rows(snapshot) <= AT_ONCE_ROWS
    return replace(found, basis=own_areas.attached(partnership, found.basis, state, at_once=at_once))


def state_of(partnership: Partnership, snapshot: Snapshot) -> str:
    """What the figures of a load are kept under."""
    return _folder(partnership, snapshot).name


def _shown(partnership: Partnership, load: int | None) -> Shown:
    snapshot = snapshot_of(lake_of(partnership))
    if load is not None and load != snapshot.load.load_id and (earlier := _earlier(partnership, load)):
        return Shown(earlier, is_behind=False)
    folder = _folder(partnership, snapshot)
    found = _read(folder, snapshot)
    if found is None and (earlier := _earlier(partnership)):
        _ask(partnership, folder)
        return Shown(earlier, is_behind=True)
    if found is None and _rows(snapshot) > AT_ONCE_ROWS:
        _ask(partnership, folder)
        raise NothingLoaded("the figures are being worked out", remedy="Look again in a few minutes.")
    return Shown(found or keep(partnership), is_behind=False)


def keep(partnership: Partnership) -> KeptBasis:
    """Works out the lake as it is, and keeps it. What is kept already is not worked out again. Raises NothingLoaded."""
    basis = _keep(partnership)
    partner_counts.keep(partnership, basis, basis.kept.units, _folder(partnership, basis.snapshot).name)
    own_areas.keep(partnership, basis, _folder(partnership, basis.snapshot).name)
    return basis


def _keep(partnership: Partnership) -> KeptBasis:
    snapshot = lake_of(partnership).snapshot()
    folder = _folder(partnership, snapshot)
    if found := _read(folder, snapshot):
        return found
    basis = Basis(snapshot)
    try:
        storing.write(folder, worked_out(basis, _own_units(basis, partnership)))
    except NothingLoaded as fault:
        storing.write_fault(folder, fault)
        raise
    finally:
        _remove_old(folder.parent)
    with _lock:
        return _remember(folder, storing.read(folder, snapshot))


def forget() -> None:
    """What this process remembers, so that the next page reads what is kept."""
    with _lock:
        _bases.clear()
        in_force.forget()
        _asked.clear()


def ask_if_missing(partnership: Partnership) -> None:
    """Asks for the job that works out a lake which was loaded otherwise than by a job, such as by a command."""
    snapshot = lake_of(partnership).snapshot_or_empty()
    folder = _folder(partnership, snapshot)
    if snapshot.versions and not folder.is_dir():
        _ask(partnership, folder)


def _own_units(basis: Basis, partnership: Partnership) -> tuple[str, ...]:
    """None where the lookups that are loaded do not know the partnership's area."""
    try:
        return basis.geography.area(partnership.area_code).units
    except UnknownName:
        return ()


def _rows(snapshot: Snapshot) -> int:
    return sum(one["rows_loaded"] for one in snapshot.extracts if one["dataset"] == INCIDENTS.name)


def _ask(partnership: Partnership, folder: Path) -> None:
    """Once: a job that fails is not asked for again by every page."""
    if folder in _asked:
        return
    if not partnership.jobs.of_kind(WORK).filter(key=folder.name).exists():
        works()[WORK].ask(partnership=partnership, by=None, key=folder.name)
    _asked.add(folder)


def _home(partnership: Partnership) -> Path:
    return Path(settings.HOME) / SUMMARIES / partnership.slug


def _folder(partnership: Partnership, snapshot: Snapshot) -> Path:
    """By the load, the partnership's area and what would be worked out of them."""
    load = snapshot.load
    told = "|".join((load.loaded_at, partnership.area_code, __version__, str(storing.FORMAT)))
    return _home(partnership) / f"{load.load_id:06d}-{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def _earlier(partnership: Partnership, load: int | None = None) -> KeptBasis | None:
    """The newest that is kept of the partnership's area, or that of `load`."""
    home, lake = _home(partnership), lake_of(partnership)
    if not home.is_dir():
        return None
    for record in reversed(lake.loads()):
        snapshot = Snapshot(lake.root, record)
        if load in (None, record.load_id) and (folder := _folder(partnership, snapshot)).is_dir():
            try:
                return _read(folder, snapshot)
            except NothingLoaded:
                return None
    return None


def _read(folder: Path, snapshot: Snapshot) -> KeptBasis | None:
    """None where it is not kept, or cannot be read any more. Raises NothingLoaded where there was nothing to keep."""
    with _lock:
        if folder in _bases:
            _bases.move_to_end(folder)
            return _bases[folder]
        try:
            return _remember(folder, storing.read(folder, snapshot))
        except storing.CannotBeRead:
            return None


def _remember(folder: Path, basis: KeptBasis) -> KeptBasis:
    _bases[folder] = basis
    while len(_bases) > REMEMBERED:
        _bases.popitem(last=False)
    return basis


def _remove_old(home: Path) -> None:
    kept = sorted(folder for folder in home.iterdir() if not folder.name.startswith("."))
    long_ago = time.time() - BEGUN_SECONDS
    begun = [folder for folder in home.glob(".*") if folder.stat().st_mtime < long_ago]
    for folder in (*kept[:-KEPT_LOADS], *begun):
        shutil.rmtree(folder, ignore_errors=True)
