"""What of deliveries waits for one member: those that somebody who accepts is to look at."""

from collections.abc import Iterator

from saferplan.web.evidence.models import State
from saferplan.web.evidence.telling import address
from saferplan.web.partnerships.my_work import Waiting
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


def deliveries_to_look_at(member: Member) -> Iterator[Waiting]:
    if not member.may(Permission.ACCEPT_EVIDENCE):
        return
    for delivery in member.partnership.deliveries.to_look_at():
        delivery.partnership = member.partnership
        yield Waiting(
            f"{delivery.name}, from {delivery.agency.name}", address(delivery), note=State(delivery.state).label
        )
