"""Who may work on a duty: its owner, and whoever keeps the register."""

from saferplan.web.duties.models import Duty
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


def may_work_on(member: Member, duty: Duty) -> bool:
    return duty.owner_id == member.pk or member.may(Permission.EDIT_DUTIES)
