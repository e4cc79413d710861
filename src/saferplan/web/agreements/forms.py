"""What people type about agreements, and ask about access."""

from typing import Any

from django import forms

from saferplan.web.agreements.access import Asked
from saferplan.web.agreements.actions import Content, content_of
from saferplan.web.agreements.models import Terms, category_choices, purpose_choices
from saferplan.web.agreements.vocabulary import categories, purposes
from saferplan.web.design_system.forms import Checkboxes, Form, ModelForm, Radios
from saferplan.web.design_system.versions import Versioned
from saferplan.web.files.forms import UploadField
from saferplan.web.partnerships.models import Agency, Partnership


def gateway_field(purpose: str) -> str:
    return f"gateway_{purpose}"


CHOOSE_GATEWAY = {word: purpose for word, purpose in purposes().items() if len(purpose.gateways) > 1}


class TermsForm(Versioned, ModelForm):
    title = forms.CharField(
        label="Title of the agreement", error_messages={"required": "Enter a title"}, max_length=200
    )
    what_for = forms.CharField(
        label="What it is for",
        error_messages={"required": "Enter what it is for"},
        help_text="What the agencies do together, and why they cannot do it without these records",
        widget=forms.Textarea,
        max_length=4000,
    )
    sharing = forms.TypedMultipleChoiceField(
        label="Whose records may be read?",
        error_messages={"required": "Select whose records may be read"},
        coerce=int,
        widget=Checkboxes,
        help_text="These agencies share",
    )
    reading = forms.TypedMultipleChoiceField(
        label="Who may read them?",
        error_messages={"required": "Select who may read them"},
        coerce=int,
        widget=Checkboxes,
        help_text="People of these agencies whose role allows it",
    )
    purposes = forms.MultipleChoiceField(
        label="For which purposes?",
        error_messages={"required": "Select at least one purpose"},
        choices=purpose_choices,
        widget=Checkboxes(
            hints={
                word: f"{purpose.what_for} {purpose.gateways[0].citation}."
                for word, purpose in purposes().items()
                if word not in CHOOSE_GATEWAY
            }
            | {word: purpose.what_for for word, purpose in CHOOSE_GATEWAY.items()},
            reveals={word: (gateway_field(word),) for word in CHOOSE_GATEWAY},
        ),
    )
    categories = forms.MultipleChoiceField(
        label="Which data may they hold?",
        error_messages={"required": "Select the data that records may hold"},
        choices=category_choices,
        widget=Checkboxes(hints={word: f"{one.holds} {one.citation}".strip() for word, one in categories().items()}),
        help_text="A record that holds anything else stays closed",
    )

    class Meta:
        model = Terms
        fields = ("what_for", "categories", "begins", "until", "review_by")
        labels = {"begins": "First day", "until": "Last day", "review_by": "Review date"}
        error_messages = {
            "begins": {"required": "Enter the first day"},
            "until": {"required": "Enter the last day"},
            "review_by": {"required": "Enter the day by which the agreement is reviewed"},
        }
        help_texts = {"until": "Access closes at the end of this day"}

    field_order = ("title", "what_for", "sharing", "reading", "purposes", "categories", "begins", "until", "review_by")

    def __init__(self, *args: Any, instance: Terms, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, initial=_initial(instance), **kwargs)
        self.agencies = {agency.pk: agency for agency in instance.partnership.agencies.in_force()}
        for name in ("sharing", "reading"):
            self.fields[name].choices = [(pk, agency.name) for pk, agency in self.agencies.items()]
        for word, purpose in CHOOSE_GATEWAY.items():
            self.fields[gateway_field(word)] = forms.ChoiceField(
                label=f"Under which power, for {purpose.title.lower()}?",
                choices=[(gateway.name, f"{gateway.title}: {gateway.citation}") for gateway in purpose.gateways],
                widget=Radios,
                error_messages={"required": f"Select the power for {purpose.title.lower()}"},
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        begins, until, review_by = (cleaned.get(name) for name in ("begins", "until", "review_by"))
        if begins and until and until < begins:
            self.add_error("until", "Last day must be the same as or after the first day")
        elif begins and until and review_by and not begins <= review_by <= until:
            self.add_error("review_by", "Review date must be from the first day to the last day")
        if len({*cleaned.get("sharing", ()), *cleaned.get("reading", ())}) == 1:
            self.add_error("reading", "Select at least one agency besides the one that shares")
        return cleaned

    def content(self) -> Content:
        told = self.cleaned_data
        return Content(
            what_for=told["what_for"],
            gateways={word: self._gateway(word) for word in told["purposes"]},
            categories=told["categories"],
            sharing=[self.agencies[pk] for pk in told["sharing"]],
            reading=[self.agencies[pk] for pk in told["reading"]],
            begins=told["begins"],
            until=told["until"],
            review_by=told["review_by"],
        )

    def _gateway(self, word: str) -> str:
        return self.cleaned_data[gateway_field(word)] if word in CHOOSE_GATEWAY else purposes()[word].gateways[0].name


class DocumentForm(Form):
    document = UploadField("agreement-document", label="Document")


class WhyForm(Form):
    why = forms.CharField(
        label="Why?",
        error_messages={"required": "Enter a reason"},
        widget=forms.Textarea,
        max_length=2000,
        help_text="Name nobody here",
    )


class SignForm(Form):
    """`number` is the version on the page: what somebody signs is what they have read."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    agreed = forms.BooleanField(
        label="I have read this version and sign it for my agency",
        error_messages={"required": "Tick the box to sign"},
    )


class MaySeeForm(Form):
    marks_optional = False
    purpose = forms.ChoiceField(label="Purpose", choices=purpose_choices)


class WhyNotForm(Form):
    agency = forms.TypedChoiceField(
        label="Which agency holds it?",
        error_messages={"required": "Select the agency that holds it"},
        coerce=int,
    )
    purpose = forms.ChoiceField(
        label="What do you need it for?",
        error_messages={"required": "Select what you need it for"},
        choices=lambda: [("", "Choose a purpose"), *purpose_choices()],
    )
    categories = forms.MultipleChoiceField(
        label="What does it hold?",
        choices=category_choices,
        widget=Checkboxes(hints={word: one.holds for word, one in categories().items()}),
        error_messages={"required": "Select what it holds"},
    )

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies: dict[int, Agency] = {agency.pk: agency for agency in partnership.agencies.in_force()}
        of_agencies = [(pk, agency.name) for pk, agency in self.agencies.items()]
        self.fields["agency"].choices = [("", "Choose an agency"), *of_agencies]

    def asked(self) -> Asked:
        return Asked(self.agencies[self.cleaned_data["agency"]], self.cleaned_data["categories"])


def _initial(terms: Terms) -> dict[str, Any]:
    if terms.pk is None:
        return {}
    content = content_of(terms)
    return {
        "title": terms.agreement.title,
        "sharing": [agency.pk for agency in content.sharing],
        "reading": [agency.pk for agency in content.reading],
        "purposes": list(content.gateways),
    } | {gateway_field(word): gateway for word, gateway in content.gateways.items()}
