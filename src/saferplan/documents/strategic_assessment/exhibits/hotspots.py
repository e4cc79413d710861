"""Where crime gathers: the plain count beside Gi*, hotspots from near, their class over time, and a judgement."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from saferplan.documents import cell_maps, numbers
from saferplan.documents.cell_maps import Layer, Panel
from saferplan.documents.charts import theme
from saferplan.documents.charts.classes import Classes
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import ONS, Row, period_line, source_line
from saferplan.documents.strategic_assessment.exhibits.ward_maps import OUTLINES
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import HOTSPOT_FORMULA, INCIDENT_TABLES
from saferplan.documents.strategic_assessment.wording import in_sentence, listed, months_listed, plural
from saferplan.evidence.assessment.hotspots import METHOD_TITLES, HotspotTables
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.findings import Provenance
from saferplan.evidence.hotspots import Spot, Survey
from saferplan.evidence.sources.police_categories import crime_type_title

PLACES_DRAWN = 4
LEAST_WINDOW = 3_000
"""Metres that a map of one hotspot shows at least, so that a reader finds the way there."""
WARDS_NAMED = 4
JUDGED_FORMULA = (
    "hit rate = later incidents in the cells picked / all; PAI = hit rate / share of area (Chainey and others 2008);"
    " PEI = hits / most that so many cells held (Hunt 2016)"
)
SPOT_LOOKS = {
    Spot.HOT_STRONG: (theme.SERIES[2], "q under 0.01"),
    Spot.HOT: (theme.RISE, "q under 0.05"),
    Spot.COLD: (theme.FALL, "cold, q under 0.05"),
}
PATTERN_LOOKS = {
    "persistent hotspot": (theme.SERIES[2], "persistent"),
    "emerging hotspot": (theme.RISE, "emerging"),
    "intermittent hotspot": (theme.COMPARATOR, "intermittent"),
    "former hotspot": (theme.FALL, "former"),
}
CAUTION = (
    "A hotspot is a place where incidents are recorded, which follows where people are, report and are policed. It says"
    " nothing of those who live there."
)


def hotspot_map(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    found = tables.hotspots
    if found is None:
        return None
    survey, places = found.survey, found.places
    hot, share = int(survey.is_hot.sum()), sum(row["share"] for row in places)
    return Exhibit(
        "hotspot-map",
        _map_title(found, hot, share),
        f"Recorded crimes by hexagon, and what Gi* makes of them, {period_line(tables)}",
        (
            ColumnSpec("cell", "Cell"),
            ColumnSpec("ward", "Ward"),
            ColumnSpec("count", "Crimes", "count"),
            ColumnSpec("z", "Gi* (z)", "number"),
            ColumnSpec("p", "p", "ratio"),
            ColumnSpec("q", "q", "ratio"),
            ColumnSpec("spot", "Verdict"),
        ),
        _cells(found),
        _traced(tables, figures, HOTSPOT_FORMULA),
        source_line(OUTLINES),
        alt=(
            f"Two maps over the wards. Left, darker hexagons hold more crimes. Right, {hot} hexagons stand out as hot:"
            f" {_where(places)}."
        ),
        notes=(*_grid_notes(found), CAUTION, *_left_out(found)),
        draw=cell_maps.panels(_overview(found)),
    )


def _map_title(found: HotspotTables, hot: int, share: float) -> str:
    if not hot:
        return "No part of the area stands out from the rest by more than chance"
    of_area = found.survey.grid.square_km[found.survey.is_hot].sum() / found.survey.grid.square_km.sum()
    return (
        f"{numbers.share(share)} of crimes are recorded in hotspots that make up {numbers.share(of_area)} of the area"
    )


def _where(places: Sequence[Row]) -> str:
    return listed([f"{row['place']} in {row['wards']}" for row in places[:PLACES_DRAWN]]) or "none"


def _cells(found: HotspotTables) -> list[Row]:
    """A row a hot cell, and the twenty fullest of the others, so that what is not called can be seen too."""
    survey = found.survey
    others = np.argsort(np.where(survey.is_hot, -1, survey.counts), kind="stable")[::-1][:20]
    shown = np.concatenate([np.flatnonzero(survey.is_hot), others[survey.counts[others] > 0]])
    shown = np.unique(shown)
    shown = shown[np.argsort(-survey.counts[shown], kind="stable")]
    wards = found.wards.at(survey.grid.middles[shown])
    return [
        {
            "cell": "{}/{}".format(*survey.grid.index[at]),
            "ward": ward,
            "count": int(survey.counts[at]),
            "z": round(float(survey.z[at]), 2),
            "p": float(survey.p[at]),
            "q": float(survey.q[at]),
            "spot": str(survey.spots[at]),
        }
        for at, ward in zip(shown, wards, strict=True)
    ]


def _overview(found: HotspotTables) -> list[Panel]:
    survey, wards = found.survey, list(found.wards.shapes)
    window = _area_window(found)
    names = _names_of(found, found.places[:PLACES_DRAWN])
    counts, key = _count_layers(survey, np.ones(len(survey.grid), dtype=bool))
    return [
        Panel("Plain count", window, wards, counts, key),
        Panel("Hot by more than chance (Gi*)", window, wards, _spot_layers(survey), _spot_key(survey), names),
    ]


def _area_window(found: HotspotTables) -> cell_maps.Bounds:
    import shapely

    shapes = found.wards.shapes if len(found.wards.shapes) else found.survey.grid.outlines
    west, south, east, north = shapely.total_bounds(shapes)
    return west, south, east, north


def _count_layers(survey: Survey, shown: Any) -> tuple[list[Layer], list[tuple[str, str]]]:
    """Cells with incidents by class of their count, and the key."""
    full = np.flatnonzero(shown & (survey.counts > 0))
    classes = Classes(count_edges(survey.counts.max()), "count")
    fills = np.array([classes.look(survey.counts[at])[0] for at in full])
    layers = [
        Layer(cell_maps.joined(survey.grid.outlines[full[fills == fill]]), fill)
        for fill in classes.fills
        if (fills == fill).any()
    ]
    return layers, list(zip(classes.fills, classes.names, strict=True))


def count_edges(highest: float) -> tuple[float, ...]:
    """The last four of 2, 5, 10, 20, 50 … that some cell reaches: a few cells hold many times what most do, so that
    classes of equal size would show no peaks.
    """
    steps = [lead * 10.0**power for power in range(7) for lead in (1, 2, 5)][1:]
    return tuple(step for step in steps if step <= highest)[-4:]


def _spot_layers(survey: Survey) -> list[Layer]:
    drawn = {look: survey.spots == spot for spot, look in SPOT_LOOKS.items()}
    return [Layer(cell_maps.joined(survey.grid.outlines[own]), fill) for (fill, _), own in drawn.items() if own.any()]


def _spot_key(survey: Survey) -> list[tuple[str, str]]:
    return [look for spot, look in SPOT_LOOKS.items() if (survey.spots == spot).any()]


def _names_of(found: HotspotTables, places: Sequence[Row]) -> list[tuple[float, float, str]]:
    """Each place's letter, at its fullest cell."""
    return [(*found.survey.grid.middles[_fullest(found, row)], row["place"]) for row in places]


def _fullest(found: HotspotTables, row: Row) -> int:
    cells = np.array(row["cell_at"])
    return int(cells[np.argmax(found.survey.counts[cells])])


def hotspot_detail(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """Each of the largest hotspots from near."""
    found = tables.hotspots
    if found is None or not found.places:
        return None
    places = found.places[:PLACES_DRAWN]
    share = sum(row["share"] for row in places)
    number = f"{len(places)} largest hotspots hold" if len(places) > 1 else "largest hotspot holds"
    return Exhibit(
        "hotspot-detail",
        f"The {number} {numbers.share(share)} of crimes",
        f"Recorded crimes by hexagon around each, {period_line(tables)}; hotspots are outlined",
        (ColumnSpec("place", "Place"), ColumnSpec("wards", "Wards"), ColumnSpec("count", "Crimes", "count")),
        [{key: row[key] for key in ("place", "wards", "count")} for row in places],
        _traced(tables, figures, HOTSPOT_FORMULA),
        source_line(OUTLINES),
        alt=f"Small maps around {_where(places)}; a line goes around the hexagons of each hotspot.",
        notes=_grid_notes(found)[:1],
        draw=cell_maps.panels([_near(found, row) for row in places], columns=min(len(places), 2)),
    )


def _ward_of(row: Row) -> str:
    """The ward of the place's fullest hexagon."""
    return str(row["wards"]).split(", ")[0]


def _near(found: HotspotTables, row: Row) -> Panel:
    import shapely

    survey, window = found.survey, _window_of(found, row)
    seen = shapely.intersects(shapely.box(*window), survey.grid.outlines)
    layers, key = _count_layers(survey, seen)
    hot = survey.grid.outlines[seen & survey.is_hot]
    layers.append(Layer(cell_maps.joined(hot), "none", theme.RISE, 3))
    names = _ward_names(found, window)
    title = f"{row['place']}: {_ward_of(row)}, {numbers.count(row['count'])} crimes"
    return Panel(title, window, list(found.wards.shapes), layers, key, names)


def _window_of(found: HotspotTables, row: Row) -> cell_maps.Bounds:
    import shapely

    west, south, east, north = shapely.total_bounds(found.survey.grid.outlines[row["cell_at"]]).tolist()
    return cell_maps.window_around((west, south, east, north), margin=0.6, least=LEAST_WINDOW, is_square=True)


def _ward_names(found: HotspotTables, window: cell_maps.Bounds) -> list[tuple[float, float, str]]:
    """Names of the wards that fill most of the window, each in the middle of what is seen of it."""
    import shapely

    if not len(found.wards.shapes):
        return []
    seen = shapely.clip_by_rect(found.wards.shapes, *window)
    areas = np.asarray(shapely.area(seen))
    fullest = [int(at) for at in np.argsort(-areas)[:WARDS_NAMED] if areas[at] > 0]
    places = shapely.get_coordinates(shapely.point_on_surface(np.asarray(seen)[fullest]))
    return [
        (float(east), float(north), found.wards.names[at]) for (east, north), at in zip(places, fullest, strict=True)
    ]


def hotspot_places(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A row a hotspot, by ward."""
    found = tables.hotspots
    if found is None or not found.places:
        return None
    number = len(found.places)
    columns = [
        ColumnSpec("place", "Place"),
        ColumnSpec("wards", "Wards"),
        ColumnSpec("count", "Crimes", "count"),
        ColumnSpec("share", "Of all crimes", "share"),
        ColumnSpec("square_km", "Square km", "ratio"),
        ColumnSpec("mostly", "Mostly"),
        ColumnSpec("lowest_q", "Lowest q", "ratio"),
    ]
    has_changes = "verdict" in found.places[0]
    if has_changes:
        columns += [ColumnSpec("ratio", "Ratio to before", "ratio"), ColumnSpec("verdict", "Change")]
    return Exhibit(
        "hotspot-places",
        f"{number} {plural(number, 'place stands', 'places stand')} out, the largest in {_ward_of(found.places[0])}",
        f"Hexagons that are hot and touch, taken together, {period_line(tables)}",
        columns,
        [{column.key: row[column.key] for column in columns} for row in found.places],
        _traced(tables, figures, HOTSPOT_FORMULA),
        source_line(ONS),
        notes=(
            "A place is in the ward of the middle of its hexagons.",
            *(
                ["Places were picked because they are high now, so some rise since before is to be expected of chance."]
                if has_changes
                else []
            ),
            CAUTION,
            *_left_out(found),
        ),
    )


def hotspot_classes(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """Which hotspots last, come up or are over, where a year of months is loaded."""
    found = tables.hotspots
    if found is None or not any(pattern in PATTERN_LOOKS for pattern in found.patterns):
        return None
    counted = {pattern: found.patterns.count(pattern) for pattern in PATTERN_LOOKS}
    months = found.past_months
    patterns = np.array(found.patterns)
    layers = [
        Layer(cell_maps.joined(found.survey.grid.outlines[patterns == pattern]), fill)
        for pattern, (fill, _) in PATTERN_LOOKS.items()
        if counted[pattern]
    ]
    key = [
        (fill, f"{name} ({counted[pattern]})") for pattern, (fill, name) in PATTERN_LOOKS.items() if counted[pattern]
    ]
    rows = _pattern_rows(found, patterns)
    return Exhibit(
        "hotspot-classes",
        _classes_title({name: counted[pattern] for pattern, (_, name) in PATTERN_LOOKS.items()}),
        f"Class of each hexagon over {len(months)} months, {months_listed(months)}",
        (
            ColumnSpec("ward", "Ward"),
            *(ColumnSpec(name, name.capitalize(), "count") for _, name in PATTERN_LOOKS.values()),
        ),
        rows,
        _traced(
            tables, figures, f"{HOTSPOT_FORMULA}, month by month; classes of hotspot_classify in sfhotspot (Ashby)"
        ),
        source_line(OUTLINES),
        alt="A map of the wards with hexagons by class: " + ", ".join(name for _, name in key) + ".",
        notes=(
            "Persistent: hot in 80% of months or more. Emerging: in fewer than 10% of the older months and in 20% or"
            " more of the recent fifth. Former: in 10% or more of the older and fewer than 10% of the recent."
            " Intermittent: in 10% or more of all.",
            "Months that are not loaded are left out, and do not part what stands before and after them.",
            CAUTION,
        ),
        draw=cell_maps.panels(_class_panels(found, layers, key)),
    )


def _class_panels(found: HotspotTables, layers: list[Layer], key: list[tuple[str, str]]) -> list[Panel]:
    """The whole area, then each of its largest hotspots from near."""
    places, wards = found.places[: PLACES_DRAWN - 1], list(found.wards.shapes)
    whole = Panel("The whole area", _area_window(found), wards, layers, key, _names_of(found, places))
    near = [(_ward_of(row), row["place"], _window_of(found, row)) for row in places]
    return [
        whole,
        *(Panel(f"{at}: {ward}", seen, wards, layers, (), _ward_names(found, seen)) for ward, at, seen in near),
    ]


def _classes_title(counted: dict[str, int]) -> str:
    """'Of the hexagons, 11 are hot nearly always, 3 are newly hot and 4 are hot no longer'."""
    said = {"persistent": "hot nearly always", "emerging": "newly hot", "former": "hot no longer"}
    parts = [
        f"{counted[name]} {plural(counted[name], 'is', 'are')} {words}" for name, words in said.items() if counted[name]
    ]
    return f"Of the hexagons, {listed(parts)}" if parts else "Some hexagons are hot from time to time"


def _pattern_rows(found: HotspotTables, patterns: Any) -> list[Row]:
    """How many hexagons of each class a ward has."""
    classed = np.flatnonzero(np.isin(patterns, list(PATTERN_LOOKS)))
    rows: dict[str, Row] = {}
    for at, ward in zip(classed, found.wards.at(found.survey.grid.middles[classed]), strict=True):
        row = rows.setdefault(ward, {"ward": ward} | {name: 0 for _, name in PATTERN_LOOKS.values()})
        row[PATTERN_LOOKS[patterns[at]][1]] += 1
    return sorted(rows.values(), key=lambda row: (-row["persistent"], row["ward"]))


def hotspot_judging(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """How much of the following months each method would have caught."""
    found = tables.hotspots
    if found is None or not found.judging:
        return None
    rows = [row | {"picked": f"{numbers.share(row['share_picked'])} ({row['cells']})"} for row in found.judging]
    return Exhibit(
        "hotspot-judging",
        judging_title(rows),
        f"{months_listed(found.judged_months)}, each judged by the months of the period before it",
        (
            ColumnSpec("picked", "Hexagons picked"),
            ColumnSpec("title", "By"),
            ColumnSpec("hit_rate", "Hit rate", "share"),
            ColumnSpec("pai", "PAI", "number"),
            ColumnSpec("pei", "PEI", "ratio"),
        ),
        rows,
        _traced(tables, figures, JUDGED_FORMULA),
        source_line(),
        notes=(
            "Hit rate: share of the later crimes that fell in the hexagons picked. PAI: that over the share of the"
            " area picked, 1 being chance. PEI: hits beside the most that so many hexagons could have held.",
            "Only hexagons with a map point may be picked, and only their area counts: fields where nothing is recorded"
            " would flatter every method.",
        ),
    )


def judging_title(rows: Sequence[Row]) -> str:
    """Whether any method did better than the plain count."""
    shares = sorted({row["share_picked"] for row in rows})
    rates = {(row["share_picked"], row["method"]): row["hit_rate"] for row in rows}
    better = [name for name in ("gi", "kde") if all(rates[s, name] > rates[s, "count"] for s in shares)]
    worse = [name for name in ("gi", "kde") if all(rates[s, name] <= rates[s, "count"] for s in shares)]
    if len(worse) == 2:
        return "The plain count foretold the next month at least as well as Gi* and kernel density"
    if better:
        names = listed([METHOD_TITLES[name] for name in better])
        return f"{names} foretold the next month better than the plain count"
    return "No method foretold the next month better than the plain count throughout"


def _grid_notes(found: HotspotTables) -> tuple[str, ...]:
    survey = found.survey
    size = f"Hexagons of {survey.grid.lattice.cell:,.0f} metres between opposite sides"
    cells = f"{int(survey.can_hold.sum()):,} of {len(survey.grid):,} hold a map point, and only these are compared"
    snapped = ()
    if survey.spacing is not None and survey.misplaced is not None:
        snapped = (
            "Police move each incident to the nearest map point before they publish it. Half of the crimes here stand"
            f" at a point {survey.spacing:.0f} metres or more from the next, so that about {survey.misplaced:.0%} may"
            " be counted in a neighbouring hexagon.",
        )
    return (f"{size}. {cells}.", *snapped)


def _left_out(found: HotspotTables) -> tuple[str, ...]:
    if not found.left_out:
        return ()
    titles = listed([in_sentence(crime_type_title(slug)) for slug in found.left_out])
    return (f"Left out: {titles}, which are found where police search.",)


def _traced(tables: AssessmentTables, figures: Figures, formula: str) -> Provenance:
    what = figures.tracing.counted("crimes by map point", tables.scope.months_recorded)
    return figures.tracing.provenance((*INCIDENT_TABLES, "boundaries"), what, formula)
