"""Secrets of second factors, encrypted before they reach the database: whoever reads a copy of it signs nobody in."""

import base64
from functools import cache

from allauth.mfa.models import Authenticator
from django.conf import settings

from saferplan.identities.keys import PartnershipKey

BOUND = "second factor"
SECRETS = ("secret", "seed")  # as django-allauth calls what apps and recovery codes are made of


def seal(text: str) -> str:
    return _sealed(_key(settings.KEY), text)


def unseal(text: str) -> str:
    """Raises KeyRefused."""
    return _unsealed(_key(settings.KEY), text)


def rekey(old: PartnershipKey, new: PartnershipKey) -> int:
    """How many secrets are sealed anew, within the transaction of who rotates the key. Raises KeyRefused."""
    count = 0
    for authenticator in Authenticator.objects.select_for_update().order_by("pk"):
        held = [name for name in SECRETS if name in authenticator.data]
        if held:
            anew = {name: _sealed(new, _unsealed(old, authenticator.data[name])) for name in held}
            authenticator.data |= anew
            authenticator.save(update_fields=["data"])
            count += len(held)
    return count


def _sealed(key: PartnershipKey, text: str) -> str:
    return base64.b64encode(key.seal(text.encode(), BOUND)).decode()


def _unsealed(key: PartnershipKey, text: str) -> str:
    return key.unseal(base64.b64decode(text), BOUND).decode()


@cache
def _key(text: str) -> PartnershipKey:
    """Raises KeyRefused."""
    return PartnershipKey.of(text)
