"""Which wards stand out: from the area beyond chance, and from one another."""

from collections.abc import Callable

from saferplan.documents import numbers
from saferplan.documents.charts import dots, funnel
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import (
    COUNT_AND_RATE,
    INTERVALS,
    Row,
    denominator_source,
    in_period,
    scaled_note,
    source_line,
    with_rates,
)
from saferplan.documents.strategic_assessment.exhibits.wards import TOWN_CENTRES, traced_wards
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import RATE_FORMULA
from saferplan.documents.strategic_assessment.wording import in_sentence, listed, plural
from saferplan.evidence.analysis.funnel import Standing
from saferplan.evidence.assessment.scope import ALL_CRIME
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.assessment.wards import TOP_WARDS, WardTables

FUNNEL_FORMULA = (
    "funnel plot with limits of 95% and 99.8%, widened by the over-dispersion of the wards (Spiegelhalter 2005); a ward"
    " is called clear where its false discovery rate over all wards is under 0.05"
)
MOST_DOTS = 15
"""Rows of a chart of wards in the main chapters; the table of every ward has the others."""
FUNNEL_COLUMNS = (
    ColumnSpec("area_name", "Ward"),
    ColumnSpec("denominator", "Residents", "count"),
    *COUNT_AND_RATE,
    ColumnSpec("verdict", "Against the area, for all wards together"),
    ColumnSpec("standing", "Limits, allowing for ordinary variation"),
    ColumnSpec("standing_by_chance", "Limits of chance alone"),
)


def ward_funnel(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    wards = tables.wards
    rows = [row for row in wards.standing if row["rate_annualised"]]
    if not rows:
        return None
    clear, above, below = [*wards.above, *wards.below], _wards(len(wards.above)), _wards(len(wards.below))
    return Exhibit(
        "ward-funnel",
        f"{above.capitalize()} clearly above the rate of the area, {below} clearly below",
        in_period(tables, "All crime without ASB per 1,000 residents a year against residents, wards"),
        FUNNEL_COLUMNS,
        wards.standing,
        traced_wards(tables, figures, "all crime in each ward", FUNNEL_FORMULA, wards.standing),
        source_line(denominator_source(wards.standing)),
        alt=f"A dot a ward, with lines that narrow as residents grow. Named as clearly different: {listed(clear)}.",
        notes=(*_funnel_notes(wards), TOWN_CENTRES, *scaled_note(tables)),
        draw=_funnel(rows, wards, tables.scope.area.name),
    )


def _funnel(rows: list[Row], wards: WardTables, area: str) -> Callable[[int], str]:
    return funnel(
        rows,
        label="area_name",
        size="denominator",
        value="rate_annualised",
        limits=wards.limits,
        centre=wards.limits[0]["centre"],
        size_title="Residents of the ward",
        value_title="Crimes per 1,000 residents a year",
        centre_name=area,
        outside=[*wards.above, *wards.below],
    )


def _funnel_notes(wards: WardTables) -> list[str]:
    """How the title's verdicts and the lines of the picture go together: they are two questions."""
    outside = sum(row["standing"] in (Standing.BELOW_998, Standing.ABOVE_998) for row in wards.standing)
    clear = len(wards.above) + len(wards.below)
    return [
        f"The lines ask of one ward at a time: {_wards(outside)} outside those of 99.8%. The title asks of all"
        f" {len(wards.standing)} wards together: {_wards(clear)} called clearly different, so that of those named fewer"
        " than 1 in 20 would be expected to be there by chance (false discovery rate under 5%).",
        "Wards differ for many reasons, so nearly all would stand out against chance alone; the lines are wider by"
        f" the variation among the wards themselves (factor {numbers.number(wards.dispersion)}).",
    ]


def _wards(number: int) -> str:
    return f"{number or 'no'} {plural(number or 1, 'ward is', 'wards are')}"


def ward_dots(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return dots_of_wards(tables, figures, "ward-dots", ALL_CRIME, MOST_DOTS)


def dots_of_wards(tables: AssessmentTables, figures: Figures, name: str, measure: str, most: int) -> Exhibit | None:
    """The wards with the highest rates of one measure, beside the rate of the whole area."""
    everyone = [row for row in with_rates(tables.wards.rates) if row["crime_type"] == measure]
    whole = next((row for row in with_rates(tables.crime_types) if row["crime_type"] == measure), None)
    rows = sorted(everyone, key=lambda row: -row["rate_annualised"])[:most]
    if whole is None or len(everyone) <= TOP_WARDS or not rows[0]["rate_annualised"]:
        return None
    what, area_rate = in_sentence(whole["title"]), whole["rate_annualised"]
    above = sum(row["rate_annualised_low"] > area_rate for row in everyone)
    some = f"{len(rows)} of {len(everyone)} wards, the highest" if len(rows) < len(everyone) else "wards"
    return Exhibit(
        name,
        f"{whole['title']}: highest in {rows[0]['area_name']}, with a rate of"
        f" {numbers.rate(rows[0]['rate_annualised'])} beside {numbers.rate(area_rate)} in the whole area",
        in_period(tables, f"{whole['title']} per 1,000 residents a year in {some}"),
        (ColumnSpec("area_name", "Ward"), ColumnSpec("denominator", "Residents", "count"), *COUNT_AND_RATE),
        rows,
        traced_wards(tables, figures, f"{what} in each ward", RATE_FORMULA, rows),
        source_line(denominator_source(rows)),
        alt=f"A dot and interval a ward. Highest: {listed([row['area_name'] for row in rows[:3]])}.",
        notes=(
            f"Lines show {INTERVALS} {_wards(above).capitalize()} above the rate of the area, interval and all; of many"
            " wards a few are so by chance.",
            *scaled_note(tables),
        ),
        draw=dots(
            rows,
            label="area_name",
            value="rate_annualised",
            low="rate_annualised_low",
            high="rate_annualised_high",
            reference=(area_rate, f"{tables.scope.area.name} {numbers.rate(area_rate)}"),
        ),
    )
