"""How deprived the neighbourhoods are in which crime is recorded."""

from saferplan.documents import numbers
from saferplan.documents.charts import bars
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import (
    INTERVALS,
    RATE_COLUMNS,
    Row,
    denominator_source,
    in_period,
    scaled_note,
    source_line,
    sources_of,
    with_rates,
)
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import POLICE_UK, RATE_FORMULA, RATE_TABLES
from saferplan.documents.strategic_assessment.wording import decile_words
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB
from saferplan.evidence.assessment.tables import AssessmentTables

COLUMNS = (
    ColumnSpec("label", "Decile in England"),
    ColumnSpec("neighbourhoods", "Neighbourhoods", "count"),
    ColumnSpec("residents", "Residents", "count"),
    ColumnSpec("count", "Incidents", "count"),
    *RATE_COLUMNS,
)


def deciles(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _deciles(tables, figures, "deciles", ALL_CRIME, "recorded crime")


def deciles_asb(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _deciles(tables, figures, "deciles-asb", ASB, "anti-social behaviour")


def _deciles(tables: AssessmentTables, figures: Figures, name: str, measure: str, what: str) -> Exhibit | None:
    rows = [
        row | {"label": _decile(row["decile"])}
        for row in with_rates(tables.by_decile)
        if row["crime_type"] == measure and row["residents"]
    ]
    compared = tables.most_and_least_deprived.get(measure)
    if len(rows) < 2 or compared is None:
        return None
    index, counted = (
        rows[0]["deprivation_source"],
        figures.tracing.counted(f"{what} by the decile of its LSOA", tables.scope.months_recorded),
    )
    return Exhibit(
        name,
        f"In the most deprived neighbourhoods here the rate of {what} is {decile_words(compared)}",
        in_period(tables, "Per 1,000 residents a year by national decile of deprivation"),
        COLUMNS,
        rows,
        figures.tracing.provenance(
            (*RATE_TABLES, "deprivation"), counted, RATE_FORMULA, (POLICE_UK, index, *sources_of(rows))
        ),
        source_line(f"{index}, Open Government Licence v3.0", denominator_source(rows)),
        alt=_alt(rows),
        notes=(*_notes(compared), *scaled_note(tables)),
        draw=bars(
            rows, label="label", value="rate_annualised", kind="rate", low=RATE_COLUMNS[1].key, high=RATE_COLUMNS[2].key
        ),
    )


def _alt(rows: list[Row]) -> str:
    told = ", ".join(f"{row['label']} {numbers.rate(row['rate_annualised'])}" for row in rows)
    return f"Bars by decile from the most deprived: {told}."


def _notes(compared: Row) -> tuple[str, ...]:
    return (
        "The decile is of the neighbourhood where the crime was recorded, not of those harmed or who offended.",
        f"The most deprived tenth in which anyone lives here is decile {compared['most']}, the least deprived"
        f" decile {compared['least']}. Neighbourhoods with a town centre stand out in any decile.",
        "A neighbourhood that was split in 2021 is taken whole, in the decile of the part that fits it best: older"
        " files do not say in which part a crime was.",
        f"Lines show {INTERVALS}",
        "Intervals take the neighbourhoods of one tenth for alike, which they are not: the fewer there are, the more"
        " hangs on each.",
    )


def _decile(number: int) -> str:
    return {1: "1, most deprived", 10: "10, least deprived"}.get(number, str(number))
