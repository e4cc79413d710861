"""Around django-allauth's pages: the second factor that everybody needs, and what happens to other sessions."""

from allauth.account import views as account
from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal.ratelimit import consume, respond_429
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from saferplan.web.people import own_address, second_factor
from saferplan.web.people.sessions import end_all


@require_safe
def own_account(request: HttpRequest) -> HttpResponse:
    shown = {
        "has_password": request.user.has_usable_password(),
        "may_change_address": own_address.may_change(request.user),
        "awaiting": own_address.awaiting(request.user),
    }
    return render(request, "people/own_account.html", shown)


@require_safe
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Where the gate sends who has shown no more than a password: to set one up, or to show it."""
    second_factor.remember_next(request.session, get_next_redirect_url(request))
    if second_factor.passed(request):
        return redirect(second_factor.next_address(request.session))
    if is_mfa_enabled(request.user):
        way = get_adapter(request).get_reauthentication_methods(request.user)[0]
        return redirect(f"{way['url']}?next={request.path}")
    return render(request, "people/second_factor.html")


def sign_in_by_passkey(request: HttpRequest) -> HttpResponseBase:
    """Each question for a challenge keeps a session in the database, for strangers too: so many, and no more."""
    if not consume(request, app="saferplan", action="passkey", config=settings.PASSKEY_LIMITS, limit_get=True):
        return respond_429(request)
    return passkeys.login_webauthn(request)


class EndsOtherSessions:
    """Whoever else was signed in as this person is signed out when the way to sign in changes."""

    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        end_all(self.request.user, but=self.request.session.session_key)
        return answer


class Proves(EndsOtherSessions):
    """Setting up a second factor shows it."""

    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        second_factor.prove(self.request)
        return answer


class Removes(EndsOtherSessions):
    """Without any second factor left, the next page asks for one."""

    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        if not is_mfa_enabled(self.request.user):
            second_factor.forget(self.request)
        return answer


class AddApp(Proves, totp.ActivateTOTPView):
    pass


class AddPasskey(Proves, passkeys.AddWebAuthnView):
    pass


class RemoveApp(Removes, totp.DeactivateTOTPView):
    pass


class RemovePasskey(Removes, passkeys.RemoveWebAuthnView):
    pass


class ChangePassword(EndsOtherSessions, account.PasswordChangeView):
    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not request.user.has_usable_password():
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class NewPassword(account.PasswordResetFromKeyView):
    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        end_all(self.reset_user)
        return answer


add_app = AddApp.as_view()
add_passkey = AddPasskey.as_view()
remove_app = RemoveApp.as_view()
remove_passkey = RemovePasskey.as_view()
change_password = ChangePassword.as_view()
password_reset_from_key = NewPassword.as_view()
