"""django-allauth's forms in the site's words."""

from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.http import HttpRequest

from saferplan.web.people.actions import offer_new_password

NEW_PASSWORD = "At least 12 characters. Three random words are strong and easy to remember"  # noqa: S105 a hint
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
        for user in self.users:
            offer_new_password(user)
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
