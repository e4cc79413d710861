"""Duties of an invented partnership."""

from collections.abc import Callable
from datetime import date

import pytest

from saferplan.web.duties.actions import add_duty
from saferplan.web.duties.models import Duty
from saferplan.web.people.models import Member
from site_people import a_member

DUE = date(2027, 3, 31)


@pytest.fixture
def officer(partnership) -> Member:
    return a_member(partnership, "community-safety-officer", name="Olly Officer")


@pytest.fixture
def chair(partnership) -> Member:
    return a_member(partnership, "chair", name="Cass Chair")


@pytest.fixture
def owner(partnership) -> Member:
    """Who holds no role."""
    return a_member(partnership, name="Oona Owner")


@pytest.fixture
def a_duty(partnership, officer, owner) -> Callable[..., Duty]:
    def made(title: str = "Publish the review", due: date = DUE, **more) -> Duty:
        return add_duty(partnership=partnership, title=title, due=due, by=officer, **({"owner": owner} | more))

    return made
