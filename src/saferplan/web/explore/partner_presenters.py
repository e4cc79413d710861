"""Partners' records as the page and its files show them: a range is never told, or drawn, as one figure."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from saferplan.documents.charts import bars
from saferplan.documents.drawing import NARROW, WIDE, Drawing
from saferplan.evidence.snapshot import LoadRecord
from saferplan.web.explore.partner_figures import BY_MONTH, BY_OWN, BY_WARD
from saferplan.web.explore.partners import Line, PartnerView, title_of, word_of
from saferplan.web.explore.pictures import MOST_ROWS
from saferplan.web.explore.presenters import taken
from saferplan.web.maps.shown import AreaMap, MapFigure, area_map
from saferplan.web.partnerships.models import Partnership

HEADINGS = ("records", "year", "name", "code", "at_least", "at_most", "load", "loaded_at")
COLUMNS = {BY_MONTH: "Month", BY_OWN: "Own area", BY_WARD: "Ward"}
ON_A_MAP = {BY_WARD: "ward", BY_OWN: "own"}
LEFT_OUT = "A month that one of the feeds has not been sent for is left out, not taken for 0."
OF_OWN_AREAS = (
    "An own area is counted by the small areas (LSOA) with at least half of their land in it, never by its line. One"
    " with no such small area has no figure.",
    "A record that names its ward but no small area is counted in an own area that holds the whole ward, and in no"
    " other. One that names neither is counted in none.",
)
OF_WARDS = "A record that names no ward or small area is counted under Place not known."
OF_SMALL_AREAS = "A record that names its ward but no small area is counted under Place not known."


def of_partners(view: PartnerView, partnership: Partnership, load: LoadRecord) -> dict[str, Any]:
    """What the page shows of a view."""
    lines, drawing = _in_order(view), drawing_of(view)
    query = urlencode({"what": word_of(view.series), "year": view.year.code, "by": view.by})
    return {
        "title": title(view),
        "headline": headline(view),
        "map": _map(view, partnership, lines),
        "drawing": drawing,
        "drawn_as": "Recorded, at least" if _has_ranges(lines) else "Recorded",
        "alt": _alt(view, lines),
        "chart_notes": _notes_on_chart(view, lines),
        "columns": [{"text": _first_column(view), "one_line": view.is_by_month}, {"text": "Recorded", "numeric": True}],
        "rows": [[line.name, {"text": line.text, "sort": line.low}] for line in lines],
        "notes": [LEFT_OUT, *_on_places(view)] if lines else [LEFT_OUT],
        "taken": taken(partnership, "partner-figures", "partner-chart" if drawing else "", query) if lines else [],
        "source": f"Source: records that partners sent, as loaded here (load {load.load_id}).",
    }


def title(view: PartnerView) -> str:
    """'Fires, from the fire and rescue service, 2024/25, by ward'."""
    return f"{title_of(view.series)}, {view.year.short_title}, by {_first_column(view).lower()}"


def headline(view: PartnerView) -> str:
    told, expected = len(view.months), len(view.year.months)
    some = f"the {told} of {expected} months that every feed was sent for"
    months = f"all {expected} months" if told == expected else some
    return f"{view.whole.text} recorded in {view.whole.name} in {view.year.short_title}, in {months}."


def for_a_file(view: PartnerView, load: LoadRecord) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
    """Headings and rows, the whole first; an empty `at_most` is one that is not known."""
    told, lines = (title_of(view.series), view.year.code), (view.whole, *_in_order(view))
    traced = (load.load_id, load.loaded_at)
    return HEADINGS, ((*told, line.name, line.code, line.low, line.high, *traced) for line in lines)


def drawing_of(view: PartnerView) -> Drawing | None:
    """Bars to the least that each count can be, with a line to the most."""
    lines = _in_order(view)
    if len(lines) < 2:
        return None
    shown = lines if view.is_by_month else lines[:MOST_ROWS]
    rows = [{"name": line.name, "low": line.low, "end": line.high if line.high != line.low else None} for line in shown]
    draw = bars(rows, label="name", value="low", low="low", high="end")
    return Drawing(draw(WIDE), draw(NARROW))


def _first_column(view: PartnerView) -> str:
    return COLUMNS.get(view.by, "Small area")


def _in_order(view: PartnerView) -> list[Line]:
    """Months as they came; all else from the highest, by the least that it can be; what is not known last."""
    if view.is_by_month:
        return sorted(view.lines or (), key=lambda line: line.code)
    return sorted(view.lines or (), key=lambda line: (line.low is None, -(line.low or 0), line.name))


def _has_ranges(lines: Iterable[Line]) -> bool:
    return any(line.low != line.high for line in lines)


def _on_places(view: PartnerView) -> Sequence[str]:
    if view.is_by_month:
        return ()
    return {BY_WARD: (OF_WARDS,), BY_OWN: OF_OWN_AREAS}.get(view.by, (OF_SMALL_AREAS,))


def _alt(view: PartnerView, lines: Iterable[Line]) -> str:
    """What is to be seen, in a sentence or two."""
    known = [(line.low, line) for line in lines if line.low is not None]
    start = f"Chart of {title(view)}."
    if not known:
        return start
    (_, least), (_, most) = min(known, key=lambda one: one[0]), max(known, key=lambda one: one[0])
    return f"{start} Lowest: {least.name}, {least.text}. Highest: {most.name}, {most.text}."


def _notes_on_chart(view: PartnerView, lines: Sequence[Line]) -> list[str]:
    told = []
    if len(lines) > MOST_ROWS and not view.is_by_month:
        told.append(f"The chart has the {MOST_ROWS} highest of {len(lines)}; the table has all.")
    if _has_ranges(lines):
        told.append("A bar goes to the least that a count can be, and the line at its end to the most.")
    return told


def _map(view: PartnerView, partnership: Partnership, lines: Iterable[Line]) -> AreaMap | None:
    """Coloured by the least that each count can be; records without a place are on none."""
    if view.by not in ON_A_MAP or not view.lines:
        return None
    figures = [MapFigure(line.code, line.name, line.low, line.text) for line in lines if line.code]
    least = ", at least" if _has_ranges(view.lines) else ""
    caption = f"{title_of(view.series)}, {view.year.short_title}: recorded{least}"
    return area_map(partnership, kind=ON_A_MAP[view.by], figures=figures, caption=caption, value_kind="count")
