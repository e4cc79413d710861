"""How django-allauth signs people in here: nobody signs up, and who comes from a directory brings its second factor."""

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.encoding import force_str

from saferplan.web.directories.adapter import answers_for
from saferplan.web.jobs.mail import send_later
from saferplan.web.people.actions import a_membership
from saferplan.web.people.models import User
from saferplan.web.people.sealing import seal, unseal

STAGES = {"allauth.mfa.stages.AuthenticateStage": "saferplan.web.people.adapter.SecondFactorStage"}

WAYS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}


class SecondFactorStage(AuthenticateStage):
    """Not for who came by their agency's directory: a second factor is the directory's business then."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        if records and records[-1]["method"] == "socialaccount":
            return False
        return super()._should_handle(request)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The email address or the password is not right. Check both and try again",
        "too_many_login_attempts": "There were too many tries. Wait five minutes and try again",
        "enter_current_password": "The current password is not right",
        "incorrect_password": "The password is not right",
        "rate_limited": "There were too many tries. Wait a minute and try again",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """By invitation only."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **details) -> HttpResponse | None:
        """Who is known by a directory signs in by it alone: an account that is closed there is closed here."""
        answer = super().pre_login(request, user, **details)
        records = get_authentication_records(request, user)
        by_directory = bool(records) and records[-1]["method"] == "socialaccount"
        if answer or by_directory or not (directory := answers_for(user)):
            return answer
        return render(request, "directories/instead.html", {"directory": directory.name}, status=403)

    def get_login_stages(self) -> list[str]:
        return [STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Who has just typed the password need not type it again to set up the first second factor."""
        if app == "allauth.mfa" and not is_mfa_enabled(self.request.user) and self._has_just_signed_in():
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user: User) -> list[dict]:
        """Who has a second factor confirms by that, and not by the password that a thief may have."""
        ways = [way | {"description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]
        return [way for way in ways if way["id"] != "reauthenticate"] or ways

    def format_email_subject(self, subject: str) -> str:
        return force_str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """By a worker, as all mail: what somebody has just done holds where no mail can go."""
        member = a_membership(User.objects.filter(email=email))
        if member:
            message = self.render_mail(template_prefix, email, context)
            told = {"subject": message.subject, "text": str(message.body)}
            send_later(to=member.user, **told, partnership=member.partnership, by=None)

    def _has_just_signed_in(self) -> bool:
        records = get_authentication_records(self.request, self.request.user)
        return bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "The code is not right. Enter the one that is shown now",
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_label(self, user: User) -> str:
        return user.email

    def get_totp_issuer(self) -> str:
        return "saferplan"

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return f"Passkey {count + 1}" if count else "Passkey"

    def _get_site_name(self) -> str:
        return "saferplan"
