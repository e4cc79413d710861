import gzip

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from saferplan.web.maps import kept
from saferplan.web.partnerships.models import Partnership

A_YEAR = 31_536_000


@require_safe
@cache_control(private=True, max_age=A_YEAR, immutable=True)
def outlines(request: HttpRequest, partnership: Partnership, state: str, kind: str) -> HttpResponse:
    """Compressed as it is kept: outlines are public, so nothing can be learned from how short they become."""
    found = kept.outlines(partnership, state, kind)
    if found is None:
        raise Http404
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(gzip.decompress(found), content_type="application/geo+json")
    headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return HttpResponse(found, content_type="application/geo+json", headers=headers)
