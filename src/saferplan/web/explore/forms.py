"""The choices above a chart: each is a part of the page's address."""

from collections.abc import Mapping
from typing import Any

from django import forms

from saferplan.evidence.basis import Basis
from saferplan.evidence.geography import OWN, Area, kind_title
from saferplan.evidence.measures.definition import all_measures
from saferplan.evidence.periods import Period, month_title
from saferplan.web.design_system.forms import Form
from saferplan.web.evidence.offered_periods import Choices, years_offered
from saferplan.web.explore.question import Beside, By, Question, Show, latest_year

BREAKDOWNS = {
    By.MONTH: "Months",
    By.YEAR: "Financial years",
    By.CRIME_TYPE: "Crime types",
    By.WARD: "Wards",
    By.LSOA: "Small areas (LSOA)",
    By.WHOLE: "Nothing: one figure",
}
BESIDES = {
    Beside.NOTHING: "Nothing",
    Beside.FORCE: "The police force’s area",
    Beside.COUNTRY: "The country",
    Beside.SIMILAR: "Similar areas",
}
SHOWN = {Show.RATE: "Rates", Show.COUNT: "Counts"}
FIRST_MEASURES = ("all-crime", "asb")


class ExploreForm(Form):
    marks_optional = False
    measure = forms.ChoiceField(label="What")
    area = forms.ChoiceField(label="Where")
    period = forms.ChoiceField(label="When")
    by = forms.ChoiceField(
        label="Broken down by", choices=[(one or "whole", words) for one, words in BREAKDOWNS.items()]
    )
    beside = forms.ChoiceField(label="Set beside", choices=list(BESIDES.items()), required=False)
    show = forms.ChoiceField(label="Drawn as", choices=list(SHOWN.items()), required=False)
    change = forms.ChoiceField(
        label="Change", choices=[("", "Not shown"), ("yes", "On the year before")], required=False
    )

    @classmethod
    def of(cls, basis: Basis, own: Area, question: Question, problems: Mapping[str, str]) -> "ExploreForm":
        """Filled in with the question, which may be about more than it offers: a small area, other months."""
        told = question.told()
        form = cls({"show": Show.RATE, "beside": "", "change": ""} | told)
        form.fields["measure"].choices = _measures()
        form.fields["area"].choices = _with(_areas(basis, own), question.area.code, question.area.name)
        form.fields["period"].choices = _with(_periods(basis, own), question.period.code, question.period.title)
        form.full_clean()
        for name, words in problems.items():
            form.add_error(name if name in form.fields else None, words)
        return form


def _with(choices: Choices, value: str, words: str) -> Choices:
    return choices if value in {code for code, _ in choices} else [*choices, (value, words)]


def _measures() -> Choices:
    named = all_measures()
    rest = sorted((one for name, one in named.items() if name not in FIRST_MEASURES), key=lambda one: one.title)
    return [(one.name, one.title) for one in [*(named[name] for name in FIRST_MEASURES), *rest]]


def _areas(basis: Basis, own: Area) -> Choices:
    """The whole, then the areas in it, by kind and name."""
    geography = basis.geography
    drawn = [code for code, kind in geography.kinds.items() if kind == OWN]
    groups = {OWN: drawn} | {
        kind: [code for unit in own.units for code in geography.members(kind, unit) if code != own.code]
        for kind in ("ltla", "ward")
    }
    return [(own.code, f"All of {own.name}")] + [
        (code, f"{name} ({kind_title(kind)})")
        for kind, codes in groups.items()
        for name, code in sorted((geography.names.get(code, code), code) for code in codes)
    ]


def _periods(basis: Basis, own: Area) -> Choices:
    """The latest twelve months, all that there is, then financial and calendar years, the latest first."""
    months = sorted({month for unit in own.units for month in basis.months_by_unit.get(unit, ())})
    if not months:
        return []
    latest = latest_year(basis, own)
    every = Period(months[0], months[-1], f"{months[0]}..{months[-1]}")
    return [
        (latest.code, f"Year to {month_title(latest.last)}"),
        (every.code, f"All months from {month_title(every.first)}"),
        *years_offered(months),
    ]


class PartnersForm(Form):
    marks_optional = False
    what = forms.ChoiceField(label="What")
    year = forms.ChoiceField(label="When")
    by = forms.ChoiceField(label="Broken down by")

    def __init__(self, *args: Any, series: Choices, years: Choices, breakdowns: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = series
        self.fields["year"].choices = years
        self.fields["by"].choices = breakdowns
