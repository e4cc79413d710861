"""What the site answers when its database is gone: 503, whole, and soon again."""

import sys

from django.http import HttpRequest, HttpResponse
from django.views.defaults import server_error

from saferplan.web.design_system.errors import error_page
from saferplan.web.operations.readiness import GONE

SECONDS_TO_WAIT = 30


def fault(request: HttpRequest) -> HttpResponse:
    """Django's handler500. An IntegrityError or the like is our own fault, not a database that is gone."""
    if isinstance(sys.exc_info()[1], GONE):
        return error_page(503, **{"Retry-After": str(SECONDS_TO_WAIT)})
    return server_error(request)
