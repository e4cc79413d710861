"""Every address, asked and sent to: whatever it changes is written down with who did it."""

from re import findall

import pytest
from django.urls import reverse

from saferplan.web.access.checks import addresses
from saferplan.web.access.table import rules
from saferplan.web.audit.models import NOBODY, Entry
from saferplan.web.people.roles import roles
from site_people import a_member

ADDRESSES = dict(addresses())
EXAMPLES = {"int": 999_999, "uuid": "00000000-0000-0000-0000-000000000000"}


@pytest.mark.parametrize("name", sorted(rules()))
def test_what_a_view_changes_has_an_actor(name, sign_in, partnership):
    client = sign_in(a_member(partnership, *roles()))
    client.raise_request_exception = False
    told = {part: EXAMPLES.get(kind, "nothing") for kind, part in findall(r"<(?:(\w+):)?(\w+)>", ADDRESSES[name])}
    address = reverse(name, kwargs=told | ({"partnership": partnership.slug} if "partnership" in told else {}))
    last = Entry.objects.latest("pk").pk

    client.get(address)
    client.post(address, {"name": "A name", "email": "somebody@example.org"})

    assert not Entry.objects.filter(pk__gt=last, actor=NOBODY).exists()


def test_one_that_did_would_be_found(db, partnership):
    last = Entry.objects.latest("pk").pk
    partnership.agencies.first().delete()

    assert Entry.objects.filter(pk__gt=last, actor=NOBODY).exists()
