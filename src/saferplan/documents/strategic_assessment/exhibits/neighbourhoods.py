"""Neighbourhoods (LSOA) on the map: how deprived they are, and where crime and anti-social behaviour are recorded."""

from saferplan.documents.charts.classes import Classes
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.ground import GroundOf, shaded
from saferplan.documents.maps import outlines_ground
from saferplan.documents.numbers import share
from saferplan.documents.strategic_assessment.exhibits.common import (
    Row,
    in_period,
    period_line,
    scaled_note,
    source_line,
)
from saferplan.documents.strategic_assessment.exhibits.ward_maps import OUTLINES
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import POLICE_UK, RATE_FORMULA, RATE_TABLES
from saferplan.documents.strategic_assessment.wording import plural
from saferplan.documents.ward_shapes import outlines_of
from saferplan.evidence.assessment.tables import AssessmentTables

SNAP_POINTS = (
    "Police move each crime to the nearest of a fixed set of points, which may lie over the border in the next"
    " neighbourhood: read the pattern, not single neighbourhoods."
)
COLUMNS = (
    ColumnSpec("area_name", "Neighbourhood"),
    ColumnSpec("decile", "Decile in England", "count"),
    ColumnSpec("residents", "Residents", "count"),
    ColumnSpec("count", "Crimes", "count"),
    ColumnSpec("rate_annualised", "Crime rate a year", "rate"),
    ColumnSpec("asb", "ASB", "count"),
    ColumnSpec("asb_rate", "ASB rate a year", "rate"),
)
DECILES = Classes(
    (3, 5, 7, 9),
    "count",
    words=("9 and 10, least deprived", "7 and 8", "5 and 6", "3 and 4", "1 and 2, most deprived"),
)
MOST_DEPRIVED = 3


def _ground(tables: AssessmentTables, rows: list[Row]) -> GroundOf | None:
    """None unless the outline of every neighbourhood is loaded."""
    outlines = outlines_of(tables.scope.basis, tables.scope.unit, "lsoa") if rows else {}
    codes = [row["area_code"] for row in rows]
    return outlines_ground([outlines[code] for code in codes]) if outlines.keys() >= set(codes) and codes else None


def neighbourhood_map(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _rates_map(tables, figures, "neighbourhood-map", "rate_annualised", "count", "recorded crime")


def neighbourhood_map_asb(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _rates_map(tables, figures, "neighbourhood-map-asb", "asb_rate", "asb", "anti-social behaviour")


def _rates_map(
    tables: AssessmentTables, figures: Figures, name: str, rate: str, count: str, what: str
) -> Exhibit | None:
    rows = sorted(tables.neighbourhoods, key=lambda row: -(row[rate] if row[rate] is not None else -1))
    counts = sorted((row[count] for row in rows if row[count] is not None), reverse=True)
    ground, total = _ground(tables, rows), sum(counts)
    if ground is None or not total:
        return None
    tenth = max(round(len(counts) / 10), 1)
    return Exhibit(
        name,
        f"The tenth of neighbourhoods with the most {what} holds {share(sum(counts[:tenth]) / total)} of it",
        f"{what[:1].upper()}{what[1:]} per 1,000 residents a year in each neighbourhood (LSOA, about 1,700 people),"
        f" {period_line(tables)}",
        COLUMNS,
        rows,
        figures.tracing.provenance(
            (*RATE_TABLES, "boundaries"),
            figures.tracing.counted(f"{what} in each LSOA", tables.scope.months_recorded),
            f"{RATE_FORMULA}; share of the {tenth} of {len(counts)} with the highest counts",
            (POLICE_UK, rows[0]["denominator_source"]),
        ),
        source_line(rows[0]["denominator_source"], OUTLINES),
        alt=f"A map of {len(rows)} neighbourhoods, darker where the rate of {what} is higher.",
        notes=(SNAP_POINTS, *_unknown(rows, count), *scaled_note(tables)),
        draw=shaded(rows, ground, label="area_name", value=rate),
    )


def _unknown(rows: list[Row], count: str) -> list[str]:
    unknown = sum(row[count] is None for row in rows)
    are = plural(unknown, "is", "are")
    said = f"{unknown} of {len(rows)} {are} left white: files in older codes do not tell such neighbourhoods apart."
    return [said] if unknown else []


def deprivation_map(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [row for row in tables.neighbourhoods if row["decile"] is not None]
    ground, residents = _ground(tables, rows), sum(row["residents"] or 0 for row in rows)
    if ground is None or not residents:
        return None
    index = tables.by_decile[0]["deprivation_source"] if tables.by_decile else ""
    deprived = [row for row in rows if row["decile"] <= MOST_DEPRIVED]
    part = sum(row["residents"] or 0 for row in deprived) / residents
    # The scale of the classes darkens upwards; decile 1 is the most deprived.
    drawn = [row | {"depth": 11 - row["decile"]} for row in rows]
    return Exhibit(
        "deprivation-map",
        f"{len(deprived) or 'No'} of {len(rows)} neighbourhoods, with {share(part)} of residents, are among the three"
        " most deprived tenths of England"
        if deprived
        else f"None of {len(rows)} neighbourhoods is among the three most deprived tenths of England",
        in_period(tables, "National decile of deprivation of each neighbourhood (LSOA)").partition(",")[0],
        COLUMNS[:3],
        sorted(rows, key=lambda row: (row["decile"], row["area_name"])),
        figures.tracing.provenance(
            ("deprivation", "boundaries", "area_links"),
            figures.tracing.counted("decile of each LSOA", ()),
            "as published; residents of the census",
            (index,),
        ),
        f"Source: {index}; {OUTLINES}.",
        alt=f"A map of {len(rows)} neighbourhoods, darker where more deprived.",
        notes=("Deciles rank all neighbourhoods of England: 1 is the most deprived tenth, 10 the least.",),
        draw=shaded(drawn, ground, label="area_name", value="depth", classes=DECILES),
    )
