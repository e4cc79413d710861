"""Where crime gathers: the plain count beside Gi*, hotspots from near, their class over time, and a judgement."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from saferplan.documents import cell_maps, hotspot_maps, numbers
from saferplan.documents.cell_maps import Layer
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.hotspot_maps import PATTERN_LOOKS, PLACES_DRAWN
from saferplan.documents.strategic_assessment.exhibits.common import ONS, Row, period_line, source_line
from saferplan.documents.strategic_assessment.exhibits.ward_maps import OUTLINES
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import HOTSPOT_FORMULA, INCIDENT_TABLES
from saferplan.documents.strategic_assessment.wording import in_sentence, listed, months_listed, plural
from saferplan.evidence.assessment.hotspots import METHOD_TITLES, HotspotTables
from saferplan.evidence.assessment.scope import ALL_CRIME
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.findings import Provenance
from saferplan.evidence.sources.police_categories import crime_type_title

JUDGED_FORMULA = (
    "hit rate = later incidents in the cells picked / all; PAI = hit rate / share of area (Chainey and others 2008);"
    " PEI = hits / most that so many cells held (Hunt 2016)"
)
WARD_OF_A_PLACE = "A place is in the ward of the middle of its hexagons."
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
        f"{_recorded(found)} by hexagon, and what Gi* makes of them, {period_line(tables)}",
        (
            ColumnSpec("cell", "Cell"),
            ColumnSpec("ward", "Ward"),
            ColumnSpec("count", found.what.capitalize(), "count"),
            ColumnSpec("z", "Gi* (z)", "number"),
            ColumnSpec("p", "p", "p"),
            ColumnSpec("q", "q", "p"),
            ColumnSpec("spot", "Verdict"),
        ),
        _cells(found),
        _traced(found, figures, HOTSPOT_FORMULA),
        source_line(OUTLINES),
        alt=(
            f"Two maps over the wards. Left, darker hexagons hold more {found.what}. Right, {hot} hexagons stand out as"
            f" hot: {_where(places)}."
        ),
        notes=(*hotspot_maps.grid_notes(found.survey), CAUTION, *_left_out(found)),
        draw=cell_maps.panels(hotspot_maps.overview(found.found)),
    )


def _map_title(found: HotspotTables, hot: int, share: float) -> str:
    if not hot:
        return "No part of the area stands out from the rest by more than chance"
    of_area = found.survey.grid.square_km[found.survey.is_hot].sum() / found.survey.grid.square_km.sum()
    part = numbers.share(of_area)
    return f"{numbers.share(share)} of {found.what} are recorded in hotspots that make up {part} of the area"


def _recorded(found: HotspotTables) -> str:
    """'Recorded crimes', 'Recorded incidents (burglary)'."""
    of = "" if found.measure.name == ALL_CRIME else f" ({in_sentence(found.measure.title)})"
    return f"Recorded {found.what}{of}"


def _where(places: Sequence[Row]) -> str:
    return listed([f"{row['place']} in {row['wards']}" for row in places[:PLACES_DRAWN]]) or "none"


def _cells(found: HotspotTables) -> list[Row]:
    """A row a hot cell, and the twenty fullest of the others, so that what is not called can be seen too."""
    survey = found.survey
    others = np.argsort(np.where(survey.is_hot, -1, survey.counts), kind="stable")[::-1][:20]
    shown = np.concatenate([np.flatnonzero(survey.is_hot), others[survey.counts[others] > 0]])
    shown = np.unique(shown)
    shown = shown[np.argsort(-survey.counts[shown], kind="stable")]
    wards = found.found.wards.at(survey.grid.middles[shown])
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
        f"The {number} {numbers.share(share)} of {found.what}",
        f"{_recorded(found)} by hexagon around each, {period_line(tables)}; hotspots are outlined",
        (
            ColumnSpec("place", "Place"),
            ColumnSpec("wards", "Wards"),
            ColumnSpec("count", found.what.capitalize(), "count"),
        ),
        [{key: row[key] for key in ("place", "wards", "count")} for row in places],
        _traced(found, figures, HOTSPOT_FORMULA),
        source_line(OUTLINES),
        alt=f"Small maps around {_where(places)}; a line goes around the hexagons of each hotspot.",
        notes=hotspot_maps.grid_notes(found.survey)[:1],
        draw=cell_maps.panels([hotspot_maps.near(found.found, row) for row in places], columns=min(len(places), 2)),
    )


def places_title(places: Sequence[Row]) -> str:
    ward, number = hotspot_maps.ward_of(places[0]), len(places)
    if number == 1:
        return f"One place stands out, in {ward}" if ward else "One place stands out"
    return f"{number} places stand out, the largest in {ward}" if ward else f"{number} places stand out"


def hotspot_places(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A row a hotspot, by ward."""
    found = tables.hotspots
    if found is None or not found.places:
        return None
    columns = [
        ColumnSpec("place", "Place"),
        ColumnSpec("wards", "Wards"),
        ColumnSpec("count", found.what.capitalize(), "count"),
        ColumnSpec("share", f"Of all {found.what}", "share"),
        ColumnSpec("square_km", "Square km", "ratio"),
        ColumnSpec("mostly", "Mostly"),
    ]
    has_changes = "verdict" in found.places[0]
    if has_changes:
        columns += [ColumnSpec("ratio", "Ratio to before", "ratio"), ColumnSpec("verdict", "Change")]
    return Exhibit(
        "hotspot-places",
        places_title(found.places),
        f"Hexagons that are hot and touch, taken together, {period_line(tables)}",
        columns,
        [{column.key: row[column.key] for column in columns} for row in found.places],
        _traced(found, figures, HOTSPOT_FORMULA),
        source_line(ONS),
        notes=(
            WARD_OF_A_PLACE,
            *(
                ["Places were picked because they are high now, so some rise since before is to be expected of chance."]
                if has_changes
                else []
            ),
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
        _traced(found, figures, f"{HOTSPOT_FORMULA}, by month; classes of sfhotspot (Ashby)"),
        source_line(OUTLINES),
        alt="A map of the wards with hexagons by class: " + ", ".join(name for _, name in key) + ".",
        notes=(
            "Persistent: hot in 80% of months or more. Emerging: in fewer than 10% of the older months and in 20% or"
            " more of the recent fifth. Former: in 10% or more of the older and fewer than 10% of the recent."
            " Intermittent: in 10% or more of all.",
            "Months that are not loaded are left out, and do not part what stands before and after them.",
        ),
        draw=cell_maps.panels(hotspot_maps.class_panels(found.found, layers, key)),
    )


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
    for at, ward in zip(classed, found.found.wards.at(found.survey.grid.middles[classed]), strict=True):
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
            ColumnSpec("pai", "PAI", "rate"),
            ColumnSpec("pei", "PEI", "ratio"),
        ),
        rows,
        _traced(found, figures, JUDGED_FORMULA),
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
        names = listed([in_sentence(METHOD_TITLES[name]) for name in better])
        return f"{names[0].upper()}{names[1:]} foretold the next month better than the plain count"
    return "No method foretold the next month better than the plain count throughout"


def _left_out(found: HotspotTables) -> tuple[str, ...]:
    if not found.left_out:
        return ()
    titles = listed([in_sentence(crime_type_title(slug)) for slug in found.left_out])
    return (f"Left out: {titles}, which are found where police search.",)


def _traced(found: HotspotTables, figures: Figures, formula: str) -> Provenance:
    what = figures.tracing.counted(
        f"{_recorded(found).removeprefix('Recorded ')} by map point", found.scope.months_recorded
    )
    return figures.tracing.provenance((*INCIDENT_TABLES, "boundaries"), what, formula)
