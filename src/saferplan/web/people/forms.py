"""What is asked of who invites, manages and joins."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from saferplan.web.design_system.forms import Checkboxes, Form
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.leaving import owned_by, place
from saferplan.web.people.models import Member, User
from saferplan.web.people.ownership import Holding, Ownership
from saferplan.web.people.roles import roles


class RolesField(forms.MultipleChoiceField):
    """Each role with what it is for. None need be chosen: a member without a role reads what every member may."""

    def __init__(self) -> None:
        known = roles().values()
        super().__init__(
            label="Roles",
            required=False,
            choices=[(role.word, role.name) for role in known],
            widget=Checkboxes(hints={role.word: role.description for role in known}),
        )


class AgencyField(forms.ModelChoiceField):
    def __init__(self, partnership: Partnership) -> None:
        super().__init__(
            label="Agency",
            queryset=partnership.agencies.in_force(),
            empty_label="Choose an agency",
            error_messages={
                "required": "Select an agency",
                "invalid_choice": "Select an agency of this partnership",
            },
        )


class InvitationForm(Form):
    name = forms.CharField(label="Full name", max_length=200)
    email = forms.EmailField(label="Email address", help_text="The invitation is sent here, and nobody else can use it")
    job_title = forms.CharField(label="Job title", max_length=200, required=False)

    def __init__(self, *args, partnership: Partnership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = AgencyField(partnership)
        self.fields["roles"] = RolesField()


class RolesForm(Form):
    marks_optional = False

    def __init__(self, *args, member: Member, **kwargs) -> None:
        held = [role.word for role in member.roles_in_force]
        super().__init__(*args, initial={"roles": held}, **kwargs)
        self.fields["roles"] = RolesField()


class RegistrationForm(Form):
    name = forms.CharField(label="Full name", max_length=200)
    password = forms.CharField(
        label="Password",
        help_text="At least 12 characters. Three random words are strong and easy to remember",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=1000,
    )

    def __init__(self, *args, email: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("password"):
            try:
                validate_password(cleaned["password"], User(email=self.email, name=cleaned.get("name", "")))
            except ValidationError as fault:
                self.add_error("password", fault)
        return cleaned


class SuccessorField(forms.ModelChoiceField):
    """A member in force who may have it."""

    def __init__(self, leaver: Member, kind: Ownership, holding: Holding, *, empty: str) -> None:
        able = leaver.partnership.members.holding(kind.permission) if kind.permission else None
        members = able if able is not None else leaver.partnership.members.in_force()
        super().__init__(
            label=holding.title,
            queryset=members.exclude(pk=leaver.pk).exclude(user=leaver.user_id).with_details(),
            required=False,
            empty_label=empty,
        )


class LeavingForm(Form):
    """A successor for each thing that the member owns, or one for all that none is chosen for."""

    marks_optional = False
    empty = "As chosen above"
    asks_for_each = True

    def __init__(self, *args, member: Member, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.owned = list(owned_by(member))
        if self.owned:
            others = member.partnership.members.in_force().exclude(pk=member.pk).with_details()
            self.fields["everything"] = forms.ModelChoiceField(
                label="Who takes over",
                queryset=others,
                required=False,
                empty_label="Choose for each below",
                help_text="One person for all of it, save where you choose somebody else below",
            )
        for kind, holding in self.owned:
            self.fields[place(kind, holding)] = SuccessorField(member, kind, holding, empty=self.empty)

    @property
    def fieldsets(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        kinds: dict[str, list[str]] = {}
        for kind, holding in self.owned:
            kinds.setdefault(kind.title, []).append(place(kind, holding))
        return tuple((title, tuple(names)) for title, names in kinds.items())

    def clean(self) -> dict[str, Any]:
        """All that is without a successor is told at once."""
        cleaned = super().clean()
        if self.asks_for_each and not cleaned.get("everything"):
            missing = [one for one in self.owned if not cleaned.get(place(*one)) and place(*one) not in self.errors]
            if missing and len(missing) == len(self.owned):
                self.add_error("everything", "Choose who takes over, for all of it or for each thing")
            else:
                for kind, holding in missing:
                    self.add_error(place(kind, holding), f"Choose who takes over {holding.title}")
        return cleaned

    def successors(self) -> dict[str, Member]:
        for_all = self.cleaned_data.get("everything")
        chosen = {place(*one): self.cleaned_data.get(place(*one)) or for_all for one in self.owned}
        return {name: member for name, member in chosen.items() if member}


class ChangeAgencyForm(LeavingForm):
    empty = "Stays with the person"
    asks_for_each = False

    def __init__(self, *args, member: Member, **kwargs) -> None:
        super().__init__(*args, member=member, **kwargs)
        self.fields.pop("everything", None)
        self.fields = {"agency": AgencyField(member.partnership)} | self.fields
        self.fields["agency"].queryset = self.fields["agency"].queryset.exclude(pk=member.agency_id)
