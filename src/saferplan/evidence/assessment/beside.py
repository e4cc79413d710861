"""The area beside its force, its country and the areas most like it."""

from collections.abc import Sequence

import numpy as np

from saferplan.evidence.analysis.rates import MONTHS_IN_YEAR, PER_THOUSAND, rate_interval
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB, Scope
from saferplan.evidence.assessment.volumes import Table, residents, titled
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.calculate import compare_areas
from saferplan.evidence.measures.definition import Measure, measure_named
from saferplan.evidence.measures.notes import months_in_words
from saferplan.evidence.measures.records import number_or_none
from saferplan.evidence.measures.tally import extent_over, present_months

SETTLED_DIGITS = 10


def comparators(scope: Scope) -> Table:
    """Each measure beside each comparator, over the months that both have; one false discovery rate across all."""
    table = _compared(scope, scope.measures, scope.comparators)
    by_area = {area.code: area for area in scope.comparators}
    exposures = {row["area_code"]: row["compared_exposure"] for row in table if row["compared_exposure"]}
    return [_apart(scope, by_area[row["area_code"]], row, exposures.get(row["area_code"])) for row in table]


def _compared(scope: Scope, measures: Sequence[Measure], others: Sequence[Area]) -> Table:
    """Records with the exposures of both sides, in thousands of people x years, and intervals of both rates.

    `compared_span`: which months both have, as in a note; two others may have as many months, and not the same.
    """
    spans = {other.code: months_in_words(_months_with(scope, other)) for other in others}
    records = compare_areas(scope.basis, measures, scope.area, others, scope.period) if others else []
    people = residents(scope)
    table: Table = []
    for record in records:
        row = titled(record)
        own = people * row["compared_months"] / MONTHS_IN_YEAR / PER_THOUSAND if people else None
        count, rate = row["compared_count"], row["compared_rate_annualised"]
        other = count / rate if rate else None
        row |= {"compared_own_exposure": own, "compared_exposure": other, "compared_span": spans[record.area_code]}
        row |= _ends("compared_own", row["compared_own_count"], own) | _ends("compared", count, other)
        table.append(row)
    return table


def _ends(prefix: str, count: int | None, exposure: float | None) -> dict[str, float | None]:
    if count is None or not exposure:
        return {f"{prefix}_low": None, f"{prefix}_high": None}
    low, high = rate_interval(count, exposure, per=1)
    return {f"{prefix}_low": float(low), f"{prefix}_high": float(high)}


def _apart(scope: Scope, other: Area, row: dict, exposure: float | None) -> dict:
    """With the rate of what the ratio is to: the other area, without this one where it is a part.

    `exposure` of the other area is the same for every crime type, so that one with any crime tells it for all.
    """
    if not scope.holds(other):
        return row | {"apart_name": other.name, "apart_rate_annualised": row["compared_rate_annualised"]}
    rate, own = None, row["compared_own_exposure"]
    if exposure and own and row["compared_count"] is not None:
        rate = (row["compared_count"] - row["compared_own_count"]) / (exposure - own)
    return row | {"apart_name": f"Rest of {other.name}", "apart_rate_annualised": rate}


def _months_with(scope: Scope, other: Area) -> tuple[str, ...]:
    """Months of the period that the area and the other one both have."""
    return present_months(scope.basis, other, scope.months_present)


def comparator_gaps(scope: Scope) -> Table:
    """For each comparator, the months over which it can be set beside the area, the partnerships left out, and the
    share of its residents who live in those that are counted (None where no population is loaded for all).
    """
    table: Table = []
    for other in scope.comparators:
        months = _months_with(scope, other)
        extent = extent_over(scope.basis, other, months)
        table.append(
            {
                "area_code": other.code,
                "area_name": other.name,
                "months": list(extent.months),
                "partnerships": len(other.units),
                "left_out": list(extent.left_out),
                "share_covered": _share_covered(scope, other, extent.units),
            }
        )
    return table


def _share_covered(scope: Scope, other: Area, units: Sequence[str]) -> float | None:
    population = scope.basis.denominators.nearest("residents", "unit", scope.period, other.units)
    known = {unit: population.of(unit) for unit in other.units}
    if None in known.values():
        return None
    everyone = sum(residents or 0 for residents in known.values())
    return sum(known[unit] or 0 for unit in units) / everyone if everyone else None


def similar_areas(scope: Scope) -> Table:
    """All crime and ASB in each of the most similar areas, nearest first, with its distance."""
    others = [scope.basis.geography.area(code) for code in scope.similar.codes]
    table = _compared(scope, [measure_named(ALL_CRIME), measure_named(ASB)], others)
    distances = dict(zip(scope.similar.codes, scope.similar.distances, strict=True))
    return [row | {"distance": _settled(distances[row["area_code"]])} for row in table]


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
