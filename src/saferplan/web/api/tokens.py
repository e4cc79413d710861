"""Tokens: issued once, shown once, revoked at once."""

import secrets
from collections.abc import Collection
from datetime import date, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from saferplan.web.api.models import Token, TokenScope
from saferplan.web.api.scopes import scopes_for
from saferplan.web.partnerships.models import Agency
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member

BEGINS = "saferplan_"
"""By which programs that look for secrets in places where they should not be know one."""
TOKEN_BYTES = 32
"""256 bits: nobody comes upon one by trying, and a plain digest of it is enough."""
LONGEST = timedelta(days=366)
"""A year, so that each is looked at again about once a year. The site's own rule: no law or standard names a time."""


@transaction.atomic
def issue_token(
    *, name: str, agency: Agency, scopes: Collection[str], expires_on: date, by: Member
) -> tuple[Token, str]:
    """The token's record, and the token, which is told this once. Raises Refused."""
    today = timezone.localdate()
    if not today < expires_on <= today + LONGEST:
        raise Refused("A token holds until a day within the next year.", field="expires_on")
    if set(scopes) - {one.word for one in scopes_for(by)}:
        raise Refused("You cannot give a token what you may not read yourself.", field="scopes")
    token = BEGINS + secrets.token_urlsafe(TOKEN_BYTES)
    made = Token(
        partnership=by.partnership,
        agency=agency,
        name=name,
        token_hash=digest_of(token),
        issued_by=by,
        expires_on=expires_on,
    )
    made.full_clean(exclude=["token_hash", "revoked_by"])
    made.save()
    TokenScope.objects.bulk_create(
        TokenScope(partnership=by.partnership, token=made, scope=scope) for scope in sorted(set(scopes))
    )
    return made, token


def revoke_token(*, token: Token, by: Member) -> None:
    """It gives nothing from the next request on. Twice does no harm."""
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by)


def token_told(told: str) -> Token | None:
    """None for what is no token, has expired or was revoked, and where its issuer may issue none any more."""
    if not told.startswith(BEGINS):
        return None
    return Token.objects.standing().with_details().filter(token_hash=digest_of(told)).first()


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()
