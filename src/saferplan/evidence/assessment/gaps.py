"""What is missing from the data, what police.uk leaves out altogether, and what follows."""

import tomllib
from functools import cache
from importlib.resources import files

from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.basis import Basis
from saferplan.evidence.coverage import coverage_records
from saferplan.evidence.sources import police_forces


@cache
def blind_spots() -> Table:
    """What the source leaves out, from the reviewed file."""
    text = files("saferplan.evidence.assessment").joinpath("blind_spots.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["blind_spot"]


def months_of_force(scope: Scope) -> Table:
    """The home force's months from the first loaded to the last: present, partial or missing, and what looks wrong."""
    publisher = _publisher(scope)
    records = scope.basis.remembered("coverage_records", lambda: coverage_records(scope.basis.snapshot))
    return [
        {"month": one.month, "presence": str(one.presence), "rows": one.rows_loaded, "suspicious": one.suspicious}
        for one in records
        if one.publisher == publisher
    ]


def unplaced(scope: Scope) -> dict:
    """Rows that the home force published without a place, in the period's months: they are in no area's figures."""
    by_publisher = scope.basis.remembered("unplaced", lambda: _unplaced(scope.basis))
    publisher, months = _publisher(scope), set(scope.months_present)
    rows = [row for row in by_publisher.get(publisher, ()) if row[0] in months]
    total, without = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return {"force_rows": total, "without_place": without, "share": without / total if total else None}


def _publisher(scope: Scope) -> str:
    pfa = scope.basis.geography.units[scope.unit].pfa
    return police_forces.by_area_code(pfa).slug if pfa else ""


def _unplaced(basis: Basis) -> dict[str, list[tuple[str, int, int]]]:
    incidents = basis.engine.table("incidents")
    crimes = incidents.filter(incidents.crime_type != "anti-social-behaviour")
    grouped = crimes.group_by("publisher", "month").aggregate(
        total=crimes.count(), without=crimes.lsoa_code.isnull().sum()
    )
    found: dict[str, list[tuple[str, int, int]]] = {}
    for publisher, month, total, without in zip(
        *(column.to_pylist() for column in basis.engine.run(grouped).columns), strict=True
    ):
        found.setdefault(publisher, []).append((month, total, without))
    return found
