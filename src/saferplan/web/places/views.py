"""Places of the partnership: all of a kind on a map and in a table, one of them, and two side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from saferplan.errors import NothingLoaded, UnknownName
from saferplan.web.evidence.summaries import basis_of
from saferplan.web.partnerships.models import Partnership
from saferplan.web.places import presenters
from saferplan.web.places.asked import AskedOfPlaces
from saferplan.web.places.comparing import ComparePage
from saferplan.web.places.overview import PlacesPage
from saferplan.web.places.place_page import PlacePage


@require_safe
def places(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    asked = _asked(request, partnership)
    if asked is None:
        return render(request, "places/nothing.html", {})
    return render(request, "places/places.html", PlacesPage(asked).context())


@require_safe
def place(request: HttpRequest, partnership: Partnership, code: str) -> HttpResponse:
    asked = _asked(request, partnership)
    if asked is None:
        return render(request, "places/nothing.html", {})
    try:
        area = asked.place(code)
    except UnknownName as fault:
        raise Http404 from fault
    if area.code != code:  # renamed, merged or abolished: today's page says so
        return redirect(f"{presenters.address_of(partnership, area)}?was={code}")
    return render(request, "places/place.html", PlacePage(asked, area).context())


@require_safe
def compare(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    asked = _asked(request, partnership)
    if asked is None:
        return render(request, "places/nothing.html", {})
    return render(request, "places/compare.html", ComparePage(asked).context())


def _asked(request: HttpRequest, partnership: Partnership) -> AskedOfPlaces | None:
    try:
        return AskedOfPlaces.of(request, partnership, basis_of(partnership))
    except (NothingLoaded, UnknownName):
        return None
