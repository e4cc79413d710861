"""The partnership's people, and who is invited."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import attempt
from saferplan.web.people import actions, inviting
from saferplan.web.people.forms import InvitationForm, RolesForm
from saferplan.web.people.permissions import Permission


@require_safe
def members(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    shown = {
        "members": partnership.members.in_force().with_details(),
        "may_manage": request.member.may(Permission.MANAGE_PEOPLE),
    }
    return render(request, "people/members.html", shown)


@require_safe
def member(request: HttpRequest, partnership: Partnership, member: int) -> HttpResponse:
    person = get_object_or_404(partnership.members.with_details(), pk=member)
    shown = {
        "person": person,
        "history": person.roles.select_related("given_by__user", "ended_by__user"),
        "may_manage": request.member.may(Permission.MANAGE_PEOPLE) and person.is_in_force(),
    }
    return render(request, "people/member.html", shown)


@require_http_methods(["GET", "POST"])
def change_roles(request: HttpRequest, partnership: Partnership, member: int) -> HttpResponse:
    person = get_object_or_404(partnership.members.in_force().with_details(), pk=member)
    back = reverse("people:member", args=[partnership.slug, person.pk])
    form = RolesForm(request.POST or None, member=person)
    if form.is_valid():
        attempt(form, actions.change_roles, member=person, roles=form.cleaned_data["roles"], by=request.member)
        if form.is_valid():
            return redirect(back)
    return render(request, "people/change_roles.html", {"form": form, "person": person, "back": back})


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    form = InvitationForm(request.POST or None, partnership=partnership)
    if form.is_valid():
        invitation = attempt(form, inviting.invite, partnership=partnership, **form.cleaned_data, by=request.member)
        if invitation:
            inviting.send(invitation=invitation, by=request.member)
            messages.success(request, f"{invitation.name} is invited")
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
    messages.success(request, f"The invitation of {found.name} is withdrawn")
    return redirect("people:invitations", partnership=partnership.slug)
