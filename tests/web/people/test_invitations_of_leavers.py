"""An administrator who is sent away leaves no way back in that nobody looks at."""

import pytest
from django.urls import reverse

from saferplan.web.partnerships.refused import Refused
from saferplan.web.people.inviting import invite, withdraw
from saferplan.web.people.leaving import change_agency, leave
from saferplan.web.people.models import Invitation, Member
from site_people import a_member


@pytest.fixture
def administrator(partnership) -> Member:
    return a_member(partnership, "administrator", name="Ada Minister")


@pytest.fixture
def leaver(partnership) -> Member:
    return a_member(partnership, "administrator", name="Lee Leaver")


@pytest.fixture
def way_back(partnership, leaver) -> Invitation:
    asked = {"email": "lee@elsewhere.example", "name": "L. Other", "agency": leaver.agency, "roles": ["administrator"]}
    return invite(partnership=partnership, **asked, by=leaver)


def test_who_ends_the_membership_is_shown_what_the_leaver_has_opened(sign_in, administrator, leaver, way_back):
    address = reverse("people:end-membership", args=[leaver.partnership.slug, leaver.pk])

    page = sign_in(administrator).get(address).content.decode()

    assert "Invitation of L. Other, Partnership administrator" in page


def test_nobody_leaves_with_an_invitation_that_is_open(administrator, leaver, way_back):
    with pytest.raises(Refused, match=r"Invitation of L\. Other"):
        leave(member=leaver, successors={}, by=administrator)

    leave(member=leaver, successors={f"invitations-{way_back.pk}": administrator}, by=administrator)

    way_back.refresh_from_db()
    assert way_back.by == administrator


def test_one_that_was_withdrawn_holds_nobody_up(administrator, leaver, way_back):
    withdraw(invitation=way_back, by=administrator)

    leave(member=leaver, successors={}, by=administrator)

    way_back.refresh_from_db()
    assert way_back.by == leaver


def test_it_goes_to_who_may_manage_people_alone(partnership, administrator, leaver, way_back):
    analyst = a_member(partnership, "analyst")

    with pytest.raises(Refused, match="no role that may have"):
        leave(member=leaver, successors={f"invitations-{way_back.pk}": analyst}, by=administrator)


def test_who_goes_on_for_another_agency_keeps_it(partnership, administrator, leaver, way_back):
    other = partnership.agencies.exclude(pk=leaver.agency_id).first()

    moved = change_agency(member=leaver, agency=other, successors={}, by=administrator)

    way_back.refresh_from_db()
    assert way_back.by == moved
