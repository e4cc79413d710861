"""E-mails about access to cases. None names a case, a person in one, or what had happened."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from saferplan.web.cases.models import BreakGlass, OverdueNotice
from saferplan.web.config.jinja import day
from saferplan.web.jobs.mail import send_later
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member
from saferplan.web.people.permissions import Permission


def tell_of_use(use: BreakGlass) -> None:
    """The data protection officers, at once."""
    text = f"Somebody used break-glass access. Review it by {day(use.review_by)}:\n{_uses_address(use.partnership)}\n"
    for officer in _holding(use.partnership, Permission.REVIEW_BREAK_GLASS):
        send_later(
            to=officer.user, subject="Break-glass access to review", text=text, partnership=use.partnership, by=None
        )


@transaction.atomic
def tell_of_overdue_reviews(*, partnership: Partnership) -> int:
    """Whom it escalates to: the officers again, and the partnership's administrators. Once for each use."""
    overdue = [
        use
        for use in partnership.break_glass.overdue()
        if OverdueNotice.objects.get_or_create(partnership=partnership, use=use)[1]
    ]
    told = {
        member.user
        for permission in (Permission.REVIEW_BREAK_GLASS, Permission.EDIT_PARTNERSHIP)
        for member in _holding(partnership, permission)
    }
    text = (
        f"Break-glass access was not reviewed in time: {len(overdue)}. A data protection officer reviews it:\n"
        f"{_uses_address(partnership)}\n"
    )
    for user in told if overdue else ():
        send_later(to=user, subject="Break-glass access not reviewed", text=text, partnership=partnership, by=None)
    return len(overdue)


def _holding(partnership: Partnership, permission: Permission) -> list[Member]:
    return list(partnership.members.holding(permission).select_related("user"))


def _uses_address(partnership: Partnership) -> str:
    return f"{settings.BASE_URL}{reverse('cases:break-glass-uses', args=[partnership.slug])}"
