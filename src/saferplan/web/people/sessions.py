"""How long a session lasts, and ending all of a person's at once."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from saferplan.web.people.models import User

BEGAN, SEEN = "saferplan.began", "saferplan.seen"
SEEN_ANEW_AFTER = 60  # seconds: a sign of life is not written at every click


class SessionLifetime:
    """Signs out whoever has been signed in for too long, or has not been heard of."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if has_ended(request.session):
                logout(request)
                messages.info(request, "You were signed out, as this was a long time. Sign in again to go on")
            else:
                _note(request.session)
        return self.get_response(request)


def has_ended(session: SessionBase) -> bool:
    now = time.time()
    return (
        now - session.get(BEGAN, now) >= settings.SESSION_ENDS_AFTER.total_seconds()
        or now - session.get(SEEN, now) >= settings.SESSION_IDLES_FOR.total_seconds()
    )


def end_all(user: User, *, but: str | None = None) -> None:
    """Wherever the person is signed in; `but` is the key of the one session that stays."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()


def renew(request: HttpRequest) -> None:
    """Another key for a session that is worth more from now on: who knew the one before has nothing by it."""
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def _note(session: SessionBase) -> None:
    now = time.time()
    session.setdefault(BEGAN, now)
    if now - session.get(SEEN, 0) >= SEEN_ANEW_AFTER:
        session[SEEN] = now
