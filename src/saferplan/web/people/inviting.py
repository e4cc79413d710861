"""Invitations: made, sent, withdrawn and accepted. The one way in for who has no directory."""

import hashlib
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from saferplan.web.partnerships.models import Agency, Partnership
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.actions import add_member, lock, register_person
from saferplan.web.people.models import (
    Invitation,
    InvitationOutcome,
    InvitationRole,
    InvitationSending,
    Member,
    Outcome,
    User,
)
from saferplan.web.people.models.invitations import LINK_HOLDS_FOR
from saferplan.web.people.roles import roles as known_roles

TOKEN_BYTES = 32  # 256 bits; the OWASP Session Management cheat sheet asks for 64 at least


@transaction.atomic
def invite(
    *,
    partnership: Partnership,
    email: str,
    name: str,
    agency: Agency,
    roles: Iterable[str],
    job_title: str = "",
    by: Member | None,
) -> Invitation:
    """Raises Refused for who is a member or invited already."""
    lock(partnership)
    email = email.strip().lower()
    if partnership.members.in_force().filter(user__email=email).exists():
        raise Refused("This person is a member already", field="email")
    if partnership.invitations.open().filter(email=email).exists():
        raise Refused("This person is invited already", remedy="Send the invitation again instead.", field="email")
    invitation = Invitation.objects.create(
        partnership=partnership, email=email, name=name, agency=agency, job_title=job_title, by=by
    )
    for role in roles:
        if role not in known_roles():
            raise ValueError(f"there is no role {role}")
        InvitationRole.objects.create(partnership=partnership, invitation=invitation, role=role)
    return invitation


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


def send(*, invitation: Invitation, by: Member | None) -> None:
    """Makes a link and mails it. Once more is safe: the earlier link then opens nothing."""
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


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Member | None) -> None:
    _end(invitation, Outcome.WITHDRAWN, by=by)


def opened_by(token: str) -> InvitationSending | None:
    """The invitation's last link, while it holds."""
    return still_open(InvitationSending.objects.filter(token_hash=_hash(token)).first())


def still_open(sending: InvitationSending | None) -> InvitationSending | None:
    if (
        sending is None
        or sending.has_expired
        or InvitationOutcome.objects.filter(invitation=sending.invitation).exists()
    ):
        return None
    return sending if sending == sending.invitation.last_sending else None


@transaction.atomic
def accept(*, invitation: Invitation, user: User) -> Member:
    """Joins the person whose address was invited, and no other. Raises Refused."""
    if user.email != invitation.email:
        raise Refused("This invitation is for another address", remedy="Sign in with the address that it was sent to.")
    lock(invitation.partnership)
    _end(invitation, Outcome.ACCEPTED, by=None)
    member = invitation.partnership.members.in_force().filter(user=user).first()
    return member or add_member(
        user=user,
        agency=invitation.agency,
        roles=invitation.roles.values_list("role", flat=True),
        job_title=invitation.job_title,
        by=invitation.by,
    )


@transaction.atomic
def register_and_accept(*, invitation: Invitation, name: str, password: str) -> User:
    """For who has no account yet. Whoever has one signs in instead: a link never sets a known person's password."""
    user = register_person(email=invitation.email, name=name, password=password)
    accept(invitation=invitation, user=user)
    return user


def _end(invitation: Invitation, outcome: Outcome, *, by: Member | None) -> None:
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    if InvitationOutcome.objects.filter(invitation=invitation).exists():
        raise Refused("This invitation has been accepted or withdrawn already")
    InvitationOutcome.objects.create(partnership=invitation.partnership, invitation=invitation, outcome=outcome, by=by)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
