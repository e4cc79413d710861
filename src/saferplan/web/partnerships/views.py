from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from saferplan.web.design_system.versions import EditedMeanwhile, both_versions
from saferplan.web.partnerships import actions, presenters
from saferplan.web.partnerships.forms import (
    AgencyForm,
    ChangeAgencyForm,
    ContactForm,
    EndAgencyForm,
    PartnershipForm,
    PlaceForm,
)
from saferplan.web.partnerships.models import Agency, Partnership
from saferplan.web.partnerships.my_work import work_of
from saferplan.web.partnerships.refused import attempt


def overview(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    context = presenters.overview_of(partnership) | {"work": work_of(request.member)}
    return render(request, "partnerships/overview.html", context)


def edit(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = PartnershipForm(request.POST or None, instance=Partnership.objects.get(pk=partnership.pk))
    back = _overview(partnership)
    if form.is_valid():
        try:
            changed = attempt(
                form,
                actions.edit_partnership,
                partnership=form.instance,
                based_on=form.based_on(),
                by=request.member,
            )
        except EditedMeanwhile:
            return both_versions(request, form, Partnership.objects.get(pk=partnership.pk), back=back)
        if changed:
            messages.success(request, "The partnership was changed")
            return redirect(back)
    return render(request, "partnerships/edit.html", {"form": form, "back": back})


def places(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = PlaceForm(request.POST or None, partnership=partnership)
    if form.is_valid() and attempt(
        form, actions.add_place, partnership=partnership, **form.cleaned_data, by=request.member
    ):
        messages.success(request, "The place was added")
        return redirect("partnerships:places", partnership=partnership.slug)
    context = {"form": form, "places": partnership.places.all(), "back": _overview(partnership)}
    return render(request, "partnerships/places.html", context)


@require_POST
def remove_place(request: HttpRequest, partnership: Partnership, place: int) -> HttpResponse:
    actions.remove_place(place=get_object_or_404(partnership.places, pk=place), by=request.member)
    messages.success(request, "The place was removed")
    return redirect("partnerships:places", partnership=partnership.slug)


def of_an_agency(view: Callable) -> Callable:
    @wraps(view)
    def scoped(request: HttpRequest, partnership: Partnership, agency: int) -> HttpResponse:
        return view(request, partnership, get_object_or_404(partnership.agencies, pk=agency))

    return scoped


def add_agency(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = AgencyForm(request.POST or None, partnership=partnership)
    if form.is_valid():
        made = attempt(form, actions.add_agency, partnership=partnership, **form.cleaned_data, by=request.member)
        if made:
            messages.success(request, f"{made.name} was added")
            return _to(made)
    return render(request, "partnerships/add_agency.html", {"form": form, "back": _overview(partnership)})


@of_an_agency
def agency(request: HttpRequest, partnership: Partnership, agency: Agency) -> HttpResponse:
    return render(request, "partnerships/agency.html", presenters.page_of(agency, request.member))


@of_an_agency
def change_agency(request: HttpRequest, partnership: Partnership, agency: Agency) -> HttpResponse:
    form = ChangeAgencyForm(request.POST or None, instance=agency)
    back = _address(agency)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("name", "standing", "on")}
        as_it_is = partnership.agencies.get(pk=agency.pk)
        try:
            changed = attempt(
                form,
                actions.change_agency,
                agency=as_it_is,
                **given,
                based_on=form.based_on(),
                by=request.member,
            )
        except EditedMeanwhile:
            return both_versions(request, form, as_it_is, back=back)
        if changed:
            messages.success(request, "The agency was changed")
            return _to(agency)
    return render(request, "partnerships/change_agency.html", {"form": form, "agency": agency, "back": back})


@of_an_agency
def end_agency(request: HttpRequest, partnership: Partnership, agency: Agency) -> HttpResponse:
    form = EndAgencyForm(request.POST or None)
    if form.is_valid() and attempt(form, actions.end_agency, agency=agency, **form.cleaned_data, by=request.member):
        messages.success(request, f"{agency.name} takes part no longer")
        return _to(agency)
    context = {"form": form, "agency": agency, "back": _address(agency)}
    return render(request, "partnerships/end_agency.html", context)


@of_an_agency
def contact(request: HttpRequest, partnership: Partnership, agency: Agency) -> HttpResponse:
    form = ContactForm(request.POST or None, agency=agency)
    if form.is_valid() and attempt(form, actions.name_contact, agency=agency, **form.cleaned_data, by=request.member):
        messages.success(request, "The single point of contact was named")
        return _to(agency)
    context = {"form": form, "agency": agency, "back": _address(agency)}
    return render(request, "partnerships/contact.html", context)


def _overview(partnership: Partnership) -> str:
    return reverse("partnerships:overview", kwargs={"partnership": partnership.slug})


def _address(agency: Agency) -> str:
    return reverse("partnerships:agency", kwargs={"partnership": agency.partnership.slug, "agency": agency.pk})


def _to(agency: Agency) -> HttpResponse:
    return redirect(_address(agency))
