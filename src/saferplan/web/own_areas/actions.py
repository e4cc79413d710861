"""Writes about own areas: a new one, a new version of one, and its end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from saferplan.web.own_areas.models import AreaPart, AreaRemoval, AreaVersion, Kind, OwnArea, Way
from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member

if TYPE_CHECKING:
    from saferplan.evidence.own_areas.outlines import Drawn


@dataclass(frozen=True)
class Ground:
    """Where an area lies: `drawn`, or `parts` that it is made of."""

    way: Way
    drawn: "Drawn | None" = None
    parts: Iterable[str] = field(default=())

    @classmethod
    def of(cls, version: AreaVersion) -> "Ground":
        """As another version has it."""
        if not version.is_outlined:
            return cls(Way.PICKED, parts=[part.code for part in version.parts.all()])
        from saferplan.evidence.own_areas.outlines import Drawn

        remarks = tuple(version.remarks.splitlines())
        return cls(Way(version.way), Drawn(bytes(version.outline), version.hectares or 0, remarks))


@transaction.atomic
def add_area(*, partnership: Partnership, name: str, kind: Kind, ground: Ground, by: Member) -> OwnArea:
    """Raises Refused where another area of the partnership has the name."""
    _hold(partnership)
    _refuse_taken(partnership, name)
    highest = partnership.own_areas.aggregate(highest=Max("number"))["highest"] or 0
    area = OwnArea.objects.create(partnership=partnership, number=highest + 1)
    _add_version(area, 1, name=name, kind=kind, ground=ground, by=by)
    return area


@transaction.atomic
def add_areas(*, partnership: Partnership, kind: Kind, grounds: Mapping[str, Ground], by: Member) -> list[OwnArea]:
    """Several at once, by name: all of them or, where one has to be refused, none."""
    return [
        add_area(partnership=partnership, name=_fitting(name), kind=kind, ground=ground, by=by)
        for name, ground in grounds.items()
    ]


def _fitting(name: str) -> str:
    return name[: AreaVersion._meta.get_field("name").max_length]


@transaction.atomic
def change_area(
    *, area: OwnArea, based_on: int, name: str, kind: Kind, ground: Ground, reason: str, by: Member
) -> AreaVersion:
    """`based_on`: number of the version that was looked at. Raises Refused where there is a later one."""
    _hold(area.partnership)
    _refuse_removed(area)
    newest = area.versions.select_related("by__user").last()
    if newest is None or newest.number != based_on:
        by_whom = f" by {newest.by.user.name}" if newest else ""
        raise Refused(f"The area was changed{by_whom} while you did. Look at it again before you change it")
    _refuse_taken(area.partnership, name, but=area)
    return _add_version(area, based_on + 1, name=name, kind=kind, ground=ground, by=by, reason=reason)


@transaction.atomic
def remove_area(*, area: OwnArea, reason: str, by: Member) -> AreaRemoval:
    _hold(area.partnership)
    _refuse_removed(area)
    removal = AreaRemoval(partnership=area.partnership, area=area, reason=reason, by=by)
    removal.full_clean()
    removal.save()
    return removal


def _hold(partnership: Partnership) -> None:
    """Until the transaction ends nobody else adds or changes an own area of the partnership."""
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)


def _refuse_taken(partnership: Partnership, name: str, but: OwnArea | None = None) -> None:
    others = partnership.own_areas.in_force().with_newest().exclude(pk=but.pk if but else None)
    taken = AreaVersion.objects.filter(pk__in=others.values("newest"), name__iexact=name)
    if taken.exists():
        raise Refused(f"Another own area is called {name}", field="name")


def _refuse_removed(area: OwnArea) -> None:
    if AreaRemoval.objects.filter(area=area).exists():
        raise Refused("The area has been removed")


def _add_version(
    area: OwnArea, number: int, *, name: str, kind: Kind, ground: Ground, by: Member, reason: str = ""
) -> AreaVersion:
    version = AreaVersion(
        partnership=area.partnership,
        area=area,
        number=number,
        name=name,
        kind=kind,
        way=ground.way,
        outline=ground.drawn.outline if ground.drawn else b"",
        hectares=ground.drawn.hectares if ground.drawn else None,
        remarks="\n".join(ground.drawn.remarks) if ground.drawn else "",
        reason=reason,
        by=by,
    )
    version.full_clean(exclude=("outline",))
    version.save()
    codes = sorted(set(ground.parts))
    AreaPart.objects.bulk_create([AreaPart(partnership=area.partnership, version=version, code=code) for code in codes])
    return version
