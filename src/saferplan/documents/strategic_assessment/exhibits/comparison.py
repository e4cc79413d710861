"""The area beside its force, its country and the areas most like it."""

from typing import Any

from saferplan.documents import numbers
from saferplan.documents.charts import compared_dots, dots
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import (
    INTERVALS,
    PART_YEAR,
    Row,
    denominator_source,
    source_line,
    sources_of,
    spans_in_words,
)
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import BESIDE_FORMULA, POLICE_UK, RATE_FORMULA, RATE_TABLES
from saferplan.documents.strategic_assessment.wording import (
    counted,
    in_sentence,
    listed,
    months_listed,
    some_of,
    these_months,
)
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB_CRIME_TYPE, SIMILAR
from saferplan.evidence.assessment.tables import AssessmentTables

WHOLES = (ALL_CRIME, ASB_CRIME_TYPE)
RATIO_DOTS: dict[str, Any] = {
    "value": "compared_ratio",
    "low": "compared_ratio_low",
    "high": "compared_ratio_high",
    "kind": "ratio",
    "no_change": 1,
    "clear": "clear",
    "unclear_text": "no clear difference",
}
"""How rows are drawn that are beside another area."""
SIDE_COLUMNS = (
    ColumnSpec("label", "Area"),
    ColumnSpec("months", "Same months", "count"),
    ColumnSpec("count", "Crimes", "count"),
    ColumnSpec("rate", "Rate a year", "rate"),
    ColumnSpec("low", "95% from", "rate"),
    ColumnSpec("high", "95% to", "rate"),
    ColumnSpec("apart", "Without this area", "rate"),
)


def side_by_side(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """All crime here and in each other area, over the months that both have: ours once for each set of months."""
    compared = [row for row in _compared(tables.comparators) if row["crime_type"] == ALL_CRIME]
    if not compared:
        return None
    area = tables.scope.area.name
    rows = _grouped_by_months(compared, area, _covered(tables))
    return Exhibit(
        "side-by-side",
        stands_beside("Recorded crime", compared),
        "All crime without ASB per 1,000 residents a year; areas in one group are counted over the same months",
        SIDE_COLUMNS,
        rows,
        _traced(tables, figures, "all crime, beside other areas over the same months", RATE_FORMULA, compared),
        source_line(denominator_source(compared)),
        alt="Dots with intervals: " + "; ".join(_told(row, area) for row in compared) + ".",
        notes=(
            "Whether the area differs is tested against the rest of a force or country that it is part of.",
            "Rates relate crimes to residents, not to those who work in an area, shop there or visit it.",
            PART_YEAR,
            f"Lines show {INTERVALS}",
            *_gap_notes(tables),
        ),
        draw=dots(
            rows,
            label="label",
            value="rate",
            low="low",
            high="high",
            highlight=[row["label"] for row in rows if row["own"]],
        ),
    )


def _compared(rows: list[Row]) -> list[Row]:
    """Rows that can be drawn: with a month in common, and a rate on both sides."""
    return [
        row
        for row in rows
        if row["compared_months"]
        and row["compared_rate_annualised"] is not None
        and row["compared_own_rate_annualised"] is not None
    ]


def _traced(tables: AssessmentTables, figures: Figures, what: str, formula: str, rows: list[Row]):
    return figures.tracing.provenance(
        RATE_TABLES, figures.tracing.counted(what, tables.scope.months_present), formula, (POLICE_UK, *sources_of(rows))
    )


def stands_beside(what: str, compared: list[Row]) -> str:
    """'Burglary is lower than in the rest of Thames Valley and the rest of England', one clause a verdict."""
    clauses = []
    for verdict, words in (
        ("lower", "lower than in"),
        ("higher", "higher than in"),
        ("no clear difference", "not clearly different from"),
    ):
        names = [_named(row) for row in compared if row["compared_verdict"] == verdict]
        clauses += [f"{words} {listed(names)}"] if names else []
    return f"{what} is {', '.join(clauses)}" if clauses else f"{what} here and in other areas"


def _named(row: Row) -> str:
    """'the rest of Thames Valley', 'the 10 most similar areas', as inside a sentence."""
    name = row["apart_name"]
    return f"the {in_sentence(name)}" if name != row["area_name"] or row["area_code"] == SIMILAR else name


def _grouped_by_months(compared: list[Row], area: str, covered: dict[str, str]) -> list[Row]:
    rows: list[Row] = []
    for span, told in spans_in_words(compared).items():
        group = [row for row in compared if row["compared_span"] == span]
        rows.append(_dot(f"{area} ({told})", group[0], "compared_own", own=True))
        rows += [
            _dot(f"{row['area_name']}{covered.get(row['area_code'], '')} ({told})", row, "compared", own=False)
            for row in group
        ]
    return rows


def _covered(tables: AssessmentTables) -> dict[str, str]:
    """', 70% of residents' by code, for areas of which not every force is loaded."""
    return {
        gap["area_code"]: f", {gap['share_covered'] * 100:.0f}% of residents"
        for gap in tables.comparator_gaps
        if gap["left_out"] and gap["share_covered"] is not None
    }


def _dot(label: str, row: Row, prefix: str, *, own: bool) -> Row:
    return {
        "label": label,
        "months": row["compared_months"],
        "count": row[f"{prefix}_count"],
        "rate": row[f"{prefix}_rate_annualised"],
        "low": row[f"{prefix}_low"],
        "high": row[f"{prefix}_high"],
        "apart": None if own else row["apart_rate_annualised"],
        "own": own,
    }


def _told(row: Row, area: str) -> str:
    ours, theirs = row["compared_own_rate_annualised"], row["compared_rate_annualised"]
    return f"{area} {numbers.rate(ours)} and {row['area_name']} {numbers.rate(theirs)}"


def _gap_notes(tables: AssessmentTables) -> list[str]:
    """Which months, and for sets of partnerships which of them, each comparison rests on."""
    notes = []
    for gap in tables.comparator_gaps:
        if not gap["months"]:
            notes.append(f"{gap['area_name']}: no month in common is loaded for as much as half of its residents.")
        elif gap["left_out"]:
            share = f"{numbers.share(gap['share_covered'])} of residents, " if gap["share_covered"] is not None else ""
            notes.append(
                f"{gap['area_name']}: {share}{months_listed(gap['months'])}, without {len(gap['left_out'])} of"
                f" {gap['partnerships']} partnership areas, of which months are not loaded: {some_of(gap['left_out'])}."
            )
        else:
            notes.append(f"{gap['area_name']}: {months_listed(gap['months'])}.")
    return notes


COMPARATOR_COLUMNS = (
    ColumnSpec("title", "Crime type"),
    ColumnSpec("apart_name", "Beside"),
    ColumnSpec("compared_own_rate_annualised", "Here", "rate"),
    ColumnSpec("apart_rate_annualised", "There", "rate"),
    ColumnSpec("compared_ratio", "Ratio", "ratio"),
    ColumnSpec("compared_ratio_low", "95% from", "ratio"),
    ColumnSpec("compared_ratio_high", "95% to", "ratio"),
    ColumnSpec("compared_verdict", "Here it is"),
)


def comparators(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """Each crime type beside the fairest comparator that there is: similar areas, else the force, else the country."""
    rows = [row for row in _compared(tables.comparators) if row["compared_verdict"] != "cannot say"]
    if not rows:
        return None
    drawn = _beside_fairest(tables, rows)
    title = _comparators_title(drawn)
    return Exhibit(
        "comparators",
        title,
        (
            f"Rate in {tables.scope.area.name} beside {_named(drawn[0])}, over the"
            f" {these_months(drawn[0]['compared_months'])} that both have; the table has the other areas too"
        ),
        COMPARATOR_COLUMNS,
        rows,
        _traced(tables, figures, "each crime type, beside other areas over the same months", BESIDE_FORMULA, rows),
        source_line(denominator_source(rows)),
        alt=f"A dot and interval for each crime type around a line of equal rates. {title}.",
        notes=(
            "A difference is called clear only where the false discovery rate over the whole table is under 5%.",
            *_gap_notes(tables),
        ),
        draw=dots(drawn, label="title", no_change_text="the same", **RATIO_DOTS),
    )


def _beside_fairest(tables: AssessmentTables, rows: list[Row]) -> list[Row]:
    codes = [SIMILAR, *(area.code for area in tables.scope.comparators)]
    fairest = next(code for code in codes if any(row["area_code"] == code for row in rows))
    drawn = [row for row in rows if row["area_code"] == fairest]
    return sorted((row | {"clear": row["compared_verdict"] in ("higher", "lower")} for row in drawn), key=_order)


def _comparators_title(drawn: list[Row]) -> str:
    """'Of 13 crime types, 8 are lower than in the 10 most similar areas, 1 is higher and 4 are unclear', or so."""
    verdicts = [row["compared_verdict"] for row in drawn if row["crime_type"] not in WHOLES]
    lower, higher = verdicts.count("lower"), verdicts.count("higher")
    unclear = len(verdicts) - lower - higher
    return (
        f"Of {len(verdicts)} crime types, {counted(lower, 'is lower', 'are lower')} than in {_named(drawn[0])},"
        f" {counted(higher, 'is higher', 'are higher')} and {counted(unclear, 'is', 'are')} not clearly different"
    )


def rates_beside(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """The rates themselves, which the ratios leave unsaid: a small crime type may differ by much and matter little."""
    known = [row for row in _compared(tables.comparators) if row["compared_verdict"] != "cannot say"]
    if not known:
        return None
    rows = [row for row in _beside_fairest(tables, known) if row["crime_type"] not in WHOLES]
    rows.sort(key=lambda row: -row["compared_own_rate_annualised"])
    if not rows or not rows[0]["compared_own_rate_annualised"]:
        return None
    area, other, first = tables.scope.area.name, _named(rows[0]), rows[0]
    return Exhibit(
        "rates-beside",
        f"{first['title']}: {numbers.rate(first['compared_own_rate_annualised'])} per 1,000 residents a year here,"
        f" {numbers.rate(first['apart_rate_annualised'])} in {other}",
        f"Rate of each crime type a year in {area} and in {other}, over the same"
        f" {these_months(first['compared_months'])}",
        COMPARATOR_COLUMNS,
        rows,
        _traced(tables, figures, "each crime type, beside other areas over the same months", BESIDE_FORMULA, rows),
        source_line(denominator_source(rows)),
        alt=f"A dot for {area} and a ring for {other} for each of {len(rows)} crime types, most frequent first.",
        notes=_gap_notes(tables),
        draw=compared_dots(
            rows,
            label="title",
            series={
                "compared_own_rate_annualised": area,
                "apart_rate_annualised": other[:1].upper() + other[1:],
            },
        ),
    )


def _order(row: Row) -> tuple[int, float]:
    whole = WHOLES.index(row["crime_type"]) if row["crime_type"] in WHOLES else len(WHOLES)
    return whole, float("inf") if row["compared_ratio"] is None else row["compared_ratio"]
