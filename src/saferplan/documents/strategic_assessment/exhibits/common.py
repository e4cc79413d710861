"""What exhibits share: columns, source lines, and how a part-year is named."""

from typing import Any

from saferplan.documents.exhibits import ColumnSpec
from saferplan.documents.strategic_assessment.figures import POLICE_UK
from saferplan.evidence.assessment.tables import AssessmentTables

ONS = "Office for National Statistics, Open Government Licence v3.0"
RATE_COLUMNS = (
    ColumnSpec("count", "Incidents", "count"),
    ColumnSpec("months_present", "Months", "count"),
    ColumnSpec("rate_annualised", "Rate a year", "rate"),
    ColumnSpec("rate_annualised_low", "95% from", "rate"),
    ColumnSpec("rate_annualised_high", "to", "rate"),
)
ANNUALISED_NOTE = (
    "Rates are per 1,000 residents, scaled to twelve months from the months that are there; the season of the missing"
    " months is not allowed for. Lines show 95% intervals: how far chance alone could move the rate."
)


def source_line(*others: str) -> str:
    """Source of police.uk exhibits, with what else was used."""
    return "Source: " + "; ".join(dict.fromkeys([POLICE_UK, *others])) + "."


def denominator_source(rows: list[dict[str, Any]]) -> str:
    return "; ".join(dict.fromkeys(row["denominator_source"] for row in rows if row.get("denominator_source")))


def with_rates(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row.get("rate_annualised") is not None]


def in_period(tables: AssessmentTables, what: str) -> str:
    """'Recorded crimes by type in Anyshire, April 2021 to March 2022, 7 of 12 months'."""
    return f"{what} in {tables.scope.area.name}, {period_line(tables)}"


def period_line(tables: AssessmentTables) -> str:
    """'April 2021 to March 2022, 7 of 12 months'."""
    scope = tables.scope
    present, expected = len(scope.months_present), len(scope.period.months)
    return f"{scope.period.title}, {f'all {expected}' if present == expected else f'{present} of {expected}'} months"
