"""What a directory's groups say is applied at each sign-in, and what they no longer say is taken away."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from fake_directory import ANALYSTS, FENMOOR, OFFICERS

from saferplan.web.directories.joining import apply, groups_in
from saferplan.web.partnerships.models import AgencyKind
from saferplan.web.people.actions import give_role
from saferplan.web.people.invitation_links import new_link
from saferplan.web.people.inviting import invite
from saferplan.web.people.leaving import leave
from saferplan.web.people.models import Member, Source, User
from site_people import a_member, a_user

PAT = "pat.provan@police.example"


@pytest.fixture
def user(directory) -> User:
    return a_user("Pat Provan")


def settle(user, directory, *groups) -> None:
    apply(user=user, directory=directory, groups=groups)


def member_of(partnership, user) -> Member | None:
    return partnership.members.in_force().filter(user=user).first()


def words(member: Member) -> set[str]:
    return {entry.role for entry in member.roles.in_force()}


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        ((ANALYSTS,), {"analyst"}),
        ((OFFICERS,), {"caseworker", "agency-officer"}),
        ((ANALYSTS, OFFICERS), {"analyst", "caseworker", "agency-officer"}),
        ((ANALYSTS, "some other group"), {"analyst"}),
    ],
)
def test_groups_give_an_agency_and_roles(groups, roles, user, directory, partnership, other_partnership):
    settle(user, directory, *groups)

    member = member_of(partnership, user)
    assert member.agency.kind == AgencyKind.POLICE
    assert member.source == Source.DIRECTORY
    assert words(member) == roles
    assert member_of(other_partnership, user) is None


@pytest.mark.parametrize("groups", [(), ("some other group",), (ANALYSTS.upper(),)])
def test_other_groups_give_nothing(groups, user, directory):
    settle(user, directory, *groups)

    assert not Member.objects.filter(user=user).exists()


def test_a_group_may_lead_to_several_partnerships(user, directory, partnership, other_partnership):
    settle(user, directory, ANALYSTS, FENMOOR)

    assert member_of(partnership, user).agency.name == "Chalkshire Police"
    assert member_of(other_partnership, user).agency.name == "Fenmoor Police"
    assert words(member_of(other_partnership, user)) == set()


def test_twice_the_same_changes_nothing(user, directory, partnership):
    settle(user, directory, ANALYSTS)
    settle(user, directory, ANALYSTS)

    assert partnership.members.filter(user=user).count() == 1
    assert member_of(partnership, user).roles.count() == 1


def test_what_the_directory_no_longer_says_is_taken_away(user, directory, partnership):
    settle(user, directory, ANALYSTS, OFFICERS)
    settle(user, directory, ANALYSTS)

    assert words(member_of(partnership, user)) == {"analyst"}
    assert member_of(partnership, user).roles.count() == 3


def test_who_is_in_no_group_any_more_is_out(user, directory, partnership):
    settle(user, directory, ANALYSTS)
    settle(user, directory)

    assert member_of(partnership, user) is None
    (member,) = partnership.members.filter(user=user)
    assert not member.roles.in_force().exists()


def test_who_comes_back_into_the_group_is_in_again(user, directory, partnership):
    settle(user, directory, ANALYSTS)
    settle(user, directory)
    settle(user, directory, ANALYSTS)

    assert words(member_of(partnership, user)) == {"analyst"}
    assert partnership.members.filter(user=user).count() == 2


class TestWhatAPersonDecided:
    def test_a_role_stays(self, user, directory, partnership, administrator):
        settle(user, directory, ANALYSTS)
        give_role(member=member_of(partnership, user), role="chair", by=administrator)

        settle(user, directory, OFFICERS)

        assert words(member_of(partnership, user)) == {"chair", "caseworker", "agency-officer"}

    def test_a_membership_stays(self, user, directory, partnership):
        member = a_member(partnership, "signatory")
        Member.objects.filter(pk=member.pk).update(user=user)

        settle(user, directory)

        assert words(member_of(partnership, user)) == {"signatory"}

    def test_a_membership_by_invitation_gets_the_groups_roles_of_its_own_agency_alone(
        self, user, directory, partnership
    ):
        """The council's officer, whom the police also have in a group, does not act for the police by it."""
        member = a_member(partnership)
        Member.objects.filter(pk=member.pk).update(user=user)

        settle(user, directory, ANALYSTS)

        assert member_of(partnership, user).agency.kind == AgencyKind.COUNCIL
        assert words(member_of(partnership, user)) == set()

    def test_a_membership_that_an_administrator_ended_stays_ended(self, user, directory, partnership, administrator):
        settle(user, directory, ANALYSTS)
        leave(member=member_of(partnership, user), successors={}, by=administrator)

        settle(user, directory, ANALYSTS)

        assert member_of(partnership, user) is None


def test_of_two_agencies_the_first_in_the_file_counts(user, directory, partnership, settings):
    council = replace(directory.groups[0], group="seconded", agency="Chalkshire Local authority")
    both = replace(directory, groups=(council, *directory.groups))

    settle(user, both, ANALYSTS, "seconded")

    assert member_of(partnership, user).agency.kind == AgencyKind.COUNCIL


def test_another_agency_by_the_directory_begins_a_new_membership(user, directory, partnership):
    council = replace(directory.groups[0], group="seconded", agency="Chalkshire Local authority")
    both = replace(directory, groups=(council, *directory.groups))
    settle(user, both, ANALYSTS)

    settle(user, both, "seconded")

    assert member_of(partnership, user).agency.kind == AgencyKind.COUNCIL
    assert partnership.members.filter(user=user).count() == 2


def test_an_agency_that_there_is_not_gives_nothing_and_is_told(user, directory, caplog):
    lost = replace(directory, groups=(replace(directory.groups[0], agency="Police of Atlantis"),))

    settle(user, lost, ANALYSTS)

    assert not Member.objects.filter(user=user).exists()
    assert "no such agency" in caplog.text


def test_a_partnership_that_the_rules_do_not_name_is_left_alone(user, directory, other_partnership):
    member = a_member(other_partnership, "analyst")
    Member.objects.filter(pk=member.pk).update(user=user, source=Source.DIRECTORY)

    settle(user, replace(directory, groups=directory.groups[:2]))

    assert member_of(other_partnership, user) is not None


@pytest.mark.parametrize("told", [None, "crime analysts", {"crime analysts": True}, [["crime analysts"]], [7, None]])
def test_a_claim_that_is_no_list_of_names_says_of_no_group(told, directory):
    assert groups_in(directory, {"groups": told}) == []
    assert groups_in(directory, {}) == []


class TestBySigningIn:
    def test_out_of_the_group_out_of_the_partnership(self, client, come, fake, partnership):
        come(Client())
        fake.person["groups"] = []

        come()

        assert not partnership.members.in_force().filter(user__email=PAT).exists()
        assert client.get(reverse("partnerships:overview", args=[partnership.slug])).status_code == 404

    def test_who_is_in_no_group_and_not_invited_gets_no_account(self, client, come, fake):
        fake.person["groups"] = ["some other group"]

        answer = come()

        assert "You have no access yet" in answer.content.decode()
        assert not User.objects.filter(email=PAT).exists()

    def test_who_is_invited_gets_an_account_and_accepts(self, client, come, fake, partnership, administrator):
        fake.person["groups"] = []
        agency = partnership.agencies.get(kind=AgencyKind.POLICE)
        made = invite(
            partnership=partnership,
            email=PAT,
            name="Pat",
            agency=agency,
            roles=["chair"],
            mailed=False,
            by=administrator,
        )

        client.get(new_link(invitation=made, by=administrator).removeprefix("http://localhost:8000"))
        answer = come(next=reverse("invitations:accept"))
        client.post(answer.url)

        assert words(partnership.members.in_force().get(user__email=PAT)) == {"chair"}
