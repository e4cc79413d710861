"""People change their own e-mail address: confirmed by mail, told to the old address, and by nobody else."""

import re
from datetime import timedelta
from smtplib import SMTPException

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from saferplan.web.people.actions import register_person
from saferplan.web.people.models import User
from site_jobs import run_jobs
from site_sign_in import PASSWORD, a_registered_member, by_password, recovery_codes, set_up_app

OLD, NEW = "sam@chalkshire.example", "sam.signer@chalkshire.example"
CHANGE = "/account/address/"


@pytest.fixture
def person(partnership) -> User:
    return a_registered_member(partnership, email=OLD).user


@pytest.fixture
def browser(person) -> Client:
    client = Client()
    by_password(client, person.email)
    set_up_app(client)
    mail.outbox.clear()
    return client


def ask(client: Client, email: str = NEW) -> str:
    """The address of the page to which the mailed link leads."""
    client.post(CHANGE, {"email": email})
    run_jobs()
    return re.search(r"(/account/address/confirm/\S+)", mail.outbox[-1].body).group(1)


def test_the_address_changes_when_the_link_is_followed(browser, person):
    link = ask(browser)
    assert [letter.to for letter in mail.outbox] == [[NEW]]

    page = browser.get(link).content.decode()
    answer = browser.post(link, follow=True).content.decode()

    person.refresh_from_db()
    assert NEW in page
    assert OLD in page
    assert "Your email address is changed" in answer
    assert person.email == NEW
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(NEW, True, True)]


def test_one_signs_in_with_the_new_address_and_no_longer_with_the_old(browser):
    browser.post(ask(browser))

    assert by_password(Client(), NEW).status_code == 302
    assert "is not right" in by_password(Client(), OLD).content.decode()


def test_the_old_address_is_told_and_not_what_the_new_one_is(browser):
    browser.post(ask(browser))

    notice = mail.outbox[-1]
    assert notice.to == [OLD]
    assert "If this was not you" in notice.body
    assert NEW not in notice.body


def test_opening_the_link_changes_nothing_yet(browser, person):
    browser.get(ask(browser))

    person.refresh_from_db()
    assert person.email == OLD


def test_until_then_the_account_says_what_is_awaited(browser):
    ask(browser)

    page = browser.get(reverse("own_account")).content.decode()

    assert OLD in page
    assert f"Changes to {NEW} when you open the link" in page


def test_other_sessions_end(browser, person):
    other = Client()
    by_password(other, person.email)
    other.post(reverse("mfa_authenticate"), {"code": recovery_codes(browser)[0]})
    assert other.get(reverse("own_account")).status_code == 200

    browser.post(ask(browser))

    assert other.get(reverse("own_account")).status_code == 302
    assert browser.get(reverse("own_account")).status_code == 200


def test_the_link_is_nothing_to_others(browser, person, partnership):
    """Whoever gets the letter by mistake, or is sent the link to click, comes near no account."""
    link = ask(browser)
    other = a_registered_member(partnership, email="olu@chalkshire.example").user
    stranger, colleague = Client(), Client()
    colleague.force_login(other)

    assert stranger.post(link).url.startswith(reverse("account_login"))
    assert colleague.get(link).status_code == 404
    assert colleague.post(link).status_code == 404
    assert set(User.objects.values_list("email", flat=True)) == {OLD, other.email}


def test_the_link_ends_after_a_day(browser, person):
    link = ask(browser)

    with freeze_time(timezone.now() + timedelta(days=1, minutes=1)):
        client = Client()
        client.force_login(person)
        answer = client.post(link)

    assert answer.status_code == 404
    assert "more than a day old" in answer.content.decode()


def test_the_link_works_once(browser):
    link = ask(browser)
    browser.post(link)

    assert browser.post(link).status_code == 404


def test_asking_again_ends_the_earlier_link(browser, person):
    earlier = ask(browser)
    later = ask(browser, "s.signer@chalkshire.example")

    assert browser.post(earlier).status_code == 404
    browser.post(later)
    person.refresh_from_db()
    assert person.email == "s.signer@chalkshire.example"


def test_an_address_that_has_an_account_is_answered_alike_and_gets_no_letter(browser, partnership):
    a_registered_member(partnership, email="olu@chalkshire.example")

    taken = browser.post(CHANGE, {"email": "olu@chalkshire.example"}, follow=True).content.decode()
    run_jobs()

    assert "We have sent a link to the new address" in taken
    assert mail.outbox == []


def test_an_address_that_was_taken_meanwhile_is_refused(browser, person):
    link = ask(browser)
    register_person(email=NEW, name="Olu Other")

    page = browser.post(link).content.decode()

    person.refresh_from_db()
    assert "Another account has this address" in page
    assert person.email == OLD


def test_nothing_changes_where_the_old_address_cannot_be_told(browser, person, monkeypatch):
    link = ask(browser)

    def down(*_) -> None:
        raise SMTPException

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    page = browser.post(link).content.decode()

    person.refresh_from_db()
    assert "could not be told" in page
    assert person.email == OLD


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter the new email address"),
        ("sam at chalkshire", "in the correct format, like name@example."),
        (OLD.upper(), "Enter another address than the one that you have"),
        (f"sam@chalkshire.example\r\nBcc: {NEW}", "in the correct format"),
        ("a" * 250 + "@chalkshire.example", "254 characters or less"),
    ],
)
def test_what_is_no_new_address_is_refused(browser, typed, said):
    page = browser.post(CHANGE, {"email": typed}).content.decode()

    assert said in page
    assert "<title>Error: " in " ".join(page.split()).replace("<title> ", "<title>")
    assert not EmailAddress.objects.filter(verified=False).exists()


def test_who_signed_in_long_ago_confirms_who_they_are_first(browser):
    with freeze_time(timezone.now() + timedelta(minutes=6)):
        answer = browser.get(CHANGE)

    assert answer.status_code == 302
    assert "/account/confirm/" in answer.url


def test_who_has_no_password_has_the_address_that_the_directory_says(partnership):
    member = a_registered_member(partnership)
    member.user.set_unusable_password()
    member.user.save()
    client = Client()
    by_password(client, member.user.email, PASSWORD)
    client.force_login(member.user)

    assert CHANGE not in client.get(reverse("own_account")).content.decode()


def test_strangers_are_not_flooded_with_letters(browser):
    answers = [browser.post(CHANGE, {"email": f"sam{number}@chalkshire.example"}).status_code for number in range(6)]

    assert answers == [302] * 5 + [429]
