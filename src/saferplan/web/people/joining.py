"""Pages of who was invited: the link, and what it leads to. The link's secret leaves the address at once."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.forms import RegistrationForm
from saferplan.web.people.invitation_links import opened_by, still_open
from saferplan.web.people.inviting import accept as accept_invitation
from saferplan.web.people.inviting import register_and_accept
from saferplan.web.people.models import Invitation, InvitationSending, User

OPENED = "saferplan.invitation"


@require_safe
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Opening it changes nothing: scanners of mail open links before people do."""
    sending = opened_by(token)
    if sending is None:
        return _no_longer_open(request)
    request.session[OPENED] = sending.pk
    return redirect("invitations:accept")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@never_cache
def accept(request: HttpRequest) -> HttpResponse:
    sending = still_open(InvitationSending.objects.filter(pk=request.session.get(OPENED)).first())
    if sending is None:
        return _no_longer_open(request)
    invitation = sending.invitation
    if request.user.is_authenticated:
        return _join(request, invitation)
    if User.objects.filter(email=invitation.email).exists():
        return render(request, "people/invitation_sign_in.html", {"invitation": invitation})
    return _register(request, invitation)


def _join(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.user.email != invitation.email:
        return render(request, "people/invitation_of_another.html", {"invitation": invitation}, status=403)
    if request.method == "POST":
        try:
            accept_invitation(invitation=invitation, user=request.user)
        except Refused:
            return _no_longer_open(request)
        return redirect("partnerships:overview", partnership=invitation.partnership.slug)
    return render(request, "people/invitation_join.html", {"invitation": invitation})


def _register(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = RegistrationForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})
    if form.is_valid():
        try:
            user = register_and_accept(invitation=invitation, **form.cleaned_data)
        except IntegrityError:  # the same link, sent off in two windows at once
            return redirect("invitations:accept")
        except Refused:
            return _no_longer_open(request)
        return _sign_in(request, user, reverse("partnerships:overview", args=[invitation.partnership.slug]))
    return render(request, "people/invitation_register.html", {"form": form, "invitation": invitation})


def _sign_in(request: HttpRequest, user: User, address: str) -> HttpResponse:
    del request.session[OPENED]
    record_authentication(request, user, method="password", reauthenticated=True)
    return perform_login(request, Login(user=user, email=user.email, redirect_url=address))


def _no_longer_open(request: HttpRequest) -> HttpResponse:
    """The same for a link that has ended and one that never was."""
    request.session.pop(OPENED, None)
    return render(request, "people/invitation_ended.html", status=404)
