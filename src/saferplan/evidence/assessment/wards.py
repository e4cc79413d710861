"""Wards: which have the highest rates, which come up more than once, and which differ beyond chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from saferplan.errors import UnknownName, nearest
from saferplan.evidence.analysis import league
from saferplan.evidence.analysis.funnel import Funnel, funnel, limits
from saferplan.evidence.assessment.scope import ALL_CRIME, Scope, title_of
from saferplan.evidence.assessment.volumes import Table, titled
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.calculate import measured, parts_of

TOP_WARDS = 5
LIMIT_POINTS = 60


@dataclass(frozen=True)
class WardTables:
    """`rates`: every ward and measure. `top`: the highest for each crime type. `union`: wards in any of these.
    `standing`: all crime, each ward against the area's own rate. `limits`: the funnel's lines.
    """

    rates: Table
    top: Table
    union: Table
    standing: Table
    limits: Table
    dispersion: float | None
    overlap: league.Overlap | None


def ward_tables(scope: Scope) -> WardTables:
    wards = parts_of(scope.basis, scope.area, "ward")
    records = measured(scope.basis, scope.requests(scope.measures, wards)) if wards else []
    rates = [titled(record) for record in records]
    crime_only = {measure.name for measure in scope.crime_measures}
    leagues = league.top([row for row in rates if row["crime_type"] in crime_only], TOP_WARDS)
    listed = league.union(leagues)
    overlap = league.overlap(listed, [ward.code for ward in scope.named_wards]) if scope.named_wards else None
    standing, drawn, dispersion = _standing([row for row in rates if row["crime_type"] == ALL_CRIME])
    return WardTables(rates, _top(leagues, rates), _union(listed, scope), standing, drawn, dispersion, overlap)


def _top(leagues: dict[str, league.TopList], rates: Table) -> Table:
    by_key = {(row["area_code"], row["crime_type"]): row for row in rates}
    return [
        {"rank": place.rank, "note": listed.note} | by_key[(place.area_code, crime_type)]
        for crime_type, listed in leagues.items()
        for place in listed.places
    ]


def _union(listed: Sequence[league.Listed], scope: Scope) -> Table:
    named = {ward.code for ward in scope.named_wards}
    return [
        {
            "area_code": one.area_code,
            "area_name": one.area_name,
            "times": len(one.crime_types),
            "crime_types": ", ".join(title_of(name) for name in one.crime_types),
            "named": one.area_code in named,
        }
        for one in listed
    ]


def _standing(rows: Table) -> tuple[Table, Table, float | None]:
    known = [row for row in rows if row["count"] is not None and row["denominator"]]
    if len(known) < 3:
        return [], [], None
    counts = np.array([row["count"] for row in known], dtype=float)
    residents = np.array([row["denominator"] for row in known], dtype=float)
    result = funnel(counts, residents)
    yearly = 12 / known[0]["months_present"]
    table = [
        row
        | {
            "z": float(result.z[at]),
            "q": float(result.adjusted_q[at]),
            "standing_by_chance": str(result.standing[at]),
            "standing": str(result.adjusted_standing[at]),
        }
        for at, row in enumerate(known)
    ]
    return table, _limits(result, residents, yearly), float(result.phi)


def _limits(result: Funnel, residents: np.ndarray, yearly: float) -> Table:
    """The funnel's lines, as annualised rates, over the range of the wards' residents."""
    grid = np.linspace(residents.min() * 0.9, residents.max() * 1.05, LIMIT_POINTS)
    lines = limits(grid, result.pooled_rate, result.phi)
    return [
        {
            "size": float(size),
            "centre": float(result.pooled_rate * 1000 * yearly),
            **{name: float(getattr(lines, name)[at] * yearly) for name in ("low_998", "low_95", "high_95", "high_998")},
        }
        for at, size in enumerate(grid)
    ]


def named_wards(wards: Sequence[Area], lines: Sequence[str], where: str) -> tuple[Area, ...]:
    """Wards of the area by name or code, one a line; blank lines and those that begin with # are passed over."""
    by_name = {ward.name.casefold(): ward for ward in wards} | {ward.code.casefold(): ward for ward in wards}
    found: dict[str, Area] = {}
    for number, line in enumerate(lines, start=1):
        name = line.strip().strip('",')
        if not name or name.startswith("#"):
            continue
        if name.casefold() not in by_name:
            raise UnknownName(
                f"'{name}' is no ward of the area",
                where=f"{where}, line {number}",
                remedy=nearest(name, [ward.name for ward in wards]) or "Give the names that `saferplan areas` prints.",
            )
        ward = by_name[name.casefold()]
        found[ward.code] = ward
    return tuple(found.values())
