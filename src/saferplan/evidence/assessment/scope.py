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
from saferplan.evidence.sources import police_forces

ASB_CRIME_TYPE = "anti-social-behaviour"
ALL_CRIME, ASB, BURGLARY_HOUSEHOLDS = "all-crime", "asb", "burglary-households"
SIMILAR = "similar"
GIVEN_NOTE = (
    "These areas were named as similar by whoever built this assessment, such as the Home Office's Most Similar Group;"
    " they were not worked out here."
)


@dataclass(frozen=True)
class Scope:
    """One partnership area, the period assessed, the period it is compared with, wards named by a programme, the
    codes of similar areas where the user gives their own, and the one measure that a problem profile is about.
    """

    basis: Basis
    area: Area
    period: Period
    against: Period | None = None
    named_wards: tuple[Area, ...] = ()
    wards_list_title: str = ""
    given_similar: tuple[str, ...] = ()
    issue: str = ""

    @property
    def unit(self) -> str:
        return self.area.units[0]

    @cached_property
    def publisher(self) -> str:
        """How data.police.uk calls the area's own force; empty where it publishes none."""
        return police_forces.publisher_of(self.basis.geography.units[self.unit].pfa)

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
    def months_recorded(self) -> tuple[str, ...]:
        """Those of the period's months whose single records are in the lake: ready counts say nothing of places."""
        recorded = self.basis.recorded_by_unit[self.unit]
        return tuple(month for month in self.period.months if month in recorded)

    @cached_property
    def similar(self) -> Similar:
        if not self.given_similar:
            return most_similar(self.basis, self.unit)
        everyone = most_similar(self.basis, self.unit, most=len(self.basis.geography.units))
        distances = dict(zip(everyone.codes, everyone.distances, strict=True))
        codes = tuple(sorted(self.given_similar, key=lambda code: distances.get(code, float("inf"))))
        return Similar(codes, tuple(distances.get(code, float("nan")) for code in codes), everyone.used, GIVEN_NOTE)

    @cached_property
    def similar_group(self) -> Area | None:
        """The most similar areas taken together."""
        codes = self.similar.codes
        title = f"{len(codes)} areas named as similar" if self.given_similar else f"{len(codes)} most similar areas"
        return Area(SIMILAR, title, "group", codes) if codes else None

    @cached_property
    def comparators(self) -> list[Area]:
        """Force, country and the most similar areas together, as far as there are any with another area in them."""
        home = self.basis.geography.units[self.unit]
        wholes = [self.basis.geography.area(code) for code in (home.pfa, home.country) if code]
        found = wholes + ([self.similar_group] if self.similar_group else [])
        return [area for area in found if set(area.units) - {self.unit}]

    def holds(self, other: Area) -> bool:
        """Whether this area is part of `other`."""
        return self.unit in other.units

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
