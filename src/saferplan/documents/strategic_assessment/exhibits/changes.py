"""What changed since the period compared with."""

from collections.abc import Callable

from saferplan.documents.charts import dots
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import (
    Row,
    policing_led_note,
    source_line,
    sources_of,
)
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import CHANGE_FORMULA, POLICE_UK, RATE_TABLES
from saferplan.documents.strategic_assessment.wording import (
    counted,
    listed,
    months_listed,
    plural,
    these_months,
    verdict_words,
)
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.periods import Period

WHOLES = (ALL_CRIME, ASB)
NOTES = (
    "A change is called a rise or a fall only where the false discovery rate over the whole table (q) is under 0.05:"
    " of those called so, fewer than 1 in 20 would be expected to be chance. Intervals are for one comparison at a"
    " time, so one that just leaves out 1 may still be unclear.",
    "As offences repeat, counts vary more than the test assumes: small changes in large counts may be chance.",
)


def changes(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    against = tables.scope.against
    rows = [row for row in tables.crime_types if row.get("verdict", "cannot say") != "cannot say"]
    if against is None or not rows:
        return None
    rows = _in_order([row | {"clear": row["verdict"] in ("rise", "fall"), "said": verdict_words(row)} for row in rows])
    sources = [key for side in ("compared", "against") for key in sources_of(rows, f"{side}_denominator_source")]
    now, then = ([pair[at] for pair in tables.months_compared] for at in (0, 1))
    title = changes_title(rows)
    return Exhibit(
        "changes",
        title,
        (
            f"Change in the rate per 1,000 residents in {tables.scope.area.name}: {months_listed(now)} against"
            f" {months_listed(then)}, the {these_months(len(now))} of the year that both periods have"
        ),
        change_columns(ColumnSpec("title", "Crime type"), tables.scope.period, against),
        rows,
        figures.tracing.provenance(
            RATE_TABLES,
            figures.tracing.counted("each crime type", sorted([*now, *then])),
            CHANGE_FORMULA,
            (POLICE_UK, *sources),
        ),
        source_line(*sources),
        alt=f"A dot and interval for each crime type around a line of no change. {title}.",
        notes=(*NOTES, *policing_led_note(tables)),
        draw=_drawing(rows),
    )


def change_columns(first: ColumnSpec, period: Period, against: Period) -> tuple[ColumnSpec, ...]:
    """Of a table of changes, `first` naming what changed."""
    return (
        first,
        ColumnSpec("against_count", f"{against.short_title}, same months", "count"),
        ColumnSpec("count_compared", f"{period.short_title}, same months", "count"),
        ColumnSpec("ratio", "Ratio of rates", "ratio"),
        ColumnSpec("ratio_low", "95% from", "ratio"),
        ColumnSpec("ratio_high", "95% to", "ratio"),
        ColumnSpec("q", "q", "ratio"),
        ColumnSpec("said", "What the test bears"),
    )


def _drawing(rows: list[Row]) -> Callable[[int], str]:
    is_later = rows[0]["against_is_later"]
    return dots(
        rows,
        label="title",
        value="ratio",
        low="ratio_low",
        high="ratio_high",
        kind="ratio",
        no_change=1,
        clear="clear",
        unclear_text="no clear difference" if is_later else "no clear change",
        no_change_text="the same" if is_later else "no change",
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
