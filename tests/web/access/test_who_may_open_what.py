"""Every address, tried as everyone: allowed exactly where `access.toml` says, and never in another's partnership."""

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
LEADS_TO_SIGN_IN, NOT_PERMITTED, NO_SUCH_PAGE = 302, 403, 404


def test_every_address_is_in_the_table():
    assert ADDRESSES.keys() == rules().keys()


def test_every_permission_is_held_by_some_role():
    held = {permission for role in roles().values() for permission in role.permissions}

    assert held == set(Permission)


@pytest.mark.parametrize("name", OF_PARTNERSHIPS)
def test_strangers_are_sent_to_sign_in(name, client: Client, partnership):
    answer = client.get(address(name, partnership))

    assert answer.status_code == LEADS_TO_SIGN_IN
    assert answer.url.startswith(reverse("account_login") + "?next=")


@pytest.mark.parametrize("name", OF_PARTNERSHIPS)
def test_members_of_another_partnership_find_no_such_page(name, sign_in, partnership, other_partnership):
    outsider = a_member(other_partnership, *roles())

    assert sign_in(outsider).get(address(name, partnership)).status_code == NO_SUCH_PAGE
    assert sign_in(outsider).post(address(name, partnership)).status_code == NO_SUCH_PAGE


@pytest.mark.parametrize("name", OF_PARTNERSHIPS)
@pytest.mark.parametrize("role", roles())
def test_a_role_opens_what_its_permissions_say(name, role, sign_in, partnership):
    member = a_member(partnership, role)
    needed = rules()[name].permission

    answer = sign_in(member).get(address(name, partnership))

    # Records that are not there answer 404 once the gate is passed.
    assert (answer.status_code == NOT_PERMITTED) == (needed is not None and needed not in roles()[role].permissions)


def address(name: str, partnership) -> str:
    """With a number that no record has in place of each record's."""
    from re import findall

    parts = {part: _example(kind) for kind, part in findall(r"<(?:(\w+):)?(\w+)>", ADDRESSES[name])}
    return reverse(name, kwargs=parts | {"partnership": partnership.slug})


def _example(kind: str) -> object:
    return {"int": 999_999, "uuid": "00000000-0000-0000-0000-000000000000"}.get(kind, "nothing")
