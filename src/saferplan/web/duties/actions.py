"""Writes about duties: the register, what becomes of a duty, who signs it off, and what shows that it was done."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from saferplan.web.duties.models import (
    FINISHED,
    TRANSITIONS,
    CountedFrom,
    Duty,
    DutyStatus,
    Evidence,
    SignOff,
    SignOffStep,
    Status,
    Verdict,
)
from saferplan.web.duties.recurring import months_after
from saferplan.web.duties.statutory import Template
from saferplan.web.files.actions import keep_file
from saferplan.web.files.checking import CheckedFile
from saferplan.web.partnerships.models import Partnership
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member


@transaction.atomic
def add_duty(
    *,
    partnership: Partnership,
    title: str,
    due: date,
    owner: Member,
    description: str = "",
    every_months: int | None = None,
    counted_from: CountedFrom = CountedFrom.DUE,
    steps: Iterable[tuple[str, Member]] = (),
    by: Member | None,
) -> Duty:
    """A local duty. `steps`: who signs off, in this order, each as whom."""
    duty = Duty(
        partnership=partnership,
        title=title,
        description=description,
        due=due,
        owner=owner,
        every_months=every_months,
        counted_from=counted_from,
    )
    return _begun(duty, steps, by)


@transaction.atomic
def adopt_duty(
    *,
    partnership: Partnership,
    template: Template,
    due: date,
    owner: Member,
    steps: Iterable[tuple[str, Member]] = (),
    by: Member | None,
) -> Duty:
    """A statute's duty, into the register. One that comes again and again is there once at a time."""
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
    if template.within is None and partnership.duties.open().filter(template=template.word).exists():
        raise Refused(f"The register has this duty already: {template.title}")
    recurs = template.recurs
    duty = Duty(
        partnership=partnership,
        template=template.word,
        title=template.title,
        description=template.what,
        due=due,
        owner=owner,
        every_months=recurs.months if recurs else None,
        counted_from=recurs.counted_from if recurs else CountedFrom.DUE,
    )
    return _begun(duty, steps, by)


@transaction.atomic
def edit_duty(*, duty: Duty, based_on: int, by: Member) -> Duty:
    """With the form's fields on it already."""
    duty.begin_edit(based_on=based_on)
    _refuse_if_finished(_held(duty))
    duty.day_of_month = duty.due.day
    duty.full_clean()
    duty.save()
    return duty


@transaction.atomic
def hand_over_duty(*, duty: Duty, to: Member, by: Member | None) -> Duty:
    duty = _held(duty)
    duty.owner = to
    duty.version += 1
    duty.save()
    return duty


@transaction.atomic
def add_step(*, duty: Duty, as_whom: str, member: Member, by: Member) -> SignOffStep:
    """At the end of the order."""
    duty = _held(duty)
    _refuse_while_signing(duty)
    step = SignOffStep(
        partnership=duty.partnership, duty=duty, position=duty.steps.count() + 1, as_whom=as_whom, member=member
    )
    step.full_clean()
    step.save()
    return step


@transaction.atomic
def remove_step(*, step: SignOffStep, by: Member) -> SignOffStep:
    duty = _held(step.duty)
    _refuse_while_signing(duty)
    if step.sign_offs.exists():
        raise Refused(f"{step.as_whom} has signed off or sent back before, which stays on record")
    step.delete()
    for position, rest in enumerate(duty.steps.all(), start=1):
        SignOffStep.objects.filter(pk=rest.pk).update(position=position)
    return step


@transaction.atomic
def set_status(*, duty: Duty, status: Status, note: str = "", by: Member) -> DutyStatus:
    duty = _held(duty)
    if status not in TRANSITIONS[Status(duty.status)]:
        raise Refused(f"“{Status(duty.status).label}” cannot become “{Status(status).label}”")
    _refuse_without_grounds(duty, status, note)
    made = _said(duty, status, note, by)
    if status in FINISHED:
        _add_next(duty, by)
    return made


@transaction.atomic
def sign_off(*, duty: Duty, verdict: Verdict, note: str = "", by: Member) -> SignOff:
    """By whoever is next in the order. The last signature finishes the duty; one sent back starts over."""
    duty = _held(duty)
    step = SignOffStep.objects.open_now().filter(duty=duty).first()
    if step is None or step.member_id != by.pk:
        raise Refused("It is not your turn to sign off", remedy="Look at the order on the duty's page.")
    if verdict == Verdict.RETURNED and not note:
        raise Refused("Say what is missing", field="note")
    made = SignOff.objects.create(
        partnership=duty.partnership, step=step, round_id=step.now_round, verdict=verdict, note=note, by=by
    )
    if verdict == Verdict.RETURNED:
        _said(duty, Status.IN_PROGRESS, note, by)
    elif not SignOffStep.objects.open_now().filter(duty=duty).exists():
        _said(duty, Status.DONE, "", by)
        _add_next(duty, by)
    return made


@transaction.atomic
def add_evidence(
    *, duty: Duty, note: str = "", link: str = "", document: CheckedFile | None = None, by: Member
) -> Evidence:
    duty = _held(duty)
    evidence = Evidence(partnership=duty.partnership, duty=duty, note=note, link=link, by=by)
    if document is not None:
        evidence.document = keep_file(document, partnership=duty.partnership, by=by)
    evidence.full_clean()
    evidence.save()
    return evidence


def _begun(duty: Duty, steps: Iterable[tuple[str, Member]], by: Member | None) -> Duty:
    duty.day_of_month = duty.due.day
    duty.full_clean()
    duty.save()
    for position, (as_whom, member) in enumerate(steps, start=1):
        SignOffStep.objects.create(
            partnership=duty.partnership, duty=duty, position=position, as_whom=as_whom, member=member
        )
    _said(duty, Status.TO_DO, "", by)
    return duty


def _said(duty: Duty, status: Status, note: str, by: Member | None) -> DutyStatus:
    return DutyStatus.objects.create(partnership=duty.partnership, duty=duty, status=status, note=note, by=by)


def _held(duty: Duty) -> Duty:
    """With its status, and nobody else at it until the end of the transaction."""
    held = Duty.objects.select_for_update().get(pk=duty.pk)
    held.status = held.statuses.last().status
    return held


def _refuse_if_finished(duty: Duty) -> None:
    if duty.status in FINISHED:
        raise Refused("The duty is finished", remedy="Change the next one instead.")


def _refuse_while_signing(duty: Duty) -> None:
    _refuse_if_finished(duty)
    if duty.status == Status.FOR_SIGN_OFF:
        raise Refused("The duty is waiting for sign-off", remedy="Take it back first: set it in progress.")


def _refuse_without_grounds(duty: Duty, status: Status, note: str) -> None:
    signed_off = duty.steps.exists()
    if status == Status.NOT_NEEDED and not note:
        raise Refused("Say why it is not needed", field="note")
    if status == Status.FOR_SIGN_OFF and not signed_off:
        raise Refused("Nobody is named to sign it off", remedy="Name them first, or mark it done.", field="status")
    if status == Status.DONE and signed_off:
        raise Refused("It is done once it is signed off", remedy="Send it for sign-off.", field="status")
    if status in {Status.FOR_SIGN_OFF, Status.DONE} and not duty.evidence.exists():
        raise Refused("Nothing shows that it was done", remedy="Add evidence first.", field="status")


def _add_next(duty: Duty, by: Member) -> Duty | None:
    """The next time of a duty that comes again, with the same owner and the same order of sign-off."""
    if duty.every_months is None:
        return None
    following = Duty(
        partnership=duty.partnership,
        template=duty.template,
        title=duty.title,
        description=duty.description,
        due=_next_due(duty),
        day_of_month=duty.day_of_month,
        owner=duty.owner,
        every_months=duty.every_months,
        counted_from=duty.counted_from,
        follows=duty,
    )
    following.save()
    for step in duty.steps.all():
        SignOffStep.objects.create(
            partnership=duty.partnership,
            duty=following,
            position=step.position,
            as_whom=step.as_whom,
            member=step.member,
        )
    _said(following, Status.TO_DO, "", by)
    return following


def _next_due(duty: Duty) -> date:
    if duty.counted_from == CountedFrom.DONE:
        return months_after(timezone.localdate(), duty.every_months)
    return months_after(duty.due, duty.every_months, day_of_month=duty.day_of_month)
