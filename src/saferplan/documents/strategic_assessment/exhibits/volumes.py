"""How much, of what, when, and what became of it."""

from saferplan.documents import numbers
from saferplan.documents.charts import bars, dots, small_multiples, stacked_bars
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import (
    ANNUALISED_NOTE,
    RATE_COLUMNS,
    denominator_source,
    in_period,
    source_line,
    with_rates,
)
from saferplan.documents.strategic_assessment.figures import (
    INCIDENT_TABLES,
    RATE_FORMULA,
    RATE_TABLES,
    RATIO_FORMULA,
    Figures,
)
from saferplan.documents.strategic_assessment.wording import in_sentence, listed
from saferplan.evidence.assessment.outcomes import outcome_groups
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB
from saferplan.evidence.assessment.tables import AssessmentTables

Row = dict


def years(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [
        row | {"label": f"{row['year']} ({row['months_present']} of 12 months)"}
        for row in with_rates(tables.years)
        if row["crime_type"] == ALL_CRIME
    ]
    if not rows:
        return None
    low, high = min(rows, key=_rate), max(rows, key=_rate)
    return Exhibit(
        "years",
        "How the rate of recorded crime compares from year to year",
        f"All crime without ASB per 1,000 residents a year in {tables.scope.area.name}, by financial year",
        (ColumnSpec("year", "Year"), *RATE_COLUMNS),
        rows,
        figures.provenance(RATE_TABLES, "all crime in each financial year, months present", RATE_FORMULA),
        source_line(denominator_source(rows)),
        alt=(
            f"A dot and interval a financial year: lowest {numbers.rate(low['rate_annualised'])} in {low['year']},"
            f" highest {numbers.rate(high['rate_annualised'])} in {high['year']}."
        ),
        notes=(
            ANNUALISED_NOTE,
            "Years with few months can look high or low because of the season; the next chapter compares like months.",
        ),
        draw=dots(rows, label="label", value="rate_annualised", low="rate_annualised_low", high="rate_annualised_high"),
    )


def _rate(row: Row) -> float:
    return row["rate_annualised"]


def crime_types(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [
        row for row in tables.crime_types if row["share_of_crime"] is not None and "households" not in row["crime_type"]
    ]
    if not rows:
        return None
    first, second = rows[0], rows[min(1, len(rows) - 1)]
    return Exhibit(
        "crime-types",
        f"{first['title']} make up {numbers.share(first['share_of_crime'])} of recorded crime",
        in_period(tables, "Recorded crimes by type"),
        (ColumnSpec("title", "Crime type"), ColumnSpec("share_of_crime", "Share of crime", "share"), *RATE_COLUMNS),
        rows,
        figures.provenance(RATE_TABLES, "each crime type, months present", RATE_FORMULA),
        source_line(denominator_source(rows)),
        alt=(
            f"Bars by crime type. Longest: {first['title']} with {numbers.count(first['count'])}, then"
            f" {in_sentence(second['title'])} with {numbers.count(second['count'])}."
        ),
        notes=("Anti-social behaviour is not a crime type and is counted apart.",),
        draw=bars(rows, label="title", value="count"),
    )


def months(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = tables.months
    if not any(row["count"] is not None for row in rows):
        return None
    known = [row for row in rows if row["count"] is not None]
    present = len({row["month"] for row in known})
    return Exhibit(
        "months",
        "Month by month, each crime type has its own pattern",
        f"Incidents a month in {tables.scope.area.name}; {present} months are loaded; each panel has its own scale",
        (ColumnSpec("title", "Crime type"), ColumnSpec("month", "Month"), ColumnSpec("count", "Incidents", "count")),
        known,
        figures.provenance(INCIDENT_TABLES, "each crime type and month that the home force has published", "count"),
        source_line(),
        alt=(
            f"A small line chart for each of {len({row['title'] for row in rows})} categories over the months loaded."
            " Lines break where months are missing. The figures are in the table below."
        ),
        notes=("Missing months are gaps, not zeros.",),
        draw=small_multiples(rows, panel="title", month="month", value="count"),
    )


def changes(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    against = tables.scope.against
    rows = [row for row in tables.crime_types if row.get("ratio") is not None]
    if against is None or not rows:
        return None
    rows = sorted(rows, key=lambda row: (row["crime_type"] not in (ALL_CRIME, ASB), row["ratio"]))
    rows = [row | {"clear": row["verdict"] in ("rise", "fall")} for row in rows]
    return Exhibit(
        "changes",
        _changes_title(rows),
        (
            f"Rate in {tables.scope.period.short_title} / rate in {against.short_title} in {tables.scope.area.name},"
            f" over the {rows[0]['months_compared']} months of the year that both have; 1 is no change"
        ),
        (
            ColumnSpec("title", "Crime type"),
            ColumnSpec("against_count", f"{against.short_title}, same months", "count"),
            ColumnSpec("count_compared", f"{tables.scope.period.short_title}, same months", "count"),
            ColumnSpec("ratio", "Ratio of rates", "ratio"),
            ColumnSpec("ratio_low", "95% from", "ratio"),
            ColumnSpec("ratio_high", "to", "ratio"),
            ColumnSpec("q", "q", "ratio"),
            ColumnSpec("verdict", "What the test bears"),
        ),
        rows,
        figures.provenance(RATE_TABLES, "each crime type over the months that both periods have", RATIO_FORMULA),
        source_line(denominator_source(rows)),
        alt=f"A dot and interval for each crime type around a line of no change. {_changes_title(rows)}.",
        notes=(
            "A change is called a rise or a fall only where the false discovery rate over the whole table (q) is under"
            " 0.05. Intervals are for one comparison at a time, so one that just leaves out 1 may still be unclear.",
            "As offences repeat, counts vary more than the test assumes: small changes in large counts may be chance.",
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
        ),
    )


def _changes_title(rows: list[Row]) -> str:
    typed = [row for row in rows if row["crime_type"] not in (ALL_CRIME, ASB)]
    risen = sum(row["verdict"] == "rise" for row in typed)
    fallen = sum(row["verdict"] == "fall" for row in typed)
    unclear = len(typed) - risen - fallen
    return (
        f"Of {len(typed)} crime types, {listed([f'{risen} rose', f'{fallen} fell', f'{unclear} show no clear change'])}"
    )


def outcomes(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = tables.outcomes
    if not rows:
        return None
    order = [
        title
        for title in dict.fromkeys(outcome_groups().values())
        if any(r["outcome"] == title and r["count"] for r in rows)
    ]
    whole = {row["outcome"]: row for row in rows if row["crime_type"] == ALL_CRIME}
    most = max(whole.values(), key=lambda row: row["count"])
    return Exhibit(
        "outcomes",
        f"For {numbers.share(most['share'])} of crimes the last known outcome is: {in_sentence(most['outcome'])}",
        in_period(tables, "Last outcome known when the files were made, share of crimes"),
        (
            ColumnSpec("title", "Crime type"),
            ColumnSpec("outcome", "Last outcome"),
            ColumnSpec("count", "Crimes", "count"),
            ColumnSpec("share", "Share", "share"),
        ),
        rows,
        figures.provenance(
            ("incidents", "area_links"), "crimes of the period by last outcome", "count / all of the type"
        ),
        source_line(),
        alt=f"Stacked bars of last outcomes by crime type. Largest part of all crime: {in_sentence(most['outcome'])}.",
        notes=(
            "Outcomes follow crimes by months: figures for recent months will still move, and shares are no measure of"
            " detection.",
        ),
        draw=stacked_bars(rows, label="title", part="outcome", value="count", order=order),
    )
