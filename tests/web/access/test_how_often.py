"""How often one may change something, and try to sign in: for each person and each address."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from site_people import a_member
from site_sign_in import PASSWORD, a_registered_member, by_password

TOO_OFTEN = 429


@pytest.fixture(autouse=True)
def few(settings) -> None:
    settings.REQUEST_LIMITS = {"by-person": "3/m/user", "by-address": "3/m/ip"}


def tries(client: Client, times: int, **more) -> list[int]:
    place = reverse("account_logout")
    return [client.post(place, **more).status_code for _ in range(times)]


def test_strangers_of_one_address_together(db):
    assert TOO_OFTEN not in tries(Client(), 2) + tries(Client(), 1)
    assert tries(Client(), 1) == [TOO_OFTEN]


def test_strangers_of_another_address_are_not_held_up(db):
    tries(Client(), 4)

    assert TOO_OFTEN not in tries(Client(REMOTE_ADDR="203.0.113.9"), 3)


def test_an_address_that_a_stranger_makes_up_is_not_believed(db):
    """X-Forwarded-For counts only where proxies of ours stand before the site."""
    client = Client()

    answers = [tries(client, 1, headers={"X-Forwarded-For": f"203.0.113.{number}"})[0] for number in range(4)]

    assert answers[-1] == TOO_OFTEN


def test_behind_a_proxy_of_ours_its_word_counts_and_not_the_strangers(db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = Client()

    def come(made_up: str, seen: str) -> int:
        return tries(client, 1, headers={"X-Forwarded-For": f"{made_up}, {seen}"})[0]

    assert TOO_OFTEN not in [come(f"198.51.100.{number}", "203.0.113.1") for number in range(3)]
    assert come("198.51.100.77", "203.0.113.1") == TOO_OFTEN
    assert come("198.51.100.78", "203.0.113.2") != TOO_OFTEN


def test_people_of_one_office_are_counted_one_by_one(partnership, sign_in):
    place = reverse("usersessions_list")
    one, other = Client(), Client()
    one.force_login(a_member(partnership).user)
    other.force_login(a_member(partnership).user)

    assert TOO_OFTEN not in [one.post(place).status_code for _ in range(3)]
    assert one.post(place).status_code == TOO_OFTEN
    assert other.post(place).status_code != TOO_OFTEN


def test_reading_is_not_counted(db):
    client = Client()

    assert {client.get(reverse("account_login")).status_code for _ in range(10)} == {200}


def test_who_tried_too_often_is_told_what_to_do(db):
    client = Client()
    tries(client, 3)

    answer = client.post(reverse("account_logout"))

    assert answer.status_code == TOO_OFTEN
    assert "try again" in answer.content.decode()


class TestGuessing:
    @pytest.fixture(autouse=True)
    def many(self, settings) -> None:
        settings.REQUEST_LIMITS = {"by-person": "1000/m/user", "by-address": "1000/m/ip"}

    @pytest.fixture
    def email(self, partnership) -> str:
        return a_registered_member(partnership).user.email

    def test_a_password_is_guessed_five_times(self, email):
        for number in range(5):
            by_password(Client(REMOTE_ADDR=f"203.0.113.{number}"), email, f"guess number {number}")

        right = Client(REMOTE_ADDR="203.0.113.99")
        answer = by_password(right, email, PASSWORD)

        assert "There were too many tries" in answer.content.decode()
        assert "_auth_user_id" not in right.session

    def test_other_people_sign_in_meanwhile(self, email, partnership):
        other = a_registered_member(partnership, email="olu@chalkshire.example").user
        for number in range(6):
            by_password(Client(REMOTE_ADDR=f"203.0.113.{number}"), email, "guess")

        assert by_password(Client(REMOTE_ADDR="203.0.113.99"), other.email, PASSWORD).status_code == 302

    def test_an_unknown_address_is_held_up_in_the_same_way(self, db):
        answers = [
            by_password(
                Client(REMOTE_ADDR=f"203.0.113.{number}"), "nobody@chalkshire.example", "guess"
            ).content.decode()
            for number in range(6)
        ]

        assert "There were too many tries" in answers[-1]
        assert "There were too many tries" not in answers[-2]

    def test_new_passwords_are_asked_for_five_times_a_minute(self, email):
        place = reverse("account_reset_password")

        answers = [
            Client(REMOTE_ADDR=f"203.0.113.{number}").post(place, {"email": email}).status_code for number in range(6)
        ]

        assert answers == [302] * 5 + [TOO_OFTEN]


def test_questions_for_a_passkey_are_counted_though_they_are_only_read(db, settings):
    """Each keeps a session, which a stranger could fill the database with."""
    settings.PASSKEY_LIMITS = {"passkey": "2/m/ip"}
    place = reverse("mfa_login_webauthn")

    answers = [Client().get(place, headers={"x-requested-with": "XMLHttpRequest"}).status_code for _ in range(3)]

    assert answers == [200, 200, TOO_OFTEN]
    assert Session.objects.count() == 2
