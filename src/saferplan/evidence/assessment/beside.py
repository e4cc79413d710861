"""The area beside its force, its country and the areas most like it."""

import numpy as np

from saferplan.evidence.analysis.series import breaks, index
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB, Scope
from saferplan.evidence.assessment.volumes import Table, titled
from saferplan.evidence.measures.calculate import compare_areas
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.periods import Period


def comparators(scope: Scope) -> Table:
    """Each measure beside each comparator, over the months that both have; one false discovery rate across all."""
    records = compare_areas(scope.basis, scope.measures, scope.area, scope.comparators, scope.period)
    return [titled(record) for record in records]


def similar_areas(scope: Scope) -> Table:
    """All crime and ASB in each of the most similar areas, nearest first, with its distance."""
    others = [scope.basis.geography.area(code) for code in scope.similar.codes]
    measures = [measure_named(ALL_CRIME), measure_named(ASB)]
    records = compare_areas(scope.basis, measures, scope.area, others, scope.period) if others else []
    distances = dict(zip(scope.similar.codes, scope.similar.distances, strict=True))
    return [titled(record) | {"distance": distances[record.area_code]} for record in records]


def similarity_features(scope: Scope) -> Table:
    """The features by which areas were found alike: the area's own value and the similar areas' mean."""
    profiles = scope.basis.profiles
    table: Table = []
    for feature in scope.similar.used:
        others = [profiles[code].features[feature.id] for code in scope.similar.codes]
        table.append(
            {
                "feature": feature.title,
                "unit": feature.unit,
                "theme": feature.theme,
                "weight": feature.weight,
                "value": profiles[scope.unit].features[feature.id],
                "similar_mean": float(np.mean(others)) if others else None,
                "source": feature.source,
            }
        )
    return table


def monthly_index(scope: Scope) -> Table:
    """All crime by month in the area and in the rest of its force, the mean of the base months being 100.

    Base: the months of the comparison period that are present, else the first twelve; None in missing months.
    """
    home = scope.basis.geography.units[scope.unit]
    if not home.pfa:
        return []
    force = scope.basis.geography.area(home.pfa)
    others = [unit for unit in force.units if unit != scope.unit]
    known = scope.basis.months_by_unit
    common = sorted(set.intersection(*(set(known[unit]) for unit in [scope.unit, *others])))
    if not common or not others:
        return []
    base = [month for month in common if scope.against and month in scope.against.months] or common[:12]
    return [
        *_indexed(scope, scope.area.name, [scope.unit], common, base),
        *_indexed(scope, f"Rest of {force.name}", others, common, base),
    ]


def _indexed(scope: Scope, name: str, units: list[str], common: list[str], base: list[str]) -> Table:
    months = Period(common[0], common[-1], "").months
    counts = scope.basis.counts("unit").of(units, months, measure_named(ALL_CRIME).crime_types).sum(axis=0)
    known = np.array([month in set(common) for month in months])
    values = index(np.where(known, counts, np.nan), np.array([month in base for month in months]))
    return [
        {"series": name, "month": month, "count": int(count), "index": float(value), "base": month in base}
        if month in set(common)
        else {"series": name, "month": month, "count": None, "index": None, "base": False}
        for month, count, value in zip(months, counts, values, strict=True)
    ]


def breaks_in_series(scope: Scope) -> Table:
    """Breaks that fall within the months loaded: what a reader must know before reading a trend."""
    present = scope.basis.months_by_unit[scope.unit]
    if not present:
        return []
    return [
        {
            "title": one.title,
            "first_month": one.first_month,
            "last_month": one.last_month,
            "meaning": one.meaning,
            "source": one.source,
        }
        for one in breaks(min(present), max(present))
    ]
