"""A partnership's look: its stylesheet and logo for browsers, and the pages on which it is chosen."""

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saferplan.web.brands import actions
from saferplan.web.brands.forms import ColoursForm, LogoForm
from saferplan.web.brands.models import Brand, Logo
from saferplan.web.brands.stylesheet import stylesheet_of
from saferplan.web.design_system.versions import EditedMeanwhile, both_versions
from saferplan.web.partnerships.models import Partnership

A_YEAR = 31_536_000
# Opened by itself, a drawing is a document. As one it may do nothing, and show nothing from elsewhere.
A_DRAWING_ALONE = {"default-src": [NONE], "style-src": ["'unsafe-inline'"], "sandbox": []}

kept_by_browsers = cache_control(private=True, max_age=A_YEAR, immutable=True)


@require_safe
@kept_by_browsers
def stylesheet(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    brand = Brand.objects.filter(partnership=partnership).first() or Brand(partnership=partnership)
    return HttpResponse(stylesheet_of(brand.colours), content_type="text/css; charset=utf-8")


@require_safe
@kept_by_browsers
@csp(A_DRAWING_ALONE)
def logo(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    kept = Logo.objects.filter(partnership=partnership).first()
    if kept is None:
        raise Http404
    return HttpResponse(bytes(kept.content), content_type=kept.kind)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    brand = Brand.objects.filter(partnership=partnership).first() or Brand(partnership=partnership)
    form = ColoursForm(request.POST or None, instance=brand)
    if form.is_valid():
        colours = {name: form.cleaned_data[name] for name in form.Meta.fields}
        try:
            actions.choose_colours(
                partnership=partnership, colours=colours, based_on=form.based_on(), by=request.member
            )
        except EditedMeanwhile:
            return both_versions(request, form, Brand.objects.get(partnership=partnership))
        messages.success(request, "The partnership’s colours were saved")
        return redirect("brands:edit", partnership=partnership.slug)
    has_logo = Logo.objects.filter(partnership=partnership).exists()
    return render(request, "brands/edit.html", {"form": form, "has_logo": has_logo})


@require_http_methods(["GET", "HEAD", "POST"])
def change_logo(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = LogoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        actions.set_logo(partnership=partnership, image=form.cleaned_data["logo"], by=request.member)
        messages.success(request, "The partnership’s logo was saved")
        return redirect("brands:edit", partnership=partnership.slug)
    back = reverse("brands:edit", kwargs={"partnership": partnership.slug})
    return render(request, "brands/change_logo.html", {"form": form, "back": back})


@require_POST
def remove_logo(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    actions.remove_logo(partnership=partnership, by=request.member)
    messages.success(request, "The partnership’s logo was removed")
    return redirect("brands:edit", partnership=partnership.slug)
