"""What is asked of whoever begins, writes, or discusses a document."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from saferplan.documents.folder import UNPRINTABLE
from saferplan.documents.kinds.kind import kind_named, kinds
from saferplan.documents.strategic_assessment.regulations import matters
from saferplan.errors import SaferplanError
from saferplan.evidence.measures.definition import all_measures
from saferplan.evidence.periods import financial_year, financial_year_of, parse_period, parse_shown_period
from saferplan.web.design_system.faults import in_words
from saferplan.web.design_system.forms import Checkboxes, Form, ModelForm, Radios, Select
from saferplan.web.design_system.versions import MOST, Versioned
from saferplan.web.documents.models import MOST_CHARACTERS, Audience, BlockVersion, Document
from saferplan.web.evidence.offered_periods import Choices, years_offered
from saferplan.web.files.forms import UploadField

MOST_IN_A_COMMENT = 5_000
MONTHS_HELP = "The first month and the last, such as 2025-04..2025-09, or one month, such as 2025-04"
OTHER = "other"
YEARS_WITHOUT_DATA = 4
"""Financial years to choose from before the first load, for a document can be begun before it."""


class MonthsField(forms.CharField):
    """A period as it is written in commands: months, or any year."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="Other months", max_length=40, help_text=MONTHS_HELP, **kwargs)

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        if written:
            try:
                parse_shown_period(written)
            except SaferplanError as fault:
                raise forms.ValidationError(in_words(fault)) from None
        return written


class PeriodField(forms.ChoiceField):
    """One of the years of which anything is known, or other months. What can be read as a period is taken always."""

    def __init__(self, *, other: str, **kwargs: Any) -> None:
        super().__init__(widget=Select(reveals={OTHER: (other,)}), **kwargs)

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) or _is_period(value)

    def offer(self, years: Choices, *, none: str, now: str) -> None:
        """`none`: what the choice of none is called. `now`: what the document has already."""
        offered = [("", none), *years]
        if now and now not in dict(offered):
            offered.append((now, parse_period(now).title))
        self.choices = [*offered, (OTHER, "Other months")]


def _is_period(written: str) -> bool:
    try:
        parse_shown_period(written)
    except SaferplanError:
        return False
    return True


def _latest_years() -> Choices:
    this_year = int(financial_year_of(f"{timezone.localdate():%Y-%m}").first[:4])
    years = (financial_year(this_year - before) for before in range(YEARS_WITHOUT_DATA))
    return [(year.code, f"Financial year {year.short_title}") for year in years]


class ComparedPeriods(forms.Form):
    """A period, and the one that it is compared with. `months`: those of which anything is known."""

    period = PeriodField(other="other_period")
    other_period = MonthsField()
    against = PeriodField(other="other_against", label="Compared with", required=False)
    other_against = MonthsField()

    def __init__(self, *args: Any, months: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = years_offered(months) or _latest_years()
        for name, none in (("period", "Choose a period"), ("against", "Nothing")):
            self.fields[name].offer(years, none=none, now=self.get_initial_for_field(self.fields[name], name))

    def clean(self) -> dict[str, Any]:
        from saferplan.evidence.measures.changes import like_months  # asks for scipy, which takes a second

        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        for name in ("period", "against"):
            other = cleaned.pop(f"other_{name}", None)
            if cleaned.get(name) == OTHER:
                cleaned[name] = other or ""
        period, against = cleaned.get("period"), cleaned.get("against")
        if period and against:
            try:
                like_months(parse_period(period), parse_period(against))
            except SaferplanError as fault:
                self.add_error("against", in_words(fault))
            if period == against:
                self.add_error("against", "Choose another period to compare with, or nothing")
        return cleaned

    def ask_for_against(self, needs: Collection[str]) -> None:
        is_told = self.cleaned_data.get("against") or self.errors.keys() & {"against", "other_against"}
        if "against" in needs and not is_told:
            self.add_error("against", "Select the period that it is compared with")


class BeginForm(ComparedPeriods, Form):
    field_order = ("kind", "measure", "title", "period", "other_period", "against", "other_against")
    called = {"kind": "what kind of document it is", "period": "the period that it is about"}

    kind = forms.ChoiceField(label="What are you writing?", widget=Radios(reveals={"problem-profile": ("measure",)}))
    title = forms.CharField(max_length=200, help_text="As it will stand on the first page")
    measure = forms.ChoiceField(label="The issue", help_text="The measure that the profile looks into")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.id, kind.title) for kind in kinds().values()]
        titles = sorted((one.title, name) for name, one in all_measures().items())
        self.fields["measure"].choices = [("", "Choose a measure"), *((name, title) for title, name in titles)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind"):
            needs = kind_named(cleaned["kind"]).needs
            if "measure" not in needs:
                cleaned["measure"] = ""
            if (
                "against" in needs
                and not cleaned.get("against")
                and not self.errors.keys() & {"against", "other_against"}
            ):
                self.add_error("against", "Select the period that it is compared with")
        return cleaned


class DocumentForm(ComparedPeriods, Versioned, ModelForm):
    field_order = ("title", "period", "other_period", "against", "other_against")

    class Meta:
        model = Document
        fields = ("title", "period", "against")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.ask_for_against(self.instance.of_kind.needs)
        return cleaned


class BlockText(forms.CharField):
    """Markdown with live figures; what no page can print is named with its place."""

    def __init__(self, *, label: str = "Text", rows: int = 14, **kwargs: Any) -> None:
        attrs = {"rows": rows, "spellcheck": "true"}
        super().__init__(
            label=label, max_length=MOST_CHARACTERS, strip=False, widget=forms.Textarea(attrs=attrs), **kwargs
        )

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if strange := UNPRINTABLE.search(text.replace("\r", "")):
            line = text.count("\n", 0, strange.start()) + 1
            raise forms.ValidationError(f"Line {line} has the character U+{ord(strange[0]):04X}. Delete it")
        return text


class BasedOn(Form):
    """The number of the version that the writer began from."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST)


class TextForm(BasedOn):
    marks_optional = False
    text = BlockText(required=False)


class CompareForm(Form):
    """Two versions of a block, whichever of them is named first."""

    marks_optional = False
    called = {"earlier": "a version", "later": "a version"}

    earlier = forms.TypedChoiceField(label="Compare", coerce=int)
    later = forms.TypedChoiceField(label="With", coerce=int)

    def __init__(self, *args: Any, versions: Sequence[BlockVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.number, f"Version {one.number}, {one.by.user.name}") for one in versions]
        self.fields["earlier"].choices = self.fields["later"].choices = choices
        if choices:
            self.fields["later"].initial, self.fields["earlier"].initial = choices[0][0], choices[-1][0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "later" in cleaned and cleaned.get("earlier") == cleaned["later"]:
            self.add_error("later", "Choose two different versions")
        return cleaned

    @property
    def chosen(self) -> tuple[int, int]:
        first, second = sorted((self.cleaned_data["earlier"], self.cleaned_data["later"]))
        return first, second


class SuggestionForm(BasedOn):
    marks_optional = False
    text = BlockText(required=False, label="How you would have it")
    note = forms.CharField(
        label="Why (optional)", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}), strip=True
    )


class AddBlockForm(Form):
    text = BlockText(rows=10)
    audience = forms.ChoiceField(
        label="Who may read it",
        choices=[(Audience.PUBLIC.value, "Everyone"), (Audience.EXEMPT.value, "Members of the Board only (exempt)")],
        initial=Audience.PUBLIC.value,
        widget=Radios(hints={Audience.EXEMPT.value: "It stands in no public version, nor in any file made of one."}),
    )


class ChapterForm(Form):
    title = forms.CharField(max_length=200)
    answers = forms.MultipleChoiceField(
        label="Which matters of the regulations does it answer?", widget=Checkboxes(), required=False
    )

    def __init__(self, *args: Any, regulated: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answers"].choices = [(matter.id, matter.title) for matter in matters()]
        if not regulated:
            del self.fields["answers"]


class CommentForm(Form):
    text = forms.CharField(
        label="Comment",
        max_length=MOST_IN_A_COMMENT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Members of the partnership read it. Name nobody who is not a colleague.",
    )


class PictureForm(Form):
    file = UploadField("document-picture", label="Picture")
    alternative = forms.CharField(
        label="What the picture shows",
        max_length=300,
        help_text="For people who do not see it: one or two sentences.",
    )


class FindFigureForm(Form):
    marks_optional = False
    q = forms.CharField(label="Word in its name", required=False, max_length=100)
