"""Seats belong to agencies; who sits on them changes."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from saferplan.web.groups.actions.seats import end_seat, give_seat, take_seat, vacate_seat
from saferplan.web.groups.actions.tree import close_group, merge_group
from saferplan.web.groups.models import Seat, SeatRole, Sitting
from saferplan.web.partnerships.actions import end_agency
from saferplan.web.partnerships.models import AgencyKind, Standing
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.models import Member
from site_people import a_member, an_agency

TODAY = timezone.localdate()
LONG_AGO, THEN = date(2024, 4, 1), date(2025, 4, 1)


@pytest.fixture
def police(partnership):
    return partnership.agencies.get(kind=AgencyKind.POLICE)


@pytest.fixture
def sergeant(partnership, police):
    return since(LONG_AGO, a_member(partnership, agency=police, name="Sam Sergeant"))


@pytest.fixture
def inspector(partnership, police):
    return since(LONG_AGO, a_member(partnership, agency=police, name="Ina Inspector"))


def since(day, member):
    Member.objects.filter(pk=member.pk).update(since=day)
    member.refresh_from_db()
    return member


@pytest.fixture
def board(a_group):
    return a_group("Board")


@pytest.fixture
def seat(board, police, sergeant, officer):
    return give_seat(group=board, agency=police, role=SeatRole.CHAIR, member=sergeant, since=LONG_AGO, by=officer)


def who_sat(seat, day):
    return [sitting.member.user.name for sitting in seat.sittings.in_force(day)]


def test_a_seat_changes_hands_on_a_day(seat, inspector, officer):
    take_seat(seat=seat, member=inspector, since=THEN, by=officer)

    assert who_sat(seat, THEN - timedelta(days=1)) == ["Sam Sergeant"]
    assert who_sat(seat, THEN) == ["Ina Inspector"]


def test_a_seat_is_vacant_and_stays_the_agencys(seat, police, officer):
    vacate_seat(seat=seat, on=THEN, by=officer)

    assert who_sat(seat, THEN) == []
    assert Seat.objects.in_force().get().agency == police


def test_only_the_agencys_own_people_sit_on_its_seat(seat, officer):
    with pytest.raises(Refused, match="The seat is Chalkshire Police's"):
        take_seat(seat=seat, member=officer, since=TODAY, by=officer)


def test_nobody_sits_before_joining_the_partnership(seat, partnership, police, officer):
    newcomer = a_member(partnership, agency=police)

    with pytest.raises(Refused, match="not a member of the partnership on that day"):
        take_seat(seat=seat, member=newcomer, since=THEN, by=officer)


def test_nobody_sits_before_the_group_began(board, police, officer):
    with pytest.raises(Refused, match="Board began on 1 April 2020"):
        give_seat(group=board, agency=police, role=SeatRole.MEMBER, since=date(2019, 1, 1), by=officer)


def test_what_came_later_is_not_overwritten(seat, inspector, officer):
    take_seat(seat=seat, member=inspector, since=THEN, by=officer)

    with pytest.raises(Refused, match="changed hands on 1 April 2025"):
        vacate_seat(seat=seat, on=date(2024, 12, 1), by=officer)


def test_the_database_holds_one_person_to_a_seat(seat, inspector):
    told = {"partnership": seat.partnership, "seat": seat, "member": inspector}

    with pytest.raises(IntegrityError, match="seat_holds_one_person_at_a_time"), transaction.atomic():
        Sitting.objects.create(since=THEN, **told)
    with pytest.raises(IntegrityError, match="seat_holds_one_person_at_a_time"), transaction.atomic():
        Sitting.objects.create(since=date(2023, 1, 1), until=LONG_AGO + timedelta(days=1), **told)
    Sitting.objects.create(since=date(2023, 1, 1), until=LONG_AGO, **told)


def test_a_seat_that_ended_is_left_alone(seat, inspector, officer):
    end_seat(seat=seat, on=THEN, by=officer)

    assert who_sat(seat, THEN) == []
    with pytest.raises(Refused, match="The seat has ended"):
        take_seat(seat=seat, member=inspector, since=TODAY, by=officer)


def test_closing_a_group_ends_its_seats_that_day(seat, board, officer):
    close_group(group=board, on=THEN, by=officer)

    seat.refresh_from_db()
    assert seat.until == THEN
    assert who_sat(seat, THEN - timedelta(days=1)) == ["Sam Sergeant"]
    assert who_sat(seat, THEN) == []


def test_a_group_is_not_closed_before_a_seat_in_it_began(seat, board, officer):
    with pytest.raises(Refused, match="A seat began on 1 April 2024"):
        close_group(group=board, on=date(2023, 1, 1), by=officer)

    board.refresh_from_db()
    assert board.until is None


def test_merging_carries_who_sat_there_to_agencies_without_a_seat(seat, board, partnership, police, officer, a_group):
    executive = a_group("Executive")
    fire = partnership.agencies.get(kind=AgencyKind.FIRE)
    for group in (board, executive):
        give_seat(group=group, agency=fire, role=SeatRole.MEMBER, since=LONG_AGO, by=officer)

    merge_group(group=board, into=executive, on=THEN, by=officer)

    there = {one.agency: one for one in executive.seats.in_force(THEN)}
    assert set(there) == {police, fire}
    assert executive.seats.filter(agency=fire).count() == 1
    assert there[police].role == SeatRole.MEMBER
    assert who_sat(there[police], THEN) == ["Sam Sergeant"]


def test_an_agency_that_ends_leaves_its_seats(board, partnership, officer):
    voice = an_agency(partnership, AgencyKind.VOLUNTARY, "Voice", Standing.INVITEE)
    partnership.agencies.filter(pk=voice.pk).update(since=LONG_AGO)
    seat = give_seat(group=board, agency=voice, role=SeatRole.MEMBER, since=THEN, by=officer)

    end_agency(agency=voice, on=TODAY, by=officer)

    seat.refresh_from_db()
    assert seat.until == TODAY


def refused_by_the_database():
    return pytest.raises(IntegrityError, match="sits on the seat of another agency")


def test_the_database_refuses_somebody_of_another_agency(partnership, seat, officer):
    vacate_seat(seat=seat, on=THEN, by=officer)
    stranger = a_member(partnership)

    with refused_by_the_database(), transaction.atomic():
        Sitting.objects.create(partnership=partnership, seat=seat, member=stranger, since=THEN)
    with refused_by_the_database(), transaction.atomic():
        Sitting.objects.filter(seat=seat).update(member=stranger)


def test_the_database_refuses_to_give_the_seat_or_the_person_to_another_agency(partnership, seat, sergeant):
    another = partnership.agencies.exclude(pk=seat.agency_id).first()

    with refused_by_the_database(), transaction.atomic():
        Seat.objects.filter(pk=seat.pk).update(agency=another)
    with refused_by_the_database(), transaction.atomic():
        Member.objects.filter(pk=sergeant.pk).update(agency=another)


def test_a_vacant_seat_is_no_fault(partnership, board, police):
    vacant = give_seat(group=board, agency=police, role=SeatRole.MEMBER, by=None)
    another = partnership.agencies.exclude(pk=police.pk).first()

    assert Seat.objects.filter(pk=vacant.pk).update(agency=another) == 1
