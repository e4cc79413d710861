"""What people type about cases."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from saferplan.web.agreements.access import Decision
from saferplan.web.agreements.models import category_choices, purpose_choices
from saferplan.web.agreements.vocabulary import categories, purposes
from saferplan.web.cases.models import BreakGlassReview, Case, CasePerson, EscalationDecision, Open, Part, Risk
from saferplan.web.cases.models.emergencies import Ground
from saferplan.web.cases.vocabulary import kinds
from saferplan.web.design_system.forms import Checkboxes, DateField, Form, ModelForm, Radios
from saferplan.web.design_system.versions import Versioned
from saferplan.web.people.permissions import Permission

WHY = {"widget": forms.Textarea, "max_length": 2000}


def not_to_come(day: date | None, label: str) -> date | None:
    if day and day > timezone.localdate():
        raise forms.ValidationError(f"{label} must be today or in the past")
    return day


def kind_choices() -> list[tuple[str, str]]:
    return [(word, kind.title) for word, kind in kinds().items()]


class RegisterFilter(Form):
    """What a list of cases is read for has to be said; the rest may be left out."""

    marks_optional = False
    purpose = forms.ChoiceField(
        label="What do you need it for?",
        error_messages={"required": "Select what you need it for"},
        choices=lambda: [("", "Choose a purpose"), *purpose_choices()],
    )
    kind = forms.ChoiceField(choices=lambda: [("", "All kinds"), *kind_choices()], required=False)
    status = forms.ChoiceField(choices=[("", "Open and closed"), *Open.choices], required=False)
    risk = forms.ChoiceField(choices=[("", "Any risk"), *Risk.choices], required=False)


class PurposeForm(Form):
    purpose = forms.ChoiceField(
        label="What do you need it for?",
        error_messages={"required": "Select what you need it for"},
        widget=Radios,
    )

    def __init__(self, *args: Any, offered: dict[str, Decision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["purpose"]
        field.choices = [(word, purposes()[word].title) for word in offered]
        field.widget.hints = {word: f"{purposes()[word].what_for} {_why(one)}" for word, one in offered.items()}


class CaseForm(Versioned, ModelForm):
    kind = forms.ChoiceField(
        label="What is it about?",
        error_messages={"required": "Select what it is about"},
        choices=kind_choices,
        widget=Radios,
    )
    owner = forms.ModelChoiceField(
        queryset=None,
        label="Owner",
        empty_label="Choose a person",
        help_text="A named person of your agency who answers for the case",
    )
    categories = forms.MultipleChoiceField(
        label="What else does it hold?",
        choices=category_choices,
        widget=Checkboxes(hints={word: one.holds for word, one in categories().items()}),
        required=False,
        help_text=(
            "What happened, and risk, are always part of a case. Agencies whose agreements do not cover all that it"
            " holds cannot read it."
        ),
    )

    class Meta:
        model = Case
        fields = ("kind", "owner", "categories")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = self.instance
        may_own = case.partnership.members.holding(Permission.READ_CASES).filter(agency=case.holder)
        self.fields["owner"].queryset = may_own.select_related("user", "agency")


def _risk() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="How high is the risk of harm?",
        error_messages={"required": "Select how high the risk is"},
        choices=Risk.choices,
        widget=Radios,
    )


def _why_risk() -> forms.CharField:
    required = {"required": "Enter why you judge it so"}
    return forms.CharField(
        label="Why do you judge it so?", error_messages=required, help_text="Name nobody here", **WHY
    )


class OpenCaseForm(CaseForm):
    opened_on = DateField(
        label="Date the case was opened", error_messages={"required": "Enter the date the case was opened"}
    )
    risk = _risk()
    why_risk = _why_risk()

    def clean_opened_on(self) -> date:
        return not_to_come(self.cleaned_data["opened_on"], "Date the case was opened")


class RiskForm(Form):
    level = _risk()
    why = _why_risk()


class NoteForm(Form):
    text = forms.CharField(
        label="Note", error_messages={"required": "Enter the note"}, widget=forms.Textarea, max_length=10_000
    )


class PersonForm(Versioned, ModelForm):
    DETAILS = ("forenames", "surname", "date_of_birth", "address", "postcode", "phone", "email")

    part = forms.ChoiceField(
        label="Who are they to this case?",
        error_messages={"required": "Select who they are to this case"},
        choices=Part.choices,
        widget=Radios(hints={Part.ALLEGED: "An allegation, and no finding"}),
    )
    is_child = forms.BooleanField(label="They are under 18", required=False)
    forenames = forms.CharField(max_length=200, required=False)
    surname = forms.CharField(max_length=200, error_messages={"required": "Enter their surname"})
    date_of_birth = DateField(label="Date of birth", required=False)
    address = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=500, required=False)
    postcode = forms.CharField(max_length=10, required=False)
    phone = forms.CharField(label="Telephone", max_length=40, required=False)
    email = forms.EmailField(label="E-mail address", required=False)
    fieldsets = (("How to reach them", ("address", "postcode", "phone", "email")),)

    class Meta:
        model = CasePerson
        fields = ("part", "is_child")

    def __init__(self, *args: Any, instance: CasePerson, **kwargs: Any) -> None:
        opened = instance.details if instance.pk else {}
        super().__init__(*args, instance=instance, initial=opened, **kwargs)

    def clean_date_of_birth(self) -> date | None:
        return not_to_come(self.cleaned_data["date_of_birth"], "Date of birth")

    def details(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.DETAILS}


class BreakGlassForm(Form):
    reference = forms.CharField(
        label="Reference of the case",
        error_messages={"required": "Enter the reference"},
        max_length=20,
        help_text="For example, C-00042",
    )
    purpose = forms.ChoiceField(
        label="What do you need it for?",
        error_messages={"required": "Select what you need it for"},
        choices=purpose_choices,
        widget=Radios(hints={word: purpose.what_for for word, purpose in purposes().items()}),
    )
    ground = forms.ChoiceField(
        label="Why can it not wait?",
        error_messages={"required": "Select why it cannot wait"},
        choices=Ground.choices,
        widget=Radios,
    )
    why = forms.CharField(
        label="Say what has happened",
        error_messages={"required": "Enter what has happened"},
        help_text="A data protection officer reads it. Name nobody here",
        **WHY,
    )


class ReviewForm(Form):
    outcome = forms.ChoiceField(
        label="Your finding",
        error_messages={"required": "Select your finding"},
        choices=BreakGlassReview.Outcome.choices,
        widget=Radios,
    )
    why = forms.CharField(label="Why?", error_messages={"required": "Enter a reason"}, **WHY)


class EscalationForm(Form):
    outcome = forms.ChoiceField(
        label="What will happen?",
        error_messages={"required": "Select what will happen"},
        choices=EscalationDecision.Outcome.choices,
        widget=Radios,
    )
    why = forms.CharField(
        label="Why?", error_messages={"required": "Enter a reason"}, help_text="Name nobody here", **WHY
    )


def _why(decision: Decision) -> str:
    return " ".join(decision.reasons) if decision.allowed else "Break-glass access."
