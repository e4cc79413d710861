"""The annex: month by month and ward by ward for each crime type, so that the chapters can keep to what stands out."""

from collections.abc import Callable
from functools import partial

from saferplan.documents import numbers
from saferplan.documents.charts import lines
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import policing_led_note, source_line
from saferplan.documents.strategic_assessment.exhibits.ward_standing import dots_of_wards
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import COUNT_FORMULA, INCIDENT_TABLES
from saferplan.documents.strategic_assessment.wording import in_sentence, months_counted
from saferplan.evidence.assessment.scope import ASB
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.measures.definition import all_measures, measure_named
from saferplan.evidence.periods import month_title

MOST_WARDS = 10
LOW = 150
"""Height of the plot in pixels: there is one of these for every crime type."""
FEWEST_INCIDENTS = 100
"""Incidents in the period below which wards are not ranked: their order would be chance."""
FEWEST_MONTHS = 2
BREAKS = 'What is listed under "Breaks in the series" applies here too.'


def _months(name: str, tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [row for row in tables.months if row["crime_type"] == name]
    known = [row for row in rows if row["count"] is not None]
    if len(known) < FEWEST_MONTHS or not any(row["count"] for row in known):
        return None
    title, first, last = rows[0]["title"], known[0], known[-1]
    most = max(known, key=lambda row: row["count"])
    return Exhibit(
        f"months-{name}",
        f"{title}: {numbers.count(last['count'])} in {month_title(last['month'])};"
        f" most in {month_title(most['month'])}, with {numbers.count(most['count'])}",
        f"Incidents a month in {tables.scope.area.name}, {months_counted(len(known))} from"
        f" {month_title(first['month'])} to {month_title(last['month'])}",
        (ColumnSpec("month", "Month"), ColumnSpec("count", "Incidents", "count")),
        known,
        figures.tracing.provenance(
            INCIDENT_TABLES, figures.tracing.measure(name, [row["month"] for row in known]), COUNT_FORMULA
        ),
        source_line(),
        alt=f"A line of {in_sentence(title)} over the months loaded, with gaps where months are not loaded.",
        notes=_notes(tables, name),
        draw=lines(
            [row | {"series": title} for row in rows],
            month="month",
            value="count",
            series="series",
            kind="count",
            height=LOW,
        ),
    )


def _notes(tables: AssessmentTables, name: str) -> list[str]:
    """What police work itself finds is said beside the crime type that it is true of."""
    alone = in_sentence(measure_named(name).title)
    led = any(alone in note for note in policing_led_note(tables))
    breaks = [BREAKS] if tables.breaks else []
    return (
        [*breaks, f"Figures for {alone} follow where and how often police search as much as what people do."]
        if led
        else breaks
    )


def _wards(name: str, tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    whole = next((row for row in tables.crime_types if row["crime_type"] == name), None)
    if whole is None or (whole["count"] or 0) < FEWEST_INCIDENTS:
        return None
    return dots_of_wards(tables, figures, f"wards-{name}", name, MOST_WARDS)


def builders() -> dict[str, Callable[[AssessmentTables, Figures], Exhibit | None]]:
    """Two exhibits for each crime type that there is: `months-…` and `wards-…`."""
    single = [one for one in all_measures().values() if one.is_single_type and one.denominator == "residents"]
    types = [one.name for one in single if one.name != ASB]
    return {
        f"{what}-{name}": partial(build, name)
        for name in types
        for what, build in (("months", _months), ("wards", _wards))
    }
