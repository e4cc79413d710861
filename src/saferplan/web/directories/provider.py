"""OpenID Connect by django-allauth, with the checks of `claims` in place of its own."""

from functools import cached_property
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import EmailAddress
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from requests import Session

from saferplan.web.directories import claims
from saferplan.web.directories.configured import Directory
from saferplan.web.directories.known import directory


class DirectoryOAuth2Adapter(OpenIDConnectOAuth2Adapter):
    @property
    def directory(self) -> Directory:
        return directory(self.provider_id)

    @property
    def session(self) -> Session:
        return get_adapter().get_requests_session()

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        return claims.discovered(self.session, self.directory)

    def get_access_token_data(self, request, app, client, pkce_code_verifier=None) -> dict[str, Any]:
        claims.require_issuer(self.openid_config, request.GET.get("iss"), self.directory)
        if not pkce_code_verifier:
            raise OAuth2Error("the attempt has no secret of its own")
        self.nonce = claims.nonce_of(pkce_code_verifier)
        return super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)

    def complete_login(self, request, app, token, *, response: dict[str, Any], **kwargs):  # noqa: ARG002
        if not isinstance(response.get("id_token"), str):
            raise OAuth2Error("the directory sent no ID token")
        said = claims.verified(self.session, self.openid_config, self.directory, response["id_token"], self.nonce)
        said = claims.completed(self.session, self.openid_config, said, token.token)
        login = self.get_provider().sociallogin_from_response(request, said)
        login.said = said
        return login


class DirectoryProvider(OpenIDConnectProvider):
    oauth2_adapter_class = DirectoryOAuth2Adapter

    @property
    def directory(self) -> Directory:
        return directory(self.app.provider_id)

    def get_scope_from_request(self, request) -> list[str]:  # noqa: ARG002
        """As configured; nobody adds to it by the address."""
        return list(self.directory.scopes)

    def get_auth_params_from_request(self, request, action) -> dict[str, str]:  # noqa: ARG002
        return {}

    def get_pkce_params(self) -> dict[str, Any]:
        params = super().get_pkce_params()
        return params | {"nonce": claims.nonce_of(params["code_verifier"])}

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """Nothing is kept of it."""
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """Who the person is to us is looked up and made by `adapter`."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        email = claims.proved_email(self.directory, data)
        return [EmailAddress(email=email, verified=True, primary=True)] if email else []


provider_classes = [DirectoryProvider]
