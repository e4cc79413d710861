"""Two people at once, in two connections to the database, as two processes of the site would be."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection

from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.actions import change_roles
from saferplan.web.people.inviting import invite, register_and_accept, withdraw
from saferplan.web.people.leaving import leave
from saferplan.web.people.models import Invitation, InvitationOutcome, User
from saferplan.web.people.permissions import Permission
from site_people import a_member, a_partnership

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What came of each: its name where it was refused, nothing where it was done."""
    start, came = Barrier(len(acts)), [""] * len(acts)

    def act(number: int) -> None:
        try:
            start.wait()
            acts[number]()
        except (Refused, IntegrityError) as fault:
            came[number] = type(fault).__name__
        finally:
            connection.close()

    threads = [Thread(target=act, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


@pytest.fixture
def partnership():
    return a_partnership("Chalkshire")


@pytest.fixture
def invitation(partnership) -> Invitation:
    return an_invitation(partnership)


def an_invitation(partnership) -> Invitation:
    asked = {"email": "nora@chalkshire.example", "name": "Nora", "agency": partnership.agencies.first(), "roles": []}
    return invite(partnership=partnership, **asked, mailed=False, by=None)


def test_a_link_that_is_used_twice_lets_in_one(invitation):
    came = at_once(
        lambda: register_and_accept(invitation=invitation, name="Nora", password="three random words"),
        lambda: register_and_accept(invitation=invitation, name="A Thief", password="three other words"),
    )

    assert sorted(came)[0] == ""
    assert sorted(came)[1] in ("IntegrityError", "Refused")
    assert User.objects.filter(email=invitation.email).count() == 1


def test_an_invitation_is_accepted_or_withdrawn_and_never_both(invitation):
    came = at_once(
        lambda: register_and_accept(invitation=invitation, name="Nora", password="three random words"),
        lambda: withdraw(invitation=invitation, by=None),
    )

    assert sorted(came) == ["", "Refused"]
    outcome = InvitationOutcome.objects.get().outcome
    assert User.objects.filter(email=invitation.email).exists() == (outcome == "accepted")


def test_two_administrators_invite_a_person_once(partnership):
    came = at_once(lambda: an_invitation(partnership), lambda: an_invitation(partnership))

    assert sorted(came) == ["", "Refused"]
    assert partnership.invitations.open().count() == 1


def test_the_last_two_administrators_do_not_both_leave(partnership):
    one, other = a_member(partnership, "administrator"), a_member(partnership, "administrator")

    came = at_once(
        lambda: leave(member=one, successors={}, by=one),
        lambda: leave(member=other, successors={}, by=other),
    )

    assert sorted(came) == ["", "Refused"]
    assert partnership.members.holding(Permission.MANAGE_PEOPLE).count() == 1


def test_the_last_two_administrators_do_not_take_the_role_from_each_other(partnership):
    one, other = a_member(partnership, "administrator"), a_member(partnership, "administrator")

    came = at_once(
        lambda: change_roles(member=one, roles=[], by=other),
        lambda: change_roles(member=other, roles=[], by=one),
    )

    assert sorted(came) == ["", "Refused"]


def test_two_administrators_give_a_role_once(partnership):
    administrator, member = a_member(partnership, "administrator"), a_member(partnership)

    came = at_once(
        lambda: change_roles(member=member, roles=["analyst"], by=administrator),
        lambda: change_roles(member=member, roles=["analyst"], by=administrator),
    )

    assert came == ["", ""]
    assert member.roles.in_force().count() == 1


def test_a_person_who_is_invited_by_two_partnerships_has_one_account(partnership):
    others = a_partnership("Fenmoor")
    invitations = [an_invitation(partnership), an_invitation(others)]

    came = at_once(
        *(
            lambda one=one: register_and_accept(invitation=one, name="Nora", password="three random words")
            for one in invitations
        )
    )

    assert sorted(came) == ["", "IntegrityError"]
    assert User.objects.filter(email="nora@chalkshire.example").count() == 1
    assert Invitation.objects.open().count() == 1
