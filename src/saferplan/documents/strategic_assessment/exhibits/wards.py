"""Wards: the highest for each crime type, those that differ from the area, and every one."""

from saferplan.documents import numbers
from saferplan.documents.charts import funnel
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import (
    COUNT_AND_RATE,
    INTERVALS,
    Row,
    denominator_source,
    in_period,
    period_line,
    policing_led_note,
    scaled_note,
    source_line,
    sources_of,
)
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import INCIDENT_TABLES, POLICE_UK, RATE_FORMULA, RATE_TABLES
from saferplan.documents.strategic_assessment.wording import listed, plural
from saferplan.evidence.analysis.league import RULE
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.assessment.wards import TOP_WARDS
from saferplan.evidence.findings import Provenance

TOWN_CENTRES = (
    "Rates relate crimes to residents. Wards with a town centre, shops or a night-time economy have many more people in"
    " them than live there: read the count beside the rate."
)
FUNNEL_FORMULA = (
    "funnel plot with limits of 95% and 99.8%, widened by the over-dispersion of the wards (Spiegelhalter 2005); a ward"
    " is called clear where its false discovery rate over all wards is under 0.05"
)


def _traced(tables: AssessmentTables, figures: Figures, what: str, formula: str, rows: list[Row]) -> Provenance:
    what = figures.tracing.counted(what, tables.scope.months_recorded)
    return figures.tracing.provenance(RATE_TABLES, what, formula, (POLICE_UK, *sources_of(rows)))


def ward_league(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A row a crime type, a column a place: ward, rate and interval. Ties stand in one cell."""
    top = tables.wards.top
    if not top:
        return None
    cells: dict[str, dict[str, list[str]]] = {}
    for row in top:
        interval = numbers.interval(row["rate_annualised_low"], row["rate_annualised_high"])
        cell = f"{row['area_name']} {numbers.rate(row['rate_annualised'])} ({interval}; {numbers.count(row['count'])})"
        cells.setdefault(row["title"], {}).setdefault(str(row["rank"]), []).append(cell)
    ranks = [str(rank) for rank in sorted({row["rank"] for row in top})]
    ties = dict.fromkeys(f"{row['title']}: {row['league_note']}" for row in top if row["league_note"])
    return Exhibit(
        "ward-league",
        f"The {TOP_WARDS} wards with the highest rate for each crime type",
        in_period(tables, "Rate per 1,000 residents a year (95% interval; count) of the wards"),
        (ColumnSpec("title", "Crime type"), *(ColumnSpec(rank, f"Place {rank}") for rank in ranks)),
        [{"title": title} | {rank: "; ".join(own.get(rank, ["–"])) for rank in ranks} for title, own in cells.items()],
        _traced(tables, figures, "each crime type in each ward", RATE_FORMULA, top),
        source_line(denominator_source(top)),
        notes=(
            RULE,
            *ties,
            "Where intervals overlap, the order of two wards may be chance.",
            TOWN_CENTRES,
            *policing_led_note(tables),
            *scaled_note(tables),
        ),
    )


def ward_union(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """Wards in any league, and with a list given its other wards; nothing where the five highest are all that are."""
    rows = sorted(tables.wards.union, key=lambda row: (-row["times"], row["area_name"]))
    if not rows or len(_ward_codes(tables)) <= TOP_WARDS:
        return None
    columns = [
        ColumnSpec("area_name", "Ward"),
        ColumnSpec("times", "Crime types", "count"),
        ColumnSpec("crime_types", "In the top five for"),
    ]
    if tables.scope.named_wards:
        columns.append(ColumnSpec("listed", f"In {tables.scope.wards_list_title}"))
        rows = [row | {"listed": "yes" if row["named"] else "no"} for row in [*rows, *_named_only(tables)]]
    everyone, listed_wards = len(_ward_codes(tables)), len(tables.wards.union)
    return Exhibit(
        "ward-union",
        f"{listed_wards} of {everyone} wards {plural(listed_wards, 'is', 'are')} in the top five for at least one"
        " crime type",
        f"Wards of {tables.scope.area.name}, {period_line(tables)}",
        columns,
        rows,
        _traced(tables, figures, "wards in the top five of any crime type", "union of the leagues", tables.wards.top),
        source_line(denominator_source(tables.wards.top)),
        notes=(RULE, _by_lot(everyone, len({row["crime_type"] for row in tables.wards.top}))),
    )


def _ward_codes(tables: AssessmentTables) -> set[str]:
    return {row["area_code"] for row in tables.wards.rates if row["rate"] is not None}


def _named_only(tables: AssessmentTables) -> list[Row]:
    """Wards of the list that are in no top five."""
    union = {row["area_code"] for row in tables.wards.union}
    return [
        {"area_code": ward.code, "area_name": ward.name, "times": 0, "crime_types": "none", "named": True}
        for ward in tables.scope.named_wards
        if ward.code not in union
    ]


def _by_lot(wards: int, leagues: int) -> str:
    """How many wards would be listed if every league drew its five by lot: what the union must be read beside."""
    drawn = min(TOP_WARDS, wards)
    expected = wards * (1 - (1 - drawn / wards) ** leagues)
    return (
        f"Were the places of {leagues} crime types given by lot, about {expected:.0f} of {wards} wards would be listed:"
        " the fewer there are, the more often the same wards come up."
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
        (
            ColumnSpec("area_name", "Ward"),
            ColumnSpec("denominator", "Residents", "count"),
            *COUNT_AND_RATE,
            ColumnSpec("verdict", "Against the area, for all wards together"),
            ColumnSpec("standing", "Limits, allowing for ordinary variation"),
            ColumnSpec("standing_by_chance", "Limits of chance alone"),
        ),
        wards.standing,
        _traced(tables, figures, "all crime in each ward", FUNNEL_FORMULA, wards.standing),
        source_line(denominator_source(wards.standing)),
        alt=f"A dot a ward, with lines that narrow as residents grow. Named as clearly different: {listed(clear)}.",
        notes=(
            "Wards differ for many reasons, so nearly all would stand out against chance alone; the lines are wider by"
            f" the variation among the wards themselves (factor {numbers.number(wards.dispersion)}).",
            "A ward is called clearly different where the false discovery rate over all wards is under 5%: of many, a"
            " few lie outside the 95% lines by chance.",
            TOWN_CENTRES,
            *scaled_note(tables),
        ),
        draw=funnel(
            rows,
            label="area_name",
            size="denominator",
            value="rate_annualised",
            limits=wards.limits,
            centre=wards.limits[0]["centre"],
            size_title="Residents of the ward",
            value_title="Crimes per 1,000 residents a year",
            centre_name=tables.scope.area.name,
            outside=clear,
        ),
    )


def _wards(number: int) -> str:
    return f"{number or 'no'} {plural(number or 1, 'ward is', 'wards are')}"


def ward_rates(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A row a ward: crime and ASB side by side; counts alone where no population is loaded."""
    crime = [row for row in tables.wards.rates if row["crime_type"] == ALL_CRIME and row["count"] is not None]
    if not crime:
        return None
    asb = {row["area_code"]: row for row in tables.wards.rates if row["crime_type"] == ASB}
    columns = [ColumnSpec("ward", "Ward"), ColumnSpec("crimes", "Crimes", "count")]
    if _ward_codes(tables):
        columns.insert(1, ColumnSpec("residents", "Residents", "count"))
        columns += _rate_columns("crime", "Crime rate")
    columns.append(ColumnSpec("asb", "ASB", "count"))
    if _ward_codes(tables):
        columns += _rate_columns("asb", "ASB rate")
    rows = [
        {"ward": row["area_name"], "residents": row["denominator"], "crimes": row["count"]}
        | _rates("crime", row)
        | {"asb": asb[row["area_code"]]["count"]}
        | _rates("asb", asb[row["area_code"]])
        for row in crime
    ]
    return Exhibit(
        "ward-rates",
        "Crime and anti-social behaviour in every ward",
        f"Incidents, and rates per 1,000 residents a year with 95% intervals, {period_line(tables)}",
        columns,
        rows,
        _traced(tables, figures, "all crime and ASB in each ward", RATE_FORMULA, crime)
        if _ward_codes(tables)
        else figures.tracing.provenance(INCIDENT_TABLES, figures.tracing.counted("each ward"), "count"),
        source_line(denominator_source(crime)),
        notes=(TOWN_CENTRES, f"The table has {INTERVALS}", *scaled_note(tables)) if _ward_codes(tables) else (),
    )


def _rate_columns(what: str, heading: str) -> list[ColumnSpec]:
    return [
        ColumnSpec(f"rate_{what}", heading, "rate"),
        ColumnSpec(f"low_{what}", "95% from", "rate"),
        ColumnSpec(f"high_{what}", "95% to", "rate"),
    ]


def _rates(what: str, row: Row) -> Row:
    return {
        f"rate_{what}": row["rate_annualised"],
        f"low_{what}": row["rate_annualised_low"],
        f"high_{what}": row["rate_annualised_high"],
    }
