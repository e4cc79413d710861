"""All crime month by month beside another area, and the breaks that a reader must know before reading a trend."""

import numpy as np

from saferplan.evidence.analysis.series import breaks, index
from saferplan.evidence.assessment.scope import ALL_CRIME, Scope
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.periods import Period

BASE_MONTHS = 12


def monthly_index(scope: Scope) -> Table:
    """All crime by month in the area and beside it, the mean of the base months being 100.

    Beside it stands the rest of its force, or its most similar areas where it is a force of its own. Base: the months
    of the comparison period that both have, else the first twelve that both have; None in missing months.
    """
    name, others = _beside(scope)
    known = scope.basis.months_by_unit
    common = sorted(set.intersection(*(set(known[unit]) for unit in [scope.unit, *others])))
    if not common or not others:
        return []
    base = [month for month in common if scope.against and month in scope.against.months] or common[:BASE_MONTHS]
    return [
        *_indexed(scope, scope.area.name, [scope.unit], common, base),
        *_indexed(scope, name, others, common, base),
    ]


def _beside(scope: Scope) -> tuple[str, list[str]]:
    """Name and partnership areas of what the index stands beside; of similar areas, those with all of its months."""
    geography, known = scope.basis.geography, scope.basis.months_by_unit
    pfa = geography.units[scope.unit].pfa
    rest = [unit for unit in geography.area(pfa).units if unit != scope.unit] if pfa else []
    if rest:
        return f"Rest of {geography.names[pfa]}", rest
    alike = [unit for unit in scope.similar.codes if known[unit] >= known[scope.unit]]
    return f"{len(alike)} similar {'area' if len(alike) == 1 else 'areas'}", alike


def _indexed(scope: Scope, name: str, units: list[str], common: list[str], base: list[str]) -> Table:
    months = Period(common[0], common[-1], "").months
    counts = scope.basis.counts("unit").of(units, months, measure_named(ALL_CRIME).crime_types).sum(axis=0)
    is_known, is_base = (np.isin(months, wanted) for wanted in (common, base))
    values = index(np.where(is_known, counts, np.nan), is_base)
    return [
        {
            "series": name,
            "month": month,
            "count": int(count) if known else None,
            "index": float(value) if np.isfinite(value) else None,
            "base": bool(in_base),
        }
        for month, count, value, known, in_base in zip(months, counts, values, is_known, is_base, strict=True)
    ]


def breaks_in_series(scope: Scope) -> Table:
    """Breaks that fall within the months loaded; `compared` where one touches the span from one period to the other."""
    present = scope.basis.months_by_unit[scope.unit]
    if not present:
        return []
    compared = _span_compared(scope)
    return [
        {
            "title": one.title,
            "first_month": one.first_month,
            "last_month": one.last_month,
            "meaning": one.meaning,
            "source": one.source,
            "compared": one in compared,
        }
        for one in breaks(min(present), max(present))
    ]


def _span_compared(scope: Scope) -> tuple:
    if scope.against is None:
        return ()
    ends = [scope.period.first, scope.period.last, scope.against.first, scope.against.last]
    return breaks(min(ends), max(ends))
