"""The area beside its force, its country and the areas most like it."""

from saferplan.documents import numbers
from saferplan.documents.charts import Break, dots, lines
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import ANNUALISED_NOTE, denominator_source, source_line
from saferplan.documents.strategic_assessment.figures import RATE_FORMULA, RATE_TABLES, Figures
from saferplan.documents.strategic_assessment.wording import listed
from saferplan.evidence.assessment.scope import ALL_CRIME
from saferplan.evidence.assessment.tables import AssessmentTables

BESIDE_FORMULA = (
    "annualised rates over the months that both have; ratio and exact test against the rest of the other area where"
    " this one is part of it; false discovery rate over the table"
)


def side_by_side(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """All crime in pairs: each other area beside this one over the months that both have."""
    compared = [row for row in tables.comparators if row["crime_type"] == ALL_CRIME and row["compared_months"]]
    if not compared:
        return None
    area = tables.scope.area.name
    rows = [row for pair in compared for row in _pair(pair, area)]
    words = [f"{row['compared_verdict']} than in {row['area_name']}" for row in compared]
    clear = [row for row in compared if row["compared_verdict"] in ("higher", "lower")]
    return Exhibit(
        "side-by-side",
        f"Recorded crime is {listed(words)}"
        if len(clear) == len(compared)
        else f"Recorded crime in {area}, side by side",
        "All crime without ASB per 1,000 residents a year, each pair over the months that both areas have",
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
        alt="Dots with intervals in pairs: " + "; ".join(_told(row, area) for row in compared) + ".",
        notes=(ANNUALISED_NOTE, *_left_out(compared)),
        draw=dots(
            rows, label="label", value="rate", low="low", high="high", highlight=[r["label"] for r in rows if r["own"]]
        ),
    )


def _pair(row: dict, area: str) -> list[dict]:
    """The area and the other one over the same months, with intervals."""
    from saferplan.evidence.analysis.rates import rate_interval

    months = row["compared_months"]
    found = []
    for own in (True, False):
        count = row["compared_own_count"] if own else row["compared_count"]
        rate = row["compared_own_rate_annualised"] if own else row["compared_rate_annualised"]
        low, high = rate_interval(count, count / rate * 12 / months * 1000 if rate else 0)
        name = area if own else row["area_name"]
        found.append(
            {
                "label": f"{name}, beside {row['area_name']}" if own else name,
                "own": own,
                "months": months,
                "count": count,
                "rate": rate,
                "low": float(low) * 12 / months,
                "high": float(high) * 12 / months,
            }
        )
    return found


def _told(row: dict, area: str) -> str:
    ours, theirs = row["compared_own_rate_annualised"], row["compared_rate_annualised"]
    return f"{area} {numbers.rate(ours)} and {row['area_name']} {numbers.rate(theirs)}"


def _left_out(rows: list[dict]) -> list[str]:
    return [f"{row['area_name']}: {row['note']}." for row in rows if row["note"]]


def comparators(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = [row for row in tables.comparators if row["compared_months"]]
    if not rows:
        return None
    return Exhibit(
        "comparators",
        f"Crime types in {tables.scope.area.name} beside other areas",
        "Rate per 1,000 residents a year, over the months that both areas have",
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
        notes=("The ratio is to the rest of the force or country, without this area.", *_left_out(rows[:3])),
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
        f"Index of all crime without ASB; the mean of {len(base)} months from {base[0]} to {base[-1]} is 100",
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
