"""Who may ask the interface for programs: anyone for what is open, a token for the rest; each so often and no oftener.

It knows no cookie and no session, and lets no page of another site read it: no header of CORS is ever sent.
"""

from allauth.core.internal.ratelimit import consume
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from saferplan.web.api.faults import fault
from saferplan.web.api.models import Token
from saferplan.web.api.tokens import token_told
from saferplan.web.audit.acting import acting_as
from saferplan.web.audit.reading import log_token_use
from saferplan.web.partnerships.models import Partnership

BEARER = "bearer "
ASK_FOR = 'Bearer realm="saferplan"'
WAIT_SECONDS = "60"


def let_in(request: HttpRequest, scope: str, named: dict) -> HttpResponse | None:
    """None where the view may answer; it finds `request.token` and `request.partnership`."""
    request.token = None
    if request.method == "HEAD":
        request.method = "GET"  # programs ask so how long a file is; the server sends no body all the same
    told = request.headers.get("Authorization", "")
    if told:
        request.token = _token_of(told)
    if not _in_time(request):
        return fault(429, "too many requests", "Wait a minute.", headers={"Retry-After": WAIT_SECONDS})
    if told and request.token is None:
        return fault(401, "the token is not known, has expired or was revoked", headers={"WWW-Authenticate": ASK_FOR})
    if scope and request.token is None:
        return fault(401, "this wants a token", headers={"WWW-Authenticate": ASK_FOR})
    refused = _of_partnership(request, scope, named["partnership"]) if "partnership" in named else None
    if refused is None and request.token is not None:
        _write_down(request)
    return refused


def _of_partnership(request: HttpRequest, scope: str, slug: str) -> HttpResponse | None:
    """A token of another partnership opens what is open to all, and finds nothing else there."""
    known = Partnership.objects.filter(slug=slug).first()
    if request.token is not None and known != request.token.partnership:
        if scope:
            return fault(404, "there is no such partnership")
        request.token = None
    if known is None:
        return fault(404, "there is no such partnership")
    if scope and scope not in request.token.words:
        return fault(403, f"the token is not for '{scope}'", "Have one issued for it.")
    request.partnership = known
    return None


def _write_down(request: HttpRequest) -> None:
    """What a token was used for, in the audit of its partnership. Nothing is read that cannot be written down."""
    request.acts_as = f"token: {request.token.pk}"
    with acting_as(request.acts_as):
        log_token_use(request.token, what=request.resolver_match.view_name)


def _token_of(told: str) -> Token | None:
    return token_told(told[len(BEARER) :].strip()) if told[: len(BEARER)].lower() == BEARER else None


def _in_time(request: HttpRequest) -> bool:
    """Attempts with a token that is none count as those of the address: whoever tries some is slowed down."""
    how = {"limit_get": True, "app": "saferplan", "config": settings.API_LIMITS}
    if request.token is None:
        return bool(consume(request, action="open", **how))
    return bool(consume(request, action="token", key=str(request.token.pk), **how))
