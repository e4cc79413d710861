from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from saferplan.web.partnerships.models import Partnership


def members(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    people = partnership.members.in_force().select_related("user", "agency").prefetch_related("roles")
    return render(request, "people/members.html", {"members": people})
