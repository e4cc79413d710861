"""What the demo adds to the site: signing in as an invented person with one press, and the assessment that it built."""

from pathlib import Path

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from saferplan.web.evidence.assessments import as_one_file, file_of
from saferplan.web.people.models import User
from saferplan.web.people.second_factor import Way, mark_passed
from saferplan.web.tour.cycle import personas, steps
from saferplan.web.tour.outbox import letters
from saferplan.web.tour.views import the_demo


@require_POST
def sign_in(request: HttpRequest, role: str) -> HttpResponse:
    """As the invented person of that role, and on to the page of the tour's stop that was named."""
    persona = personas().get(role)
    if persona is None:
        raise Http404
    user = User.objects.get(email=persona.email)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    UserSession.objects.create_from_request(request)
    mark_passed(request.session, user, how=Way.DEMO)
    stop = next((one for one in steps() if one.word == request.POST.get("stop") and one.is_on_the_site), None)
    request.session["tour_stop"] = stop.word if stop else None
    address = stop.address if stop else "partnerships:overview"
    return redirect(address, partnership=the_demo().slug)


@require_GET
@as_one_file
def assessment(request: HttpRequest, page: str) -> FileResponse:
    return file_of(settings.HOME / "demo" / "assessment", page)


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    return render(request, "tour/outbox.html", {"letters": letters(Path(settings.EMAIL_FILE_PATH))})
