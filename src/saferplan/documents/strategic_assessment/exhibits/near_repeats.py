"""Whether offences near each other also follow soon after one another."""

from saferplan.documents import numbers
from saferplan.documents.charts import heat_table
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import Row
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.wording import in_sentence, listed
from saferplan.evidence.assessment.near_repeat import NearRepeats, Repeat
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.disclosure import rule, to_hide_in_list
from saferplan.evidence.points.timed_events import TABLE

HIDDEN = "[c]"
"""As the Government Statistical Service marks what is confidential."""
CELLS_TOLD = 3
FORMULA = (
    "pairs of offences / mean number of such pairs when the days are shuffled (Knox 1964); p by permutation; false"
    " discovery rate over the cells within the bands (Benjamini and Hochberg 1995)"
)
WHAT_IT_MEANS = (
    "1.0 is what chance gives. A cell in colour has more pairs than chance explains; grey ones may be chance, however"
    " high. Where patrols or reports follow an offence, later ones may be found that would else not be."
)
COLUMNS = (
    ColumnSpec("distance", "Apart"),
    ColumnSpec("days", "Days between"),
    ColumnSpec("observed", "Pairs", "count"),
    ColumnSpec("ratio", "Times as many", "rate"),
    ColumnSpec("p", "p", "ratio"),
    ColumnSpec("q", "q", "ratio"),
    ColumnSpec("verdict", "Verdict"),
)


def near_repeat(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    repeats = tables.near_repeat
    if repeats is None or repeats.measure is None:
        return None
    scope, what = tables.scope, in_sentence(repeats.measure.title)
    rows = published(repeats)
    return Exhibit(
        "near-repeat",
        title_of(rows, what),
        f"How many times as many pairs of offences ({what}) as chance gives, by distance and by days between them,"
        f" {scope.area.name}, {scope.period.title}, {len(repeats.events):,} offences",
        COLUMNS,
        rows,
        figures.tracing.provenance(
            (TABLE, "area_links"),
            f"offence records, {what}, of {scope.area.name} ({scope.area.code}), recorded in {scope.period.code};"
            f" {repeats.found.metric} distance, {repeats.found.permutations} permutations",
            FORMULA,
            (repeats.events.source,),
        ),
        f"Source: {repeats.events.source}.",
        alt=f"A table of cells, distance by days. {alt_of(rows)}",
        notes=(WHAT_IT_MEANS, *_hidden_note(rows), *(f"{note[:1].upper()}{note[1:]}." for note in repeats.notes)),
        draw=draw_near_repeats(rows),
    )


def title_of(rows: list[Row], what: str) -> str:
    """What the table shows, in words that the test bears."""
    clear = _clear(rows)
    if not clear:
        return f"No clear sign that {what} in one place is soon followed by more near by"
    first = max(clear, key=lambda row: row["ratio"] or 0)
    return (
        f"After one offence ({what}) more follow near by: at {first['distance']} and {first['days']} there are"
        f" {numbers.rate(first['ratio'])} times as many pairs as chance gives"
    )


def alt_of(rows: list[Row]) -> str:
    clear = _clear(rows)
    if not clear:
        return "No cell has more pairs than chance explains."
    told = [f"{row['distance']}, {row['days']}: {numbers.ratio(row['ratio'])}" for row in clear[:CELLS_TOLD]]
    more = f"; and {len(clear) - CELLS_TOLD} more" if len(clear) > CELLS_TOLD else ""
    return f"More pairs than chance explains: {listed(told)}{more}."


def draw_near_repeats(rows: list[Row]):
    """The picture of rows of near repeats; cells that chance explains are grey."""
    shown = [
        row
        | {
            "words": _words(row),
            "is_quiet": row["verdict"] != Repeat.CLEAR,
        }
        for row in rows
    ]
    return heat_table(
        shown,
        row="distance",
        column="days",
        value="ratio",
        kind="ratio",
        text="words",
        quiet="is_quiet",
        row_title="Apart",
    )


def _words(row: Row) -> str:
    if row["observed"] is None:
        return HIDDEN
    return "" if row["ratio"] is None else numbers.rate(row["ratio"])


def published(repeats: NearRepeats) -> list[Row]:
    """The rows as they may be printed: few pairs hidden, and ratios to one decimal, from which no total can be told.

    No totals are printed, so that the cells are a list and not a table to disclosure control.
    """
    hidden = to_hide_in_list(repeats.found.observed.ravel())[:-1]
    shown = [{column.key: row[column.key] for column in COLUMNS} for row in repeats.rows]
    return [_covered(row) if is_hidden else _rounded(row) for row, is_hidden in zip(shown, hidden, strict=True)]


def _covered(row: Row) -> Row:
    return row | dict.fromkeys(("observed", "ratio", "p", "q")) | {"verdict": str(Repeat.NOT_CLEAR)}


def _rounded(row: Row) -> Row:
    return row | {"ratio": None if row["ratio"] is None else round(row["ratio"], 1)}


def _hidden_note(rows: list[Row]) -> list[str]:
    if all(row["observed"] is not None for row in rows):
        return []
    return [f"{HIDDEN}: fewer than {rule().threshold} pairs, or hidden because these could be worked out from them."]


def _clear(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["verdict"] == Repeat.CLEAR]
