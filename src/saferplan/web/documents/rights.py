"""Who may read and write drafts. Every member reads them; what is exempt, those who write, approve or publish."""

from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


def may_write(member: Member) -> bool:
    return member.may(Permission.EDIT_DOCUMENTS)


def may_read_exempt(member: Member) -> bool:
    return any(
        member.may(one)
        for one in (Permission.EDIT_DOCUMENTS, Permission.APPROVE_DOCUMENTS, Permission.PUBLISH_DOCUMENTS)
    )
