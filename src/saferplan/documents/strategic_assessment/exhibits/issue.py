"""One measure in depth, for a problem profile: over the years and months, by ward, and beside other areas."""

from typing import Any

from saferplan.documents import numbers
from saferplan.documents.charts import Break, dots, lines
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import (
    COUNT_AND_RATE,
    INTERVALS,
    PART_YEAR,
    Row,
    denominator_source,
    in_period,
    source_line,
    sources_of,
    with_rates,
)
from saferplan.documents.strategic_assessment.exhibits.comparison import RATIO_DOTS, stands_beside
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import (
    BESIDE_FORMULA,
    COUNT_FORMULA,
    INCIDENT_TABLES,
    POLICE_UK,
    RATE_FORMULA,
    RATE_TABLES,
)
from saferplan.documents.strategic_assessment.wording import in_sentence, months_counted
from saferplan.evidence.assessment.scope import ASB, ASB_CRIME_TYPE
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.findings import Provenance
from saferplan.evidence.measures.definition import Measure, measure_named
from saferplan.evidence.periods import month_title

DRAWN_WARDS = 15
"""More dots than this are a list: the table below the picture has every ward."""
RATE_DOTS: dict[str, Any] = {"value": "rate_annualised", "low": "rate_annualised_low", "high": "rate_annualised_high"}


def _rows(tables: AssessmentTables, rows: list[Row]) -> list[Row]:
    """Those of the measure that the document is about."""
    names = {tables.scope.issue, ASB_CRIME_TYPE} if tables.scope.issue == ASB else {tables.scope.issue}
    return [row for row in rows if row["crime_type"] in names]


def _measure(tables: AssessmentTables) -> Measure:
    return measure_named(tables.scope.issue)


def _traced(tables: AssessmentTables, figures: Figures, what: str, formula: str, rows: list[Row]) -> Provenance:
    return figures.tracing.provenance(
        RATE_TABLES, f"{what}: {figures.tracing.measure(tables.scope.issue)}", formula, (POLICE_UK, *sources_of(rows))
    )


def years(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [
        row | {"label": f"{row['year']} ({row['months_present']} of 12 months)"}
        for row in with_rates(_rows(tables, tables.years))
    ]
    if not rows:
        return None
    measure = _measure(tables)
    return Exhibit(
        "issue-years",
        _years_title(tables, rows),
        f"{measure.title} {measure.unit} a year in {tables.scope.area.name}, by financial year",
        (ColumnSpec("year", "Year"), *COUNT_AND_RATE),
        rows,
        _traced(tables, figures, "each financial year", RATE_FORMULA, rows),
        source_line(denominator_source(rows)),
        alt="A dot and interval a financial year: "
        + ", ".join(f"{row['year']} {numbers.rate(row['rate_annualised'])}" for row in rows)
        + ".",
        notes=(PART_YEAR, f"Lines show {INTERVALS}"),
        draw=dots(rows, label="label", **RATE_DOTS),
    )


def _years_title(tables: AssessmentTables, rows: list[Row]) -> str:
    """'Burglary: 2.5 per 1,000 residents a year in 2021/22, beside 4.5 in 2018/19', as far as these are whole years."""
    scope, measure = tables.scope, _measure(tables)
    rates = {row["year"]: numbers.rate(row["rate_annualised"]) for row in rows}
    year, before = scope.period.short_title, scope.against.short_title if scope.against else ""
    if year not in rates:
        return f"{measure.title}, year by year"
    beside = f", beside {rates[before]} in {before}" if before in rates else ""
    return f"{measure.title}: {rates[year]} {measure.unit} a year in {year}{beside}"


def months(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = _rows(tables, tables.months)
    known = [row for row in rows if row["count"] is not None]
    if len(known) < 2:
        return None
    low, high = (find(known, key=lambda row: row["count"]) for find in (min, max))
    title = _measure(tables).title
    return Exhibit(
        "issue-months",
        f"{title}: between {numbers.count(low['count'])} and {numbers.count(high['count'])} a month",
        f"Incidents a month in {tables.scope.area.name}, {months_counted(len(known))} from"
        f" {month_title(known[0]['month'])} to {month_title(known[-1]['month'])}",
        (ColumnSpec("month", "Month"), ColumnSpec("count", "Incidents", "count")),
        known,
        figures.tracing.provenance(
            INCIDENT_TABLES,
            figures.tracing.measure(tables.scope.issue, sorted(row["month"] for row in known)),
            COUNT_FORMULA,
        ),
        source_line(),
        alt=(
            f"A line over the months loaded: fewest in {month_title(low['month'])} ({numbers.count(low['count'])}),"
            f" most in {month_title(high['month'])} ({numbers.count(high['count'])})."
        ),
        notes=("Missing months are gaps, not zeros.",),
        draw=lines(
            rows,
            month="month",
            value="count",
            series="title",
            kind="count",
            breaks=[Break(one["first_month"], one["last_month"], one["title"]) for one in tables.breaks],
        ),
    )


def wards(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = sorted(
        with_rates(_rows(tables, tables.wards.rates)), key=lambda row: (-row["rate_annualised"], row["area_name"])
    )
    if len(rows) < 2 or not rows[0]["count"]:
        return None
    measure, first, drawn = _measure(tables), rows[0], rows[:DRAWN_WARDS]
    shown = f"the {len(drawn)} wards with the highest rates" if len(rows) > len(drawn) else "every ward"
    return Exhibit(
        "issue-wards",
        f"{first['area_name']} has the highest rate: {numbers.rate(first['rate_annualised'])} {measure.unit} a year",
        in_period(tables, f"{measure.title} {measure.unit} a year, wards") + f"; drawn: {shown}",
        (ColumnSpec("area_name", "Ward"), *COUNT_AND_RATE),
        rows,
        _traced(tables, figures, "each ward", RATE_FORMULA, rows),
        source_line(denominator_source(rows)),
        alt="Dots with intervals, highest first: "
        + ", ".join(f"{row['area_name']} {numbers.rate(row['rate_annualised'])}" for row in drawn[:3])
        + ".",
        notes=(
            "Where intervals overlap, the order of two wards may be chance.",
            "Rates relate incidents to residents, not to those who come to shop, work or go out.",
            f"Lines show {INTERVALS}",
        ),
        draw=dots(drawn, label="area_name", **RATE_DOTS),
    )


def beside(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [
        row for row in _rows(tables, tables.comparators) if row["compared_months"] and row["compared_ratio"] is not None
    ]
    if not rows:
        return None
    measure = _measure(tables)
    rows = [row | {"clear": row["compared_verdict"] in ("higher", "lower")} for row in rows]
    return Exhibit(
        "issue-beside",
        stands_beside(measure.title, rows),
        f"Rate in {tables.scope.area.name} / rate there, over the months that both have",
        (
            ColumnSpec("apart_name", "Area"),
            ColumnSpec("compared_months", "Same months", "count"),
            ColumnSpec("compared_own_rate_annualised", "Rate here", "rate"),
            ColumnSpec("apart_rate_annualised", "Rate there", "rate"),
            ColumnSpec("compared_ratio", "Ratio", "ratio"),
            ColumnSpec("compared_ratio_low", "95% from", "ratio"),
            ColumnSpec("compared_ratio_high", "95% to", "ratio"),
            ColumnSpec("compared_verdict", "Verdict"),
        ),
        rows,
        _traced(tables, figures, f"beside other areas, {in_sentence(measure.title)}", BESIDE_FORMULA, rows),
        source_line(denominator_source(rows)),
        alt="Ratios with intervals: "
        + ", ".join(f"{row['apart_name']} {numbers.ratio(row['compared_ratio'])}" for row in rows)
        + ".",
        notes=("A force or country that this area is part of is taken without it.", f"Lines show {INTERVALS}"),
        draw=dots(rows, label="apart_name", no_change_text="the same rate", **RATIO_DOTS),
    )
