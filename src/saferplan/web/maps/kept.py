"""Outlines of a partnership's areas, worked out once for each state of its boundaries and kept for browsers."""

import gzip
import json

from saferplan.errors import NothingLoaded, UnknownName
from saferplan.evidence.basis import Basis
from saferplan.web.evidence.kept_by_tables import KeptByTables
from saferplan.web.partnerships.models import Partnership

# Tables that say where areas lie and what they are called.
OUTLINES = KeptByTables("maps", ("boundaries", "areas", "area_links", "area_profiles"))
WORK = "maps.outlines"
CANNOT_BE_DRAWN = b""


def outlines(partnership: Partnership, state: str, kind: str) -> bytes | None:
    """The compressed GeoJSON of a kind of area; None where the state is not kept, or has none of the kind."""
    file = OUTLINES.folder(partnership, state) / f"{kind}.json.gz"
    return (file.read_bytes() or None) if file.is_file() else None


def has_outlines(partnership: Partnership, state: str, kind: str) -> bool:
    file = OUTLINES.folder(partnership, state) / f"{kind}.json.gz"
    return file.is_file() and file.stat().st_size > 0


def keep(partnership: Partnership, basis: Basis) -> None:
    """Writes the outlines of the areas as `basis` has them."""
    from saferplan.documents.map_layers import KINDS

    with OUTLINES.keeping(partnership, basis.snapshot) as begun:
        for kind in KINDS:
            (begun / f"{kind}.json.gz").write_bytes(_written(partnership, basis, kind))


def _written(partnership: Partnership, basis: Basis, kind: str) -> bytes:
    from saferplan.documents.map_layers import layer_of

    try:
        layer = layer_of(basis, basis.geography.area(partnership.area_code), kind)
    except (NothingLoaded, UnknownName):  # no lookup is loaded, or the area is not in it: there is nothing to draw
        layer = None
    if layer is None:
        return CANNOT_BE_DRAWN
    text = json.dumps(layer.as_geojson(), separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)
