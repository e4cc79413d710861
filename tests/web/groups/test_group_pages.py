"""The pages of groups, as people use them."""

import pytest
from django.urls import reverse

from saferplan.web.groups.actions.tree import form_group
from saferplan.web.groups.models import GroupKind
from site_people import a_member


@pytest.fixture
def officer(partnership):
    return a_member(partnership, "community-safety-officer")


@pytest.fixture
def board(partnership, officer):
    return form_group(partnership=partnership, name="Board", kind=GroupKind.BOARD, by=officer)


def address(name, partnership, **parts):
    return reverse(f"groups:{name}", kwargs={"partnership": partnership.slug} | parts)


def test_an_officer_adds_a_group(sign_in, officer, partnership):
    client = sign_in(officer)

    answer = client.post(
        address("add", partnership),
        {
            "name": "Board",
            "kind": "board",
            "purpose": "Leads",
            "since_day": "1",
            "since_month": "4",
            "since_year": "2026",
        },
        follow=True,
    )

    assert "Board was added" in answer.content.decode()
    assert partnership.groups.get().purpose == "Leads"


@pytest.mark.parametrize(
    "name", ["group", "edit", "rename", "move", "merge", "close", "write-terms", "add-seat", "add-below"]
)
def test_an_officer_opens_every_page_of_a_group(name, sign_in, officer, board, partnership):
    answer = sign_in(officer).get(address(name, partnership, group=board.pk))

    assert answer.status_code == 200
    assert "Board" in answer.content.decode()
