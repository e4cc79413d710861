from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from saferplan.web.partnerships.models import Partnership


@require_safe
def places(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    raise Http404


@require_safe
def compare(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    raise Http404


@require_safe
def place(request: HttpRequest, partnership: Partnership, code: str) -> HttpResponse:
    raise Http404
