"""Whether this session's person has shown more than a password.

A second factor of ours counts (an authenticator app, a recovery code, a passkey), and so does a sign-in by the
person's own organisation, whose business the second factor then is.
"""

import time
from enum import StrEnum

from allauth.account.internal.flows.login import (
    clear_authentication_records,
    get_authentication_records,
    record_authentication,
)
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.urls import reverse

from saferplan.web.people.models import User
from saferplan.web.people.sessions import renew

MARK = "saferplan.second_factor"
NEXT = "saferplan.after_second_factor"
# What django-allauth writes into the session of who signed in so.
RECORDED = frozenset({"mfa", "socialaccount"})


class Way(StrEnum):
    DEMO = "demo"  # an invented person of the demo, signed in by one click


def passed(request: HttpRequest) -> bool:
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    return any(record["method"] in RECORDED for record in records) or _marked(request)


def mark_passed(session: SessionBase, user: User, *, how: Way) -> None:
    session[MARK] = {"user": user.pk, "how": how.value, "at": time.time()}


def prove(request: HttpRequest) -> None:
    """The person has just set one up, and has shown it by that."""
    record_authentication(request, request.user, "mfa", reauthenticated=True)
    renew(request)


def forget(request: HttpRequest) -> None:
    """The person has to show one anew."""
    clear_authentication_records(request)
    request.session.pop(MARK, None)


def remember_next(session: SessionBase, address: str | None) -> None:
    """Where the person was going; only an address of this site gets here."""
    if address:
        session[NEXT] = address


def next_address(session: SessionBase) -> str:
    return session.get(NEXT) or reverse("tour:start")


def _marked(request: HttpRequest) -> bool:
    mark = request.session.get(MARK)
    if not mark or mark["user"] != request.user.pk:
        return False
    return mark["how"] != Way.DEMO or settings.DEMO
