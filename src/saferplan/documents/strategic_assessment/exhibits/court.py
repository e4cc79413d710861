"""From recorded to charged: how many crimes of each type led to a charge, and how soon."""

from saferplan.documents.charts import dots
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.numbers import share as percent
from saferplan.documents.strategic_assessment.exhibits.common import Row, source_line
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.wording import in_sentence
from saferplan.evidence.assessment.attrition import FEWEST_CRIMES
from saferplan.evidence.assessment.scope import ALL_CRIME
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.periods import month_title

READ_AT = 12
COLUMNS = (
    ColumnSpec("title", "Crime type"),
    ColumnSpec("recorded", "Recorded", "count"),
    ColumnSpec("charged", "Charged so far", "count"),
    ColumnSpec("share_6", "Charged within 6 months", "share"),
    ColumnSpec("share_12", "Within 12 months", "share"),
    ColumnSpec("low_12", "95% from", "share"),
    ColumnSpec("high_12", "to", "share"),
    ColumnSpec("share_24", "Within 24 months", "share"),
    ColumnSpec("median_lag", "Months to charge, median", "number"),
)
STAGE_COLUMNS = (
    ColumnSpec("area_name", "Area"),
    ColumnSpec("offence", "Offence"),
    ColumnSpec("period_title", "Period"),
    ColumnSpec("stage", "Stage"),
    ColumnSpec("cases", "Number", "count"),
    ColumnSpec("counts", "Counted"),
)
NOTES = (
    f"Crimes of a type with fewer than {FEWEST_CRIMES} recorded have no share.",
    "Only crimes with an identifier can be followed; anti-social behaviour is not a crime and has none.",
    "Share by Kaplan and Meier's method: each crime counts for as long as its outcomes have been published.",
)


def attrition(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [row for row in tables.attrition if row["share_12"] is not None]
    whole = next((row for row in rows if row["crime_type"] == ALL_CRIME), None)
    if whole is None:
        return None
    return Exhibit(
        "attrition",
        f"Within a year, {percent(whole['share_12'])} of recorded crimes led to a charge",
        f"Share of crimes with a charge within {READ_AT} months, and its 95% interval. {_followed(tables, whole)}",
        COLUMNS,
        tables.attrition,
        figures.tracing.provenance(
            ("incidents", "outcomes", "area_links", "extracts"),
            figures.tracing.counted("crimes and their first charge", tables.scope.months_recorded),
            "1 - Kaplan and Meier's estimate of crimes without a charge, by whole months since recording",
        ),
        source_line(),
        alt=_alt(rows, whole),
        notes=NOTES,
        draw=dots(
            rows, label="title", value="share_12", low="low_12", high="high_12", kind="share", highlight=["All crime"]
        ),
    )


def justice_stages(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """Cases as others counted them, each stage in its own years."""
    rows = tables.justice_stages
    if not rows:
        return None
    sources = list(dict.fromkeys(row["source"] for row in rows))
    return Exhibit(
        "justice-stages",
        "Cases by stage, each in the year in which it was reached",
        "As the sources below count them; offences up to the charge and defendants from then on are not the same count",
        STAGE_COLUMNS,
        [row | {"stage": row["stage"].replace("-", " ").capitalize()} for row in rows],
        figures.tracing.provenance(("justice_stages",), "rows of the area and of its police force", "none", sources),
        "Source: " + "; ".join(sources) + ".",
        notes=(
            "Convictions of a year are of crimes recorded in earlier ones: no share of one over the other is given.",
        ),
    )


def _followed(tables: AssessmentTables, row: Row) -> str:
    recorded = f"{month_title(row['recorded_from'])} to {month_title(row['recorded_to'])}"
    return f"{tables.scope.area.name}, crimes recorded {recorded}, outcomes to {month_title(row['followed_to'])}"


def _alt(rows: list[Row], whole: Row) -> str:
    ordered = sorted((row for row in rows if row is not whole), key=lambda row: row["share_12"])
    said = f"A dot and its interval a crime type. All crime: {percent(whole['share_12'])}."
    if not ordered:
        return said
    least, most = ordered[0], ordered[-1]
    return (
        f"{said} Least: {in_sentence(least['title'])}, {percent(least['share_12'])};"
        f" most: {in_sentence(most['title'])}, {percent(most['share_12'])}."
    )
