"""What a directory says of who signs in, believed only after every check of OpenID Connect Core 1.0, 3.1.3.7.

django-allauth leaves out the signature, where the token came by TLS, and knows no nonce: both are looked at here.
"""

import hashlib
import json
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from requests import RequestException, Session

from saferplan.web.directories.configured import LOOPBACK, Directory

# Signatures by a key that the directory alone has; never those by a secret that both know, and never none.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
NEEDED = ("iss", "sub", "aud", "exp", "iat", "nonce")
LEEWAY = 60  # seconds that clocks may differ; RFC 7519 section 4.1.4 speaks of a few minutes at most
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
WELL_KNOWN = "/.well-known/openid-configuration"


def discovered(session: Session, directory: Directory) -> dict[str, Any]:
    """The directory's own description. One that tells of another issuer is refused (Discovery 1.0, section 4.3)."""
    told = _json(session, directory.issuer.rstrip("/") + WELL_KNOWN)
    if told.get("issuer") != directory.issuer:
        raise OAuth2Error("the description is of another issuer")
    for name in ENDPOINTS:
        if not _is_safe(told.get(name), directory):
            raise OAuth2Error(f"the description has no safe {name}")
    if told.get("userinfo_endpoint") and not _is_safe(told["userinfo_endpoint"], directory):
        raise OAuth2Error("the description has no safe userinfo_endpoint")
    return told


def nonce_of(code_verifier: str) -> str:
    """Tied to the one attempt to sign in, whose secret never leaves the session."""
    return hashlib.sha256(f"nonce {code_verifier}".encode()).hexdigest()


def require_issuer(told: dict[str, Any], answered: str | None, directory: Directory) -> None:
    """Mix-up of directories: RFC 9207."""
    if answered is None and not told.get("authorization_response_iss_parameter_supported"):
        return
    if answered != directory.issuer:
        raise OAuth2Error("the answer is of another issuer")


def verified(session: Session, told: dict[str, Any], directory: Directory, token: str, nonce: str) -> dict[str, Any]:
    """The claims of an ID token. Raises OAuth2Error."""
    try:
        claims = jwt.decode(
            token,
            key=_key(session, told, token),
            algorithms=list(ALGORITHMS),
            audience=directory.client_id,
            issuer=directory.issuer,
            leeway=LEEWAY,
            options={"require": list(NEEDED)},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as fault:
        raise OAuth2Error(f"the ID token is refused: {type(fault).__name__}") from fault
    if claims["nonce"] != nonce:
        raise OAuth2Error("the ID token is of another attempt")
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != directory.client_id:
        raise OAuth2Error("the ID token is for another client")
    return claims


def completed(session: Session, told: dict[str, Any], claims: dict[str, Any], access_token: str) -> dict[str, Any]:
    """With what the directory tells at its userinfo endpoint alone. Of another person it is refused (Core 5.3.2)."""
    if not told.get("userinfo_endpoint"):
        return claims
    more = _json(session, told["userinfo_endpoint"], {"Authorization": f"Bearer {access_token}"})
    if more.get("sub") != claims["sub"]:
        raise OAuth2Error("userinfo is of another person")
    return more | claims


def proved_email(known: Directory, data: dict[str, Any]) -> str | None:
    """The address that the directory may speak for, and none where it may not or does not say that it is proved."""
    email = data.get("email")
    if not isinstance(email, str) or not known.speaks_for(email):
        return None
    return email.strip().lower() if known.vouches_for_email or data.get("email_verified") is True else None


def _key(session: Session, told: dict[str, Any], token: str) -> Any:
    header = jwt.get_unverified_header(token)
    if header.get("alg") not in ALGORITHMS:
        raise OAuth2Error("the ID token is signed in a way that is not taken")
    keys = _json(session, told["jwks_uri"]).get("keys", [])
    able = [one for one in keys if one.get("use", "sig") == "sig" and one.get("kid") == header.get("kid")]
    if len(able) != 1:
        raise OAuth2Error("the ID token is signed with a key that the directory does not show")
    return jwt.PyJWK.from_json(json.dumps(able[0]), algorithm=header["alg"])


def _json(session: Session, address: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
    answer = session.get(address, headers=headers, allow_redirects=False)
    if not answer.ok or answer.is_redirect:
        raise RequestException("the directory did not answer as it should")
    read = answer.json()
    if not isinstance(read, dict):
        raise OAuth2Error("the directory did not answer with an object")
    return read


def _is_safe(address: object, directory: Directory) -> bool:
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    on_this_machine = parts.hostname in LOOPBACK and urlsplit(directory.issuer).hostname in LOOPBACK
    return bool(parts.hostname) and (parts.scheme == "https" or on_this_machine)
