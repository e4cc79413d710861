"""Offences by hour and day of the week as records."""

from dataclasses import dataclass, replace
from itertools import product
from math import ceil
from typing import Any

from saferplan.evidence.analysis.timing.aoristic import LOCAL_ZONE, LONGEST_HOURS, HourByDay, hour_by_day
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.disclosure import is_small
from saferplan.evidence.points.timed_events import TABLE, TimedEvents, events_of_records

PURPOSE = "when"
WHOLE_WEEK = "All days"
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FEWEST_EVENTS = 100
"""Our judgement: of fewer, 168 cells show chance."""
SUSPICIOUS_MIDNIGHT = 0.02
"""Share of events at exactly 00:00, thirty times what chance would put into one minute of the day."""
HOURS_TOGETHER = (1, 2, 3, 4, 6, 12)
"""Whole parts of a day."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Hours:
    """`rows`: a row a cell, Monday's hours first; `notes`: what a reader must know."""

    events: TimedEvents
    found: HourByDay
    rows: list[Row]
    notes: list[str]
    hours_together: int = 1

    def share(self, days: range, hours: range) -> float:
        """Share of the events that fell on these days of the week in these hours."""
        return float(self.found.weights[days.start : days.stop, hours.start : hours.stop].sum() / self.found.events)


def hours_of(
    events: TimedEvents,
    *,
    longest_hours: float = LONGEST_HOURS,
    spread_longer: bool = False,
    zone: str = LOCAL_ZONE,
) -> Hours:
    """The events by hour and day, those known to within hours spread over them."""
    found = hour_by_day(events.start, events.end, longest_hours=longest_hours, spread_longer=spread_longer, zone=zone)
    return Hours(events, found, _records(found), _notes(events, found, spread_longer=spread_longer))


def _records(found: HourByDay, hours_together: int = 1, *, by_day: bool = True) -> list[Row]:
    whole = found.events or 1
    together = found.weights.reshape(len(DAY_NAMES), -1, hours_together).sum(axis=2)
    rows = zip(DAY_NAMES, together, strict=True) if by_day else [(WHOLE_WEEK, together.sum(axis=0))]
    return [
        {
            "day": day,
            "hour": f"{block * hours_together:02d}:00",
            "events": float(weight),
            "share": float(weight / whole),
        }
        for day, blocks in rows
        for block, weight in enumerate(blocks)
    ]


def publishable(hours: Hours) -> Hours | None:
    """The same with as many hours, then days, taken together as it takes for no number to be of so few that one might
    be known. A part of an offence that is spread counts like a whole one. None where not even half days bear it.
    """
    for by_day, together in product((True, False), HOURS_TOGETHER):
        rows = _records(hours.found, together, by_day=by_day)
        if not is_small([ceil(row["events"]) for row in rows]).any():
            return replace(hours, rows=rows, hours_together=together)
    return None


def _notes(events: TimedEvents, found: HourByDay, *, spread_longer: bool) -> list[str]:
    told = [f"{number:,} left out: {reason}" for reason, number in events.left_out.items()]
    if found.longer:
        fate = "spread over all of it" if spread_longer else "left out"
        can_be = "event can" if found.longer == 1 else "events can"
        told.append(
            f"{found.longer:,} {can_be} have happened over more than {found.longest_hours:g} hours and"
            f" {'is' if found.longer == 1 else 'are'} {fate}"
        )
    if found.events and found.midnight / found.events > SUSPICIOUS_MIDNIGHT:
        told.append(
            f"{found.midnight:,} events ({found.midnight / found.events:.0%}) stand at exactly 00:00, which often means"
            " that nobody knew the hour"
        )
    return told


def hours(scope: Scope) -> Hours | None:
    """All offence records of the period; None where none are loaded, or too few."""
    if not scope.basis.snapshot.has(TABLE):
        return None
    found = hours_of(events_of_records(scope.basis, scope.area, scope.period, PURPOSE))
    return found if found.found.events >= FEWEST_EVENTS else None
