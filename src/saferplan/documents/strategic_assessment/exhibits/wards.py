"""Wards: the highest for each crime type, those that differ from the area, and every one."""

from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import (
    INTERVALS,
    RATE_COLUMNS,
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
from saferplan.documents.strategic_assessment.wording import plural
from saferplan.evidence.analysis.league import RULE
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.assessment.wards import TOP_WARDS
from saferplan.evidence.findings import Provenance

TOWN_CENTRES = (
    "Rates relate crimes to residents. Wards with a town centre, shops or a night-time economy have many more people in"
    " them than live there: read the count beside the rate."
)


def traced_wards(tables: AssessmentTables, figures: Figures, what: str, formula: str, rows: list[Row]) -> Provenance:
    what = figures.tracing.counted(what, tables.scope.months_recorded)
    return figures.tracing.provenance(RATE_TABLES, what, formula, (POLICE_UK, *sources_of(rows)))


def ward_league(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A row a crime type and place; ties share their place."""
    top = tables.wards.top
    if not top:
        return None
    ties = dict.fromkeys(f"{row['title']}: {row['league_note']}" for row in top if row["league_note"])
    return Exhibit(
        "ward-league",
        f"The {TOP_WARDS} wards with the highest rate for each crime type",
        in_period(tables, "Crimes, and rate per 1,000 residents a year, in the wards"),
        (
            ColumnSpec("title", "Crime type"),
            ColumnSpec("rank", "Place", "count"),
            ColumnSpec("area_name", "Ward"),
            ColumnSpec("count", "Crimes", "count"),
            *RATE_COLUMNS,
        ),
        top,
        traced_wards(tables, figures, "each crime type in each ward", RATE_FORMULA, top),
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
        traced_wards(
            tables, figures, "wards in the top five of any crime type", "union of the leagues", tables.wards.top
        ),
        source_line(denominator_source(tables.wards.top)),
        notes=(
            RULE,
            _by_lot(everyone, len({row["crime_type"] for row in tables.wards.top})),
            *policing_led_note(tables),
        ),
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


def ward_rates(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A row a ward: crime and ASB side by side; counts alone where no population is loaded."""
    crime = [row for row in tables.wards.rates if row["crime_type"] == ALL_CRIME and row["count"] is not None]
    if not crime:
        return None
    has_rates = bool(_ward_codes(tables))
    traced = (
        traced_wards(tables, figures, "all crime and ASB in each ward", RATE_FORMULA, crime)
        if has_rates
        else figures.tracing.provenance(INCIDENT_TABLES, figures.tracing.counted("each ward"), "count")
    )
    return Exhibit(
        "ward-rates",
        "Crime and anti-social behaviour in every ward",
        f"Incidents, and rates per 1,000 residents a year with 95% intervals, {period_line(tables)}",
        _ward_columns(has_rates=has_rates),
        _ward_rows(tables, crime),
        traced,
        source_line(denominator_source(crime)),
        notes=(TOWN_CENTRES, f"The table has {INTERVALS}", *scaled_note(tables)) if has_rates else (),
    )


def _ward_rows(tables: AssessmentTables, crime: list[Row]) -> list[Row]:
    asb = {row["area_code"]: row for row in tables.wards.rates if row["crime_type"] == ASB}
    return [
        {"ward": row["area_name"], "residents": row["denominator"], "crimes": row["count"]}
        | _rates("crime", row)
        | {"asb": asb[row["area_code"]]["count"]}
        | _rates("asb", asb[row["area_code"]])
        for row in crime
    ]


def _ward_columns(*, has_rates: bool) -> list[ColumnSpec]:
    crimes, asb = ColumnSpec("crimes", "Crimes", "count"), ColumnSpec("asb", "ASB", "count")
    if not has_rates:
        return [ColumnSpec("ward", "Ward"), crimes, asb]
    residents = ColumnSpec("residents", "Residents", "count")
    rates = (_rate_columns("crime", "Crime rate"), _rate_columns("asb", "ASB rate"))
    return [ColumnSpec("ward", "Ward"), residents, crimes, *rates[0], asb, *rates[1]]


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
