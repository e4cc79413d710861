"""An installation with one directory, of the police of Chalkshire, whose groups give memberships there."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from fake_directory import ANALYSTS, CLIENT, FENMOOR, OFFICERS, SECRET, FakeDirectory, there_and_back

from saferplan.web.directories.configured import Directory, GroupRule
from saferplan.web.people.models import Member
from site_people import a_member


@pytest.fixture
def fake() -> Iterator[FakeDirectory]:
    """Pat Provan, invented, signs in there."""
    directory = FakeDirectory(
        person={
            "sub": "8f2c-pat",
            "email": "pat.provan@police.example",
            "email_verified": True,
            "name": "Pat Provan",
            "groups": [ANALYSTS],
        }
    )
    yield directory
    directory.stop()


@pytest.fixture
def directory(fake, partnership, other_partnership, settings) -> Directory:
    known = Directory(
        word="police",
        name="Chalkshire Police",
        issuer=fake.issuer,
        client_id=CLIENT,
        secret=SECRET,
        email_domains=frozenset({"police.example"}),
        groups=(
            GroupRule(ANALYSTS, "chalkshire", "Chalkshire Police", frozenset({"analyst"})),
            GroupRule(OFFICERS, "chalkshire", "Chalkshire Police", frozenset({"caseworker", "agency-officer"})),
            GroupRule(FENMOOR, "fenmoor", "Fenmoor Police", frozenset()),
        ),
    )
    settings.DIRECTORIES = {"police": known}
    return known


@pytest.fixture
def administrator(partnership) -> Member:
    return a_member(partnership, "administrator")


@pytest.fixture
def come(client: Client, directory) -> Callable:
    """Signs in by the directory as a browser does, and gives the site's answer to what the directory sent."""

    def come(client: Client = client, **more):
        return client.get(there_and_back(client, **more))

    return come
