"""Members leave: what they own goes to others, all of it or nothing, and they are out at once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from saferplan.web.partnerships.models import AgencyKind
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people import ownership
from saferplan.web.people.leaving import change_agency, leave
from saferplan.web.people.models import Member
from saferplan.web.people.ownership import CannotTakeOver, Holding
from saferplan.web.people.permissions import Permission
from site_people import a_member
from site_sign_in import a_registered_member, by_password, set_up_app


class Keys:
    """What a member owns, for these tests: keys to rooms, whose successor must be able to edit groups."""

    word, title, permission = "keys", "Keys to rooms", Permission.EDIT_GROUPS

    def __init__(self) -> None:
        self.owners: dict[str, Member] = {}
        self.jammed: set[str] = set()
        self.arrives: dict[str, Member] = {}

    def held_by(self, member):
        return [Holding(key, f"Room {key}") for key, owner in self.owners.items() if owner == member]

    def hand_over(self, *, key, leaver, to, by):
        if key in self.jammed:
            raise CannotTakeOver(f"Room {key} stays with the {leaver.agency}")
        self.owners[key] = to
        self.owners.update(self.arrives)


@pytest.fixture(autouse=True)
def keys(monkeypatch) -> Keys:
    """In place of what the other apps register."""
    kinds = Keys()
    monkeypatch.setattr(ownership, "_KINDS", {"keys": kinds})
    return kinds


@pytest.fixture
def administrator(partnership) -> Member:
    return a_member(partnership, "administrator", name="Ada Minister")


@pytest.fixture
def leaver(partnership) -> Member:
    return a_member(partnership, "analyst", name="Lee Leaver")


def address(name: str, member: Member) -> str:
    return reverse(f"people:{name}", args=[member.partnership.slug, member.pk])


def test_who_owns_nothing_just_leaves(leaver, administrator):
    leave(member=leaver, successors={}, by=administrator)

    leaver.refresh_from_db()
    assert leaver not in Member.objects.in_force()
    assert leaver.ended_by == administrator
    (role,) = leaver.roles.all()
    assert (role.until, role.ended_by) == (timezone.localdate(), administrator)


def test_everything_goes_to_whom_it_is_given(keys, leaver, administrator, partnership):
    keys.owners = {"1": leaver, "2": leaver, "3": administrator}
    other = a_member(partnership, "administrator")

    leave(member=leaver, successors={"keys-1": administrator, "keys-2": other}, by=administrator)

    assert keys.owners == {"1": administrator, "2": other, "3": administrator}


def test_nobody_leaves_while_something_has_no_successor(keys, leaver, administrator):
    keys.owners = {"1": leaver, "2": leaver}

    with pytest.raises(Refused, match="Choose who takes over Room 2"):
        leave(member=leaver, successors={"keys-1": administrator}, by=administrator)

    assert leaver in Member.objects.in_force()


def test_what_comes_to_the_leaver_meanwhile_stops_it(keys, leaver, administrator):
    keys.owners = {"1": leaver}
    keys.arrives = {"9": leaver}

    with pytest.raises(Refused, match="Room 9 came to Lee Leaver meanwhile"):
        leave(member=leaver, successors={"keys-1": administrator}, by=administrator)


class TestWhoMayTakeOver:
    @pytest.fixture(autouse=True)
    def owned(self, keys, leaver) -> None:
        keys.owners = {"1": leaver}

    def refuses(self, leaver, to, why: str) -> None:
        with pytest.raises(Refused, match=why):
            leave(member=leaver, successors={"keys-1": to}, by=None)

    def test_not_the_leaver(self, leaver):
        self.refuses(leaver, leaver, "another member")

    def test_not_who_has_no_such_permission(self, leaver, partnership):
        self.refuses(leaver, a_member(partnership, "analyst", name="Ann"), "Ann has no role that may have Room 1")

    def test_not_a_member_of_another_partnership(self, leaver, other_partnership):
        self.refuses(leaver, a_member(other_partnership, "administrator"), "another member")

    def test_not_who_has_left(self, leaver, partnership):
        gone = a_member(partnership, "administrator")
        Member.objects.filter(pk=gone.pk).update(until=timezone.localdate())
        gone.refresh_from_db()

        self.refuses(leaver, gone, "another member")

    def test_not_where_the_things_own_rule_forbids_it(self, keys, leaver, administrator):
        keys.jammed = {"1"}
        self.refuses(leaver, administrator, "Room 1 stays with the")


class TestTheLastAdministrator:
    def test_does_not_leave(self, administrator):
        with pytest.raises(Refused, match="somebody who may manage people"):
            leave(member=administrator, successors={}, by=administrator)

        assert administrator in Member.objects.in_force()

    def test_does_not_give_up_the_role(self, sign_in, administrator):
        answer = sign_in(administrator).post(address("change-roles", administrator), {"pressed": "Save"})

        assert "somebody who may manage people" in answer.content.decode()
        assert [entry.role for entry in administrator.roles.in_force()] == ["administrator"]

    def test_leaves_when_there_is_another(self, administrator, partnership):
        a_member(partnership, "administrator")

        leave(member=administrator, successors={}, by=administrator)

        assert administrator not in Member.objects.in_force()

    def test_is_not_replaced_by_one_whose_membership_has_ended(self, administrator, partnership):
        other = a_member(partnership, "administrator")
        Member.objects.filter(pk=other.pk).update(until=timezone.localdate() - timedelta(days=0))

        with pytest.raises(Refused, match="somebody who may manage people"):
            leave(member=administrator, successors={}, by=administrator)


@pytest.mark.django_db(transaction=True)
def test_who_leaves_is_signed_out_everywhere_at_once(partnership):
    administrator = a_member(partnership, "administrator")
    member = a_registered_member(partnership)
    phone, desk = Client(), Client()
    by_password(phone, member.user.email)
    set_up_app(phone)
    overview = reverse("partnerships:overview", args=[partnership.slug])
    assert phone.get(overview).status_code == 200

    leave(member=member, successors={}, by=administrator)

    for client in (phone, desk):
        assert client.get(overview).url.startswith(reverse("account_login"))


def test_a_session_that_outlives_the_membership_opens_nothing(sign_in, leaver, administrator, partnership):
    """Even where a session could not be ended: the gate asks for the membership each time."""
    client = sign_in(leaver)
    leave(member=leaver, successors={}, by=administrator)

    assert client.get(reverse("partnerships:overview", args=[partnership.slug])).status_code == 404


class TestThePage:
    def test_asks_for_a_successor_of_each_thing(self, sign_in, keys, leaver, administrator):
        keys.owners = {"1": leaver, "2": leaver}

        page = sign_in(administrator).get(address("end-membership", leaver)).content.decode()

        assert "Keys to rooms" in page
        assert "Room 1" in page
        assert "Room 2" in page
        assert "Ada Minister" in page

    def test_takes_one_for_everything_that_none_is_chosen_for(self, sign_in, keys, leaver, administrator, partnership):
        keys.owners = {"1": leaver, "2": leaver}
        other = a_member(partnership, "administrator")
        given = {"everything": administrator.pk, "keys-2": other.pk}

        sign_in(administrator).post(address("end-membership", leaver), given)

        assert keys.owners == {"1": administrator, "2": other}
        assert leaver not in Member.objects.in_force()

    def test_says_what_is_missing_at_its_place(self, sign_in, keys, leaver, administrator):
        keys.owners = {"1": leaver}

        keys.owners |= {"2": leaver, "3": leaver}
        given = {"keys-2": administrator.pk}
        page = sign_in(administrator).post(address("end-membership", leaver), given).content.decode()

        assert 'href="#id_keys-1"' in page
        assert 'href="#id_keys-2"' not in page
        assert 'href="#id_keys-3"' in page
        assert leaver in Member.objects.in_force()

    def test_says_once_that_nobody_was_chosen_at_all(self, sign_in, keys, leaver, administrator):
        keys.owners = {"1": leaver, "2": leaver}

        page = sign_in(administrator).post(address("end-membership", leaver), {}).content.decode()

        assert "Choose who takes over, for all of it or for each thing" in page
        assert 'href="#id_keys-1"' not in page

    def test_takes_no_successor_of_another_partnership(self, sign_in, keys, leaver, administrator, other_partnership):
        keys.owners = {"1": leaver}
        theirs = a_member(other_partnership, "administrator")

        sign_in(administrator).post(address("end-membership", leaver), {"keys-1": theirs.pk})

        assert keys.owners == {"1": leaver}

    def test_of_another_partnerships_member_there_is_none(self, sign_in, administrator, other_partnership):
        theirs = a_member(other_partnership)
        place = reverse("people:end-membership", args=[administrator.partnership.slug, theirs.pk])

        assert sign_in(administrator).post(place).status_code == 404
        assert theirs in Member.objects.in_force()

    def test_hands_over_what_came_to_somebody_after_they_left(self, sign_in, keys, leaver, administrator):
        leave(member=leaver, successors={}, by=administrator)
        keys.owners = {"5": leaver}
        client = sign_in(administrator)

        assert "Room 5" in client.get(address("member", leaver)).content.decode()
        client.post(address("end-membership", leaver), {"everything": administrator.pk})

        assert keys.owners == {"5": administrator}


class TestAnotherAgency:
    def test_the_person_goes_on_with_the_same_roles(self, leaver, administrator, partnership):
        police = partnership.agencies.get(kind=AgencyKind.POLICE)

        moved = change_agency(member=leaver, agency=police, successors={}, by=administrator)

        assert (moved.agency, moved.user) == (police, leaver.user)
        assert [role.word for role in moved.roles_in_force] == ["analyst"]
        assert list(partnership.members.in_force().filter(user=leaver.user)) == [moved]
        assert leaver.agency.kind == AgencyKind.COUNCIL

    def test_what_has_no_successor_stays_with_the_person(self, keys, administrator, partnership):
        officer = a_member(partnership, "community-safety-officer")
        keys.owners = {"1": officer, "2": officer}
        police = partnership.agencies.get(kind=AgencyKind.POLICE)

        moved = change_agency(member=officer, agency=police, successors={"keys-2": administrator}, by=administrator)

        assert keys.owners == {"1": moved, "2": administrator}

    def test_what_belongs_to_the_agency_does_not_go_along(self, keys, administrator, partnership):
        officer = a_member(partnership, "community-safety-officer")
        keys.owners, keys.jammed = {"1": officer}, {"1"}
        police = partnership.agencies.get(kind=AgencyKind.POLICE)

        with pytest.raises(Refused, match="Room 1 stays with the"):
            change_agency(member=officer, agency=police, successors={}, by=administrator)

        assert list(partnership.members.in_force().filter(user=officer.user)) == [officer]

    def test_the_page_offers_this_partnerships_other_agencies(self, sign_in, leaver, administrator):
        page = sign_in(administrator).get(address("change-agency", leaver)).content.decode()

        assert "Chalkshire Police" in page
        assert "<option value" in page
        assert "Chalkshire Local authority</option>" not in page

    def test_the_page_takes_no_agency_of_another(self, sign_in, leaver, administrator, other_partnership):
        theirs = other_partnership.agencies.first()

        sign_in(administrator).post(address("change-agency", leaver), {"agency": theirs.pk})

        leaver.refresh_from_db()
        assert leaver.until is None


def test_a_kind_is_registered_once(keys):
    with pytest.raises(ValueError, match="registered twice: keys"):
        ownership.register(Keys())
