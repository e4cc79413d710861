"""Invitations: made, sent, withdrawn and accepted. The one way in for who has no directory."""

from collections.abc import Iterable

from django.db import transaction

from saferplan.web.partnerships.models import Agency, Partnership
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.actions import add_member, lock, register_person
from saferplan.web.people.models import (
    Invitation,
    InvitationOutcome,
    InvitationRole,
    Member,
    Outcome,
    User,
)
from saferplan.web.people.roles import roles as known_roles
from saferplan.web.people.work import send_invitation


@transaction.atomic
def invite(
    *,
    partnership: Partnership,
    email: str,
    name: str,
    agency: Agency,
    roles: Iterable[str],
    job_title: str = "",
    mailed: bool = True,
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
    if mailed:
        send(invitation=invitation, by=by)
    return invitation


def send(*, invitation: Invitation, by: Member | None) -> None:
    """A new link goes by mail; the earlier one then opens nothing."""
    send_invitation.ask(
        partnership=invitation.partnership, by=by, key=f"invitation-{invitation.pk}", invitation=invitation.pk
    )


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Member | None) -> None:
    _end(invitation, Outcome.WITHDRAWN, by=by)


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
    Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
    if InvitationOutcome.objects.filter(invitation=invitation).exists():
        raise Refused("This invitation has been accepted or withdrawn already")
    InvitationOutcome.objects.create(partnership=invitation.partnership, invitation=invitation, outcome=outcome, by=by)
