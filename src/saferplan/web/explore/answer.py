"""The figures that answer a question: the whole, its parts, and what they are set beside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from saferplan.errors import NothingLoaded, UsageError
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.calculate import parts_of
from saferplan.evidence.measures.changes import add_changes
from saferplan.evidence.measures.comparison import compare_areas
from saferplan.evidence.measures.measured import loaded_months, measured
from saferplan.evidence.measures.records import Record
from saferplan.evidence.measures.request import Request
from saferplan.evidence.periods import Period, financial_years, run_of_months
from saferplan.evidence.sources.police_categories import crime_type_title
from saferplan.web.explore.beside import Neighbours, neighbours
from saferplan.web.explore.question import By, Question

MONTHS_IN_YEAR = 12


@dataclass(frozen=True)
class Part:
    """One line: its name, its figure, the same of each other area, and the question about it alone."""

    name: str
    record: Record
    others: tuple[Record, ...]
    question: Question


@dataclass(frozen=True)
class Answer:
    """`whole`: the figure of the area over the period. `compared`: those of the areas beside it, as wholes."""

    question: Question
    whole: Record
    parts: tuple[Part, ...]
    beside: Neighbours
    compared: tuple[Record, ...]
    months_known: tuple[str, ...]

    @property
    def others(self) -> tuple[Area, ...]:
        return self.beside.areas

    @property
    def is_known(self) -> bool:
        return self.whole.count is not None or any(part.record.count is not None for part in self.parts)

    @cached_property
    def parts_in_order(self) -> list[Part]:
        """Months and years as they came; all else from the highest of what is shown, what is not known last."""
        if self.question.by in (By.MONTH, By.YEAR):
            return list(self.parts)
        values = [getattr(part.record, self.question.show.field) for part in self.parts]
        found = sorted(zip(values, self.parts, strict=True), key=lambda pair: (pair[0] is None, -(pair[0] or 0)))
        return [part for _, part in found]

    @cached_property
    def notes(self) -> list[str]:
        """What a reader must know of the figures, each thing once."""
        places = [part.record for part in self.parts if self.question.by.is_of_places]
        told = [note for record in (self.whole, *places, *self.compared) for note in record.note.split("; ") if note]
        return list(dict.fromkeys(told))


def answer(basis: Basis, question: Question) -> Answer:
    """Raises UsageError where the area has no such parts, or a change cannot be told."""
    beside = neighbours(basis, question)
    others = beside.areas
    whole = Request.of(question.area, question.period, question.counted)
    requests, names = _parts(basis, question)
    records = measured(basis, requests)
    if question.has_change:
        _add_changes(basis, question, requests, records)
    columns = [measured(basis, [replace(request, area=other) for request in requests]) for other in others]
    asked = [_asked_of(question, request) for request in requests]
    parts = [
        Part(name, record, tuple(own) if question.by in SIDE_BY_SIDE else (), about)
        for name, record, own, about in zip(names, records, _turned(columns, len(records)), asked, strict=True)
    ]
    return Answer(
        question,
        measured(basis, [whole])[0],
        tuple(parts),
        beside,
        tuple(compare_areas(basis, [question.counted], question.area, others, question.period)) if others else (),
        loaded_months(basis, question.area),
    )


SIDE_BY_SIDE = (By.MONTH, By.YEAR, By.CRIME_TYPE)
"""Breakdowns whose parts other areas have as well."""


def _turned(columns: Sequence[Sequence[Record]], length: int) -> list[tuple[Record, ...]]:
    return [tuple(column[at] for column in columns) for at in range(length)]


def _parts(basis: Basis, question: Question) -> tuple[list[Request], list[str]]:
    whole = Request.of(question.area, question.period, question.counted)
    if question.by is By.WHOLE:
        return [], []
    if question.by is By.MONTH:
        months = [Period(month, month, month) for month in question.period.months]
        return [replace(whole, period=one) for one in months], [one.title for one in months]
    if question.by is By.YEAR:
        years = years_of(question.period)
        return [replace(whole, period=one) for one in years], [one.short_title for one in years]
    if question.by is By.CRIME_TYPE:
        return _by_type(basis, whole)
    areas = _areas(basis, question)
    return [replace(whole, area=area) for area in areas], [area.name for area in areas]


def _by_type(basis: Basis, whole: Request) -> tuple[list[Request], list[str]]:
    types = [slug for slug in whole.measure.crime_types if slug in basis.crime_types]
    requests = [replace(whole, measure=replace(whole.measure, crime_types=(slug,)), crime_type=slug) for slug in types]
    return requests, [crime_type_title(slug) for slug in types]


def _areas(basis: Basis, question: Question) -> list[Area]:
    area, kind = question.area, str(question.by)
    is_possible = area.kind in ("unit", "ltla", kind, "own") or (area.kind, kind) == ("ward", "lsoa")
    if not is_possible:
        raise UsageError(f"{area.name} is a {area.title} and cannot be broken down into {PLURALS[question.by]}")
    found = parts_of(basis, area, kind)
    if not found:
        raise NothingLoaded(f"no {PLURALS[question.by]} of {area.name} are loaded")
    return found


PLURALS = {By.WARD: "wards", By.LSOA: "small areas"}


def years_of(period: Period) -> list[Period]:
    """The financial years that a period has months of, each as far as the period goes."""
    return [
        run_of_months(max(year.first, period.first), min(year.last, period.last))
        for year in financial_years(period.months)
    ]


def _add_changes(basis: Basis, question: Question, requests: list[Request], records: list[Record]) -> None:
    """Of months and years, each against its own a year before; a q across all of them."""
    if len(question.period.months) > MONTHS_IN_YEAR and question.by is not By.YEAR:
        raise UsageError(
            f"{question.period.title} is more than a year", remedy="The change on the year before is of a year at most."
        )
    if question.by is By.YEAR:
        for request, record in zip(requests, records, strict=True):
            add_changes(basis, [request], [record], request.period.earlier())
        return
    if requests:
        add_changes(basis, requests, records, question.period.earlier(), whole=question.period)


def _asked_of(question: Question, request: Request) -> Question:
    """The question about one part alone."""
    is_type = question.by is By.CRIME_TYPE
    by = By.MONTH if question.by.is_of_places or is_type else By.CRIME_TYPE
    return replace(
        question,
        area=request.area,
        period=request.period,
        by=by,
        crime_type=request.crime_type if is_type else question.crime_type,
    )
