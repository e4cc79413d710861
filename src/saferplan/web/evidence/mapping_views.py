"""The screen on which an analyst says what each column of a sent file holds."""

import tomllib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from saferplan.errors import UnknownName
from saferplan.evidence.partners.profile_text import declared_in, profile_text
from saferplan.web.evidence import actions
from saferplan.web.evidence.delivery_views import of_a_delivery
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.mapping_forms import MappingForm, MappingTextForm
from saferplan.web.evidence.models import TRIED, Delivery
from saferplan.web.evidence.proposing import KINDS
from saferplan.web.evidence.reports import read_report
from saferplan.web.evidence.telling import address
from saferplan.web.partnerships.models import AgencyKind, Partnership
from saferplan.web.partnerships.refused import attempt

TRIED_ANEW = "Saved. The file is being tried by this mapping."


def of_a_list(view: Callable) -> Callable:
    """For deliveries that wait, and are lists whose columns are known."""

    @of_a_delivery
    def guarded(request: HttpRequest, partnership: Partnership, delivery: Delivery) -> HttpResponse:
        told = read_report(delivery.trials.last())
        if delivery.state not in TRIED or not told.get("columns"):
            return redirect(address(delivery))
        return view(request, delivery, told)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_list
def mapping(request: HttpRequest, delivery: Delivery, told: dict[str, Any]) -> HttpResponse:
    newest = delivery.mappings.last()
    text = _text_now(delivery, told)
    form = MappingForm(
        request.POST or None,
        declared=_declared(text),
        columns=told["columns"],
        values=told["values"],
        version=lambda feed: _next_version(delivery.partnership, feed),
        initial={"based_on": newest.pk if newest else 0},
    )
    if form.is_valid() and _saved(request, form, delivery):
        return redirect(address(delivery))
    return render(request, "evidence/mapping.html", {"form": form, "delivery": delivery, "back": address(delivery)})


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_list
def mapping_text(request: HttpRequest, delivery: Delivery, told: dict[str, Any]) -> HttpResponse:
    newest = delivery.mappings.last()
    start = {"text": _text_now(delivery, told), "based_on": newest.pk if newest else 0}
    form = MappingTextForm(request.POST or None, initial=start)
    if form.is_valid() and _saved(request, form, delivery):
        return redirect(address(delivery))
    return render(
        request, "evidence/mapping_text.html", {"form": form, "delivery": delivery, "back": address(delivery)}
    )


def _saved(request: HttpRequest, form: MappingForm | MappingTextForm, delivery: Delivery) -> bool:
    given = form.cleaned_data
    made = attempt(
        form,
        actions.propose_mapping,
        delivery=delivery,
        text=given["text"],
        based_on=given["based_on"],
        by=request.member,
    )
    if made:
        messages.success(request, TRIED_ANEW)
    return bool(made)


def _declared(text: str) -> dict[str, Any]:
    try:
        return declared_in(text)
    except tomllib.TOMLDecodeError:  # what somebody wrote as text is checked before it is kept; this is for the rest
        return {}


def _text_now(delivery: Delivery, told: dict[str, Any]) -> str:
    """The newest mapping; else the next version of the profile that it was read by; else what its columns look like."""
    if newest := delivery.mappings.last():
        return newest.text
    if told["quality"] and (text := _kept(delivery.partnership, told["quality"][0]["feed"])):
        return text
    columns = {name: one["heading"] for one in reversed(told["columns"]) for name, _ in one["fields"]}
    agency = delivery.agency
    return profile_text(
        {"agency": agency.name, "agency_kind": KINDS.get(AgencyKind(agency.kind), ""), "columns": columns}
    )


def _kept(partnership: Partnership, feed: str) -> str:
    from saferplan.evidence.partners.keeping import kept_versions

    try:
        newest = kept_versions(lake_of(partnership).root, feed)[-1]
    except UnknownName:
        return ""
    return profile_text(declared_in(newest.text) | {"version": newest.version + 1})


def _next_version(partnership: Partnership, feed: str) -> int:
    from saferplan.evidence.partners.keeping import kept_versions

    try:
        return kept_versions(lake_of(partnership).root, feed)[-1].version + 1
    except UnknownName:
        return 1
