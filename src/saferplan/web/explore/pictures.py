"""An answer as a chart: lines over months, dots with their intervals for everything else."""

from collections.abc import Callable
from html import escape
from typing import Any

from saferplan.documents import numbers
from saferplan.documents.charts import bars, compared_dots, dots, lines
from saferplan.documents.charts.compared import MOST_SERIES
from saferplan.documents.drawing import NARROW, WIDE, Drawing
from saferplan.evidence.measures.records import Record
from saferplan.web.explore.answer import Answer
from saferplan.web.explore.question import By, Show

MOST_ROWS = 30
"""A longer chart is read by nobody; the table has every row."""
YEARLY = "rate_annualised"
RATE = {"value": YEARLY, "low": "rate_annualised_low", "high": "rate_annualised_high"}


def drawing_of(answer: Answer) -> Drawing | None:
    """None where there is nothing to draw: one figure alone, or none that is known."""
    draw = _draw(answer)
    return Drawing(draw(WIDE), draw(NARROW)) if draw else None


def notes_on(answer: Answer) -> list[str]:
    """How the chart is to be read, and whether it leaves rows out that the table has."""
    question, told = answer.question, []
    if question.by is not By.MONTH and len(answer.parts) > MOST_ROWS:
        told.append(f"The chart has the {MOST_ROWS} highest of {len(answer.parts)}; the table has all.")
    if question.show is Show.COUNT:
        return told
    if question.by is not By.MONTH and not (question.by is By.CRIME_TYPE and answer.others):
        told.append("The line through a dot is its 95% interval: how far chance alone could move the figure.")
    return [*told, "A rate is that of a year at the pace of the months that are known."]


def _draw(answer: Answer) -> Callable[[int], str] | None:
    question = answer.question
    if not answer.is_known:
        return None
    if question.by is By.MONTH:
        return _over_months(answer)
    rows = _rows(answer)
    if len(rows) < 2:
        return None
    if question.by is By.CRIME_TYPE and answer.others and question.show is Show.RATE:
        return _compared(answer)
    if question.show is Show.COUNT:
        return bars(rows, label="name", value="count", kind="count")
    own = [row["name"] for row in rows if row["is_own"]]
    return dots(rows, label="name", **RATE, kind="rate", highlight=own, reference=_reference(answer))


def _compared(answer: Answer) -> Callable[[int], str]:
    """Each crime type of the area and of those beside it."""
    names = [answer.question.area.name, *(other.name for other in answer.others[: MOST_SERIES - 1])]
    series = {str(at): name for at, name in enumerate(names)}
    rows = [
        {"name": part.name}
        | {key: one.rate_annualised for key, one in zip(series, (part.record, *part.others), strict=False)}
        for part in answer.parts_in_order
    ]
    return compared_dots(rows, label="name", series=series)


def _over_months(answer: Answer) -> Callable[[int], str] | None:
    shows_count = answer.question.show is Show.COUNT
    field, kind = answer.question.show.field, str(answer.question.show)
    own = answer.question.area.name
    rows = [_point(own, part.record, field) for part in answer.parts]
    for at, other in enumerate(() if shows_count else answer.others):
        rows += [_point(other.name, part.others[at], field) for part in answer.parts]
    if sum(row["value"] is not None for row in rows) < 2:
        return None
    return lines(rows, month="month", value="value", series="series", kind=kind, highlight=own)


def _point(series: str, record: Record, field: str) -> dict[str, Any]:
    return {"series": series, "month": record.period, "value": getattr(record, field)}


def _rows(answer: Answer) -> list[dict[str, Any]]:
    """Years in their order; all else from the highest; areas set beside come last."""
    question = answer.question
    rows = [_row(part.name, part.record, is_own=True) for part in answer.parts_in_order[:MOST_ROWS]]
    if question.by is By.WHOLE:
        rows = [_row(question.area.name, answer.whole, is_own=True)]
    if question.show is Show.COUNT:
        return rows
    return rows + [_row(record.area_name, record, is_own=False) for record in answer.compared if _has_row(answer)]


def _has_row(answer: Answer) -> bool:
    return answer.question.by is By.WHOLE or answer.question.by.is_of_places


def _row(name: str, record: Record, *, is_own: bool) -> dict[str, Any]:
    return {"name": name, "is_own": is_own} | record.as_record()


def _reference(answer: Answer) -> tuple[float, str] | None:
    """The figure of the whole, for its parts to be read against."""
    whole = answer.whole.rate_annualised
    if not answer.question.by.is_of_places or whole is None:
        return None
    return whole, answer.question.area.name


def alt_of(answer: Answer) -> str:
    """What is to be seen, in a sentence or two."""
    question = answer.question
    unit = "recorded" if question.show is Show.COUNT else f"{question.measure.unit} a year"
    field = question.show.field
    known = [(part.name, value) for part in answer.parts if (value := getattr(part.record, field)) is not None]
    start = f"Chart of {question.title}, {unit}, {question.area.name}, {question.period.title}."
    if not known:
        return start
    kind = "count" if question.show is Show.COUNT else "rate"
    (low, least), (high, most) = min(known, key=_second), max(known, key=_second)
    return f"{start} Lowest: {low}, {numbers.printed(least, kind)}. Highest: {high}, {numbers.printed(most, kind)}."


def _second(pair: tuple[str, float]) -> float:
    return pair[1]


def titled(svg: str, title: str, told: str) -> str:
    """A drawing that is read outside the page, with its title and what is to be known of it."""
    head, bracket, rest = svg.partition(">")
    return f"{head}{bracket}<title>{escape(title)}</title><desc>{escape(told)}</desc>{rest}"
