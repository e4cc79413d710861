"""About the area, and about the data: what is there, what is missing, what it can and cannot answer."""

from collections import defaultdict

from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.numbers import count, printed
from saferplan.documents.strategic_assessment.exhibits.common import ONS, source_line
from saferplan.documents.strategic_assessment.figures import POLICE_UK, Figures
from saferplan.documents.strategic_assessment.regulations import matters
from saferplan.evidence.assessment.gaps import blind_spots as listed_blind_spots
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.periods import month_title

PROFILE_TABLES = ("population", "population_by_age", "households", "deprivation", "rural_urban", "area_profiles")
MONTH_INITIALS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def profile(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    if not tables.profile:
        return None
    others = tables.scope.comparators
    keys = ["value", *(area.code for area in others)]
    rows = [{"title": row["title"]} | {key: printed(row[key], row["kind"]) for key in keys} for row in tables.profile]
    sources = list(dict.fromkeys(row["source"] for row in tables.profile if row["source"]))
    return Exhibit(
        "profile",
        f"{tables.scope.area.name} in figures",
        "People, homes and neighbourhoods, from the newest tables loaded",
        (
            ColumnSpec("title", "Line"),
            ColumnSpec("value", tables.scope.area.name, "number"),
            *(ColumnSpec(area.code, area.name, "number") for area in others),
        ),
        rows,
        figures.provenance(PROFILE_TABLES, "small areas added up", "totals and shares", sources),
        f"Source: {'; '.join(sources)}. Open Government Licence v3.0.",
        notes=("Values of several areas together are weighted by residents, or by households for tenure.",),
    )


def reconciliation(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = tables.reconciliation
    if not rows or rows[0]["count"] is None:
        return None
    first = rows[0]
    return Exhibit(
        "reconciliation",
        f"ONS prints {count(first['published'])} crimes; the files here hold {count(first['count'])} in"
        f" {first['months_present']} of the {first['months_expected']} months",
        f"Police recorded crime, {first['period']}, in all partnerships of {tables.scope.area.name}",
        (
            ColumnSpec("title", "Category"),
            ColumnSpec("published", "ONS", "count"),
            ColumnSpec("count", "Here", "count"),
            ColumnSpec("months_present", "Months here", "count"),
            ColumnSpec("scaled", "Here, scaled to the year", "count"),
            ColumnSpec("gap", "Gap", "count"),
            ColumnSpec("gap_share", "Gap, share of ONS", "share"),
        ),
        rows,
        figures.provenance(
            ("recorded_crime", "incidents"), "the same months and area", "scaled = here x months / months present"
        ),
        source_line(first["source"], ONS),
        notes=(
            "What explains a gap: months that are missing here and are only scaled; crimes that police.uk publishes"
            " without a place; categories of the two that are nearly but not quite the same; records corrected since"
            " the files were made. ONS leaves out fraud too.",
        ),
    )


def coverage(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    if not tables.coverage:
        return None
    marks = {"present": "yes", "partial": "part", "missing": "no"}
    years: dict[str, dict[str, str]] = defaultdict(dict)
    for row in tables.coverage:
        year, month = row["month"].split("-")
        years[year][month] = "low" if row["suspicious"] else marks[row["presence"]]
    rows = [
        {"year": year} | {month: months.get(month, "") or "no" for month in _MONTHS} for year, months in years.items()
    ]
    present = sum(row["presence"] != "missing" for row in tables.coverage)
    return Exhibit(
        "coverage",
        f"{present} of {len(tables.coverage)} months are loaded",
        "Months of the area's own police force, from the first loaded to the last",
        (
            ColumnSpec("year", "Year"),
            *(ColumnSpec(month, name) for month, name in zip(_MONTHS, MONTH_INITIALS, strict=True)),
        ),
        rows,
        figures.provenance(("extracts",), "extracts in force of the home force", "one mark a month"),
        source_line(),
        notes=(
            "yes: loaded; part: some rows rejected; low: far fewer rows than the months around it; no: not loaded.",
            "A month that is not loaded is unknown. It is never counted as zero.",
        ),
    )


_MONTHS = tuple(f"{month:02d}" for month in range(1, 13))


def breaks(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    if not tables.breaks:
        return None
    rows = [row | {key: month_title(row[key]) for key in ("first_month", "last_month")} for row in tables.breaks]
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
        figures.provenance((), "reviewed list of breaks", "none", [row["source"] for row in tables.breaks]),
        "Source: " + "; ".join(dict.fromkeys(row["source"] for row in tables.breaks)) + ".",
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
        figures.provenance((), "reviewed list of what the source omits", "none"),
        f"Source: {POLICE_UK}, About the data.",
    )


def regulations(_tables: AssessmentTables, figures: Figures) -> Exhibit:
    return Exhibit(
        "regulations",
        "What a strategic assessment must contain, and where this one answers",
        "Each matter of the regulations; this is the evidence part, and others are for the partnership to write",
        (ColumnSpec("matter", "Matter"), ColumnSpec("answered", "Where it stands")),
        matters(),
        figures.provenance((), "matters of the regulations", "none"),
        "Source: Crime and Disorder Act 1998; SI 2007/1830 (England) and SI 2007/3076 (Wales), as amended."
        " Not legal advice: check the text in force.",
    )


def extracts(tables: AssessmentTables, figures: Figures) -> Exhibit:
    groups: dict[tuple[str, str], list[dict]] = defaultdict(list)
    for row in tables.scope.basis.snapshot.extracts:
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
        figures.provenance(("extracts",), "extracts in force", "grouped by table"),
        source_line(ONS),
    )
