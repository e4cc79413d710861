"""Our figure beside the one that ONS or the Home Office prints for the same area and months, and why they differ."""

from saferplan.evidence.assessment.gaps import unplaced
from saferplan.evidence.assessment.published import Published, published
from saferplan.evidence.assessment.scope import ALL_CRIME, Scope, title_of
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.measures.definition import measure_named


def reconciliation(scope: Scope) -> Table:
    """A record a category: what is printed, ours over the months present, and ours scaled to the whole period.

    Empty where no table of recorded crime is loaded for the area. For all crime, `unplaced_share` is the part of the
    force's crimes in the months present that has no place, and `unplaced` how many of those printed that would be.
    """
    printed = published(scope)
    if printed is None:
        return []
    present = [month for month in printed.period.months if month in scope.basis.months_by_unit[scope.unit]]
    return [
        _record(scope, printed, measure, present) | _without_place(scope, printed, measure, present)
        for measure in printed.offences
    ]


def _record(scope: Scope, printed: Published, measure: str, present: list[str]) -> dict:
    types, offences = measure_named(measure).crime_types, printed.offences[measure]
    ours = int(scope.basis.counts("unit").of([scope.unit], present, types).sum()) if present else None
    scaled = ours * len(printed.period.months) / len(present) if ours is not None else None
    return {
        "title": title_of(measure),
        "crime_type": measure,
        "publisher": printed.publisher,
        "period": printed.period.title,
        "published": offences,
        "count": ours,
        "months_present": len(present),
        "months_expected": len(printed.period.months),
        "scaled": scaled,
        "gap": scaled - offences if scaled is not None else None,
        "gap_share": (scaled - offences) / offences if scaled is not None and offences else None,
        "source": printed.source,
    }


def _without_place(scope: Scope, printed: Published, measure: str, present: list[str]) -> dict:
    share = unplaced(scope, present)["share"] if measure == ALL_CRIME else None
    return {"unplaced_share": share, "unplaced": share * printed.offences[measure] if share is not None else None}
