"""The Knox table from its definition, pair by pair: slow and obvious."""

import math
from collections.abc import Sequence
from itertools import combinations

from saferplan.evidence.analysis.near_repeat.bands import Bands

Event = tuple[float, float, int]


def table_of(events: Sequence[Event], space: Bands, days: Bands, metric: str) -> list[list[int]]:
    """Pairs by band of distance and band of days, with those beyond the last in a row and a column of their own."""
    found = [[0] * (len(days) + 1) for _ in range(len(space) + 1)]
    for one, other in combinations(events, 2):
        found[_band(_apart(one, other, metric), space)][_band(abs(one[2] - other[2]), days)] += 1
    return found


def _apart(one: Event, other: Event, metric: str) -> float:
    across, up = abs(one[0] - other[0]), abs(one[1] - other[1])
    return across + up if metric == "manhattan" else math.hypot(across, up)


def _band(apart: float, bands: Bands) -> int:
    return next((number for number, end in enumerate(bands.edges[1:]) if apart < end), len(bands))
