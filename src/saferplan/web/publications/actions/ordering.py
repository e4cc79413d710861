"""The orders in which the partnership approves: one for all documents, and one for each kind that wants its own."""

from django.db import transaction

from saferplan.web.groups.models import Group
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member
from saferplan.web.publications.models import ApprovalStep


@transaction.atomic
def add_step(
    *,
    partnership: Partnership,
    as_whom: str,
    kind: str = "",
    role: str = "",
    group: Group | None = None,
    seat: str = "",
    by: Member,
) -> ApprovalStep:
    """At the end of its order. Documents that are being approved keep the order that they began with."""
    _held(partnership)
    step = ApprovalStep(
        partnership=partnership,
        kind=kind,
        position=partnership.approval_steps.of_order(kind).count() + 1,
        as_whom=as_whom,
        role=role,
        group=group,
        seat=seat,
    )
    step.full_clean()
    step.save()
    return step


@transaction.atomic
def remove_step(*, step: ApprovalStep, by: Member) -> ApprovalStep:
    partnership = _held(step.partnership)
    step.delete()
    for position, rest in enumerate(partnership.approval_steps.of_order(step.kind), start=1):
        ApprovalStep.objects.filter(pk=rest.pk).update(position=position)
    return step


def _held(partnership: Partnership) -> Partnership:
    return Partnership.objects.select_for_update(no_key=True).get(pk=partnership.pk)
