"""Financial year by financial year: rates, counts and shares; part of a year is never shown as a whole one."""

from saferplan.documents import numbers
from saferplan.documents.charts import dots, stacked_bars, yearly
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import (
    COUNT_AND_RATE,
    INTERVALS,
    PART_YEAR,
    Row,
    denominator_source,
    source_line,
    sources_of,
    with_rates,
)
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import (
    POLICE_UK,
    RATE_FORMULA,
    RATE_TABLES,
)
from saferplan.documents.strategic_assessment.wording import (
    in_sentence,
    listed,
    months_counted,
    months_words,
    share_range,
)
from saferplan.evidence.assessment.scope import ALL_CRIME, BURGLARY_HOUSEHOLDS
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.findings import Provenance

FULL_YEAR = 12
HOLLOW = "A hollow dot stands for part of a year: it may be high or low for its season alone."
LARGEST_PARTS = 5
"""Crime types with a part of their own in bars of shares; the others stand together."""
OTHERS = "All other crime types"


def years(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows: list[Row] = [
        row | {"label": f"{row['year']} ({row['months_present']} of 12 months)"}
        for row in with_rates(tables.years)
        if row["crime_type"] == ALL_CRIME
    ]
    if not rows:
        return None
    low, high = min(rows, key=_rate), max(rows, key=_rate)
    return Exhibit(
        "years",
        _years_title(rows),
        f"All crime without ASB per 1,000 residents a year in {tables.scope.area.name}, by financial year",
        (ColumnSpec("year", "Year"), *COUNT_AND_RATE),
        rows,
        _years_traced(tables, figures, rows),
        source_line(denominator_source(rows)),
        alt=(
            f"A dot and interval a financial year: lowest {numbers.rate(low['rate_annualised'])} in {low['year']},"
            f" highest {numbers.rate(high['rate_annualised'])} in {high['year']}."
        ),
        notes=(HOLLOW, PART_YEAR, f"Lines show {INTERVALS}", *_years_missing(tables)),
        draw=dots(
            [row | {"part": row["months_present"] < FULL_YEAR} for row in rows],
            label="label",
            value="rate_annualised",
            low="rate_annualised_low",
            high="rate_annualised_high",
            faint="part",
        ),
    )


def _rate(row: Row) -> float:
    return row["rate_annualised"]


def _years_title(rows: list[Row]) -> str:
    """Years are ranked only where all are whole and the highest and the lowest differ by more than their intervals."""
    whole = [row for row in rows if row["months_present"] == FULL_YEAR]
    if len(rows) == 1 and not whole:
        return f"Of {rows[0]['year']} there are {months_words(rows[0])}"
    if len(whole) < len(rows):
        how_many = "None" if not whole else str(len(whole))
        has = "has" if len(whole) < 2 else "have"
        return f"{how_many} of {len(rows)} years {has} all twelve months, so the years cannot be ranked"
    low, high = min(rows, key=_rate), max(rows, key=_rate)
    if len(rows) > 1 and low["rate_annualised_high"] < high["rate_annualised_low"]:
        return f"The rate of recorded crime was lowest in {low['year']} and highest in {high['year']}"
    return "The rate of recorded crime, year by year"


def _years_missing(tables: AssessmentTables) -> list[str]:
    missing = [row["year"] for row in tables.years if row["crime_type"] == ALL_CRIME and row["count"] is None]
    return [f"No month of {listed(missing)} is loaded."] if missing else []


def _years_traced(tables: AssessmentTables, figures: Figures, rows: list[Row]) -> Provenance:
    months = sorted(tables.scope.basis.months_by_unit[tables.scope.unit])
    return figures.tracing.provenance(
        (*RATE_TABLES, "households"),
        figures.tracing.counted("each measure and financial year", months),
        RATE_FORMULA,
        (POLICE_UK, *sources_of(rows)),
    )


def years_counts(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A row a crime type, a column a year."""
    rows = [row for row in tables.years if row["count"] is not None and row["crime_type"] != BURGLARY_HOUSEHOLDS]
    if not rows:
        return None
    columns = [
        ColumnSpec(f"count {year}", f"{year}, {months_counted(months)}", "count")
        for year, months in _years_of(rows).items()
    ]
    return Exhibit(
        "years-counts",
        "Counts, year by year",
        f"Incidents in {tables.scope.area.name} in the months loaded of each financial year",
        (ColumnSpec("title", "Crime type"), *columns),
        _by_year(rows, {"count": "count"}),
        _years_traced(tables, figures, rows),
        source_line(),
        notes=(
            "Counts of years with different numbers of months cannot be compared: see the rates.",
            *_years_missing(tables),
        ),
    )


def years_shares(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A row a crime type, a column a year."""
    rows = [row for row in tables.years if row["share_of_crime"] is not None and "households" not in row["crime_type"]]
    if not rows:
        return None
    parts, order = _largest_parts(tables, rows)
    return Exhibit(
        "years-shares",
        shares_title(parts),
        f"Share of recorded crime in {tables.scope.area.name} in the months loaded of each financial year",
        (
            ColumnSpec("title", "Crime type"),
            *(ColumnSpec(f"share {year}", year, "share") for year in _years_of(rows)),
        ),
        _by_year(rows, {"share": "share_of_crime"}),
        _years_traced(tables, figures, rows),
        source_line(),
        alt=f"Stacked bars by year: {listed([in_sentence(title) for title in order])}.",
        notes=(
            "As one crime type's share grows the others' shrink, whatever their own numbers do.",
            *_years_missing(tables),
        ),
        draw=stacked_bars(parts, label="label", part="part", value="count", order=order),
    )


def _largest_parts(tables: AssessmentTables, rows: list[Row]) -> tuple[list[Row], list[str]]:
    """Counts by year of the largest crime types and of the others together, and the order of these parts."""
    largest = [one.title for one in tables.scope.crime_measures[:LARGEST_PARTS]]
    parts = [
        {
            "label": f"{row['year']} ({months_counted(row['months_present'])})",
            "year": row["year"],
            "months": row["months_present"],
            "part": row["title"] if row["title"] in largest else OTHERS,
            "count": row["count"],
            "share": row["share_of_crime"],
        }
        for row in rows
    ]
    return parts, [*largest, OTHERS] if any(row["part"] == OTHERS for row in parts) else largest


def shares_title(parts: list[Row]) -> str:
    """'Violence and sexual offences: 29.2% of recorded crime in 2017/18, 41.8% in 2024/25': the largest type.

    Only whole years are set beside one another: a March has other crimes than a summer.
    """
    own = [row for row in parts if row["part"] == parts[0]["part"]]
    whole = [row for row in own if row["months"] == FULL_YEAR]
    if len(own) > 1 and len(whole) < 2:
        return f"{own[0]['part']}: {share_range(own)} of the recorded crime loaded of each year"
    first, last = (whole or own)[0], (whole or own)[-1]
    if first is last:
        return f"{first['part']}: {numbers.share(first['share'])} of recorded crime in {first['year']}"
    return (
        f"{first['part']}: {numbers.share(first['share'])} of recorded crime in {first['year']},"
        f" {numbers.share(last['share'])} in {last['year']}"
    )


def years_rates(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """Rates with intervals: a row a crime type, three columns a year."""
    rows = with_rates(tables.years)
    if not rows:
        return None
    columns = [
        column
        for year in _years_of(rows)
        for column in (
            ColumnSpec(f"rate {year}", f"{year}, rate", "rate"),
            ColumnSpec(f"low {year}", "95% from", "rate"),
            ColumnSpec(f"high {year}", "95% to", "rate"),
        )
    ]
    keys = {"rate": "rate_annualised", "low": "rate_annualised_low", "high": "rate_annualised_high"}
    return Exhibit(
        "years-rates",
        "The rate of each crime type, year by year",
        f"Incidents per 1,000 residents a year in {tables.scope.area.name}, with 95% intervals, by financial year",
        (ColumnSpec("title", "Crime type"), *columns),
        _by_year(rows, keys),
        _years_traced(tables, figures, rows),
        source_line(denominator_source(rows)),
        alt=f"A small panel for each of {len({row['title'] for row in rows})} measures, a dot and interval a year.",
        notes=(HOLLOW, PART_YEAR, "Each panel has its own scale.", *_years_missing(tables)),
        draw=yearly(
            _with_empty_years(tables, rows),
            panel="title",
            year="year",
            value="rate_annualised",
            low="rate_annualised_low",
            high="rate_annualised_high",
            whole="whole",
        ),
    )


def _with_empty_years(tables: AssessmentTables, rows: list[Row]) -> list[Row]:
    """The rows and those of years of which nothing is loaded, so that these leave a gap."""
    shown = {row["crime_type"] for row in rows}
    everyone = [row for row in tables.years if row["crime_type"] in shown]
    everyone.sort(key=lambda row: row["year"])
    return [row | {"whole": row["months_present"] == FULL_YEAR} for row in everyone]


def _years_of(rows: list[Row]) -> dict[str, int]:
    """Months present by year."""
    return {row["year"]: row["months_present"] for row in rows}


def _by_year(rows: list[Row], keys: dict[str, str]) -> list[Row]:
    """A record a measure, with a column for each year and key."""
    table: dict[str, Row] = {}
    for row in rows:
        own = table.setdefault(row["crime_type"], {"title": row["title"], "crime_type": row["crime_type"]})
        own |= {f"{name} {row['year']}": row[key] for name, key in keys.items()}
    return list(table.values())
