"""What is missing from the data, what police.uk leaves out altogether, and what follows."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from saferplan.evidence.assessment.scope import ASB_CRIME_TYPE, Scope
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.basis import Basis
from saferplan.evidence.coverage import CoverageRecord, Presence, coverage_records
from saferplan.evidence.periods import month_range
from saferplan.evidence.stated_figures import Unplaced, unplaced_by_month

COUNTED = "counted"


@cache
def blind_spots() -> Table:
    """What the source leaves out, from the reviewed file."""
    text = files("saferplan.evidence.assessment").joinpath("blind_spots.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["blind_spot"]


def months_of_force(scope: Scope) -> Table:
    """The home force's months, from the first loaded or assessed to the last: present, partial, missing, and what
    looks wrong. 'counted' is a month of which the lake has ready counts of the area and no records.
    """
    records = scope.basis.remembered("coverage_records", lambda: coverage_records(scope.basis.snapshot))
    own = {one.month: one for one in records if one.publisher == scope.publisher}
    known = scope.basis.months_by_unit[scope.unit]
    if not known:
        return []
    shown = known | {*scope.period.months, *(scope.against.months if scope.against else ())}
    return [_month(month, own.get(month), is_counted=month in known) for month in month_range(min(shown), max(shown))]


def _month(month: str, record: CoverageRecord | None, *, is_counted: bool) -> dict:
    presence = str(record.presence if record else Presence.MISSING)
    if presence == Presence.MISSING and is_counted:
        presence = COUNTED
    rows, suspicious = (record.rows_loaded, record.suspicious) if record else (None, "")
    return {"month": month, "presence": presence, "rows": rows, "suspicious": suspicious}


def unplaced(scope: Scope, months: Sequence[str] | None = None) -> dict:
    """Crimes (without ASB) that the home force published without a place: they are in no area's figures.

    Over the period's months, or those named. What the lake was told of a force's files goes before its records,
    which may be of one area alone.
    """
    wanted = scope.months_recorded if months is None else months
    by_month = _of_force(scope)
    rows = [by_month[month] for month in wanted if month in by_month]
    total, without = sum(row.crimes for row in rows), sum(row.without_place for row in rows)
    return {"force_rows": total, "without_place": without, "share": without / total if total else None}


def _of_force(scope: Scope) -> dict[str, Unplaced]:
    basis, pfa = scope.basis, scope.basis.geography.units[scope.unit].pfa
    stated = basis.remembered(("stated_unplaced", pfa), lambda: unplaced_by_month(basis.snapshot, pfa))
    return stated or basis.remembered("unplaced", lambda: _unplaced(basis)).get(scope.publisher, {})


def _unplaced(basis: Basis) -> dict[str, dict[str, Unplaced]]:
    """By publisher and month, from the single records."""
    incidents = basis.engine.table("incidents")
    crimes = incidents.filter(incidents.crime_type != ASB_CRIME_TYPE)
    grouped = crimes.group_by("publisher", "month").aggregate(total=crimes.count(), placed=crimes.lsoa_code.count())
    found: dict[str, dict[str, Unplaced]] = {}
    for row in basis.engine.run(grouped).to_pylist():
        found.setdefault(row["publisher"], {})[row["month"]] = Unplaced(row["total"], row["total"] - row["placed"])
    return found
