"""What is missing from the data, what police.uk leaves out altogether, and what follows."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from saferplan.evidence.assessment.scope import ALL_CRIME, Scope
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.coverage import CoverageRecord, Presence, coverage_records
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.periods import month_range
from saferplan.evidence.without_place import published, total

COUNTED = "counted"
# Of a blind spot for which no figure can stand in.
NAMELESS = "-"


@cache
def blind_spots() -> Table:
    """What the source leaves out, from the reviewed file."""
    text = files("saferplan.evidence.assessment").joinpath("blind_spots.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["blind_spot"]


def blind_spots_with_figures(newest: Table) -> Table:
    """The same with `figures`: of the newest records of indicators, those that stand in for what is left out."""
    return [
        spot | {"figures": [row for row in newest if row["stands_in_for"] == spot.get("name", NAMELESS)]}
        for spot in blind_spots()
    ]


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

    Over the period's months, or those named.
    """
    wanted = scope.months_recorded if months is None else months
    by_month = published(scope.basis, scope.basis.geography.units[scope.unit].pfa)
    found = total(by_month, wanted, measure_named(ALL_CRIME).crime_types)
    share = found.without_place / found.crimes if found.crimes else None
    return {"force_rows": found.crimes, "without_place": found.without_place, "share": share}
