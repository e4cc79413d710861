"""About the area, and about the data: what is there, what is missing, what it can and cannot answer."""

from collections import defaultdict
from datetime import date

from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import ONS, Row, source_line
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.tables import ALL_TABLES

FILES_OF_POLICE = {
    "police-uk-street": "data.police.uk, crimes street by street",
    "police-uk-outcomes": "data.police.uk, outcomes",
}
"""Files that are known by a code. The others are called as people call them."""


def extracts(tables: AssessmentTables, figures: Figures) -> Exhibit:
    """Open tables alone: a public document does not tell what records about people a partnership holds."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in tables.scope.basis.snapshot.extracts:
        if not ALL_TABLES[row["dataset"]].is_restricted:
            groups[(row["dataset"], row["format"])].append(row)
    rows = [
        {
            "holds": ALL_TABLES[dataset].plain_title,
            "format": FILES_OF_POLICE.get(format_name, format_name),
            "slices": len(own),
            "rows": sum({row["extract_id"]: row["rows_loaded"] for row in own}.values()),
            "loaded": _day(max(row["loaded_at"] for row in own)),
        }
        for (dataset, format_name), own in sorted(groups.items())
    ]
    return Exhibit(
        "extracts",
        "The data behind this document",
        "What was loaded when it was built",
        (
            ColumnSpec("holds", "What it holds"),
            ColumnSpec("format", "Kind of file"),
            ColumnSpec("slices", "Publications or months", "count"),
            ColumnSpec("rows", "Rows loaded", "count"),
            ColumnSpec("loaded", "Last loaded"),
        ),
        rows,
        figures.tracing.provenance(("extracts",), "extracts in force", "grouped by table"),
        source_line(ONS),
    )


def _day(moment: str) -> str:
    found = date.fromisoformat(moment[:10])
    return f"{found.day} {found:%B %Y}"
