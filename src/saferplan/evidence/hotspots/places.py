"""Hot cells that touch, taken together as places: where they are, how much is recorded there, and of what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saferplan.evidence.analysis.change import compare_rates, verdict
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.assessment.wards import unlike_names
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.hotspots.survey import Survey
from saferplan.evidence.points.outlines import ward_shapes
from saferplan.evidence.sources.police_categories import crime_type_title

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TYPES_NAMED = 2
STREETS_NAMED = 2
NEAR = "On or near "
Table = list[dict[str, Any]]


@dataclass(frozen=True)
class Wards:
    """Names and polygons of an area's wards; empty where not all are loaded."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    shapes: NDArray[Any]

    @classmethod
    def of(cls, basis: Basis, area: Area) -> "Wards":
        found = ward_shapes(basis, area)
        names = unlike_names(basis, [basis.geography.part(code, "ward") for code in found])
        shapes = np.empty(len(found), dtype=object)
        shapes[:] = list(found.values())
        return cls(tuple(found), tuple(names[code] for code in found), shapes)

    def at(self, points: NDArray[np.float64]) -> list[str]:
        """Name of the ward in which each point lies, or that is nearest; empty without wards."""
        import shapely

        if not self.codes:
            return [""] * len(points)
        nearest = shapely.STRtree(self.shapes).nearest(shapely.points(points))
        return [self.names[at] for at in np.atleast_1d(nearest)]


def hot_places(survey: Survey, wards: Wards) -> Table:
    """Hot cells that touch one another, as one place: where, how much, of what, and how clearly."""
    from scipy.sparse.csgraph import connected_components

    hot = np.flatnonzero(survey.is_hot)
    if not hot.size:
        return []
    number, label = connected_components(survey.grid.neighbours[hot][:, hot], directed=False)
    groups = sorted((hot[label == at] for at in range(number)), key=lambda cells: -survey.counts[cells].sum())
    return [_place(survey, wards, cells, place_name(at)) for at, cells in enumerate(groups)]


def place_name(at: int) -> str:
    """A to Z, then AA, AB …"""
    return (LETTERS[at // len(LETTERS) - 1] if at >= len(LETTERS) else "") + LETTERS[at % len(LETTERS)]


def _place(survey: Survey, wards: Wards, cells: NDArray[np.int64], name: str) -> dict:
    count, area = survey.counts[cells].sum(), survey.grid.square_km[cells].sum()
    busiest = cells[np.argsort(-survey.counts[cells])]
    return {
        "place": name,
        "wards": ", ".join(dict.fromkeys(filter(None, wards.at(survey.grid.middles[busiest])))),
        "cells": int(cells.size),
        "count": int(count),
        "share": float(count / survey.counts.sum()),
        "square_km": float(area),
        "per_square_km": float(count / area),
        "highest_z": float(survey.z[cells].max()),
        "lowest_q": float(survey.q[cells].min()),
        "mostly": _mostly(survey, cells),
        "cell_at": cells.tolist(),
    }


def _mostly(survey: Survey, cells: NDArray[np.int64]) -> str:
    """'shoplifting 31%, violence and sexual offences 27%': the most frequent types in these cells."""
    chosen = survey.chosen
    here = np.isin(np.where(chosen.point >= 0, survey.cell_of_point[chosen.point], -1), cells)
    types, at = np.unique(chosen.crime_type[here], return_inverse=True)
    numbers = np.bincount(at, chosen.number[here])
    first = np.argsort(-numbers, kind="stable")[:TYPES_NAMED]
    total = numbers.sum()
    return ", ".join(f"{crime_type_title(str(types[i])).lower()} {numbers[i] / total:.0%}" for i in first if types[i])


def busiest_points(survey: Survey, cells: Sequence[int]) -> str:
    """Names of the map points of a place at which most was recorded: 'High Street, Market Square'."""
    events, names = survey.chosen, survey.events.point_names
    if names is None:
        return ""
    counted: Counter[str] = Counter()
    for point in np.flatnonzero(np.isin(survey.cell_of_point, cells)):
        counted[str(names[point]).removeprefix(NEAR)] += int(events.at_points[point])
    return ", ".join(name for name, number in counted.most_common(STREETS_NAMED) if name and number)


def with_changes(places: Table, survey: Survey, pairs: Sequence[tuple[str, str]]) -> Table:
    """The places with their change over pairs of months (now, then), false discovery rate over all of them."""
    now, then = (survey.over(months).counts for months in zip(*pairs, strict=True))
    counts = np.array([[side[row["cell_at"]].sum() for row in places] for side in (now, then)]).reshape(2, -1)
    ratio = compare_rates(counts[0], len(pairs), counts[1], len(pairs))
    q = q_values(ratio.p)
    return [
        row
        | {"count_compared": int(a), "against_count": int(b), "ratio": _finite(r), "q": _finite(one), "verdict": str(v)}
        for row, a, b, r, one, v in zip(places, *counts, ratio.ratio, q, verdict(q, ratio.ratio), strict=True)
    ]


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


@dataclass(frozen=True)
class Found:
    """A survey with what a reader needs to find the way: wards, and its hotspots as places; `what` was counted."""

    survey: Survey
    wards: Wards
    places: Table
    what: str = "crimes"
