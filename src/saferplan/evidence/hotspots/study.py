"""What `saferplan hotspots` is asked, from an area of the lake or a file of points, and all that it answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from saferplan.errors import NothingLoaded, TooLittleData, UsageError
from saferplan.evidence.analysis.hotspots.change import CellChange
from saferplan.evidence.assessment.hotspots import METHOD_TITLES, counted_as, judged_row, months_up_to
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.hotspots.cells import cell_records, summary
from saferplan.evidence.hotspots.laying import Layout, survey, surveyed_types
from saferplan.evidence.hotspots.places import Found, Table, Wards, hot_places
from saferplan.evidence.hotspots.survey import PICKED_SHARES, Method, Survey
from saferplan.evidence.measures.changes import like_months
from saferplan.evidence.measures.definition import Measure
from saferplan.evidence.periods import Period, month_number, month_of
from saferplan.evidence.points.events import Events, incidents_of, offences_of
from saferplan.evidence.points.files import hull_of, read_points
from saferplan.evidence.points.outlines import outline_of
from saferplan.evidence.sources.police_categories import crime_type_title

NO_WARDS = Wards((), (), np.empty(0, dtype=object))
HULL_MARGIN = 250.0
"""Metres by which the outline around a file's points lies outside them."""


@dataclass(frozen=True)
class Question:
    """What is asked. `judge`: months after the period by which methods are judged; `period` None: all of a file."""

    period: Period | None
    measure: Measure | None
    method: Method = Method.GI
    layout: Layout = field(default_factory=Layout)
    against: Period | None = None
    judge: int = 0
    classes: bool = False
    with_policing_led: bool = False
    from_records: bool = False


@dataclass(frozen=True)
class Study:
    """The answer. `loaded`: months that the source has, whether or not anything happened in them."""

    title: str
    question: Question
    survey: Survey
    wards: Wards
    loaded: tuple[str, ...]
    left_out: tuple[str, ...]
    source: str

    @cached_property
    def found(self) -> Found:
        return Found(self.survey, self.wards, hot_places(self.survey, self.wards), self.what)

    @property
    def what(self) -> str:
        """What is counted, as a word for many."""
        return counted_as(self.question.measure)

    @cached_property
    def cells(self) -> tuple[Any, Table]:
        """Outlines of the cells that can hold an event, and a record of each."""
        positions, records = cell_records(
            self.survey, self.wards, self.question.method, change=self.change, patterns=self.patterns
        )
        return self.survey.grid.outlines[positions], records

    @cached_property
    def change(self) -> CellChange | None:
        """Over the months of the year that both periods have."""
        period, against = self.question.period, self.question.against
        if period is None or against is None:
            return None
        pairs = [(now, then) for now, then in like_months(period, against) if {now, then} <= set(self.loaded)]
        if not pairs:
            raise NothingLoaded(f"no month of the year is loaded in both {period.title} and {against.title}")
        now, then = zip(*pairs, strict=True)
        return self.survey.over(now).change_since(then)

    @cached_property
    def patterns(self) -> list[str] | None:
        if not self.question.classes:
            return None
        last = self.question.period.last if self.question.period else max(self.loaded, default="")
        return self.survey.patterns(months_up_to(last, self.loaded) if last else ())

    @cached_property
    def judging(self) -> Table:
        """Each method beside the plain count, over the months after the period; [] where that was not asked."""
        if not self.question.judge:
            return []
        later = later_months(self.question.period, self.question.judge, self.loaded)
        numbers = {share: self.survey.picked_number(share) for share in PICKED_SHARES}
        judged = {share: self.survey.judged(later, cells) for share, cells in numbers.items()}
        return [judged_row(share, name, judged[share][name]) for share in PICKED_SHARES for name in METHOD_TITLES]

    @cached_property
    def summary(self) -> dict[str, Any]:
        question = self.question
        return {
            "title": self.title,
            "period": question.period.code if question.period else None,
            "months_present": len(self.survey.months or ()),
            "measure": question.measure.name if question.measure else None,
            "left_out": list(self.left_out),
            "source": self.source,
        } | summary(self.survey, question.method)

    @property
    def notes(self) -> list[str]:
        """What a reader must know before using the map."""
        told, survey, cells = [], self.survey, self.survey.grid.lattice.shape.many
        if survey.spacing is not None:
            told.append(
                "incidents stand at map points to which they were moved before publication; half of them are"
                f" {survey.spacing:.0f} m or more from the next, so about {survey.misplaced:.0%} may be counted in"
                f" {cells} next to their own"
            )
        if survey.chosen.without_place:
            told.append(
                f"{survey.chosen.without_place:,} of {survey.chosen.total:,} {self.what} have no coordinates: they are"
                f" in none of the {cells}"
            )
        if survey.outside:
            told.append(f"{survey.outside:,} {self.what} lie outside the outline and are in none of the {cells}")
        if self.left_out:
            titles = " and ".join(crime_type_title(slug).lower() for slug in self.left_out)
            told.append(f"left out, because policing itself finds them: {titles}")
        if survey.events.is_restricted:
            told.append("these are restricted records: small counts are not hidden, so keep the files inside")
        return told


def study_of_area(basis: Basis, area: Area, question: Question) -> Study:
    """Raises NothingLoaded, TooLittleData or UsageError where the question cannot be answered."""
    if question.period is None or question.measure is None:
        raise UsageError("an area wants a --period", remedy="Write --period FY2024, or 2024-04..2025-03.")
    types, left_out = surveyed_types(question.measure, with_policing_led=question.with_policing_led)
    events = offences_of(basis, area) if question.from_records else incidents_of(basis, area)
    loaded = events.months if question.from_records else _recorded(basis, area)
    months = _months_in(question.period, loaded, area)
    found = survey(events, outline_of(basis, area), months, types, question.layout)
    source = "offence records of the lake" if question.from_records else "data.police.uk street-level crime"
    return Study(area.name, question, found, Wards.of(basis, area), loaded, left_out, source)


def recorded_months(basis: Basis, area: Area, period: Period) -> list[str]:
    """Those of the period whose single records are loaded. Raises NothingLoaded where none is."""
    return _months_in(period, _recorded(basis, area), area)


def _months_in(period: Period, loaded: Sequence[str], area: Area) -> list[str]:
    months = [month for month in period.months if month in loaded]
    if not months:
        raise NothingLoaded(
            f"no month of {period.title} is loaded for {area.name}", remedy="Look with: saferplan coverage."
        )
    return months


def _recorded(basis: Basis, area: Area) -> tuple[str, ...]:
    """Months whose single records are loaded for every partnership area that the area touches."""
    return tuple(sorted(frozenset.intersection(*(basis.recorded_by_unit[unit] for unit in area.units))))


def study_of_file(path: Path, question: Question, outline: Any = None) -> Study:
    """The same of a user's own points; without an outline, inside the hull of the points."""
    events = read_points(path)
    months = _months_of_file(events, question, path)
    types = surveyed_types(question.measure, with_policing_led=True)[0] if question.measure else None
    around = hull_of(events, HULL_MARGIN) if outline is None else outline
    found = survey(events, around, months, types, question.layout)
    return Study(path.name, question, found, NO_WARDS, events.months, (), path.name)


def _months_of_file(events: Events, question: Question, path: Path) -> Sequence[str] | None:
    """Months of the file that are in the period; None for all of them."""
    if question.period is None:
        return events.months or None
    months = [month for month in question.period.months if month in events.months]
    if not months:
        raise TooLittleData(f"no event is of {question.period.title}", where=str(path))
    return months


def later_months(period: Period | None, number: int, loaded: Sequence[str]) -> tuple[str, ...]:
    """So many months after the period; all must be loaded, since a missing month is no month without crime."""
    if period is None:
        raise UsageError("--judge wants a --period, to know which months follow it")
    first = month_number(period.last) + 1
    wanted = tuple(month_of(first + step) for step in range(number))
    if missing := [month for month in wanted if month not in loaded]:
        raise NothingLoaded(
            f"to judge by: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not loaded",
            remedy="Judge by fewer months, end the period earlier, or load them.",
        )
    return wanted
