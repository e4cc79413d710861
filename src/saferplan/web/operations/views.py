"""Pages for whoever watches over the site: no names, no versions, nothing that helps an attacker."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from saferplan.web.operations.readiness import conditions

UNAVAILABLE = 503


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """Whether this process answers at all. Asks nobody else: a database that is gone is no reason to restart it."""
    return HttpResponse("live\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Whether the site can do its work, by condition: true or false."""
    found = conditions()
    return JsonResponse(found, status=200 if all(found.values()) else UNAVAILABLE)
