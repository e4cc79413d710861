"""What is attacked, made once for each module."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from furnished import World, a_case, attacking, choose_purposes, client_of, furnished
from known import looked_at, records_of

from saferplan.web.people.models import User


@pytest.fixture(scope="module")
def home_of_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setattr(settings, "HOME", home)
        patch.setattr(settings, "REQUEST_LIMITS", {})  # how fast one may be is no subject here
        yield home


@pytest.fixture(scope="module")
def made_world(django_db_setup: None, django_db_blocker, home_of_world: Path) -> Iterator[World]:
    """Made once for a module, in a transaction that is taken back at its end; each test takes back its own part."""
    with django_db_blocker.unblock(), transaction.atomic():
        other, victim = furnished("fenmoor")
        for _ in range(5):
            a_case(victim)
        User.objects.update(email=Concat(Value("other-"), F("email")))
        own, attacker = furnished("chalkshire")
        a_case(attacker)
        client = client_of(attacker, raise_request_exception=False)
        choose_purposes(client, own)
        world = World(own, other, attacker, victim, client.cookies, looked_at(client, own), records_of(other))
        # What the database has put off until the end is checked now: after each attack, which is taken back, it would
        # look at all of this world again.
        connection.check_constraints()
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(made_world: World, home_of_world: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> World:
    monkeypatch.setattr(settings, "HOME", home_of_world)
    return made_world


@pytest.fixture
def attack(world: World) -> Client:
    return attacking(world)
