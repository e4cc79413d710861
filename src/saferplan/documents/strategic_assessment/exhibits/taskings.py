"""Tasked areas beside a control, with crime that moved next door taken off."""

from saferplan.documents import numbers
from saferplan.documents.charts import dots
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import Row, source_line
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.wording import listed, plural
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.assessment.taskings import FELL, ROSE

COLUMNS = (
    ColumnSpec("tasking", "Tasked area"),
    ColumnSpec("title", "What was to fall"),
    ColumnSpec("treated_before", "Before", "count"),
    ColumnSpec("treated_after", "After", "count"),
    ColumnSpec("control_before", "Control before", "count"),
    ColumnSpec("control_after", "Control after", "count"),
    ColumnSpec("buffer_before", "Next door before", "count"),
    ColumnSpec("buffer_after", "Next door after", "count"),
    ColumnSpec("difference", "Difference", "number"),
    ColumnSpec("low", "95% from", "number"),
    ColumnSpec("high", "to", "number"),
    ColumnSpec("verdict", "Verdict"),
    ColumnSpec("problem", "Why nothing can be said"),
)
WITH_CONTROL = (("treated", "control"), ("buffer", "buffer_control"))
UNLIKE = 2
"""A control with more than so many times the incidents before, or less than that part. Our judgement."""
FORMULA = (
    "change in the treated area less that in its control, plus the change next door less that in its control;"
    " Wheeler and Ratcliffe (2018)"
)


def taskings(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = tables.taskings
    if not rows:
        return None
    tested = [row for row in rows if row["difference"] is not None]
    return Exhibit(
        "taskings",
        _title(rows),
        "Incidents more (+) or fewer (\N{MINUS SIGN}) than the control areas lead one to expect, with 95% interval",
        COLUMNS,
        rows,
        figures.tracing.provenance(
            ("incidents", "tasked_areas", "area_links"), "incidents in tasked small areas and their controls", FORMULA
        ),
        source_line(*(row["source"] for row in rows)),
        alt=f"A dot and its interval a tasked area: {listed([_told(row) for row in tested])}.",
        notes=_notes(tested),
        draw=dots(tested, label="tasking", value="difference", low="low", high="high", kind="number")
        if tested
        else None,
    )


def _told(row: Row) -> str:
    return f"{row['tasking']} {numbers.number(row['difference'])}"


def _title(rows: list[Row]) -> str:
    fell, rose = (sum(row["verdict"] == verdict for row in rows) for verdict in (FELL, ROSE))
    areas = plural(len(rows), "tasked area", "tasked areas")
    return f"Of {len(rows)} {areas}, crime fell by more than chance in {fell} and rose in {rose}"


def _notes(tested: list[Row]) -> list[str]:
    thin = [row["tasking"] for row in tested if row["is_thin"]]
    unlike = [row["tasking"] for row in tested if _has_unlike_control(row)]
    told = [f"Too few incidents for the interval to be relied on: {listed(thin)}."] if thin else []
    if unlike:
        told.append(
            "Incidents are set off one against another, so that a control with many more or fewer of them makes a"
            f" difference where both fell by the same share: {listed(unlike)}."
        )
    return told


def _has_unlike_control(row: Row) -> bool:
    pairs = [(row[f"{area}_before"], row[f"{control}_before"]) for area, control in WITH_CONTROL]
    return any(max(pair) > UNLIKE * min(pair) for pair in pairs if None not in pair)
