"""The log: searching it, one entry, the same as a file. Each look into it is written down in it."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from saferplan.web.audit import presenters
from saferplan.web.audit.forms import SearchForm
from saferplan.web.audit.models import CHANGES, Entry, Operation
from saferplan.web.audit.reading import log_own_use
from saferplan.web.audit.searching import Page, Sought, all_of, page_of, place_in
from saferplan.web.files.csv_export import csv_response
from saferplan.web.partnerships.models import Partnership

LOG = Entry._meta.db_table


def search(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form, sought = _asked(request, partnership)
    page = Page([], None)
    if sought is not None:
        before = place_in(request.GET.get("before", ""))
        page = page_of(sought.of(partnership), before)
        details = sought.told() | ({"before": before} if before else {})
        log_own_use(member=request.member, operation=Operation.SEARCH, table=LOG, details=details)
    context = {
        "form": form,
        "rows": presenters.rows(page.entries, partnership),
        "columns": presenters.COLUMNS,
        "asked": _without_place(request),
        "older": page.older,
        "is_first": not request.GET.get("before"),
    }
    return render(request, "audit/search.html", context)


def export(request: HttpRequest, partnership: Partnership) -> HttpResponseBase:
    """What the search would show, all of it, as it was found."""
    _, sought = _asked(request, partnership)
    if sought is None:  # the search says what is wrong
        address = reverse("audit:search", kwargs={"partnership": partnership.slug})
        return redirect(f"{address}?{request.GET.urlencode()}")
    log_own_use(member=request.member, operation=Operation.EXPORT, table=LOG, details=sought.told())
    return csv_response("audit.csv", presenters.EXPORTED, presenters.exported(all_of(sought.of(partnership))))


def entry(request: HttpRequest, partnership: Partnership, entry: int) -> HttpResponse:
    known = partnership.audit_entries.select_related("member__agency", "user")
    found = get_object_or_404(known, pk=entry)
    log_own_use(member=request.member, operation=Operation.SEARCH, table=LOG, record=entry, details={"entry": entry})
    is_change = found.operation in CHANGES
    context = {
        "entry": found,
        "facts": presenters.facts(found),
        "changes": presenters.changes(found) if is_change else [],
        "details": [] if is_change else presenters.details(found),
    }
    return render(request, "audit/entry.html", context)


def _asked(request: HttpRequest, partnership: Partnership) -> tuple[SearchForm, Sought | None]:
    """What was sought; None where the form has an error. An address without anything shows the newest."""
    form = SearchForm(request.GET or {"since_day": ""}, partnership=partnership)
    return form, form.sought() if form.is_valid() else None


def _without_place(request: HttpRequest) -> str:
    return urlencode([(name, value) for name, value in request.GET.items() if name != "before" and value])
