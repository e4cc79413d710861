"""Where recorded crime gathers in the period: hotspots as places, their class over time, and how well they foretell."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saferplan.errors import NothingLoaded, TooLittleData
from saferplan.evidence.analysis.change import compare_rates, verdict
from saferplan.evidence.analysis.hotspots.judging import pooled
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.assessment.scope import ALL_CRIME, Scope
from saferplan.evidence.assessment.volumes import Table, months_compared
from saferplan.evidence.assessment.wards import unlike_names
from saferplan.evidence.basis import Basis
from saferplan.evidence.events import incidents_of
from saferplan.evidence.geography import Area
from saferplan.evidence.hotspots import FEWEST_MONTHS, PICKED_SHARES, Survey, survey, surveyed_types
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.outlines import outline_of, ward_shapes
from saferplan.evidence.periods import month_number
from saferplan.evidence.sources.police_categories import crime_type_title

LONGEST_PAST = 36
"""Months up to the end of the period from which a class over time is worked out."""
JUDGED_MONTHS = 3
FEWEST_BEFORE = 3
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TYPES_NAMED = 2
METHOD_TITLES = {"count": "Plain count", "gi": "Gi*", "kde": "Kernel density", "lot": "Picked by lot"}


@dataclass(frozen=True)
class HotspotTables:
    """`left_out`: crime types that policing itself produces, and that are not in the survey."""

    scope: Scope
    survey: Survey
    left_out: tuple[str, ...]

    @cached_property
    def wards(self) -> "Wards":
        return Wards.of(self.scope.basis, self.scope.area)

    @cached_property
    def places(self) -> Table:
        """Hot cells that touch, as places; the one with most incidents first."""
        found = hot_places(self.survey, self.wards)
        pairs = months_compared(self.scope)
        return with_changes(found, self.survey, pairs) if pairs else found

    @cached_property
    def judged_months(self) -> tuple[str, ...]:
        """Months held back: the last of the period, each judged by the hotspots of the months before it."""
        months = self.survey.months or ()
        return months[max(FEWEST_BEFORE, len(months) - JUDGED_MONTHS) :]

    @cached_property
    def judging(self) -> Table:
        """A row a method and share of cells, over the months held back; [] where too few are loaded."""
        return judged_in_turn(self.survey, self.judged_months)

    @cached_property
    def past_months(self) -> tuple[str, ...]:
        """Months loaded in the three years up to the end of the period; () where too few for a class over time."""
        last = month_number(self.scope.period.last)
        recorded = sorted(self.scope.basis.recorded_by_unit[self.scope.unit])
        found = tuple(month for month in recorded if last - LONGEST_PAST < month_number(month) <= last)
        return found if len(found) >= FEWEST_MONTHS else ()

    @cached_property
    def patterns(self) -> list[str]:
        """Class over time of each cell; [] without months enough."""
        return self.survey.patterns(self.past_months) if self.past_months else []


def hotspot_tables(scope: Scope) -> HotspotTables | None:
    """None where the lake cannot answer: no months, no boundaries, or too few incidents."""
    if not scope.months_recorded:
        return None
    types, left_out = surveyed_types(measure_named(ALL_CRIME), with_policing_led=False)
    try:
        outline = outline_of(scope.basis, scope.area)
        found = survey(incidents_of(scope.basis, scope.area), outline, scope.months_recorded, types)
        found.spots  # noqa: B018 - worked out here, so that data that does not bear it is found out now
    except (NothingLoaded, TooLittleData):
        return None
    return HotspotTables(scope, found, left_out)


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


def judged_in_turn(survey: Survey, held_back: Sequence[str]) -> Table:
    """Each month held back, judged by the months of the survey before it; the rounds added up."""
    months = survey.months or ()
    rows: Table = []
    rounds = [(survey.over([one for one in months if one < month]), month) for month in held_back]
    for share in PICKED_SHARES if rounds else ():
        cells = survey.picked_number(share)
        found = [before.judged([month], cells) for before, month in rounds]
        rows += [judged_row(share, name, pooled([one[name] for one in found])) for name in METHOD_TITLES]
    return rows


def judged_row(share: float, method: str, judged: Any) -> dict:
    return {
        "share_picked": share,
        "cells": judged.cells,
        "method": method,
        "title": METHOD_TITLES[method],
        "hits": judged.hits,
        "events": judged.events,
        "hit_rate": judged.hit_rate,
        "pai": judged.pai,
        "pei": judged.pei,
    }
