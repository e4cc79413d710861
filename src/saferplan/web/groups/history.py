"""The tree of groups as it was on a day, and what happened to one group."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from django.db.models import Prefetch

from saferplan.web.groups.models import Group, GroupBefore, Seat, SeatRole, Sitting
from saferplan.web.partnerships.models import Partnership


@dataclass
class Placed:
    """A group under the name that it had on the day, with those that stood below it."""

    group: Group
    name: str
    parent_id: int | None
    below: list["Placed"] = field(default_factory=list)

    @property
    def told(self) -> list[str]:
        """What stands below its name: its kind, where the name does not say it, and who chaired it that day."""
        kind = self.group.get_kind_display()
        lines = [] if kind.casefold() in self.name.casefold() else [kind]
        if self.group.ends_on:
            lines.append(f"To end by {self.group.ends_on.day} {self.group.ends_on:%B %Y}")
        return [*lines, f"Chair: {', '.join(self.chairs)}"] if self.chairs else lines

    @property
    def chairs(self) -> list[str]:
        sittings = [sitting for seat in self.group.seats_on_the_day for sitting in seat.sittings_on_the_day]
        return [sitting.member.user.name for sitting in sittings]


@dataclass(frozen=True)
class Happening:
    on: date
    what: str
    by: str = ""


def tree_on(partnership: Partnership, day: date) -> list[Placed]:
    """The groups at the top, by name, each with those below it. In three queries and the chairs' names."""
    chairs = seats_on(day).filter(role=SeatRole.CHAIR)
    groups = partnership.groups.in_force(day).prefetch_related(Prefetch("seats", chairs, to_attr="seats_on_the_day"))
    earlier = _earlier(partnership.groups_before.filter(until__gt=day))
    placed = {group.pk: _placed(group, earlier.get(group.pk)) for group in groups}
    top = []
    for one in sorted(placed.values(), key=lambda one: one.name.casefold()):
        above = placed.get(one.parent_id)
        (above.below if above else top).append(one)
    return top


def seats_on(day: date):
    sittings = Sitting.objects.in_force(day).select_related("member__user", "member__agency")
    return (
        Seat.objects.in_force(day)
        .select_related("agency")
        .prefetch_related(Prefetch("sittings", sittings, to_attr="sittings_on_the_day"))
    )


def name_on(group: Group, day: date) -> str:
    return _placed(group, _earlier(group.before.filter(until__gt=day)).get(group.pk)).name


def _earlier(rows: Iterable[GroupBefore]) -> dict[int, GroupBefore]:
    """Of each group the row that ended next after the day; rows come oldest first."""
    found: dict[int, GroupBefore] = {}
    for row in rows:
        found.setdefault(row.group_id, row)
    return found


def _placed(group: Group, before: GroupBefore | None) -> Placed:
    as_it_was = before or group
    return Placed(group=group, name=as_it_was.name, parent_id=as_it_was.parent_id)


def happenings(group: Group) -> list[Happening]:
    """What became of a group, newest first."""
    found = [Happening(group.since, "The group began")]
    rows = group.before.select_related("parent", "by__user")
    for row, after in pairwise([*rows, group]):
        by = row.by.user.name if row.by else ""
        if row.name != after.name:
            found.append(Happening(row.until, f"Renamed from {row.name} to {after.name}", by))
        if row.parent_id != after.parent_id:
            found.append(Happening(row.until, _moved(row.parent, after.parent), by))
    found += [Happening(other.until, f"{other.name} was merged into this group") for other in group.merged.all()]
    found += _changes_of_hands(group)
    if group.until is not None:
        end = f"Merged into {group.merged_into.name}" if group.merged_into else "Closed"
        found.append(Happening(group.until, f"{end}. {group.closing_note}".rstrip(". ")))
    return sorted(found, key=lambda one: one.on, reverse=True)


def _moved(start: Group | None, end: Group | None) -> str:
    return f"Moved from {start.name if start else 'the top'} to {end.name if end else 'the top'}"


def _changes_of_hands(group: Group) -> list[Happening]:
    by_seat = defaultdict(list)
    sittings = Sitting.objects.filter(seat__group=group).select_related("seat__agency", "member__user")
    for sitting in sittings:
        by_seat[sitting.seat].append(sitting)
    found = []
    for seat, held in by_seat.items():
        what = f"{seat.get_role_display()}, {seat.agency.name}"
        found += [Happening(sitting.since, f"{sitting.member.user.name} took the seat: {what}") for sitting in held]
        found += [
            Happening(sitting.until, f"{sitting.member.user.name} left the seat: {what}")
            for sitting, after in zip(held, [*held[1:], None], strict=True)
            if sitting.until and not (after and after.since == sitting.until)
        ]
    return found
