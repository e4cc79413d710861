"""The partnership's people, and who is invited."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saferplan.web.design_system.lists import Sorting, page_of
from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import attempt
from saferplan.web.people import actions, inviting, leaving, presenters
from saferplan.web.people.forms import ChangeAgencyForm, InvitationForm, LeavingForm, RolesForm
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


@require_safe
def members(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    sorting = Sorting.of(request, presenters.SORTED_BY, first="name")
    page = page_of(request, partnership.members.in_force().with_details().order_by(*sorting.order))
    shown = {
        "page": page,
        "columns": presenters.member_columns(request, sorting),
        "rows": presenters.member_rows(page),
        "may_manage": request.member.may(Permission.MANAGE_PEOPLE),
    }
    return render(request, "people/members.html", shown)


@require_safe
def member(request: HttpRequest, partnership: Partnership, member: int) -> HttpResponse:
    person = get_object_or_404(partnership.members.with_details(), pk=member)
    manages = request.member.may(Permission.MANAGE_PEOPLE)
    shown = {
        "person": person,
        "history": presenters.history_rows(person.roles.select_related("given_by__user", "ended_by__user")),
        "may_manage": manages and person.is_in_force(),
        # Of a case already its kind and its number are not for every member.
        "still_owned": list(leaving.owned_by(person)) if manages and not person.is_in_force() else [],
    }
    return render(request, "people/member.html", shown)


@require_http_methods(["GET", "POST"])
def change_roles(request: HttpRequest, partnership: Partnership, member: int) -> HttpResponse:
    person = get_object_or_404(partnership.members.in_force().with_details(), pk=member)
    form = RolesForm(request.POST or None, member=person)
    if form.is_valid():
        attempt(form, actions.change_roles, member=person, roles=form.cleaned_data["roles"], by=request.member)
        if form.is_valid():
            messages.success(request, f"The roles of {person.user.name} were changed")
            return redirect("people:member", partnership=partnership.slug, member=person.pk)
    return render(request, "people/change_roles.html", _about(form, person))


@require_http_methods(["GET", "POST"])
def end_membership(request: HttpRequest, partnership: Partnership, member: int) -> HttpResponse:
    """Also for who has left and had something come to them since."""
    person = get_object_or_404(partnership.members.with_details(), pk=member)
    form = LeavingForm(request.POST if request.method == "POST" else None, member=person)
    if form.is_valid():
        attempt(form, leaving.leave, member=person, successors=form.successors(), by=request.member)
        if form.is_valid():
            messages.success(request, f"{person.user.name} has left the partnership")
            return redirect("people:members", partnership=partnership.slug)
    return render(request, "people/end_membership.html", _about(form, person))


@require_http_methods(["GET", "POST"])
def change_agency(request: HttpRequest, partnership: Partnership, member: int) -> HttpResponse:
    person = get_object_or_404(partnership.members.in_force().with_details(), pk=member)
    form = ChangeAgencyForm(request.POST or None, member=person)
    if form.is_valid():
        asked = {"agency": form.cleaned_data["agency"], "successors": form.successors()}
        moved = attempt(form, leaving.change_agency, member=person, **asked, by=request.member)
        if moved:
            messages.success(request, f"{moved.user.name} now belongs to {moved.agency.name}")
            return redirect("people:member", partnership=partnership.slug, member=moved.pk)
    return render(request, "people/change_agency.html", _about(form, person))


def _about(form: forms.Form, person: Member) -> dict:
    return {"form": form, "person": person, "back": presenters.address_of(person)}


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = InvitationForm(request.POST or None, partnership=partnership)
    if form.is_valid():
        invitation = attempt(form, inviting.invite, partnership=partnership, **form.cleaned_data, by=request.member)
        if invitation:
            messages.success(request, f"{invitation.name} was invited")
            return redirect("people:invitations", partnership=partnership.slug)
    back = reverse("people:members", args=[partnership.slug])
    return render(request, "people/invite.html", {"form": form, "back": back})


@require_safe
def invitations(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    return render(request, "people/invitations.html", {"invitations": partnership.invitations.open().with_details()})


@require_POST
def send_invitation(request: HttpRequest, partnership: Partnership, invitation: int) -> HttpResponse:
    found = get_object_or_404(partnership.invitations.open(), pk=invitation)
    inviting.send(invitation=found, by=request.member)
    messages.success(request, f"The invitation is on its way to {found.name} again. The earlier link no longer works")
    return redirect("people:invitations", partnership=partnership.slug)


@require_POST
def withdraw_invitation(request: HttpRequest, partnership: Partnership, invitation: int) -> HttpResponse:
    found = get_object_or_404(partnership.invitations.open(), pk=invitation)
    inviting.withdraw(invitation=found, by=request.member)
    messages.success(request, f"The invitation of {found.name} was withdrawn")
    return redirect("people:invitations", partnership=partnership.slug)
