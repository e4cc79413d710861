"""Near repeats as records: of a file of events, or of the offence records of an assessment."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from saferplan.evidence.analysis.near_repeat.bands import Bands, day_bands, space_bands
from saferplan.evidence.analysis.near_repeat.knox import FEWEST_EVENTS, Knox, knox
from saferplan.evidence.analysis.near_repeat.pairs import Metric
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.measures.definition import Measure
from saferplan.evidence.points.timed_events import TABLE, TimedEvents, events_of_records
from saferplan.evidence.sources.police_categories import crime_types

PURPOSE = "near-repeat"
SPACE, DAYS = "same,100,200,400,800", "0-1,2-6,7-13,14-27"
"""Bands where none are asked for: weeks, and streets that a patrol or a leaflet can cover."""
BURGLARY = "burglary"
"""What near repeats are best known of (Johnson and others 2007), and so looked at first."""
MANY_AT_ONE_PLACE = 0.5
Row = dict[str, Any]


class Repeat(StrEnum):
    CLEAR = "more than chance explains"
    NOT_CLEAR = "no clear pattern"
    BEYOND = "beyond the bands"


@dataclass(frozen=True)
class NearRepeats:
    """`rows`: a row a cell, the bands of distance one after the other; `notes`: what a reader must know."""

    events: TimedEvents
    found: Knox
    rows: list[Row]
    notes: list[str]
    measure: Measure | None = None


def near_repeats(
    events: TimedEvents,
    space: Bands | None = None,
    days: Bands | None = None,
    *,
    metric: Metric = "manhattan",
    measure: Measure | None = None,
    **options: Any,
) -> NearRepeats:
    """The Knox test for those events that have a place and a known day. `options` are those of `knox`."""
    usable = events.with_a_day_and_a_place()
    bands = space or space_bands(SPACE), days or day_bands(DAYS)
    found = knox(usable.metres[:, 0], usable.metres[:, 1], usable.day, *bands, metric=metric, **options)
    return NearRepeats(usable, found, records(found), _notes(usable, found), measure)


def records(found: Knox) -> list[Row]:
    """A row a cell; what lies beyond the bands has no q, being tested by none."""
    shape, is_within = found.observed.shape, np.isfinite(found.q)
    rows = []
    for at, (row, column) in enumerate(np.ndindex(*shape)):
        verdict = Repeat.CLEAR if found.clear[row, column] else Repeat.NOT_CLEAR
        figures = {
            name: _known(getattr(found, name)[row, column])
            for name in ("expected", "mean", "median", "ratio", "ratio_median", "p", "q")
        }
        rows.append(
            {
                "cell": at + 1,
                "distance": found.space.all_titles[row],
                "days": found.days.all_titles[column],
                "observed": int(found.observed[row, column]),
                **figures,
                "verdict": str(verdict if is_within[row, column] else Repeat.BEYOND),
            }
        )
    return rows


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _notes(events: TimedEvents, found: Knox) -> list[str]:
    told = [f"{number:,} left out: {reason}" for reason, number in events.left_out.items()]
    _, at_place = np.unique(events.metres, axis=0, return_counts=True)
    shared = at_place[at_place > 1].sum() / len(events)
    if shared > MANY_AT_ONE_PLACE:
        told.append(
            f"{shared:.0%} of the events share their point with another, so that the points may be those of streets or"
            " areas and not of addresses: 'same location' then says little"
        )
    if not found.can_be_clear:
        told.append(
            f"with {found.permutations} permutations no cell among so many can be clear after allowing for false"
            " discoveries: take more permutations or fewer bands"
        )
    return told


def near_repeat(scope: Scope) -> NearRepeats | None:
    """Of the offence records of the period: burglary, or where there is too little of it, the most frequent type.

    Types that policing itself produces are left out. None where no offence records are loaded, or too few.
    """
    if not scope.basis.snapshot.has(TABLE):
        return None
    led = {one.slug for one in crime_types() if one.policing_led}
    burglary_first = sorted(scope.crime_measures, key=lambda one: one.name != BURGLARY)
    for measure in (one for one in burglary_first if not led & set(one.crime_types)):
        events = events_of_records(scope.basis, scope.area, scope.period, PURPOSE, measure.crime_types)
        if _can_be_tested(events.with_a_day_and_a_place()):
            return near_repeats(events, measure=measure)
    return None


def _can_be_tested(events: TimedEvents) -> bool:
    return len(events) >= FEWEST_EVENTS and np.unique(events.day).size > 1
