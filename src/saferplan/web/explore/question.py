"""What is asked of the figures, as the address of a page says it: the same address opens the same view again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import quote_plus, urlencode

from saferplan.errors import SaferplanError, UnknownName
from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import Area
from saferplan.evidence.measures.definition import Measure, measure_named
from saferplan.evidence.measures.tally import known_months
from saferplan.evidence.periods import Period, month_number, month_of, parse_shown_period
from saferplan.evidence.sources.police_categories import crime_type_title, crime_types

MEASURE, AREA, PERIOD, BY, BESIDE, SHOW, CHANGE, TYPE, LOAD = (
    "measure", "area", "period", "by", "beside", "show", "change", "type", "load",
)  # fmt: skip
ALL_CRIME = "all-crime"
LATEST_MONTHS = 12
_quoted = lru_cache(maxsize=4096)(quote_plus)  # a page of 340 small areas says the same measure and period in each link


class By(StrEnum):
    """What a figure is broken down by."""

    WHOLE = ""
    MONTH = "month"
    YEAR = "year"
    CRIME_TYPE = "crime_type"
    WARD = "ward"
    LSOA = "lsoa"

    @property
    def is_of_places(self) -> bool:
        return self in (By.WARD, By.LSOA)


class Beside(StrEnum):
    NOTHING = ""
    FORCE = "force"
    COUNTRY = "country"
    SIMILAR = "similar"


class Show(StrEnum):
    RATE = "rate"
    COUNT = "count"

    @property
    def field(self) -> str:
        """Of a record: what charts draw and places are sorted by."""
        return "count" if self is Show.COUNT else "rate_annualised"


@dataclass(frozen=True)
class Question:
    """`crime_type` narrows the measure down to one of its types; `has_change`: the change on a year before too."""

    measure: Measure
    area: Area
    period: Period
    by: By = By.MONTH
    beside: Beside = Beside.NOTHING
    show: Show = Show.RATE
    has_change: bool = False
    crime_type: str = ""

    @property
    def counted(self) -> Measure:
        """The measure, of one crime type where the question is about one."""
        if not self.crime_type:
            return self.measure
        return replace(self.measure, crime_types=(self.crime_type,))

    @property
    def title(self) -> str:
        return crime_type_title(self.crime_type) if self.crime_type else self.measure.title

    def told(self) -> dict[str, str]:
        """As the address says it; what is as it would be without being said is left out."""
        told = {
            MEASURE: self.measure.name,
            AREA: self.area.code,
            PERIOD: self.period.code,
            BY: self.by or "whole",
            BESIDE: self.beside,
            SHOW: self.show if self.show is not Show.RATE else "",
            CHANGE: "yes" if self.has_change else "",
            TYPE: self.crime_type,
        }
        return {name: str(value) for name, value in told.items() if value}

    @cached_property
    def of_all_types(self) -> str:
        """The address of the same of all that the measure counts."""
        return urlencode({name: value for name, value in self.told().items() if name != TYPE})

    @cached_property
    def query(self) -> str:
        """The part of an address that opens the view again."""
        return urlencode(self.told(), quote_via=_quoted)


class Asked:
    """An address as a question. `problems`: by part of the address, what cannot be answered and what to do."""

    def __init__(self, basis: Basis, own: Area, given: Mapping[str, str]) -> None:
        self._basis, self._given = basis, given
        self.problems: dict[str, str] = {}
        measure = self._read(MEASURE, measure_named, measure_named(ALL_CRIME))
        area = self._read(AREA, basis.geography.area, own)
        self.question = Question(
            measure,
            area,
            self._read(PERIOD, parse_shown_period, latest_year(basis, area)),
            self._choice(BY, By, By.MONTH),
            self._choice(BESIDE, Beside, Beside.NOTHING),
            self._choice(SHOW, Show, Show.RATE),
            given.get(CHANGE) == "yes",
            self._read(TYPE, lambda slug: _type_of(measure, slug), ""),
        )

    def _read(self, name: str, read: Any, otherwise: Any) -> Any:
        text = self._given.get(name, "").strip()
        if not text:
            return otherwise
        try:
            return read(text)
        except SaferplanError as fault:
            self.problems[name] = f"{fault.problem[:1].upper()}{fault.problem[1:].rstrip('.')}. {fault.remedy}".strip()
            return otherwise

    def _choice(self, name: str, choices: Any, otherwise: Any) -> Any:
        text = self._given.get(name, "")
        if name == BY and text == "whole":
            return By.WHOLE
        if not text:
            return otherwise
        if text in list(choices):
            return choices(text)
        self.problems[name] = f"There is no choice ‘{text[:40]}’ here"
        return otherwise


def _type_of(measure: Measure, slug: str) -> str:
    """Of a measure that was chosen since and does not count it: all that it does."""
    if slug not in {one.slug for one in crime_types()}:
        raise UnknownName(f"there is no crime type ‘{slug[:60]}’")
    return slug if slug in measure.crime_types else ""


def latest_year(basis: Basis, area: Area) -> Period:
    """The twelve months to the last one that is known of the area; of this basis, where none is."""
    known = [month for unit in area.units for month in known_months(basis, area).get(unit, ())]
    last = max(known, default=max(basis.coverage.months, default="2026-03"))
    first = month_of(month_number(last) - LATEST_MONTHS + 1)
    return Period(first, last, f"R{LATEST_MONTHS}:{last}")
