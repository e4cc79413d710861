"""Secrets of second factors lie sealed in the database, and go along when the site's key is changed."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from saferplan.errors import KeyRefused
from saferplan.identities.keys import PartnershipKey, new_key
from saferplan.web.people import sealing
from site_sign_in import a_registered_member, by_password, recovery_codes, set_up_app


@pytest.fixture
def person(partnership):
    return a_registered_member(partnership).user


@pytest.fixture
def browser(person) -> Client:
    client = Client()
    by_password(client, person.email)
    return client


def test_the_database_knows_neither_the_apps_secret_nor_the_codes(browser):
    secret = set_up_app(browser)
    codes = recovery_codes(browser)

    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in codes)


def test_another_key_does_not_open_them(browser, settings):
    set_up_app(browser)
    settings.KEY = new_key()

    with pytest.raises(KeyRefused):
        sealing.unseal(Authenticator.objects.get(type="totp").data["secret"])


def test_a_new_key_seals_them_anew(browser, settings):
    secret = set_up_app(browser)
    codes = recovery_codes(browser)
    old, new = settings.KEY, new_key()

    assert sealing.rekey(PartnershipKey.of(old), PartnershipKey.of(new)) == 2

    settings.KEY = new
    assert sealing.unseal(Authenticator.objects.get(type="totp").data["secret"]) == secret
    assert recovery_codes(browser) == codes


def test_the_same_text_is_never_sealed_alike():
    assert sealing.seal("same") != sealing.seal("same")
    assert sealing.unseal(sealing.seal("same")) == "same"
