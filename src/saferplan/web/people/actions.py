"""Writes about people and what they may do."""

from collections.abc import Iterable

from django.db import transaction

from saferplan.web.partnerships.models import Agency
from saferplan.web.people.models import Member, MemberRole, User
from saferplan.web.people.roles import roles as known_roles


@transaction.atomic
def add_member(*, user: User, agency: Agency, roles: Iterable[str] = (), job_title: str = "", by) -> Member:
    member = Member.objects.create(partnership=agency.partnership, user=user, agency=agency, job_title=job_title)
    for role in roles:
        give_role(member=member, role=role, by=by)
    return member


def give_role(*, member: Member, role: str, by) -> MemberRole:
    if role not in known_roles():
        raise ValueError(f"there is no role {role}")
    return MemberRole.objects.create(partnership=member.partnership, member=member, role=role)
