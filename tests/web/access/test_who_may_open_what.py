"""Every address, tried as everyone: allowed exactly where `access.toml` says, and never in another's partnership."""

from re import findall

import pytest
from django.test import Client
from django.urls import reverse

from saferplan.web.access.checks import addresses
from saferplan.web.access.table import Door, rules
from saferplan.web.people.permissions import Permission
from saferplan.web.people.roles import roles
from site_people import a_member

ADDRESSES = dict(addresses())
OF_PARTNERSHIPS = sorted(name for name, rule in rules().items() if rule.door is Door.MEMBER)
NOT_PERMITTED, NO_SUCH_PAGE = 403, 404


@pytest.fixture(autouse=True)
def as_fast_as_one_likes(settings):
    """How many requests a minute somebody may make is no subject here."""
    settings.REQUEST_LIMITS = {}


def test_every_address_is_in_the_table():
    assert ADDRESSES.keys() == rules().keys()


def test_every_permission_is_held_by_some_role():
    held = {permission for role in roles().values() for permission in role.permissions}

    assert held == set(Permission)


def test_strangers_are_sent_to_sign_in(client: Client, partnership):
    led_to = {name: client.get(address(name, partnership)).get("Location", "") for name in OF_PARTNERSHIPS}

    assert [name for name, to in led_to.items() if not to.startswith(reverse("account_login") + "?next=")] == []


def test_the_form_to_sign_in_is_never_put_into_a_page(client: Client, partnership):
    """Who was signed out while a page stood open keeps what stands there."""
    answer = client.get(address("explore:explore", partnership), HTTP_HX_REQUEST="true")

    assert answer.status_code == NOT_PERMITTED
    assert answer.content == b""


def test_members_of_another_partnership_find_no_such_page(sign_in, partnership, other_partnership):
    outsider = sign_in(a_member(other_partnership, *roles()))

    for ask in (outsider.get, outsider.post):
        answers = {name: ask(address(name, partnership)).status_code for name in OF_PARTNERSHIPS}
        assert answers == dict.fromkeys(OF_PARTNERSHIPS, NO_SUCH_PAGE)


@pytest.mark.parametrize("role", roles())
def test_a_role_opens_what_its_permissions_say(role, sign_in, partnership):
    """Records that are not there answer 404 once the gate is passed."""
    client, permissions = sign_in(a_member(partnership, role)), roles()[role].permissions

    answers = {name: client.get(address(name, partnership)).status_code for name in OF_PARTNERSHIPS}

    refused = {name for name, status in answers.items() if status == NOT_PERMITTED}
    assert refused == {name for name in OF_PARTNERSHIPS if rules()[name].permission not in {None, *permissions}}


def address(name: str, partnership) -> str:
    """With a number that no record has in place of each record's."""
    parts = {part: _example(kind) for kind, part in findall(r"<(?:(\w+):)?(\w+)>", ADDRESSES[name])}
    return reverse(name, kwargs=parts | {"partnership": partnership.slug})


def _example(kind: str) -> object:
    return {"int": 999_999, "uuid": "00000000-0000-0000-0000-000000000000"}.get(kind, "nothing")
