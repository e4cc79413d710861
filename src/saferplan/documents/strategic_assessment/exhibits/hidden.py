"""What police figures do not hold: indicators of others, estimates of hidden harm, and what is left out altogether."""

from collections import Counter
from collections.abc import Callable

from saferplan.documents import numbers
from saferplan.documents.charts import ranges, yearly
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import ONS, Row
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import POLICE_UK
from saferplan.documents.strategic_assessment.wording import estimate_words, listed, plural
from saferplan.evidence.assessment.hidden_harm import KNOWN
from saferplan.evidence.assessment.indicators import BETTER, WORSE, is_older, newest
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.indicators import COUNT

LONG_LAG = 12
"""Months from which a lag is told beside the chart."""
KNOWN_HERE = "Known here"
NONE_LOADED = "none loaded"
PANEL_LETTERS = 56
"""What two lines above a small panel hold."""
INDICATOR_COLUMNS = (
    ColumnSpec("title", "Indicator"),
    ColumnSpec("area_name", "Area"),
    ColumnSpec("period", "Period"),
    ColumnSpec("value", "Value", "number"),
    ColumnSpec("low", "95% from", "number"),
    ColumnSpec("high", "95% to", "number"),
    ColumnSpec("unit", "Unit"),
    ColumnSpec("verdict", "Since the period before"),
    ColumnSpec("direction", "That is"),
    ColumnSpec("lag", "Published with"),
)
HIDDEN_COLUMNS = (
    ColumnSpec("title", "Who or what"),
    ColumnSpec("words", "Estimate"),
    ColumnSpec("rate_words", "Worked out from"),
    ColumnSpec("known", KNOWN_HERE, "count"),
    ColumnSpec("share_known", "Known, share of estimate", "share"),
    ColumnSpec("measured_in", "Measured in"),
    ColumnSpec("measured", "When"),
    ColumnSpec("caveat", "Caveat"),
    ColumnSpec("source", "Source"),
)
NO_COUNT = (
    "These are estimates and no counts: they carry a rate measured elsewhere, or a share that usually comes to light,"
    " over to this area. They say how much may be hidden, not how many cases there are, and are no base for a trend or"
    " a target."
)


def indicators(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    if not tables.indicators:
        return None
    rows, last = tables.indicators, newest(tables.indicators)
    sources = list(dict.fromkeys(_cited(row) for row in rows))
    return Exhibit(
        "indicators",
        _headline(last),
        f"{tables.scope.area.name}; each panel has its own unit and scale, and a line shows the 95% interval where one"
        " can be given",
        INDICATOR_COLUMNS,
        rows,
        figures.tracing.provenance(
            ("indicators",),
            f"series of {tables.scope.area.name}, else of the smallest larger area that has one",
            "as published; intervals by Garwood (1936) and Wilson (1927); changes by exact tests, false discovery rate"
            " over the table (Benjamini and Hochberg 1995)",
            sources,
        ),
        f"Source: {'; '.join(sources)}.",
        alt=f"A small panel an indicator, a dot a period. {' '.join(_said(row) for row in last)}",
        notes=_indicator_notes(tables, last),
        draw=_panels([row for row in rows if row["indicator"] not in _below_zero(rows)]),
    )


def _below_zero(rows: list[Row]) -> set[str]:
    """Indicators that have no place in panels from zero."""
    return {row["indicator"] for row in rows if min(row["value"], row["low"] or 0) < 0}


def _panels(rows: list[Row]) -> Callable[[int], str] | None:
    if not rows:
        return None
    return yearly(
        [row | {"panel": _panel(row)} | _drawn_interval(row) for row in rows],
        panel="panel",
        year="period",
        value="value",
        low="low",
        high="high",
        whole="is_own",
        kind="number",
    )


def _panel(row: Row) -> str:
    """The heading of a panel, with its unit where there is room; a count says itself what it counts."""
    with_unit = f"{row['title']}, {row['unit']}"
    return with_unit if row["kind"] != COUNT and len(with_unit) <= PANEL_LETTERS else row["title"]


def _drawn_interval(row: Row) -> Row:
    return {"low": row["value"], "high": row["value"]} if row["low"] is None else {}


def _headline(last: list[Row]) -> str:
    found, number = Counter(row["direction"] for row in last), len(last)
    if not (found[BETTER] or found[WORSE]):
        what = plural(number, "indicator", "indicators")
        return f"{numbers.count(number)} {what} of partners: none has clearly become better or worse"
    return (
        f"Of {numbers.count(number)} {plural(number, 'indicator', 'indicators')} of partners,"
        f" {found[BETTER] or 'none'} clearly became better and {found[WORSE] or 'none'} worse"
    )


def _said(row: Row) -> str:
    return f"{row['title']}: {numbers.number(row['value'])} {row['unit']} in {row['period']}."


def _cited(row: Row) -> str:
    return f"{row['source']}, {row['licence']}" if row["licence"] else row["source"]


def _indicator_notes(tables: AssessmentTables, last: list[Row]) -> list[str]:
    units = [
        f"{row['title']}: {row['unit']}" for row in last if row["kind"] != COUNT and row["unit"] not in _panel(row)
    ]
    late = [f"{row['title']} ({row['period']}, {row['lag']})" for row in last if row["lag_months"] >= LONG_LAG]
    older = [row["title"] for row in last if is_older(row, tables.scope.period)]
    wider = [f"{row['title']} ({row['area_name']})" for row in last if not row["is_own"]]
    caveats = [f"{row['title']}: {row['caveat']}." for row in last if row["caveat"]]
    notes = [f"Published a year or more after the period they are of: {listed(late)}."] if late else []
    notes += [f"Units: {'; '.join(units)}."] if units else []
    below = {row["title"] for row in last if row["indicator"] in _below_zero(tables.indicators)}
    notes += [f"Below zero in some period, so in the table alone: {listed(sorted(below))}."] if below else []
    notes += [f"The newest figure is of a time before {tables.scope.period.title}: {listed(older)}."] if older else []
    notes += [f"Rings are figures of a larger area, which this one is a part of: {listed(wider)}."] if wider else []
    return notes + caveats


def hidden_harm(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [row for row in tables.hidden_harm if row["estimate_low"] is not None]
    if not rows:
        return None
    rows.sort(key=lambda row: -(row["estimate"] or row["estimate_low"]))
    words = [row | _in_words(row) for row in rows]
    first = words[0]
    sources = [text for row in rows for text in (row["source"], row["population_source"], row["known_source"]) if text]
    return Exhibit(
        "hidden-harm",
        f"{first['title']}: {first['words']}, by estimate",
        f"Estimates for {tables.scope.area.name}, with their range; the scale goes up tenfold at each line",
        HIDDEN_COLUMNS,
        words,
        figures.tracing.provenance(
            ("prevalence", "population_by_age", "indicators"),
            f"hidden harm in {tables.scope.area.name}, by topic and source",
            "rate x residents of those ages; known cases / share of cases that come to light",
            sources,
        ),
        f"Source: {'; '.join(dict.fromkeys(sources))}; {ONS}.",
        alt="A bar from the lower to the upper end of each estimate. "
        + " ".join(f"{row['title']}: {row['words']}." for row in words),
        notes=(NO_COUNT, *_unmade(tables.hidden_harm)),
        draw=ranges(
            words,
            label="title",
            low="estimate_low",
            middle="estimate",
            high="estimate_high",
            text="words",
            short="short",
            beside="known",
            beside_name=KNOWN_HERE,
        ),
    )


def _in_words(row: Row) -> Row:
    words = estimate_words(row)
    return {"words": words, "short": words.partition(" (")[0], "rate_words": _rate_words(row)}


def _rate_words(row: Row) -> str:
    """'1 in 20 residents aged 16 and over', '20 to 30 of 100 cases come to light'."""
    low, high = row["rate_low"], row["rate_high"]
    rate = f"{low:g}" if low == high else f"{low:g} to {high:g}"
    if row["basis"] == KNOWN:
        return f"{rate} of {row['per']:g} cases come to light"
    return f"{rate} in {row['per']:g} {row['applies_to'].removeprefix('all ')}"


def _unmade(rows: list[Row]) -> list[str]:
    return [f"{row['title']}: no estimate, because {row['reason']}." for row in rows if row["reason"]]


def blind_spots(tables: AssessmentTables, figures: Figures) -> Exhibit:
    """What the sources leave out, and beside it the sourced figure that stands in, where an indicator has one."""
    rows = [
        spot | {"stands_in": " ".join(map(_stand_in, spot["figures"])) or NONE_LOADED} for spot in tables.blind_spots
    ]
    found = [row for row in rows if row["figures"]]
    sources = list(dict.fromkeys(_cited(figure) for spot in tables.blind_spots for figure in spot["figures"]))
    return Exhibit(
        "blind-spots",
        "What data.police.uk leaves out",
        "What follows, and where a partnership can look",
        (
            ColumnSpec("title", "Left out"),
            ColumnSpec("what", "What that means"),
            *((ColumnSpec("stands_in", "Figure that stands in"),) if found else ()),
            ColumnSpec("follows", "What follows"),
            ColumnSpec("look", "Where to look"),
        ),
        rows,
        figures.tracing.provenance(
            ("indicators",) if found else (),
            "reviewed list of what the source omits, and the newest indicators that stand in for it",
            "as published",
            (POLICE_UK, *sources),
        ),
        f"Source: {'; '.join([f'{POLICE_UK}, About the data', *sources])}.",
    )


def _stand_in(row: Row) -> str:
    """'Fraud reported: 11,820 reports in Thames Valley, 2021/22 (3 months' lag).'"""
    figure = f"{numbers.number(row['value'])} {row['unit']}"
    return f"{row['title']}: {figure} in {row['area_name']}, {row['period']} ({row['lag']})."
