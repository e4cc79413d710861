"""Figures of own areas, kept on disk beside the summaries of each load, and given to the basis that pages read.

A version of an area is counted once for each load. Until it is, whoever asks for the area is told that it is being
counted; the other areas are there meanwhile.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from saferplan.evidence.access import OWN_FOLDER
from saferplan.evidence.basis import Basis
from saferplan.evidence.own_areas.figures import OwnAreas, OwnFigures
from saferplan.web.jobs.work import works
from saferplan.web.own_areas.models import AreaVersion, OwnArea
from saferplan.web.partnerships.models import Partnership

FOLDER = "own-areas"
WORK = "own-areas.count"
KEPT_LOADS = 3
BEING_COUNTED = "{name} is being counted. Look again in a minute"
REMOVED = "{name} was removed from the partnership's own areas"
REMEMBERED = 16

AnyBasis = TypeVar("AnyBasis", bound=Basis)
_remembered: dict[Path, tuple[tuple, Basis, Basis]] = {}


def attached(partnership: Partnership, basis: AnyBasis, state: str, *, at_once: bool) -> AnyBasis:
    """The basis with the partnership's own areas. `state` names the load that it is of.

    What is not counted yet is with `at_once`, else it is asked for.
    """
    areas = list(partnership.own_areas.with_newest())
    if not areas or partnership.area_code not in basis.geography.names:
        return basis
    folder = _home(partnership) / state
    key = tuple((area.number, area.newest, hasattr(area, "removal")) for area in areas)
    known = _remembered.get(folder)
    if known and known[0] == key and known[1] is basis:
        return known[2]  # type: ignore[return-value]  # what was made of this very basis
    own = _read(partnership, folder, areas)
    if _missing(folder, areas):
        if at_once:
            keep(partnership, basis, state)
            own = _read(partnership, folder, areas)
        else:
            _ask(partnership, state, areas)
    found = basis.with_own_areas(own)
    if not _missing(folder, areas):
        _remember(folder, key, basis, found)
    return found


def keep(partnership: Partnership, basis: Basis, state: str) -> None:
    """Counts what is not counted yet, all of it together."""
    folder = _home(partnership) / state
    missing = _missing(folder, partnership.own_areas.in_force().with_newest())
    if not missing or partnership.area_code not in basis.geography.names:
        return
    versions = _versions(missing)
    from saferplan.evidence.own_areas.counting import counted

    found = counted(basis, [version.as_drawn(_unit(partnership, basis)) for version in versions])
    folder.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
    for version, figures in zip(versions, found, strict=True):
        _write(folder / _file(version.pk), figures)
    _remove_old(folder.parent)


def _unit(partnership: Partnership, basis: Basis) -> str:
    """The partnership area in which all of them lie."""
    return basis.geography.area(partnership.area_code).units[0]


def _versions(areas: Iterable[OwnArea]) -> list[AreaVersion]:
    found = AreaVersion.objects.filter(pk__in=[area.newest for area in areas])
    return list(found.select_related("area").prefetch_related("parts"))


def _missing(folder: Path, areas: Iterable[OwnArea]) -> list[OwnArea]:
    return [one for one in areas if not hasattr(one, "removal") and not (folder / _file(one.newest)).is_file()]


def _read(partnership: Partnership, folder: Path, areas: Iterable[OwnArea]) -> OwnAreas:
    figures, absent = {}, {}
    names = dict(AreaVersion.objects.filter(pk__in=[one.newest for one in areas]).values_list("pk", "name"))
    for area in areas:
        found = None if hasattr(area, "removal") else _figures(folder / _file(area.newest))
        if found is not None:
            figures[area.code] = found
        else:
            why = REMOVED if hasattr(area, "removal") else BEING_COUNTED
            absent[area.code] = why.format(name=names[area.newest])
    return OwnAreas(figures, absent)


def _figures(file: Path) -> OwnFigures | None:
    """What is damaged, or of another program, is as if it had never been kept: it is counted again."""
    try:
        return OwnFigures.of_told(json.loads(file.read_text(encoding="utf-8")))
    except OSError:
        return None
    except (ValueError, KeyError, TypeError):
        file.unlink(missing_ok=True)
        return None


def _write(file: Path, figures: OwnFigures) -> None:
    """Beside its place first: nobody reads half of it."""
    handle, begun = tempfile.mkstemp(dir=file.parent, prefix=".")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(figures.as_told(), stream)
    Path(begun).rename(file)


def _ask(partnership: Partnership, state: str, areas: Iterable[OwnArea]) -> None:
    """Once for what is missing: a job that fails is not asked for again by every page."""
    key = f"{state}-{max(area.newest for area in areas)}"
    if not partnership.jobs.of_kind(WORK).filter(key=key).exists():
        works()[WORK].ask(partnership=partnership, by=None, key=key)


def _remember(folder: Path, key: tuple, basis: Basis, found: Basis) -> None:
    _remembered[folder] = (key, basis, found)
    while len(_remembered) > REMEMBERED:
        _remembered.pop(next(iter(_remembered)))


def _home(partnership: Partnership) -> Path:
    return Path(settings.HOME) / FOLDER / partnership.slug


def _file(version: int) -> str:
    return f"{version}.json"


def _remove_old(home: Path) -> None:
    """Folders begin with the number of their load."""
    for folder in sorted(home.iterdir())[:-KEPT_LOADS]:
        shutil.rmtree(folder, ignore_errors=True)
