"""Where in the area: maps of its wards, of real outlines where boundaries are loaded, else of hexagons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from saferplan.documents import numbers
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.ground import circles, shaded
from saferplan.documents.strategic_assessment.exhibits.common import (
    COUNT_AND_RATE,
    ONS,
    Row,
    denominator_source,
    period_line,
    scaled_note,
    source_line,
    sources_of,
    with_rates,
)
from saferplan.documents.strategic_assessment.exhibits.wards import TOWN_CENTRES
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import POLICE_UK, RATE_FORMULA, RATE_TABLES
from saferplan.documents.strategic_assessment.wording import (
    listed,
)
from saferplan.documents.ward_shapes import WardShapes
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.findings import Provenance

NUMBERED = 10
FEWEST_ON_MAP = 4
OUTLINES = f"{ONS}; contains OS data © Crown copyright and database right"
TILES_NOTE = "Each ward is one hexagon, placed so that neighbours stay near; sizes and shapes are not real."
JOINED_NOTE = (
    "No boundaries of these wards are loaded: each is drawn as the neighbourhoods (LSOA) that are counted to it, which"
    " fit its true boundary as a whole but not everywhere."
)
WARD = ColumnSpec("area_name", "Ward")
RESIDENTS = ColumnSpec("denominator", "Residents", "count")


@dataclass(frozen=True)
class Sheet:
    """What a map of wards shows, and who may be named on it."""

    rows: list[Row]
    shapes: WardShapes

    @property
    def named(self) -> list[str]:
        """All on a map of hexagons, which have no room for names; the first on one of outlines."""
        names = [row["area_name"] for row in self.rows]
        return names[:NUMBERED] if self.shapes.is_real else names

    @property
    def words(self) -> str:
        return "A map" if self.shapes.is_real else "A tile map, one hexagon a ward"

    @property
    def notes(self) -> tuple[str, ...]:
        if self.shapes.is_joined:
            return (JOINED_NOTE,)
        return () if self.shapes.is_real else (TILES_NOTE,)

    def ground(self) -> Any:
        return self.shapes.ground([row["area_code"] for row in self.rows])

    def sources(self, rows: Sequence[Row] | None = None) -> str:
        return source_line(denominator_source(rows or self.rows), OUTLINES if self.shapes.is_real else ONS)


def sheet_of(tables: AssessmentTables, rows: list[Row], order: Callable[[Row], Any]) -> Sheet | None:
    """The rows that can be drawn, in that order; None for too few of them."""
    shapes = WardShapes.of(tables.scope.basis, tables.scope.unit) if len(rows) >= FEWEST_ON_MAP else None
    drawn = [row for row in rows if shapes and shapes.knows(row["area_code"])]
    return Sheet(sorted(drawn, key=order), shapes) if shapes and len(drawn) >= FEWEST_ON_MAP else None


def traced_map(
    tables: AssessmentTables, figures: Figures, what: str, rows: Sequence[Row], formula: str = RATE_FORMULA
) -> Provenance:
    counted_rows = figures.tracing.counted(what, tables.scope.months_recorded)
    return figures.tracing.provenance(
        (*RATE_TABLES, "boundaries"), counted_rows, formula, (POLICE_UK, *sources_of(rows))
    )


def ward_map(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _map_of_rates(tables, figures, "ward-map", ALL_CRIME, "All crime without anti-social behaviour")


def ward_map_asb(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _map_of_rates(tables, figures, "ward-map-asb", ASB, "Anti-social behaviour")


def _map_of_rates(tables: AssessmentTables, figures: Figures, name: str, measure: str, what: str) -> Exhibit | None:
    rows = [row for row in with_rates(tables.wards.rates) if row["crime_type"] == measure]
    sheet = sheet_of(tables, rows, lambda row: -row["rate_annualised"]) if any(row["count"] for row in rows) else None
    if sheet is None:
        return None
    highest = [row["area_name"] for row in sheet.rows]
    of = "recorded crime" if measure == ALL_CRIME else "anti-social behaviour"
    return Exhibit(
        name,
        f"Rates of {of} are highest in {listed(highest[:3])}",
        f"{what} per 1,000 residents a year, {period_line(tables)}",
        (WARD, RESIDENTS, *COUNT_AND_RATE),
        sheet.rows,
        traced_map(tables, figures, f"{of} in each ward", rows),
        sheet.sources(),
        alt=f"{sheet.words}, darker where the rate is higher. Highest: {listed(highest[:5])}.",
        notes=(TOWN_CENTRES, *sheet.notes, *scaled_note(tables)),
        draw=shaded(sheet.rows, sheet.ground(), label="area_name", value="rate_annualised", named=sheet.named),
    )


def ward_map_counts(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """Where the incidents are: rates tell of risk to residents, counts of where work arises."""
    rows = [row for row in tables.wards.rates if row["crime_type"] == ALL_CRIME and row["count"] is not None]
    sheet = sheet_of(tables, rows, lambda row: -row["count"])
    total = sum(row["count"] for row in sheet.rows) if sheet else 0
    if sheet is None or not total:
        return None
    half = _fewest_with_half([row["count"] for row in sheet.rows])
    rows = [row | {"share": row["count"] / total} for row in sheet.rows]
    return Exhibit(
        "ward-map-counts",
        f"Half of recorded crime is in {half} of {len(rows)} wards",
        f"Recorded crimes in each ward, {period_line(tables)}; the larger the circle, the more crimes",
        (WARD, ColumnSpec("count", "Crimes", "count"), ColumnSpec("share", "Share of crime in wards", "share")),
        rows,
        traced_map(tables, figures, "all crime in each ward", rows, "count; share of all crimes that lie in a ward"),
        sheet.sources(),
        alt=f"{sheet.words} with a circle in each. Most crimes: "
        + listed([f"{row['area_name']} ({numbers.count(row['count'])})" for row in rows[:3]])
        + ".",
        notes=(
            "A count says where work arises; the rate, in the map of rates, what it means for residents.",
            *sheet.notes,
        ),
        draw=circles(rows, sheet.ground(), label="area_name", value="count", named=sheet.named[:NUMBERED]),
    )


def _fewest_with_half(counts: Sequence[int]) -> int:
    """How many of the counts, in falling order, hold half of them all."""
    reached = 0
    for number, count in enumerate(counts, start=1):
        reached += count
        if 2 * reached >= sum(counts):
            return number
    return len(counts)
