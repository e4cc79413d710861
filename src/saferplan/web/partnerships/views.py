from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from saferplan.web.partnerships.models import Partnership


def overview(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    return render(request, "partnerships/overview.html", {"agencies": partnership.agencies.all()})
