"""Cohorts beside a comparison, and their make-up beside what was meant."""

from saferplan.documents import numbers
from saferplan.documents.charts import dots
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import Row, hidden_note
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.wording import counted, in_sentence, listed, plural
from saferplan.evidence.assessment.cohorts import LESS, MORE, WHOLE
from saferplan.evidence.assessment.tables import AssessmentTables

COHORT_COLUMNS = (
    ColumnSpec("name", "Cohort"),
    ColumnSpec("people", "People", "count"),
    ColumnSpec("before", "Offences before", "count"),
    ColumnSpec("after", "After", "count"),
    ColumnSpec("ratio", "Ratio", "ratio"),
    ColumnSpec("comparison_people", "Comparison, people", "count"),
    ColumnSpec("comparison_ratio", "Comparison, ratio", "ratio"),
    ColumnSpec("net_ratio", "Net of the comparison", "ratio"),
    ColumnSpec("net_low", "95% from", "ratio"),
    ColumnSpec("net_high", "to", "ratio"),
    ColumnSpec("verdict", "Verdict"),
)
MAKEUP_COLUMNS = (
    ColumnSpec("name", "Part of the cohort"),
    ColumnSpec("count", "People", "count"),
    ColumnSpec("people", "Of", "count"),
    ColumnSpec("share", "Share", "share"),
    ColumnSpec("low", "95% from", "share"),
    ColumnSpec("high", "to", "share"),
    ColumnSpec("target_share", "Target", "share"),
)
REGRESSION_NOTE = (
    "People are taken on after a bad spell, and most have a better one next whatever is done (regression to the mean)."
    " Only people chosen alike and not taken on show how much of a fall that is."
)
FORMULA = (
    "(offences after / before) / (the same of the comparison); interval by the spread between people (Cochran 1977)"
)
SOURCE = "Source: partners' extracts of cohort members"


def cohorts(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [row | {"name": _name(row)} for row in tables.cohorts]
    if not rows:
        return None
    net = [row for row in rows if row["net_ratio"] is not None]
    return Exhibit(
        "cohorts",
        _title([row for row in rows if row["district"] == WHOLE]),
        f"Offences in the {_months(rows)} after people were taken on over those before, net of the comparison",
        COHORT_COLUMNS,
        rows,
        figures.tracing.provenance(("cohort_members",), "people of the area's cohorts and their comparisons", FORMULA),
        f"{SOURCE}.",
        alt=f"A dot and its interval a cohort and district: {_told(net)}.",
        notes=(REGRESSION_NOTE, *hidden_note(rows)),
        draw=_picture(net) if net else None,
    )


def cohort_makeup(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [row | {"name": f"{row['cohort']}: {row['value'].replace('-', ' ')}"} for row in tables.cohort_makeup]
    shown = [row for row in rows if row["share"] is not None]
    if not shown:
        return None
    missed = counted(sum(row["is_met"] is False for row in shown), "is clearly missed", "are clearly missed")
    sources = "; ".join(dict.fromkeys(row["source"] for row in rows))
    return Exhibit(
        "cohort-makeup",
        f"Of {len(shown)} {plural(len(shown), 'target', 'targets')} for the make-up of cohorts, {missed}",
        "Share of the cohort's people, with its 95% interval; the targets are in the table",
        MAKEUP_COLUMNS,
        rows,
        figures.tracing.provenance(
            ("cohort_members", "cohort_targets"), "people of the area's cohorts", "people / people of whom it is known"
        ),
        f"{SOURCE}; {sources}.",
        alt=f"A dot and its interval a target: {listed([_beside_target(row) for row in shown])}.",
        notes=hidden_note(rows),
        draw=dots(shown, label="name", value="share", low="low", high="high", kind="share"),
    )


def _name(row: Row) -> str:
    return row["cohort"] if row["district"] == WHOLE else f"{row['cohort']}, {row['district']}"


def _months(rows: list[Row]) -> str:
    return f"{listed([str(length) for length in sorted({length for row in rows for length in row['months']})])} months"


def _title(whole: list[Row]) -> str:
    judged = [row for row in whole if row["net_ratio"] is not None]
    if not judged:
        return "How offending changed after people were taken on; there is no comparison to judge it by"
    fell = sum(row["verdict"] == MORE for row in judged)
    of = f"{fell} of {len(judged)} {plural(len(judged), 'cohort', 'cohorts')}"
    return f"Offending fell more than among people not taken on in {of}"


def _picture(net: list[Row]):
    return dots(
        [row | {"is_clear": row["verdict"] in (MORE, LESS)} for row in net],
        label="name",
        value="net_ratio",
        low="net_low",
        high="net_high",
        kind="ratio",
        no_change=1,
        clear="is_clear",
        unclear_text="no clear difference",
        no_change_text="as the comparison",
    )


def _told(net: list[Row]) -> str:
    return listed([f"{in_sentence(row['name'])} {numbers.ratio(row['net_ratio'])}" for row in net])


def _beside_target(row: Row) -> str:
    return f"{row['name']} {numbers.share(row['share'])}, target {numbers.share(row['target_share'])}"
