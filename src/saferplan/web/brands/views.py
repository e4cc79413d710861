from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from saferplan.web.brands.models import Brand, Logo
from saferplan.web.brands.stylesheet import stylesheet_of
from saferplan.web.partnerships.models import Partnership

A_YEAR = 31_536_000

kept_by_browsers = cache_control(private=True, max_age=A_YEAR, immutable=True)


@require_safe
@kept_by_browsers
def stylesheet(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    brand = Brand.objects.filter(partnership=partnership).first() or Brand(partnership=partnership)
    return HttpResponse(stylesheet_of(brand.colours), content_type="text/css; charset=utf-8")


@require_safe
@kept_by_browsers
def logo(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    kept = Logo.objects.filter(partnership=partnership).first()
    if kept is None:
        raise Http404
    response = HttpResponse(bytes(kept.content), content_type=kept.kind)
    # Opened by itself, a drawing is a document; what it may do as one is nothing.
    response._csp_replace = {}
    return response


def edit(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    raise Http404
