"""The tasked areas: whether crime fell where something was done, net of its control and of what moved next door."""

from collections.abc import Sequence

import numpy as np

from saferplan.evidence.analysis.before_after.displacement import (
    Counts,
    Displacement,
    weighted_displacement_difference,
)
from saferplan.evidence.analysis.change import ALPHA
from saferplan.evidence.analysis.multiple_testing import q_values
from saferplan.evidence.assessment.scope import Scope, title_of
from saferplan.evidence.assessment.volumes import Row, Table
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.periods import Period, parse_period

TREATED, CONTROL, BUFFER, BUFFER_CONTROL = "treated", "control", "buffer", "buffer-control"
ROLES = (TREATED, CONTROL, BUFFER, BUFFER_CONTROL)
FELL, ROSE = "fell by more than chance", "rose by more than chance"
NO_CLEAR_CHANGE, CANNOT_SAY = "no clear change", "cannot say"


def taskings(scope: Scope) -> Table:
    """A record a tasking in the area: counts before and after by role, the difference with interval, q and verdict.

    Periods of one length are compared over the months that both have; of two lengths, per month. `problem` says why
    nothing can be said of a tasking: no control, a month that is not loaded, an area elsewhere.
    """
    rows = [_tasking(scope, own) for own in _by_tasking(scope)]
    tested = q_values([np.nan if row["p"] is None else row["p"] for row in rows]) if rows else []
    return [
        row | {"q": None if np.isnan(q) else float(q), "verdict": _verdict(row, q)}
        for row, q in zip(rows, tested, strict=True)
    ]


def _by_tasking(scope: Scope) -> list[Table]:
    """Rows of each tasking that treats any small area of this partnership, with their areas' codes of today."""
    basis = scope.basis
    rows = basis.engine.run(basis.engine.table("tasked_areas")).to_pylist()
    if not rows:
        return []
    homes = {row["lsoa_code"]: {"lsoa": row["lsoa"], "unit": row["unit"]} for row in basis.geography.places.to_pylist()}
    placed = [row | homes.get(row["lsoa_code"], {"lsoa": None, "unit": None}) for row in rows]
    names = sorted({row["tasking"] for row in placed if row["role"] == TREATED and row["unit"] == scope.unit})
    return [[row for row in placed if row["tasking"] == name] for name in names]


def _tasking(scope: Scope, areas: Table) -> Row:
    first = areas[0]
    measure, periods = measure_named(first["measure"]), [parse_period(first[side]) for side in ("before", "after")]
    before, after = _months_compared(scope, areas, *periods)
    record = {
        "tasking": first["tasking"],
        "source": first["source"],
        "measure": measure.name,
        "title": title_of(measure.name),
        "before": periods[0].title,
        "after": periods[1].title,
        "months_before": len(before),
        "months_after": len(after),
        "problem": _problem(areas, before, after),
    }
    counts = {role: _counts(scope, areas, role, measure.crime_types, before, after) for role in ROLES}
    return record | _by_role(counts) | _difference(counts, (len(before), len(after)), record["problem"])


def _months_compared(scope: Scope, areas: Table, before: Period, after: Period) -> tuple[list[str], list[str]]:
    """Months whose single records are loaded for every area: pair by pair where the two periods have one length."""
    known = [scope.basis.recorded_by_unit.get(unit, frozenset()) for unit in {area["unit"] for area in areas}]
    loaded = frozenset.intersection(*known)
    if len(before.months) != len(after.months):
        return [month for month in before.months if month in loaded], [
            month for month in after.months if month in loaded
        ]
    pairs = [pair for pair in zip(before.months, after.months, strict=True) if loaded.issuperset(pair)]
    return [then for then, _ in pairs], [now for _, now in pairs]


def _problem(areas: Table, before: Sequence[str], after: Sequence[str]) -> str:
    roles = {area["role"] for area in areas}
    lost = sorted(area["lsoa_code"] for area in areas if area["lsoa"] is None)
    if lost:
        return f"no lookup knows the small area {lost[0]}"
    if len({(area["measure"], area["before"], area["after"]) for area in areas}) > 1:
        return "its rows name different measures or periods"
    if CONTROL not in roles:
        return "it has no control area"
    if (BUFFER in roles) != (BUFFER_CONTROL in roles):
        return "its buffer has no control, or its buffer's control no buffer"
    return "" if before and after else "no month of it is loaded before, or none after"


def _counts(
    scope: Scope, areas: Table, role: str, types: Sequence[str], before: Sequence[str], after: Sequence[str]
) -> Counts | None:
    """Incidents in the role's areas; None where it has none."""
    own = [area for area in areas if area["role"] == role and area["lsoa"]]
    if not own:
        return None
    then, now = (
        sum(int(scope.basis.counts("lsoa", area["unit"]).of([area["lsoa"]], months, types).sum()) for area in own)
        for months in (before, after)
    )
    return Counts(then, now)


def _by_role(counts: dict[str, Counts | None]) -> Row:
    found: Row = {}
    for role, counted in counts.items():
        name = role.replace("-", "_")
        found |= {
            f"{name}_before": counted.before if counted else None,
            f"{name}_after": counted.after if counted else None,
        }
    return found


def _difference(counts: dict[str, Counts | None], lengths: tuple[int, int], problem: str) -> Row:
    """In incidents over the later period, per month where the lengths differ; empty where nothing can be said."""
    treated, control = counts[TREATED], counts[CONTROL]
    fields = ("difference", "low", "high", "p", "is_thin")
    if problem or treated is None or control is None or not _any(counts):
        return dict.fromkeys(fields)
    scaled = (1.0, 1.0) if lengths[0] == lengths[1] else (float(lengths[0]), float(lengths[1]))
    found: Displacement = weighted_displacement_difference(
        treated, control, counts[BUFFER], counts[BUFFER_CONTROL], lengths=scaled
    )
    return {field: getattr(found, field) for field in fields}


def _any(counts: dict[str, Counts | None]) -> bool:
    return any(counted.before or counted.after for counted in counts.values() if counted)


def _verdict(row: Row, q: float) -> str:
    if np.isnan(q):
        return CANNOT_SAY
    if q >= ALPHA:
        return NO_CLEAR_CHANGE
    return FELL if row["difference"] < 0 else ROSE
