"""Crime month by month beside another area, and the breaks that a reader must know."""

from typing import Any

from saferplan.documents import numbers
from saferplan.documents.charts import Break, lines
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import source_line
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import INCIDENT_TABLES
from saferplan.documents.strategic_assessment.wording import in_sentence, months_counted, months_listed
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.periods import month_title


def monthly_index(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [row for row in tables.monthly_index if row["index"] is not None]
    names = list(dict.fromkeys(row["series"] for row in rows))
    if len(names) < 2:  # where nothing was recorded in the base months there is no index
        return None
    (own, other), base = names, sorted({row["month"] for row in rows if row["base"]})
    by_month: dict[str, dict[str, Any]] = {}
    for row in rows:
        side = "own" if row["series"] == own else "other"
        by_month.setdefault(row["month"], {"month": row["month"]}).update(
            {f"{side}_count": row["count"], f"{side}_index": row["index"]}
        )
    last = by_month[max(by_month)]
    return Exhibit(
        "monthly-index",
        f"Crime month by month in {own} and in the {in_sentence(other)}",
        f"Index of all crime without ASB; the mean of {months_counted(len(base))}, {months_listed(base)}, is 100",
        (
            ColumnSpec("month", "Month"),
            ColumnSpec("own_count", f"{own}, crimes", "count"),
            ColumnSpec("own_index", "Index", "number"),
            ColumnSpec("other_count", f"{other}, crimes", "count"),
            ColumnSpec("other_index", "Index", "number"),
        ),
        list(by_month.values()),
        figures.tracing.provenance(
            INCIDENT_TABLES,
            figures.tracing.counted(f"all crime by month, and in the {in_sentence(other)}", sorted(by_month)),
            f"count / mean of the base months ({', '.join(base)}) x 100",
        ),
        source_line(),
        alt=(
            f"Two lines over the months loaded. In {month_title(last['month'])}: {own}"
            f" {numbers.number(last['own_index'])}; {other} {numbers.number(last['other_index'])}."
            f"{' Shaded: breaks in the series.' if tables.breaks else ''}"
        ),
        notes=("Months that are not published for both are gaps. The index follows counts, not rates.",),
        draw=lines(
            tables.monthly_index,
            month="month",
            value="index",
            series="series",
            base=100,
            breaks=[Break(one["first_month"], one["last_month"], one["title"]) for one in tables.breaks],
        ),
    )


def breaks(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    if not tables.breaks:
        return None
    rows = [row | {key: month_title(row[key]) for key in ("first_month", "last_month")} for row in tables.breaks]
    sources = list(dict.fromkeys(row["source"] for row in tables.breaks))
    return Exhibit(
        "breaks",
        "Breaks in the series",
        "Months in which figures cannot be compared with others as they stand",
        (
            ColumnSpec("title", "Break"),
            ColumnSpec("first_month", "From"),
            ColumnSpec("last_month", "To"),
            ColumnSpec("meaning", "What it means for the reader"),
        ),
        rows,
        figures.tracing.provenance((), "reviewed list of breaks, those within the months loaded", "none", sources),
        "Source: " + "; ".join(sources) + ".",
    )
