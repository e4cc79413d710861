"""A member's secret address of duties as a calendar, and the calendar itself.

The address is the key: whoever has it reads the calendar. So it names no person, only duties, and one click ends it.
"""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from saferplan.web.duties.models import CalendarFeed, Duty
from saferplan.web.people.models import Member

TOKEN_BYTES = 32
"""256 bits: nobody comes upon one by trying, and a plain digest of it is enough."""
FETCH_AGAIN = timedelta(hours=6)


@transaction.atomic
def make_address(*, member: Member, mine_only: bool, by: Member) -> str:
    """The token, which is told this once. An address that the member had before ends."""
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    end_address(member=member, by=by)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarFeed.objects.create(
        partnership=member.partnership, member=member, token_hash=digest_of(token), mine_only=mine_only
    )
    return token


def end_address(*, member: Member, by: Member) -> int:
    return member.calendar_feeds.filter(until=None).update(until=timezone.localdate())


def feed_of(token: str) -> CalendarFeed | None:
    """None where the address has ended, and where its member is one no longer."""
    return (
        CalendarFeed.objects.in_force()
        .filter(token_hash=digest_of(token), member__in=Member.objects.in_force(), member__user__is_active=True)
        .select_related("member", "partnership")
        .first()
    )


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def duties_of(feed: CalendarFeed) -> Iterable[Duty]:
    duties = feed.partnership.duties.open()
    return duties.filter(owner=feed.member) if feed.mine_only else duties


def calendar_of(duties: Iterable[Duty], *, name: str) -> bytes:
    """Whole days that take up nobody's time."""
    calendar = Calendar.new(name=name, prodid="-//saferplan//duties//EN", refresh_interval=FETCH_AGAIN)
    for duty in duties:
        calendar.add_component(_event(duty))
    return calendar.to_ical()


def _event(duty: Duty) -> Event:
    page = reverse("duties:duty", kwargs={"partnership": duty.partnership.slug, "duty": duty.pk})
    event = Event.new(
        uid=f"duty-{duty.pk}@{urlsplit(settings.BASE_URL).hostname}",
        start=duty.due,
        end=duty.due + timedelta(days=1),
        summary=f"Due: {duty.title}",
        url=f"{settings.BASE_URL}{page}",
        stamp=timezone.now(),
    )
    event.add("transp", "TRANSPARENT")
    return event
