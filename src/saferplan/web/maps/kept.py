"""Outlines of a partnership's areas, worked out once for each state of its boundaries and kept for browsers.

A file is written beside its place and put there whole. What an older state needed stays until the next one is kept.
"""

import gzip
import hashlib
import json
import shutil
from pathlib import Path

from django.conf import settings

from saferplan.documents.map_layers import KINDS, layer_of
from saferplan.errors import SaferplanError
from saferplan.evidence.access import OWN_FOLDER
from saferplan.evidence.basis import Basis
from saferplan.evidence.snapshot import Snapshot
from saferplan.web.evidence.lake import lake_of
from saferplan.web.partnerships.models import Partnership

MAPS = "maps"
TOLD_BY = ("boundaries", "areas", "area_links", "area_profiles")
"""Tables that say where areas lie and what they are called."""
FORM = 1
"""Of the files: another number has them written anew."""
NONE = b""
"""Of a kind of area that cannot be drawn."""


def stamp_of(partnership: Partnership, snapshot: Snapshot) -> str:
    """What names the outlines as the lake holds them now."""
    states = [(name, snapshot.versions.get(name), snapshot.load.generation(name)) for name in TOLD_BY]
    told = json.dumps([FORM, partnership.area_code, states])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def kept_stamp(partnership: Partnership) -> str:
    """The outlines that are kept, of the lake as it is or as it was; empty where none are."""
    folder = _folder(partnership)
    now = stamp_of(partnership, lake_of(partnership).snapshot_or_empty())
    if (folder / now).is_dir():
        return now
    older = sorted(folder.glob("[0-9a-f]*"), key=lambda one: one.stat().st_mtime) if folder.is_dir() else []
    return older[-1].name if older else ""


def outlines(partnership: Partnership, stamp: str, kind: str) -> bytes | None:
    """The compressed GeoJSON of a kind of area; None where the state is not kept, or has none of the kind."""
    file = _folder(partnership) / stamp / f"{kind}.json.gz"
    return (file.read_bytes() or None) if file.is_file() else None


def has_outlines(partnership: Partnership, stamp: str, kind: str) -> bool:
    file = _folder(partnership) / stamp / f"{kind}.json.gz"
    return bool(stamp) and file.is_file() and file.stat().st_size > 0


def is_kept(partnership: Partnership) -> bool:
    snapshot = lake_of(partnership).snapshot_or_empty()
    return (_folder(partnership) / stamp_of(partnership, snapshot)).is_dir()


def keep(partnership: Partnership, basis: Basis) -> None:
    """Writes the outlines of the areas as `basis` holds them, and removes all but the state before."""
    place = _folder(partnership) / stamp_of(partnership, basis.snapshot)
    begun = place.with_name(f".{place.name}")
    shutil.rmtree(begun, ignore_errors=True)
    begun.mkdir(mode=OWN_FOLDER, parents=True)
    for kind in KINDS:
        (begun / f"{kind}.json.gz").write_bytes(_written(partnership, basis, kind))
    shutil.rmtree(place, ignore_errors=True)
    begun.rename(place)
    _remove_older(place)


def _written(partnership: Partnership, basis: Basis, kind: str) -> bytes:
    try:
        layer = layer_of(basis, basis.geography.area(partnership.area_code), kind)
    except SaferplanError:  # no lookup is loaded, or the area is not in it: there is nothing to draw
        return NONE
    if layer is None:
        return NONE
    text = json.dumps(layer.as_geojson(), separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def _remove_older(place: Path) -> None:
    others = [one for one in place.parent.glob("[0-9a-f]*") if one != place]
    for old in sorted(others, key=lambda one: one.stat().st_mtime)[:-1]:
        shutil.rmtree(old, ignore_errors=True)


def _folder(partnership: Partnership) -> Path:
    return Path(settings.HOME) / MAPS / partnership.slug
