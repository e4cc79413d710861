"""What a question is made of, and what a meeting decides."""

from collections.abc import Sequence
from typing import Any

from django import forms

from saferplan.documents.analyses.kinds import Kind
from saferplan.documents.analyses.question import Question
from saferplan.evidence.geography import OWN, Area
from saferplan.evidence.measures.definition import Measure, all_measures
from saferplan.evidence.periods import Period, month_title, parse_period, run_of_months
from saferplan.web.analyses.models import Analysis, Tasking, TaskingResult
from saferplan.web.analyses.standing import YEAR, standing_question
from saferplan.web.design_system.fields import Checkboxes, DateField, Radios
from saferplan.web.design_system.forms import Form, ModelForm
from saferplan.web.evidence.forms import years_of
from saferplan.web.partnerships.models import Partnership

BESIDE = {"1": "The same months of the year before", "2": "The same months two years before"}
NOTHING = "0"
BEGINS_WITH = {"near-repeat": "Burglary", "day-and-hour": "All offences", "season": "All crime"}
"""What a kind takes where no measure is chosen."""


class QuestionForm(Form):
    """Of the months that are loaded, in order; it asks what the kind asks."""

    place = forms.ChoiceField(label="Area")
    first = forms.ChoiceField(label="From")
    last = forms.ChoiceField(label="To", help_text="Months that are not loaded are left out and named.")
    year = forms.ChoiceField(label="Year")
    measure = forms.ChoiceField(label="What is counted", required=False)
    measures = forms.MultipleChoiceField(
        label="What is counted",
        required=False,
        widget=Checkboxes(attrs={"class": "govuk-checkboxes--small"}),
        help_text="Choose none for all crime. Anti-social behaviour is counted apart.",
    )
    against = forms.ChoiceField(label="Compared with", widget=Radios())

    def __init__(self, *args: Any, kind: Kind, months: Sequence[str], areas: Sequence[Area], **kwargs: Any) -> None:
        standing = standing_question(kind, months)
        super().__init__(*args, **{"initial": _initial(standing, months)} | kwargs)
        self.kind, self.standing, self.areas = kind, standing, {one.code: one for one in areas}
        newest_first = [(month, month_title(month)) for month in reversed(months)]
        choices = {
            "place": [(one.code, _named(one)) for one in areas],
            "first": newest_first,
            "last": newest_first,
            "year": years_of(tuple(months)),
            "measure": [("", BEGINS_WITH.get(kind.word, "")), *_choices(kind)],
            "measures": _choices(kind),
            "against": [*BESIDE.items(), *([] if kind.word == "change" else [(NOTHING, "Nothing")])],
        }
        asked = {"first", "last"} if "months" in kind.asks else set()
        for name in list(self.fields):
            if name in asked or name in kind.asks:
                self.fields[name].choices = choices[name]
            else:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "The last month must not be before the first")
        elif first and last and "against" in self.kind.asks and len(run_of_months(first, last).months) > YEAR:
            self.add_error("last", "Choose twelve months or fewer: more would be compared with themselves")
        return cleaned

    @property
    def question(self) -> Question:
        """Once it is valid."""
        told = self.cleaned_data
        period = self._period()
        years = int(told.get("against") or NOTHING)
        against = period.earlier(years) if years else None
        names = told.get("measures") or [told["measure"]] if told.get("measure") or told.get("measures") else []
        return Question(self.kind.word, period, against, tuple(names))

    @property
    def area(self) -> Area:
        """Once it is valid."""
        return self.areas[self.cleaned_data.get("place") or next(iter(self.areas))]

    def _period(self) -> Period:
        told = self.cleaned_data
        if told.get("year"):
            return parse_period(told["year"])
        return run_of_months(told["first"], told["last"]) if told.get("first") else self.standing.period


def _initial(standing: Question, months: Sequence[str]) -> dict[str, Any]:
    known = [month for month in standing.period.months if month in months]
    return {"first": known[0], "last": known[-1], "year": f"FY{standing.period.first[:4]}", "against": "1"}


def _named(area: Area) -> str:
    kinds = {"unit": "", OWN: " (own area)"}
    return f"{area.name}{kinds.get(area.kind, f' ({area.kind})')}"


def _choices(kind: Kind) -> list[tuple[str, str]]:
    return sorted(
        ((one.name, one.title) for one in all_measures().values() if _goes_with(kind, one)), key=lambda one: one[1]
    )


def _goes_with(kind: Kind, measure: Measure) -> bool:
    """All crime is what is taken where nothing is chosen; records of offences hold no antisocial behaviour."""
    is_single = measure.is_single_type and measure.denominator == "residents"
    return is_single and not (kind.reads_records and measure.name == "asb")


class DecidedForm(ModelForm):
    """What was decided, whoever first wrote it down."""

    called = {"owner": "the owner", "ends_on": "the last day"}

    ends_on = DateField(
        label="Last day", help_text="A tasking ends unless a meeting begins another. For example, 31 1 2027."
    )

    class Meta:
        model = Tasking
        fields = ("problem", "decision", "owner", "ends_on")
        widgets = {"problem": forms.Textarea(attrs={"rows": 4}), "decision": forms.Textarea(attrs={"rows": 4})}
        labels = {"problem": "Problem", "decision": "Decision"}
        help_texts = {
            "problem": "What happens, to whom or to what, when, and why it matters. Name nobody.",
            "decision": "What will be done, and at least one option other than enforcement that was weighed.",
            "owner": "Who answers for it at the next meeting.",
        }

    def __init__(self, *args: Any, instance: Tasking, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        _members(self.fields["owner"], instance.partnership)

    def _get_validation_exclusions(self) -> set[str]:
        """The rest of the tasking is filled in by the action."""
        return super()._get_validation_exclusions() | {"ends_on"}


class TaskingForm(DecidedForm):
    called = DecidedForm.called | {"place": "the place"}

    place = forms.ChoiceField(label="Place", widget=Radios())

    class Meta(DecidedForm.Meta):
        fields = ("place", *DecidedForm.Meta.fields)

    def __init__(self, *args: Any, analysis: Analysis, places: Sequence[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, instance=Tasking(partnership=analysis.partnership, analysis=analysis), **kwargs)
        self.where = {one["place"]: one["where"] for one in places}
        self.fields["place"].choices = [
            (place, f"{place}: {where}" if where else f"Place {place}") for place, where in self.where.items()
        ]


class CorrectionForm(DecidedForm):
    why = forms.CharField(
        label="Why it is corrected", max_length=300, help_text="Kept with what the tasking said before. Name nobody."
    )


def _members(field: forms.ModelChoiceField, partnership: Partnership) -> None:
    field.queryset = partnership.members.in_force().select_related("user", "agency")
    field.empty_label = "Choose a person"


class ResultForm(ModelForm):
    class Meta:
        model = TaskingResult
        fields = ("text", "is_last")
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        labels = {"text": "What came of it", "is_last": "The tasking ends with this"}
        help_texts = {
            "text": "What was done, what was seen, and what was not. A fall alone does not say that it worked."
        }
