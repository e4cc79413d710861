"""What one assessment is about, and the measures that all of its tables share."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.calculate import Request
from saferplan.evidence.measures.definition import Measure, all_measures, measure_named
from saferplan.evidence.periods import Period
from saferplan.evidence.profiles import Similar, most_similar

ASB_CRIME_TYPE = "anti-social-behaviour"
ALL_CRIME, ASB, BURGLARY_HOUSEHOLDS = "all-crime", "asb", "burglary-households"


@dataclass(frozen=True)
class Scope:
    """One partnership area, the period assessed, the period it is compared with, and wards named by a programme."""

    basis: Basis
    area: Area
    period: Period
    against: Period | None = None
    named_wards: tuple[Area, ...] = ()
    wards_list_title: str = ""

    @property
    def unit(self) -> str:
        return self.area.units[0]

    @cached_property
    def crime_measures(self) -> list[Measure]:
        """A measure for each crime type that is loaded, most frequent in the period first; without ASB."""
        counts = self.basis.counts("unit")
        single = [one for one in all_measures().values() if one.is_single_type and one.denominator == "residents"]
        loaded = [one for one in single if one.name != ASB and one.crime_types[0] in counts.crime_types]
        months = self.months_present or self.period.months

        def volume(measure: Measure) -> int:
            return -int(counts.of([self.unit], months, measure.crime_types).sum())

        return sorted(loaded, key=lambda one: (volume(one), one.title))

    @cached_property
    def measures(self) -> list[Measure]:
        """All crime, ASB, then each crime type."""
        return [measure_named(ALL_CRIME), measure_named(ASB), *self.crime_measures]

    @cached_property
    def months_present(self) -> tuple[str, ...]:
        present = self.basis.months_by_unit[self.unit]
        return tuple(month for month in self.period.months if month in present)

    @cached_property
    def similar(self) -> Similar:
        return most_similar(self.basis, self.unit)

    @cached_property
    def similar_group(self) -> Area | None:
        """The most similar areas taken together."""
        codes = self.similar.codes
        return Area("similar", f"{len(codes)} most similar areas", "group", codes) if codes else None

    @cached_property
    def comparators(self) -> list[Area]:
        """Force, country and the most similar areas together, as far as there are any."""
        home = self.basis.geography.units[self.unit]
        whole = [self.basis.geography.area(code) for code in (home.pfa, home.country) if code]
        return whole + ([self.similar_group] if self.similar_group else [])

    def requests(
        self, measures: Sequence[Measure], areas: Sequence[Area] = (), period: Period | None = None
    ) -> list[Request]:
        return [
            Request(area, period or self.period, measure, measure.name)
            for measure in measures
            for area in areas or [self.area]
        ]


def title_of(name: str) -> str:
    """The title of a measure, given by its name or by the one crime type that it counts."""
    return measure_named(ASB if name == ASB_CRIME_TYPE else name).title
