"""In which wards crime rose or fell by more than chance explains, on the map."""

from collections.abc import Sequence

from saferplan.documents import numbers
from saferplan.documents.charts import theme
from saferplan.documents.exhibits import Exhibit
from saferplan.documents.ground import told
from saferplan.documents.strategic_assessment.exhibits.changes import change_columns
from saferplan.documents.strategic_assessment.exhibits.common import (
    Row,
)
from saferplan.documents.strategic_assessment.exhibits.ward_maps import WARD, sheet_of, traced_map
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import CHANGE_FORMULA
from saferplan.documents.strategic_assessment.wording import (
    listed,
    months_listed,
    verdict_words,
)
from saferplan.evidence.assessment.tables import AssessmentTables

CLEAR_NOTE = (
    "A ward is called changed only where the false discovery rate over all wards (q) is under 0.05. As offences repeat,"
    " counts vary more than the test assumes: a small change may be chance all the same."
)


def ward_map_changes(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """Where crime rose or fell by more than chance explains."""
    rows = [row | {"said": verdict_words(row | _side(tables))} for row in tables.ward_changes]
    sheet = sheet_of(tables, rows, lambda row: (_place_of(row["verdict"]), -(row["ratio"] or 0)))
    against = tables.scope.against
    if sheet is None or against is None:
        return None
    rows = [row | {"figure": _figure(row)} for row in sheet.rows]
    now, then = ([pair[at] for pair in tables.months_compared] for at in (0, 1))
    clear = [row["area_name"] for row in rows if row["verdict"] in ("rise", "fall")]
    return Exhibit(
        "ward-map-changes",
        _changes_title(tables, rows),
        f"All crime without anti-social behaviour: {months_listed(now)} against {months_listed(then)}",
        change_columns(WARD, tables.scope.period, against),
        rows,
        traced_map(tables, figures, "all crime in each ward, in the months compared", rows, CHANGE_FORMULA),
        sheet.sources(),
        alt=f"{sheet.words}, coloured where the rate changed by more than chance explains: {listed(clear)}.",
        notes=(CLEAR_NOTE, *sheet.notes),
        draw=told(
            rows,
            sheet.ground(),
            label="area_name",
            verdict="verdict",
            looks=_looks(tables),
            figure="figure",
            named=clear,
        ),
    )


def _side(tables: AssessmentTables) -> Row:
    return {"against_is_later": _is_later(tables)}


def _is_later(tables: AssessmentTables) -> bool:
    against = tables.scope.against
    return against is not None and against.first > tables.scope.period.first


def _place_of(verdict: str) -> int:
    return ("rise", "fall").index(verdict) if verdict in ("rise", "fall") else 2


def _figure(row: Row) -> str:
    return numbers.change(row["ratio"]) if row["verdict"] in ("rise", "fall") else row["said"]


def _looks(tables: AssessmentTables) -> dict[str, tuple[str, str]]:
    later = _is_later(tables)
    return {
        "rise": (theme.RISE, "higher" if later else "rose"),
        "fall": (theme.FALL, "lower" if later else "fell"),
        "no clear change": (theme.UNCLEAR, "no clear difference" if later else "no clear change"),
        "cannot say": (theme.GROUND, "cannot be worked out"),
    }


def _changes_title(tables: AssessmentTables, rows: Sequence[Row]) -> str:
    """'Recorded crime rose in 15 of 49 wards and fell in 4; in 30 there is no clear change'."""
    risen, fallen, unclear = (
        sum(row["verdict"] == verdict for row in rows) for verdict in ("rise", "fall", "no clear change")
    )
    rose, fell = ("was higher", "was lower") if _is_later(tables) else ("rose", "fell")
    still = "no clear difference" if _is_later(tables) else "no clear change"
    wards = f"{len(rows)} wards"
    if not risen and not fallen:
        return f"No ward of {len(rows)} shows a clear change in recorded crime"
    return (
        f"Recorded crime {rose} in {risen or 'none'} of {wards} and {fell} in {fallen or 'none'};"
        f" in {unclear or 'none'} there is {still}"
    )
