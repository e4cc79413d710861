"""Anyshire's partnership with two years of figures, and tokens of its agencies."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

import anyshire
from saferplan.web.api.tokens import issue_token
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.summaries import open_basis_of
from saferplan.web.own_areas.actions import Ground, add_area
from saferplan.web.own_areas.models import Kind, OwnArea, Way
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member
from site_people import a_member


@pytest.fixture
def anyshires(partnership: Partnership) -> Partnership:
    anyshire.anyshire(lake_of(partnership).root)
    partnership.area_code = anyshire.ANYSHIRE
    partnership.save()
    return partnership


@pytest.fixture
def issuer(partnership: Partnership) -> Member:
    return a_member(partnership, "analyst", name="Ines Issuer")


@pytest.fixture
def a_token(issuer: Member) -> Callable[..., str]:
    def issued(*scopes: str, by: Member = issuer, days: int = 30) -> str:
        expires_on = timezone.localdate() + timedelta(days=days)
        return issue_token(name="A report", agency=by.agency, scopes=scopes, expires_on=expires_on, by=by)[1]

    return issued


@pytest.fixture
def ask(client: Client, partnership: Partnership) -> Callable:
    """Asks an address of the partnership, with a token where one is given."""

    def asked(rest: str = "", token: str = "", slug: str = partnership.slug, **query):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        address = f"/api/v1/partnerships/{slug}" + (f"/{rest}" if rest else "")
        return client.get(address, query, headers=headers)

    return asked


@pytest.fixture
def an_own_area(anyshires: Partnership, issuer: Member) -> OwnArea:
    """Of two small areas."""
    lsoas = open_basis_of(anyshires).geography.members("lsoa", anyshires.area_code)[:2]
    ground = Ground(Way.PICKED, parts=lsoas)
    return add_area(partnership=anyshires, name="Harbour estate", kind=Kind.ESTATE, ground=ground, by=issuer)
