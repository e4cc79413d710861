"""What exhibits share: columns, source lines, notes, and how a part-year is named."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from saferplan.documents.exhibits import ColumnSpec
from saferplan.documents.strategic_assessment.tracing import POLICE_UK
from saferplan.documents.strategic_assessment.wording import in_sentence, listed, months_counted, months_words
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.disclosure import rule
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.sources.police_categories import crime_types

Row = dict[str, Any]
ONS = "Office for National Statistics, Open Government Licence v3.0"
RATE_COLUMNS = (
    ColumnSpec("rate_annualised", "Rate a year", "rate"),
    ColumnSpec("rate_annualised_low", "95% from", "rate"),
    ColumnSpec("rate_annualised_high", "95% to", "rate"),
)
COUNT_AND_RATE = (
    ColumnSpec("count", "Incidents", "count"),
    ColumnSpec("months_present", "Months", "count"),
    *RATE_COLUMNS,
)
PART_YEAR = (
    "Rates are scaled to twelve months from the months that are there; the season of the missing months is not allowed"
    " for."
)
INTERVALS = "95% intervals: how far chance alone could move the rate."


def scaled_note(tables: AssessmentTables) -> list[str]:
    """Why a rate is not of twelve months, where it is not."""
    return [PART_YEAR] if len(tables.scope.months_present) != 12 else []


def policing_led_note(tables: AssessmentTables) -> list[str]:
    """Which of the crime types shown are found by police work, and what follows."""
    led = {one.slug for one in crime_types() if one.policing_led}
    titles = [
        in_sentence(measure_named(one.name).title) for one in tables.scope.crime_measures if one.crime_types[0] in led
    ]
    if not titles:
        return []
    return [f"Figures for {listed(titles)} follow where and how often police search as much as what people do."]


def spans_in_words(compared: Iterable[Row]) -> dict[str, str]:
    """Each set of months compared, as 'compared_span' has it: '7 months', with which where another set has as many."""
    months_in = {row["compared_span"]: row["compared_months"] for row in compared}
    often = Counter(months_in.values())
    return {
        span: f"{months_counted(number)}{f', {span}' if often[number] > 1 else ''}"
        for span, number in months_in.items()
    }


def source_line(*others: str) -> str:
    """Source of police.uk exhibits, with what else was used."""
    return "Source: " + "; ".join(dict.fromkeys([POLICE_UK, *filter(None, others)])) + "."


def denominator_source(rows: Iterable[Row]) -> str:
    return "; ".join(sources_of(rows))


def sources_of(rows: Iterable[Row], key: str = "denominator_source") -> list[str]:
    """Each publication once, in the order of the rows; none for rows that were related to nothing."""
    return list(dict.fromkeys(row[key] for row in rows if row.get(key) and row.get("rate_annualised") is not None))


def with_rates(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.get("rate_annualised") is not None]


def in_period(tables: AssessmentTables, what: str) -> str:
    """'Recorded crimes by type in Anyshire, April 2021 to March 2022, 7 of 12 months'."""
    return f"{what} in {tables.scope.area.name}, {period_line(tables)}"


def period_line(tables: AssessmentTables) -> str:
    """'April 2021 to March 2022, 7 of 12 months'."""
    scope = tables.scope
    if len(scope.period.months) == 1:
        return scope.period.title
    months = {"months_present": len(scope.months_present), "months_expected": len(scope.period.months)}
    return f"{scope.period.title}, {months_words(months)}"


def hidden_note(rows: Iterable[Row]) -> list[str]:
    """Why figures of restricted records are not there, where any was hidden."""
    if all(row["status"] != "suppressed" for row in rows):
        return []
    return [f"Numbers from 1 to {rule().threshold - 1}, and those that would give them away, are not published."]
