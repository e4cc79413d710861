"""Groups of an invented partnership."""

from collections.abc import Callable
from datetime import date

import pytest

from saferplan.web.groups.actions.tree import form_group
from saferplan.web.groups.models import Group, GroupKind
from saferplan.web.people.models import Member
from site_people import a_member

BEGAN = date(2020, 4, 1)


@pytest.fixture
def officer(partnership) -> Member:
    return a_member(partnership, "community-safety-officer", name="Olly Officer")


@pytest.fixture
def a_group(partnership, officer) -> Callable[..., Group]:
    def made(name: str = "Board", parent: Group | None = None, **more) -> Group:
        told = {"kind": GroupKind.SUBGROUP, "since": BEGAN} | more
        return form_group(partnership=partnership, name=name, parent=parent, by=officer, **told)

    return made
