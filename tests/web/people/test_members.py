"""Members and what they may do, over time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from saferplan.web.partnerships.models import AgencyKind
from saferplan.web.people.actions import change_roles, give_role
from saferplan.web.people.models import Member, MemberRole
from saferplan.web.people.permissions import Permission
from site_people import a_member, a_user


@pytest.fixture
def administrator(partnership) -> Member:
    return a_member(partnership, "administrator", name="Ada Minister")


def held(member: Member) -> set[str]:
    return {entry.role for entry in member.roles.in_force()}


def address(name: str, member: Member) -> str:
    return reverse(f"people:{name}", args=[member.partnership.slug, member.pk])


def test_the_list_names_everybody_in_force(sign_in, partnership, administrator):
    a_member(partnership, "analyst", name="Ann Alyst")
    gone = a_member(partnership, name="Gil Gone")
    Member.objects.filter(pk=gone.pk).update(until=timezone.localdate())

    page = sign_in(administrator).get(reverse("people:members", args=[partnership.slug])).content.decode()

    assert "Ann Alyst" in page
    assert "Analyst" in page
    assert "Gil Gone" not in page


def test_the_list_costs_the_same_for_three_people_and_for_thirty(
    sign_in, partnership, administrator, django_assert_num_queries, django_assert_max_num_queries
):
    client, place = sign_in(administrator), reverse("people:members", args=[partnership.slug])
    for _ in range(2):
        a_member(partnership, "analyst", "caseworker")
    client.get(place)
    with django_assert_max_num_queries(20) as few:
        client.get(place)
    for _ in range(27):
        a_member(partnership, "analyst", "caseworker")

    with django_assert_num_queries(len(few.captured_queries)):
        client.get(place)


def test_who_may_not_manage_people_sees_no_way_to(sign_in, partnership, administrator):
    reader = a_member(partnership)
    client = sign_in(reader)

    pages = (
        client.get(reverse("people:members", args=[partnership.slug])).content.decode()
        + client.get(address("member", administrator)).content.decode()
    )

    for way in ("Invite a person", "change-roles", "/roles/", "/agency/", "End the membership"):
        assert way not in pages


def test_a_member_of_another_partnership_has_no_page_here(sign_in, partnership, other_partnership, administrator):
    theirs = a_member(other_partnership)
    client = sign_in(administrator)

    for name in ("member", "change-roles", "change-agency", "end-membership"):
        assert client.get(reverse(f"people:{name}", args=[partnership.slug, theirs.pk])).status_code == 404


def test_an_administrator_changes_roles(sign_in, partnership, administrator):
    member = a_member(partnership, "analyst")

    page = sign_in(administrator).post(
        address("change-roles", member), {"roles": ["caseworker", "signatory"]}, follow=True
    )

    assert held(member) == {"caseworker", "signatory"}
    assert f"The roles of {member.user.name} were changed" in page.content.decode()


def test_what_was_held_and_who_gave_and_took_it_is_kept(sign_in, partnership, administrator):
    member = a_member(partnership, "analyst")

    change_roles(member=member, roles=["caseworker"], by=administrator)

    ended, given = member.roles.order_by("id")
    assert (ended.role, ended.until, ended.ended_by) == ("analyst", timezone.localdate(), administrator)
    assert (given.role, given.until, given.given_by) == ("caseworker", None, administrator)
    page = sign_in(administrator).get(address("member", member)).content.decode()
    assert page.count("by Ada Minister") == 2


def test_a_role_that_is_given_and_taken_on_one_day_is_held_no_longer(partnership, administrator):
    member = a_member(partnership)
    for roles in (["analyst"], [], ["analyst"], []):
        change_roles(member=member, roles=roles, by=administrator)

    assert held(member) == set()
    assert member.roles.count() == 2


def test_the_same_roles_again_change_nothing(partnership, administrator):
    member = a_member(partnership, "analyst")

    change_roles(member=member, roles=["analyst"], by=administrator)

    assert member.roles.count() == 1


@pytest.mark.parametrize("given", [["root"], ["analyst", "root"], ["people.manage"]])
def test_a_role_that_there_is_not_is_not_given(given, sign_in, partnership, administrator):
    member = a_member(partnership)

    sign_in(administrator).post(address("change-roles", member), {"roles": given})

    assert held(member) == set()


def test_what_the_form_does_not_ask_for_is_not_taken(sign_in, partnership, other_partnership, administrator):
    """Mass assignment: roles alone are changed by the page of roles."""
    member = a_member(partnership)
    theirs = other_partnership.agencies.first()
    extra = {"agency": theirs.pk, "partnership": other_partnership.pk, "user": administrator.user.pk, "until": ""}

    sign_in(administrator).post(address("change-roles", member), {"roles": ["analyst"]} | extra)

    after = Member.objects.get(pk=member.pk)
    assert (after.agency, after.partnership, after.user) == (member.agency, partnership, member.user)


def test_nobody_gives_themselves_a_role_without_the_right_to(sign_in, partnership):
    member = a_member(partnership, "analyst")

    assert sign_in(member).post(address("change-roles", member), {"roles": ["administrator"]}).status_code == 403
    assert held(member) == {"analyst"}


@pytest.mark.parametrize("wanted", ["data-protection-officer", "caseworker", "signatory"])
def test_nor_with_it(wanted, sign_in, partnership, administrator):
    answer = sign_in(administrator).post(address("change-roles", administrator), {"roles": ["administrator", wanted]})

    assert "Nobody gives themselves a role" in answer.content.decode()
    assert held(administrator) == {"administrator"}


def test_nobody_becomes_one_of_another_agency_by_themselves(sign_in, partnership, administrator):
    """They would read all that it holds."""
    police = partnership.agencies.get(kind=AgencyKind.POLICE)

    answer = sign_in(administrator).post(address("change-agency", administrator), {"agency": police.pk})

    assert "Nobody sends themselves to another agency" in answer.content.decode()
    assert partnership.members.in_force().get(user=administrator.user).agency == administrator.agency


def test_a_role_of_ones_own_can_be_given_up(sign_in, partnership, administrator):
    both = a_member(partnership, "administrator", "analyst")

    sign_in(both).post(address("change-roles", both), {"roles": ["administrator"]})

    assert held(both) == {"administrator"}


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [(0, None, True), (0, 1, True), (-1, 0, False), (0, 0, False), (1, None, False), (-9, -1, False)],
)
def test_a_role_holds_from_its_first_day_until_the_day_it_ends(since, until, holds, partnership):
    today = timezone.localdate()
    member = a_member(partnership)
    MemberRole.objects.create(
        partnership=partnership,
        member=member,
        role="analyst",
        since=today + timedelta(days=since),
        until=None if until is None else today + timedelta(days=until),
    )

    assert (held(member) == {"analyst"}) == holds
    assert member.may(Permission.LOAD_EVIDENCE) == holds
    assert (member in Member.objects.holding(Permission.LOAD_EVIDENCE)) == holds


class TestTheDatabase:
    def refuses(self, **change) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Member.objects.create(**change)

    def test_keeps_a_person_in_one_agency_of_a_partnership(self, partnership):
        member = a_member(partnership)
        police = partnership.agencies.get(kind=AgencyKind.POLICE)

        self.refuses(partnership=partnership, user=member.user, agency=police)

    def test_keeps_an_end_after_its_beginning(self, partnership):
        yesterday = timezone.localdate() - timedelta(days=1)

        self.refuses(partnership=partnership, user=a_user(), agency=partnership.agencies.first(), until=yesterday)

    def test_keeps_a_role_once(self, partnership):
        member = a_member(partnership, "analyst")

        with pytest.raises(IntegrityError), transaction.atomic():
            give_role(member=member, role="analyst", by=None)
