"""A session ends by itself: after a long time, and after a while without a sign of life."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from saferplan.web.people.sessions import SEEN
from site_sign_in import a_registered_member, by_password, set_up_app

SOON = timedelta(seconds=1)


@pytest.fixture
def began(client, partnership):
    now = timezone.now()
    with freeze_time(now):
        by_password(client, a_registered_member(partnership).user.email)
        client.get(reverse("own_account"))
    return now


def is_in(client, at) -> bool:
    with freeze_time(at):
        return client.get(reverse("own_account")).status_code == 200


def test_it_idles_for_an_hour(client, began):
    assert is_in(client, began + settings.SESSION_IDLES_FOR - SOON)


def test_and_no_longer(client, began):
    assert not is_in(client, began + settings.SESSION_IDLES_FOR)


def test_whoever_goes_on_stays_in(client, began):
    for minutes in range(30, 600, 30):
        assert is_in(client, began + timedelta(minutes=minutes))


def test_until_twelve_hours_have_passed(client, began):
    for minutes in range(30, 720, 30):
        is_in(client, began + timedelta(minutes=minutes))

    assert not is_in(client, began + settings.SESSION_ENDS_AFTER)


def test_who_was_signed_out_is_told_and_gets_back_to_the_page(client, began):
    with freeze_time(began + settings.SESSION_IDLES_FOR):
        answer = client.get(reverse("own_account"), follow=True)

    assert answer.redirect_chain[0][0] == reverse("account_login") + "?next=" + reverse("own_account")
    assert "You were signed out" in answer.content.decode()


def test_a_sign_of_life_is_not_written_at_every_click(client, began):
    noted = client.session[SEEN]

    is_in(client, began + timedelta(seconds=30))
    assert client.session[SEEN] == noted

    is_in(client, began + timedelta(seconds=61))
    assert client.session[SEEN] == noted + 61


def test_strangers_get_no_session(client, db):
    client.get(reverse("account_reset_password"))

    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_the_cookie_is_for_the_browsers_session_and_out_of_scripts_reach(client, began):
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]


def test_a_session_has_another_key_once_the_second_factor_is_shown(client, began):
    """Whoever learnt the key of a session of one factor does not come by one of two."""
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = before = client.session.session_key
    assert stolen.get(reverse("own_account")).status_code == 200

    set_up_app(client)

    assert client.session.session_key != before
    assert client.get(reverse("usersessions_list")).status_code == 200
    assert stolen.get(reverse("own_account")).status_code == 302
    assert [each.session_key for each in UserSession.objects.all()] == [client.session.session_key]
