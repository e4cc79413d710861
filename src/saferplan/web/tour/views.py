"""The first page, and the tour of the cycle."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member
from saferplan.web.tour.cycle import personas, steps


def start(request: HttpRequest) -> HttpResponse:
    """What saferplan is for who has not signed in; the way to one's partnerships for who has."""
    if request.user.is_authenticated:
        memberships = Member.objects.in_force().filter(user=request.user).select_related("partnership", "agency")
        return render(request, "tour/memberships.html", {"memberships": memberships})
    shown = {"steps": steps(), "personas": personas().values() if settings.DEMO else ()}
    return render(request, "tour/start.html", shown)


def step(request: HttpRequest, word: str) -> HttpResponse:
    every = steps()
    at = next((number for number, one in enumerate(every) if one.word == word), None)
    if at is None:
        raise Http404
    shown = {
        "step": every[at],
        "number": at + 1,
        "count": len(every),
        "previous": every[at - 1] if at else None,
        "next": every[at + 1] if at + 1 < len(every) else None,
        "persona": personas()[every[at].role.word],
    }
    return render(request, "tour/step.html", shown)


def open_tour(request: HttpRequest) -> HttpResponse:
    return redirect("tour:step", word=steps()[0].word)


def the_demo() -> Partnership:
    """The demo's one partnership."""
    return Partnership.objects.earliest("id")
