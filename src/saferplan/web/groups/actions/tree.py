"""Writes about the tree of groups: forming, renaming, moving, merging and closing them.

Whoever changes a partnership's tree has it alone until the end of the transaction (`hold_tree`).
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from saferplan.web.groups.actions.seats import end_seats, give_seat
from saferplan.web.groups.models import Group, GroupBefore, GroupKind, Seat, SeatRole
from saferplan.web.partnerships.actions import refuse_if_earlier
from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import Refused

MOST_NAMED = 5


def hold_tree(partnership: Partnership) -> None:
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)


@transaction.atomic
def form_group(
    *,
    partnership: Partnership,
    name: str,
    kind: GroupKind,
    parent: Group | None = None,
    purpose: str = "",
    ends_on: date | None = None,
    since: date | None = None,
    by,
) -> Group:
    hold_tree(partnership)
    _refuse_if_closed(parent)
    group = Group(
        partnership=partnership,
        name=name,
        kind=kind,
        parent=parent,
        purpose=purpose,
        ends_on=ends_on,
        since=since or timezone.localdate(),
    )
    group.full_clean()
    group.save()
    return group


@transaction.atomic
def edit_group(*, group: Group, kind: GroupKind, purpose: str, ends_on: date | None, based_on: int, by) -> Group:
    """What a group is and for how long it is meant: no reorganisation."""
    group.begin_edit(based_on=based_on)
    if Group.objects.filter(pk=group.pk).exclude(until=None).exists():
        raise Refused(f"{group} is closed", remedy="It stays as it was.")
    group.kind, group.purpose, group.ends_on = kind, purpose, ends_on
    group.full_clean()
    group.save()
    return group


@transaction.atomic
def rename_group(*, group: Group, name: str, on: date, by) -> Group:
    group = _as_it_is(group)
    _keep_as_it_was(group, on=on, by=by)
    group.name = name
    return _saved(group)


@transaction.atomic
def move_group(*, group: Group, parent: Group | None, on: date, by) -> Group:
    """Below another group, or to the top. What stands below it moves along."""
    group = _as_it_is(group)
    _refuse_if_closed(parent)
    if parent is not None and group.pk in _line_up_from(parent):
        raise Refused(
            f"{parent} is {'this group itself' if parent.pk == group.pk else f'below {group}'}",
            remedy="Choose a group outside it.",
            field="parent",
        )
    _keep_as_it_was(group, on=on, by=by)
    group.parent = parent
    return _saved(group)


@transaction.atomic
def merge_group(*, group: Group, into: Group, on: date, by) -> Group:
    """Its subgroups move below `into`; agencies that have no seat there get one, with whoever sat here."""
    group = _as_it_is(group)
    _refuse_if_closed(into)
    if group.pk in _line_up_from(into):
        raise Refused(f"{into} is this group or below it", remedy="Choose a group outside it.", field="into")
    refuse_if_earlier(group, on)
    for subgroup in group.subgroups.open():
        move_group(group=subgroup, parent=into, on=on, by=by)
    _carry_seats(group, into, on=on, by=by)
    end_seats(group=group, on=on, by=by)
    group.until, group.merged_into = on, into
    return _saved(group)


@transaction.atomic
def close_group(*, group: Group, on: date, note: str = "", by) -> Group:
    group = _as_it_is(group)
    refuse_if_earlier(group, on)
    below = [subgroup.name for subgroup in group.subgroups.open()]
    if below:
        more = f" and {len(below) - MOST_NAMED} more" if len(below) > MOST_NAMED else ""
        raise Refused(
            f"{group} still has open groups below it: {', '.join(below[:MOST_NAMED])}{more}",
            remedy="Close them, move them elsewhere, or merge this group into another, which takes them along.",
        )
    end_seats(group=group, on=on, by=by)
    group.until, group.closing_note = on, note
    return _saved(group)


def _as_it_is(group: Group) -> Group:
    hold_tree(group.partnership)
    return Group.objects.select_related("partnership").get(pk=group.pk)


def _saved(group: Group) -> Group:
    group.version += 1
    group.full_clean()
    group.save()
    return group


def _keep_as_it_was(group: Group, *, on: date, by) -> None:
    refuse_if_earlier(group, on)
    if on > group.since:  # from its first day on it is a correction: it was never otherwise
        GroupBefore.objects.create(
            partnership=group.partnership, group=group, name=group.name, parent=group.parent, until=on, by=by
        )


def _refuse_if_closed(group: Group | None) -> None:
    if group is not None and Group.objects.filter(pk=group.pk).exclude(until=None).exists():
        raise Refused(f"{group} is closed", remedy="Choose a group that is open.")


def _line_up_from(group: Group) -> set[int]:
    """The group itself and all above it."""
    parents = dict(Group.objects.filter(partnership=group.partnership).values_list("pk", "parent"))
    line: set[int] = set()
    step: int | None = group.pk
    while step is not None and step not in line:
        line.add(step)
        step = parents[step]
    return line


def _carry_seats(group: Group, into: Group, *, on: date, by) -> None:
    have = set(into.seats.in_force(on).values_list("agency", flat=True))
    for seat in Seat.objects.filter(group=group).in_force(on).select_related("agency").order_by("id"):
        if seat.agency_id in have:
            continue
        have.add(seat.agency_id)
        sitting = seat.sittings.in_force(on).select_related("member").first()
        give_seat(
            group=into,
            agency=seat.agency,
            role=SeatRole.MEMBER,
            member=sitting.member if sitting else None,
            since=max(on, into.since),
            by=by,
        )
