"""How a partnership begins at the command line, and how it goes on when nobody is left who could."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from saferplan.cli import main
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.inviting import invite
from saferplan.web.people.models import Invitation
from site_sign_in import a_registered_member, by_password, set_up_app

USAGE = 2
WHO = ["--agency", "Chalkshire Council", "--email", "Ada@chalkshire.example", "--person", "Ada Minister"]
CREATE = ["site", "create-partnership", "chalkshire", "--name", "Safer Chalkshire", "--area", "E06000060", *WHO]

pytestmark = pytest.mark.django_db


def test_a_partnership_begins_with_a_link_for_its_first_administrator(capsys):
    assert main(CREATE) == 0

    link = capsys.readouterr().out.strip()
    browser = Client()
    browser.get(link.removeprefix("http://localhost:8000"))
    browser.post(reverse("invitations:accept"), {"name": "Ada Minister", "password": "three random words"})
    (member,) = Partnership.objects.get(slug="chalkshire").members.all()
    assert member.user.email == "ada@chalkshire.example"
    assert [role.word for role in member.roles_in_force] == ["administrator"]
    assert member.agency.name == "Chalkshire Council"


def test_for_programs_it_is_json(capsys):
    main([*CREATE, "--json"])

    assert json.loads(capsys.readouterr().out)["link"].startswith("http://localhost:8000/invitations/")


@pytest.mark.parametrize(
    ("given", "instead"),
    [("chalkshire", "Chalk Shire"), ("E06000060", "Chalkshire"), ("Ada@chalkshire.example", "ada"), ("chalkshire", "")],
)
def test_a_mistake_makes_nothing(given, instead, capsys):
    assert main([instead if one == given else one for one in CREATE]) == USAGE

    assert not Partnership.objects.exists()
    assert "Traceback" not in capsys.readouterr().err


def test_twice_the_same_partnership_is_refused(capsys):
    main(CREATE)

    assert main(CREATE) == USAGE
    assert Invitation.objects.count() == 1


def test_an_administrator_is_invited_later(partnership, capsys):
    agency = partnership.agencies.first().name
    given = ["--agency", agency, "--email", "new@chalkshire.example", "--person", "Nia New"]

    assert main(["site", "invite-administrator", "chalkshire", *given]) == 0

    assert [entry.role for entry in partnership.invitations.get().roles.all()] == ["administrator"]


@pytest.mark.parametrize(("slug", "agency"), [("chalkshire", "Fenmoor Police"), ("nowhere", "Chalkshire Police")])
def test_an_agency_that_the_partnership_does_not_have_is_refused(slug, agency, partnership, other_partnership, capsys):
    given = ["--agency", agency, "--email", "new@chalkshire.example", "--person", "Nia New"]

    assert main(["site", "invite-administrator", slug, *given]) == USAGE
    assert not Invitation.objects.exists()


def test_a_link_that_was_lost_is_made_anew_and_the_earlier_one_ends(capsys):
    main(CREATE)
    lost = capsys.readouterr().out.strip()

    assert main(["site", "invite-administrator", "chalkshire", *WHO]) == 0

    link = capsys.readouterr().out.strip()
    assert "no longer open" in opened(lost)
    assert "Join Safer Chalkshire" in opened(link)


def test_an_invitation_to_less_is_replaced(partnership, capsys):
    agency = partnership.agencies.first()
    invite(
        partnership=partnership, email="ada@chalkshire.example", name="Ada", agency=agency, roles=["analyst"], by=None
    )

    main(["site", "invite-administrator", "chalkshire", "--agency", agency.name, *WHO[2:]])

    (left,) = partnership.invitations.open()
    assert [entry.role for entry in left.roles.all()] == ["administrator"]


def test_who_is_a_member_already_is_told_so_in_words(partnership, member, capsys):
    asked = ["site", "invite-administrator", "chalkshire", "--agency", partnership.agencies.first().name]

    assert main([*asked, "--email", member.user.email, "--person", "Ada Minister"]) != 0
    assert "a member already" in capsys.readouterr().err


def opened(link: str) -> str:
    return Client().get(link.removeprefix("http://localhost:8000"), follow=True).content.decode()


def test_a_lost_second_factor_is_forgotten(partnership, capsys):
    person = a_registered_member(partnership).user
    browser = Client()
    by_password(browser, person.email)
    set_up_app(browser)

    assert main(["site", "forget-second-factor", "--email", person.email.upper()]) == 0

    assert not Authenticator.objects.filter(user=person).exists()
    by_password(Client(), person.email)


def test_of_nobody_nothing_is_forgotten(db, capsys):
    assert main(["site", "forget-second-factor", "--email", "no@chalkshire.example"]) == USAGE
