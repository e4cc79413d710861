"""What of duties waits for one member: those to see to, and those to sign off."""

from collections.abc import Iterator

from saferplan.web.duties.models import SignOffStep, Status
from saferplan.web.duties.presenters import address
from saferplan.web.partnerships.my_work import Waiting
from saferplan.web.people.models import Member


def duties_owned(member: Member) -> Iterator[Waiting]:
    for duty in member.duties_owned.open().select_related("partnership"):
        note = "Overdue" if duty.is_overdue else Status(duty.status).label
        yield Waiting(duty.title, address(duty), due=duty.due, note=note)


def duties_to_sign(member: Member) -> Iterator[Waiting]:
    for step in SignOffStep.objects.open_now().filter(member=member).select_related("duty__partnership"):
        yield Waiting(step.duty.title, address(step.duty), due=step.duty.due, note=f"As {step.as_whom}")
