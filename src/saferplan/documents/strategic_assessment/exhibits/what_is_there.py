"""Which months are loaded, and how the figures here stand beside those that are published."""

from collections import defaultdict
from collections.abc import Callable

from saferplan.documents.charts import State, calendar, compared_dots, theme
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.numbers import count
from saferplan.documents.strategic_assessment.exhibits.common import ONS, Row, source_line
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import POLICE_UK
from saferplan.documents.strategic_assessment.wording import months_counted, months_words, plural
from saferplan.evidence.assessment.gaps import COUNTED
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.coverage import Presence
from saferplan.evidence.periods import month_title

MONTHS = tuple(f"{month:02d}" for month in range(1, 13))
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MARKS = {Presence.PRESENT: "yes", Presence.PARTIAL: "part", Presence.MISSING: "no", COUNTED: "count"}
MARKS_NOTE = "yes: loaded; part: some rows rejected; low: far fewer rows than the months around it; no: not loaded"
STATES = {
    "yes": State("loaded", theme.STRONG),
    "part": State("loaded, some rows rejected", theme.SEQUENCE[2], "p", theme.INK),
    "low": State("loaded, far fewer rows than around it", theme.BREAK_GROUND, "!", theme.INK),
    "count": State("ready counts, no single records", theme.SEQUENCE[1], "c", theme.INK),
    "no": State("not loaded", theme.GROUND),
}

PUBLISHED_COLUMNS = (
    ColumnSpec("title", "Category"),
    ColumnSpec("published", "Printed", "count"),
    ColumnSpec("count", "Here", "count"),
    ColumnSpec("months_present", "Months here", "count"),
    ColumnSpec("scaled", "Here, scaled to the whole", "count"),
    ColumnSpec("gap", "Gap", "count"),
    ColumnSpec("gap_share", "Gap, share of printed", "share"),
)


def coverage(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A row a year, a column a month."""
    if not tables.coverage:
        return None
    rows = [{"month": row["month"], "state": _mark(row)} for row in tables.coverage]
    present = sum(row["presence"] != Presence.MISSING for row in tables.coverage)
    has_counts = any(row["state"] == "count" for row in rows)
    span = f"{month_title(rows[0]['month'])} to {month_title(rows[-1]['month'])}"
    return Exhibit(
        "coverage",
        f"{present} of {months_counted(len(rows))} {plural(present, 'is', 'are')} loaded",
        f"Months of the area's own police force, {span}",
        (ColumnSpec("year", "Year"), *map(ColumnSpec, MONTHS, MONTH_NAMES)),
        _by_year(rows),
        figures.tracing.provenance(
            ("extracts", "area_counts"), "extracts in force of the area's own force", "one mark a month"
        ),
        source_line(),
        alt=f"A calendar of {span}, a square a month, filled where the month is loaded: {present} of {len(rows)}.",
        notes=(
            f"{MARKS_NOTE}{'; count: ready counts without single records' if has_counts else ''}.",
            "A month that is not loaded is unknown. It is never counted as zero.",
            *(f"{month_title(row['month'])}: {row['suspicious']}." for row in tables.coverage if row["suspicious"]),
        ),
        draw=_calendar(tables, rows),
    )


def _mark(row: Row) -> str:
    return "low" if row["suspicious"] else MARKS[row["presence"]]


def _by_year(rows: list[Row]) -> list[Row]:
    years: dict[str, Row] = defaultdict(dict)
    for row in rows:
        year, month = row["month"].split("-")
        years[year][month] = row["state"]
    return [{"year": year} | {month: own.get(month, "–") for month in MONTHS} for year, own in years.items()]


def _calendar(tables: AssessmentTables, rows: list[Row]) -> Callable[[int], str]:
    scope = tables.scope
    outlined = {f"assessed: {scope.period.short_title}": scope.period.months}
    if scope.against:
        outlined[f"compared with: {scope.against.short_title}"] = scope.against.months
    return calendar(rows, month="month", state="state", states=STATES, outlined=outlined)


def reconciliation(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [row for row in tables.reconciliation if row["count"] is not None]
    if not rows:
        return None
    first, publisher = rows[0], rows[0]["publisher"]
    return Exhibit(
        "reconciliation",
        f"{publisher[:1].upper()}{publisher[1:]} prints {count(first['published'])} crimes; the files here hold"
        f" {count(first['count'])} in {months_words(first)}",
        f"Police recorded crime, {first['period']}, in all partnerships of {tables.scope.area.name}",
        PUBLISHED_COLUMNS,
        rows,
        figures.tracing.provenance(
            ("recorded_crime", "incidents", "area_counts", "area_links"),
            figures.tracing.counted(f"recorded crime, {first['period']}", ()),
            "scaled = here x months / months present; gap = scaled - printed",
            (POLICE_UK, first["source"]),
        ),
        source_line(first["source"], ONS),
        alt=f"For each category a dot for the figure here, scaled, and a ring for what {publisher} prints.",
        notes=(
            "What explains a gap: months that are missing here and are only scaled; crimes that police.uk publishes"
            " without a place; categories of the two that are nearly but not quite the same; records corrected since"
            " the files were made. Both leave out fraud.",
        ),
        draw=compared_dots(
            [row for row in rows if row["scaled"] is not None],
            label="title",
            series={"scaled": "Here, scaled to the whole", "published": f"Printed by {publisher}"},
            kind="count",
        ),
    )
