"""What the demo adds to the site: signing in as an invented person with one press, and the assessment that it built."""

import re
from pathlib import Path

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth import login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from saferplan.web.people.models import User
from saferplan.web.people.second_factor import Way, mark_passed
from saferplan.web.tour.cycle import personas, steps
from saferplan.web.tour.outbox import letters
from saferplan.web.tour.views import the_demo

SERVED = re.compile(r"assessment\.[a-z0-9]+|exhibits/[A-Za-z0-9_][A-Za-z0-9._-]{0,199}", re.ASCII)
"""What an assessment consists of."""


@require_POST
def sign_in(request: HttpRequest, role: str) -> HttpResponse:
    """As the invented person of that role, and on to the page of the tour's stop that was named."""
    persona = personas().get(role)
    if persona is None:
        raise Http404
    user = User.objects.get(email=persona.email)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    mark_passed(request.session, user, how=Way.DEMO)
    stop = next((one for one in steps() if one.word == request.POST.get("stop") and one.is_on_the_site), None)
    request.session["tour_stop"] = stop.word if stop else None
    address = stop.address if stop else "partnerships:overview"
    return redirect(address, partnership=the_demo().slug)


@require_GET
@csp_replace(
    {"style-src": ["'unsafe-inline'"], "script-src": ["'none'"]}
)  # the page is one file and carries its styles
def assessment(request: HttpRequest, page: str) -> FileResponse:
    folder = (settings.HOME / "demo" / "assessment").resolve()
    wanted = (folder / page).resolve()
    if not SERVED.fullmatch(page) or not wanted.is_file() or not wanted.is_relative_to(folder):
        raise Http404
    return FileResponse(wanted.open("rb"))


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    return render(request, "tour/outbox.html", {"letters": letters(Path(settings.EMAIL_FILE_PATH))})
