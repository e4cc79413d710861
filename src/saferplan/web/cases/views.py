"""The register of cases, a case, and what is written in it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from saferplan.web.agreements.forms import WhyForm
from saferplan.web.agreements.vocabulary import purposes
from saferplan.web.audit.reading import log_reads
from saferplan.web.cases import actions, presenters
from saferplan.web.cases.forms import (
    CaseForm,
    NoteForm,
    OpenCaseForm,
    PersonForm,
    PurposeForm,
    RegisterFilter,
    RiskForm,
)
from saferplan.web.cases.models import Case, CasePerson, CaseQuerySet, Open
from saferplan.web.cases.opening import Opened, case_or_404, only_read, opened, opened_to_change
from saferplan.web.cases.presenters import address
from saferplan.web.cases.reading import remember, remembered
from saferplan.web.design_system.lists import page_of, pagination
from saferplan.web.design_system.versions import EditedMeanwhile, both_versions
from saferplan.web.files.csv_export import csv_response
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission

GET_POST = require_http_methods(["GET", "POST"])


@require_safe
def register(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = RegisterFilter(request.GET or None)
    shown = {"filter_form": form, "form": form, "may_edit": request.member.may(Permission.EDIT_CASES), "page": None}
    if form.is_valid():
        page = page_of(request, _found(request.member, form.cleaned_data))
        rows = [presenters.row(case) for case in page.object_list]
        shown |= {"page": page, "rows": rows, "links": pagination(request, page), "asked": request.GET.urlencode()}
    return render(request, "cases/register.html", shown)


@require_safe
def export(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = RegisterFilter(request.GET)
    if not form.is_valid():
        return redirect("cases:register", partnership=partnership.slug)
    cases = list(_found(request.member, form.cleaned_data))
    purpose = form.cleaned_data["purpose"]
    log_reads(member=request.member, records=cases, purpose=purpose, what="a list of cases as a file, without people")
    return csv_response("cases.csv", presenters.EXPORTED, (presenters.exported(case) for case in cases))


@require_safe
def case(request: HttpRequest, partnership: Partnership, number: int) -> HttpResponse:
    found = opened(request, number, what="the page of the case")
    if not isinstance(found, Opened):
        return found
    people = list(found.case.case_people.all())
    log_reads(member=request.member, records=people, purpose=found.purpose, what="somebody on the page of a case")
    may_edit = request.member.may(Permission.EDIT_CASES)
    shown = {
        "case": found.case,
        "purpose": purposes()[found.purpose],
        "reasons": found.door.reasons(found.purpose),
        "emergency": found.door.emergency if found.door.by_break_glass(found.purpose) else None,
        "facts": presenters.facts(found.case),
        "risk": presenters.risk_tag(found.case.risk),
        "status": presenters.status_tag(found.case.status),
        "people": presenters.people_apart(people),
        "notes": found.case.case_notes.select_related("by__user", "by__agency"),
        "events": presenters.events(found.case),
        "may_note": may_edit and found.may_note,
        "may_change": may_edit and found.case.holder_id == request.member.agency_id,
    }
    return render(request, "cases/case.html", shown)


@GET_POST
def purpose(request: HttpRequest, partnership: Partnership, number: int) -> HttpResponse:
    """Asked once for a case, and remembered for a while."""
    found = case_or_404(request, number)
    offered = {word: found.decisions[word] for word in found.purposes}
    first = remembered(request.session, found.case) or found.usual_purpose
    form = PurposeForm(request.POST or None, offered=offered, initial={"purpose": first})
    if form.is_valid():
        remember(request.session, found.case, form.cleaned_data["purpose"])
        return redirect(address(found.case))
    back = reverse("cases:register", args=[partnership.slug])
    return render(request, "cases/purpose.html", {"form": form, "case": found.case, "back": back})


@GET_POST
def open_case(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    blank = Case(partnership=partnership, holder=request.member.agency)
    form = OpenCaseForm(request.POST or None, instance=blank, initial={"owner": request.member.pk})
    if form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        made = actions.open_case(**told, by=request.member)
        remember(request.session, made, made.usual_purpose)
        messages.success(request, f"Case {made} is recorded. Add the people it is about.")
        return redirect(address(made))
    back = reverse("cases:register", args=[partnership.slug])
    return _form(request, form, "Record a new case", "Record the case", back)


@GET_POST
def edit(request: HttpRequest, partnership: Partnership, number: int) -> HttpResponse:
    found = opened_to_change(request, number, what="the form of the case")
    if not isinstance(found, Opened):
        return found
    form = CaseForm(request.POST or None, instance=found.case)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("kind", "categories", "owner")}
        fresh = partnership.cases.get(pk=found.case.pk)
        try:
            actions.edit_case(case=fresh, **told, based_on=form.based_on(), by=request.member)
        except EditedMeanwhile:
            return both_versions(request, form, fresh)
        return _done(request, found.case, "The case is saved.")
    return _form(request, form, f"Edit case {found.case}", "Save", address(found.case))


@GET_POST
def judge_risk(request: HttpRequest, partnership: Partnership, number: int) -> HttpResponse:
    found = opened_to_change(request, number, what="the form of the risk")
    if not isinstance(found, Opened):
        return found
    form = RiskForm(request.POST or None, initial={"level": found.case.risk})
    if form.is_valid():
        actions.judge_risk(case=found.case, **form.cleaned_data, by=request.member)
        return _done(request, found.case, "Your judgement of the risk is recorded.")
    return _form(request, form, "Judge the risk", "Save", address(found.case))


@GET_POST
def set_status(request: HttpRequest, partnership: Partnership, number: int, status: Open) -> HttpResponse:
    found = opened_to_change(request, number, what="the form of the status")
    if not isinstance(found, Opened):
        return found
    form = WhyForm(request.POST or None)
    if form.is_valid():
        try:
            actions.set_status(case=found.case, status=status, why=form.cleaned_data["why"], by=request.member)
        except actions.NotNow as fault:
            messages.warning(request, f"That was not done: {fault.message}.")
            return redirect(address(found.case))
        return _done(request, found.case, f"The case is {status.label.lower()}.")
    heading = "Close the case" if status is Open.CLOSED else "Open the case again"
    return _form(request, form, heading, heading, address(found.case))


@GET_POST
def add_note(request: HttpRequest, partnership: Partnership, number: int) -> HttpResponse:
    """Whoever an agreement lets read a case, and who writes in cases at all, may add to it."""
    found = opened(request, number, what="the form of a note")
    if not isinstance(found, Opened):
        return found
    if not found.may_note:
        return only_read(request, found)
    form = NoteForm(request.POST or None)
    if form.is_valid():
        actions.add_note(case=found.case, text=form.cleaned_data["text"], by=request.member)
        return _done(request, found.case, "The note is added.")
    return _form(request, form, "Add a note", "Add the note", address(found.case))


@GET_POST
def add_person(request: HttpRequest, partnership: Partnership, number: int) -> HttpResponse:
    found = opened_to_change(request, number, what="the form of a person")
    if not isinstance(found, Opened):
        return found
    form = PersonForm(request.POST or None, instance=CasePerson(partnership=partnership, case=found.case))
    if form.is_valid():
        actions.add_person(case=found.case, **_told(form), by=request.member)
        return _done(request, found.case, "The person is added.")
    return _form(request, form, "Add a person", "Add the person", address(found.case))


@GET_POST
def edit_person(request: HttpRequest, partnership: Partnership, number: int, person: int) -> HttpResponse:
    found = opened_to_change(request, number, what="the form of a person")
    if not isinstance(found, Opened):
        return found
    who = get_object_or_404(found.case.case_people, pk=person)
    log_reads(member=request.member, records=[who], purpose=found.purpose, what="the form of a person")
    form = PersonForm(request.POST or None, instance=who)
    if form.is_valid():
        try:
            actions.edit_person(person=who, **_told(form), based_on=form.based_on(), by=request.member)
        except EditedMeanwhile:
            return both_versions(request, form, found.case.case_people.get(pk=person))
        return _done(request, found.case, "The person is saved.")
    return _form(request, form, "Edit a person", "Save", address(found.case))


def _done(request: HttpRequest, found: Case, words: str) -> HttpResponse:
    """Messages lie in a cookie: they say nothing of anybody."""
    messages.success(request, words)
    return redirect(address(found))


def _found(member: Member, asked: dict[str, str]) -> CaseQuerySet:
    cases = member.partnership.cases.readable_by(member, asked["purpose"]).as_they_stand()
    wanted = {name: asked[name] for name in ("kind", "status", "risk") if asked[name]}
    return cases.filter(**wanted).select_related("partnership")


def _told(form: PersonForm) -> dict[str, Any]:
    return {
        "part": form.cleaned_data["part"],
        "is_child": form.cleaned_data["is_child"],
        "details": form.details(),
    }


def _form(request: HttpRequest, form: forms.Form, heading: str, submit: str, back: str) -> HttpResponse:
    return render(request, "cases/form.html", {"form": form, "heading": heading, "submit": submit, "back": back})
