"""Writes about who sits in a group."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from saferplan.web.groups.models import Group, Seat, SeatRole, Sitting
from saferplan.web.partnerships.models import Agency
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member


@transaction.atomic
def give_seat(
    *, group: Group, agency: Agency, role: SeatRole, member: Member | None = None, since: date | None = None, by
) -> Seat:
    """An agency's seat, vacant where nobody is named."""
    since = since or timezone.localdate()
    if group.until is not None:
        raise Refused(f"{group} is closed")
    if since < group.since:
        raise Refused(f"{group} began on {_in_words(group.since)}", remedy="Choose that day or later.", field="since")
    seat = Seat(partnership=group.partnership, group=group, agency=agency, role=role, since=since)
    seat.full_clean()
    seat.save()
    if member is not None:
        take_seat(seat=seat, member=member, since=since, by=by)
    return seat


@transaction.atomic
def take_seat(*, seat: Seat, member: Member, since: date, by) -> Sitting:
    """Whoever sat there before sits there no longer from that day."""
    seat = _held(seat)
    if member.agency_id != seat.agency_id:
        raise Refused(f"The seat is {seat.agency}'s", remedy="Choose one of its members.", field="member")
    if not Member.objects.in_force(since).filter(pk=member.pk).exists():
        raise Refused("That person is not a member of the partnership on that day", field="member")
    vacate_seat(seat=seat, on=since, by=by)
    return Sitting.objects.create(partnership=seat.partnership, seat=seat, member=member, since=since)


@transaction.atomic
def vacate_seat(*, seat: Seat, on: date, by) -> Seat:
    """The seat stays the agency's, and nobody sits there from that day."""
    seat = _held(seat)
    if seat.until is not None or seat.group.until is not None:
        raise Refused("The seat has ended")
    if on < seat.since:
        raise Refused(f"The seat began on {_in_words(seat.since)}", remedy="Choose that day or later.", field="since")
    _end_sittings(seat.sittings.all(), on)
    return seat


@transaction.atomic
def end_seat(*, seat: Seat, on: date, by) -> Seat:
    seat = _held(seat)
    _end(Seat.objects.filter(pk=seat.pk), on)
    seat.refresh_from_db()
    return seat


def end_seats(*, group: Group, on: date, by) -> None:
    """Of a group that is closed that day."""
    _end(group.seats.all(), on)


def end_seats_of(*, agency: Agency, on: date, by) -> None:
    """Of an agency that takes part no longer."""
    _end(agency.seats.all(), on)


@transaction.atomic
def _end(seats: QuerySet[Seat], on: date) -> None:
    going_on = seats.filter(until=None)
    later = going_on.filter(since__gt=on).first()
    if later is not None:
        raise Refused(f"A seat began on {_in_words(later.since)}", remedy="Choose that day or later.", field="on")
    _end_sittings(Sitting.objects.filter(seat__in=going_on), on)
    going_on.update(until=on)


def _end_sittings(sittings: QuerySet[Sitting], on: date) -> None:
    later = sittings.filter(Q(since__gt=on) | Q(until__gt=on)).order_by("-since").first()
    if later is not None:
        changed = later.until or later.since
        raise Refused(f"A seat changed hands on {_in_words(changed)}", remedy="Choose that day or later.", field="on")
    sittings.filter(until=None).update(until=on)


def _held(seat: Seat) -> Seat:
    """Two who fill a seat at once do so one after the other."""
    return Seat.objects.select_for_update(of=("self",)).select_related("agency", "group", "partnership").get(pk=seat.pk)


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
