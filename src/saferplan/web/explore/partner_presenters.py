"""Partners' records as the page and its file show them: a range is never told, or drawn, as one figure."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from saferplan.documents.charts import bars
from saferplan.documents.drawing import NARROW, WIDE, Drawing
from saferplan.evidence.snapshot import LoadRecord
from saferplan.web.explore.partner_figures import BY_MONTH, BY_OWN
from saferplan.web.explore.partners import Line, PartnerView, title_of, word_of

HEADINGS = ("records", "year", "name", "code", "at_least", "at_most", "load", "loaded_at")
COLUMNS = {BY_MONTH: "Month", BY_OWN: "Own area"}
MOST_BARS = 30


def of_partners(view: PartnerView) -> dict[str, Any]:
    """What the page shows of a view."""
    lines = _in_order(view)
    return {
        "title": title_of(view.series),
        "headline": f"{view.whole.text} recorded in {view.whole.name} in {view.year.short_title},"
        f" in the {len(view.months)} of {len(view.year.months)} months that every feed was sent for.",
        "first_column": COLUMNS.get(view.by, "Place"),
        "rows": [[line.name, {"text": line.text, "sort": line.low}] for line in lines],
        "drawing": _drawing(view, lines),
        "alt": f"Chart of {title_of(view.series)}, {view.year.short_title}: the table has the same figures.",
        "is_cut": len(lines) > MOST_BARS and not view.is_by_month,
        "has_ranges": any(line.low != line.high for line in lines),
        "is_of_own_areas": view.by == BY_OWN,
        "query": urlencode({"what": word_of(view.series), "year": view.year.code, "by": view.by}),
    }


def for_a_file(view: PartnerView, load: LoadRecord) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
    """Headings and rows, the whole first; an empty `at_most` is one that is not known."""
    told, lines = (title_of(view.series), view.year.code), (view.whole, *_in_order(view))
    traced = (load.load_id, load.loaded_at)
    return HEADINGS, ((*told, line.name, line.code, line.low, line.high, *traced) for line in lines)


def _in_order(view: PartnerView) -> list[Line]:
    return sorted(view.lines or (), key=lambda line: line.code if view.is_by_month else line.name)


def _drawing(view: PartnerView, lines: Sequence[Line]) -> Drawing | None:
    """Bars to the least that each count can be, with a line to the most."""
    if len(lines) < 2:
        return None
    if not view.is_by_month:
        lines = sorted(lines, key=lambda line: -1 if line.low is None else line.low, reverse=True)[:MOST_BARS]
    rows = [{"name": line.name, "low": line.low, "end": line.high if line.high != line.low else None} for line in lines]
    draw = bars(rows, label="name", value="low", low="low", high="end")
    return Drawing(draw(WIDE), draw(NARROW))
