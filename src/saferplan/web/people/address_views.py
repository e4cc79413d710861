"""Pages by which people change their own e-mail address."""

from allauth.account.decorators import reauthentication_required
from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from saferplan.web.partnerships.refused import attempt
from saferplan.web.people import own_address
from saferplan.web.people.account_forms import ChangeAddress
from saferplan.web.people.sessions import end_all


@require_http_methods(["GET", "POST"])
@reauthentication_required
def change(request: HttpRequest) -> HttpResponse:
    if not own_address.may_change(request.user):
        raise Http404
    form = ChangeAddress(request.POST or None, user=request.user)
    if form.is_valid():
        if too_often := ratelimit.consume_or_429(request, action="manage_email", user=request.user):
            return too_often
        own_address.ask_for(user=request.user, email=form.cleaned_data["email"])
        messages.success(request, "We have sent a link to the new address. Open it to finish the change")
        return redirect("own_account")
    return render(request, "people/change_address.html", {"form": form})


@require_http_methods(["GET", "POST"])
@never_cache
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Opening the link changes nothing: scanners of mail open links before people do."""
    asked = own_address.asked_by(request.user, key)
    if asked is None or not own_address.may_change(request.user):
        return render(request, "people/address_link_ended.html", status=404)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        attempt(form, own_address.change, asked=asked)
        if form.is_valid():
            end_all(request.user, but=request.session.session_key)
            messages.success(request, "Your email address is changed. Sign in with the new one from now on")
            return redirect("own_account")
    return render(request, "people/confirm_address.html", {"form": form, "asked": asked})
