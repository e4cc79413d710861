"""Duties, signatures to come, seats and contacts go to a successor when a member leaves."""

from datetime import date

import pytest

from saferplan.web.duties.actions import add_evidence, add_step, set_status
from saferplan.web.duties.models import Status
from saferplan.web.groups.actions.seats import give_seat
from saferplan.web.groups.actions.tree import form_group
from saferplan.web.groups.models import GroupKind, SeatRole
from saferplan.web.partnerships.actions import name_contact
from saferplan.web.partnerships.models import AgencyKind
from saferplan.web.people.ownership import CannotTakeOver, held_by, kind
from site_people import a_member


@pytest.fixture
def successor(partnership):
    return a_member(partnership, name="Suki Successor")


@pytest.fixture
def outsider(partnership):
    """Of another agency."""
    return a_member(partnership, agency=partnership.agencies.get(kind=AgencyKind.POLICE))


def titles(member):
    return {known.word: [holding.title for holding in holdings] for known, holdings in held_by(member)}


def hand_over(word, leaver, to):
    ((_, holdings),) = [(known, found) for known, found in held_by(leaver) if known.word == word]
    for holding in holdings:
        kind(word).hand_over(key=holding.key, leaver=leaver, to=to, by=None)


def test_a_duty(a_duty, owner, successor):
    duty = a_duty()

    hand_over("duties", owner, successor)

    duty.refresh_from_db()
    assert duty.owner == successor
    assert titles(owner) == {}


def test_a_finished_duty_stays_whose_it_was(a_duty, owner):
    duty = a_duty()
    add_evidence(duty=duty, note="Done", by=owner)
    set_status(duty=duty, status=Status.DONE, by=owner)

    assert titles(owner) == {}


def test_a_signature_to_come(a_duty, officer, successor):
    add_step(duty=a_duty(), as_whom="Board", member=officer, by=officer)

    assert titles(officer) == {"sign-offs": ["Publish the review, as Board"]}
    hand_over("sign-offs", officer, successor)

    assert titles(successor) == {"sign-offs": ["Publish the review, as Board"]}


@pytest.fixture
def seat(partnership, officer):
    board = form_group(partnership=partnership, name="Board", kind=GroupKind.BOARD, since=date(2020, 4, 1), by=officer)
    return give_seat(group=board, agency=officer.agency, role=SeatRole.CHAIR, member=officer, by=officer)


def test_a_seat_goes_to_someone_of_the_agency(seat, officer, successor):
    assert titles(officer) == {"seats": ["Chair in Board"]}

    hand_over("seats", officer, successor)

    assert seat.sittings.in_force().get().member == successor


def test_a_seat_does_not_go_to_another_agency(seat, officer, outsider):
    with pytest.raises(CannotTakeOver, match=r"Choose one of its members"):
        hand_over("seats", officer, outsider)


def test_a_single_point_of_contact(officer, successor, outsider):
    name_contact(agency=officer.agency, member=officer, by=officer)

    with pytest.raises(CannotTakeOver, match="Choose a member of the agency"):
        hand_over("contacts", officer, outsider)
    hand_over("contacts", officer, successor)

    assert officer.agency.contacts.in_force().get().member == successor
