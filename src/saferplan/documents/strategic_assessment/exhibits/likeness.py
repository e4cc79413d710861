"""The areas most like this one, and by which features they were found alike."""

from saferplan.documents import numbers
from saferplan.documents.charts import dots
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
from saferplan.documents.strategic_assessment.tracing import BESIDE_FORMULA, POLICE_UK, PROFILE_TABLES, RATE_TABLES
from saferplan.documents.strategic_assessment.wording import in_sentence, listed, these_months
from saferplan.evidence.assessment.scope import ALL_CRIME
from saferplan.evidence.assessment.tables import AssessmentTables

DISTANCE_NOTE = (
    "Distance: weighted root mean square of the differences over the features, in standard deviations of all areas; 0"
    " would be no difference."
)


COLUMNS = (
    ColumnSpec("label", "Area"),
    ColumnSpec("distance", "Distance", "ratio"),
    ColumnSpec("months", "Same months", "count"),
    ColumnSpec("count", "Crimes", "count"),
    ColumnSpec("rate", "Rate a year", "rate"),
    ColumnSpec("low", "95% from", "rate"),
    ColumnSpec("high", "95% to", "rate"),
    ColumnSpec("own", "Here, same months", "rate"),
    ColumnSpec("verdict", "Here it is"),
)


def similar_areas(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """All crime in each similar area, over the months that it has in common with this one."""
    everyone = [row for row in tables.similar_areas if row["crime_type"] == ALL_CRIME]
    known = [row for row in everyone if row["compared_months"] and row["compared_rate_annualised"] is not None]
    if not known:
        return None
    known.sort(key=lambda row: row["compared_rate_annualised"])
    area, one_span = tables.scope.area.name, len({row["compared_span"] for row in known}) == 1
    drawn = _with_own(known, area, one_span=one_span)
    span = f", over the same {these_months(known[0]['compared_months'])}" if one_span else ""
    return Exhibit(
        "similar-areas",
        _title(known, tables.scope.similar_group.name if tables.scope.similar_group else ""),
        f"All crime without ASB per 1,000 residents a year in {area} and in the areas most like it{span}",
        COLUMNS,
        [_row(row) for row in known],
        figures.tracing.provenance(
            (*RATE_TABLES, *PROFILE_TABLES),
            figures.tracing.counted("all crime, beside each of the similar areas over the same months"),
            f"{BESIDE_FORMULA}. {DISTANCE_NOTE}",
            (POLICE_UK, *sources_of(known)),
        ),
        source_line(denominator_source(known)),
        alt=_alt(known, area),
        notes=(*_notes(tables), *_without(everyone, known)),
        draw=dots(
            drawn,
            label="label",
            value="rate",
            low="low",
            high="high",
            highlight=[row["label"] for row in drawn if row["is_own"]],
        ),
    )


def _notes(tables: AssessmentTables) -> tuple[str, ...]:
    return tables.scope.similar.note, DISTANCE_NOTE, PART_YEAR, f"Lines show {INTERVALS}"


def _alt(known: list[Row], area: str) -> str:
    low, high = (
        f"{row['area_name']} with {numbers.rate(row['compared_rate_annualised'])}" for row in (known[0], known[-1])
    )
    return f"A dot and interval for {area} and each of {len(known)} similar areas, from {low} to {high}."


def _title(known: list[Row], group: str) -> str:
    verdicts = [row["compared_verdict"] for row in known]
    lower, higher = verdicts.count("lower"), verdicts.count("higher")
    unclear = len(verdicts) - lower - higher
    rest = f", and not clearly different from {unclear}" if unclear else ""
    return f"Recorded crime is lower than in {lower or 'none'} of the {group}, higher than in {higher or 'none'}{rest}"


def _row(row: Row) -> Row:
    return {
        "label": row["area_name"],
        "distance": row["distance"],
        "months": row["compared_months"],
        "count": row["compared_count"],
        "rate": row["compared_rate_annualised"],
        "low": row["compared_low"],
        "high": row["compared_high"],
        "own": row["compared_own_rate_annualised"],
        "verdict": row["compared_verdict"],
    }


def _with_own(known: list[Row], area: str, *, one_span: bool) -> list[Row]:
    """Dots in order of rate, this area among them: once for each set of months, which the names then tell."""
    drawn = [{**_row(row), "span": row["compared_span"], "is_own": False} for row in known]
    for span, row in {row["compared_span"]: row for row in known}.items():
        ends = {"low": row["compared_own_low"], "high": row["compared_own_high"]}
        own = {"label": area, "span": span, "rate": row["compared_own_rate_annualised"], "is_own": True}
        drawn.append(own | ends)
    if not one_span:
        told = spans_in_words(known)
        drawn = [row | {"label": f"{row['label']} ({told[row['span']]})"} for row in drawn]
    return sorted(drawn, key=lambda row: row["rate"])


def _without(everyone: list[Row], known: list[Row]) -> list[str]:
    shown = {row["area_code"] for row in known}
    missing = [row["area_name"] for row in everyone if row["area_code"] not in shown]
    return [f"No month in common is loaded for {listed(missing)}."] if missing else []


def similarity_features(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """In the features' own units; shares as percentages, so that one column holds numbers of several kinds."""
    if not tables.similarity_features or not tables.scope.similar.codes:
        return None
    rows = [_in_percent(row) for row in tables.similarity_features]
    sources = list(dict.fromkeys(row["source"] for row in rows))
    return Exhibit(
        "similarity-features",
        "The features by which areas are compared, here and in the similar areas",
        f"{tables.scope.area.name} and the mean of its {in_sentence(tables.scope.similar_group.name)}"
        if tables.scope.similar_group
        else tables.scope.area.name,
        (
            ColumnSpec("feature", "Feature"),
            ColumnSpec("unit", "Unit"),
            ColumnSpec("value", "Here", "number"),
            ColumnSpec("similar_mean", "Similar areas", "number"),
            ColumnSpec("weight", "Weight", "count"),
        ),
        rows,
        figures.tracing.provenance(
            (*PROFILE_TABLES, "boundaries"),
            "features of every partnership area",
            DISTANCE_NOTE,
            sources,
        ),
        f"Source: {'; '.join(sources)}. Open Government Licence v3.0.",
        notes=(tables.scope.similar.note, DISTANCE_NOTE),
    )


def _in_percent(row: Row) -> Row:
    """Shares of one, and the mean rank from 0 to 1, out of a hundred."""
    if not row["unit"].startswith(("share of", "mean of rank")):
        return row
    value, mean = row["value"], row["similar_mean"]
    unit = row["unit"].replace("share of", "% of").replace("1 least", "100 least")
    return row | {"unit": unit, "value": value * 100, "similar_mean": mean * 100 if mean is not None else None}
