"""Gi* over the small areas (LSOA) of an area, neighbours by common border or by the distance of their centroids."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from saferplan.evidence.analysis.change import ALPHA
from saferplan.evidence.analysis.hotspots import getis_ord
from saferplan.evidence.analysis.hotspots.neighbours import touching, within_distance
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.hotspots.survey import MANY, STRONG, Spot
from saferplan.evidence.points.outlines import small_area_shapes


def area_hotspots(
    basis: Basis, area: Area, months: Sequence[str], types: Sequence[str], *, distance: float | None = None
) -> tuple[NDArray[Any], list[dict[str, Any]]]:
    """Outlines of the small areas and a record of each, in order of their codes. Counts are by LSOA, so incidents
    without a point are in them. `distance`: metres between centroids of neighbours; None: common borders.

    Small areas hold about as many people each and are of very unlike size, so a count here is nearer to a rate than one
    of cells is. Raises NothingLoaded, TooLittleData or UsageError.
    """
    found = small_area_shapes(basis, area)
    codes, shapes = list(found), np.array(list(found.values()), dtype=object)
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    neighbours = touching(shapes) if distance is None else within_distance(middles, distance)
    counted = basis.counts("lsoa", area.units[0] if len(area.units) == 1 else None)
    counts = counted.of(codes, months, types).sum(axis=1)
    gi, p = getis_ord.gi_star(counts, neighbours), _by_chance(counts, neighbours)
    q = q_values(p)
    number = np.diff(neighbours.indptr)
    rows = zip(codes, counts.tolist(), number.tolist(), gi.z, gi.p, p, q, strict=True)
    records = [
        {
            "lsoa_code": code,
            "lsoa_name": basis.geography.names.get(code, code),
            "neighbours": others,
            "count": count,
            "z": float(z) if np.isfinite(z) else None,
            "p_normal": float(normal) if np.isfinite(normal) else None,
            "p": float(chance),
            "q": float(one),
            "verdict": str(_verdict(z, one)),
        }
        for code, count, others, z, normal, chance, one in rows
    ]
    return shapes, records


def _by_chance(counts: NDArray[np.int64], neighbours: Any) -> NDArray[np.float64]:
    try:
        return getis_ord.exact_p(counts, neighbours)
    except ValueError:  # counts too large to count all ways
        return getis_ord.permute(counts, neighbours, MANY, hold_own=False).p


def _verdict(z: float, q: float) -> Spot:
    if not q < ALPHA:
        return Spot.NOT_CLEAR
    if z < 0:
        return Spot.COLD
    return Spot.HOT_STRONG if q < STRONG else Spot.HOT
