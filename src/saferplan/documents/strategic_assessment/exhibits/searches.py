"""Stops and searches by group beside a reference group. Made of restricted records, for disproportionality alone."""

from saferplan.documents import numbers
from saferplan.documents.charts import dots
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import Row, hidden_note, source_line
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.wording import listed, months_counted
from saferplan.evidence.assessment.disproportionality import UNEXPLAINED_BY_GAPS
from saferplan.evidence.assessment.tables import AssessmentTables

TABLES = ("stop_and_search", "population_by_age", "group_populations")
RATE_COLUMNS = (
    ColumnSpec("title", "Group"),
    ColumnSpec("count", "Stops", "count"),
    ColumnSpec("residents", "Residents", "count"),
    ColumnSpec("rate", "A year per 1,000", "rate"),
    ColumnSpec("ratio", "Ratio", "ratio"),
    ColumnSpec("ratio_low", "95% from", "ratio"),
    ColumnSpec("ratio_high", "to", "ratio"),
    ColumnSpec("ratio_least", "At least, with the unrecorded", "ratio"),
    ColumnSpec("verdict", "Beside the reference group"),
)
COUNT_COLUMNS = RATE_COLUMNS[:2]
RESULT_COLUMNS = (
    ColumnSpec("grouping_title", "By"),
    ColumnSpec("title", "Group"),
    ColumnSpec("count", "Stops", "count"),
    ColumnSpec("found", "Something came of it", "count"),
    ColumnSpec("found_share", "Share", "share"),
    ColumnSpec("found_low", "95% from", "share"),
    ColumnSpec("found_high", "to", "share"),
)
RESIDENTS_NOTE = (
    "Rates relate stops to residents. Who is about in the streets where people are stopped is not known, so a ratio"
    " says that people are stopped more often, and not why."
)
FORCE_NOTE = (
    "For the police force as a whole: many stops have no place, so those in one partnership cannot be told apart."
)


def by_ethnicity(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _rates(tables, figures, "ethnicity")


def by_age(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _rates(tables, figures, "age")


def by_sex(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _rates(tables, figures, "sex")


def results(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """How often something came of a stop: a comparison that does not depend on who was about."""
    rows = [row for row in tables.disproportionality if row["found_share"] is not None]
    if not rows:
        return None
    least, most = (choose(rows, key=lambda row: row["found_share"]) for choose in (min, max))
    return Exhibit(
        "search-results",
        f"Something came of {numbers.share(least['found_share'])} to {numbers.share(most['found_share'])} of stops,"
        " by group",
        f"Share of stops with any outcome but no further action. {_where_and_when(tables, rows[0])}",
        RESULT_COLUMNS,
        tables.disproportionality,
        _provenance(figures, "stops with an outcome other than no further action / stops; Wilson's interval (1927)"),
        source_line(),
        alt=f"A dot and its interval a group. Least: {_named(least)}; most: {_named(most)}.",
        notes=(FORCE_NOTE, *hidden_note(tables.disproportionality)),
        draw=dots(rows, label="title", value="found_share", low="found_low", high="found_high", kind="share"),
    )


def _rates(tables: AssessmentTables, figures: Figures, grouping: str) -> Exhibit | None:
    rows = [row for row in tables.disproportionality if row["grouping"] == grouping]
    if not rows:
        return None
    known = [row for row in rows if row["rate"] is not None]
    what = "stops a year per 1,000 residents" if known else "stops"
    return Exhibit(
        f"searches-by-{grouping}",
        _title(known),
        f"{rows[0]['grouping_title']}: {what}. {_where_and_when(tables, rows[0])}",
        RATE_COLUMNS if known else COUNT_COLUMNS,
        rows,
        _provenance(
            figures, "(stops / residents) / (stops / residents of the reference group); exact Poisson interval"
        ),
        source_line(rows[0]["residents_source"]),
        alt=_alt(known),
        notes=[*_notes(rows[0]), *hidden_note(rows)],
        draw=_picture(known) if known else None,
    )


def _picture(known: list[Row]):
    clear = [row["title"] for row in known if row["verdict"] in ("higher", "lower")]
    return dots(
        known, label="title", value="rate", low="rate_low", high="rate_high", kind="rate", highlight=clear or ["none"]
    )


def _title(known: list[Row]) -> str:
    """The largest ratio that is clear, in words."""
    reference = next((row for row in known if row["is_reference"]), None)
    if reference is None:
        return "Stops by group; residents of each group are not loaded, so there are no rates"
    higher = [row for row in known if row["verdict"] == "higher"]
    if not higher:
        return f"No group is clearly stopped more often than {reference['people']}"
    most = max(higher, key=lambda row: row["ratio"])
    people = most["people"][0].upper() + most["people"][1:]
    return f"{people} are stopped {numbers.rate(most['ratio'])} times as often as {reference['people']}"


def _alt(known: list[Row]) -> str:
    return f"A dot and its interval a group: {listed([_rate(row) for row in known])}."


def _notes(row: Row) -> list[str]:
    notes = [RESIDENTS_NOTE, FORCE_NOTE]
    if row["unknown"]:
        notes.append(
            f"Of {numbers.count(row['unknown'])} stops the group is not recorded. 'At least' is the ratio if all of"
            f" them belonged to the reference group; where that is below 1 the verdict is '{UNEXPLAINED_BY_GAPS}'."
        )
    return notes


def _where_and_when(tables: AssessmentTables, row: Row) -> str:
    geography = tables.scope.basis.geography
    force = geography.names[geography.units[tables.scope.unit].pfa]
    return f"{force} police force area, {months_counted(row['months_present'])} of {tables.scope.period.short_title}"


def _rate(row: Row) -> str:
    return f"{row['title']} {numbers.rate(row['rate'])}"


def _named(row: Row) -> str:
    return f"{row['title']}, {numbers.share(row['found_share'])}"


def _provenance(figures: Figures, formula: str):
    what = "stops and searches of the area's police force in the period's months that are loaded"
    return figures.tracing.provenance(TABLES, what, formula)
