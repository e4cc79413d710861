"""What the site holds about people who use it, for the answer to somebody who asks."""

from allauth.usersessions.models import UserSession

from saferplan.web.audit.subject_access import Held, PersonDetails, holds
from saferplan.web.config.jinja import day, moment
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Invitation, Member, User
from saferplan.web.people.roles import name_of


@holds("accounts", title="Accounts")
def accounts(partnership: Partnership, person: PersonDetails) -> list[Held]:
    """Of people who are, or have been, members of this partnership."""
    users = User.objects.filter(members__partnership=partnership).distinct().order_by("pk")
    matched = [(user, person.matched_by(name=user.name, email=user.email)) for user in users]
    return [_account(user, partnership, by) for user, by in matched if by]


def _account(user: User, partnership: Partnership, by: str) -> Held:
    memberships = partnership.members.filter(user=user).select_related("agency").prefetch_related("roles")
    return Held(
        key=f"account:{user.pk}",
        title=f"Account of {user.name}",
        matched=by,
        facts={
            "Name": user.name,
            "E-mail address": user.email,
            "Account made": moment(user.joined),
            "Last sign-in": moment(user.last_login),
            "Memberships": [_membership(member) for member in memberships],
            "Browsers signed in": [
                f"{each.user_agent}, from {each.ip}, last seen {moment(each.last_seen_at)}"
                for each in UserSession.objects.filter(user=user)
            ],
        },
        rows=(("people_user", str(user.pk)), *(("people_member", str(member.pk)) for member in memberships)),
    )


def _membership(member: Member) -> str:
    roles = ", ".join(name_of(entry.role) for entry in member.roles.all())
    ends = f" to {day(member.until)}" if member.until else ""
    office = f"{member.job_title}, " if member.job_title else ""
    return f"{office}{member.agency.name}, from {day(member.since)}{ends}{': ' + roles if roles else ''}"


@holds("invitations", title="Invitations")
def invitations(partnership: Partnership, person: PersonDetails) -> list[Held]:
    found = partnership.invitations.select_related("agency", "by__user")
    matched = [(one, person.matched_by(name=one.name, email=one.email)) for one in found]
    return [_invitation(one, by) for one, by in matched if by]


def _invitation(invitation: Invitation, by: str) -> Held:
    inviter = invitation.by.user.name if invitation.by else ""
    return Held(
        key=f"invitation:{invitation.pk}",
        title=f"Invitation of {invitation.name}",
        matched=by,
        facts={
            "Name": invitation.name,
            "E-mail address": invitation.email,
            "Agency": invitation.agency.name,
            "Job title": invitation.job_title,
            "Made": moment(invitation.at),
            "By": inviter,
        },
        names=(inviter,) if inviter else (),
        rows=(("people_invitation", str(invitation.pk)),),
    )
