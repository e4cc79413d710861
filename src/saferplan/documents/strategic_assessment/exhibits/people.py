"""About the area: the people who live there, their homes, and how both compare with other areas."""

from collections.abc import Sequence

from saferplan.documents import numbers
from saferplan.documents.charts import bars, compared_dots, stacked_bars
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.strategic_assessment.exhibits.common import Row
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.tracing import PROFILE_TABLES
from saferplan.documents.strategic_assessment.wording import in_sentence, listed
from saferplan.evidence.assessment.profile import HOUSEHOLDS, LINES
from saferplan.evidence.assessment.scope import SIMILAR
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.findings import Provenance
from saferplan.evidence.geography import Area

LICENCE = "Open Government Licence v3.0"
FORMULA = "added up; shares of several areas weighted by residents, or by households for tenure"
TENURES = {
    "share_owned": "Owned, with or without a mortgage",
    "share_social_rented": "Rented from a council or housing association",
    "share_private_rented": "Rented privately",
}
OTHER_TENURE = "Shared ownership, rent free and other"
CLEAR_GAP = 0.02
"""Difference of two shares below which a title does not speak of one: a judgement of ours. These are whole populations,
so that no test of chance applies."""


def profile(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """Totals as they are and shares as percentages, so that one column holds both as numbers."""
    if not tables.profile:
        return None
    others, area = tables.scope.comparators, tables.scope.area
    rows = [_profile_row(row, [other.code for other in others]) for row in tables.profile]
    return Exhibit(
        "profile",
        f"{area.name} in figures",
        "People, homes and neighbourhoods, from the newest tables loaded; each line names its table and year",
        (
            ColumnSpec("title", "Line"),
            ColumnSpec("value", area.name, "number"),
            *(ColumnSpec(other.code, other.name, "number") for other in others),
            ColumnSpec("unit", "Unit"),
            ColumnSpec("as_of", "As of"),
        ),
        rows,
        _traced(tables, figures, tables.profile),
        _source_line(tables.profile),
        notes=("The force and the country include the area itself.",) if others else (),
    )


def _profile_row(row: Row, others: list[str]) -> Row:
    is_share = row["kind"] == "share"
    of = next(line.weight for line in LINES if line.feature == row["feature"])
    unit = f"% of {'households' if of == HOUSEHOLDS else 'residents'}" if is_share else "number"
    values = {key: row[key] for key in ("value", *others)}
    scaled = {key: value * 100 if is_share and value is not None else value for key, value in values.items()}
    return {"title": row["title"], "feature": row["feature"], "unit": unit, "as_of": _as_of(row["source"])} | scaled


def _as_of(source: str) -> str:
    """'ONS, Census 2021: tenure of households' as 'Census 2021'."""
    return (source.partition(", ")[2] or source).partition(":")[0]


def _traced(tables: AssessmentTables, figures: Figures, rows: Sequence[Row]) -> Provenance:
    area = tables.scope.area
    what = f"small areas (LSOA) of {area.name} ({area.code}), and of the areas beside it"
    return figures.tracing.provenance(PROFILE_TABLES, what, FORMULA, _sources(rows))


def _sources(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(row["source"] for row in rows if row["source"]))


def _source_line(rows: Sequence[Row]) -> str:
    return f"Source: {'; '.join(_sources(rows))}. {LICENCE}."


def _beside(tables: AssessmentTables, rows: Sequence[Row]) -> list[Area]:
    """The similar areas and the country, as far as every row has their figure."""
    country = tables.scope.basis.geography.units[tables.scope.unit].country
    others = {area.code: area for area in tables.scope.comparators}
    wanted = [others[code] for code in (SIMILAR, country) if code in others]
    return [area for area in wanted if all(row.get(area.code) is not None for row in rows)]


def profile_shares(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """Where the area differs: every share of the profile beside the similar areas and the country."""
    rows = [row for row in tables.profile if row["kind"] == "share" and row["value"] is not None]
    others = _beside(tables, rows)
    if not rows or not others:
        return None
    area, last = tables.scope.area.name, others[-1]
    return Exhibit(
        "profile-shares",
        _shares_title(rows, area, last),
        f"Shares of residents, or of households for homes, in {area} and in {listed([one.name for one in others])}",
        (
            ColumnSpec("title", "Line"),
            ColumnSpec("value", area, "share"),
            *(ColumnSpec(one.code, one.name, "share") for one in others),
            ColumnSpec("as_of", "As of"),
        ),
        [row | {"as_of": _as_of(row["source"])} for row in rows],
        _traced(tables, figures, rows),
        _source_line(rows),
        alt=f"For each of {len(rows)} lines a dot for {area}, and marks for {listed([one.name for one in others])}.",
        notes=(f"{last.name} includes {area} itself.",) if tables.scope.holds(last) else (),
        draw=compared_dots(
            rows, label="title", series={"value": area} | {one.code: one.name for one in others}, kind="share"
        ),
    )


def _shares_title(rows: Sequence[Row], area: str, other: Area) -> str:
    """'Buckinghamshire differs most from England in …', or that no share differs by much."""
    most = max(rows, key=lambda row: abs(row["value"] - row[other.code]))
    if abs(most["value"] - most[other.code]) < CLEAR_GAP:
        return f"On these lines {area} is much like {_named(other)}"
    here, there = numbers.share(most["value"]), numbers.share(most[other.code])
    return f"{most['title']}: {here} in {area}, {there} in {_named(other)}, the widest gap of these lines"


def _named(area: Area) -> str:
    return f"the {in_sentence(area.name)}" if area.code == SIMILAR else area.name


def ages(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    rows = tables.ages
    if not rows:
        return None
    country = tables.scope.basis.geography.names[tables.scope.basis.geography.units[tables.scope.unit].country]
    has_country = rows[0]["country_share"] is not None
    area, columns = tables.scope.area.name, [ColumnSpec("title", "Age"), ColumnSpec("residents", "Residents", "count")]
    columns.append(ColumnSpec("share", "Share", "share"))
    if has_country:
        columns.append(ColumnSpec("country_share", country, "share"))
    return Exhibit(
        "ages",
        _ages_title(rows, area, country if has_country else ""),
        f"Share of residents of {area} in each ten years of age{f', and of {country}' if has_country else ''}",
        columns,
        rows,
        _traced(tables, figures, rows),
        _source_line(rows),
        alt="Bars by age: " + ", ".join(f"{row['title']} {numbers.share(row['share'])}" for row in rows) + ".",
        draw=bars(
            rows,
            label="title",
            value="share",
            kind="share",
            marker="country_share" if has_country else None,
            marker_name=country if has_country else "",
        ),
    )


def _ages_title(rows: Sequence[Row], area: str, country: str) -> str:
    """The age of which the area has most more, or most less, than the country; else the largest."""
    largest = max(rows, key=lambda row: row["share"])
    if country:
        apart = max(rows, key=lambda row: abs(row["share"] - row["country_share"]))
        here, there = apart["share"], apart["country_share"]
        return (
            f"{area} has {'more' if here > there else 'fewer'} people aged {apart['title']} than {country}:"
            f" {numbers.share(here)} beside {numbers.share(there)}"
        )
    return f"The largest group is aged {largest['title']}, with {numbers.share(largest['share'])} of residents"


def tenure(tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """A bar an area, cut into how households hold their homes."""
    known = {row["feature"]: row for row in tables.profile if row["feature"] in TENURES and row["value"] is not None}
    if len(known) < len(TENURES):
        return None
    others = _beside(tables, list(known.values()))
    areas = {"value": tables.scope.area.name} | {other.code: other.name for other in others}
    rows = [_tenures(name, {feature: row[key] for feature, row in known.items()}) for key, name in areas.items()]
    titles = [*TENURES.values(), OTHER_TENURE]
    owned, rented = (numbers.share(rows[0][titles[place]]) for place in (0, 2))
    return Exhibit(
        "tenure",
        f"{owned} of households own their home, and {rented} rent privately",
        f"Households in {listed(list(areas.values()))} by how they hold their home",
        (ColumnSpec("label", "Area"), *(ColumnSpec(title, title, "share") for title in titles)),
        rows,
        _traced(tables, figures, list(known.values())),
        _source_line(list(known.values())),
        alt=f"Stacked bars for {listed(list(areas.values()))}.",
        draw=stacked_bars(
            [{"label": row["label"], "part": title, "value": row[title]} for row in rows for title in titles],
            label="label",
            part="part",
            value="value",
            order=titles,
        ),
    )


def _tenures(name: str, shares: Row) -> Row:
    found = {title: shares[feature] for feature, title in TENURES.items()}
    return {"label": name} | found | {OTHER_TENURE: max(1 - sum(found.values()), 0.0)}
