from datetime import date

from django import forms
from django.utils import timezone

from saferplan.web.design_system.forms import DateField, Form, ModelForm, Radios
from saferplan.web.design_system.versions import Versioned
from saferplan.web.duties.models import TRANSITIONS, CountedFrom, Duty, Evidence, SignOffStep, Status, Verdict
from saferplan.web.duties.statutory import Template
from saferplan.web.files.forms import UploadField
from saferplan.web.partnerships.models import Partnership

LATEST = date(2100, 1, 1)
"""What is typed beyond it is a slip."""


def _members(field: forms.ModelChoiceField, partnership: Partnership) -> None:
    field.queryset = partnership.members.in_force().select_related("user", "agency")
    field.empty_label = "Choose a person"


class DutyForm(ModelForm):
    """A local duty."""

    called = {
        "title": "what is due",
        "due": "the date it is due",
        "owner": "the owner",
        "every_months": "the number of months",
        "counted_from": "whether to count from the day it was due or done",
    }

    class Meta:
        model = Duty
        fields = ("title", "description", "due", "owner", "every_months", "counted_from")
        widgets = {"counted_from": Radios(), "description": forms.Textarea(attrs={"rows": 4})}
        labels = {
            "title": "What is due",
            "description": "What has to be done",
            "due": "Due on",
            "every_months": "Due again after how many months",
            "counted_from": "Counted from",
        }
        help_texts = {
            "title": "It is shown in people's calendars. Name nobody in it.",
            "every_months": "12 for once a year. Leave empty for what is due once.",
        }

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **({"instance": Duty(partnership=partnership)} | kwargs))
        _members(self.fields["owner"], partnership)
        self.fields["counted_from"].choices = CountedFrom.choices

    def clean_due(self) -> date:
        due = self.cleaned_data["due"]
        if due > LATEST:
            raise forms.ValidationError("The date it is due must be before the year 2100")
        return due


class EditDutyForm(Versioned, DutyForm):
    """Of a statute's duty the words are the statute's."""

    def __init__(self, *args, instance: Duty, **kwargs) -> None:
        super().__init__(*args, partnership=instance.partnership, instance=instance, **kwargs)
        if instance.statute:
            del self.fields["title"], self.fields["description"]


class AdoptForm(Form):
    """`due` for what comes round, `happened` for what follows an event."""

    called = {"due": "the date it is due", "owner": "the owner"}

    due = DateField(label="Due on")
    happened = DateField(label="When")
    owner = forms.ModelChoiceField(None, label="Owner", help_text="Who sees to it, and is warned before it is due")

    def __init__(self, *args, template: Template, partnership: Partnership, **kwargs) -> None:
        if template.within:
            self.called = self.called | {"happened": f"the day on which {template.within.after}"}
        super().__init__(*args, **kwargs)
        self.template = template
        _members(self.fields["owner"], partnership)
        del self.fields["due" if template.within else "happened"]
        if template.within:
            self.fields["happened"].label = f"The day on which {template.within.after}"
        else:
            self.fields["due"].initial = template.suggested_due(timezone.localdate())

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("happened") and cleaned["happened"] <= LATEST:
            cleaned["due"] = self.template.within.due(cleaned["happened"])
        if any(cleaned.get(name) and cleaned[name] > LATEST for name in ("happened", "due")):
            self.add_error("happened" if self.template.within else "due", "The date must be before the year 2100")
        return cleaned


class StatusForm(Form):
    status = forms.ChoiceField(label="How it stands", widget=Radios())
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Say why, if it is not needed. Name nobody.",
    )

    def __init__(self, *args, duty: Duty, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        next_ones = TRANSITIONS[Status(duty.status)]
        self.fields["status"].choices = [(status.value, status.label) for status in Status if status in next_ones]


class EvidenceForm(ModelForm):
    link = forms.URLField(
        label="Link to it",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="Such as https://www.example.gov.uk/strategic-assessment",
    )
    document = UploadField("duty-evidence", label="File", required=False)

    class Meta:
        model = Evidence
        fields = ("note", "link")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        labels = {"note": "What was done"}

    def __init__(self, *args, duty: Duty, **kwargs) -> None:
        super().__init__(*args, instance=Evidence(partnership=duty.partnership, duty=duty), **kwargs)

    def clean(self) -> dict:
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        if not self.errors and not any(cleaned.get(name) for name in ("note", "link", "document")):
            self.add_error("note", "Enter what was done, a link, or choose a file")
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Whether anything was given the form says itself, in words for the person who fills it in."""
        return super()._get_validation_exclusions() | {"document"}


class StepForm(ModelForm):
    called = {"as_whom": "the post or body for which the person signs", "member": "the person who signs off"}

    class Meta:
        model = SignOffStep
        fields = ("as_whom", "member")
        labels = {"as_whom": "As whom", "member": "Who signs off"}
        help_texts = {"as_whom": "Such as Board, Cabinet, or Chief Fire Officer"}

    def __init__(self, *args, duty: Duty, **kwargs) -> None:
        super().__init__(*args, instance=SignOffStep(partnership=duty.partnership, duty=duty), **kwargs)
        _members(self.fields["member"], duty.partnership)


class SignForm(Form):
    verdict = forms.ChoiceField(
        label="Your decision",
        choices=[(Verdict.SIGNED.value, "Sign off"), (Verdict.RETURNED.value, "Send back")],
        widget=Radios(),
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Say what is missing, if you send it back.",
    )


class FeedForm(Form):
    which = forms.ChoiceField(
        label="Which duties", choices=[("mine", "Those that I own"), ("all", "All of the partnership")], widget=Radios()
    )
