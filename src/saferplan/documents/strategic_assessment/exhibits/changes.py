"""What changed since the period compared with, and what became of the crimes."""

from saferplan.documents.charts import dots, stacked_bars
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import (
    Row,
    in_period,
    policing_led_note,
    source_line,
    sources_of,
)
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import CHANGE_FORMULA, POLICE_UK, RATE_TABLES
from saferplan.documents.strategic_assessment.wording import (
    counted,
    in_sentence,
    listed,
    months_listed,
    of_crimes,
    plural,
    share_words,
    these_months,
    verdict_words,
)
from saferplan.evidence.assessment.outcomes import outcome_groups
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB
from saferplan.evidence.assessment.tables import AssessmentTables

WHOLES = (ALL_CRIME, ASB)


def changes(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    against = tables.scope.against
    rows = [row for row in tables.crime_types if row.get("verdict", "cannot say") != "cannot say"]
    if against is None or not rows:
        return None
    rows = _in_order([row | {"clear": row["verdict"] in ("rise", "fall"), "said": verdict_words(row)} for row in rows])
    sources = list(
        dict.fromkeys(
            [*sources_of(rows, "compared_denominator_source"), *sources_of(rows, "against_denominator_source")]
        )
    )
    now, then = ([pair[at] for pair in tables.months_compared] for at in (0, 1))
    title = changes_title(rows)
    return Exhibit(
        "changes",
        title,
        (
            f"Change in the rate per 1,000 residents in {tables.scope.area.name}: {months_listed(now)} against"
            f" {months_listed(then)}, the {these_months(len(now))} of the year that both periods have"
        ),
        (
            ColumnSpec("title", "Crime type"),
            ColumnSpec("against_count", f"{against.short_title}, same months", "count"),
            ColumnSpec("count_compared", f"{tables.scope.period.short_title}, same months", "count"),
            ColumnSpec("ratio", "Ratio of rates", "ratio"),
            ColumnSpec("ratio_low", "95% from", "ratio"),
            ColumnSpec("ratio_high", "95% to", "ratio"),
            ColumnSpec("q", "q", "ratio"),
            ColumnSpec("said", "What the test bears"),
        ),
        rows,
        figures.tracing.provenance(
            RATE_TABLES,
            figures.tracing.counted("each crime type", sorted([*now, *then])),
            CHANGE_FORMULA,
            (POLICE_UK, *sources),
        ),
        source_line(*sources),
        alt=f"A dot and interval for each crime type around a line of no change. {title}.",
        notes=(
            "A change is called a rise or a fall only where the false discovery rate over the whole table (q) is under"
            " 0.05. Intervals are for one comparison at a time, so one that just leaves out 1 may still be unclear.",
            "As offences repeat, counts vary more than the test assumes: small changes in large counts may be chance.",
            *policing_led_note(tables),
        ),
        draw=dots(
            rows,
            label="title",
            value="ratio",
            low="ratio_low",
            high="ratio_high",
            kind="ratio",
            no_change=1,
            clear="clear",
            unclear_text="no clear difference" if rows[0]["against_is_later"] else "no clear change",
            no_change_text="the same" if rows[0]["against_is_later"] else "no change",
        ),
    )


def _in_order(rows: list[Row]) -> list[Row]:
    """All crime, ASB, then from the largest fall to the largest rise; a rise from none comes last."""
    return sorted(
        rows,
        key=lambda row: (
            WHOLES.index(row["crime_type"]) if row["crime_type"] in WHOLES else len(WHOLES),
            float("inf") if row["ratio"] is None else row["ratio"],
        ),
    )


def changes_title(rows: list[Row]) -> str:
    """'Of 13 crime types, 3 rose, 7 fell and 3 show no clear change'."""
    typed = [row for row in rows if row["crime_type"] not in WHOLES]
    verdicts = [row["verdict"] for row in typed]
    risen, fallen = verdicts.count("rise"), verdicts.count("fall")
    unclear = len(verdicts) - risen - fallen
    if any(row["against_is_later"] for row in typed):
        parts = [
            counted(risen, "was higher than later", "were higher than later"),
            counted(fallen, "was lower", "were lower"),
            counted(unclear, "shows no clear difference", "show no clear difference"),
        ]
    else:
        parts = [
            counted(risen, "rose", "rose"),
            counted(fallen, "fell", "fell"),
            counted(unclear, "shows no clear change", "show no clear change"),
        ]
    return f"Of {len(verdicts)} crime {plural(len(verdicts), 'type', 'types')}, {listed(parts)}"


def outcomes(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A row a crime type, a column a group of outcomes."""
    rows = tables.outcomes
    if not rows:
        return None
    order = [
        title
        for title in dict.fromkeys(outcome_groups().values())
        if any(row["outcome"] == title and row["count"] for row in rows)
    ]
    most = max((row for row in rows if row["crime_type"] == ALL_CRIME), key=lambda row: row["count"])
    total = sum(row["count"] for row in rows if row["crime_type"] == ALL_CRIME)
    return Exhibit(
        "outcomes",
        f"Last known outcome of {of_crimes(most['count'], total)}: {in_sentence(most['outcome'])}",
        in_period(tables, "Last outcome known when the files were made, share of crimes"),
        (
            ColumnSpec("title", "Crime type"),
            ColumnSpec("crimes", "Crimes", "count"),
            *(ColumnSpec(title, title, "share") for title in order),
        ),
        _by_type(rows),
        figures.tracing.provenance(
            ("incidents", "area_links"),
            figures.tracing.counted("crimes by last outcome", tables.scope.months_recorded),
            "count / all crimes of the type",
        ),
        source_line(),
        alt=f"Stacked bars of last outcomes by crime type. Largest part of all crime: {in_sentence(most['outcome'])},"
        f" {share_words(most['count'], total)}.",
        notes=(
            "Outcomes follow crimes by months: figures for recent months will still move, and shares are no measure of"
            " detection.",
        ),
        draw=stacked_bars(
            [row for row in rows if row["outcome"] in order], label="title", part="outcome", value="count", order=order
        ),
    )


def _by_type(rows: list[Row]) -> list[Row]:
    table: dict[str, Row] = {}
    for row in rows:
        own = table.setdefault(row["title"], {"title": row["title"], "crime_type": row["crime_type"], "crimes": 0})
        own["crimes"] += row["count"]
        own[row["outcome"]] = row["share"]
    return list(table.values())
