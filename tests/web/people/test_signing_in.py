"""Signing in: a password, then a second factor, and only then a page of a partnership."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from saferplan.web.people.actions import register_person
from saferplan.web.people.models import User
from site_jobs import run_jobs
from site_people import a_member, show_second_factor
from site_sign_in import PASSWORD, a_registered_member, by_password, code, recovery_codes, set_up_app

NOT_RIGHT = "The email address or the password is not right"


@pytest.fixture
def person(partnership) -> User:
    return a_registered_member(partnership).user


@pytest.fixture
def overview(partnership) -> str:
    return reverse("partnerships:overview", args=[partnership.slug])


def test_a_password_alone_opens_no_page_of_a_partnership(client, person, overview):
    by_password(client, person.email)

    answer = client.get(overview)

    assert answer.url == reverse("second_factor") + "?next=" + overview
    assert "Set up a second factor" in client.get(answer.url).content.decode()


def test_who_sets_up_an_app_gets_recovery_codes_and_then_where_they_were_going(client, person, overview):
    by_password(client, person.email)
    client.get(client.get(overview).url)

    page = client.get(reverse("mfa_activate_totp")).content.decode()
    set_up_app(client)

    assert 'src="data:image/svg+xml;base64,' in page
    assert len(recovery_codes(client)) == 10
    assert client.get(reverse("second_factor")).url == overview
    assert client.get(overview).status_code == 200


def test_a_wrong_first_code_sets_nothing_up(client, person, overview):
    by_password(client, person.email)
    client.get(reverse("mfa_activate_totp"))

    answer = client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert "The code is not right" in answer.content.decode()
    assert client.get(overview).status_code == 302


class TestWithAnApp:
    @pytest.fixture
    def secret(self, person) -> str:
        client = Client()
        by_password(client, person.email)
        return set_up_app(client)

    @pytest.mark.usefixtures("secret")
    def test_the_password_alone_signs_nobody_in(self, client, person):
        answer = by_password(client, person.email)

        assert answer.url == reverse("mfa_authenticate")
        assert "_auth_user_id" not in client.session

    def test_the_code_does(self, client, person, secret, overview):
        by_password(client, person.email, next=overview)

        answer = client.post(reverse("mfa_authenticate"), {"code": code(secret)})

        assert answer.url == overview
        assert client.get(overview).status_code == 200

    def test_a_code_works_once(self, client, person, secret):
        by_password(client, person.email)
        used = code(secret)
        client.post(reverse("mfa_authenticate"), {"code": used})

        thief = Client()
        by_password(thief, person.email)
        answer = thief.post(reverse("mfa_authenticate"), {"code": used})

        assert "The code is not right" in answer.content.decode()

    def test_a_recovery_code_works_once(self, person, secret, overview):
        first, second = Client(), Client()
        by_password(first, person.email)
        first.post(reverse("mfa_authenticate"), {"code": code(secret)})
        first.post(reverse("mfa_reauthenticate"), {"code": code(secret, steps=1)})
        recovery = recovery_codes(first)[0]

        for client, opens in ((Client(), True), (second, False)):
            by_password(client, person.email)
            client.post(reverse("mfa_authenticate"), {"code": recovery})
            assert (client.get(overview).status_code == 200) == opens

    @pytest.mark.usefixtures("secret")
    def test_another_persons_code_does_not_help(self, client, partnership, person):
        other = a_registered_member(partnership, email="olu@chalkshire.example").user
        theirs = Client()
        by_password(theirs, other.email)
        their_secret = set_up_app(theirs)

        by_password(client, person.email)
        client.post(reverse("mfa_authenticate"), {"code": code(their_secret)})

        assert "_auth_user_id" not in client.session

    def test_a_session_from_before_it_was_set_up_is_over(self, person, overview):
        earlier, now = Client(), Client()
        by_password(earlier, person.email)
        by_password(now, person.email)

        set_up_app(now)

        assert earlier.get(overview).url.startswith(reverse("account_login"))
        assert now.get(overview).status_code == 200

    def test_removing_it_is_confirmed_by_it_and_not_by_the_password(self, client, person, secret):
        by_password(client, person.email)
        client.post(reverse("mfa_authenticate"), {"code": code(secret)})

        answer = client.get(reverse("mfa_deactivate_totp"))
        assert answer.url.startswith(reverse("mfa_reauthenticate"))
        assert client.get(reverse("account_reauthenticate")).url.startswith(reverse("mfa_reauthenticate"))

    def test_without_any_left_the_next_page_asks_for_one(self, client, person, secret, overview):
        by_password(client, person.email)
        client.post(reverse("mfa_authenticate"), {"code": code(secret)})
        client.post(reverse("mfa_reauthenticate"), {"code": code(secret, steps=1)})

        client.post(reverse("mfa_deactivate_totp"))

        assert client.get(overview).url.startswith(reverse("second_factor"))


class TestWhatStrangersLearn:
    def test_an_unknown_address_and_a_wrong_password_read_the_same(self, client, person):
        unknown = by_password(client, "nobody@chalkshire.example", "wrong password here")
        wrong = by_password(client, person.email, "wrong password here")

        assert NOT_RIGHT in unknown.content.decode()
        assert NOT_RIGHT in wrong.content.decode()
        assert unknown.status_code == wrong.status_code

    def test_an_unknown_address_costs_a_hash_too(self, client, person, monkeypatch):
        """What is measured from outside is the time of hashing."""
        hashed = []
        from django.contrib.auth import hashers

        real = hashers.MD5PasswordHasher.encode
        monkeypatch.setattr(
            hashers.MD5PasswordHasher, "encode", lambda self, *given: hashed.append(given) or real(self, *given)
        )

        by_password(client, person.email, "wrong password here")
        known = len(hashed)
        by_password(client, "nobody@chalkshire.example", "wrong password here")

        assert len(hashed) - known == known > 0

    def test_a_forgotten_password_reads_the_same_for_all(self, client, person):
        known = client.post(reverse("account_reset_password"), {"email": person.email}, follow=True)
        unknown = client.post(reverse("account_reset_password"), {"email": "no@chalkshire.example"}, follow=True)
        run_jobs()

        assert known.content == unknown.content
        assert [sent.to for sent in mail.outbox] == [[person.email]]


def a_link(person: User) -> str:
    """In the mail to who has forgotten the password."""
    Client().post(reverse("account_reset_password"), {"email": person.email})
    run_jobs()
    return re.search(r"http://localhost:8000(\S+)", mail.outbox[-1].body).group(1)


class TestAForgottenPassword:
    @pytest.fixture
    def link(self, person) -> str:
        return a_link(person)

    def test_a_new_one_is_chosen_by_the_link_and_signs_out_everywhere(self, client, person):
        elsewhere = Client()
        by_password(elsewhere, person.email)

        form = client.get(a_link(person)).url
        answer = client.post(form, {"password1": "another four words here"}, follow=True)

        assert "Your password is changed" in answer.content.decode()
        assert "_auth_user_id" not in elsewhere.session
        assert "_auth_user_id" not in client.session
        assert by_password(Client(), person.email, "another four words here").status_code == 302

    def test_the_link_ends_when_the_person_signs_in_after_all(self, client, person, link):
        by_password(Client(), person.email)

        assert "This link no longer works" in client.get(link).content.decode()

    def test_the_link_works_once(self, client, link):
        client.post(client.get(link).url, {"password1": "another four words here"})

        assert "This link no longer works" in Client().get(link).content.decode()

    def test_the_link_does_not_get_past_the_second_factor(self, client, person, overview):
        owner = Client()
        by_password(owner, person.email)
        set_up_app(owner)

        client.post(client.get(a_link(person)).url, {"password1": "another four words here"})
        answer = by_password(client, person.email, "another four words here")

        assert answer.url == reverse("mfa_authenticate")
        assert client.get(overview).url.startswith(reverse("account_login"))

    def test_the_link_ends_within_the_hour(self, client, link):
        with freeze_time(timezone.now() + timedelta(hours=1, seconds=1)):
            assert "This link no longer works" in client.get(link).content.decode()

    def test_who_signs_in_by_a_directory_chooses_none(self, client, partnership):
        """Otherwise a way in would be left when the directory has closed the account."""
        known = a_registered_member(partnership, email="dee@chalkshire.example").user
        known.set_unusable_password()
        known.save()

        client.post(reverse("account_reset_password"), {"email": known.email})
        run_jobs()

        assert not mail.outbox

    @pytest.mark.parametrize("weak", ["short", "password1234", "sam@chalkshire.example", "Sam Signer Sam Signer"])
    def test_a_weak_one_is_refused(self, client, link, weak):
        answer = client.post(client.get(link).url, {"password1": weak})

        assert "Error: " in answer.content.decode()


class TestSessions:
    def test_the_sessions_name_changes_on_signing_in(self, client, person):
        client.get(reverse("account_login"))
        session = client.session
        session["planted"] = "by a thief"
        session.save()
        before = client.cookies["saferplan"].value if "saferplan" in client.cookies else session.session_key

        by_password(client, person.email)

        assert client.session.session_key != before
        thief = Client()
        thief.cookies["saferplan"] = before
        assert "_auth_user_id" not in thief.session

    def test_the_sessions_name_changes_when_signing_out(self, client, person):
        by_password(client, person.email)
        before = client.session.session_key

        client.post(reverse("account_logout"))

        thief = Client()
        thief.cookies["saferplan"] = before
        assert "_auth_user_id" not in thief.session

    def test_signing_out_is_never_done_by_a_link(self, client, person):
        by_password(client, person.email)

        client.get(reverse("account_logout"))

        assert "_auth_user_id" in client.session

    def test_all_others_can_be_ended(self, person):
        here, there = Client(), Client()
        by_password(there, person.email)
        by_password(here, person.email)

        page = here.get(reverse("usersessions_list")).content.decode()
        here.post(reverse("usersessions_list"))

        assert "This browser" in page
        assert "Another browser" in page
        assert "_auth_user_id" not in there.session
        assert "_auth_user_id" in here.session


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "https:evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http://localhost:8000@evil.example/",
        " //evil.example",
        "/\t/evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(elsewhere, client, person):
    answer = by_password(client, person.email, next=elsewhere)

    assert "evil" not in answer.url
    assert "javascript" not in answer.url


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "mfa_login_webauthn", "account_logout"])
def test_a_form_of_another_site_is_refused(name, person):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(reverse(name), {"login": person.email, "password": PASSWORD}).status_code == 403


def test_nobody_signs_up(client):
    for address in ("/account/signup/", "/account/3rdparty/signup/", "/account/email/", "/account/password/set/"):
        assert client.get(address).status_code == 404


def test_who_only_reads_their_password_stays_out_when_the_account_is_closed(client, person):
    User.objects.filter(pk=person.pk).update(is_active=False)

    by_password(client, person.email)

    assert "_auth_user_id" not in client.session


def test_the_demos_mark_opens_nothing_outside_the_demo(client, partnership, overview, settings):
    from saferplan.web.people.second_factor import Way, mark_passed

    member = a_member(partnership)
    client.force_login(member.user)
    session = client.session
    mark_passed(session, member.user, how=Way.DEMO)
    session.save()

    settings.DEMO = False
    assert client.get(overview).status_code == 302
    settings.DEMO = True
    assert client.get(overview).status_code == 200


def test_a_mark_is_of_one_person(client, partnership, overview):
    one, other = a_member(partnership), a_member(partnership)
    client.force_login(one.user)
    show_second_factor(client)
    session = client.session
    session["account_authentication_methods_user"] = str(other.user.pk)
    session.save()

    assert client.get(overview).status_code == 302


class TestMailAboutAnAccount:
    def test_a_second_factor_is_set_up_also_while_no_mail_can_go(
        self, client, person, monkeypatch, django_capture_on_commit_callbacks
    ):
        def refuse(*_):
            raise ConnectionRefusedError

        by_password(client, person.email)
        with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
            patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
            set_up_app(client)
        assert len(recovery_codes(client)) == 10

        run_jobs()

        assert [sent.to for sent in mail.outbox] == [[person.email]]
        assert mail.outbox[0].subject == "An authenticator app was set up"

    @pytest.mark.django_db
    def test_who_is_in_no_partnership_gets_none(self, client, django_capture_on_commit_callbacks):
        person = register_person(email="lee@chalkshire.example", name="Lee Alone", password=PASSWORD)
        by_password(client, person.email)
        with django_capture_on_commit_callbacks(execute=True):
            set_up_app(client)

        run_jobs()

        assert not mail.outbox

    @pytest.mark.parametrize(
        "about",
        ["mfa/email/webauthn_added", "mfa/email/webauthn_removed", "mfa/email/totp_activated",
         "mfa/email/totp_deactivated", "mfa/email/recovery_codes_generated",
         "account/email/password_changed", "account/email/password_reset"],
    )  # fmt: skip
    def test_it_is_in_our_own_words(self, about):
        words = render_to_string(f"{about}_message.txt")

        assert "saferplan" in words
        assert "If this was not you" in words
