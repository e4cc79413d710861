"""How much, of what, and month by month."""

from saferplan.documents import numbers
from saferplan.documents.charts import bars, small_multiples
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import (
    COUNT_AND_RATE,
    INTERVALS,
    Row,
    denominator_source,
    in_period,
    policing_led_note,
    scaled_note,
    source_line,
    sources_of,
)
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import (
    COUNT_FORMULA,
    INCIDENT_TABLES,
    POLICE_UK,
    RATE_FORMULA,
    RATE_TABLES,
)
from saferplan.documents.strategic_assessment.wording import (
    in_sentence,
    months_counted,
    of_crimes,
)
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB, BURGLARY_HOUSEHOLDS
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.periods import month_title


def crime_types(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """All crime and each crime type; the picture has the crime types."""
    left_out = (ASB, BURGLARY_HOUSEHOLDS)
    rows = [row for row in tables.crime_types if row["count"] is not None and row["crime_type"] not in left_out]
    drawn = [row for row in rows if row["crime_type"] != ALL_CRIME and row["count"]]
    if not drawn:
        return None
    first, total = drawn[0], rows[0]["count"]
    rows = [rows[0] | {"share_of_crime": 1.0}, *rows[1:]]
    then = f", then {in_sentence(drawn[1]['title'])} with {numbers.count(drawn[1]['count'])}" if drawn[1:] else ""
    return Exhibit(
        "crime-types",
        f"{first['title']}: {of_crimes(first['count'], total)}",
        in_period(tables, "Recorded crimes by type"),
        (ColumnSpec("title", "Crime type"), ColumnSpec("share_of_crime", "Share of crime", "share"), *COUNT_AND_RATE),
        rows,
        figures.tracing.provenance(
            RATE_TABLES,
            figures.tracing.counted("each crime type"),
            RATE_FORMULA,
            (POLICE_UK, *sources_of(rows)),
        ),
        source_line(denominator_source(rows)),
        alt=f"Bars by crime type. Longest: {first['title']} with {numbers.count(first['count'])}{then}.",
        notes=(
            "Anti-social behaviour is no part of recorded crime and is counted apart.",
            f"The table has rates per 1,000 residents, with {INTERVALS}",
            *scaled_note(tables),
            *policing_led_note(tables),
        ),
        draw=bars(drawn, label="title", value="count"),
    )


def months(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = tables.months
    known = [row for row in rows if row["count"] is not None]
    if not known:
        return None
    titles = list(dict.fromkeys(row["title"] for row in rows))
    by_month: dict[str, Row] = {}
    for row in known:
        by_month.setdefault(row["month"], {"month": row["month"]})[row["title"]] = row["count"]
    return Exhibit(
        "months",
        "Every month loaded, crime type by crime type",
        (
            f"Incidents a month in {tables.scope.area.name}, {months_counted(len(by_month))} from"
            f" {month_title(min(by_month))} to {month_title(max(by_month))}; each panel has its own scale"
        ),
        (ColumnSpec("month", "Month"), *(ColumnSpec(title, title, "count") for title in titles)),
        list(by_month.values()),
        figures.tracing.provenance(
            INCIDENT_TABLES, figures.tracing.counted("each crime type and month", sorted(by_month)), COUNT_FORMULA
        ),
        source_line(),
        alt=(
            f"A small line chart for each of {len(titles)} categories over the months loaded."
            " Lines break where months are missing. The figures are in the table below."
        ),
        notes=("Missing months are gaps, not zeros.",),
        draw=small_multiples(rows, panel="title", month="month", value="count"),
    )
