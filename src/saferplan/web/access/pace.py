"""How often one may change something: each person, and each address of those who have not signed in."""

from collections.abc import Callable

from allauth.core.internal.ratelimit import consume, respond_429
from django.conf import settings
from django.http import HttpRequest, HttpResponse

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class RequestLimits:
    """Signing in has narrower limits of its own: django-allauth's, with the same counts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READING:
            who = "by-person" if request.user.is_authenticated else "by-address"
            if not consume(request, app="saferplan", action=who, config=settings.REQUEST_LIMITS):
                return respond_429(request)
        return self.get_response(request)
