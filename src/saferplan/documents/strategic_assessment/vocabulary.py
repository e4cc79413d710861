"""The words that a chapter of the Strategic Assessment may use: figures, lists for the text, and exhibits."""

from collections.abc import Mapping
from typing import Any

from saferplan.documents.exhibits import Exhibit
from saferplan.documents.strategic_assessment import wording
from saferplan.documents.strategic_assessment.catalogue import exhibits_of
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.errors import UnknownName, nearest
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.findings import Finding


def vocabulary_of(tables: AssessmentTables, *, generated_on: str) -> Mapping[str, Any]:
    """Each word with its function or value; docs/reference/strategic-assessment.md lists them for analysts."""
    figures = Figures(tables)
    catalogue = exhibits_of(tables, figures)
    scope = tables.scope
    home = scope.basis.geography.units[scope.unit]
    return {
        "area": scope.area.name,
        "period": scope.period.title,
        "period_short": scope.period.short_title,
        "against": scope.against.title if scope.against else "",
        "force": scope.basis.geography.names.get(home.pfa, "") if home.pfa else "",
        "country": scope.basis.geography.names[home.country],
        "months_present": len(scope.months_present),
        "months_expected": len(scope.period.months),
        "generated_on": generated_on,
        "wards_list": scope.wards_list_title,
        "similarity_note": scope.similar.note,
        "has": lambda name: name in _present(tables, catalogue),
        "exhibit": lambda name: _exhibit(catalogue, name),
        "volume": figures.volume,
        "rate": figures.rate,
        "share": figures.share,
        "change": figures.change,
        "beside": figures.beside,
        "comparator_rate": figures.comparator_rate,
        "profile": figures.profile,
        "unplaced": figures.unplaced,
        "reconciled": figures.reconciled,
        "ward_count": figures.ward_count,
        "changed": lambda verdict: _changed(tables, figures, verdict),
        "largest": lambda number: [figures.share(one.name) for one in scope.crime_measures[:number]],
        "title": wording.in_sentence,
        "ward_names": lambda kind: wording.listed(_ward_names(tables, kind)),
    }


def _exhibit(catalogue: Mapping[str, Exhibit], name: str) -> Exhibit:
    if name not in catalogue:
        raise UnknownName(f"there is no exhibit '{name}'", remedy=nearest(name, list(catalogue)))
    return catalogue[name]


def _present(tables: AssessmentTables, catalogue: Mapping[str, Exhibit]) -> set[str]:
    """What this assessment can speak of: exhibits that have data, and parts that depend on options."""
    scope = tables.scope
    compared = scope.against and any(row.get("months_compared") for row in tables.crime_types)
    parts = {
        "against": scope.against is not None,
        "comparable": bool(compared),
        "wards_list": bool(scope.named_wards),
        "figures": bool(scope.months_present),
        "all_months": len(scope.months_present) == len(scope.period.months),
        "similar": scope.similar_group is not None,
    }
    for name in ("force", "country", "similar"):
        parts[f"beside_{name}"] = _is_compared(tables, name)
    return {name for name, is_there in parts.items() if is_there} | set(catalogue)


def _is_compared(tables: AssessmentTables, comparator: str) -> bool:
    home = tables.scope.basis.geography.units[tables.scope.unit]
    code = {"force": home.pfa, "country": home.country, "similar": "similar"}[comparator]
    return any(
        row["area_code"] == code and row["crime_type"] == ALL_CRIME and row["compared_months"]
        for row in tables.comparators
    )


def _changed(tables: AssessmentTables, figures: Figures, verdict: str) -> list[Finding]:
    """Changes of the crime types with this verdict, largest categories first."""
    rows = [
        row for row in tables.crime_types if row.get("verdict") == verdict and row["crime_type"] not in (ALL_CRIME, ASB)
    ]
    return [figures.change(row["crime_type"]) for row in rows]


def _ward_names(tables: AssessmentTables, kind: str) -> list[str]:
    wards = tables.wards
    if kind == "union":
        return [row["area_name"] for row in wards.union]
    if kind == "overlap":
        return [row["area_name"] for row in wards.union if row["named"]]
    return [row["area_name"] for row in wards.standing if row["standing"].startswith(kind)]
