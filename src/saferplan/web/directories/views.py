"""The two addresses of a sign-in by a directory."""

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from requests import RequestException

from saferplan.web.directories.provider import DirectoryOAuth2Adapter


@never_cache
def sign_in(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    adapter = _adapter(request, provider_id)
    try:
        return OAuth2LoginView.adapter_view(adapter)(request)
    except (OAuth2Error, RequestException) as fault:
        return render_authentication_error(request, adapter.get_provider(), exception=fault)


@never_cache
def answered(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    return OAuth2CallbackView.adapter_view(_adapter(request, provider_id))(request)


def _adapter(request: HttpRequest, provider_id: str) -> DirectoryOAuth2Adapter:
    if provider_id not in settings.DIRECTORIES:
        raise Http404
    return DirectoryOAuth2Adapter(request, provider_id)
