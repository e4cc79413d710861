"""What the address of a page of places asks for, over the partnership's own area."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from saferplan.errors import UnknownName
from saferplan.evidence.assessment.wards import unlike_names
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import OWN, WITHIN_UNIT, Area
from saferplan.evidence.measures.calculate import measured, parts_of
from saferplan.evidence.measures.definition import Measure, all_measures
from saferplan.evidence.measures.records import Record
from saferplan.evidence.measures.request import Request
from saferplan.evidence.periods import Period
from saferplan.evidence.place_figures import rates_of_kind
from saferplan.web.partnerships.models import Partnership
from saferplan.web.places.forms import FIRST_MEASURE
from saferplan.web.places.periods import months_known, period_in, periods_of, year_before


@dataclass(frozen=True)
class AskedOfPlaces:
    """`whole` is the partnership's own area. `periods` is not empty: without any month there is no such object."""

    request: HttpRequest
    partnership: Partnership
    basis: Basis
    whole: Area
    months: list[str]
    periods: list[Period]

    @classmethod
    def of(cls, request: HttpRequest, partnership: Partnership, basis: Basis) -> "AskedOfPlaces | None":
        """None where no month of the area is known. Raises UnknownName where no lookup tells of the area."""
        whole = basis.geography.area(partnership.area_code)
        months = months_known(basis, whole)
        return cls(request, partnership, basis, whole, months, periods_of(months)) if months else None

    @cached_property
    def period(self) -> Period:
        return period_in(self.periods, self.request.GET.get("period", ""))

    @property
    def against(self) -> Period | None:
        return year_before(self.period, self.months)

    @property
    def offered(self) -> list[Period]:
        """What can be chosen: the one that the address names is among them."""
        known = self.period in self.periods
        return self.periods if known else [self.period, *self.periods]

    @property
    def measure(self) -> Measure:
        every = all_measures()
        return every.get(self.request.GET.get("measure", ""), every[FIRST_MEASURE])

    @cached_property
    def kinds(self) -> list[str]:
        """Kinds of places of which the area has more than one, wards first; and areas that it has drawn for itself."""
        kinds = [kind for kind in ("ward", "lsoa", "ltla") if len(self.codes(kind)) > 1]
        return kinds + [OWN] * bool(self.basis.geography.own.figures)

    def codes(self, kind: str) -> list[str]:
        return [code for unit in self.whole.units for code in self.basis.geography.members(kind, unit)]

    def parts(self, kind: str) -> list[Area]:
        """All places of a kind, in the order of their codes."""
        if kind == OWN:
            return [self.basis.geography.area(code) for code in self.basis.geography.own.figures]
        return parts_of(self.basis, self.whole, kind)

    def names(self, kind: str) -> dict[str, str]:
        """What places of a kind are called: those of one name are told apart."""
        return unlike_names(self.basis, self.parts(kind))

    def rates(self, measure: Measure, kind: str) -> list[Record]:
        """One measure of all places of a kind."""
        if kind == OWN:
            return measured(self.basis, [Request.of(area, self.period, measure) for area in self.parts(kind)])
        return rates_of_kind(self.basis, measure, self.whole, kind, self.period)

    @property
    def kind(self) -> str:
        asked = self.request.GET.get("kind", "")
        return asked if asked in self.kinds else next(iter(self.kinds), "ward")

    def place(self, code: str) -> Area:
        """A place of the partnership. Raises UnknownName."""
        area = self.basis.geography.area(code)
        if not set(area.units) <= set(self.whole.units) or area.kind not in ("unit", OWN, *WITHIN_UNIT):
            raise UnknownName(f"'{area.name}' is not in {self.whole.name}")
        return area

    def chosen_place(self, name: str) -> Area | None:
        """The place that a field of the address names; None where it names none."""
        try:
            return self.place(self.request.GET[name]) if self.request.GET.get(name) else None
        except UnknownName:
            return None
