from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from saferplan.web.people.models import Member


def start(request: HttpRequest) -> HttpResponse:
    mine = (
        Member.objects.in_force().filter(user=request.user).select_related("partnership", "agency")
        if request.user.is_authenticated
        else []
    )
    return render(request, "tour/start.html", {"memberships": mine})
