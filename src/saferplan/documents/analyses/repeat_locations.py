"""How much comes from a few places: map points of the open files, and addresses as partners' records release them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from saferplan.documents import numbers
from saferplan.documents.analyses.answer import Answer, missing_months
from saferplan.documents.analyses.question import Question, together
from saferplan.documents.charts import bars
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.repeat_victims import repeat_places
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import INCIDENT_TABLES, POLICE_UK
from saferplan.documents.strategic_assessment.wording import in_sentence, listed, months_listed
from saferplan.errors import NothingLoaded, TooLittleData
from saferplan.evidence.analysis.rates import rate_interval
from saferplan.evidence.analysis.repeat_victims.concentration import PARTS, share_on_most_victimised
from saferplan.evidence.assessment.scope import ALL_CRIME, Scope
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.hotspots.laying import surveyed_types
from saferplan.evidence.hotspots.places import NEAR, Wards
from saferplan.evidence.measures.definition import Measure
from saferplan.evidence.points.events import NOWHERE, Events, incidents_of
from saferplan.evidence.sources.police_categories import crime_type_title

FEWEST_POINTS = 20
"""Our judgement: of fewer map points, a part of one in twenty would be less than a point."""
POINTS_LISTED = 25
FORMULA = "incidents at the map point, with the exact Poisson interval (Garwood 1936); share of all with a place"
NOT_AN_ADDRESS = (
    "A map point is no address: police move each incident to the nearest of a list of points, each of which stands for"
    " at least eight addresses, or for a place such as a supermarket or a car park."
)
BY_CHANCE = (
    "Places were picked because they are high in these months, so most will be somewhat lower in the next ones by"
    " chance alone. One that comes up in nearly every month is another matter."
)
Row = dict[str, Any]


def answer(scope: Scope, question: Question) -> Answer:
    """Raises NothingLoaded or TooLittleData."""
    if not scope.months_recorded:
        raise NothingLoaded(f"no month of {scope.period.title} is loaded for {scope.area.name} incident by incident")
    measure = together(question.measures or (ALL_CRIME,))
    types, left_out = surveyed_types(measure, with_policing_led=False)
    events = incidents_of(scope.basis, scope.area).of(scope.months_recorded, types)
    used = np.flatnonzero(events.at_points)
    if used.size < FEWEST_POINTS:
        raise TooLittleData(
            f"{used.size:,} map points hold any of it, which are too few to speak of a few among many",
            remedy="Choose more months or a broader measure.",
        )
    tables = AssessmentTables(scope)
    figures = Figures(tables)
    shown = (_shares(scope, figures, events, measure), _points(scope, figures, events, measure))
    of_partners = repeat_places(tables, figures)
    cautions = (*missing_months(scope.period.months, scope.months_recorded), *_left_out(left_out), NOT_AN_ADDRESS)
    return Answer(shown[0].title, (*shown, *([of_partners] if of_partners else [])), (*cautions, BY_CHANCE))


def _left_out(left_out: tuple[str, ...]) -> tuple[str, ...]:
    if not left_out:
        return ()
    titles = listed([in_sentence(crime_type_title(slug)) for slug in left_out])
    return (f"Left out: {titles}, which are found where police search.",)


def _shares(scope: Scope, figures: Figures, events: Events, measure: Measure) -> Exhibit:
    times = events.at_points[events.at_points > 0]
    shares = share_on_most_victimised(times)
    rows = [
        {"part": f"{part:.0%} of map points", "points": max(1, round(part * times.size)), "share": float(share)}
        for part, share in zip(PARTS, shares, strict=True)
    ]
    most = rows[-1]
    return Exhibit(
        "few-places",
        f"{numbers.share(most['share'])} of incidents ({in_sentence(measure.title)}) were recorded at the busiest"
        f" {most['part']}",
        f"Share of all incidents with a place at the busiest of {times.size:,} map points, {scope.area.name},"
        f" {months_listed(scope.months_recorded)}",
        (
            ColumnSpec("part", "The busiest"),
            ColumnSpec("points", "Map points", "count"),
            ColumnSpec("share", "Share of incidents", "share"),
        ),
        rows,
        _traced(
            scope, figures, measure, "incidents at the busiest part of the map points / all incidents with a place"
        ),
        f"Source: {POLICE_UK}.",
        alt="; ".join(f"{row['part']}: {numbers.share(row['share'])}" for row in rows) + ".",
        notes=("Map points at which nothing was recorded in these months are not counted.",),
        draw=bars(rows, label="part", value="share", kind="share"),
    )


def _points(scope: Scope, figures: Figures, events: Events, measure: Measure) -> Exhibit:
    first = np.argsort(-events.at_points, kind="stable")[:POINTS_LISTED]
    listed_points = first[events.at_points[first] > 0]
    rows = _rows(scope, events, listed_points)
    columns = [
        ColumnSpec("place", "Map point"),
        *([ColumnSpec("ward", "Ward")] if any(row["ward"] for row in rows) else []),
        ColumnSpec("count", "Incidents", "count"),
        ColumnSpec("low", "95% from", "number"),
        ColumnSpec("high", "to", "number"),
        ColumnSpec("share", "Of all", "share"),
        ColumnSpec("months", "Months with any", "count"),
        ColumnSpec("mostly", "Mostly"),
    ]
    number = len(scope.months_recorded)
    every = sum(row["months"] == number for row in rows)
    return Exhibit(
        "repeat-points",
        f"{every or 'None'} of the {len(rows)} busiest map points had {'incidents' if every else 'one'} in every one of"
        f" {number} {'month' if number == 1 else 'months'}",
        f"Map points with the most incidents ({in_sentence(measure.title)}), {scope.area.name},"
        f" {months_listed(scope.months_recorded)}",
        columns,
        rows,
        _traced(scope, figures, measure, FORMULA),
        f"Source: {POLICE_UK}.",
        notes=("Intervals say how far chance alone could move the count.",),
    )


def _rows(scope: Scope, events: Events, points: NDArray[np.int64]) -> list[Row]:
    names = events.point_names
    wards = Wards.of(scope.basis, scope.area).at(events.points[points])
    counts = events.at_points[points]
    low, high = rate_interval(counts, np.ones(len(points)), per=1)
    total = events.at_points.sum()
    return [
        {
            "place": str(names[point]).removeprefix(NEAR) if names is not None else f"Point {at + 1}",
            "ward": wards[at],
            "count": int(counts[at]),
            "low": round(float(low[at])),
            "high": round(float(high[at])),
            "share": float(counts[at] / total),
            "months": len(set(events.month[events.point == point])),
            "mostly": _mostly(events, point),
        }
        for at, point in enumerate(points)
    ]


def _mostly(events: Events, point: int) -> str:
    here = (events.point == point) & (events.point != NOWHERE)
    types, at = np.unique(events.crime_type[here], return_inverse=True)
    counted = np.bincount(at, events.number[here])
    first = int(np.argmax(counted))
    return f"{crime_type_title(str(types[first])).lower()} {counted[first] / counted.sum():.0%}"


def _traced(scope: Scope, figures: Figures, measure: Measure, formula: str) -> Any:
    what = figures.tracing.counted(f"{measure.title} by map point", scope.months_recorded)
    return figures.tracing.provenance(INCIDENT_TABLES, what, formula)
