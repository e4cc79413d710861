"""Every exhibit of the Strategic Assessment by its name, as far as there is data for it."""

from collections.abc import Callable

from saferplan.documents.exhibits import Exhibit
from saferplan.documents.strategic_assessment.exhibits import comparison, context, places, volumes
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.assessment.tables import AssessmentTables

Builder = Callable[[AssessmentTables, Figures], Exhibit | None]

BUILDERS: dict[str, Builder] = {
    "profile": context.profile,
    "years": volumes.years,
    "crime-types": volumes.crime_types,
    "months": volumes.months,
    "changes": volumes.changes,
    "side-by-side": comparison.side_by_side,
    "comparators": comparison.comparators,
    "similar-areas": comparison.similar_areas,
    "similarity-features": comparison.similarity_features,
    "monthly-index": comparison.monthly_index,
    "ward-league": places.ward_league,
    "ward-union": places.ward_union,
    "ward-funnel": places.ward_funnel,
    "ward-map": places.ward_map,
    "ward-rates": places.ward_rates,
    "deciles": places.deciles,
    "deciles-asb": places.deciles_asb,
    "outcomes": volumes.outcomes,
    "reconciliation": context.reconciliation,
    "coverage": context.coverage,
    "breaks": context.breaks,
    "blind-spots": context.blind_spots,
    "regulations": context.regulations,
    "extracts": context.extracts,
}


def exhibits_of(tables: AssessmentTables, figures: Figures) -> dict[str, Exhibit]:
    """The exhibits that have data; their pictures are drawn when a document is written."""
    built = {name: builder(tables, figures) for name, builder in BUILDERS.items()}
    return {name: exhibit for name, exhibit in built.items() if exhibit is not None}
