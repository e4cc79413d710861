"""What is asked before files are loaded, and before an assessment is built."""

from collections import Counter
from typing import Any

from django import forms

from saferplan.evidence.periods import financial_year_of, financial_years
from saferplan.web.design_system.forms import Form
from saferplan.web.files.forms import UploadField

NOTHING = "nothing"


class SendForm(Form):
    file = UploadField(
        "extract",
        label="File",
        help_text="XLSX, ODS, CSV, ZIP, GeoJSON or GeoPackage, up to 200 MB.",
    )
    note = forms.CharField(
        label="What is in it?",
        required=False,
        max_length=500,
        help_text="Such as: our anti-social behaviour cases of October. Name nobody.",
    )


class RejectForm(Form):
    called = {"why": "why it is rejected"}

    why = forms.CharField(
        label="Why is it rejected?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The agency that sent it reads this. Say what it should send instead. Name nobody.",
    )


class AssessmentForm(Form):
    """Of the financial years of which any of `months` is loaded."""

    period = forms.ChoiceField(label="Year", help_text="The financial year that is assessed.")
    against = forms.ChoiceField(label="Compared with", help_text="What changed is told from one year to the other.")

    def __init__(self, *args: Any, months: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = years_of(months)
        self.fields["period"].choices = years
        self.fields["against"].choices = [*years[1:], *years[:1], (NOTHING, "Nothing")] if years else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("period") and cleaned.get("period") == cleaned.get("against"):
            self.add_error("against", "Choose another year to compare with, or nothing")
        return cleaned


def years_of(months: tuple[str, ...]) -> list[tuple[str, str]]:
    """Code and title of each financial year, the latest first, with how many of its months are loaded."""
    found = Counter(financial_year_of(month) for month in months)
    return [
        (year.code, f"{year.short_title} ({found[year]} of 12 months loaded)") for year in financial_years(months)[::-1]
    ]
