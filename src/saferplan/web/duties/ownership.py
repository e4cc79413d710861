"""What of duties goes to a successor when a member leaves."""

from collections.abc import Iterator

from django.urls import reverse

from saferplan.web.duties.actions import hand_over_duty
from saferplan.web.duties.models import FINISHED, Duty, SignOffStep
from saferplan.web.people.models import Member
from saferplan.web.people.ownership import Holding


class DutiesOwned:
    word = "duties"
    title = "Duties"
    permission = None

    def held_by(self, member: Member) -> Iterator[Holding]:
        for duty in member.duties_owned.open().select_related("partnership"):
            yield Holding(key=str(duty.pk), title=duty.title, address=_address(duty))

    def hand_over(self, *, key: str, leaver: Member, to: Member, by: Member | None) -> None:
        hand_over_duty(duty=leaver.duties_owned.get(pk=int(key)), to=to, by=by)


class SignOffs:
    """Steps of duties that are not finished."""

    word = "sign-offs"
    title = "Duties to sign off"
    permission = None

    def held_by(self, member: Member) -> Iterator[Holding]:
        for step in _open_steps(member).select_related("duty__partnership"):
            yield Holding(key=str(step.pk), title=f"{step.duty.title}, as {step.as_whom}", address=_address(step.duty))

    def hand_over(self, *, key: str, leaver: Member, to: Member, by: Member | None) -> None:  # noqa: ARG002
        _open_steps(leaver).filter(pk=int(key)).update(member=to)


def _open_steps(member: Member):
    finished = Duty.objects.with_status().filter(status__in=FINISHED)
    return SignOffStep.objects.filter(member=member).exclude(duty__in=finished)


def _address(duty: Duty) -> str:
    return reverse("duties:duty", kwargs={"partnership": duty.partnership.slug, "duty": duty.pk})
