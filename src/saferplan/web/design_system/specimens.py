"""What the page of components shows: each component as the site's pages use it, with invented contents."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from saferplan.web.design_system.forms import Checkboxes, DateField, Form, Radios
from saferplan.web.design_system.lists import Sorting, page_of, pagination

KINDS = (("noise", "Noise"), ("litter", "Litter or fly-tipping"), ("other", "Something else"))
WARDS = (("", "Choose a ward"), ("north", "North Chalk"), ("south", "South Chalk"))
PROSE = """# What we found

Noise **fell** in two wards. See [the guidance](https://www.gov.uk/guidance/anti-social-behaviour).

| Ward | Reports |
| :--- | ---: |
| North Chalk | 12 |
| South Chalk | 3 |

- A point
- Another

> What a resident said.
"""


class Specimen(Form):
    name = forms.CharField(max_length=60, help_text="As it stands on letters")
    email = forms.EmailField(label="E-mail address")
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), required=False)
    homes = forms.IntegerField(label="Number of homes", min_value=1, required=False)
    ward = forms.ChoiceField(choices=WARDS)
    due = DateField(label="Due date", help_text="For example, 27 3 2027")
    kind = forms.ChoiceField(
        label="What was reported?",
        choices=KINDS,
        widget=Radios(hints={"noise": "Music, shouting, alarms"}, reveals={"other": ("details",)}),
    )
    details = forms.CharField(label="Description", max_length=200)
    agencies = forms.MultipleChoiceField(
        label="Who should know?",
        choices=(("police", "Police"), ("council", "Council"), ("landlord", "Landlord")),
        widget=Checkboxes(hints={"landlord": "Only where one owns the home"}),
        required=False,
    )
    notes = forms.CharField(widget=forms.Textarea, max_length=500, required=False)
    letter = forms.FileField(required=False, help_text="A PDF or a picture")
    agreed = forms.BooleanField(label="The person has agreed to this")
    fieldsets = (("The report", ("kind", "details", "agencies", "notes", "letter", "agreed")),)


class SpecimenFilter(Form):
    marks_optional = False
    word = forms.CharField(label="Word in the title", required=False)
    area = forms.ChoiceField(label="Ward", choices=WARDS, required=False)
    since = DateField(label="From date", required=False)


def specimens(request: HttpRequest) -> dict[str, Any]:
    """`?errors` shows the form with everything wrong."""
    wrong = {"due_day": "31", "due_month": "2", "due_year": "2027", "kind": "other", "email": "nobody", "version": "1"}
    sorting = Sorting.of(request, {"ward": "ward", "count": "count"}, first="ward")
    records = [f"Record {number}" for number in range(1, 261)]
    return {
        "form": Specimen(wrong) if "errors" in request.GET else Specimen(initial={"due": date(2027, 3, 27)}),
        "filter_form": SpecimenFilter(auto_id="filter_%s"),
        "wards": _wards(),
        "sorted_columns": [
            sorting.column(request, "Ward", "ward"),
            sorting.column(request, "Reports", "count", numeric=True),
        ],
        "figure_columns": [{"text": "Ward"}, *({"text": f"{year}", "numeric": True} for year in range(2021, 2027))],
        "figures": [[ward, *(f"{1000 + 7 * year:,}" for year in range(6))] for ward in ("North Chalk", "South Chalk")],
        "page_links": pagination(request, page_of(request, records, per_page=20)),
        "events": _events(),
        "text": PROSE,
    }


def _wards() -> list[list[Any]]:
    """With a day, a number and a missing value, which sort in three ways."""
    return [
        [
            "North Chalk",
            {"text": "1,204", "sort": 1204},
            {"text": "3 May 2026", "sort": "2026-05-03"},
            _tag("Open", "blue"),
        ],
        [
            "South Chalk",
            {"text": "87", "sort": 87},
            {"text": "12 January 2026", "sort": "2026-01-12"},
            _tag("Closed", "grey"),
        ],
        [
            "Mill End",
            {"text": "Not known", "sort": None},
            {"text": "9 June 2025", "sort": "2025-06-09"},
            _tag("Late", "red"),
        ],
    ]


def _tag(text: str, colour: str) -> dict[str, str]:
    return {"text": text, "tag": colour}


def _events() -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {"title": "Closed", "when": now, "by": "Robin Invented, Chalkshire Council", "text": "The noise has stopped."},
        {"title": "Opened", "when": date(2026, 1, 5), "by": "Sam Madeup, Chalk Homes"},
    ]
