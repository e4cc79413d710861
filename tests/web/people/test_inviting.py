"""Invitations: one link, one person, one time."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time
from procrastinate.contrib.django.models import ProcrastinateJob

from saferplan.web.partnerships.actions import end_agency
from saferplan.web.partnerships.models import AgencyKind
from saferplan.web.partnerships.refused import Refused
from saferplan.web.people import inviting
from saferplan.web.people.actions import register_person
from saferplan.web.people.invitation_links import opened_by
from saferplan.web.people.models import Invitation, InvitationOutcome, InvitationSending, Member, Outcome, User
from saferplan.web.people.models.invitations import LINK_HOLDS_FOR
from site_jobs import run_jobs
from site_people import a_member, a_user

NO_LONGER_OPEN = 404
PASSWORD = "three random words"
LINK = re.compile(r"http://localhost:8000(/invitations/\S+/)")


@pytest.fixture
def administrator(partnership) -> Member:
    return a_member(partnership, "administrator", name="Ada Minister")


@pytest.fixture
def invitation(partnership, administrator) -> Invitation:
    made = an_invitation(partnership, administrator)
    run_jobs()
    return made


def an_invitation(partnership, by, email="nora@chalkshire.example", roles=("analyst",)) -> Invitation:
    agency = partnership.agencies.get(kind=AgencyKind.POLICE)
    return inviting.invite(
        partnership=partnership, email=email, name="Nora Newcomer", agency=agency, roles=roles, by=by
    )


def link() -> str:
    """The address in the last e-mail."""
    return LINK.search(mail.outbox[-1].body).group(1)


def register(client: Client, address: str = "", **given):
    client.get(address or link())
    return client.post(reverse("invitations:accept"), {"name": "Nora Newcomer", "password": PASSWORD} | given)


def test_an_administrator_invites(sign_in, administrator, partnership):
    agency = partnership.agencies.first()
    given = {"name": "Nora Newcomer", "email": "Nora@Chalkshire.example", "agency": agency.pk, "roles": ["analyst"]}

    answer = sign_in(administrator).post(reverse("people:invite", args=[partnership.slug]), given, follow=True)

    assert "Nora Newcomer was invited" in answer.content.decode()
    made = partnership.invitations.get()
    assert (made.email, made.agency, made.by) == ("nora@chalkshire.example", agency, administrator)
    assert [entry.role for entry in made.roles.all()] == ["analyst"]


def test_the_mail_names_the_partnership_and_nobody(invitation):
    (sent,) = mail.outbox

    assert sent.to == ["nora@chalkshire.example"]
    assert sent.subject == "Invitation to Safer Chalkshire"
    for detail in ("Nora", "Ada", "Minister", "analyst", "Analyst", "Police"):
        assert detail not in sent.body


def test_no_job_holds_the_link(partnership, administrator):
    an_invitation(partnership, administrator)

    (waiting,) = ProcrastinateJob.objects.all()
    assert waiting.args["arguments"] == {"invitation": partnership.invitations.get().pk}
    assert not InvitationSending.objects.exists()


def test_an_invitation_that_was_withdrawn_before_it_was_sent_is_not_sent(partnership, administrator):
    made = an_invitation(partnership, administrator)
    inviting.withdraw(invitation=made, by=administrator)

    run_jobs()

    assert not mail.outbox


def test_the_database_does_not_know_the_link(invitation):
    token = link().rstrip("/").rsplit("/", 1)[1]

    (sending,) = InvitationSending.objects.all()

    assert token not in {str(value) for value in vars(sending).values()}
    assert opened_by(token) == sending


def test_who_accepts_becomes_a_member_with_the_roles(client, invitation, partnership, administrator):
    answer = register(client)

    assert answer.url == reverse("partnerships:overview", args=[partnership.slug])
    joined = partnership.members.get(user__email="nora@chalkshire.example")
    assert joined.agency == invitation.agency
    assert [role.word for role in joined.roles_in_force] == ["analyst"]
    assert joined.roles.get().given_by == administrator
    assert joined.user.check_password(PASSWORD)


def test_before_any_page_of_the_partnership_a_second_factor_is_asked_for(client, invitation, partnership):
    answer = register(client)

    followed = client.get(answer.url)

    assert followed.url == reverse("second_factor") + "?next=" + answer.url


def test_the_links_secret_leaves_the_address_at_once(client, invitation):
    answer = client.get(link())

    assert answer.url == reverse("invitations:accept")
    assert answer["Cache-Control"].startswith("max-age=0")


def test_opening_the_link_changes_nothing(client, invitation):
    for _ in range(3):
        client.get(link())

    assert invitation in Invitation.objects.open()
    assert not User.objects.filter(email=invitation.email).exists()


def test_a_link_works_once(client, invitation):
    register(client)

    assert Client().get(link()).status_code == NO_LONGER_OPEN


def test_two_who_opened_the_link_do_not_both_get_in(invitation):
    first, second = Client(), Client()
    first.get(link())
    second.get(link())

    register(first)
    answer = second.post(reverse("invitations:accept"), {"name": "A Thief", "password": PASSWORD})

    assert answer.status_code == NO_LONGER_OPEN
    assert User.objects.get(email=invitation.email).name == "Nora Newcomer"


def test_the_database_keeps_one_outcome(invitation, administrator):
    inviting.withdraw(invitation=invitation, by=administrator)

    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationOutcome.objects.create(
            partnership=invitation.partnership, invitation=invitation, outcome=Outcome.ACCEPTED
        )


@pytest.mark.parametrize(("late", "works"), [(timedelta(seconds=-1), True), (timedelta(0), False)])
def test_a_link_ends(client, late, works, invitation):
    sending = InvitationSending.objects.get()

    with freeze_time(sending.at + LINK_HOLDS_FOR + late):
        assert (client.get(link()).status_code != NO_LONGER_OPEN) == works


def test_a_link_that_ends_while_the_form_is_open_lets_nobody_in(client, invitation):
    client.get(link())
    sending = InvitationSending.objects.get()

    with freeze_time(sending.expires_at):
        answer = client.post(reverse("invitations:accept"), {"name": "N", "password": PASSWORD})

    assert answer.status_code == NO_LONGER_OPEN
    assert not User.objects.filter(email=invitation.email).exists()


def test_sent_again_only_the_new_link_works(client, invitation, administrator):
    earlier = link()

    inviting.send(invitation=invitation, by=administrator)
    run_jobs()

    assert client.get(earlier).status_code == NO_LONGER_OPEN
    assert client.get(link()).status_code != NO_LONGER_OPEN


def test_an_administrator_sends_again_and_withdraws(sign_in, invitation, administrator, partnership):
    client = sign_in(administrator)
    place = {"partnership": partnership.slug, "invitation": invitation.pk}

    client.post(reverse("people:send-invitation", kwargs=place))
    run_jobs()
    assert len(mail.outbox) == 2

    client.post(reverse("people:withdraw-invitation", kwargs=place))
    assert not partnership.invitations.open().exists()
    assert Client().get(link()).status_code == NO_LONGER_OPEN
    assert InvitationOutcome.objects.get().by == administrator


def test_reading_an_address_that_changes_something_changes_nothing(sign_in, invitation, administrator, partnership):
    place = {"partnership": partnership.slug, "invitation": invitation.pk}

    answer = sign_in(administrator).get(reverse("people:withdraw-invitation", kwargs=place))

    assert answer.status_code == 405
    assert partnership.invitations.open().exists()


def test_the_administrator_of_another_partnership_reaches_no_invitation(sign_in, invitation, other_partnership):
    outsider = a_member(other_partnership, "administrator")
    place = {"partnership": other_partnership.slug, "invitation": invitation.pk}

    assert sign_in(outsider).post(reverse("people:withdraw-invitation", kwargs=place)).status_code == 404
    assert sign_in(outsider).post(reverse("people:send-invitation", kwargs=place)).status_code == 404
    assert invitation in Invitation.objects.open()


def test_an_agency_of_another_partnership_cannot_be_chosen(sign_in, administrator, partnership, other_partnership):
    theirs = other_partnership.agencies.first()
    given = {"name": "N", "email": "n@chalkshire.example", "agency": theirs.pk}

    answer = sign_in(administrator).post(reverse("people:invite", args=[partnership.slug]), given)

    assert "Select an agency of this partnership" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_role_that_is_none_cannot_be_given(sign_in, administrator, partnership):
    given = {"name": "N", "email": "n@chalkshire.example", "agency": partnership.agencies.first().pk, "roles": "root"}

    sign_in(administrator).post(reverse("people:invite", args=[partnership.slug]), given)

    assert not Invitation.objects.exists()


def test_what_the_form_does_not_ask_for_is_not_taken(client, invitation, partnership, other_partnership):
    """Mass assignment: whoever joins chooses neither agency nor roles nor address."""
    extra = {
        "roles": ["administrator"],
        "agency": other_partnership.agencies.first().pk,
        "email": "other@chalkshire.example",
        "is_active": "",
        "partnership": other_partnership.pk,
    }

    register(client, **extra)

    joined = partnership.members.get(user__email=invitation.email)
    assert [role.word for role in joined.roles_in_force] == ["analyst"]
    assert not other_partnership.members.exists()


def test_who_is_a_member_is_not_invited(partnership, administrator):
    with pytest.raises(Refused, match="member already"):
        an_invitation(partnership, administrator, email=administrator.user.email.upper())


def test_who_is_invited_is_not_invited_twice(partnership, administrator, invitation):
    with pytest.raises(Refused, match="invited already"):
        an_invitation(partnership, administrator, email=invitation.email)


class TestOfSomebodyWithAnAccount:
    @pytest.fixture
    def known(self, partnership) -> User:
        return a_user("Kit Known")

    @pytest.fixture
    def invited(self, partnership, administrator, known) -> Invitation:
        made = an_invitation(partnership, administrator, email=known.email)
        run_jobs()
        return made

    def test_the_link_sets_no_password(self, client, known, invited):
        answer = register(client)

        assert "Sign in" in answer.content.decode()
        known.refresh_from_db()
        assert not known.check_password(PASSWORD)
        assert invited in Invitation.objects.open()

    def test_signed_in_the_person_joins(self, client, known, invited, partnership):
        client.force_login(known)
        client.get(link())

        answer = client.post(reverse("invitations:accept"))

        assert answer.url == reverse("partnerships:overview", args=[partnership.slug])
        assert partnership.members.get(user=known).agency == invited.agency

    def test_signed_in_as_somebody_else_nobody_joins(self, client, invited):
        client.force_login(a_user("Eve Else"))
        client.get(link())

        answer = client.post(reverse("invitations:accept"))

        assert answer.status_code == 403
        assert invited in Invitation.objects.open()

    def test_who_became_a_member_meanwhile_stays_one(self, known, invited, partnership):
        member = a_member(partnership)
        Member.objects.filter(pk=member.pk).update(user=known)

        inviting.accept(invitation=invited, user=known)

        assert partnership.members.get(user=known) == member


def test_who_was_invited_for_an_agency_that_has_ended_since_does_not_join(client, invitation, partnership):
    end_agency(agency=invitation.agency, on=timezone.localdate(), by=None)

    answer = register(client)

    assert answer.status_code == 404
    assert not partnership.members.filter(user__email="nora@chalkshire.example").exists()
    assert not User.objects.filter(email="nora@chalkshire.example").exists()


def test_nor_does_who_has_an_account(sign_in, invitation, partnership):
    known = register_person(email="nora@chalkshire.example", name="Nora")
    end_agency(agency=invitation.agency, on=timezone.localdate(), by=None)

    with pytest.raises(Refused, match="takes part no longer"):
        inviting.accept(invitation=invitation, user=known)

    assert not partnership.members.filter(user=known).exists()
    assert partnership.invitations.open().exists(), "an administrator sees it, and withdraws it"
