"""The area beside its force, its country and the areas most like it."""

from saferplan.documents import numbers
from saferplan.documents.charts import Break, dots, lines
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import ANNUALISED_NOTE, denominator_source, source_line
from saferplan.documents.strategic_assessment.figures import RATE_FORMULA, RATE_TABLES, Figures
from saferplan.documents.strategic_assessment.wording import listed
from saferplan.evidence.analysis.rates import rate_interval
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB_CRIME_TYPE
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.periods import month_title

BESIDE_FORMULA = (
    "annualised rates over the months that both have; ratio and exact test against the rest of the other area where"
    " this one is part of it; false discovery rate over the table"
)


def side_by_side(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """All crime here and in each other area, over the months that both have: ours once for each set of months."""
    compared = [row for row in tables.comparators if row["crime_type"] == ALL_CRIME and row["compared_months"]]
    if not compared:
        return None
    area = tables.scope.area.name
    rows = _grouped_by_months(compared, area)
    return Exhibit(
        "side-by-side",
        _side_by_side_title(compared),
        "All crime without ASB per 1,000 residents a year; areas in one group are counted over the same months",
        (
            ColumnSpec("label", "Area"),
            ColumnSpec("months", "Same months", "count"),
            ColumnSpec("count", "Crimes", "count"),
            ColumnSpec("rate", "Rate a year", "rate"),
            ColumnSpec("low", "95% from", "rate"),
            ColumnSpec("high", "to", "rate"),
        ),
        rows,
        figures.provenance(RATE_TABLES, "all crime in both areas over the same months", RATE_FORMULA),
        source_line(denominator_source(compared)),
        alt="Dots with intervals: " + "; ".join(_told(row, area) for row in compared) + ".",
        notes=(ANNUALISED_NOTE, *_left_out(compared)),
        draw=dots(
            rows,
            label="label",
            value="rate",
            low="low",
            high="high",
            highlight=[row["label"] for row in rows if row["own"]],
        ),
    )


def _side_by_side_title(compared: list[dict]) -> str:
    """'Recorded crime is lower than in Thames Valley and England', one clause a verdict."""
    clauses = []
    for verdict, words in (
        ("lower", "lower than in"),
        ("higher", "higher than in"),
        ("no clear difference", "near that of"),
    ):
        names = [_named(row) for row in compared if row["compared_verdict"] == verdict]
        clauses += [f"{words} {listed(names)}"] if names else []
    return f"Recorded crime is {', '.join(clauses)}"


def _named(row: dict) -> str:
    return f"the {row['area_name']}" if row["area_code"] == "similar" else row["area_name"]


def _grouped_by_months(compared: list[dict], area: str) -> list[dict]:
    rows: list[dict] = []
    for months in dict.fromkeys(row["compared_months"] for row in compared):
        group = [row for row in compared if row["compared_months"] == months]
        first = group[0]
        rows.append(_dot(area, months, first["compared_own_count"], first["compared_own_rate_annualised"], own=True))
        rows += [
            _dot(row["area_name"], months, row["compared_count"], row["compared_rate_annualised"], own=False)
            for row in group
        ]
    return rows


def _dot(name: str, months: int, count: int, rate: float, *, own: bool) -> dict:
    person_years = count / rate if rate else 0
    low, high = rate_interval(count, person_years, per=1)
    label = f"{name} ({months} {'month' if months == 1 else 'months'})"
    figures = {"months": months, "count": count, "rate": rate, "low": float(low), "high": float(high)}
    return {"label": label, "own": own} | figures


def _told(row: dict, area: str) -> str:
    ours, theirs = row["compared_own_rate_annualised"], row["compared_rate_annualised"]
    return f"{area} {numbers.rate(ours)} and {row['area_name']} {numbers.rate(theirs)}"


def _left_out(rows: list[dict]) -> list[str]:
    return [f"{row['area_name']}: {row['note']}." for row in rows if row["note"]]


def comparators(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """Each crime type beside the fairest comparator that there is: similar areas, else the force, else the country."""
    rows = [row for row in tables.comparators if row["compared_months"] and row["compared_ratio"] is not None]
    if not rows:
        return None
    fairest = next(one for one in reversed(tables.scope.comparators) if any(r["area_code"] == one.code for r in rows))
    drawn = [
        row | {"clear": row["compared_verdict"] in ("higher", "lower")}
        for row in rows
        if row["area_code"] == fairest.code
    ]
    drawn.sort(key=lambda row: (row["crime_type"] not in (ALL_CRIME, ASB_CRIME_TYPE), row["compared_ratio"]))
    typed = [row for row in drawn if row["crime_type"] not in (ALL_CRIME, ASB_CRIME_TYPE)]
    lower, higher = (sum(row["compared_verdict"] == verdict for row in typed) for verdict in ("lower", "higher"))
    return Exhibit(
        "comparators",
        f"Of {len(typed)} crime types, {lower} are lower and {higher} higher than in {_named(drawn[0])}",
        (
            f"Rate in {tables.scope.area.name} / rate in {_named(drawn[0])}, over the"
            f" {drawn[0]['compared_months']} months that both have; the table has the other areas too"
        ),
        (
            ColumnSpec("title", "Crime type"),
            ColumnSpec("area_name", "Beside"),
            ColumnSpec("compared_own_rate_annualised", "Here", "rate"),
            ColumnSpec("compared_rate_annualised", "There", "rate"),
            ColumnSpec("compared_ratio", "Ratio", "ratio"),
            ColumnSpec("compared_ratio_low", "95% from", "ratio"),
            ColumnSpec("compared_ratio_high", "to", "ratio"),
            ColumnSpec("compared_verdict", "Here it is"),
        ),
        rows,
        figures.provenance(RATE_TABLES, "each crime type beside each other area", BESIDE_FORMULA),
        source_line(denominator_source(rows)),
        alt=(
            f"A dot and interval for each crime type around a line of equal rates: {lower} clearly lower here, {higher}"
            " clearly higher."
        ),
        notes=(
            "A difference is called clear only where the false discovery rate over the whole table is under 5%.",
            "Where this area is part of the other, the ratio is to the rest of it.",
            *_left_out([row for row in rows if row["crime_type"] == ALL_CRIME]),
        ),
        draw=dots(
            drawn,
            label="title",
            value="compared_ratio",
            low="compared_ratio_low",
            high="compared_ratio_high",
            kind="ratio",
            no_change=1,
            clear="clear",
            unclear_text="no clear difference",
        ),
    )


def similar_areas(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    others = [row for row in tables.similar_areas if row["crime_type"] == ALL_CRIME and row["compared_months"]]
    if not others:
        return None
    months = others[0]["compared_months"]
    rows = [
        {
            "label": row["area_name"],
            "distance": row["distance"],
            "count": row["count"],
            "rate": row["rate_annualised"],
            "low": row["rate_annualised_low"],
            "high": row["rate_annualised_high"],
            "own": row["compared_own_rate_annualised"],
            "verdict": row["compared_verdict"],
        }
        for row in others
    ]
    rows.sort(key=lambda row: row["rate"])
    higher = sum(row["verdict"] == "higher" for row in rows)
    lower = sum(row["verdict"] == "lower" for row in rows)
    return Exhibit(
        "similar-areas",
        f"The rate here is lower than in {lower} of the {len(rows)} most similar areas and higher than in {higher}",
        (
            f"All crime without ASB per 1,000 residents a year in the areas most like {tables.scope.area.name}, where"
            f" the rate over the same {months} months is {numbers.rate(others[0]['compared_own_rate_annualised'])}"
        ),
        (
            ColumnSpec("label", "Area"),
            ColumnSpec("distance", "Distance", "ratio"),
            ColumnSpec("count", "Crimes", "count"),
            ColumnSpec("rate", "Rate a year", "rate"),
            ColumnSpec("low", "95% from", "rate"),
            ColumnSpec("high", "to", "rate"),
            ColumnSpec("own", "Here, same months", "rate"),
            ColumnSpec("verdict", "Here it is"),
        ),
        rows,
        figures.provenance(RATE_TABLES, "all crime in each of the most similar areas", BESIDE_FORMULA),
        source_line(denominator_source(others)),
        alt=(
            f"A dot and interval for each of {len(rows)} similar areas, from {rows[0]['label']} with"
            f" {numbers.rate(rows[0]['rate'])} to {rows[-1]['label']} with {numbers.rate(rows[-1]['rate'])}."
        ),
        notes=(tables.scope.similar.note, ANNUALISED_NOTE),
        draw=dots(rows, label="label", value="rate", low="low", high="high"),
    )


def similarity_features(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = tables.similarity_features
    if not rows:
        return None
    return Exhibit(
        "similarity-features",
        "By which features the areas were found to be alike",
        f"{tables.scope.area.name} and the mean of its most similar areas",
        (
            ColumnSpec("feature", "Feature"),
            ColumnSpec("value", "Here", "ratio"),
            ColumnSpec("similar_mean", "Similar areas", "ratio"),
            ColumnSpec("weight", "Weight", "count"),
            ColumnSpec("source", "Source"),
        ),
        rows,
        figures.provenance(
            ("population", "population_by_age", "households", "deprivation", "rural_urban", "boundaries"),
            "features of every partnership area",
            "distance: weighted root mean square of the differences in standard deviations",
            tuple(row["source"] for row in rows),
        ),
        "Source: Office for National Statistics and MHCLG, Open Government Licence v3.0.",
        notes=(tables.scope.similar.note,),
    )


def monthly_index(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = tables.monthly_index
    if not rows:
        return None
    base = sorted({row["month"] for row in rows if row["base"]})
    series = list(dict.fromkeys(row["series"] for row in rows))
    last = {name: next(r for r in reversed(rows) if r["series"] == name and r["index"] is not None) for name in series}
    return Exhibit(
        "monthly-index",
        f"Crime month by month in {series[0]} and in the {series[1][:1].lower() + series[1][1:]}",
        (
            f"Index of all crime without ASB; the mean of {len(base)} months from {month_title(base[0])} to"
            f" {month_title(base[-1])} is 100"
        ),
        (
            ColumnSpec("series", "Area"),
            ColumnSpec("month", "Month"),
            ColumnSpec("count", "Crimes", "count"),
            ColumnSpec("index", "Index", "number"),
        ),
        [row for row in rows if row["index"] is not None],
        figures.provenance(
            ("incidents", "area_counts", "area_links"), "all crime by month", "count / mean of base months x 100"
        ),
        source_line(),
        alt="Two lines over the months loaded. In the last month: "
        + "; ".join(f"{name} {numbers.number(row['index'])}" for name, row in last.items())
        + ". Shaded: breaks in the series.",
        notes=("Months that are not published for both are gaps. The index follows counts, not rates.",),
        draw=lines(
            rows,
            month="month",
            value="index",
            series="series",
            base=100,
            breaks=[Break(one["first_month"], one["last_month"], one["title"]) for one in tables.breaks],
        ),
    )
