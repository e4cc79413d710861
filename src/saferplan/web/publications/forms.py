from django import forms

from saferplan.documents.kinds.kind import kinds
from saferplan.web.design_system.forms import Form, Radios
from saferplan.web.groups.models import Group, SeatRole
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.permissions import Permission
from saferplan.web.people.roles import roles_with
from saferplan.web.publications.models import NoticeKind, Verdict

MOST_CHARACTERS = 2000
ALL_DOCUMENTS = "All documents whose kind has no order of its own"
READ_BY_MEMBERS = "All members of the partnership read it. Say nothing exempt, and name nobody."


def _note(label: str, help_text: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=help_text,
    )


class StepForm(Form):
    """By role, or by seat: one of them."""

    marks_optional = False  # what is not required stands below a choice, or has an answer already
    called = {"as_whom": "the post or body for which the person approves", "by": "who approves"}

    kind = forms.ChoiceField(
        label="For which documents",
        required=False,
        help_text="Documents of a kind that has an order of its own go through that one, and not through the other.",
    )
    as_whom = forms.CharField(
        label="As whom", max_length=200, help_text="Such as Board or Cabinet member. The public reads it."
    )
    by = forms.ChoiceField(
        label="Who approves",
        choices=[("role", "Whoever holds a role"), ("seat", "Whoever sits on a seat of a group")],
        widget=Radios(reveals={"role": ["role"], "seat": ["group", "seat"]}),
    )
    role = forms.ChoiceField(label="Role", required=False)
    group = forms.ModelChoiceField(Group.objects.none(), label="Group", required=False)
    seat = forms.ChoiceField(label="Seat", required=False, choices=[("", "Choose"), *SeatRole.choices])

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", ALL_DOCUMENTS), *((kind.id, kind.name) for kind in kinds().values())]
        may_approve = roles_with(Permission.APPROVE_DOCUMENTS)
        self.fields["role"].choices = [("", "Choose"), *((role.word, role.name) for role in may_approve)]
        self.fields["group"].queryset = partnership.groups.open()

    def clean(self) -> dict:
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        asked = {"role": ["role"], "seat": ["group", "seat"]}.get(cleaned.get("by", ""), [])
        for name in asked:
            if not cleaned.get(name):
                self.add_error(name, f"Choose a {name}")
        return cleaned

    @property
    def told(self) -> dict:
        """For the action: of what the choice hides, nothing."""
        by_role = self.cleaned_data["by"] == "role"
        return {
            "kind": self.cleaned_data["kind"],
            "as_whom": self.cleaned_data["as_whom"],
            "role": self.cleaned_data["role"] if by_role else "",
            "group": None if by_role else self.cleaned_data["group"],
            "seat": "" if by_role else self.cleaned_data["seat"],
        }


class SendForm(Form):
    note = _note("Note to those who approve", f"Such as what to look at. {READ_BY_MEMBERS}")


class DecideForm(Form):
    """`digest`: of the version on the page. If another one was sent in the meantime, the decision is not taken."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    verdict = forms.ChoiceField(
        label="Your decision",
        choices=[(Verdict.APPROVED.value, "Approve"), (Verdict.RETURNED.value, "Send back")],
        widget=Radios(),
    )
    note = _note("Note", f"Say what is to be changed, if you send it back. {READ_BY_MEMBERS}")


class TakeBackForm(Form):
    note = _note("Why it is taken back", READ_BY_MEMBERS, required=True)


class PublishForm(Form):
    what_changed = _note("What changed since the last edition", "The public reads it. Name nobody.", required=True)
    is_sure = forms.BooleanField(
        label="I have read it: this is what everyone is to read",
        error_messages={"required": "Confirm that this is what everyone is to read"},
    )

    def __init__(self, *args, is_first: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["what_changed"]


class NoticeForm(Form):
    called = {"kind": "what kind of notice it is", "text": "what is to be said"}

    kind = forms.ChoiceField(
        label="What is to be said",
        choices=[
            (NoticeKind.CORRECTION.value, "A correction: the edition can still be read, with this notice"),
            (NoticeKind.WITHDRAWAL.value, "It is withdrawn: nobody can read it any more; its address says why"),
        ],
        widget=Radios(),
    )
    text = _note("Notice", "The public reads it. Name nobody.", required=True)
