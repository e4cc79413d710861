"""Wards, the map, and how deprived the neighbourhoods are."""

from functools import partial

from saferplan.documents import numbers
from saferplan.documents.charts import bars, funnel
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import (
    ANNUALISED_NOTE,
    ONS,
    RATE_COLUMNS,
    denominator_source,
    in_period,
    period_line,
    source_line,
    with_rates,
)
from saferplan.documents.strategic_assessment.figures import RATE_FORMULA, RATE_TABLES, Figures
from saferplan.documents.strategic_assessment.ward_shapes import tile_cells, ward_outlines
from saferplan.documents.strategic_assessment.wording import listed
from saferplan.evidence.analysis.league import RULE
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.assessment.wards import TOP_WARDS

TOWN_CENTRES = (
    "Rates relate crimes to residents. Wards with a town centre, shops or a night-time economy have many more people in"
    " them than live there: read the count beside the rate."
)
NAMED_ON_MAP = 8


def ward_league(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A row a crime type, a column a place: ward, rate and interval. Ties stand in one cell."""
    top = tables.wards.top
    if not top:
        return None
    cells: dict[str, dict[str, list[str]]] = {}
    for row in top:
        interval = numbers.interval(row["rate_annualised_low"], row["rate_annualised_high"])
        cell = f"{row['area_name']} {numbers.rate(row['rate_annualised'])} ({interval})"
        cells.setdefault(row["title"], {}).setdefault(str(row["rank"]), []).append(cell)
    ranks = [str(rank) for rank in sorted({row["rank"] for row in top})]
    ties = [f"{row['title']}: {row['note']}" for row in top if row["rank"] == 1 and row["note"]]
    return Exhibit(
        "ward-league",
        f"The {TOP_WARDS} wards with the highest rate for each crime type",
        in_period(tables, "Rate per 1,000 residents a year, with 95% intervals, in the wards"),
        (ColumnSpec("title", "Crime type"), *(ColumnSpec(rank, f"Place {rank}") for rank in ranks)),
        [{"title": title} | {rank: "; ".join(own.get(rank, ["–"])) for rank in ranks} for title, own in cells.items()],
        figures.provenance(RATE_TABLES, "each crime type in each ward", RATE_FORMULA),
        source_line(denominator_source(top)),
        notes=(
            RULE,
            *dict.fromkeys(ties),
            TOWN_CENTRES,
            "Where intervals overlap, the order of two wards may be chance.",
        ),
    )


def ward_union(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = sorted(tables.wards.union, key=lambda row: (-row["times"], row["area_name"]))
    if not rows:
        return None
    has_list = bool(tables.scope.named_wards)
    columns = (
        ColumnSpec("area_name", "Ward"),
        ColumnSpec("times", "Crime types", "count"),
        ColumnSpec("crime_types", "In the top five for"),
    )
    rows = [row | {"listed": "yes" if row["named"] else "no"} for row in rows]
    return Exhibit(
        "ward-union",
        f"{len(rows)} of {len(tables.wards.standing)} wards are in the top five for at least one crime type",
        f"Wards of {tables.scope.area.name}, {period_line(tables)}",
        (*columns, ColumnSpec("listed", f"In {tables.scope.wards_list_title}")) if has_list else columns,
        rows,
        figures.provenance(RATE_TABLES, "wards in the top five of any crime type", "union of the leagues"),
        source_line(),
        notes=(RULE,),
    )


def ward_funnel(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = tables.wards.standing
    if not rows:
        return None
    outside = [row["area_name"] for row in rows if row["standing"].endswith("99.8%")]
    above = sum(row["standing"].startswith("above") for row in rows)
    below = sum(row["standing"].startswith("below") for row in rows)
    limits = tables.wards.limits
    return Exhibit(
        "ward-funnel",
        f"{_wards(above)} clearly above the rate of the area, {_wards(below)} clearly below",
        in_period(tables, "All crime without ASB per 1,000 residents a year against residents, wards"),
        (
            ColumnSpec("area_name", "Ward"),
            ColumnSpec("denominator", "Residents", "count"),
            *RATE_COLUMNS,
            ColumnSpec("standing", "Against the area, allowing for ordinary variation"),
            ColumnSpec("standing_by_chance", "Against chance alone"),
        ),
        rows,
        figures.provenance(
            RATE_TABLES, "all crime in each ward", "funnel plot with limits of 95% and 99.8%, widened by the"
            " over-dispersion of the wards (Spiegelhalter 2005)",
        ),
        source_line(denominator_source(rows)),
        alt=f"A dot a ward, with lines that narrow as residents grow. Outside the outer lines: {listed(outside)}.",
        notes=(
            "Wards differ for many reasons, so nearly all would stand out against chance alone; the lines are wider by"
            f" the variation among the wards themselves (factor {numbers.number(tables.wards.dispersion)}).",
            TOWN_CENTRES,
        ),
        draw=funnel(
            rows,
            label="area_name",
            size="denominator",
            value="rate_annualised",
            limits=limits,
            centre=limits[0]["centre"],
            size_title="Residents of the ward",
            value_title="Crimes per 1,000 residents a year",
            centre_name=tables.scope.area.name,
            outside=outside,
        ),
    )  # fmt: skip


def _wards(number: int) -> str:
    return f"{number} ward is" if number == 1 else f"{number or 'no'} wards are"


def ward_map(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [row for row in with_rates(tables.wards.rates) if row["crime_type"] == ALL_CRIME]
    if not rows:
        return None
    highest = sorted(rows, key=lambda row: -row["rate_annualised"])
    outlines = ward_outlines(tables.scope)
    cells = {} if outlines else tile_cells(tables.scope)
    if not outlines and not cells:
        return None
    drawn = [row for row in rows if row["area_code"] in (outlines or cells)]
    return Exhibit(
        "ward-map",
        f"Rates are highest in {listed([row['area_name'] for row in highest[:3]])}",
        f"All crime without ASB per 1,000 residents a year, {period_line(tables)}",
        (ColumnSpec("area_name", "Ward"), ColumnSpec("denominator", "Residents", "count"), *RATE_COLUMNS),
        highest,
        figures.provenance((*RATE_TABLES, "boundaries"), "all crime in each ward", RATE_FORMULA),
        source_line(denominator_source(rows), f"{ONS}; contains OS data © Crown copyright and database right"),
        alt=(
            f"{'A map' if outlines else 'A tile map, one hexagon a ward,'} darker where the rate is higher."
            f" Highest: {listed([row['area_name'] for row in highest[:5]])}."
        ),
        notes=(
            TOWN_CENTRES,
            *(
                ()
                if outlines
                else ("Each ward is one hexagon, placed so that neighbours stay near; sizes and shapes are not real.",)
            ),
        ),
        draw=partial(_draw_map, drawn, outlines, [row["area_name"] for row in highest[:NAMED_ON_MAP]])
        if outlines
        else partial(_draw_tiles, drawn, cells),
    )


def _draw_map(rows: list[dict], outlines: dict[str, bytes], named: list[str], width: int) -> str:
    from saferplan.documents import maps

    shaped = [row | {"outline": outlines[row["area_code"]]} for row in rows]
    return maps.areas(shaped, outline="outline", label="area_name", value="rate_annualised", named=named)(width)


def _draw_tiles(rows: list[dict], cells: dict[str, tuple[int, int]], width: int) -> str:
    from saferplan.documents import tile_map

    return tile_map.tiles(rows, layout=cells, key="area_code", label="area_name", value="rate_annualised")(width)


def ward_rates(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A row a ward: crime and ASB side by side."""
    crime = [row for row in tables.wards.rates if row["crime_type"] == ALL_CRIME]
    asb = {row["area_code"]: row for row in tables.wards.rates if row["crime_type"] == ASB}
    if not with_rates(crime):
        return None
    rows = [
        {
            "ward": row["area_name"],
            "residents": row["denominator"],
            "crimes": row["count"],
            "rate_crime": row["rate_annualised"],
            "interval_crime": numbers.interval(row["rate_annualised_low"], row["rate_annualised_high"]),
            "asb": asb[row["area_code"]]["count"],
            "rate_asb": asb[row["area_code"]]["rate_annualised"],
            "interval_asb": numbers.interval(
                asb[row["area_code"]]["rate_annualised_low"], asb[row["area_code"]]["rate_annualised_high"]
            ),
        }
        for row in crime
    ]
    return Exhibit(
        "ward-rates",
        "Crime and anti-social behaviour in every ward",
        f"Incidents, and rates per 1,000 residents a year with 95% intervals, {period_line(tables)}",
        (
            ColumnSpec("ward", "Ward"),
            ColumnSpec("residents", "Residents", "count"),
            ColumnSpec("crimes", "Crimes", "count"),
            ColumnSpec("rate_crime", "Crime rate", "rate"),
            ColumnSpec("interval_crime", "95% interval", "number"),
            ColumnSpec("asb", "ASB", "count"),
            ColumnSpec("rate_asb", "ASB rate", "rate"),
            ColumnSpec("interval_asb", "95% interval", "number"),
        ),
        rows,
        figures.provenance(RATE_TABLES, "all crime and ASB in each ward", RATE_FORMULA),
        source_line(denominator_source(crime)),
        notes=(TOWN_CENTRES,),
    )


def deciles(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _deciles(tables, figures, "deciles", ALL_CRIME, "Recorded crime")


def deciles_asb(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _deciles(tables, figures, "deciles-asb", ASB, "Anti-social behaviour")


def _deciles(tables: AssessmentTables, figures: Figures, name: str, measure: str, what: str) -> Exhibit | None:
    rows = [
        row | {"label": _decile(row["decile"])}
        for row in tables.by_decile
        if row["crime_type"] == measure and row["residents"]
    ]
    if len(with_rates(rows)) < 2:
        return None
    most, least = rows[0], rows[-1]
    times = most["rate_annualised"] / least["rate_annualised"] if least["rate_annualised"] else None
    return Exhibit(
        name,
        f"{what} is {numbers.number(times)} times as frequent in the most deprived neighbourhoods as in the least"
        if times and times > 1
        else f"{what} by how deprived the neighbourhood is",
        in_period(tables, "Per 1,000 residents a year by national decile of deprivation"),
        (
            ColumnSpec("label", "Decile in England"),
            ColumnSpec("residents", "Residents", "count"),
            ColumnSpec("count", "Incidents", "count"),
            ColumnSpec("rate_annualised", "Rate a year", "rate"),
            ColumnSpec("rate_annualised_low", "95% from", "rate"),
            ColumnSpec("rate_annualised_high", "to", "rate"),
        ),
        rows,
        figures.provenance((*RATE_TABLES, "deprivation"), "incidents by the decile of their LSOA", RATE_FORMULA),
        source_line("MHCLG, English Indices of Deprivation, Open Government Licence v3.0"),
        alt="Bars by decile from the most deprived: "
        + ", ".join(f"{row['label']} {numbers.rate(row['rate_annualised'])}" for row in rows)
        + ".",
        notes=(
            "The decile is of the neighbourhood where the crime was recorded, not of those harmed or who offended.",
            "Deciles in which nobody here lives are left out.",
            ANNUALISED_NOTE,
        ),
        draw=bars(
            rows,
            label="label",
            value="rate_annualised",
            kind="rate",
            low="rate_annualised_low",
            high="rate_annualised_high",
        ),
    )


def _decile(number: int) -> str:
    return {1: "1, most deprived", 10: "10, least deprived"}.get(number, str(number))
