"""Which taskings wait for one member."""

from collections.abc import Iterator

from saferplan.web.analyses.presenters import address_of_tasking
from saferplan.web.partnerships.my_work import Waiting
from saferplan.web.people.models import Member


def taskings_owned(member: Member) -> Iterator[Waiting]:
    for tasking in member.partnership.taskings.open().filter(owner=member):
        tasking.partnership = member.partnership
        note = "Its last day has passed" if tasking.is_overdue else "In hand"
        yield Waiting(str(tasking), address_of_tasking(tasking), due=tasking.ends_on, note=note)
