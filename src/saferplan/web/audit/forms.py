from datetime import date

from django import forms
from django.utils import timezone

from saferplan.web.agreements.vocabulary import purposes
from saferplan.web.audit.models import Operation
from saferplan.web.audit.retention import keepers
from saferplan.web.audit.searching import THE_SITE, Sought
from saferplan.web.audit.tables_named import choices, key_of
from saferplan.web.design_system.forms import Checkboxes, DateField, Form
from saferplan.web.partnerships.models import Partnership

ANY = [("", "Any")]
EARLIEST = date(2000, 1, 1)


class SearchForm(Form):
    marks_optional = False

    who = forms.ChoiceField(label="Who", required=False)
    table = forms.ChoiceField(label="Kind of record", required=False)
    record = forms.CharField(label="Number or reference", required=False, max_length=255)
    operation = forms.ChoiceField(label="What was done", required=False, choices=[*ANY, *Operation.choices])
    purpose = forms.ChoiceField(label="Purpose of a read", required=False)
    since = DateField(label="From date", required=False)
    until = DateField(label="To date", required=False)

    def __init__(self, *arguments, partnership: Partnership, **options) -> None:
        super().__init__(*arguments, **options)
        self.partnership = partnership
        people = partnership.members.order_by("user__name", "user_id").values_list("user_id", "user__name").distinct()
        self.fields["who"].choices = [*ANY, (THE_SITE, "The site itself, by a job or a command"), *people]
        self.fields["table"].choices = [*ANY, *choices()]
        self.fields["purpose"].choices = [*ANY, *((word, purpose.title) for word, purpose in purposes().items())]

    def clean(self) -> dict:
        told = super().clean()
        if told.get("record") and not told.get("table") and "table" not in self.errors:
            self.add_error("table", "Select the kind of record that has this number")
        if told.get("since") and told.get("until") and told["since"] > told["until"]:
            self.add_error("until", "To date must be the same as or after the from date")
        return told

    def sought(self) -> Sought:
        told = dict(self.cleaned_data)
        told["record"] = key_of(self.partnership, told["table"], told["record"])
        return Sought(**told)


class HoldForm(Form):
    kind = forms.ChoiceField(label="Kind of record", error_messages={"required": "Select the kind of record"})
    number = forms.CharField(
        label="Number or reference",
        max_length=254,
        help_text="For example, C-00042. For an account, the e-mail address by which the person signs in",
        error_messages={"required": "Enter the number or reference of the record"},
    )
    reason = forms.CharField(
        label="Why it must not be deleted",
        max_length=500,
        widget=forms.Textarea,
        help_text="Do not name anybody: this is kept for good. Give the reference of the claim or inquiry.",
    )

    def __init__(self, *arguments, **options) -> None:
        super().__init__(*arguments, **options)
        self.fields["kind"].choices = [
            ("", "Select a kind"),
            *((word, keeper.kind.title) for word, keeper in keepers().items() if keeper.may_be_held),
        ]


class ReleaseForm(Form):
    reason = forms.CharField(
        label="Why it may be deleted now", max_length=500, widget=forms.Textarea, help_text="Do not name anybody."
    )


class CheckForm(Form):
    """Both or neither."""

    number = forms.IntegerField(label="Number of a seal that you have kept", required=False, min_value=1)
    code = forms.RegexField(
        r"^\s*[0-9a-fA-F]{64}\s*$",
        label="Its code",
        required=False,
        error_messages={"invalid": "A code has 64 letters from a to f and numbers. Copy it whole"},
    )

    def clean(self) -> dict:
        told = super().clean()
        if bool(told.get("number")) != bool(told.get("code")) and not self.errors:
            missing = "code" if told.get("number") else "number"
            self.add_error(missing, "Give both the number of the seal and its code, or neither")
        return told


class RequestForm(Form):
    """Of these details only the reference and the day are kept."""

    fieldsets = (
        ("The request", ("reference", "received_on")),
        ("The person", ("name", "email", "date_of_birth", "postcode", "phone")),
    )

    reference = forms.CharField(
        label="Your reference", max_length=60, help_text="The number under which you file the request; no name"
    )
    received_on = DateField(
        label="Date the request was received", error_messages={"required": "Enter the date the request was received"}
    )
    name = forms.CharField(label="Name", max_length=200, error_messages={"required": "Enter the person’s name"})
    email = forms.EmailField(label="E-mail address", required=False)
    date_of_birth = DateField(label="Date of birth", required=False)
    postcode = forms.CharField(label="Postcode", required=False, max_length=10)
    phone = forms.CharField(label="Phone number", required=False, max_length=30)

    def clean_received_on(self) -> date:
        day = self.cleaned_data["received_on"]
        if not EARLIEST <= day <= timezone.localdate():
            raise forms.ValidationError("Date the request was received must be today or in the past")
        return day


class ChooseForm(Form):
    """Which of the records found are the person's."""

    records = forms.MultipleChoiceField(
        label="Which of these are about the person who asks?",
        widget=Checkboxes,
        error_messages={"required": "Select the records that are about the person who asks"},
    )

    def __init__(self, *arguments, found, **options) -> None:
        super().__init__(*arguments, **options)
        self.fields["records"].choices = [(held.key, held.title) for held in found]
        self.fields["records"].widget.hints = {held.key: f"Found by {held.matched}" for held in found}
