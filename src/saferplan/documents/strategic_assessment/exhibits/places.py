"""Where crime is: the map of wards, and how deprived the neighbourhoods are."""

from collections.abc import Callable, Hashable, Mapping
from functools import partial

from saferplan.documents import numbers
from saferplan.documents.charts import bars
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import (
    COUNT_AND_RATE,
    INTERVALS,
    ONS,
    RATE_COLUMNS,
    Row,
    denominator_source,
    in_period,
    period_line,
    scaled_note,
    source_line,
    sources_of,
    with_rates,
)
from saferplan.documents.strategic_assessment.exhibits.wards import TOWN_CENTRES
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import POLICE_UK, RATE_FORMULA, RATE_TABLES
from saferplan.documents.strategic_assessment.ward_shapes import tile_cells, ward_outlines
from saferplan.documents.strategic_assessment.wording import decile_words, listed
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB
from saferplan.evidence.assessment.tables import AssessmentTables

NAMED_ON_MAP = 8
FEWEST_ON_MAP = 4
OUTLINES = f"{ONS}; contains OS data © Crown copyright and database right"
TILES_NOTE = "Each ward is one hexagon, placed so that neighbours stay near; sizes and shapes are not real."


def ward_map(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [row for row in with_rates(tables.wards.rates) if row["crime_type"] == ALL_CRIME]
    outlines = ward_outlines(tables.scope) if rows else {}
    cells = tile_cells(tables.scope) if rows and not outlines else {}
    if len(rows) < FEWEST_ON_MAP or not (outlines or cells):
        return None
    highest = sorted(rows, key=lambda row: -row["rate_annualised"])
    names = [row["area_name"] for row in highest]
    return Exhibit(
        "ward-map",
        f"Rates are highest in {listed(names[:3])}",
        f"All crime without ASB per 1,000 residents a year, {period_line(tables)}",
        (ColumnSpec("area_name", "Ward"), ColumnSpec("denominator", "Residents", "count"), *COUNT_AND_RATE),
        highest,
        figures.tracing.provenance(
            (*RATE_TABLES, "boundaries"),
            figures.tracing.counted("all crime in each ward", tables.scope.months_recorded),
            RATE_FORMULA,
            (POLICE_UK, *sources_of(rows)),
        ),
        source_line(denominator_source(rows), OUTLINES if outlines else ONS),
        alt=(
            f"{'A map,' if outlines else 'A tile map, one hexagon a ward,'} darker where the rate is higher."
            f" Highest: {listed(names[:5])}."
        ),
        notes=(TOWN_CENTRES, *(() if outlines else (TILES_NOTE,)), *scaled_note(tables)),
        draw=_drawing(rows, outlines, cells, names[:NAMED_ON_MAP]),
    )


def _drawing(
    rows: list[Row], outlines: dict[str, bytes], cells: Mapping[Hashable, tuple[int, int]], named: list[str]
) -> Callable[[int], str]:
    if outlines:
        return partial(_draw_map, [row for row in rows if row["area_code"] in outlines], outlines, named)
    return partial(_draw_tiles, [row for row in rows if row["area_code"] in cells], cells)


def _draw_map(rows: list[Row], outlines: dict[str, bytes], named: list[str], width: int) -> str:
    from saferplan.documents import maps

    shaped = [row | {"outline": outlines[row["area_code"]]} for row in rows]
    return maps.areas(shaped, outline="outline", label="area_name", value="rate_annualised", named=named)(width)


def _draw_tiles(rows: list[Row], cells: Mapping[Hashable, tuple[int, int]], width: int) -> str:
    from saferplan.documents import tile_map

    return tile_map.tiles(rows, layout=cells, key="area_code", label="area_name", value="rate_annualised")(width)


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
    index = rows[0]["deprivation_source"]
    return Exhibit(
        name,
        f"In the most deprived neighbourhoods here the rate of {what} is {decile_words(compared)}",
        in_period(tables, "Per 1,000 residents a year by national decile of deprivation"),
        (
            ColumnSpec("label", "Decile in England"),
            ColumnSpec("residents", "Residents", "count"),
            ColumnSpec("count", "Incidents", "count"),
            *RATE_COLUMNS,
        ),
        rows,
        figures.tracing.provenance(
            (*RATE_TABLES, "deprivation"),
            figures.tracing.counted(f"{what} by the decile of its LSOA", tables.scope.months_recorded),
            RATE_FORMULA,
            (POLICE_UK, index, *sources_of(rows)),
        ),
        source_line(f"{index}, Open Government Licence v3.0", denominator_source(rows)),
        alt="Bars by decile from the most deprived: "
        + ", ".join(f"{row['label']} {numbers.rate(row['rate_annualised'])}" for row in rows)
        + ".",
        notes=(
            "The decile is of the neighbourhood where the crime was recorded, not of those harmed or who offended.",
            f"The most deprived tenth in which anyone lives here is decile {compared['most']}, the least deprived"
            f" decile {compared['least']}. Neighbourhoods with a town centre stand out in any decile.",
            f"Lines show {INTERVALS}",
            *scaled_note(tables),
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
