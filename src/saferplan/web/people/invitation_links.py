"""The link of an invitation: made, mailed and recognised. Only its hash is kept."""

import hashlib
import secrets

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from saferplan.web.people.models import Invitation, InvitationOutcome, InvitationSending, Member
from saferplan.web.people.models.invitations import LINK_HOLDS_FOR

TOKEN_BYTES = 32  # 256 bits; the OWASP Session Management cheat sheet asks for 64 at least


@transaction.atomic
def new_link(*, invitation: Invitation, by: Member | None) -> str:
    """The address that opens the invitation from now on, and no earlier one does."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    InvitationSending.objects.create(
        partnership=invitation.partnership,
        invitation=invitation,
        token_hash=_hash(token),
        expires_at=timezone.now() + LINK_HOLDS_FOR,
        by=by,
    )
    return settings.BASE_URL + reverse("invitations:open", kwargs={"token": token})


def mail_link(*, invitation: Invitation, by: Member | None) -> None:
    """Once more is safe: the earlier link then opens nothing."""
    shown = {
        "partnership": invitation.partnership,
        "address": new_link(invitation=invitation, by=by),
        "days": LINK_HOLDS_FOR.days,
    }
    EmailMessage(
        subject=f"Invitation to {invitation.partnership.name}",
        body=render_to_string("people/email/invitation.txt", shown),
        to=[invitation.email],
    ).send()


def opened_by(token: str) -> InvitationSending | None:
    """The invitation's last link, while it holds."""
    return still_open(InvitationSending.objects.filter(token_hash=_hash(token)).first())


def still_open(sending: InvitationSending | None) -> InvitationSending | None:
    if sending is None or sending.has_expired:
        return None
    if InvitationOutcome.objects.filter(invitation=sending.invitation).exists():
        return None
    return sending if sending == sending.invitation.last_sending else None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
