"""About the area, and about the data: what is there, what is missing, what it can and cannot answer."""

from collections import defaultdict

from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.numbers import count
from saferplan.documents.strategic_assessment.exhibits.common import ONS, Row, source_line
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import POLICE_UK, PROFILE_TABLES
from saferplan.documents.strategic_assessment.wording import months_counted, months_words, plural
from saferplan.evidence.assessment.gaps import COUNTED
from saferplan.evidence.assessment.gaps import blind_spots as listed_blind_spots
from saferplan.evidence.assessment.profile import HOUSEHOLDS, LINES
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.coverage import Presence
from saferplan.evidence.periods import month_title
from saferplan.evidence.tables import ALL_TABLES

MONTHS = tuple(f"{month:02d}" for month in range(1, 13))
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MARKS = {Presence.PRESENT: "yes", Presence.PARTIAL: "part", Presence.MISSING: "no", COUNTED: "count"}
MARKS_NOTE = "yes: loaded; part: some rows rejected; low: far fewer rows than the months around it; no: not loaded"


def profile(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """Totals as they are and shares as percentages, so that one column holds both as numbers."""
    if not tables.profile:
        return None
    others = tables.scope.comparators
    rows = [_profile_row(row, [area.code for area in others]) for row in tables.profile]
    sources = list(dict.fromkeys(row["source"] for row in tables.profile if row["source"]))
    area = tables.scope.area
    return Exhibit(
        "profile",
        f"{area.name} in figures",
        "People, homes and neighbourhoods, from the newest tables loaded",
        (
            ColumnSpec("title", "Line"),
            ColumnSpec("unit", "Unit"),
            ColumnSpec("value", area.name, "number"),
            *(ColumnSpec(other.code, other.name, "number") for other in others),
        ),
        rows,
        figures.tracing.provenance(
            PROFILE_TABLES,
            f"small areas (LSOA) of {area.name} ({area.code}), and of the areas beside it",
            "added up; shares of several areas weighted by residents, or by households for tenure",
            sources,
        ),
        f"Source: {'; '.join(sources)}. Open Government Licence v3.0.",
        notes=("The force and the country include the area itself.",) if others else (),
    )


def _profile_row(row: Row, others: list[str]) -> Row:
    is_share = row["kind"] == "share"
    of = next(line.weight for line in LINES if line.feature == row["feature"])
    unit = f"% of {'households' if of == HOUSEHOLDS else 'residents'}" if is_share else "number"
    values = {key: row[key] for key in ("value", *others)}
    scaled = {key: value * 100 if is_share and value is not None else value for key, value in values.items()}
    return {"title": row["title"], "feature": row["feature"], "unit": unit} | scaled


def reconciliation(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [row for row in tables.reconciliation if row["count"] is not None]
    if not rows:
        return None
    first = rows[0]
    publisher = first["publisher"]
    return Exhibit(
        "reconciliation",
        f"{publisher[:1].upper()}{publisher[1:]} prints {count(first['published'])} crimes; the files here hold"
        f" {count(first['count'])} in {months_words(first)}",
        f"Police recorded crime, {first['period']}, in all partnerships of {tables.scope.area.name}",
        (
            ColumnSpec("title", "Category"),
            ColumnSpec("published", "Printed", "count"),
            ColumnSpec("count", "Here", "count"),
            ColumnSpec("months_present", "Months here", "count"),
            ColumnSpec("scaled", "Here, scaled to the whole", "count"),
            ColumnSpec("gap", "Gap", "count"),
            ColumnSpec("gap_share", "Gap, share of printed", "share"),
        ),
        rows,
        figures.tracing.provenance(
            ("recorded_crime", "incidents", "area_counts", "area_links"),
            figures.tracing.counted(f"recorded crime, {first['period']}", ()),
            "scaled = here x months / months present; gap = scaled - printed",
            (POLICE_UK, first["source"]),
        ),
        source_line(first["source"], ONS),
        notes=(
            "What explains a gap: months that are missing here and are only scaled; crimes that police.uk publishes"
            " without a place; categories of the two that are nearly but not quite the same; records corrected since"
            " the files were made. Both leave out fraud.",
        ),
    )


def coverage(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    if not tables.coverage:
        return None
    years: dict[str, dict[str, str]] = defaultdict(dict)
    for row in tables.coverage:
        year, month = row["month"].split("-")
        years[year][month] = "low" if row["suspicious"] else MARKS[row["presence"]]
    present = sum(row["presence"] != Presence.MISSING for row in tables.coverage)
    has_counts = any(row["presence"] == COUNTED for row in tables.coverage)
    return Exhibit(
        "coverage",
        f"{present} of {months_counted(len(tables.coverage))} {plural(present, 'is', 'are')} loaded",
        f"Months of the area's own police force, {month_title(tables.coverage[0]['month'])} to"
        f" {month_title(tables.coverage[-1]['month'])}",
        (
            ColumnSpec("year", "Year"),
            *(ColumnSpec(month, name) for month, name in zip(MONTHS, MONTH_NAMES, strict=True)),
        ),
        [{"year": year} | {month: own.get(month, "–") for month in MONTHS} for year, own in years.items()],
        figures.tracing.provenance(
            ("extracts", "area_counts"), "extracts in force of the area's own force", "one mark a month"
        ),
        source_line(),
        notes=(
            f"{MARKS_NOTE}{'; count: ready counts without single records' if has_counts else ''}.",
            "A month that is not loaded is unknown. It is never counted as zero.",
            *(f"{month_title(row['month'])}: {row['suspicious']}." for row in tables.coverage if row["suspicious"]),
        ),
    )


def blind_spots(_tables: AssessmentTables, figures: Figures) -> Exhibit:
    return Exhibit(
        "blind-spots",
        "What data.police.uk leaves out",
        "What follows, and where a partnership can look",
        (
            ColumnSpec("title", "Left out"),
            ColumnSpec("what", "What that means"),
            ColumnSpec("follows", "What follows"),
            ColumnSpec("look", "Where to look"),
        ),
        listed_blind_spots(),
        figures.tracing.provenance((), "reviewed list of what the source omits", "none"),
        f"Source: {POLICE_UK}, About the data.",
    )


def extracts(tables: AssessmentTables, figures: Figures) -> Exhibit:
    """Open tables alone: a public document does not tell what records about people a partnership holds."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in tables.scope.basis.snapshot.extracts:
        if not ALL_TABLES[row["dataset"]].is_restricted:
            groups[(row["dataset"], row["format"])].append(row)
    rows = [
        {
            "dataset": dataset,
            "format": format_name,
            "slices": len(own),
            "rows": sum({row["extract_id"]: row["rows_loaded"] for row in own}.values()),
            "loaded": max(row["loaded_at"] for row in own)[:10],
        }
        for (dataset, format_name), own in sorted(groups.items())
    ]
    return Exhibit(
        "extracts",
        "The data behind this assessment",
        "Tables in force when it was built",
        (
            ColumnSpec("dataset", "Table"),
            ColumnSpec("format", "Kind of file"),
            ColumnSpec("slices", "Publications or months", "count"),
            ColumnSpec("rows", "Rows loaded", "count"),
            ColumnSpec("loaded", "Last loaded"),
        ),
        rows,
        figures.tracing.provenance(("extracts",), "extracts in force", "grouped by table"),
        source_line(ONS),
    )
