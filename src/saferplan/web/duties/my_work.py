"""What of duties waits for one member: those to see to, and those to sign off."""

from collections.abc import Iterator

from saferplan.web.duties.models import Status
from saferplan.web.duties.presenters import address
from saferplan.web.partnerships.my_work import Waiting
from saferplan.web.people.models import Member


def duties_owned(member: Member) -> Iterator[Waiting]:
    for duty in member.partnership.duties.open().filter(owner=member):
        note = "Overdue" if duty.is_overdue else Status(duty.status).label
        yield Waiting(duty.title, address(duty), due=duty.due, note=note)


def duties_to_sign(member: Member) -> Iterator[Waiting]:
    if not member.sign_off_steps.exists():
        return  # as for most; which of the steps are next is a long question
    for step in member.partnership.sign_off_steps.open_now().filter(member=member).select_related("duty"):
        step.duty.partnership = member.partnership
        yield Waiting(step.duty.title, address(step.duty), due=step.duty.due, note=f"As {step.as_whom}")
