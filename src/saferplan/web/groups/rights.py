"""Who may change a group: whoever holds the permission, and who chairs it or a group above it."""

from saferplan.web.groups.models import Group, SeatRole, Sitting
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


def may_edit(member: Member, group: Group) -> bool:
    return member.may(Permission.EDIT_GROUPS) or bool(groups_chaired(member) & set(_line_up(group)))


def groups_chaired(member: Member) -> set[int]:
    return set(
        Sitting.objects.in_force()
        .filter(member=member, seat__role=SeatRole.CHAIR, seat__group__until=None)
        .values_list("seat__group", flat=True)
    )


def _line_up(group: Group) -> list[int]:
    """The group and those above it, from the bottom."""
    parents = dict(Group.objects.filter(partnership=group.partnership_id).values_list("pk", "parent"))
    line, step = [], group.pk
    while step is not None:
        line.append(step)
        step = parents[step]
    return line
