from django import forms
from django.utils import timezone

from saferplan.web.design_system.forms import DateField, Form, ModelForm, Radios
from saferplan.web.design_system.versions import Versioned
from saferplan.web.groups.models import Group, GroupKind, Seat, SeatRole, TermsOfReference
from saferplan.web.partnerships.models import Partnership

MOST_OF_TERMS = 50_000
"""Characters: some twenty pages."""


def _kinds() -> Radios:
    return Radios(reveals={GroupKind.TASK_AND_FINISH.value: ["ends_on"]})


class GroupForm(ModelForm):
    called = {
        "name": "the name of the group",
        "kind": "the kind of group",
        "ends_on": "the last day it is meant for",
        "since": "the date the group begins",
    }

    class Meta:
        model = Group
        fields = ("name", "kind", "ends_on", "parent", "purpose", "since")
        widgets = {"kind": _kinds(), "purpose": forms.Textarea(attrs={"rows": 3})}
        labels = {
            "kind": "Kind of group",
            "ends_on": "Last day it is meant for",
            "parent": "Reports to",
            "purpose": "What it is for, in a sentence",
            "since": "It begins on",
        }
        help_texts = {"parent": "Leave empty for a group at the top, such as the Board"}

    def __init__(self, *args, partnership: Partnership, below: Group | None = None, **kwargs) -> None:
        super().__init__(*args, instance=Group(partnership=partnership), **kwargs)
        self.fields["parent"].queryset = partnership.groups.open()
        self.fields["parent"].empty_label = "None: it is at the top"
        if below is not None:
            del self.fields["parent"]

    def clean(self):
        return _with_an_end(super().clean(), self)


class GroupDetailsForm(Versioned, ModelForm):
    called = GroupForm.called

    class Meta:
        model = Group
        fields = ("kind", "ends_on", "purpose")
        widgets = {"kind": _kinds(), "purpose": forms.Textarea(attrs={"rows": 3})}
        labels = GroupForm.Meta.labels

    def clean(self):
        return _with_an_end(super().clean(), self)


def _with_an_end(cleaned: dict | None, form: forms.ModelForm) -> dict:
    cleaned = form.cleaned_data if cleaned is None else cleaned
    is_to_end = cleaned.get("kind") == GroupKind.TASK_AND_FINISH
    if is_to_end and not cleaned.get("ends_on") and "ends_on" not in form.errors:
        form.add_error("ends_on", "Enter the last day that the task and finish group is meant for")
    return cleaned


class ChangeForm(Form):
    """`on`: the first day of the change. What was before stays in the history."""

    called = {"on": "the date of the change"}

    on = DateField(label="From which day", initial=timezone.localdate)


class RenameForm(ChangeForm):
    called = ChangeForm.called | {"name": "the new name"}

    name = forms.CharField(label="New name", max_length=200)

    field_order = ("name", "on")


class MoveForm(ChangeForm):
    parent = forms.ModelChoiceField(None, label="Reports to", required=False, empty_label="None: it is at the top")

    field_order = ("parent", "on")
    marks_optional = False

    def __init__(self, *args, group: Group, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = group.partnership.groups.open().exclude(pk=group.pk)


class MergeForm(ChangeForm):
    called = ChangeForm.called | {"into": "the group to merge into"}

    into = forms.ModelChoiceField(None, label="Merge into", empty_label="Choose a group")

    field_order = ("into", "on")

    def __init__(self, *args, group: Group, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = group.partnership.groups.open().exclude(pk=group.pk)


class CloseForm(ChangeForm):
    called = {"on": "the date the group closes"}

    note = forms.CharField(label="Why it is closed", max_length=500, required=False)

    field_order = ("on", "note")


class TermsForm(ModelForm):
    called = {"text": "the terms of reference", "adopted_on": "the date they were adopted"}

    text = forms.CharField(
        label="Terms of reference",
        max_length=MOST_OF_TERMS,
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text="Markdown: # for a heading, - for a list, ** around what is bold",
    )

    class Meta:
        model = TermsOfReference
        fields = ("text", "adopted_on")
        labels = {"adopted_on": "Adopted on"}


class SeatForm(ModelForm):
    called = {"agency": "the agency whose seat it is", "role": "the kind of seat", "since": "the date it begins"}

    class Meta:
        model = Seat
        fields = ("agency", "role", "since")
        widgets = {"role": Radios()}
        labels = {"agency": "Whose seat", "role": "Seat", "since": "From"}

    def __init__(self, *args, group: Group, **kwargs) -> None:
        super().__init__(*args, instance=Seat(partnership=group.partnership, group=group), **kwargs)
        self.fields["agency"].queryset = group.partnership.agencies.in_force()
        self.fields["agency"].empty_label = "Choose an agency"
        self.fields["role"].choices = SeatRole.choices


class SitForm(Form):
    called = {"since": "the date of the change"}

    member = forms.ModelChoiceField(
        None, label="Who sits here", required=False, empty_label="Nobody: the seat is vacant"
    )
    since = DateField(label="From", initial=timezone.localdate)

    marks_optional = False

    def __init__(self, *args, seat: Seat, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = seat.agency.members.in_force().select_related("user", "agency")
        self.fields["member"].label_from_instance = lambda member: member.user.name


class OnForm(Form):
    """Of which day the page shows the groups."""

    called = {"on": "the date"}

    on = DateField(label="As they were on", required=False)

    marks_optional = False


class EndSeatForm(ChangeForm):
    called = {"on": "the date the seat ends"}
