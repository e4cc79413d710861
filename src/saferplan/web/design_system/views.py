"""Pages about the site, and the page of its components."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from saferplan.web.design_system.specimens import specimens


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "design_system/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "design_system/privacy.html")


def cookies(request: HttpRequest) -> HttpResponse:
    named = {"session_cookie": settings.SESSION_COOKIE_NAME, "form_cookie": settings.CSRF_COOKIE_NAME}
    return render(request, "design_system/cookies.html", named)


def components(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for those who build the site. The address is the demo's alone."""
    return render(request, "design_system/components.html", specimens(request))
