"""How much crime and ASB there was: by year, by crime type, and what changed."""

from datetime import date

from saferplan.evidence.assessment.scope import ALL_CRIME, ASB, BURGLARY_HOUSEHOLDS, Scope, title_of
from saferplan.evidence.denominators import Denominator
from saferplan.evidence.measures.calculate import add_changes, measured
from saferplan.evidence.measures.changes import like_months
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.measures.records import Record
from saferplan.evidence.measures.request import Request, denominator_of, denominators_of
from saferplan.evidence.periods import Period, financial_years, month_range

Row = dict
Table = list[Row]


def years(scope: Scope) -> Table:
    """Every measure in every financial year from the first loaded to the last, with its share of the year's crime."""
    measures = [*scope.measures, measure_named(BURGLARY_HOUSEHOLDS)]
    requests = [request for year in _financial_years(scope) for request in scope.requests(measures, period=year)]
    records = measured(scope.basis, requests) if requests else []
    totals = {record.period: record.count for record in records if record.crime_type == ALL_CRIME}
    return [
        titled(record) | {"year": request.period.short_title, "share_of_crime": _share(record, totals[record.period])}
        for request, record in zip(requests, records, strict=True)
    ]


def _financial_years(scope: Scope) -> list[Period]:
    present = scope.basis.months_by_unit[scope.unit]
    return financial_years(month_range(min(present), max(present))) if present else []


def crime_types(scope: Scope) -> Table:
    """Each measure in the period, with its share of all crime and its change over the months that both periods have."""
    requests = scope.requests([*scope.measures, measure_named(BURGLARY_HOUSEHOLDS)])
    records = measured(scope.basis, requests)
    if scope.against:
        tested = len(scope.measures)  # burglary per household is the same count again, and no test of its own
        add_changes(scope.basis, requests[:tested], records[:tested], scope.against)
    total = records[0].count
    return [
        titled(record) | {"share_of_crime": _share(record, total)} | _earlier(scope, request, record)
        for request, record in zip(requests, records, strict=True)
    ]


def months_compared(scope: Scope) -> list[tuple[str, str]]:
    """Pairs of months that the two periods have in common, the period's own month first; [] without a comparison."""
    if scope.against is None:
        return []
    present = scope.basis.months_by_unit[scope.unit]
    pairs = like_months(scope.period, scope.against)
    return [(now, then) for now, then in pairs if now in present and then in present]


def _earlier(scope: Scope, request: Request, record: Record) -> dict:
    """What the counts of the period compared with were related to, and whether that period is the later one."""
    if scope.against is None or record.against is None:
        return {}
    now, then = denominators_of(scope.basis, request, (scope.period, scope.against))
    return {
        "compared_denominator_source": now.source,
        "against_denominator_source": then.source,
        "against_is_later": scope.against.first > scope.period.first,
    }


def population_date(scope: Scope) -> date | None:
    """The day of the residents to which the period's counts are related; None where no population is loaded."""
    return _population(scope).reference_date if residents(scope) else None


def residents(scope: Scope) -> int | None:
    return _population(scope).of(scope.unit)


def _population(scope: Scope) -> Denominator:
    return denominator_of(scope.basis, scope.requests([measure_named(ALL_CRIME)])[0], scope.period)


def _share(record: Record, total: int | None) -> float | None:
    if record.crime_type in (ALL_CRIME, ASB) or record.count is None or not total:
        return None
    return record.count / total


def titled(record: Record) -> dict:
    """The record, with the title of its measure for people to read."""
    return {"title": title_of(record.crime_type)} | record.as_record()


def months(scope: Scope) -> Table:
    """Counts by month of all crime, ASB and each crime type, over all that is loaded; None in months not published."""
    basis, unit = scope.basis, scope.unit
    present = basis.months_by_unit[unit]
    if not present:
        return []
    span = Period(min(present), max(present), "").months
    counts = basis.counts("unit")
    table: Table = []
    for measure in scope.measures:
        values, in_use = counts.of([unit], span, measure.crime_types)[0], set(measure.in_use(span))
        table += [
            {
                "title": measure.title,
                "crime_type": measure.name,
                "month": month,
                "count": int(value) if month in present and month in in_use else None,
            }
            for month, value in zip(span, values, strict=True)
        ]
    return table
