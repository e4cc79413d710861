"""The words that a chapter of the Strategic Assessment may use: figures, lists for the text, and exhibits."""

from collections.abc import Mapping, Sequence
from typing import Any

from saferplan.documents.exhibits import Exhibit
from saferplan.documents.strategic_assessment import wording
from saferplan.documents.strategic_assessment.catalogue import Catalogue
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.partner_figures import PartnerFigures
from saferplan.errors import UnknownName, nearest
from saferplan.evidence.assessment.gaps import unplaced
from saferplan.evidence.assessment.scope import ALL_CRIME, ASB, SIMILAR, Scope
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.findings import Finding
from saferplan.evidence.geography import WALES
from saferplan.evidence.measures.definition import measure_named


def vocabulary_of(
    tables: AssessmentTables, *, generated_on: str, answers: Mapping[str, Sequence[str]] | None = None
) -> Mapping[str, Any]:
    """Each word with its function or value; docs/reference/strategic-assessment.md lists them for analysts.

    `answers`: titles of the document's chapters by the matter of the regulations that they answer.
    """
    figures = Figures(tables)
    catalogue = Catalogue(tables, figures, answers)
    there = _there(tables) | ({"all_matters"} if answers and all(answers.values()) else set())
    return {
        **_values(tables.scope, generated_on),
        **_issue(tables.scope.issue),
        **_figures(figures),
        **PartnerFigures(tables).words(),
        "has": lambda name: name in there or name in catalogue,
        "exhibit": lambda name: _exhibit(catalogue, name),
        "changed": lambda verdict: _changed(tables, figures, verdict),
        "largest_changes": lambda verdict, number: _largest_changes(tables, figures, verdict)[:number],
        "crime_types": [{"name": one.name, "title": one.title} for one in tables.scope.crime_measures],
        "largest": lambda number: [figures.share(one.name) for one in tables.scope.crime_measures[:number]],
        "title": wording.in_sentence,
        "plural": wording.plural,
        "months": wording.months_counted,
        "these_months": wording.these_months,
        "months_compared": wording.months_listed([now for now, _ in tables.months_compared]),
        "months_against": wording.months_listed([then for _, then in tables.months_compared]),
        "population_note": wording.population_words(tables.population_date, tables.scope.period.middle),
        "breaks_compared": wording.listed(
            [wording.in_sentence(one["title"]) for one in tables.breaks if one["compared"]]
        ),
        "why_no_season": lambda: tables.why_no_season,
        "gap": lambda measure: wording.gap_words(figures.reconciled(measure).record),
        "gap_explained": lambda measure: wording.explained_words(figures.reconciled(measure).record),
        "ward_names": lambda kind: wording.listed(_ward_names(tables, kind)),
    }


def _values(scope: Scope, generated_on: str) -> dict[str, Any]:
    geography = scope.basis.geography
    home = geography.units[scope.unit]
    missing = [month for month in scope.period.months if month not in scope.months_present]
    return {
        "area": scope.area.name,
        "period": scope.period.title,
        "period_short": scope.period.short_title,
        "against": scope.against.title if scope.against else "",
        "against_short": scope.against.short_title if scope.against else "",
        "force": geography.names.get(home.pfa, home.pfa) if home.pfa else "",
        "country": geography.names[home.country],
        "months_present": len(scope.months_present),
        "months_expected": len(scope.period.months),
        "missing_months": wording.months_listed(missing),
        "generated_on": generated_on,
        "wards_list": scope.wards_list_title,
        "similar": scope.similar_group.name if scope.similar_group else "",
        "similarity_note": scope.similar.note,
    }


def _issue(name: str) -> dict[str, str]:
    """The measure that a problem profile is about; empty words in every other document."""
    measure = measure_named(name) if name else None
    return {
        "issue": name,
        "issue_title": measure.title if measure else "",
        "issue_counts": measure.what_it_counts if measure else "",
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "volume": figures.volume,
        "rate": figures.rate,
        "share": figures.share,
        "change": figures.change,
        "moved": figures.moved,
        "beside": figures.beside,
        "comparator_rate": figures.comparator_rate,
        "own_rate": figures.own_rate,
        "profile": figures.profile,
        "unplaced": figures.unplaced,
        "unplaced_compared": figures.unplaced_compared,
        "placing": figures.placing,
        "reconciled": figures.reconciled,
        "deprived": figures.deprived,
        "ward_count": figures.ward_count,
        "ward_part": figures.ward_part,
        "hotspot": figures.hotspot,
    }


def _exhibit(catalogue: Mapping[str, Exhibit], name: str) -> Exhibit:
    if name not in catalogue:
        raise UnknownName(f"there is no exhibit '{name}'", remedy=nearest(name, list(catalogue)))
    return catalogue[name]


def _has_rates(row: dict[str, Any]) -> bool:
    sides = (row["apart_rate_annualised"], row["compared_own_rate_annualised"])
    return row["crime_type"] == ALL_CRIME and None not in sides and bool(row["compared_months"])


def _unplaced_is_known(tables: AssessmentTables) -> bool:
    """Whether the force's crimes without a place are known of both sides of the comparison."""
    sides = zip(*tables.months_compared, strict=True) if tables.months_compared else ()
    shares = [unplaced(tables.scope, side)["share"] for side in sides]
    return bool(shares) and all(share is not None for share in shares)


def _there(tables: AssessmentTables) -> set[str]:
    """What this assessment can speak of besides its exhibits."""
    scope = tables.scope
    home = scope.basis.geography.units[scope.unit]
    whole = next((row for row in tables.crime_types if row["crime_type"] == ALL_CRIME), {})
    compared = {row["area_code"] for row in tables.comparators if _has_rates(row)}
    parts = {
        "against": scope.against is not None,
        "against_later": whole.get("against_is_later", False),
        "two_populations": whole.get("compared_denominator_source") != whole.get("against_denominator_source"),
        "full_year": len(scope.months_present) == 12,
        "in_wales": home.country == WALES,
        "comparable": bool(tables.months_compared),
        "wards_list": bool(scope.named_wards),
        "figures": bool(scope.months_present),
        "issue": bool(scope.issue and scope.months_present),
        "rates": whole.get("rate_annualised") is not None,
        "all_months": len(scope.months_present) == len(scope.period.months),
        "breaks_compared": any(one["compared"] for one in tables.breaks),
        "similar": scope.similar_group is not None,
        "unplaced": tables.unplaced["share"] is not None,
        "unplaced_compared": _unplaced_is_known(tables),
        "beside_force": home.pfa in compared,
        "beside_country": home.country in compared,
        "beside_similar": SIMILAR in compared,
    }
    profile = {f"profile-{row['feature']}" for row in tables.profile}
    deprived = {f"deprived-{name}" for name in tables.most_and_least_deprived}
    return {name for name, is_there in parts.items() if is_there} | profile | deprived


def _changed(tables: AssessmentTables, figures: Figures, verdict: str) -> list[Finding]:
    """Changes of the crime types with this verdict, largest categories first."""
    rows = [
        row for row in tables.crime_types if row.get("verdict") == verdict and row["crime_type"] not in (ALL_CRIME, ASB)
    ]
    return [figures.change(row["crime_type"]) for row in rows]


def _largest_changes(tables: AssessmentTables, figures: Figures, verdict: str) -> list[Finding]:
    """Changes of the crime types with this verdict, most crimes more or fewer first."""

    def crimes_moved(change: Finding) -> int:
        return -abs(change.record["count_compared"] - change.record["against_count"])

    return sorted(_changed(tables, figures, verdict), key=crimes_moved)


def _ward_names(tables: AssessmentTables, kind: str) -> list[str]:
    wards, named = tables.wards, tables.scope.named_wards
    listed = {row["area_code"] for row in wards.union}
    names = {
        "union": [row["area_name"] for row in wards.union],
        "overlap": [row["area_name"] for row in wards.union if row["named"]],
        "named_only": [ward.name for ward in named if ward.code not in listed],
        "above": wards.above,
        "below": wards.below,
    }
    if kind not in names:
        raise UnknownName(f"there are no wards of the kind '{kind}'", remedy=nearest(kind, list(names)))
    return names[kind]
