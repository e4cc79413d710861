"""What waits for one member: duties to see to, and duties to sign off."""

from collections.abc import Sequence
from dataclasses import dataclass

from saferplan.web.duties.models import Duty, SignOffStep
from saferplan.web.people.models import Member


@dataclass(frozen=True)
class MyWork:
    owned: Sequence[Duty]
    to_sign: Sequence[SignOffStep]


def work_of(member: Member) -> MyWork:
    return MyWork(
        owned=list(member.duties_owned.open().by_due_date()),
        to_sign=list(
            SignOffStep.objects.open_now().filter(member=member).select_related("duty").order_by("duty__due", "pk")
        ),
    )
