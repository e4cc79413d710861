"""One place: who lives there, what is recorded, how it changed, and the place beside the rest of the partnership."""

from typing import Any

from django.urls import reverse

from saferplan.documents.charts.compared import compared_dots
from saferplan.documents.charts.lines import lines
from saferplan.documents.drawing import NARROW, WIDE, Drawing
from saferplan.errors import UnknownName
from saferplan.evidence.assessment.wards import unlike_names
from saferplan.evidence.geography import OWN, Area
from saferplan.evidence.measures.calculate import measure_area, measured, parts_of
from saferplan.evidence.measures.definition import Measure, all_measures, measure_named
from saferplan.evidence.measures.request import Request
from saferplan.evidence.periods import Period
from saferplan.evidence.place_figures import PlaceFigure, place_figures
from saferplan.web.maps.shown import AreaMap, area_map
from saferplan.web.places import presenters
from saferplan.web.places.asked import AskedOfPlaces
from saferplan.web.places.forms import FIRST_MEASURE, PeriodForm, measures
from saferplan.web.places.presenters import ShownFigures, ShownProfile
from saferplan.web.places.profiles import profile_of, profiles_of

MAPPED = {"ward": "ward", "lsoa": "lsoa", "ltla": "ltla", OWN: OWN}
"""On which map a place is marked."""
SMALLER = {"unit": "ward", "ltla": "ward", "ward": "lsoa"}
"""Into which places a place is parted on its page."""


def measures_in_order() -> list[Measure]:
    return [measure_named(name) for name, _ in measures()]


def is_on_one_scale(measure: Measure) -> bool:
    """Whether a measure's rate can stand on one axis with those of the other crime types."""
    return measure.is_single_type and measure.denominator == "residents"


class PlacePage:
    def __init__(self, asked: AskedOfPlaces, area: Area) -> None:
        self.asked, self.area = asked, area
        self.all_crime = all_measures()[FIRST_MEASURE]

    def context(self) -> dict[str, Any]:
        asked, area = self.asked, self.area
        figures = place_figures(asked.basis, measures_in_order(), area, asked.whole, asked.period, asked.against)
        shown = ShownFigures(figures, asked.whole, asked.against is not None)
        profile = self._profile()
        return {
            "area": area,
            "name": self._name(),
            "was": self._was(),
            "whole": asked.whole,
            "is_whole": area.code == asked.whole.code,
            "period": asked.period,
            "against": asked.against,
            "form": PeriodForm({"period": asked.period.code}, periods=asked.offered),
            "headlines": presenters.headlines(figures, profile, asked.whole),
            "figures": shown,
            "profile": profile,
            "profile_rows": profile.rows(self._columns(profile)),
            "profile_names": list(self._columns(profile)),
            "beside": self._beside(figures),
            "months": asked.basis.places.get(("months", area), self._months),
            "map": self._map(),
            "compare": f"{reverse('places:compare', kwargs={'partnership': asked.partnership.slug})}?one={area.code}",
            "back": reverse("places:places", kwargs={"partnership": asked.partnership.slug}),
        } | self._parts()

    def _name(self) -> str:
        if self.area.kind not in MAPPED:
            return self.area.name
        return self.asked.names(self.area.kind).get(self.area.code, self.area.name)

    def _was(self) -> str:
        """What became of the area by whose code the page was asked for."""
        try:
            former = self.asked.basis.geography.area(self.asked.request.GET.get("was", ""))
        except UnknownName:
            return ""
        return former.note if former.code == self.area.code else ""

    def _profile(self) -> ShownProfile:
        whole = self.asked.basis.profiles.get(self.asked.whole.units[0])
        return ShownProfile(profile_of(self.asked.partnership, self.asked.basis, self.area), whole)

    def _columns(self, profile: ShownProfile) -> dict[str, Any]:
        own = {self._name(): profile.own}
        return own if self.area.code == self.asked.whole.code else own | {self.asked.whole.name: profile.whole}

    def _beside(self, figures: list[PlaceFigure]) -> Drawing | None:
        """Rates of the crime types beside the partnership's, the highest first. All crime, and burglary per
        household, are on another scale.
        """
        known = [
            {"title": one.measure.title, "own": one.record.rate_annualised, "whole": one.whole.rate_annualised}
            for one in figures
            if one.whole and one.record.rate_annualised is not None and is_on_one_scale(one.measure)
        ]
        if not known:
            return None
        known.sort(key=lambda one: -one["own"])
        draw = compared_dots(known, label="title", series={"own": self._name(), "whole": self.asked.whole.name})
        return Drawing(draw(WIDE), draw(NARROW))

    def _months(self) -> Drawing | None:
        months = self.asked.months
        every = Period(months[0], months[-1], "all")
        records = measure_area(self.asked.basis, self.all_crime, self.area, every, by="month")
        if not any(one.count is not None for one in records):
            return None
        told = [{"month": one.period, "count": one.count, "what": self.all_crime.title} for one in records]
        draw = lines(told, month="month", value="count", series="what", kind="count")
        return Drawing(draw(WIDE), draw(NARROW))

    def _map(self) -> AreaMap | None:
        """Where the place lies among those of its kind."""
        kind = MAPPED.get(self.area.kind)
        if kind not in self.asked.kinds:
            return None
        asked = self.asked
        records, names = asked.rates(self.all_crime, kind), asked.names(kind)
        figures = presenters.map_figures(asked.partnership, self.all_crime, records, names)
        caption = f"Where it is: all crime {self.all_crime.unit} a year, {asked.period.title}"
        return area_map(
            asked.partnership, kind=kind, figures=figures, caption=caption, chosen=self.area.code, is_near=True
        )

    def _parts(self) -> dict[str, Any]:
        kind = SMALLER.get(self.area.kind)
        if kind is None:
            return {"parts": []}
        asked = self.asked
        parts = parts_of(asked.basis, self.area, kind)
        records = measured(asked.basis, [Request.of(part, asked.period, self.all_crime) for part in parts])
        profiles = profiles_of(asked.partnership).get("lsoa", {}) if kind == "lsoa" else {}
        names = unlike_names(asked.basis, parts)
        columns, rows = presenters.parts_table(asked.partnership, records, names, profiles)
        title = {"ward": "Wards", "lsoa": "Neighbourhoods (LSOA)"}[kind]
        return {
            "parts": rows,
            "parts_columns": columns,
            "parts_title": f"{title} in {self._name()}: all crime, {asked.period.title}",
        }
