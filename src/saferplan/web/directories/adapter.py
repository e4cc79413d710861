"""Who gets in by a directory: people of its own domains, who are in one of its groups, invited, or known already."""

import logging

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render

from saferplan.web.directories.claims import proved_email
from saferplan.web.directories.configured import Directory
from saferplan.web.directories.joining import apply, groups_in, rules_of
from saferplan.web.people.actions import register_person
from saferplan.web.people.models import Invitation, User

OPENID_CONNECT = "openid_connect"
log = logging.getLogger("saferplan.directories")


def answers_for(user: User) -> Directory | None:
    """The directory by which alone the person signs in: closing the account there closes it here."""
    words = SocialAccount.objects.filter(user=user).values_list("provider", flat=True)
    return next((settings.DIRECTORIES[word] for word in words if word in settings.DIRECTORIES), None)


class DirectoryAdapter(DefaultSocialAccountAdapter):
    def list_apps(self, request, provider=None, client_id=None) -> list[SocialApp]:  # noqa: ARG002
        """From the installation's file alone, whatever tables hold."""
        known = settings.DIRECTORIES.values()
        return [_app(one) for one in known if provider in (None, OPENID_CONNECT, one.word)]

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None) -> None:  # noqa: ARG002
        """Who runs the site is told why; the person, that it did not work."""
        # Of django-allauth's own words the first alone: what follows may be what a directory sent.
        why = str(exception).partition(":")[0] if isinstance(exception, OAuth2Error) else type(exception).__name__
        log.warning("sign-in by a directory refused", extra={"directory": provider.sub_id, "why": why})

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(_refused(request, sociallogin, "process"))
        if not sociallogin.is_existing:
            self._recognise(request, sociallogin)
        if sociallogin.is_existing:
            apply(user=sociallogin.user, directory=sociallogin.provider.directory, groups=_groups(sociallogin))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """A new person needs a group that the directory's rules name, or an open invitation."""
        expected = rules_of(sociallogin.provider.directory, _groups(sociallogin))
        return bool(expected) or Invitation.objects.open().filter(email=_email(sociallogin)).exists()

    @transaction.atomic
    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form=None) -> User:  # noqa: ARG002
        email = _email(sociallogin)
        sociallogin.user = register_person(email=email, name=_name(sociallogin) or email)
        sociallogin.save(request, connect=True)
        apply(user=sociallogin.user, directory=sociallogin.provider.directory, groups=_groups(sociallogin))
        return sociallogin.user

    def _recognise(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """By an address that the directory may speak for; nobody is recognised by any other."""
        email = _email(sociallogin)
        if not email:
            raise ImmediateHttpResponse(_refused(request, sociallogin, "email"))
        known = User.objects.filter(email=email).first()
        if known is None:
            return
        if answers_for(known):
            raise ImmediateHttpResponse(_refused(request, sociallogin, "taken"))
        sociallogin.connect(request, known)


def _app(known: Directory) -> SocialApp:
    return SocialApp(
        provider=OPENID_CONNECT,
        provider_id=known.word,
        name=known.name,
        client_id=known.client_id,
        secret=known.secret,
        settings={"server_url": known.issuer, "oauth_pkce_enabled": True},
    )


def _groups(sociallogin: SocialLogin) -> list[str]:
    return groups_in(sociallogin.provider.directory, sociallogin.said)


def _email(sociallogin: SocialLogin) -> str:
    return proved_email(sociallogin.provider.directory, sociallogin.said) or ""


def _name(sociallogin: SocialLogin) -> str:
    name = sociallogin.said.get("name")
    return name.strip()[:200] if isinstance(name, str) else ""


def _refused(request: HttpRequest, sociallogin: SocialLogin, why: str):
    shown = {"why": why, "directory": sociallogin.provider.directory.name}
    return render(request, "directories/refused.html", shown, status=403)
