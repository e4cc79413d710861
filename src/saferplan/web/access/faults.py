"""What the site answers where there is no page, where one may not be sent, and where the site itself failed.

A member of the partnership that the address names keeps its header and menu, and so finds back to the work. To anybody
else the answer is the same whether there is such a partnership or not.
"""

import re
import sys

from django.http import HttpRequest, HttpResponse

from saferplan.web.design_system.errors import error_page
from saferplan.web.operations.readiness import GONE
from saferplan.web.people import second_factor
from saferplan.web.people.models import Member

OF_A_PARTNERSHIP = re.compile(r"/partnerships/([-a-zA-Z0-9_]+)/")
SECONDS_TO_WAIT = 30


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(404, to=_asking(request))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(403, to=_asking(request))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refused before the gate, which would have said who the member is."""
    return error_page(403, "403_csrf", to=_asking(request))


def fault(request: HttpRequest) -> HttpResponse:
    """An IntegrityError or the like is our own fault, not a database that is gone. Asks the database nothing: what the
    gate has read is all that there is.
    """
    to = getattr(request, "member", None)
    if isinstance(sys.exc_info()[1], GONE):
        return error_page(503, to=to, **{"Retry-After": str(SECONDS_TO_WAIT)})
    return error_page(500, to=to)


def _asking(request: HttpRequest) -> Member | None:
    """As the gate knows them; where an address has no page, the gate was not asked, and the same is asked here."""
    member = getattr(request, "member", None)
    named = OF_A_PARTNERSHIP.match(request.path_info)
    if member is not None or named is None or not hasattr(request, "user"):
        return member
    return Member.objects.acting(user=request.user, slug=named[1]) if second_factor.passed(request) else None
