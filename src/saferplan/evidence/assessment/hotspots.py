"""Where recorded crime gathers in the period: hotspots as places, their class over time, and how well they foretell."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from saferplan.errors import NothingLoaded, TooLittleData
from saferplan.evidence.analysis.hotspots.judging import pooled
from saferplan.evidence.assessment.scope import ALL_CRIME, Scope
from saferplan.evidence.assessment.volumes import Table, months_compared
from saferplan.evidence.hotspots.laying import survey, surveyed_types
from saferplan.evidence.hotspots.places import Found, Wards, hot_places, with_changes
from saferplan.evidence.hotspots.survey import FEWEST_MONTHS, PICKED_SHARES, Survey
from saferplan.evidence.measures.definition import Measure, measure_named
from saferplan.evidence.periods import month_number
from saferplan.evidence.points.events import incidents_of
from saferplan.evidence.points.outlines import outline_of

LONGEST_PAST = 36
"""Months up to the end of the period from which a class over time is worked out."""
JUDGED_MONTHS = 3
FEWEST_BEFORE = 3
METHOD_TITLES = {"count": "Plain count", "gi": "Gi*", "kde": "Kernel density", "lot": "Picked by lot"}


@dataclass(frozen=True)
class HotspotTables:
    """`left_out`: crime types that policing itself produces, and that are not in the survey."""

    scope: Scope
    survey: Survey
    left_out: tuple[str, ...]
    measure: Measure

    @property
    def what(self) -> str:
        return counted_as(self.measure)

    @cached_property
    def found(self) -> Found:
        """With the change of each place where another period is compared with."""
        wards, pairs = Wards.of(self.scope.basis, self.scope.area), months_compared(self.scope)
        places = hot_places(self.survey, wards)
        return Found(self.survey, wards, with_changes(places, self.survey, pairs) if pairs else places, self.what)

    @property
    def places(self) -> Table:
        return self.found.places

    @cached_property
    def judged_months(self) -> tuple[str, ...]:
        """Months held back: the last of the period, each judged by the hotspots of the months before it."""
        months = self.survey.months or ()
        return months[max(FEWEST_BEFORE, len(months) - JUDGED_MONTHS) :]

    @cached_property
    def judging(self) -> Table:
        """A row a method and share of cells, over the months held back; [] where too few are loaded."""
        return judged_in_turn(self.survey, self.judged_months)

    @cached_property
    def past_months(self) -> tuple[str, ...]:
        """Months loaded in the three years up to the end of the period; () where too few for a class over time."""
        recorded = self.scope.basis.recorded_by_unit[self.scope.unit]
        found = months_up_to(self.scope.period.last, recorded)
        return found if len(found) >= FEWEST_MONTHS else ()

    @cached_property
    def patterns(self) -> list[str]:
        """Class over time of each cell; [] without months enough."""
        return self.survey.patterns(self.past_months) if self.past_months else []


def counted_as(measure: Measure | None) -> str:
    """What is counted, as a word for many; `measure` None for a file of anything."""
    if measure is None:
        return "events"
    return "crimes" if measure.name == ALL_CRIME else "incidents"


def hotspot_tables(scope: Scope) -> HotspotTables | None:
    """Of all crime; None where the lake cannot answer: no months, no boundaries, or too few incidents."""
    try:
        return hotspots_of(scope, measure_named(ALL_CRIME), outline_of(scope.basis, scope.area))
    except (NothingLoaded, TooLittleData):
        return None


def hotspots_of(scope: Scope, measure: Measure, outline: Any) -> HotspotTables:
    """Of the measure, without what policing itself finds unless it is of nothing else, inside an outline in metres of
    the British National Grid. Raises NothingLoaded or TooLittleData.
    """
    if not scope.months_recorded:
        raise NothingLoaded(f"no month of {scope.period.title} is loaded for {scope.area.name} incident by incident")
    types, left_out = surveyed_types(measure, with_policing_led=False)
    found = survey(incidents_of(scope.basis, scope.area), outline, scope.months_recorded, types)
    found.spots  # noqa: B018 - worked out here, so that data that does not bear it is found out now
    return HotspotTables(scope, found, left_out, measure)


def months_up_to(last: str, loaded: Collection[str]) -> tuple[str, ...]:
    """The months loaded in the three years up to a month, in order."""
    end = month_number(last)
    return tuple(month for month in sorted(loaded) if end - LONGEST_PAST < month_number(month) <= end)


def judged_in_turn(survey: Survey, held_back: Sequence[str]) -> Table:
    """Each month held back, judged by the months of the survey before it; the rounds added up."""
    months = survey.months or ()
    rows: Table = []
    rounds = [(survey.over([one for one in months if one < month]), month) for month in held_back]
    for share in PICKED_SHARES if rounds else ():
        cells = survey.picked_number(share)
        found = [before.judged([month], cells) for before, month in rounds]
        rows += [judged_row(share, name, pooled([one[name] for one in found])) for name in METHOD_TITLES]
    return rows


def judged_row(share: float, method: str, judged: Any) -> dict:
    return {
        "share_picked": share,
        "cells": judged.cells,
        "method": method,
        "title": METHOD_TITLES[method],
        "hits": judged.hits,
        "events": judged.events,
        "hit_rate": judged.hit_rate,
        "pai": judged.pai,
        "pei": judged.pei,
    }
