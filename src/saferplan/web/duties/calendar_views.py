"""Duties as a calendar: to download, and at a secret address that a calendar program reads by itself."""

from allauth.core.internal.ratelimit import consume, respond_429
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from saferplan.web.duties.feeds import calendar_of, duties_of, end_address, feed_of, make_address
from saferplan.web.duties.forms import FeedForm
from saferplan.web.partnerships.models import Partnership

FEED_LIMITS = {"calendar": "60/m/ip"}
"""An agency's programs often share an address; guessing needs far more."""
KIND = "text/calendar; charset=utf-8"


def calendar(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """The address is shown once, when it is made."""
    form = FeedForm(request.POST or None, initial={"which": "mine"})
    context = {"form": form, "feed": request.member.calendar_feeds.in_force().first()}
    if form.is_valid():
        mine_only = form.cleaned_data["which"] == "mine"
        token = make_address(member=request.member, mine_only=mine_only, by=request.member)
        context["address"] = settings.BASE_URL + reverse("calendar:feed", kwargs={"token": token})
    return render(request, "duties/calendar.html", context)


@require_POST
def end(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    end_address(member=request.member, by=request.member)
    messages.success(request, "The address was ended. Calendars that read it get nothing from it any more")
    return redirect("duties:calendar", partnership=partnership.slug)


@require_safe
def download(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    duties = partnership.duties.open()
    answer = HttpResponse(calendar_of(duties, name=f"Duties of {partnership.name}"), content_type=KIND)
    answer["Content-Disposition"] = 'attachment; filename="duties.ics"'
    return _kept_nowhere(answer)


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    if not consume(request, app="saferplan", action="calendar", config=FEED_LIMITS, limit_get=True):
        return respond_429(request)
    known = feed_of(token)
    if known is None:
        raise Http404
    content = calendar_of(duties_of(known), name=f"Duties of {known.partnership.name}")
    return _kept_nowhere(HttpResponse(content, content_type=KIND))


def _kept_nowhere(answer: HttpResponse) -> HttpResponse:
    """Not for a page with a form: without a referrer browsers send it with no origin, and it is taken for forged."""
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
