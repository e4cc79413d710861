"""django-allauth's forms in the site's words."""

import time

from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.http import HttpRequest

from saferplan.web.design_system.forms import Form
from saferplan.web.people.actions import offer_new_password
from saferplan.web.people.models import User

NEW_PASSWORD = "At least 12 characters. Three random words are strong and easy to remember"  # noqa: S105 a hint
SECONDS_FOR_ALL = 0.1  # many times what it takes to put the mail into the queue
CODE = "The six digits that your authenticator app shows now, or a recovery code"


def say(field: forms.Field, label: str, missing: str, hint: str = "") -> None:
    field.label, field.help_text = label, hint
    field.error_messages["required"] = missing


def say_code(field: forms.Field, missing: str, hint: str) -> None:
    say(field, "Code", missing, hint)
    field.widget.attrs |= {"class": "govuk-input--width-10", "inputmode": "numeric"}


class SignIn(account.LoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        say(self.fields["login"], "Email address", "Enter your email address")
        say(self.fields["password"], "Password", "Enter your password")


class Confirm(account.ReauthenticateForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        say(self.fields["password"], "Password", "Enter your password")


class ChangePassword(account.ChangePasswordForm):
    """The new password once: it can be shown while it is typed."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        say(self.fields["oldpassword"], "Current password", "Enter your current password")
        say(self.fields["password1"], "New password", "Enter a new password", NEW_PASSWORD)


class ChangeAddress(Form):
    email = forms.EmailField(
        label="New email address",
        max_length=254,
        help_text="We send a link there. It works for a day",
        error_messages={"required": "Enter the new email address"},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if email == self.user.email:
            raise forms.ValidationError("Enter another address than the one that you have")
        return email


class ForgottenPassword(account.ResetPasswordForm):
    """A person whose agency's directory answers for them has no password to choose."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        say(self.fields["email"], "Email address", "Enter your email address")

    def clean_email(self) -> str:
        email = super().clean_email()
        self.users = [user for user in self.users if user.has_usable_password()]
        return email

    def save(self, request: HttpRequest, **kwargs) -> str:  # noqa: ARG002
        """Takes as long for an address that nobody has."""
        done = time.monotonic() + SECONDS_FOR_ALL
        for user in self.users:
            offer_new_password(user)
        time.sleep(max(0, done - time.monotonic()))
        return self.cleaned_data["email"]


class NewPassword(account.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        say(self.fields["password1"], "New password", "Enter a new password", NEW_PASSWORD)


class Code(factors.AuthenticateForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        say_code(self.fields["code"], "Enter a code", CODE)


class ConfirmByCode(factors.ReauthenticateForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        say_code(self.fields["code"], "Enter a code", CODE)


class FirstCode(totp.ActivateTOTPForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        say_code(self.fields["code"], "Enter the code that the app shows", "The six digits that the app shows now")


class AddPasskey(passkeys.AddWebAuthnForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        say(self.fields["name"], "Name of the passkey", "Enter a name", "Such as “work laptop”")
        self.fields["name"].max_length = 100
        say(self.fields["passwordless"], "Sign in with this passkey alone, without a password", "")
        self.initial.setdefault("passwordless", True)


class RenamePasskey(passkeys.EditWebAuthnForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        say(self.fields["name"], "Name of the passkey", "Enter a name", "Such as “work laptop”")
