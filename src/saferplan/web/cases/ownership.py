"""Cases go to a successor of the agency that holds them when their owner leaves, with what waits for a decision."""

from collections.abc import Iterator

from saferplan.web.cases.models import Case
from saferplan.web.cases.presenters import address
from saferplan.web.people.models import Member
from saferplan.web.people.ownership import CannotTakeOver, Holding
from saferplan.web.people.permissions import Permission


class OwnedCases:
    word = "cases"
    title = "Cases"
    permission = Permission.READ_CASES

    def held_by(self, member: Member) -> Iterator[Holding]:
        """Open ones: a closed case keeps the name of whoever closed it."""
        for case in member.cases.open().select_related("partnership"):
            yield Holding(str(case.pk), f"{case.get_kind_display()} {case}", address(case))

    def hand_over(self, *, key: str, leaver: Member, to: Member, by: Member | None) -> None:  # noqa: ARG002
        case = Case.objects.select_for_update(no_key=True).get(pk=int(key), owner=leaver)
        if to.agency_id != case.holder_id:
            raise CannotTakeOver(f"{case.holder} holds this case: choose one of its people")
        case.begin_edit(based_on=case.version)
        case.owner = to
        case.save()
