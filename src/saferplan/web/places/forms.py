"""What is chosen on the pages of places: sent by GET, so that an address opens the same view again."""

from typing import Any

from django import forms

from saferplan.evidence.measures.definition import all_measures
from saferplan.evidence.periods import Period, month_title
from saferplan.web.design_system.forms import Form

FIRST_MEASURE = "all-crime"
KINDS = (("ward", "Wards"), ("lsoa", "Neighbourhoods (LSOA)"), ("ltla", "Districts"), ("own", "Own areas"))


def measures() -> list[tuple[str, str]]:
    """All crime first, then by title."""
    every = sorted(all_measures().values(), key=lambda one: (one.name != FIRST_MEASURE, one.title))
    return [(one.name, one.title) for one in every]


class ChoiceForm(Form):
    """Of what, when, and for which kind of place."""

    marks_optional = False

    measure = forms.ChoiceField(label="Measure", required=False)
    period = forms.ChoiceField(label="Period", required=False)
    kind = forms.ChoiceField(label="Places", choices=KINDS, required=False)

    def __init__(self, *args: Any, periods: list[Period], kinds: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = measures()
        self.fields["period"].choices = titled(periods)
        self.fields["kind"].choices = [(code, title) for code, title in KINDS if code in kinds]


class PeriodForm(Form):
    marks_optional = False

    period = forms.ChoiceField(label="Period", required=False)

    def __init__(self, *args: Any, periods: list[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = titled(periods)


class SearchForm(Form):
    marks_optional = False

    q = forms.CharField(label="Find a place by name or code", required=False, max_length=100)


def titled(periods: list[Period]) -> list[tuple[str, str]]:
    return [
        (one.code, f"Year to {month_title(one.last)}" if one.code.startswith("R12:") else one.short_title)
        for one in periods
    ]


class CompareForm(PeriodForm):
    one = forms.ChoiceField(label="Place", required=False)
    other = forms.ChoiceField(label="Compared with", required=False)
    field_order = ("one", "other", "period")

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("one", "other"):
            self.fields[name].choices = [("", "Choose a place"), *places]
