"""Where in the area: maps of its wards, of real outlines where boundaries are loaded, else of hexagons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from saferplan.documents import numbers
from saferplan.documents.charts import theme
from saferplan.documents.charts.classes import Classes
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.ground import circles, panels, shaded, told
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
from saferplan.documents.strategic_assessment.tracing import CHANGE_FORMULA, POLICE_UK, RATE_FORMULA, RATE_TABLES
from saferplan.documents.strategic_assessment.ward_shapes import WardShapes
from saferplan.documents.strategic_assessment.wording import (
    in_sentence,
    listed,
    months_listed,
    plural,
    verdict_words,
)
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.findings import Provenance

NUMBERED = 10
FEWEST_ON_MAP = 4
PANELS = 6
"""Crime types on the first sheet of small maps; the others have a sheet of their own."""
FEWEST_IN_PANEL = 100
"""Incidents below which a map of wards would show chance."""
OUTLINES = f"{ONS}; contains OS data © Crown copyright and database right"
TILES_NOTE = "Each ward is one hexagon, placed so that neighbours stay near; sizes and shapes are not real."
JOINED_NOTE = (
    "No boundaries of these wards are loaded: each is drawn as the neighbourhoods (LSOA) that are counted to it, which"
    " fit its true boundary as a whole but not everywhere."
)
WARD = ColumnSpec("area_name", "Ward")
RESIDENTS = ColumnSpec("denominator", "Residents", "count")
AGAINST_AREA = Classes(
    (0.5, 0.8, 1.25, 2),
    "ratio",
    words=("under half the area's rate", "half to 0.8", "0.8 to 1.25: about the same", "1.25 to 2", "over twice"),
)
RATIO_NOTE = (
    "Colours compare each ward's rate with that of the whole area for the same crime type. Where counts are small, a"
    " ward's colour may be chance: the wards that stand out beyond chance are named in the text."
)


@dataclass(frozen=True)
class _Sheet:
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


def _sheet(tables: AssessmentTables, rows: list[Row], order: Callable[[Row], Any]) -> _Sheet | None:
    """The rows that can be drawn, in that order; None for too few of them."""
    shapes = WardShapes.of(tables.scope) if len(rows) >= FEWEST_ON_MAP else None
    drawn = [row for row in rows if shapes and shapes.knows(row["area_code"])]
    return _Sheet(sorted(drawn, key=order), shapes) if shapes and len(drawn) >= FEWEST_ON_MAP else None


def _traced(
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
    sheet = _sheet(tables, rows, lambda row: -row["rate_annualised"]) if any(row["count"] for row in rows) else None
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
        _traced(tables, figures, f"{of} in each ward", rows),
        sheet.sources(),
        alt=f"{sheet.words}, darker where the rate is higher. Highest: {listed(highest[:5])}.",
        notes=(TOWN_CENTRES, *sheet.notes, *scaled_note(tables)),
        draw=shaded(sheet.rows, sheet.ground(), label="area_name", value="rate_annualised", named=sheet.named),
    )


def ward_map_counts(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """Where the incidents are: rates tell of risk to residents, counts of where work arises."""
    rows = [row for row in tables.wards.rates if row["crime_type"] == ALL_CRIME and row["count"] is not None]
    sheet = _sheet(tables, rows, lambda row: -row["count"])
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
        _traced(tables, figures, "all crime in each ward", rows, "count; share of all crimes that lie in a ward"),
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


def ward_map_changes(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """Where crime rose or fell by more than chance explains."""
    rows = [row | {"said": verdict_words(row | _side(tables))} for row in tables.ward_changes]
    sheet = _sheet(tables, rows, lambda row: (_place_of(row["verdict"]), -(row["ratio"] or 0)))
    against = tables.scope.against
    if sheet is None or against is None:
        return None
    rows = [row | {"figure": _figure(row)} for row in sheet.rows]
    now, then = ([pair[at] for pair in tables.months_compared] for at in (0, 1))
    clear = [row["area_name"] for row in rows if row["verdict"] in ("rise", "fall")]
    return Exhibit(
        "ward-map-changes",
        _changes_title(tables, rows),
        f"All crime without anti-social behaviour: {months_listed(now)} against {months_listed(then)}",
        (
            WARD,
            ColumnSpec("against_count", f"{against.short_title}, same months", "count"),
            ColumnSpec("count_compared", f"{tables.scope.period.short_title}, same months", "count"),
            ColumnSpec("ratio", "Ratio of rates", "ratio"),
            ColumnSpec("ratio_low", "95% from", "ratio"),
            ColumnSpec("ratio_high", "95% to", "ratio"),
            ColumnSpec("q", "q", "ratio"),
            ColumnSpec("said", "What the test bears"),
        ),
        rows,
        _traced(tables, figures, "all crime in each ward, in the months compared", rows, CHANGE_FORMULA),
        sheet.sources(),
        alt=f"{sheet.words}, coloured where the rate changed by more than chance explains: {listed(clear)}.",
        notes=(
            "A ward is called changed only where the false discovery rate over all wards (q) is under 0.05. As offences"
            " repeat, counts vary more than the test assumes: a small change may be chance all the same.",
            *sheet.notes,
        ),
        draw=told(
            rows,
            sheet.ground(),
            label="area_name",
            verdict="verdict",
            looks=_looks(tables),
            figure="figure",
            named=clear if sheet.shapes.is_real else sheet.named,
        ),
    )


def _side(tables: AssessmentTables) -> Row:
    return {"against_is_later": _is_later(tables)}


def _is_later(tables: AssessmentTables) -> bool:
    against = tables.scope.against
    return against is not None and against.first > tables.scope.period.first


def _place_of(verdict: str) -> int:
    return ("rise", "fall").index(verdict) if verdict in ("rise", "fall") else 2


def _figure(row: Row) -> str:
    return numbers.change(row["ratio"]) if row["verdict"] in ("rise", "fall") else row["said"]


def _looks(tables: AssessmentTables) -> dict[str, tuple[str, str]]:
    later = _is_later(tables)
    return {
        "rise": (theme.RISE, "higher" if later else "rose"),
        "fall": (theme.FALL, "lower" if later else "fell"),
        "no clear change": (theme.UNCLEAR, "no clear difference" if later else "no clear change"),
        "cannot say": (theme.GROUND, "cannot be worked out"),
    }


def _changes_title(tables: AssessmentTables, rows: Sequence[Row]) -> str:
    """'Recorded crime rose in 15 of 49 wards and fell in 4; in 30 there is no clear change'."""
    risen, fallen, unclear = (
        sum(row["verdict"] == verdict for row in rows) for verdict in ("rise", "fall", "no clear change")
    )
    rose, fell = ("was higher", "was lower") if _is_later(tables) else ("rose", "fell")
    still = "no clear difference" if _is_later(tables) else "no clear change"
    wards = f"{len(rows)} wards"
    if not risen and not fallen:
        return f"No ward of {len(rows)} shows a clear change in recorded crime"
    return (
        f"Recorded crime {rose} in {risen or 'none'} of {wards} and {fell} in {fallen or 'none'};"
        f" in {unclear or 'none'} there is {still}"
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
    sheet = _sheet(tables, first, lambda row: row["area_code"])
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
        _traced(tables, figures, "each crime type in each ward", drawn, f"{RATE_FORMULA}; ratio to the area's rate"),
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
