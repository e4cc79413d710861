"""What a directory's groups say of a person's memberships and roles, applied at each sign-in.

It adds what the groups give and takes away what a directory gave and no longer says. What an administrator of the
partnership decided stays as it is.
"""

import logging
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from saferplan.web.directories.configured import Directory, GroupRule
from saferplan.web.partnerships.models import Agency, Partnership
from saferplan.web.people.actions import add_member, give_role, lock
from saferplan.web.people.models import Member, Source, User

log = logging.getLogger("saferplan.directories")


def rules_of(directory: Directory, groups: Iterable[str]) -> list[GroupRule]:
    held = set(groups)
    return [rule for rule in directory.groups if rule.group in held]


def groups_in(directory: Directory, said: dict) -> list[str]:
    """What the claim lists. A directory that leaves it out, or sends something else, says of no group at all."""
    told = said.get(directory.groups_claim)
    return [one for one in told if isinstance(one, str)] if isinstance(told, list) else []


@transaction.atomic
def apply(*, user: User, directory: Directory, groups: Iterable[str]) -> None:
    """In every partnership that the directory's rules name, whether the person is in one of the groups or not."""
    mine = rules_of(directory, groups)
    slugs = sorted({rule.partnership for rule in directory.groups})
    for partnership in Partnership.objects.filter(slug__in=slugs).order_by("slug"):
        lock(partnership)
        _settle(partnership, user, [rule for rule in mine if rule.partnership == partnership.slug])


def _settle(partnership: Partnership, user: User, rules: list[GroupRule]) -> None:
    member = partnership.members.in_force().filter(user=user).select_related("agency").first()
    agency = _agency(partnership, rules)
    roles = {role for rule in rules if agency and rule.agency == agency.name for role in rule.roles}
    if member and member.source == Source.DIRECTORY and member.agency != agency:
        _end(member)
        member = None
    if member:
        _settle_roles(member, roles if member.agency == agency else set())
    elif agency and not _was_ended_by_a_person(partnership, user):
        add_member(user=user, agency=agency, roles=roles, source=Source.DIRECTORY, by=None)


def _settle_roles(member: Member, roles: set[str]) -> None:
    held = member.roles.in_force()
    held.filter(source=Source.DIRECTORY).exclude(role__in=roles).update(until=timezone.localdate())
    for role in roles - set(held.values_list("role", flat=True)):
        give_role(member=member, role=role, source=Source.DIRECTORY, by=None)


def _end(member: Member) -> None:
    """What the person owned stays with the ended membership, whose page asks for successors."""
    today = timezone.localdate()
    member.roles.in_force().update(until=today)
    member.until = today
    member.save(update_fields=["until"])


def _agency(partnership: Partnership, rules: list[GroupRule]) -> Agency | None:
    """Of the first rule, as the file has them: a person acts for one agency of a partnership."""
    for rule in rules:
        agency = partnership.agencies.in_force().filter(name=rule.agency).first()
        if agency:
            return agency
        log.warning("no such agency", extra={"partnership": partnership.slug, "agency": rule.agency})
    return None


def _was_ended_by_a_person(partnership: Partnership, user: User) -> bool:
    """Who ends a membership is not overruled at the next sign-in; an invitation brings the person back."""
    last = partnership.members.filter(user=user).order_by("-until", "-id").first()
    return last is not None and last.ended_by_id is not None
