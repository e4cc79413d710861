"""What of groups goes to a successor when a member leaves: the seats, each to somebody of the same agency."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from saferplan.web.groups.actions.seats import take_seat
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member
from saferplan.web.people.ownership import CannotTakeOver, Holding


class Seats:
    word = "seats"
    title = "Seats in groups"
    permission = None

    def held_by(self, member: Member) -> Iterator[Holding]:
        for sitting in _sittings(member):
            group = sitting.seat.group
            at = {"partnership": group.partnership.slug, "group": group.pk}
            title = f"{sitting.seat.get_role_display()} in {group.name}"
            yield Holding(key=str(sitting.pk), title=title, address=reverse("groups:group", kwargs=at))

    def hand_over(self, *, key: str, leaver: Member, to: Member, by: Member | None) -> None:
        sitting = _sittings(leaver).get(pk=int(key))
        try:
            take_seat(seat=sitting.seat, member=to, since=timezone.localdate(), by=by)
        except Refused as refusal:
            raise CannotTakeOver(refusal.message) from refusal


def _sittings(member: Member):
    held = member.sittings.in_force().filter(seat__until=None, seat__group__until=None)
    return held.select_related("seat__group__partnership", "seat__agency")
