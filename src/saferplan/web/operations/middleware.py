"""Each request has a number, and a line in the log: the name of its route, never its address."""

import logging
import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

log = logging.getLogger("saferplan.requests")

NO_ROUTE = "(none)"


class RequestLog:
    """The outermost, so that its time is the server's and its status what the reader got."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid4().hex
        began = time.perf_counter()
        response = self.get_response(request)
        taken = round((time.perf_counter() - began) * 1000, 1)
        response["X-Request-ID"] = request.request_id
        if getattr(request, "member", None):  # strangers measure nothing by the server's own clock
            response["Server-Timing"] = f"app;dur={taken}"
        log.info("request", extra=_of(request) | {"status": response.status_code, "milliseconds": taken})
        return response


def _of(request: HttpRequest) -> dict[str, object]:
    match, member = request.resolver_match, getattr(request, "member", None)
    return {
        "request": request.request_id,
        "method": request.method if request.method in HTTP_METHODS else "other",
        "route": match.view_name or NO_ROUTE if match else NO_ROUTE,
        "member": member.pk if member else None,
        "partnership": member.partnership_id if member else None,
    }


HTTP_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
