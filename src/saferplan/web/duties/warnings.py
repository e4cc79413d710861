"""Who owns a duty hears of it in time: thirty and seven days before it is due, once each."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from saferplan.web.duties.models import Duty, Warned
from saferplan.web.jobs.mail import send_later
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member

DAYS_BEFORE = (7, 30)


def warn_of_duties(partnership: Partnership, today: date | None = None) -> int:
    """How many were warned of. Run twice, or by two at once, it writes to nobody twice.

    After days without it, only the nearer of the two warnings goes out.
    """
    today = today or timezone.localdate()
    soon = partnership.duties.open().filter(
        due__range=(today, today + timedelta(days=max(DAYS_BEFORE))), owner__in=Member.objects.in_force(today)
    )
    return sum(_warn(duty, today) for duty in soon.by_due_date())


@transaction.atomic
def _warn(duty: Duty, today: date) -> bool:
    days = min(days for days in DAYS_BEFORE if days >= (duty.due - today).days)
    warned, is_new = Warned.objects.get_or_create(
        duty=duty, days_before=days, defaults={"partnership": duty.partnership, "member": duty.owner}
    )
    if is_new:
        send_later(
            to=warned.member.user, subject=_subject(duty), text=_text(duty), partnership=duty.partnership, by=None
        )
    return is_new


def _subject(duty: Duty) -> str:
    return f"Due on {duty.due.day} {duty.due:%B %Y}: {_name(duty)}"


def _name(duty: Duty) -> str:
    """What people type may name somebody, so only the names of statutes' duties leave the site."""
    return duty.statute.title if duty.statute else "a duty that you own"


def _text(duty: Duty) -> str:
    page = reverse("duties:duty", kwargs={"partnership": duty.partnership.slug, "duty": duty.pk})
    return (
        f"{_name(duty)}\n"
        f"Due on {duty.due.day} {duty.due:%B %Y}.\n\n"
        f"You own this duty in {duty.partnership.name}. Say how it stands, and add what shows that it was done:\n"
        f"{settings.BASE_URL}{page}\n"
    )
