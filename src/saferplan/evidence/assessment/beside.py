"""The area beside its force, its country and the areas most like it."""

import numpy as np

from saferplan.evidence.analysis.rates import rate_interval
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB, Scope
from saferplan.evidence.assessment.volumes import Table, titled
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.calculate import compare_areas
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.measures.records import Record, number_or_none
from saferplan.evidence.measures.tally import extent_over, present_months

SETTLED_DIGITS = 10


def comparators(scope: Scope) -> Table:
    """Each measure beside each comparator, over the months that both have; one false discovery rate across all."""
    records = compare_areas(scope.basis, scope.measures, scope.area, scope.comparators, scope.period)
    table = [_with_interval(titled(record)) for record in records]
    by_area = {area.code: area for area in scope.comparators}
    exposures = {row["area_code"]: _exposure_apart(row) for row in table if row["crime_type"] == ALL_CRIME}
    return [_apart(scope, by_area[row["area_code"]], row, exposures[row["area_code"]]) for row in table]


def _exposure_apart(row: dict) -> float | None:
    """Thousands of people x years in the other area without this one: the same for every crime type."""
    rates = row["compared_rate_annualised"], row["compared_own_rate_annualised"]
    if not all(rates):
        return None
    return row["compared_count"] / rates[0] - row["compared_own_count"] / rates[1]


def _apart(scope: Scope, other: Area, row: dict, exposure: float | None) -> dict:
    """With the rate of what the ratio is to: the other area, without this one where it is a part."""
    if not scope.holds(other):
        return row | {"apart_name": other.name, "apart_rate_annualised": row["compared_rate_annualised"]}
    rate = None
    if exposure and row["compared_count"] is not None:
        rate = (row["compared_count"] - row["compared_own_count"]) / exposure
    return row | {"apart_name": f"Rest of {other.name}", "apart_rate_annualised": rate}


def _with_interval(row: dict) -> dict:
    """With 95% intervals of the two rates over the months that both have."""
    for prefix in ("compared", "compared_own"):
        count, rate = row[f"{prefix}_count"], row[f"{prefix}_rate_annualised"]
        exposure = count / rate if rate else np.nan
        low, high = rate_interval(count if rate else np.nan, exposure, per=1)
        row |= {f"{prefix}_low": number_or_none(float(low)), f"{prefix}_high": number_or_none(float(high))}
    return row


def comparator_gaps(scope: Scope) -> Table:
    """For each comparator, the months over which it can be set beside the area, and the partnerships left out."""
    table: Table = []
    for other in scope.comparators:
        months = present_months(scope.basis, other, scope.months_present)
        extent = extent_over(scope.basis, other, months)
        table.append(
            {
                "area_code": other.code,
                "area_name": other.name,
                "months": list(extent.months),
                "partnerships": len(other.units),
                "left_out": list(extent.left_out),
            }
        )
    return table


def similar_areas(scope: Scope) -> Table:
    """All crime and ASB in each of the most similar areas, nearest first, with its distance."""
    others = [scope.basis.geography.area(code) for code in scope.similar.codes]
    measures = [measure_named(ALL_CRIME), measure_named(ASB)]
    records: list[Record] = compare_areas(scope.basis, measures, scope.area, others, scope.period) if others else []
    distances = dict(zip(scope.similar.codes, scope.similar.distances, strict=True))
    return [_with_interval(titled(record)) | {"distance": _settled(distances[record.area_code])} for record in records]


def similarity_features(scope: Scope) -> Table:
    """The features by which areas were found alike: the area's own value and the similar areas' mean."""
    profiles = scope.basis.profiles
    table: Table = []
    for feature in scope.similar.used:
        others = [profiles[code].features.get(feature.id) for code in scope.similar.codes]
        known = [value for value in others if value is not None]
        table.append(
            {
                "feature": feature.title,
                "unit": feature.unit,
                "theme": feature.theme,
                "weight": feature.weight,
                "value": _settled(profiles[scope.unit].features[feature.id]),
                "similar_mean": _settled(float(np.mean(known))) if known else None,
                "source": feature.source,
            }
        )
    return table


def _settled(value: float) -> float | None:
    """Without the last digits, which depend on the order in which several threads happened to add up."""
    return number_or_none(round(float(value), SETTLED_DIGITS))
