"""Members leave, or go on for another agency: what they own goes to others first, and it all happens or none of it."""

from collections.abc import Iterator, Mapping

from django.db import transaction
from django.utils import timezone

from saferplan.web.partnerships.models import Agency
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.actions import add_member, lock, refuse_for_oneself, require_an_administrator
from saferplan.web.people.models import Member
from saferplan.web.people.ownership import CannotTakeOver, Holding, Ownership, held_by
from saferplan.web.people.sessions import end_all

Successors = Mapping[str, Member]
"""By the word of the kind and the key of the thing, such as `duties-7`."""


@transaction.atomic
def leave(*, member: Member, successors: Successors, by: Member | None) -> None:
    """Hands everything over, ends the membership today and signs the person out everywhere. Raises Refused."""
    lock(member.partnership)
    _hand_over(member, successors, by=by)
    _end(member, by=by)
    require_an_administrator(member.partnership)
    transaction.on_commit(lambda: end_all(member.user))


@transaction.atomic
def change_agency(*, member: Member, agency: Agency, successors: Successors, by: Member | None) -> Member:
    """What has no successor stays with the person, who acts for the new agency from today. Raises Refused."""
    lock(member.partnership)
    if member.agency == agency:
        raise Refused(f"{member.user.name} acts for {agency.name} already", field="agency")
    refuse_for_oneself(member, by, "Nobody sends themselves to another agency", field="agency")
    kept = [role.word for role in member.roles_in_force]
    _end(member, by=by)
    moved = add_member(user=member.user, agency=agency, roles=kept, job_title=member.job_title, by=by)
    staying = {place(kind, holding): moved for kind, holding in owned_by(member)}
    _hand_over(member, staying | dict(successors), by=by)
    require_an_administrator(member.partnership)
    return moved


def owned_by(member: Member) -> Iterator[tuple[Ownership, Holding]]:
    for kind, holdings in held_by(member):
        for holding in holdings:
            yield kind, holding


def place(kind: Ownership, holding: Holding) -> str:
    """How a form and an action name one thing."""
    return f"{kind.word}-{holding.key}"


def _hand_over(member: Member, successors: Successors, *, by: Member | None) -> None:
    for kind, holding in list(owned_by(member)):
        to = successors.get(place(kind, holding))
        if to is None:
            raise Refused(f"Choose who takes over {holding.title}", field=place(kind, holding))
        _require_able(kind, holding, to, leaver=member)
        try:
            kind.hand_over(key=holding.key, leaver=member, to=to, by=by)
        except CannotTakeOver as why:
            raise Refused(str(why), field=place(kind, holding)) from why
    left = next(owned_by(member), None)
    if left:
        raise Refused(f"{left[1].title} came to {member.user.name} meanwhile", remedy="Look again who takes it over.")


def _require_able(kind: Ownership, holding: Holding, to: Member, *, leaver: Member) -> None:
    field = place(kind, holding)
    if to == leaver or to.partnership_id != leaver.partnership_id or not to.is_in_force():
        raise Refused(f"Choose another member who takes over {holding.title}", field=field)
    if kind.permission and not to.may(kind.permission):
        raise Refused(f"{to.user.name} has no role that may have {holding.title}", field=field)


def _end(member: Member, *, by: Member | None) -> None:
    """Whoever has left already and still owned something keeps the day on which they left."""
    if not member.is_in_force():
        return
    today = timezone.localdate()
    member.roles.in_force().update(until=today, ended_by=by)
    member.until, member.ended_by = today, by
    member.save(update_fields=["until", "ended_by"])
