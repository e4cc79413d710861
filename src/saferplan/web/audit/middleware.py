"""Whoever asks is told to the database before the view runs, and forgotten by it before the answer leaves."""

from collections.abc import Callable
from contextlib import ExitStack
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from saferplan.web.audit.acting import acting_as


class ActingMiddleware:
    """Stands after the gate, which says who the member is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as request.acting:
            return self.get_response(request)

    def process_view(self, request: HttpRequest, _view, _arguments: tuple, _named: dict) -> None:
        user = request.user if request.user.is_authenticated else None
        number = getattr(request, "request_id", "") or uuid4().hex
        request.acting.enter_context(acting_as(request.member or user or request.acts_as, request=number))
