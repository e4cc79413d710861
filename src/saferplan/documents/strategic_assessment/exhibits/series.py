"""Crime month by month beside another area, and the breaks that a reader must know."""

from saferplan.documents import numbers
from saferplan.documents.charts import Break, lines
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import Row, source_line
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
    by_month = _by_month(rows, own)
    return Exhibit(
        "monthly-index",
        _index_title(by_month[-1], own, other),
        f"Index of all crime without ASB, month by month; the mean of {months_counted(len(base))},"
        f" {months_listed(base)}, is 100",
        _index_columns(own, other),
        by_month,
        figures.tracing.provenance(
            INCIDENT_TABLES,
            figures.tracing.counted(
                f"all crime by month, and in the {in_sentence(other)}", [row["month"] for row in by_month]
            ),
            f"count / mean of the base months ({', '.join(base)}) x 100",
        ),
        source_line(),
        alt=f"Two lines over the months loaded.{' Shaded: breaks in the series.' if tables.breaks else ''}",
        notes=("Months that are not loaded for both are gaps. The index follows counts, not rates.",),
        draw=lines(
            tables.monthly_index,
            month="month",
            value="index",
            series="series",
            base=100,
            breaks=[Break(one["first_month"], one["last_month"], one["title"]) for one in tables.breaks],
        ),
    )


def _by_month(rows: list[Row], own: str) -> list[Row]:
    """A record a month, with the count and the index of both sides."""
    table: dict[str, Row] = {}
    for row in rows:
        side = "own" if row["series"] == own else "other"
        values = {f"{side}_count": row["count"], f"{side}_index": row["index"]}
        table.setdefault(row["month"], {"month": row["month"]}).update(values)
    return [table[month] for month in sorted(table)]


def _index_title(last: Row, own: str, other: str) -> str:
    """'In December 2025 recorded crime stood at 103 in Anyshire and at 110 in the rest of its force (…)'."""
    ours, theirs = (numbers.count(last[f"{side}_index"]) for side in ("own", "other"))
    return (
        f"In {month_title(last['month'])} recorded crime stood at {ours} in {own} and at {theirs} in the"
        f" {in_sentence(other)} (100: the mean of the base months)"
    )


def _index_columns(own: str, other: str) -> tuple[ColumnSpec, ...]:
    return (
        ColumnSpec("month", "Month"),
        ColumnSpec("own_count", f"{own}, crimes", "count"),
        ColumnSpec("own_index", "Index", "number"),
        ColumnSpec("other_count", f"{other}, crimes", "count"),
        ColumnSpec("other_index", "Index", "number"),
    )


def breaks(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    if not tables.breaks:
        return None
    rows = [
        row
        | {key: month_title(row[key]) for key in ("first_month", "last_month")}
        | {"inside": _inside(row, has_comparison=tables.scope.against is not None)}
        for row in tables.breaks
    ]
    sources = list(dict.fromkeys(row["source"] for row in tables.breaks))
    return Exhibit(
        "breaks",
        "Breaks in the series",
        "Months in which figures cannot be compared with others as they stand",
        (
            ColumnSpec("title", "Break"),
            ColumnSpec("first_month", "From"),
            ColumnSpec("last_month", "To"),
            ColumnSpec("inside", "In this comparison"),
            ColumnSpec("meaning", "What it means for the reader"),
        ),
        rows,
        figures.tracing.provenance((), "reviewed list of breaks, those within the months loaded", "none", sources),
        "Source: " + "; ".join(sources) + ".",
    )


def _inside(row: Row, *, has_comparison: bool) -> str:
    """Whether the break touches what is compared here."""
    if not has_comparison:
        return "nothing is compared"
    return "yes: between the two periods" if row["compared"] else "no"
