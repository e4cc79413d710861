"""What of taskings goes to a successor when a member leaves."""

from collections.abc import Iterator

from saferplan.web.analyses.actions import hand_over_tasking
from saferplan.web.analyses.presenters import address_of_tasking
from saferplan.web.people.models import Member
from saferplan.web.people.ownership import Holding


class TaskingsOwned:
    word = "taskings"
    title = "Taskings"
    permission = None

    def held_by(self, member: Member) -> Iterator[Holding]:
        for tasking in member.taskings_owned.open().select_related("partnership"):
            yield Holding(key=str(tasking.pk), title=str(tasking), address=address_of_tasking(tasking))

    def hand_over(self, *, key: str, leaver: Member, to: Member, by: Member | None) -> None:
        hand_over_tasking(tasking=leaver.taskings_owned.get(pk=int(key)), to=to, by=by)
