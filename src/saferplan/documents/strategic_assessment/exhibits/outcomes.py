"""What became of the crimes, as far as the files that are loaded know."""

from saferplan.documents.charts import stacked_bars
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import Row, in_period, source_line
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.wording import (
    in_sentence,
    months_counted,
    of_crimes,
    share_range,
    share_words,
)
from saferplan.evidence.assessment.outcomes import outcome_groups
from saferplan.evidence.assessment.scope import ALL_CRIME
from saferplan.evidence.assessment.tables import AssessmentTables

STILL_MOVING = (
    "Outcomes follow crimes by months: figures for recent months will still move, and shares are no measure of"
    " detection."
)
CHARGED = "Charged, or sent to court"


def _order(rows: list[Row]) -> list[str]:
    """The groups of outcomes that occur, in their order."""
    return [
        title
        for title in dict.fromkeys(outcome_groups().values())
        if any(row["outcome"] == title and row["count"] for row in rows)
    ]


def outcomes(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A row a crime type, a column a group of outcomes."""
    rows = tables.outcomes
    if not rows:
        return None
    order = _order(rows)
    most = max((row for row in rows if row["crime_type"] == ALL_CRIME), key=lambda row: row["count"])
    total = sum(row["count"] for row in rows if row["crime_type"] == ALL_CRIME)
    return Exhibit(
        "outcomes",
        f"Last known outcome of {of_crimes(most['count'], total)}: {in_sentence(most['outcome'])}",
        in_period(tables, "Last outcome known when the files were made, share of crimes"),
        (
            ColumnSpec("title", "Crime type"),
            ColumnSpec("crimes", "Crimes", "count"),
            *(ColumnSpec(title, title, "share") for title in order),
        ),
        _by_type(rows),
        figures.tracing.provenance(
            ("incidents", "area_links"),
            figures.tracing.counted("crimes by last outcome", tables.scope.months_recorded),
            "count / all crimes of the type",
        ),
        source_line(),
        alt=f"Stacked bars of last outcomes by crime type. Largest part of all crime: {in_sentence(most['outcome'])},"
        f" {share_words(most['count'], total)}.",
        notes=(STILL_MOVING,),
        draw=stacked_bars(
            [row for row in rows if row["outcome"] in order], label="title", part="outcome", value="count", order=order
        ),
    )


def _by_type(rows: list[Row]) -> list[Row]:
    table: dict[str, Row] = {}
    for row in rows:
        own = table.setdefault(row["title"], {"title": row["title"], "crime_type": row["crime_type"], "crimes": 0})
        own["crimes"] += row["count"]
        own[row["outcome"]] = row["share"]
    return list(table.values())


def outcomes_by_year(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A row a financial year: whether the mix is another one now."""
    rows = [
        row | {"label": f"{row['year']} ({months_counted(row['months_present'])})"} for row in tables.outcomes_by_year
    ]
    years = list(dict.fromkeys(row["label"] for row in rows))
    order = _order(rows)
    if len(years) < 2 or not order:
        return None
    return Exhibit(
        "outcomes-by-year",
        _years_title([row for row in rows if row["outcome"] == CHARGED]),
        f"Last outcome known when the files were made, all crime in {tables.scope.area.name}, by financial year",
        (
            ColumnSpec("label", "Year"),
            ColumnSpec("crimes", "Crimes", "count"),
            *(ColumnSpec(title, title, "share") for title in order),
        ),
        _by_year(rows),
        figures.tracing.provenance(
            ("incidents", "area_links"),
            figures.tracing.counted("crimes by last outcome and financial year", ()),
            "count / all crimes of the year",
        ),
        source_line(),
        alt=f"Stacked bars of last outcomes by year, from {years[0]} to {years[-1]}.",
        notes=(
            STILL_MOVING,
            "The share still under investigation is highest in the newest months, which lowers every other share.",
        ),
        draw=stacked_bars(
            [row for row in rows if row["outcome"] in order], label="label", part="outcome", value="count", order=order
        ),
    )


def _years_title(charged: list[Row]) -> str:
    """'Charged or sent to court so far: 3.6% to 8.6% of the crimes loaded of each year': no trend, as outcomes lag."""
    return f"Charged or sent to court so far: {share_range(charged)} of the crimes loaded of each year"


def _by_year(rows: list[Row]) -> list[Row]:
    table: dict[str, Row] = {}
    for row in rows:
        own = table.setdefault(row["label"], {"label": row["label"], "year": row["year"], "crimes": 0})
        own["crimes"] += row["count"]
        own[row["outcome"]] = row["share"]
    return list(table.values())
