from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from saferplan.web.jobs.waiting import while_waiting
from saferplan.web.own_areas import actions, presenters
from saferplan.web.own_areas.forms import FORMS, AreaForm, RemoveForm, UploadForm
from saferplan.web.own_areas.ground import Around
from saferplan.web.own_areas.models import AreaVersion, OwnArea, Way
from saferplan.web.own_areas.outlines import as_geojson
from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import attempt

GEOJSON = "application/geo+json"


def of_an_area(view: Callable) -> Callable:
    """The view gets the area and its newest version."""

    @wraps(view)
    def scoped(request: HttpRequest, partnership: Partnership, number: int, **parts) -> HttpResponse:
        area = get_object_or_404(partnership.own_areas.with_newest(), number=number)
        newest = area.versions.select_related("area", "by__user").prefetch_related("parts").last()
        return view(request, partnership, area, newest, **parts)

    return scoped


def still_measured(view: Callable) -> Callable:
    """One that has been removed is not changed any more: its page says so."""

    @of_an_area
    @wraps(view)
    def guarded(request: HttpRequest, partnership: Partnership, area: OwnArea, newest: AreaVersion, **parts):
        if hasattr(area, "removal"):
            return _to(area)
        return view(request, partnership, area, newest, **parts)

    return guarded


@require_safe
def areas(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    return render(request, "own_areas/areas.html", presenters.list_of(partnership))


@require_safe
def ways(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    return render(
        request, "own_areas/ways.html", {"ways": presenters.ways_to_add(partnership), "back": _list(partnership)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, partnership: Partnership, way: str) -> HttpResponse:
    form = _form(request, way, Around.of(partnership))
    if form.is_valid():
        if isinstance(form, UploadForm) and form.grounds:
            return _add_each(request, partnership, form)
        cleaned = form.cleaned_data
        made = attempt(
            form,
            actions.add_area,
            partnership=partnership,
            name=cleaned["name"],
            kind=cleaned["kind"],
            ground=form.ground,
            by=request.member,
        )
        if made:
            messages.success(request, f"{cleaned['name']} was added")
            return _to(made)
    back = reverse("own_areas:ways", kwargs={"partnership": partnership.slug})
    return _asked(request, partnership, way, form, back=back)


def _add_each(request: HttpRequest, partnership: Partnership, form: UploadForm) -> HttpResponse:
    kind = form.cleaned_data["kind"]
    made = attempt(form, actions.add_areas, partnership=partnership, kind=kind, grounds=form.grounds, by=request.member)
    if made:
        messages.success(request, f"{len(made)} own areas were added")
        return redirect(_list(partnership))
    back = reverse("own_areas:ways", kwargs={"partnership": partnership.slug})
    return _asked(request, partnership, Way.UPLOADED, form, back=back)


@of_an_area
@require_safe
def area(request: HttpRequest, partnership: Partnership, area: OwnArea, newest: AreaVersion) -> HttpResponse:
    return render(request, "own_areas/area.html", presenters.page_of(partnership, area, newest))


@still_measured
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, partnership: Partnership, area: OwnArea, newest: AreaVersion) -> HttpResponse:
    form = AreaForm(request.POST or None, around=Around(), version=newest)
    return _changed(request, partnership, area, form) or _asked(
        request, partnership, "", form, back=_address(area), title=f"Rename {newest.name}"
    )


@still_measured
@require_http_methods(["GET", "HEAD", "POST"])
def change(
    request: HttpRequest, partnership: Partnership, area: OwnArea, newest: AreaVersion, way: str
) -> HttpResponse:
    form = _form(request, way, Around.of(partnership), newest)
    return _changed(request, partnership, area, form) or _asked(
        request, partnership, way, form, back=_address(area), title=f"Change {newest.name}", version=newest
    )


def _changed(request: HttpRequest, partnership: Partnership, area: OwnArea, form: AreaForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    cleaned = form.cleaned_data
    made = attempt(
        form,
        actions.change_area,
        area=area,
        based_on=cleaned["based_on"],
        name=cleaned["name"],
        kind=cleaned["kind"],
        ground=form.ground,
        reason=cleaned["reason"],
        by=request.member,
    )
    if not made:
        return None
    messages.success(request, f"Version {made.number} of {made.name} was saved")
    return _to(area)


@still_measured
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, partnership: Partnership, area: OwnArea, newest: AreaVersion) -> HttpResponse:
    form = RemoveForm(request.POST or None)
    if form.is_valid() and attempt(form, actions.remove_area, area=area, **form.cleaned_data, by=request.member):
        messages.success(request, f"{newest.name} was removed")
        return redirect(_list(partnership))
    return render(request, "own_areas/remove.html", {"form": form, "area": newest, "back": _address(area)})


@of_an_area
@require_safe
def version(
    request: HttpRequest, partnership: Partnership, area: OwnArea, newest: AreaVersion, version: int
) -> HttpResponse:
    known = area.versions.select_related("area", "by__user").prefetch_related("parts")
    shown = get_object_or_404(known, number=version)
    return render(request, "own_areas/version.html", presenters.version_page(partnership, area, newest, shown))


@of_an_area
@require_safe
def outline(
    request: HttpRequest, partnership: Partnership, area: OwnArea, newest: AreaVersion, version: int
) -> HttpResponse:
    """What was drawn, for other programs; of one made of wards there is none."""
    shown = get_object_or_404(area.versions.select_related("area"), number=version)
    if not shown.is_outlined:
        raise Http404
    answer = JsonResponse(as_geojson([shown]), content_type=GEOJSON)
    answer["Content-Disposition"] = f'attachment; filename="{area.code}-version-{shown.number}.geojson"'
    return answer


@require_safe
def outlines(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """All that are drawn and in force."""
    newest = partnership.own_areas.in_force().with_newest().values("newest")
    shown = partnership.own_area_versions.filter(pk__in=newest).exclude(way=Way.PICKED).select_related("area")
    return JsonResponse(as_geojson(shown), content_type=GEOJSON)


def _form(request: HttpRequest, way: str, around: Around, version: AreaVersion | None = None) -> AreaForm:
    if way not in FORMS:
        raise Http404
    return FORMS[way](request.POST or None, request.FILES or None, around=around, version=version)


def _asked(request: HttpRequest, partnership: Partnership, way: str, form: AreaForm, **context) -> HttpResponse:
    """The page that asks, by the way in which the area is given."""
    names = {Way.DRAWN: "draw", Way.UPLOADED: "upload", Way.PICKED: "pick"}
    template = f"own_areas/{names.get(way, 'rename')}.html"
    drawing = presenters.drawing_on(partnership, context.get("version")) if way == Way.DRAWN else None
    if drawing and (told := while_waiting(request, drawing["job"] and drawing["job"].job)):
        return told
    context = {"title": presenters.TITLES.get(way)} | context | {"form": form, "map": drawing}
    return render(request, template, context)


def _list(partnership: Partnership) -> str:
    return reverse("own_areas:areas", kwargs={"partnership": partnership.slug})


def _address(area: OwnArea) -> str:
    return reverse("own_areas:area", kwargs={"partnership": area.partnership.slug, "number": area.number})


def _to(area: OwnArea) -> HttpResponse:
    return redirect(_address(area))
