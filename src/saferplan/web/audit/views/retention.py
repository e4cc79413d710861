"""How long records are kept, what goes tonight, what is held back, and the proof of what went."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from saferplan.web.audit import holding, presenters
from saferplan.web.audit.forms import HoldForm, ReleaseForm
from saferplan.web.audit.models import Deletion
from saferplan.web.audit.retention import keepers, schedule
from saferplan.web.audit.tables_named import title_of
from saferplan.web.design_system.lists import page_of
from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import attempt


def schedule_page(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    held = partnership.holds.in_force().select_related("by__user", "by__agency")
    deletions = page_of(request, Deletion.objects.of(partnership))
    context = {
        "columns": presenters.SCHEDULE,
        "kinds": presenters.schedule_rows(partnership, timezone.localdate()),
        "holds": presenters.holds(held, partnership),
        "page": deletions,
        "deletions": presenters.deletion_rows(deletions, partnership),
    }
    return render(request, "audit/retention.html", context)


def deletion(request: HttpRequest, partnership: Partnership, deletion: int) -> HttpResponse:
    found = get_object_or_404(Deletion.objects.of(partnership).prefetch_related("tables"), pk=deletion)
    tables = [[title_of(each.table_name), presenters.number(each.rows)] for each in found.tables.all()]
    context = {"deletion": found, "kind": schedule().get(found.kind), "tables": tables}
    return render(request, "audit/deletion.html", context)


def hold(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = HoldForm(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        keeper = keepers()[told["kind"]]
        put = holding.put_on_hold
        made = attempt(form, put, keeper=keeper, number=told["number"], reason=told["reason"], by=request.member)
        if made:
            messages.success(request, "The record is on hold: it will not be deleted")
            return _back(partnership)
    return render(request, "audit/hold.html", {"form": form, "back": _address(partnership)})


def release(request: HttpRequest, partnership: Partnership, hold: int) -> HttpResponse:
    found = get_object_or_404(partnership.holds.in_force().select_related("by__user"), pk=hold)
    form = ReleaseForm(request.POST or None)
    if form.is_valid():
        made = attempt(form, holding.release, hold=found, reason=form.cleaned_data["reason"], by=request.member)
        if made:
            messages.success(request, "The hold is released: the record is deleted when its time is over")
            return _back(partnership)
    (shown,) = presenters.holds([found], partnership)
    return render(request, "audit/release.html", {"form": form, "hold": shown, "back": _address(partnership)})


def _address(partnership: Partnership) -> str:
    return reverse("retention:schedule", kwargs={"partnership": partnership.slug})


def _back(partnership: Partnership) -> HttpResponse:
    return redirect(_address(partnership))
