"""Who chairs a group edits it and those below it, and no others; whoever holds the permission edits all."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from saferplan.web.groups.actions.seats import give_seat, vacate_seat
from saferplan.web.groups.models import SeatRole
from saferplan.web.groups.rights import may_edit
from site_people import a_member

TODAY = timezone.localdate()
EDITS = ["edit", "rename", "close", "write-terms", "add-seat", "add-below"]
BY_PERMISSION_ALONE = ["move", "merge"]


@pytest.fixture
def tree(a_group):
    board = a_group("Board")
    delivery = a_group("Delivery", board)
    return {"board": board, "delivery": delivery, "scams": a_group("Scams", delivery), "other": a_group("Other", board)}


@pytest.fixture
def seated(partnership, tree, officer):
    def made(role, group="delivery"):
        member = a_member(partnership)
        seat = give_seat(group=tree[group], agency=member.agency, role=role, member=member, by=officer)
        return member, seat

    return made


@pytest.mark.parametrize(("group", "may"), [("board", False), ("delivery", True), ("scams", True), ("other", False)])
def test_a_chair_edits_the_own_group_and_those_below(group, may, tree, seated):
    chair, _ = seated(SeatRole.CHAIR)

    assert may_edit(chair, tree[group]) is may


@pytest.mark.parametrize("role", [role for role in SeatRole if role != SeatRole.CHAIR])
def test_who_else_sits_there_does_not(role, tree, seated):
    member, _ = seated(role)

    assert not may_edit(member, tree["delivery"])


def test_a_chair_who_has_left_the_seat_does_not(tree, seated, officer):
    chair, seat = seated(SeatRole.CHAIR)
    vacate_seat(seat=seat, on=TODAY, by=officer)

    assert not may_edit(chair, tree["delivery"])


def test_a_chair_to_come_does_not_yet(partnership, tree, officer):
    chair = a_member(partnership)
    later = TODAY + timedelta(days=3)
    give_seat(group=tree["delivery"], agency=chair.agency, role=SeatRole.CHAIR, member=chair, since=later, by=officer)

    assert not may_edit(chair, tree["delivery"])


@pytest.mark.parametrize("name", EDITS)
def test_pages_open_for_the_chair_and_say_who_else_may(name, tree, seated, member, sign_in, partnership):
    chair, _ = seated(SeatRole.CHAIR)
    at = reverse(f"groups:{name}", kwargs={"partnership": partnership.slug, "group": tree["scams"].pk})

    assert sign_in(chair).get(at).status_code == 200
    refused = sign_in(member).get(at)
    assert refused.status_code == 403
    assert "Or who chairs the group" in refused.content.decode()
    assert sign_in(member).post(at).status_code == 403


@pytest.mark.parametrize("name", BY_PERMISSION_ALONE)
def test_reorganising_across_groups_is_not_a_chairs(name, tree, seated, sign_in, partnership):
    chair, _ = seated(SeatRole.CHAIR)
    at = reverse(f"groups:{name}", kwargs={"partnership": partnership.slug, "group": tree["scams"].pk})

    assert sign_in(chair).get(at).status_code == 403


def test_a_chair_of_another_partnership_finds_no_such_page(tree, sign_in, other_partnership, partnership):
    stranger = a_member(other_partnership, "chair")
    at = reverse("groups:edit", kwargs={"partnership": partnership.slug, "group": tree["board"].pk})

    assert sign_in(stranger).get(at).status_code == 404
