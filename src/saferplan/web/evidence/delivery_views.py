"""Sending a file, and deciding on one that was sent."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saferplan.web.access.numbers import number_told
from saferplan.web.design_system.lists import page_of
from saferplan.web.evidence import actions
from saferplan.web.evidence.delivery_presenters import ShownDelivery, ShownQuality, rows_of, warnings_of
from saferplan.web.evidence.forms import RejectForm, SendForm
from saferplan.web.evidence.models import Delivery
from saferplan.web.evidence.reports import read_report
from saferplan.web.evidence.telling import address
from saferplan.web.files.csv_export import csv_response
from saferplan.web.jobs.presenters import ShownJob
from saferplan.web.jobs.waiting import while_waiting
from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import Refused, attempt


def of_a_delivery(view: Callable) -> Callable:
    """The view gets the delivery itself, with its state; one of another agency is not there for who does not accept."""

    @wraps(view)
    def scoped(request: HttpRequest, partnership: Partnership, delivery: int, **parts) -> HttpResponse:
        known = partnership.deliveries.visible_to(request.member).with_state().select_related("partnership")
        return view(request, partnership, get_object_or_404(known, pk=delivery), **parts)

    return scoped


@require_safe
def deliveries(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    page = page_of(request, partnership.deliveries.visible_to(request.member).with_state())
    return render(request, "evidence/deliveries.html", {"page": page, "rows": rows_of(page)})


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = SendForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        given = form.cleaned_data
        sent = actions.send_delivery(partnership=partnership, file=given["file"], note=given["note"], by=request.member)
        return redirect(address(sent))
    back = reverse("evidence:evidence", kwargs={"partnership": partnership.slug})
    return render(request, "evidence/send.html", {"form": form, "back": back})


@require_safe
@of_a_delivery
def delivery(request: HttpRequest, partnership: Partnership, delivery: Delivery) -> HttpResponse:
    job = partnership.jobs.filter(key=actions.key_of(delivery)).with_state().first()
    if told := while_waiting(request, job):
        return told
    shown = ShownDelivery(delivery, request.member, delivery.trials.last(), ShownJob(job) if job else None)
    context = {
        "shown": shown,
        "delivery": delivery,
        "job": shown.job,
        "qualities": [ShownQuality(one) for one in shown.told.get("quality", [])],
        "warnings": warnings_of(delivery, shown.told) if shown.is_waiting else [],
    }
    return render(request, "evidence/delivery.html", context)


@require_safe
@of_a_delivery
def rejected_rows(request: HttpRequest, partnership: Partnership, delivery: Delivery) -> StreamingHttpResponse:
    told = read_report(delivery.trials.last()).get("rejected", [])
    rows = ((row["file"], row["line"], row["field"], row["reason"]) for row in told)
    return csv_response(f"rejected-rows-{delivery.pk}.csv", ("File", "Line", "Column", "Why"), rows)


@require_POST
@of_a_delivery
def accept(request: HttpRequest, partnership: Partnership, delivery: Delivery) -> HttpResponse:
    given = number_told(request.POST.get("trial")) or 0
    return _done(request, delivery, actions.accept_delivery, "Accepted. It is being loaded.", trial=given)


@require_POST
@of_a_delivery
def try_anew(request: HttpRequest, partnership: Partnership, delivery: Delivery) -> HttpResponse:
    return _done(request, delivery, actions.try_again, "It is being tried again.")


@require_POST
@of_a_delivery
def withdraw(request: HttpRequest, partnership: Partnership, delivery: Delivery) -> HttpResponse:
    return _done(request, delivery, actions.withdraw_delivery, "Withdrawn. The file is no longer kept.")


def _done(request: HttpRequest, delivery: Delivery, action: Callable, said: str, **given: int) -> HttpResponse:
    try:
        action(delivery=delivery, by=request.member, **given)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect(address(delivery))


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_delivery
def reject(request: HttpRequest, partnership: Partnership, delivery: Delivery) -> HttpResponse:
    form = RejectForm(request.POST or None)
    if form.is_valid():
        why = form.cleaned_data["why"]
        if attempt(form, actions.reject_delivery, delivery=delivery, why=why, by=request.member):
            messages.success(request, "Rejected. Whoever sent it is told by e-mail, and the file is no longer kept.")
            return redirect(address(delivery))
    return render(request, "evidence/reject.html", {"form": form, "delivery": delivery, "back": address(delivery)})
