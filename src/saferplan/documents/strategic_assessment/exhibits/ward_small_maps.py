"""The same small map for each crime type: where a ward stands out, and whether it is always the same ones."""

from collections.abc import Sequence

from saferplan.documents.charts.classes import Classes
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.ground import panels
from saferplan.documents.strategic_assessment.exhibits.common import (
    COUNT_AND_RATE,
    Row,
    period_line,
    with_rates,
)
from saferplan.documents.strategic_assessment.exhibits.ward_maps import WARD, sheet_of, traced_map
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import RATE_FORMULA
from saferplan.documents.strategic_assessment.wording import (
    in_sentence,
    listed,
    plural,
)
from saferplan.evidence.assessment.tables import AssessmentTables

PANELS = 6
"""Crime types on the first sheet of small maps; the others have a sheet of their own."""
FEWEST_IN_PANEL = 100
"""Incidents below which a map of wards would show chance."""
AGAINST_AREA = Classes(
    (0.5, 0.8, 1.25, 2),
    "ratio",
    words=("under half the area's rate", "half to 0.8", "0.8 to 1.25: about the same", "1.25 to 2", "over twice"),
)
RATIO_NOTE = (
    "Colours compare each ward's rate with that of the whole area for the same crime type. Where counts are small, a"
    " ward's colour may be chance: the wards that stand out beyond chance are named in the text."
)


def ward_maps(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _small_maps(tables, figures, "ward-maps", slice(0, PANELS))


def ward_maps_others(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    return _small_maps(tables, figures, "ward-maps-others", slice(PANELS, None))


def _small_maps(tables: AssessmentTables, figures: Figures, name: str, part: slice) -> Exhibit | None:
    """A map a crime type, each ward beside the whole area."""
    whole = {row["crime_type"]: row for row in with_rates(tables.crime_types)}
    shown = [
        one.name
        for one in tables.scope.crime_measures
        if whole.get(one.name, {}).get("rate_annualised") and whole[one.name]["count"] >= FEWEST_IN_PANEL
    ][part]
    rows = [
        row | {"ratio": row["rate_annualised"] / whole[row["crime_type"]]["rate_annualised"]}
        for kind in shown
        for row in with_rates(tables.wards.rates)
        if row["crime_type"] == kind
    ]
    first = [row for row in rows if row["crime_type"] == shown[0]] if shown else []
    sheet = sheet_of(tables, first, lambda row: row["area_code"])
    if sheet is None:
        return None
    drawn = [row for row in rows if sheet.shapes.knows(row["area_code"])]
    drawn.sort(key=lambda row: (shown.index(row["crime_type"]), row["area_code"]))
    often = _often(drawn, len(shown))
    return Exhibit(
        name,
        _small_maps_title(often, len(shown)),
        f"Rate of each ward beside that of {tables.scope.area.name}, {period_line(tables)}",
        (ColumnSpec("title", "Crime type"), WARD, *COUNT_AND_RATE, ColumnSpec("ratio", "Ratio to the area", "ratio")),
        drawn,
        traced_map(tables, figures, "each crime type in each ward", drawn, f"{RATE_FORMULA}; ratio to the area's rate"),
        sheet.sources(drawn),
        alt=(
            f"{len(shown)} small {plural(len(shown), 'map', 'maps')}, one a crime type: "
            + listed([in_sentence(row["title"]) for row in drawn if row["area_code"] == drawn[0]["area_code"]])
            + ". Darker wards have a higher rate than the area as a whole."
        ),
        notes=(RATIO_NOTE, *sheet.notes),
        draw=panels(drawn, sheet.ground(), area="area_code", panel="title", value="ratio", classes=AGAINST_AREA),
    )


def _often(rows: Sequence[Row], types: int) -> list[str]:
    """Wards with over twice the area's rate in more than half of the crime types, most often first."""
    times: dict[str, int] = {}
    for row in rows:
        times[row["area_name"]] = times.get(row["area_name"], 0) + (row["ratio"] >= AGAINST_AREA.edges[-1])
    return [name for name, number in sorted(times.items(), key=lambda pair: -pair[1]) if number > types / 2]


def _small_maps_title(often: Sequence[str], types: int) -> str:
    if not often:
        return f"No ward has over twice the area's rate in most of {types} crime types"
    has = plural(len(often), "has", "have")
    if len(often) > 4:
        return f"{len(often)} wards {has} over twice the area's rate in most of {types} crime types"
    return f"{listed(often)} {has} over twice the area's rate in most of {types} crime types"
