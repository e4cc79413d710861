"""Every exhibit of the Strategic Assessment by its name, as far as there is data for it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from saferplan.documents.exhibits import Exhibit
from saferplan.documents.strategic_assessment.exhibits import (
    changes,
    cohorts,
    comparison,
    context,
    court,
    every_type,
    harm,
    hidden,
    hotspots,
    issue,
    likeness,
    many_agencies,
    near_repeats,
    neighbourhoods,
    outcomes,
    people,
    places,
    regulations,
    repeat_victims,
    searches,
    series,
    taskings,
    tenure_asb,
    timing,
    volumes,
    ward_map_changes,
    ward_maps,
    ward_small_maps,
    ward_standing,
    wards,
    what_is_there,
    years,
)
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.evidence.assessment.tables import AssessmentTables

Builder = Callable[[AssessmentTables, Figures], Exhibit | None]

BUILDERS: dict[str, Builder] = {
    "profile": people.profile,
    "profile-shares": people.profile_shares,
    "ages": people.ages,
    "tenure": people.tenure,
    "years": years.years,
    "years-counts": years.years_counts,
    "years-shares": years.years_shares,
    "years-rates": years.years_rates,
    "crime-types": volumes.crime_types,
    "months": volumes.months,
    "changes": changes.changes,
    "side-by-side": comparison.side_by_side,
    "comparators": comparison.comparators,
    "rates-beside": comparison.rates_beside,
    "similar-areas": likeness.similar_areas,
    "similarity-features": likeness.similarity_features,
    "monthly-index": series.monthly_index,
    "ward-league": wards.ward_league,
    "ward-union": wards.ward_union,
    "ward-funnel": ward_standing.ward_funnel,
    "ward-dots": ward_standing.ward_dots,
    "ward-map": ward_maps.ward_map,
    "ward-map-asb": ward_maps.ward_map_asb,
    "ward-map-counts": ward_maps.ward_map_counts,
    "ward-map-changes": ward_map_changes.ward_map_changes,
    "ward-maps": ward_small_maps.ward_maps,
    "ward-maps-others": ward_small_maps.ward_maps_others,
    "ward-rates": wards.ward_rates,
    "hotspot-map": hotspots.hotspot_map,
    "hotspot-detail": hotspots.hotspot_detail,
    "hotspot-places": hotspots.hotspot_places,
    "hotspot-classes": hotspots.hotspot_classes,
    "hotspot-judging": hotspots.hotspot_judging,
    "deprivation-map": neighbourhoods.deprivation_map,
    "neighbourhood-map": neighbourhoods.neighbourhood_map,
    "neighbourhood-map-asb": neighbourhoods.neighbourhood_map_asb,
    "near-repeat": near_repeats.near_repeat,
    "hour-by-day": timing.hour_by_day,
    "season": timing.season,
    "months-outside": timing.months_outside,
    "deciles": places.deciles,
    "deciles-asb": places.deciles_asb,
    "outcomes": outcomes.outcomes,
    "outcomes-by-year": outcomes.outcomes_by_year,
    "attrition": court.attrition,
    "justice-stages": court.justice_stages,
    "searches-by-ethnicity": searches.by_ethnicity,
    "searches-by-age": searches.by_age,
    "searches-by-sex": searches.by_sex,
    "search-results": searches.results,
    "cohorts": cohorts.cohorts,
    "cohort-makeup": cohorts.cohort_makeup,
    "taskings": taskings.taskings,
    "repeat-victims": repeat_victims.repeat_victims,
    "repeat-victims-crime": repeat_victims.by_crime,
    "repeat-victims-agency": repeat_victims.by_agency,
    "repeat-victims-wards": repeat_victims.by_ward,
    "victimised-again": repeat_victims.victimised_again,
    "most-victimised": repeat_victims.most_victimised,
    "repeat-places": repeat_victims.repeat_places,
    "known-to": many_agencies.known_to,
    "known-to-asb": many_agencies.known_to_asb,
    "asb-agencies": many_agencies.asb_agencies,
    "asb-months": many_agencies.asb_months,
    "asb-week": many_agencies.asb_week,
    "asb-by-tenure": tenure_asb.asb_by_tenure,
    "reconciliation": what_is_there.reconciliation,
    "coverage": what_is_there.coverage,
    "breaks": series.breaks,
    "blind-spots": hidden.blind_spots,
    "indicators": hidden.indicators,
    "harm": harm.harm,
    "harm-cambridge": harm.harm_cambridge,
    "hidden-harm": hidden.hidden_harm,
    "regulations": regulations.regulations,
    "extracts": context.extracts,
    **every_type.builders(),
    "issue-years": issue.years,
    "issue-months": issue.months,
    "issue-wards": issue.wards,
    "issue-beside": issue.beside,
}


class Catalogue(Mapping[str, Exhibit]):
    """The exhibits that have data, each built when a chapter first asks for it; pictures are drawn later still.

    `answers`: titles of the document's chapters by the matter of the regulations that they answer.
    """

    def __init__(
        self, tables: AssessmentTables, figures: Figures, answers: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self._tables, self._figures = tables, figures
        self._builders = BUILDERS | {"regulations": partial(regulations.regulations, answers=answers)}
        self._built: dict[str, Exhibit | None] = {}

    def __getitem__(self, name: str) -> Exhibit:
        if name not in self._built:
            self._built[name] = self._builders[name](self._tables, self._figures)
        exhibit = self._built[name]
        if exhibit is None:
            raise KeyError(name)
        return exhibit

    def __iter__(self) -> Iterator[str]:
        return (name for name in BUILDERS if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)
