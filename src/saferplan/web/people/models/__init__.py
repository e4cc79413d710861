"""Who signs in, as whom they act in a partnership, who is invited, and what a directory says."""

from saferplan.web.people.models.invitations import (
    Invitation,
    InvitationOutcome,
    InvitationRole,
    InvitationSending,
    Outcome,
)
from saferplan.web.people.models.members import Member, MemberQuerySet, MemberRole, Source
from saferplan.web.people.models.users import User

__all__ = [
    "Invitation",
    "InvitationOutcome",
    "InvitationRole",
    "InvitationSending",
    "Member",
    "MemberQuerySet",
    "MemberRole",
    "Outcome",
    "Source",
    "User",
]
