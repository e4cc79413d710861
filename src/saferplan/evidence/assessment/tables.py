"""All tables of one assessment, each worked out when it is first asked for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from saferplan.evidence.assessment import (
    attrition,
    beside,
    cohorts,
    deprivation,
    disproportionality,
    gaps,
    harm,
    hidden_harm,
    indicators,
    justice,
    neighbourhoods,
    outcomes,
    people,
    reconciliation,
    season,
    series,
    taskings,
    volumes,
    ward_changes,
)
from saferplan.evidence.assessment import profile as profiles
from saferplan.evidence.assessment.hotspots import HotspotTables, hotspot_tables
from saferplan.evidence.assessment.hours import Hours, hours
from saferplan.evidence.assessment.near_repeat import NearRepeats, near_repeat
from saferplan.evidence.assessment.partner_people import PartnerPeople, partner_people
from saferplan.evidence.assessment.scope import Scope
from saferplan.evidence.assessment.volumes import Table
from saferplan.evidence.assessment.wards import WardTables, ward_tables
from saferplan.evidence.basis import Basis
from saferplan.evidence.periods import Period

# Tables whose counts are grouped once for the whole country when every partnership is assessed.
COUNTED_BY = ("unit", "ward")


@dataclass(frozen=True)
class AssessmentTables:
    """The evidence of one assessment. A table is a list of records, and empty where the lake cannot answer."""

    scope: Scope

    @cached_property
    def profile(self) -> Table:
        return profiles.profile(self.scope)

    @cached_property
    def years(self) -> Table:
        return volumes.years(self.scope)

    @cached_property
    def crime_types(self) -> Table:
        return volumes.crime_types(self.scope)

    @cached_property
    def population_date(self) -> date | None:
        return volumes.population_date(self.scope)

    @cached_property
    def months_compared(self) -> list[tuple[str, str]]:
        return volumes.months_compared(self.scope)

    @cached_property
    def months(self) -> Table:
        return volumes.months(self.scope)

    @cached_property
    def comparators(self) -> Table:
        return beside.comparators(self.scope)

    @cached_property
    def comparator_gaps(self) -> Table:
        return beside.comparator_gaps(self.scope)

    @cached_property
    def similar_areas(self) -> Table:
        return beside.similar_areas(self.scope)

    @cached_property
    def similarity_features(self) -> Table:
        return beside.similarity_features(self.scope)

    @cached_property
    def monthly_index(self) -> Table:
        return series.monthly_index(self.scope)

    @cached_property
    def breaks(self) -> Table:
        return series.breaks_in_series(self.scope)

    @cached_property
    def wards(self) -> WardTables:
        return ward_tables(self.scope)

    @cached_property
    def ward_changes(self) -> Table:
        return ward_changes.ward_changes(self.scope)

    @cached_property
    def neighbourhoods(self) -> Table:
        return neighbourhoods.neighbourhoods(self.scope)

    @cached_property
    def ages(self) -> Table:
        return people.ages(self.scope)

    @cached_property
    def hotspots(self) -> HotspotTables | None:
        return hotspot_tables(self.scope)

    @cached_property
    def by_decile(self) -> Table:
        return deprivation.by_decile(self.scope)

    @cached_property
    def most_and_least_deprived(self) -> dict[str, dict]:
        return deprivation.most_and_least(self.by_decile)

    @cached_property
    def outcomes(self) -> Table:
        return outcomes.outcomes(self.scope)

    @cached_property
    def attrition(self) -> Table:
        return attrition.attrition(self.scope)

    @cached_property
    def outcomes_by_year(self) -> Table:
        return outcomes.outcomes_by_year(self.scope)

    @cached_property
    def justice_stages(self) -> Table:
        return justice.justice_stages(self.scope)

    @cached_property
    def disproportionality(self) -> Table:
        return disproportionality.disproportionality(self.scope)

    @cached_property
    def cohorts(self) -> Table:
        return cohorts.cohorts(self.scope)

    @cached_property
    def cohort_makeup(self) -> Table:
        return cohorts.cohort_makeup(self.scope)

    @cached_property
    def partner_people(self) -> PartnerPeople:
        return partner_people(self.scope)

    @cached_property
    def taskings(self) -> Table:
        return taskings.taskings(self.scope)

    @cached_property
    def reconciliation(self) -> Table:
        return reconciliation.reconciliation(self.scope)

    @cached_property
    def coverage(self) -> Table:
        return gaps.months_of_force(self.scope)

    @cached_property
    def unplaced(self) -> dict:
        return gaps.unplaced(self.scope)

    @cached_property
    def near_repeat(self) -> NearRepeats | None:
        return near_repeat(self.scope)

    @cached_property
    def hours(self) -> Hours | None:
        return hours(self.scope)

    @cached_property
    def seasons(self) -> dict[str, season.Seasonal]:
        return season.seasons(self.scope)

    @cached_property
    def why_no_season(self) -> str:
        return season.why_not(self.scope)

    @cached_property
    def months_outside(self) -> Table:
        return season.months_outside(self.seasons)

    @cached_property
    def indicators(self) -> Table:
        return indicators.indicators(self.scope.basis, self.scope.unit)

    @cached_property
    def harm(self) -> Table:
        return harm.harm(self.scope)

    @cached_property
    def hidden_harm(self) -> Table:
        return hidden_harm.hidden_harm(self.scope)

    @cached_property
    def blind_spots(self) -> Table:
        return gaps.blind_spots_with_figures(indicators.newest(self.indicators))

    def as_document(self) -> dict[str, Any]:
        """Every table by name, for `assess --tables-only`."""
        scope = self.scope
        return {
            "area_code": scope.area.code,
            "area_name": scope.area.name,
            "period": scope.period.code,
            "against": scope.against.code if scope.against else None,
            "profile": self.profile,
            "years": self.years,
            "crime_types": self.crime_types,
            "months_compared": self.months_compared,
            "months": self.months,
            "comparators": self.comparators,
            "comparator_gaps": self.comparator_gaps,
            "similar_areas": self.similar_areas,
            "similarity_features": self.similarity_features,
            "monthly_index": self.monthly_index,
            "breaks": self.breaks,
            "wards": self.wards.rates,
            "top_wards": self.wards.top,
            "union_of_top_wards": self.wards.union,
            "ward_standing": self.wards.standing,
            "by_decile": self.by_decile,
            "most_and_least_deprived": self.most_and_least_deprived,
            "outcomes": self.outcomes,
            "reconciliation": self.reconciliation,
            "coverage": self.coverage,
            "unplaced": self.unplaced,
        }


def every_partnership(
    basis: Basis, period: Period, against: Period | None, codes: Sequence[str] | None = None
) -> Iterator[AssessmentTables]:
    """The tables of all partnership areas, or those of `codes`, over one national grouping of the lake."""
    for kind in COUNTED_BY:
        basis.counts(kind)
    basis.counts_in(deprivation.decile_places(basis), "decile")
    for code in basis.geography.unit_codes if codes is None else codes:
        yield AssessmentTables(Scope(basis, basis.geography.area(code), period, against))
