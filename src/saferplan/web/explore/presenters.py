"""An answer as the page shows it: a sentence, a table, and the links by which each figure is looked into."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from saferplan.documents import numbers
from saferplan.documents.strategic_assessment.wording import listed, months_listed
from saferplan.evidence.measures.records import Record
from saferplan.evidence.snapshot import Snapshot
from saferplan.web.explore.answer import Answer
from saferplan.web.explore.question import By, Question, Show
from saferplan.web.maps.shown import AreaMap, MapFigure, area_map
from saferplan.web.partnerships.models import Partnership

FIRST_COLUMN = {
    By.WHOLE: "Area",
    By.MONTH: "Month",
    By.YEAR: "Year",
    By.CRIME_TYPE: "Crime type",
    By.WARD: "Ward",
    By.LSOA: "Small area",
}
CHANGES = {"rise": "Rise", "fall": "Fall", "no clear change": "Not clear", "cannot say": "Cannot say"}
DIFFERENCES = {
    "higher": "higher than",
    "lower": "lower than",
    "no clear difference": "not clearly different from",
    "cannot say": "not to be compared with",
}

SOURCE = (
    "Source: Home Office and police forces via data.police.uk, and ONS’s population estimates (Open Government Licence"
    " v3.0), as loaded here."
)
PICTURES = {"png": "Chart as PNG", "svg": "Chart as SVG"}


def title(answer: Answer) -> str:
    """'Burglary in Anyshire by ward'."""
    question = answer.question
    by = f" by {FIRST_COLUMN[question.by].lower()}" if question.by is not By.WHOLE else ""
    return f"{question.title} in {question.area.name}{by}"


def unit_of(answer: Answer) -> str:
    """What the axis of the chart tells."""
    if answer.question.show is Show.COUNT:
        return "Recorded incidents"
    return f"Rate a year {answer.question.measure.unit}"


def months_known(answer: Answer) -> str:
    """'April 2023 to March 2025', as the months known of the area run."""
    return months_listed(answer.months_known) if answer.months_known else "none"


@dataclass(frozen=True)
class ShownState:
    """The load that figures are of."""

    number: int
    at: datetime


def load_of(snapshot: Snapshot) -> ShownState:
    return ShownState(snapshot.load.load_id, datetime.fromisoformat(snapshot.load.loaded_at))


def headline(answer: Answer) -> str:
    """'1,234 recorded in Anyshire, April 2024 to March 2025: 5.6 per 1,000 residents a year (5.3 to 6.0).'"""
    question, whole = answer.question, answer.whole
    where = f"in {question.area.name}, {question.period.title}"
    if whole.count is None:
        return f"Nothing is known of {question.title} {where}."
    words = f"{question.title} {where}: {numbers.count(whole.count)} recorded"
    if whole.months_present < whole.months_expected:
        words += f" in the {whole.months_present} of {whole.months_expected} months that are known"
    if whole.rate_annualised is None:
        return f"{words}. No rate can be worked out, because no population of the area is loaded."
    interval = numbers.interval(whole.rate_annualised_low, whole.rate_annualised_high)
    return f"{words}, {numbers.rate(whole.rate_annualised)} {question.measure.unit} a year (95% interval {interval})."


def comparisons(answer: Answer) -> list[str]:
    """One sentence for each area that is set beside, and one for all that could not be."""
    told = [_comparison(answer, record) for record in answer.compared if record.beside]
    if answer.beside.unknown:
        names = listed([area.name for area in answer.beside.unknown])
        told.append(f"Not set beside it: {names}. No month of the period is loaded of both.")
    if answer.beside.why_none:
        told.append(f"Nothing is set beside it: {answer.beside.why_none}.")
    return told


def _comparison(answer: Answer, record: Record) -> str:
    beside, unit = record.beside, answer.question.measure.unit
    assert beside is not None  # noqa: S101 the caller has looked
    verdict = DIFFERENCES[beside.compared_verdict]
    months = f"{beside.compared_months} months that both have" if beside.compared_months > 1 else "month that both have"
    rates = f"{numbers.rate(beside.compared_own_rate_annualised)} and {numbers.rate(beside.compared_rate_annualised)}"
    return f"This is {verdict} {record.area_name}: {rates} {unit} a year, over the {months}."


def taken(partnership: Partnership, figures: str, chart: str, query: str) -> list[tuple[str, str]]:
    """What can be taken away, in words and as an address. `figures`, `chart`: names of addresses of this room; no
    chart: none is drawn.
    """
    told = {"partnership": partnership.slug}
    found = [("Figures as CSV", reverse(f"explore:{figures}", kwargs=told))]
    if chart:
        charts = ((words, told | {"form": form}) for form, words in PICTURES.items())
        found += [(words, reverse(f"explore:{chart}", kwargs=kwargs)) for words, kwargs in charts]
    return [(words, f"{address}?{query}") for words, address in found]


def table(answer: Answer, partnership: Partnership) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """Columns and rows as design_system/table.html takes them."""
    question, why = answer.question, reverse("explore:why", kwargs={"partnership": partnership.slug})
    others = answer.others if any(part.others for part in answer.parts) else ()
    columns = [
        {"text": FIRST_COLUMN[question.by], "one_line": question.by in (By.MONTH, By.YEAR, By.LSOA)},
        {"text": "Recorded", "numeric": True},
        {"text": f"Rate a year {question.measure.unit}", "numeric": True},
        {"text": "95% interval", "numeric": True, "sort": False},
        *({"text": f"Rate of {other.name}", "numeric": True} for other in others),
        *([{"text": "Change on the year before", "numeric": True}] if question.has_change else []),
        {"text": "Months known", "numeric": True},
        {"text": "Why", "sort": False},
    ]
    if question.by is By.WHOLE:
        rows = [_row(question.area.name, answer.whole, (), question, answer, why)]
    else:
        rows = [_row(part.name, part.record, part.others, part.question, answer, why) for part in answer.parts_in_order]
    compared = [_row(one.area_name, one, (), None, answer, why) for one in answer.compared]
    if question.by.is_of_places:  # before them all, because a table of places can have many pages
        return columns, compared + rows
    return columns, rows + compared if question.by is By.WHOLE else rows


def _row(
    name: str,
    record: Record,
    others: Sequence[Record],
    about: Question | None,
    answer: Answer,
    why: str,
) -> list[Any]:
    """`about` is None for an area that is set beside: nothing leads from there. `why`: the address that explains."""
    opens = answer.question.by not in (By.WHOLE, By.MONTH) and about is not None
    cells: list[Any] = [
        {"text": name, "href": f"?{about.query}"} if opens and about else name,
        _number(record.count, "count"),
        _number(record.rate_annualised, "rate"),
        numbers.interval(record.rate_annualised_low, record.rate_annualised_high),
        *(_number(other.rate_annualised, "rate") for other in others),
    ]
    if answer.question.has_change:
        cells.append(_change(record) if about else "")
    cells.append({"text": f"{record.months_present} of {record.months_expected}", "sort": record.months_present})
    cells.append({"text": "Why", "of": name, "href": f"{why}?{about.query}"} if about else "")
    return cells


def _number(value: float | None, kind: str) -> dict[str, Any]:
    """What is not known sorts last."""
    return {"text": numbers.printed(value, kind), "sort": value}


def _change(record: Record) -> dict[str, Any]:
    against = record.against
    if against is None or against.ratio is None:
        return {"text": numbers.NOT_AVAILABLE, "sort": None}
    word = CHANGES[against.verdict]
    text = f"{numbers.change(against.ratio)} ({word.lower()})"
    return {"text": text, "sort": against.ratio}


def map_of(answer: Answer, partnership: Partnership) -> AreaMap | None:
    question = answer.question
    if not question.by.is_of_places or not answer.is_known:
        return None
    per = f"{question.measure.unit} a year"
    figures = [
        MapFigure.of(part.record, href=f"?{part.question.query}", per=per, kind=str(question.show))
        for part in answer.parts
    ]
    caption = f"{question.title}, {question.period.title}"
    return area_map(partnership, kind=str(question.by), figures=figures, caption=caption, value_kind=str(question.show))
