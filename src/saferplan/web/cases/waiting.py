"""What waits for a member in cases: decisions on high-risk cases, and break-glass access to review."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from saferplan.web.partnerships.my_work import Waiting
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


def to_decide(member: Member) -> Iterator[Waiting]:
    slug = member.partnership.slug
    for escalation in member.partnership.escalations.for_member(member):
        where = reverse("cases:decide-escalation", args=[slug, escalation.pk])
        note = f"{escalation.get_cause_display()}: {escalation.terms.agreement}"
        yield Waiting(f"High-risk case {escalation.case}", where, due=escalation.decide_by, note=note)


def to_review(member: Member) -> Iterator[Waiting]:
    if not member.may(Permission.REVIEW_BREAK_GLASS):
        return
    slug = member.partnership.slug
    for use in member.partnership.break_glass.unreviewed():
        where = reverse("cases:review-break-glass", args=[slug, use.pk])
        yield Waiting(f"Case {use.case}, {use.member.user.name}", where, due=timezone.localdate(use.review_by))
